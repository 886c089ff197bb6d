package query

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// ListRequest narrows and orders a list. Each list says which fields it heeds.
type ListRequest struct {
	Kind      graph.Kind
	Predicate string
	Article   string // id, key or unambiguous base name
	Sort      string
	Limit     int // 0: all
}

// EntityRow is an entity and the number of statements that it occurs in.
type EntityRow struct {
	graph.Entity
	Statements int
}

// ArticleRow is an article and the number of statements that it states.
type ArticleRow struct {
	graph.Article
	Statements int
}

// PredicateRow is a predicate and the number of its statements.
type PredicateRow struct {
	Predicate  graph.Predicate
	Statements int
}

// ArticleError is returned for the name of an article that fits none or several.
type ArticleError struct {
	Name string
	Keys []string // of the articles that fit
}

func (e *ArticleError) Error() string {
	if len(e.Keys) == 0 {
		return fmt.Sprintf("there is no article %q", e.Name)
	}
	return fmt.Sprintf("%q fits %d articles: %s", e.Name, len(e.Keys), strings.Join(e.Keys, ", "))
}

// sortError names the orders that a list has.
func sortError(list, sort string, orders ...string) error {
	return &RequestError{fmt.Sprintf("%s cannot be sorted by %q, only by %s", list, sort, strings.Join(orders, ", "))}
}

// ListEntities returns the entities of a kind, or that occur in statements of a predicate or of an
// article, sorted by id, name or statements, and how many there are without the limit.
func (g *Graph) ListEntities(ctx context.Context, r ListRequest) (rows []EntityRow, total int, err error) {
	if !slices.Contains([]string{"", "id", "name", "statements"}, r.Sort) {
		return nil, 0, sortError("entities", r.Sort, "id", "name", "statements")
	}
	var in map[index.Node]bool
	if r.Predicate != "" || r.Article != "" {
		in = map[index.Node]bool{}
		err := g.eachEdge(ctx, ListRequest{Predicate: r.Predicate, Article: r.Article}, func(e index.Edge) {
			s, o := g.x.Ends(e)
			in[s], in[o] = true, true
		})
		if err != nil {
			return nil, 0, err
		}
	}
	var nodes []index.Node
	for n := range index.Node(g.x.Nodes()) {
		if (in == nil || in[n]) && (r.Kind == "" || g.x.Kind(n) == r.Kind) {
			nodes = append(nodes, n)
		}
	}
	switch r.Sort {
	case "name":
		slices.SortStableFunc(nodes, func(a, b index.Node) int { return cmp.Compare(g.x.Name(a), g.x.Name(b)) })
	case "statements":
		slices.SortStableFunc(nodes, func(a, b index.Node) int { return cmp.Compare(g.x.Degree(b), g.x.Degree(a)) })
	}
	for _, n := range cut(nodes, r.Limit) {
		rows = append(rows, EntityRow{g.x.Entity(n), g.x.Degree(n)})
	}
	return rows, len(nodes), g.x.Err()
}

// ListStatements returns the statements of a predicate or of an article, or with an entity of a kind,
// sorted by triple, sources or confidence, and how many there are without the limit.
func (g *Graph) ListStatements(ctx context.Context, r ListRequest) (rows []graph.Statement, total int, err error) {
	var edges []index.Edge
	if err := g.eachEdge(ctx, r, func(e index.Edge) { edges = append(edges, e) }); err != nil {
		return nil, 0, err
	}
	switch r.Sort {
	case "", "triple":
	case "sources":
		slices.SortStableFunc(edges, g.bySupport)
	case "confidence":
		slices.SortStableFunc(edges, func(a, b index.Edge) int { return cmp.Compare(g.x.Confidence(b), g.x.Confidence(a)) })
	default:
		return nil, 0, sortError("statements", r.Sort, "triple", "sources", "confidence")
	}
	for i, e := range cut(edges, r.Limit) {
		if i&0xfff == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		rows = append(rows, g.x.Statement(e))
	}
	return rows, len(edges), g.x.Err()
}

