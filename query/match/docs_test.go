package match_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/match"
)

var update = flag.Bool("update", false, "write the answers of docs/query.md anew")

const docs = "../../docs/query.md"

// TestDocumentedQueries runs the feature table of docs/query.md row by row, the queries of its tour and
// those that are refused. The last column of a table is what the query gives.
func TestDocumentedQueries(t *testing.T) {
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	x := talent().index(t)
	options := match.Options{Params: map[string]any{"who": "Ada Lim", "n": 1}, Predicates: []graph.Predicate{"leads"}}
	ask := func(query string) string {
		plan, err := match.Prepare(x, query, options)
		if err != nil {
			return refusal(t, err)
		}
		got, err := plan.Run(context.Background())
		if err != nil {
			return err.Error()
		}
		return readable(got.Rows)
	}
	rows, fenced := 0, false
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
		case fenced && strings.HasPrefix(line, "MATCH"):
			if got := ask(line); strings.Contains(got, "line 1") || got == "" {
				t.Errorf("line %d: %s: %q", i+1, line, got)
			}
		}
		cells := tableCells(line)
		if len(cells) < 2 || !strings.Contains(cells[len(cells)-2], "`") || !isQuery(code(cells[len(cells)-2])) {
			continue
		}
		rows++
		query := code(cells[len(cells)-2])
		got := strings.ReplaceAll(ask(query), "|", `\|`)
		switch want := strings.TrimSpace(cells[len(cells)-1]); {
		case *update:
			lines[i] = line[:strings.LastIndex(strings.TrimSuffix(line, "|"), " | ")] + " | " + got + " |"
		case got != want:
			t.Errorf("line %d: %s\n got %s\nwant %s", i+1, query, got, want)
		}
		if isError := strings.HasPrefix(got, "line 1"); isError != (len(cells) == 2) {
			t.Errorf("line %d: %s: %s", i+1, query, got)
		}
	}
	if rows < 100 {
		t.Errorf("the tables have %d queries", rows)
	}
	if *update {
		if err := os.WriteFile(docs, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// tableCells splits a row of a Markdown table; a bar inside a cell is written \|.
func tableCells(line string) []string {
	if !strings.HasPrefix(line, "| ") {
		return nil
	}
	line = strings.TrimSuffix(strings.TrimPrefix(line, "| "), " |")
	cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), " | ")
	for i := range cells {
		cells[i] = strings.ReplaceAll(cells[i], "\x00", `\|`)
	}
	return cells
}

// code takes a query out of its backquotes.
func code(cell string) string {
	cell = strings.TrimSpace(cell)
	for strings.HasPrefix(cell, "`") && strings.HasSuffix(cell, "`") && len(cell) > 1 {
		cell = cell[1 : len(cell)-1]
	}
	return strings.ReplaceAll(cell, `\|`, "|")
}

func isQuery(s string) bool {
	return strings.HasPrefix(s, "MATCH (") || strings.HasPrefix(s, "MATCH ") && strings.Contains(s, "(") || strings.HasPrefix(s, "CREATE (")
}

func refusal(t *testing.T, err error) string {
	t.Helper()
	var e *gql.Error
	if !errors.As(err, &e) {
		t.Errorf("%v is no *gql.Error", err)
		return err.Error()
	}
	first, _, _ := strings.Cut(e.Error(), "\n")
	if e.Hint != "" {
		return first + "; " + e.Hint
	}
	return first
}

// readable writes rows with a semicolon between them.
func readable(rows [][]match.Value) string {
	var lines []string
	for _, row := range rows {
		var cells []string
		for _, v := range row {
			cells = append(cells, readableValue(v))
		}
		lines = append(lines, strings.Join(cells, ", "))
	}
	return strings.Join(lines, "; ")
}

func readableValue(v match.Value) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case graph.Ref:
		return string(v.ID)
	case graph.Statement:
		return fmt.Sprintf("%s %s %s", v.Subject.Name, v.Predicate, v.Object.Name)
	case graph.Path:
		var names []string
		for _, n := range v.Nodes() {
			names = append(names, n.Name)
		}
		return strings.Join(names, " – ")
	case []match.Value:
		var parts []string
		for _, x := range v {
			parts = append(parts, readableValue(x))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}
