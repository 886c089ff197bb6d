package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/store"
)

func reasonFlag() cli.Flag {
	return &cli.StringFlag{Name: "reason", Usage: "why, for the log"}
}

func (a *app) mergeCommand() *cli.Command {
	return &cli.Command{
		Name:        "merge",
		Usage:       "say that two entities are one; the first keeps its id",
		UsageText:   "clew merge \"Liu Jun\" person/j-liu --reason \"same portrait and dates\"",
		ArgsUsage:   "KEPT OTHER",
		Description: "The decision outlives adding the articles again. 'clew undo' takes it back.",
		Flags:       []cli.Flag{reasonFlag()},
		Action: func(c *cli.Context) error {
			if err := exactly(c, 2, "the entity to keep and the other one"); err != nil {
				return err
			}
			kept, err := a.resolve(c, c.Args().Get(0))
			if err != nil {
				return err
			}
			other, err := a.resolve(c, c.Args().Get(1))
			if err != nil {
				return err
			}
			return a.decide(c, func(ctx context.Context, s *store.Store) (decision, error) {
				n, err := s.Merge(ctx, kept.ID, other.ID, c.String("reason"))
				return decision{n, fmt.Sprintf("%s is now %s", other.ID, kept.ID), kept.ID}, err
			})
		},
	}
}

// resolve returns the entity that a name means.
func (a *app) resolve(c *cli.Context, name string) (ref graph.Ref, err error) {
	g, err := a.open(c.Context, c.String("graph"))
	if err != nil {
		return ref, err
	}
	defer func() { err = errors.Join(err, a.release(g)) }()
	n, err := g.Resolve(name, "")
	if err != nil {
		return ref, askError(err)
	}
	return g.Index().Ref(n), nil
}

// decision is what was decided by hand, as the log has it.
type decision struct {
	number int
	what   string
	entity graph.EntityID // what the decision made; "" for none
}

// decide carries out a decision and tells of it.
func (a *app) decide(c *cli.Context, do func(context.Context, *store.Store) (decision, error)) error {
	var d decision
	err := a.withStore(c, store.Options{MustExist: true}, func(s *store.Store) (err error) {
		d, err = do(c.Context, s)
		return err
	})
	if err != nil {
		return err
	}
	return a.show(c, result{
		object: map[string]any{"number": d.number, "done": d.what, "entity": d.entity},
		text: func(p *page) {
			p.printf("%s\n%s\n", clean(d.what), p.dim(fmt.Sprintf("entry %d of the log; take it back with: clew undo %d", d.number, d.number)))
		},
	})
}
