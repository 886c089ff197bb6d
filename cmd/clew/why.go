package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/query"
)

func (a *app) whyCommand() *cli.Command {
	return &cli.Command{
		Name:      "why",
		Usage:     "show every quote that a statement rests on",
		UsageText: "clew why \"Liu Jun\" worksFor \"Tsinghua University\"",
		ArgsUsage: "SUBJECT PREDICATE OBJECT",
		Action: func(c *cli.Context) error {
			if err := exactly(c, 3, "SUBJECT PREDICATE OBJECT"); err != nil {
				return err
			}
			names := c.Args().Slice()
			return a.ask(c, func(g *query.Graph) (result, error) {
				s, err := g.Why(c.Context, names[0], names[1], names[2])
				var none *query.NoStatementError
				if errors.As(err, &none) {
					return result{}, noStatement(none)
				}
				if err != nil {
					return result{}, err
				}
				return whyResult(s), nil
			})
		},
	}
}

// noStatement says what is stated of the two instead.
func noStatement(none *query.NoStatementError) error {
	var said []string
	for _, s := range none.Others {
		said = append(said, fmt.Sprintf("%s -%s-> %s", s.Subject.Name, s.Predicate, s.Object.Name))
	}
	hint := ""
	if len(said) > 0 {
		hint = "what is stated of them: " + strings.Join(said, "; ")
	}
	return &exitError{exitNothing, none, hint}
}

func whyResult(s graph.Statement) result {
	var rows [][]string
	for _, e := range s.Evidence {
		rows = append(rows, slices.Concat(evidenceCells(e), []string{string(e.Article.Date), fmt.Sprint(e.Confidence), fmt.Sprint(e.Past), string(e.From), string(e.To)}))
	}
	return result{
		object:  format.StatementOf(s),
		columns: []string{"article", "start", "end", "text", "date", "confidence", "past", "from", "to"},
		rows:    rows,
		html:    statementsHTML([]graph.Statement{s}, 1),
		text: func(p *page) {
			p.statement(s)
			for _, e := range s.Evidence {
				p.citation(e)
				p.printf("    %s\n", p.dim(fmt.Sprintf("confidence %.2f%s", e.Confidence, held(e.Past, e.From, e.To))))
			}
		},
	}
}