// eachEdge calls visit for the statements that the request's predicate, article and kind leave.
func (g *Graph) eachEdge(ctx context.Context, r ListRequest, visit func(index.Edge)) error {
	var preds []index.Pred
	if r.Predicate != "" {
		var err error
		if preds, err = g.predicates([]string{r.Predicate}); err != nil {
			return err
		}
	}
	article := -1
	if r.Article != "" {
		var err error
		if article, err = g.findArticle(r.Article); err != nil {
			return err
		}
	}
	for e := range index.Edge(g.x.Edges()) {
		if e&0xffff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if preds != nil && !slices.Contains(preds, g.x.PredicateOf(e)) || article >= 0 && !slices.Contains(g.x.ArticlesOf(e), article) {
			continue
		}
		if r.Kind != "" {
			if s, o := g.x.Ends(e); g.x.Kind(s) != r.Kind && g.x.Kind(o) != r.Kind {
				continue
			}
		}
		visit(e)
	}
	return g.x.Err()
}

// findArticle returns the number of the article of that id, key or base name.
func (g *Graph) findArticle(name string) (int, error) {
	var exact, base []int
	for i := range g.x.Articles() {
		switch a := g.x.Article(i); {
		case string(a.ID) == name || a.Name == name:
			exact = append(exact, i)
		case path.Base(a.Name) == name:
			base = append(base, i)
		}
	}
	fits := exact
	if len(fits) == 0 {
		fits = base
	}
	if len(fits) == 1 {
		return fits[0], nil
	}
	e := &ArticleError{Name: name}
	for _, i := range fits {
		e.Keys = append(e.Keys, g.x.Article(i).Name)
	}
	return 0, e
}

// ListArticles returns the articles sorted by name, date (the newest first) or statements, and how many
// there are without the limit.
func (g *Graph) ListArticles(ctx context.Context, r ListRequest) (rows []ArticleRow, total int, err error) {
	rows = make([]ArticleRow, g.x.Articles())
	for i := range rows {
		rows[i].Article = g.x.Article(i)
	}
	err = g.eachEdge(ctx, ListRequest{}, func(e index.Edge) {
		for _, a := range g.x.ArticlesOf(e) {
			if a < len(rows) {
				rows[a].Statements++
			}
		}
	})
	if err != nil {
		return nil, 0, err
	}
	byName := func(a, b ArticleRow) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) }
	switch r.Sort {
	case "", "name":
		slices.SortFunc(rows, byName)
	case "date":
		slices.SortFunc(rows, func(a, b ArticleRow) int { return cmp.Or(cmp.Compare(b.Date, a.Date), byName(a, b)) })
	case "statements":
		slices.SortFunc(rows, func(a, b ArticleRow) int { return cmp.Or(cmp.Compare(b.Statements, a.Statements), byName(a, b)) })
	default:
		return nil, 0, sortError("articles", r.Sort, "name", "date", "statements")
	}
	return cut(rows, r.Limit), len(rows), nil
}

// ListPredicates returns the predicates that have statements, sorted by name or statements.
func (g *Graph) ListPredicates(ctx context.Context, r ListRequest) ([]PredicateRow, error) {
	rows := make([]PredicateRow, g.x.PredicateCount())
	for i := range rows {
		rows[i].Predicate = g.x.Predicate(index.Pred(i))
	}
	if err := g.eachEdge(ctx, ListRequest{}, func(e index.Edge) { rows[g.x.PredicateOf(e)].Statements++ }); err != nil {
		return nil, err
	}
	switch r.Sort {
	case "", "name":
	case "statements":
		slices.SortStableFunc(rows, func(a, b PredicateRow) int { return b.Statements - a.Statements })
	default:
		return nil, sortError("predicates", r.Sort, "name", "statements")
	}
	return cut(rows, r.Limit), nil
}

// cut returns the first limit of a list, all if limit is 0.
func cut[T any](list []T, limit int) []T {
	if limit <= 0 {
		return list
	}
	return list[:min(limit, len(list))]
}
