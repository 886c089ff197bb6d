package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph/store"
)

func (a *app) verifyCommand() *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "read every quote again in its article, and check every part of the graph against the others",
		UsageText: "clew verify\n   clew verify -o json",
		Action: func(c *cli.Context) error {
			if err := exactly(c, 0, "none"); err != nil {
				return err
			}
			var report store.Report
			err := a.withStore(c, store.Options{ReadOnly: true}, func(s *store.Store) (err error) {
				report, err = s.Verify(c.Context)
				return err
			})
			if err != nil {
				return err
			}
			if err := a.verifyIndex(c, &report); err != nil {
				return err
			}
			return a.show(c, verdict(report, c.String("graph")))
		},
	}
}

// verifyIndex reads the whole index, which is made again where it is missing or of an older state.
func (a *app) verifyIndex(c *cli.Context, report *store.Report) error {
	if len(report.Differences) > 0 {
		return nil // it would be made from what is wrong
	}
	g, err := a.open(c.Context, c.String("graph"))
	if err != nil {
		return err
	}
	if err := g.Index().Verify(); err != nil {
		report.Differences = append(report.Differences, store.Difference{Where: "index", What: err.Error()})
	}
	return a.release(g)
}

func verdict(r store.Report, dir string) result {
	differences := [][2]string{}
	for _, d := range r.Differences {
		differences = append(differences, [2]string{d.Where, d.What})
	}
	out := result{
		object: map[string]any{
			"articles": r.Articles, "mentions": r.Mentions, "evidence": r.Evidence, "withoutText": r.WithoutText,
			"differences": differences, "moreDifferences": r.More,
		},
		text: func(p *page) {
			for _, d := range r.Differences {
				p.printf("%s: %s\n", clean(d.Where), clean(d.What))
			}
			p.printf("%s, %s and %s found in their texts", plural(r.Articles, "article"), plural(r.Mentions, "mention"), plural(r.Evidence, "quote"))
			if r.WithoutText > 0 {
				p.printf("; %s of articles without text", plural(r.WithoutText, "quote"))
			}
			p.printf("\n")
		},
	}
	if n := len(r.Differences) + r.More; n > 0 {
		out.err = &exitError{exitFailure, fmt.Errorf("verify: %s", plural(n, "difference")), "run: clew doctor -g " + dir}
	}
	return out
}
