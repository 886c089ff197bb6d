package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/graph/ontology"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/diagram"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/match"
)

func (a *app) queryCommand() *cli.Command {
	return &cli.Command{
		Name:  "query",
		Usage: "ask in the graph query language: MATCH patterns RETURN what",
		UsageText: "clew query \"MATCH (p:person)-[e:movedTo]->(c:country) RETURN p.name, c.name, e.quote\"\n" +
			"   clew query \"MATCH p = ALL SHORTEST (a {name: 'Liu Jun'})-[]-{1,4}(b:policy) RETURN p\" --out paths.svg\n" +
			"   clew query -f question.gql --param name='Liu Jun' -o csv",
		ArgsUsage:   "'MATCH ...'",
		Description: "The language is a read-only part of GQL (ISO/IEC 39075), with the Cypher forms that people type; see docs/query.md.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "file", Aliases: []string{"f"}, Usage: "read the query from a file, - for standard input"},
			&cli.StringSliceFlag{Name: "param", Usage: "value of a parameter $k as k=v; JSON where it is JSON, else text; may be repeated"},
			&cli.DurationFlag{Name: "timeout", Usage: "stop after this time", DefaultText: match.DefaultTimeout.String(), Action: positive},
			atLeast(1, &cli.IntFlag{Name: "max-rows", Usage: "the most rows", DefaultText: strconv.Itoa(match.DefaultMaxRows)}),
			&cli.BoolFlag{Name: "explain", Usage: "show how the query would be answered, and do not"},
		}, a.pictureFlags()...),
		Action: func(c *cli.Context) error {
			text, err := a.queryText(c)
			if err != nil {
				return err
			}
			o := match.Options{Timeout: c.Duration("timeout"), MaxRows: c.Int("max-rows")}
			if o.Params, err = params(c.StringSlice("param")); err != nil {
				return err
			}
			for _, p := range ontology.Default().Predicates {
				o.Predicates = append(o.Predicates, p.Name)
			}
			return a.ask(c, func(g *query.Graph) (result, error) { return runQuery(c, g, text, o) })
		},
	}
}

func (a *app) queryText(c *cli.Context) (string, error) {
	file := c.String("file")
	switch {
	case file == "":
		return c.Args().First(), exactly(c, 1, "one query")
	case c.Args().Len() > 0:
		return "", usageError("query: give the query or --file, not both")
	case file == "-":
		data, err := io.ReadAll(io.LimitReader(a.stdin, 1<<20))
		return string(data), err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the query: %w", err)
	}
	return string(data), nil
}

// params reads k=v. A value that is JSON is what it says, another is text.
func params(list []string) (map[string]any, error) {
	values := map[string]any{}
	for _, p := range list {
		name, value, ok := strings.Cut(p, "=")
		if name = strings.TrimPrefix(name, "$"); !ok || name == "" {
			return nil, usageError("--param %q is not NAME=VALUE", p)
		}
		v, err := parameter(value)
		if err != nil {
			return nil, usageError("--param %s: %w", name, err)
		}
		values[name] = v
	}
	return values, nil
}

// parameter returns what a value says that is JSON, whole numbers as int64, and another as text.
func parameter(value string) (v any, err error) {
	if !json.Valid([]byte(value)) {
		return value, nil
	}
	d := json.NewDecoder(strings.NewReader(value))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return numbers(v)
}

