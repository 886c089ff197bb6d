package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph/store"
)

func (a *app) undoCommand() *cli.Command {
	return &cli.Command{
		Name:      "undo",
		Usage:     "take back a merge, a split or an undo",
		UsageText: "clew undo        the newest merge or split\n   clew undo 12     entry 12 of 'clew log'",
		ArgsUsage: "[NUMBER]",
		Flags:     []cli.Flag{reasonFlag()},
		Action: func(c *cli.Context) error {
			number := 0
			if c.Args().Len() > 0 {
				var err error
				if number, err = strconv.Atoi(c.Args().First()); err != nil || number < 1 || c.Args().Len() > 1 {
					return usageError("undo: %q is no number of an entry in 'clew log'", c.Args().First())
				}
			}
			return a.decide(c, func(ctx context.Context, s *store.Store) (decision, error) {
				n, err := s.Undo(ctx, number, c.String("reason"))
				return decision{number: n, what: fmt.Sprintf("entry %d was taken back", n)}, err
			})
		},
	}
}
