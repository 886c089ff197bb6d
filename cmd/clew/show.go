package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/diagram"
)

func (a *app) showCommand() *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "show one entity: its names, ids, statements and the articles that state them",
		UsageText: "clew show \"Liu Jun\"\n   clew show person:Jordan -o json\n   clew show \"K visa\" --out card.svg",
		ArgsUsage: "NAME",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "kind", Usage: "the entity's kind, where several have the name"},
			atLeast(0, &cli.IntFlag{Name: "limit", Usage: "the most statements of each predicate, 0 for all"}),
		}, a.pictureFlags()...),
		Action: func(c *cli.Context) error {
			if err := exactly(c, 1, "one entity"); err != nil {
				return err
			}
			kind, err := kindFlag(c, "kind")
			if err != nil {
				return err
			}
			return a.ask(c, func(g *query.Graph) (result, error) {
				card, err := g.Show(c.Context, c.Args().First(), kind, c.Int("limit"))
				return cardResult(card), err
			})
		},
	}
}

func cardResult(card query.Card) result {
	var statements []graph.Statement
	for _, group := range card.Groups {
		statements = append(statements, group.Statements...)
	}
	entity := format.EntityOf(card.Entity, nil)
	picture := diagram.OfNeighbourhood(card.Ref(), statements)
	r := statementsResult(statements, len(statements))
	r.object = map[string]any{
		"entity": map[string]any{"id": entity.ID, "name": entity.Name, "type": entity.Type, "aliases": entity.Aliases, "ids": entity.IDs},
		"total":  card.Total, "statements": statementObjects(statements),
		"articles": append([]any{}, slices.Collect(objects(card.Articles, format.ArticleOf))...),
	}
	if len(statements) > 0 {
		r.picture = &picture
	}
	r.text = func(p *page) { p.card(card) }
	r.html = cardHTML(card, statements)
	return r
}

// card prints an entity as on an index card.
func (p *page) card(card query.Card) {
	p.printf("%s  %s\n", p.bold(card.Name), p.dim(string(card.ID)))
	if len(card.Aliases) > 0 {
		p.printf("also: %s\n", clean(strings.Join(card.Aliases, ", ")))
	}
	for _, catalogue := range slices.Sorted(maps.Keys(card.IDs)) {
		p.printf("%s: %s\n", clean(catalogue), clean(card.IDs[catalogue]))
	}
	for _, group := range card.Groups {
		p.printf("\n")
		shown := group.Statements
		if p.limit > 0 {
			shown = shown[:min(len(shown), p.limit)]
		}
		for _, s := range shown {
			p.statement(s)
			p.citation(s.Best())
		}
		if more := group.Total - len(shown); more > 0 {
			p.printf("%s\n", p.dim(fmt.Sprintf("and %d more %s", more, group.Predicate)))
		}
	}
	if len(card.Articles) > 0 {
		p.printf("\n%s\n", p.dim(fmt.Sprintf("%s:", plural(len(card.Articles), "article"))))
	}
	for i, a := range card.Articles {
		if i == p.limit && p.limit > 0 {
			p.printf("  %s\n", p.dim(fmt.Sprintf("and %d more", len(card.Articles)-i)))
			break
		}
		p.line("  " + clean(strings.TrimSpace(strings.Join([]string{string(a.Date), a.Name, a.Title}, "  "))))
	}
}