// numbers replaces the numbers in a value of JSON by int64 and float64.
func numbers(v any) (_ any, err error) {
	switch v := v.(type) {
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return v.Float64()
		}
		n, err := v.Int64()
		if err != nil {
			return nil, fmt.Errorf("%s does not fit 64 bits", v)
		}
		return n, nil
	case []any:
		for i := range v {
			if v[i], err = numbers(v[i]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// positive reports a duration that is none.
func positive(_ *cli.Context, d time.Duration) error {
	if d <= 0 {
		return usageError("--timeout %v: the time must be more than 0", d)
	}
	return nil
}

func runQuery(c *cli.Context, g *query.Graph, text string, o match.Options) (result, error) {
	plan, err := match.Prepare(g.Index(), text, o)
	if err != nil {
		return result{}, queryError(err)
	}
	if c.Bool("explain") {
		return result{object: map[string]string{"plan": plan.Explain()}, text: func(p *page) { p.printf("%s", cleanLines(plan.Explain())) }}, nil
	}
	r, err := plan.Run(c.Context)
	if err != nil {
		return result{}, queryError(err)
	}
	return rowsResult(r), nil
}

// queryError shows where a query is wrong.
func queryError(err error) error {
	var wrong *gql.Error
	switch {
	case errors.As(err, &wrong):
		first, rest, _ := strings.Cut(err.Error(), "\n")
		return &exitError{exitUsage, errors.New("query: " + first), rest}
	case errors.Is(err, match.ErrCut):
		return &exitError{exitFailure, err, "narrow the query, or give it more with --timeout or --max-rows"}
	}
	return err
}

func rowsResult(r *match.Result) result {
	objectRows := make([][]any, len(r.Rows))
	textRows := make([][]string, len(r.Rows))
	for i, row := range r.Rows {
		for _, cell := range row {
			objectRows[i] = append(objectRows[i], cellObject(cell))
			textRows[i] = append(textRows[i], cellText(cell))
		}
	}
	out := result{
		object: struct {
			Columns   []string `json:"columns"`
			Rows      [][]any  `json:"rows"`
			Truncated bool     `json:"truncated"`
			Mode      string   `json:"mode"`
		}{r.Columns, objectRows, r.Truncated, r.Mode},
		objects: rowObjects(r.Columns, objectRows),
		columns: r.Columns, rows: textRows, html: tableHTML(r.Columns, textRows),
		picture: pictureOfRows(r.Rows),
		text: func(p *page) {
			p.table(r.Columns, textRows)
			p.printf("%s\n", p.dim(rowsNote(r)))
		},
	}
	if r.Truncated {
		out.cut = "cut: " + r.Reason
	}
	switch {
	case len(r.Rows) > 0:
	case r.Truncated:
		out.err = nothing("query: nothing was found before it was cut: %s", r.Reason)
	default:
		out.err = nothing("query: nothing matches")
	}
	return out
}

// rowsNote says how many rows there are, in which modes paths were matched, and whether rows are missing.
func rowsNote(r *match.Result) string {
	note := plural(len(r.Rows), "row")
	if r.Mode != "" {
		note += ", paths by " + r.Mode
	}
	if r.Truncated {
		note += "; cut: " + r.Reason
	}
	return note
}

// rowObjects yields an object a row, with the columns in their order.
func rowObjects(columns []string, rows [][]any) func(yield func(any) bool) {
	return func(yield func(any) bool) {
		for _, row := range rows {
			if !yield(orderedRow{columns, row}) {
				return
			}
		}
	}
}

// orderedRow is a JSON object whose members stay in order.
type orderedRow struct {
	columns []string
	cells   []any
}

func (r orderedRow) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, name := range r.columns {
		b.WriteByte("{,"[min(i, 1)])
		if err := format.JSON(&b, name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := format.JSON(&b, r.cells[i]); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// cellObject returns a cell as JSON has it.
func cellObject(v match.Value) any {
	switch v := v.(type) {
	case graph.Ref:
		return format.RefOf(v)
	case graph.Statement:
		return format.StatementOf(v)
	case graph.Path:
		return format.PathOf(v)
	case []match.Value:
		return append([]any{}, slices.Collect(objects(v, cellObject))...)
	}
	return v
}

// cellText returns a cell as a table has it.
func cellText(v match.Value) string {
	switch v := v.(type) {
	case nil:
		return ""
	case graph.Ref:
		return v.Name
	case graph.Statement:
		return fmt.Sprintf("%s -%s-> %s", v.Subject.Name, v.Predicate, v.Object.Name)
	case graph.Path:
		return pathText(v)
	case []match.Value:
		var parts []string
		for _, x := range v {
			parts = append(parts, cellText(x))
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

// pathText writes a path on one line, each step in the direction of its statement.
func pathText(p graph.Path) string {
	var b strings.Builder
	for i, node := range p.Nodes() {
		if i > 0 {
			step := p.Steps[i-1]
			if step.Inverse {
				fmt.Fprintf(&b, " <-%s- ", step.Predicate)
			} else {
				fmt.Fprintf(&b, " -%s-> ", step.Predicate)
			}
		}
		b.WriteString(node.Name)
	}
	return b.String()
}

// pictureOfRows draws the statements and paths among the cells; nil where there are none.
func pictureOfRows(rows [][]match.Value) *diagram.Picture {
	var statements []graph.Statement
	seen := map[graph.Triple]bool{}
	var collect func(v match.Value)
	collect = func(v match.Value) {
		switch v := v.(type) {
		case graph.Statement:
			if t := v.Triple(); !seen[t] {
				seen[t] = true
				statements = append(statements, v)
			}
		case graph.Path:
			for _, s := range v.Steps {
				collect(s.Statement)
			}
		case []match.Value:
			for _, x := range v {
				collect(x)
			}
		}
	}
	for _, row := range rows {
		for _, cell := range row {
			collect(cell)
		}
	}
	if len(statements) == 0 {
		return nil
	}
	p := diagram.OfStatements(statements)
	return &p
}
