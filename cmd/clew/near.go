package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/diagram"
)

func (a *app) nearCommand() *cli.Command {
	return &cli.Command{
		Name:      "near",
		Usage:     "show what surrounds an entity",
		UsageText: "clew near \"Liu Jun\"\n   clew near China --kind person --limit 20\n   clew near \"K visa\" --hops 2 --out near.svg",
		ArgsUsage: "NAME",
		Flags: append([]cli.Flag{
			atLeast(1, &cli.IntFlag{Name: "hops", Value: 1, Usage: "how far to go"}),
			&cli.StringSliceFlag{Name: "kind", Usage: "only neighbours of this kind, on whatever way; may be repeated"},
			&cli.StringSliceFlag{Name: "predicate", Usage: "only over this predicate; may be repeated"},
			&cli.Float64Flag{Name: "min-confidence", Usage: "leave out statements below this confidence, 0 to 1"},
			atLeast(1, &cli.IntFlag{Name: "limit", Value: 50, Usage: "the most neighbours"}),
		}, a.pictureFlags()...),
		Action: func(c *cli.Context) error {
			if err := exactly(c, 1, "one entity"); err != nil {
				return err
			}
			r := query.NearRequest{Name: c.Args().First(), Hops: c.Int("hops"), Predicates: commaLists(c, "predicate"), MinConfidence: c.Float64("min-confidence"), Limit: c.Int("limit")}
			var err error
			if r.Kinds, err = kindsFlag(c, "kind"); err != nil {
				return err
			}
			return a.ask(c, func(g *query.Graph) (result, error) {
				n, err := g.Near(c.Context, r)
				return nearResult(n), err
			})
		},
	}
}

// kindsFlag reads a flag that names kinds, several with commas between them.
func kindsFlag(c *cli.Context, name string) (kinds []graph.Kind, err error) {
	for _, s := range commaLists(c, name) {
		kind, err := graph.ParseKind(s)
		if err != nil {
			return nil, usageError("--%s: %w", name, err)
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}

// commaLists returns the values of a flag that may be repeated, and of which each may be several.
func commaLists(c *cli.Context, name string) (values []string) {
	for _, s := range c.StringSlice(name) {
		for v := range strings.SplitSeq(s, ",") {
			values = append(values, strings.TrimSpace(v))
		}
	}
	return values
}

func nearResult(n query.Neighbourhood) result {
	picture := diagram.OfNeighbourhood(n.Center, n.Statements)
	var rows [][]string
	for _, near := range n.Neighbours {
		rows = append(rows, []string{string(near.ID), near.Name, string(near.Kind), strconv.Itoa(near.Hops)})
	}
	r := statementsResult(n.Statements, len(n.Statements))
	r.object = map[string]any{
		"center": format.RefOf(n.Center), "total": n.Total, "truncated": n.Truncated,
		"neighbours": slices.Collect(objects(n.Neighbours, func(m query.Neighbour) map[string]any {
			return map[string]any{"id": m.ID, "name": m.Name, "type": m.Kind, "hops": m.Hops}
		})),
		"statements": statementObjects(n.Statements),
	}
	r.columns, r.rows = []string{"id", "name", "type", "hops"}, rows
	r.picture = &picture
	statements := r.text
	r.text = func(p *page) {
		statements(p)
		if n.Truncated {
			p.printf("\n%s\n", p.dim(r.cut))
		}
	}
	if n.Truncated {
		r.cut = fmt.Sprintf("%d of %d or more neighbours shown; --limit shows more", len(n.Neighbours), n.Total)
	}
	if len(n.Neighbours) == 0 {
		r.picture = nil
		r.err = nothing("%s: nothing like that surrounds it", n.Center.Name)
	}
	return r
}
