package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph/store"
	"github.com/clewgraph/clew/query"
)

func (a *app) doctorCommand() *cli.Command {
	return &cli.Command{
		Name:        "doctor",
		Usage:       "examine a graph and repair what can be repaired, saying what was done",
		UsageText:   "clew doctor\n   clew doctor -g archive.graph -o json",
		Description: "What is derived is built anew from what was read. From a damaged file what can be read is saved into a\nnew one, and the old one is kept beside it. Articles that could not be saved are named: add them again.",
		Action: func(c *cli.Context) error {
			if err := exactly(c, 0, "none"); err != nil {
				return err
			}
			dir := c.String("graph")
			repair, err := store.Doctor(c.Context, dir, store.Options{Now: a.now, Holder: "clew doctor"})
			if err != nil {
				return graphError(dir, err)
			}
			if err := query.Discard(dir); err != nil {
				return err
			}
			return a.show(c, repairResult(repair))
		},
	}
}

func repairResult(r store.Repair) result {
	list := func(s []string) []string { return append([]string{}, s...) }
	out := result{
		object: map[string]any{"found": list(r.Found), "done": list(r.Done), "lost": list(r.Lost)},
		text: func(p *page) {
			for _, lines := range []struct {
				word string
				list []string
			}{{"found", r.Found}, {"done", r.Done}, {"lost", r.Lost}} {
				for _, line := range lines.list {
					p.printf("%s: %s\n", lines.word, clean(line))
				}
			}
			if len(r.Found) == 0 {
				p.printf("the graph is sound; its index will be built anew\n")
			}
		},
	}
	if len(r.Lost) > 0 {
		out.err = &exitError{exitFailure, fmt.Errorf("doctor: %s could not be saved", plural(len(r.Lost), "article")), "add them again with: clew add"}
	}
	return out
}
