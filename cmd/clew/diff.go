package main

import (
	"context"
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/store"
	"github.com/clewgraph/clew/query/diagram"
)

func (a *app) diffCommand() *cli.Command {
	return &cli.Command{
		Name:      "diff",
		Usage:     "show the entities and statements that one graph has gained and lost against another",
		UsageText: "clew diff march.graph april.graph\n   clew diff march.graph april.graph --out change.svg",
		ArgsUsage: "GRAPH1 GRAPH2",
		Flags:     a.pictureFlags(),
		Action: func(c *cli.Context) error {
			if err := exactly(c, 2, "two graph folders"); err != nil {
				return err
			}
			r, err := diff(c.Context, c.Args().Get(0), c.Args().Get(1))
			if err != nil {
				return err
			}
			return a.show(c, r)
		},
	}
}

func diff(ctx context.Context, before, after string) (r result, err error) {
	var stores [2]*store.Store
	for i, dir := range []string{before, after} {
		s, err := store.Open(ctx, dir, store.Options{ReadOnly: true, Holder: "clew diff"})
		if err != nil {
			return r, graphError(dir, err)
		}
		defer func() { err = errors.Join(err, s.Close()) }()
		stores[i] = s
	}
	changes, err := store.Diff(ctx, stores[0], stores[1])
	if err != nil {
		return r, err
	}
	gained, err := statementsOf(ctx, stores[1], changes.StatementsGained)
	if err != nil {
		return r, err
	}
	lost, err := statementsOf(ctx, stores[0], changes.StatementsLost)
	if err != nil {
		return r, err
	}
	return diffResult(changes, gained, lost), nil
}

func statementsOf(ctx context.Context, s *store.Store, triples []graph.Triple) (list []graph.Statement, err error) {
	for _, t := range triples {
		st, ok, err := s.Why(ctx, t)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, st)
		}
	}
	return list, nil
}

func diffResult(c store.Changes, gained, lost []graph.Statement) result {
	ids := func(list []graph.EntityID) []graph.EntityID { return append([]graph.EntityID{}, list...) }
	r := result{
		object: map[string]any{
			"gained": map[string]any{"entities": ids(c.EntitiesGained), "statements": statementObjects(gained)},
			"lost":   map[string]any{"entities": ids(c.EntitiesLost), "statements": statementObjects(lost)},
		},
		text: func(p *page) {
			p.changes(c)
			p.printf("%s and %s gained, %s and %s lost\n", plural(len(c.EntitiesGained), "entity"), plural(len(c.StatementsGained), "statement"),
				plural(len(c.EntitiesLost), "entity"), plural(len(c.StatementsLost), "statement"))
		},
	}
	if len(gained)+len(lost) > 0 {
		picture := diagram.OfChanges(gained, lost)
		r.picture = &picture
	}
	return r
}
