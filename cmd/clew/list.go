package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/query"
)

// listed are the things that clew list shows.
var listed = []string{"articles", "entities", "predicates", "statements"}

// narrowing says which flags narrow which list.
var narrowing = map[string][]string{
	"entities":   {"kind", "predicate", "article"},
	"statements": {"kind", "predicate", "article"},
}

func (a *app) listCommand() *cli.Command {
	return &cli.Command{
		Name:      "list",
		Usage:     "list entities, statements, articles or predicates",
		UsageText: "clew list entities --kind person --sort statements --limit 20\n   clew list statements --predicate movedTo -o csv\n   clew list articles",
		ArgsUsage: "entities|statements|articles|predicates",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "kind", Usage: "only entities of this kind, or statements about one"},
			&cli.StringFlag{Name: "predicate", Usage: "only statements with this predicate, or what they are about"},
			&cli.StringFlag{Name: "article", Usage: "only what this article states"},
			&cli.StringFlag{Name: "sort", Usage: "entities by id, name or statements; statements by triple, sources or confidence; articles by name, date or statements; predicates by name or statements"},
			atLeast(0, &cli.IntFlag{Name: "limit", Usage: "the most rows, 0 for all"}),
		},
		Action: func(c *cli.Context) error {
			if err := exactly(c, 1, "one of "+strings.Join(listed, ", ")); err != nil {
				return err
			}
			r := query.ListRequest{Predicate: c.String("predicate"), Article: c.String("article"), Sort: c.String("sort"), Limit: c.Int("limit")}
			var err error
			if r.Kind, err = kindFlag(c, "kind"); err != nil {
				return err
			}
			what := strings.ToLower(c.Args().First())
			if !slices.Contains(listed, what) {
				return suggest(usageError("list: %q is none of %s", what, strings.Join(listed, ", ")), what, listed, "")
			}
			for _, flag := range []string{"kind", "predicate", "article"} {
				if c.String(flag) != "" && !slices.Contains(narrowing[what], flag) {
					return usageError("list: --%s does not narrow %s", flag, what)
				}
			}
			return a.ask(c, func(g *query.Graph) (result, error) { return list(c, g, what, r, a.rowsShown(c)) })
		},
	}
}

// rowsShown is how many rows of a long result people will see, 0 for all.
func (a *app) rowsShown(c *cli.Context) int {
	if a.inCell && c.String("output") == "" && outFile(c) == "" {
		return a.set.limit
	}
	return 0
}

// list finds what is listed. Of statements, which may be a million with their quotes, it finds no more than are shown.
func list(c *cli.Context, g *query.Graph, what string, r query.ListRequest, shown int) (result, error) {
	switch what {
	case "entities":
		rows, total, err := g.ListEntities(c.Context, r)
		return entitiesResult(rows, total), err
	case "articles":
		rows, total, err := g.ListArticles(c.Context, r)
		return articlesResult(rows, total), err
	case "predicates":
		rows, err := g.ListPredicates(c.Context, r)
		return predicatesResult(rows), err
	}
	asked := r.Limit
	if shown > 0 && (asked == 0 || asked > shown) {
		r.Limit = shown
	}
	rows, total, err := g.ListStatements(c.Context, r)
	if asked > 0 {
		total = min(total, asked)
	}
	return statementsResult(rows, total), err
}

// tableResult shows rows of a table and, for programs, their objects.
func tableResult(name string, list []any, total int, columns []string, rows [][]string, numbers ...string) result {
	if list == nil {
		list = []any{}
	}
	return result{
		object:  map[string]any{name: list, "total": total},
		objects: slices.Values(list),
		columns: columns,
		rows:    rows,
		html:    tableHTML(columns, rows),
		text: func(p *page) {
			p.table(columns, rows, numbers...)
			if len(rows) < total {
				p.printf("%s\n", p.dim(strconv.Itoa(len(rows))+" of "+strconv.Itoa(total)+" shown; --limit shows more"))
			}
		},
	}
}

func entitiesResult(list []query.EntityRow, total int) result {
	var rows [][]string
	for _, e := range list {
		rows = append(rows, []string{string(e.ID), e.Name, string(e.Kind), strconv.Itoa(e.Statements)})
	}
	all := slices.Collect(objects(list, func(e query.EntityRow) map[string]any {
		o := format.EntityOf(e.Entity, nil)
		return map[string]any{"id": o.ID, "name": o.Name, "type": o.Type, "aliases": o.Aliases, "ids": o.IDs, "statements": e.Statements}
	}))
	return tableResult("entities", all, total, []string{"id", "name", "type", "statements"}, rows, "statements")
}

func articlesResult(list []query.ArticleRow, total int) result {
	var rows [][]string
	for _, a := range list {
		rows = append(rows, []string{string(a.ID), a.Name, string(a.Date), a.Title, strconv.Itoa(a.Statements)})
	}
	all := slices.Collect(objects(list, func(a query.ArticleRow) any {
		return struct {
			format.ArticleObject
			Statements int `json:"statements"`
		}{format.ArticleOf(a.Article), a.Statements}
	}))
	return tableResult("articles", all, total, []string{"id", "name", "date", "title", "statements"}, rows, "statements")
}

func predicatesResult(list []query.PredicateRow) result {
	var rows [][]string
	for _, p := range list {
		rows = append(rows, []string{string(p.Predicate), strconv.Itoa(p.Statements)})
	}
	all := slices.Collect(objects(list, func(p query.PredicateRow) map[string]any {
		return map[string]any{"predicate": p.Predicate, "statements": p.Statements}
	}))
	return tableResult("predicates", all, len(list), []string{"predicate", "statements"}, rows, "statements")
}
