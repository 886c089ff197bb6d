package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph/store"
)

func (a *app) logCommand() *cli.Command {
	return &cli.Command{
		Name:      "log",
		Usage:     "show every change to the graph: when, what, why, and on what grounds entities were taken for one",
		UsageText: "clew log\n   clew log --limit 5 -o json",
		Flags:     []cli.Flag{atLeast(0, &cli.IntFlag{Name: "limit", Usage: "the newest N entries only"})},
		Action: func(c *cli.Context) error {
			if err := exactly(c, 0, "none"); err != nil {
				return err
			}
			var events []store.Event
			err := a.withStore(c, store.Options{ReadOnly: true}, func(s *store.Store) error {
				for e, err := range s.Log(c.Context) {
					if err != nil {
						return err
					}
					events = append(events, e)
				}
				return nil
			})
			if err != nil {
				return err
			}
			if n := c.Int("limit"); n > 0 && n < len(events) {
				events = events[len(events)-n:]
			}
			slices.Reverse(events) // the newest first, as in git log
			return a.show(c, result{
				object:  map[string]any{"events": append([]store.Event{}, events...)},
				objects: objects(events, func(e store.Event) store.Event { return e }),
				text:    func(p *page) { p.events(events) },
			})
		},
	}
}

func (p *page) events(events []store.Event) {
	for _, e := range events {
		p.printf("%s  %s  %s%s\n", p.bold(fmt.Sprintf("%4d", e.Number)), e.Time.Format("2006-01-02 15:04:05Z"), e.Action, clean(summary(e)))
		if e.Reason != "" {
			p.printf("      reason: %s\n", clean(e.Reason))
		}
		for _, j := range e.Joined {
			p.printf("      %s\n", p.dim(string(j.ID)+": "+strings.Join(j.Grounds, "; ")))
		}
		if more := e.Counts.Joined - len(e.Joined); more > 0 {
			p.printf("      %s\n", p.dim(fmt.Sprintf("and %d more entities of several articles", more)))
		}
	}
}

// summary says in a few words what an event did, with a space before it.
func summary(e store.Event) string {
	var words []string
	for _, n := range []struct {
		count int
		what  string
	}{
		{e.Counts.Added, "article"},
		{e.Counts.Replaced, "changed article"},
		{-e.Counts.Removed, "article"},
		{e.Counts.EntitiesGained, "entity"},
		{-e.Counts.EntitiesLost, "entity"},
		{e.Counts.StatementsGained, "statement"},
		{-e.Counts.StatementsLost, "statement"},
	} {
		if n.count != 0 {
			words = append(words, fmt.Sprintf("%+d %s", n.count, strings.TrimLeft(plural(max(n.count, -n.count), n.what), "0123456789 ")))
		}
	}
	switch {
	case e.Into != "":
		froms := make([]string, len(e.From))
		for i, f := range e.From {
			froms[i] = string(f)
		}
		words = append([]string{strings.Join(froms, ", ") + " -> " + string(e.Into)}, words...)
	case e.Undoes != 0:
		words = append([]string{fmt.Sprintf("of entry %d", e.Undoes)}, words...)
	}
	if e.Undone {
		words = append(words, "(taken back)")
	}
	return cmp.Or(strings.Repeat(" ", min(1, len(words)))+strings.Join(words, ", "), "")
}
