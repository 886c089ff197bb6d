package main

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/query/diagram"
)

// result is what a command found out, in the forms in which it can be shown.
type result struct {
	text    func(p *page)
	object  any           // for json
	objects iter.Seq[any] // for jsonl; where nil, the object on one line
	columns []string      // for csv, with
	rows    [][]string    // one cell a column
	picture *diagram.Picture
	html    func(w io.Writer, limit int) error // for notebooks; limit is the most rows
	cut     string                             // says what is missing, for those who read rows or a picture; "" where nothing is
	err     error                              // decides the exit code after the result was shown, as when nothing was found
}

// formats lists the forms that there are, the one for people first.
func (r result) formats() []string {
	list := []string{"text", "json", "jsonl"}
	if r.columns != nil {
		list = append(list, "csv")
	}
	if r.picture != nil {
		list = append(list, drawings...)
	}
	return list
}

// show prints a result in the format that was asked for.
func (a *app) show(c *cli.Context, r result) error {
	format, err := a.format(c, r.formats()...)
	if err != nil {
		return cmp.Or(r.err, err)
	}
	if a.display != nil && outFile(c) == "" {
		if done, err := a.display(c, r); done {
			return cmp.Or(err, r.err)
		}
	}
	if err := a.result(c, func(w io.Writer) error { return a.write(c, w, format, r) }); err != nil {
		return err
	}
	if r.cut != "" && format != "text" && format != "json" {
		a.note(c, "%s: %s", c.Command.Name, r.cut)
	}
	return r.err
}

func (a *app) write(c *cli.Context, w io.Writer, form string, r result) error {
	switch form {
	case "json":
		return format.JSON(w, r.object)
	case "jsonl":
		return writeLines(w, r)
	case "csv":
		return writeCSV(w, r)
	case "dot", "svg", "png", "term":
		return a.draw(c, w, form, *r.picture)
	}
	p, err := a.page(c)
	if err != nil {
		return err
	}
	p.w = w
	r.text(p)
	return p.err
}

// page prepares to print for people where the command line says.
func (a *app) page(c *cli.Context) (*page, error) {
	out := a.screenOrStdout()
	if outFile(c) != "" {
		out = io.Discard // a file is no terminal
	}
	s, err := a.style(c, out)
	if err != nil {
		return nil, err
	}
	p := &page{style: s}
	if a.inCell && outFile(c) == "" {
		p.limit = a.set.limit
	}
	if isTerminal(out) {
		p.width = terminalWidth(out)
	}
	return p, nil
}

func writeLines(w io.Writer, r result) error {
	objects := r.objects
	if objects == nil {
		objects = slices.Values([]any{r.object})
	}
	for o := range objects {
		if err := format.JSON(w, o); err != nil {
			return err
		}
	}
	return nil
}

// writeCSV writes the rows so that no cell is a formula to a spreadsheet.
func writeCSV(w io.Writer, r result) error {
	for _, row := range slices.Concat([][]string{r.columns}, r.rows) {
		if err := format.Row(w, row...); err != nil {
			return err
		}
	}
	return nil
}

// nothing is the error of a question that has no answer.
func nothing(format string, args ...any) error {
	return &exitError{code: exitNothing, err: fmt.Errorf(format, args...)}
}

// objects yields the JSON objects of a list.
func objects[T, O any](list []T, object func(T) O) iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, v := range list {
			if !yield(object(v)) {
				return
			}
		}
	}
}
