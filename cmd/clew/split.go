package main

import (
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph/store"
)

func (a *app) splitCommand() *cli.Command {
	return &cli.Command{
		Name:      "split",
		Usage:     "say that an entity is two: what goes by some names, or stands in some articles, becomes another",
		UsageText: "clew split person/li-wei --names \"Li Wei Jr\"\n   clew split person/li-wei --articles sport/final.txt --reason \"the footballer\"",
		ArgsUsage: "NAME",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "names", Usage: "what articles name so becomes the other entity; may be repeated"},
			&cli.StringSliceFlag{Name: "articles", Usage: "what these articles say is of the other entity; may be repeated"},
			reasonFlag(),
		},
		Action: func(c *cli.Context) error {
			if err := exactly(c, 1, "one entity"); err != nil {
				return err
			}
			parts := store.Parts{Names: c.StringSlice("names")}
			if len(parts.Names)+len(c.StringSlice("articles")) == 0 {
				return usageError("split: say what to take out with --names or --articles")
			}
			of, err := a.resolve(c, c.Args().First())
			if err != nil {
				return err
			}
			return a.decide(c, func(ctx context.Context, s *store.Store) (decision, error) {
				for _, name := range c.StringSlice("articles") {
					keys, err := s.Find(ctx, name)
					if err != nil {
						return decision{}, articleError(err)
					}
					parts.Articles = append(parts.Articles, keys...)
				}
				id, n, err := s.Split(ctx, of.ID, parts, c.String("reason"))
				return decision{n, fmt.Sprintf("%s was taken out of %s", id, of.ID), id}, err
			})
		},
	}
}
