package main

import (
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
)

var statementColumns = []string{"subject", "predicate", "object", "sources", "confidence", "past", "from", "to"}

// statementsResult shows the first of a list of that many statements, each with its best quote.
func statementsResult(statements []graph.Statement, total int) result {
	return result{
		object:  map[string]any{"statements": statementObjects(statements)},
		objects: objects(statements, format.StatementOf),
		columns: statementColumns,
		rows:    statementRows(statements),
		html:    statementsHTML(statements, total),
		text: func(p *page) {
			shown := statements
			if p.limit > 0 {
				shown = statements[:min(len(statements), p.limit)]
			}
			for _, s := range shown {
				p.statement(s)
				p.citation(s.Best())
			}
			if note := cutNote(len(shown), total); note != "" {
				p.printf("%s\n", note)
			}
		},
	}
}

func statementObjects(statements []graph.Statement) []any {
	list := slices.Collect(objects(statements, format.StatementOf))
	if list == nil {
		return []any{}
	}
	return list
}

func statementRows(statements []graph.Statement) (rows [][]string) {
	for _, s := range statements {
		past, from, to := s.Held()
		word := ""
		if past {
			word = "past"
		}
		rows = append(rows, slices.Concat(tripleCells(s), supportCells(s), []string{word, string(from), string(to)}))
	}
	return rows
}
