package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph/store"
)

func (a *app) rmCommand() *cli.Command {
	return &cli.Command{
		Name:      "rm",
		Usage:     "take articles out of the graph, with what rests on nothing else",
		UsageText: "clew rm news/2025/story.txt\n   clew rm https://example.org/story\n   clew rm a:0123456789abcdef --dry-run",
		ArgsUsage: "ARTICLE...",
		Description: "ARTICLE is an id, a key as 'clew list articles' shows it, or a file name that only one article has.\n" +
			"Statements that other articles make stay.",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "dry-run", Usage: "say what would go, and change nothing"}},
		Action: func(c *cli.Context) error {
			if c.Args().Len() == 0 {
				return usageError("rm: name at least one article")
			}
			var changes store.Changes
			err := a.withStore(c, store.Options{MustExist: true}, func(s *store.Store) (err error) {
				changes, err = remove(c, s)
				return err
			})
			if err != nil {
				return articleError(err)
			}
			return a.show(c, removal(changes, c.Bool("dry-run")))
		},
	}
}

func remove(c *cli.Context, s *store.Store) (store.Changes, error) {
	var keys []string
	for _, name := range c.Args().Slice() {
		found, err := s.Find(c.Context, name)
		if err != nil {
			return store.Changes{}, err
		}
		keys = append(keys, found...)
	}
	if c.Bool("dry-run") {
		return s.DryRemove(c.Context, keys...)
	}
	return s.Remove(c.Context, keys...)
}

// removal shows what went.
func removal(changes store.Changes, dry bool) result {
	return result{
		object: map[string]any{
			"removed": changes.Removed, "dryRun": dry,
			"gained": changeObject(changes.EntitiesGained, changes.StatementsGained), "lost": changeObject(changes.EntitiesLost, changes.StatementsLost),
		},
		text: func(p *page) {
			p.changes(changes)
			if dry {
				p.printf("dry run, nothing was changed: ")
			}
			p.printf("%s removed; %s and %s gone\n", plural(changes.Removed, "article"), plural(len(changes.EntitiesLost), "entity"), plural(len(changes.StatementsLost), "statement"))
		},
	}
}

// articleError gives an error about an article's name its exit code.
func articleError(err error) error {
	var ambiguous *store.AmbiguousError
	switch {
	case errors.Is(err, store.ErrNoArticle):
		return &exitError{exitNothing, err, "see: clew list articles"}
	case errors.As(err, &ambiguous):
		return &exitError{code: exitAmbiguous, err: err, hint: "say which by its key or id"}
	}
	return err
}
