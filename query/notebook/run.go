package notebook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Cell runs one cell. It hands over every output in order and says which one is the cell's result: the
// last thing shown, if it is not text on a stream.
func (in Interpreter) Cell(ctx context.Context, source string, show func(o Output, result bool)) error {
	var held *Output
	flush := func(result bool) {
		if held != nil {
			show(*held, result)
			held = nil
		}
	}
	err := in.safely(ctx, source, func(o Output) {
		if o.Clear {
			held = nil
		}
		flush(false)
		if o.Stream != "" || o.Aside || o.Clear {
			show(o, false)
			return
		}
		held = &o
	})
	flush(err == nil)
	return err
}

// safely runs a cell. A mistake of clew's own that would end the program is an error of the cell: the trail that a kernel
// or a prompt holds shall not be lost with it.
func (in Interpreter) safely(ctx context.Context, source string, show func(Output)) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a mistake in clew stopped this cell, please report it: %v", p)
		}
	}()
	return in.Execute(ctx, source, show)
}

// A CellError is an error of a cell, by its place in the notebook, from 1.
type CellError struct {
	Cell int
	Err  error
}

func (e *CellError) Error() string { return fmt.Sprintf("cell %d: %v", e.Cell, e.Err) }
func (e *CellError) Unwrap() error { return e.Err }

// Run executes the code cells in order and replaces their outputs. It stops at the first cell that fails, whose
// error becomes its output, unless all are to be tried; cells after it have no output. The error is a *CellError.
func (n *Notebook) Run(ctx context.Context, in Interpreter, all bool) error {
	var failed error
	count := 0
	for i, c := range n.Cells {
		if c.Type != "code" {
			continue
		}
		c.Outputs, c.Count = nil, nil
		if failed != nil && !all || strings.TrimSpace(c.Source) == "" {
			continue
		}
		count++
		number := count
		c.Count = &number
		if err := c.run(ctx, in); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			failed = errors.Join(failed, &CellError{i + 1, err})
		}
	}
	return failed
}

func (c *Cell) run(ctx context.Context, in Interpreter) error {
	var outputs []object
	err := in.Cell(ctx, c.Source, func(o Output, result bool) { outputs = appendOutput(outputs, o, result, *c.Count) })
	if err != nil {
		outputs = append(outputs, errorObject(err))
	}
	for _, o := range outputs {
		raw, err := marshal(o)
		if err != nil {
			return err
		}
		c.Outputs = append(c.Outputs, raw)
	}
	return err
}

// appendOutput adds an output in the form of nbformat. Text on the stream that the last one was on joins it.
func appendOutput(outputs []object, o Output, result bool, count int) []object {
	switch {
	case o.Clear:
		return nil
	case o.Aside:
		return outputs
	case o.Stream == "":
		return append(outputs, dataObject(o.Data, result, count))
	}
	if last := len(outputs) - 1; last >= 0 {
		var before text
		if string(outputs[last].get("name")) == `"`+o.Stream+`"` && outputs[last].read("text", &before) == nil {
			outputs[last] = outputs[last].with("text", before+text(o.Text))
			return outputs
		}
	}
	return append(outputs, object(nil).with("name", o.Stream).with("output_type", "stream").with("text", text(o.Text)))
}

func dataObject(b Bundle, result bool, count int) object {
	data := object{}
	for mime, v := range b {
		if s, ok := v.(string); ok {
			v = text(s)
		}
		data = data.with(mime, v)
	}
	o := object(nil).with("data", data.sorted())
	if result {
		return o.with("execution_count", count).with("metadata", object{}).with("output_type", "execute_result")
	}
	return o.with("metadata", object{}).with("output_type", "display_data")
}

// ErrorName is what notebooks call an error of a cell.
const ErrorName = "Error"

func errorObject(err error) object {
	return object(nil).with("ename", ErrorName).with("evalue", err.Error()).with("output_type", "error").
		with("traceback", strings.Split(err.Error(), "\n"))
}

// SameOutputs returns the first cell, from 1, whose outputs differ between two notebooks with the same cells,
// and 0 where none does. The numbering of cells does not count.
func SameOutputs(a, b *Notebook) (cell int) {
	for i := range max(len(a.Cells), len(b.Cells)) {
		if i >= len(a.Cells) || i >= len(b.Cells) || a.Cells[i].Source != b.Cells[i].Source ||
			!slices.EqualFunc(a.Cells[i].Outputs, b.Cells[i].Outputs, sameOutput) {
			return i + 1
		}
	}
	return 0
}

func sameOutput(a, b json.RawMessage) bool {
	normal := func(raw json.RawMessage) string {
		var v map[string]any
		if json.Unmarshal(raw, &v) != nil {
			return string(raw)
		}
		delete(v, "execution_count")
		joinLines(v)
		out, err := marshal(v)
		if err != nil {
			return string(raw)
		}
		return string(out)
	}
	return normal(a) == normal(b)
}

// joinLines brings text that is a list of lines to one string, in an output and its data.
func joinLines(v map[string]any) {
	for name, value := range v {
		switch value := value.(type) {
		case map[string]any:
			joinLines(value)
		case []any:
			if name == "traceback" {
				continue
			}
			var b strings.Builder
			for _, line := range value {
				s, ok := line.(string)
				if !ok {
					return
				}
				b.WriteString(s)
			}
			v[name] = b.String()
		}
	}
}
