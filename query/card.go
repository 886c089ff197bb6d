package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
	"github.com/clewgraph/clew/query/index"
)

// Card is what is known of an entity.
type Card struct {
	graph.Entity
	Total    int     // how many statements it occurs in
	Groups   []Group // its statements, those of which it is the subject first
	Articles []graph.Article
}

// Group is an entity's statements of one predicate and side.
type Group struct {
	Predicate  graph.Predicate
	Inverse    bool // the entity is the object
	Total      int
	Statements []graph.Statement // the best supported first
}

// Show returns what is known of an entity, of each group at most limit statements (0: all). The articles
// are those that state something about it, the newest first.
func (g *Graph) Show(ctx context.Context, name string, kind graph.Kind, limit int) (Card, error) {
	n, err := g.Resolve(name, kind)
	if err != nil {
		return Card{}, err
	}
	c := Card{Entity: g.x.Entity(n), Total: g.x.Degree(n)}
	articles := map[int]bool{}
	for _, r := range []index.Run{g.x.Out(n), g.x.In(n)} {
		for lo, hi := range r.Groups {
			if err := ctx.Err(); err != nil {
				return Card{}, err
			}
			c.Groups = append(c.Groups, g.group(r, lo, hi, limit, articles))
		}
	}
	for i := range articles {
		c.Articles = append(c.Articles, g.x.Article(i))
	}
	slices.SortFunc(c.Articles, func(a, b graph.Article) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return c, g.x.Err()
}

// group gathers the statements of arcs lo to hi, and the articles that state them.
func (g *Graph) group(r index.Run, lo, hi, limit int, articles map[int]bool) Group {
	out := Group{Predicate: g.x.Predicate(r.Arcs[lo].Pred), Inverse: r.Inverse, Total: hi - lo}
	edges := make([]index.Edge, 0, hi-lo)
	for i := lo; i < hi; i++ {
		e := r.Edge(i)
		edges = append(edges, e)
		for _, a := range g.x.ArticlesOf(e) {
			articles[a] = true
		}
	}
	slices.SortStableFunc(edges, g.bySupport)
	if limit > 0 {
		edges = edges[:min(len(edges), limit)]
	}
	for _, e := range edges {
		out.Statements = append(out.Statements, g.x.Statement(e))
	}
	return out
}

// bySupport orders statements by sources, then by confidence, the best first.
func (g *Graph) bySupport(a, b index.Edge) int {
	return cmp.Or(cmp.Compare(g.x.Sources(b), g.x.Sources(a)), cmp.Compare(g.x.Confidence(b), g.x.Confidence(a)))
}

// NoStatementError is returned by [Graph.Why] where nothing states what was asked.
type NoStatementError struct {
	Subject, Object graph.Ref
	Predicate       graph.Predicate
	Others          []graph.Statement // what is said of the two, in either direction
}

func (e *NoStatementError) Error() string {
	return fmt.Sprintf("no article states that %s %s %s", e.Subject.Name, e.Predicate, e.Object.Name)
}

// Why returns a statement with all that it rests on. It fails with a [*NoStatementError] if there is none.
func (g *Graph) Why(_ context.Context, subject, predicate, object string) (graph.Statement, error) {
	s, err := g.Resolve(subject, "")
	if err != nil {
		return graph.Statement{}, err
	}
	o, err := g.Resolve(object, "")
	if err != nil {
		return graph.Statement{}, err
	}
	preds, err := g.predicates([]string{predicate})
	if err != nil {
		return graph.Statement{}, err
	}
	for _, p := range preds {
		if e, ok := g.x.FindEdge(s, p, o); ok {
			return g.x.Statement(e), g.x.Err()
		}
	}
	none := &NoStatementError{Subject: g.x.Ref(s), Object: g.x.Ref(o), Predicate: graph.Predicate(predicate)}
	none.Others = append(g.stated(s, o), g.stated(o, s)...)
	if err := g.x.Err(); err != nil {
		return graph.Statement{}, err
	}
	return graph.Statement{}, none
}

// stated returns every statement of a subject and an object.
func (g *Graph) stated(subject, object index.Node) []graph.Statement {
	var out []graph.Statement
	for p := range g.x.PredicateCount() {
		if e, ok := g.x.FindEdge(subject, index.Pred(p), object); ok {
			out = append(out, g.x.Statement(e))
		}
	}
	return out
}

// predicates returns the numbers of predicates, nil for no names. A name of the ontology that no statement
// has gives no number; any other that none has is an error.
func (g *Graph) predicates(names []string) ([]index.Pred, error) {
	if len(names) == 0 {
		return nil, nil
	}
	out := []index.Pred{}
	for _, name := range names {
		if p, ok := g.x.FindPredicate(name); ok {
			out = append(out, p)
		} else if err := unknownPredicate(g.x, name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// unknownPredicate returns an error that says what may be meant, nil if the ontology knows the predicate.
func unknownPredicate(x *index.Index, name string) error {
	known := ontology.Default()
	if _, ok := known.Find(name); ok {
		return nil
	}
	names := x.Predicates()
	for _, k := range known.Predicates {
		names = append(names, k.Name)
	}
	reason := fmt.Sprintf("there is no predicate %q", name)
	if near := nearest(name, names); len(near) > 0 {
		reason += "; did you mean " + strings.Join(near, ", ") + "?"
	}
	return &RequestError{reason}
}
