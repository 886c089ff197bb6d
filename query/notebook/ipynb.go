package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Notebook is a file of nbformat 4 (https://nbformat.readthedocs.io). What clew does not know in it is kept as
// it is: members stay in the order in which they came.
type Notebook struct {
	Cells []*Cell
	rest  object // every member of the file, "cells" included
}

// Cell is a piece of a notebook: text, or code with what it showed when it was last run.
type Cell struct {
	Type    string // "code", "markdown", "raw"
	Source  string
	Outputs []json.RawMessage // of a code cell
	Count   *int              // the number of its last run
	rest    object
}

// Decode reads a notebook of version 4.
func Decode(data []byte) (*Notebook, error) {
	n := &Notebook{}
	if err := json.Unmarshal(data, &n.rest); err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	var major int
	if err := n.rest.read("nbformat", &major); err != nil || major != 4 {
		return nil, fmt.Errorf("the notebook's format is %s, clew reads version 4", orNone(n.rest.get("nbformat")))
	}
	var cells []object
	if err := n.rest.read("cells", &cells); err != nil {
		return nil, fmt.Errorf("the notebook's cells: %w", err)
	}
	for i, o := range cells {
		c, err := cellOf(o)
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", i+1, err)
		}
		n.Cells = append(n.Cells, c)
	}
	return n, nil
}

func orNone(raw json.RawMessage) string {
	if raw == nil {
		return "not stated"
	}
	return string(raw)
}

func cellOf(o object) (*Cell, error) {
	c := &Cell{rest: o}
	var source text
	if err := o.read("cell_type", &c.Type); err != nil {
		return nil, err
	}
	if err := o.read("source", &source); err != nil {
		return nil, err
	}
	c.Source = string(source)
	if c.Type != "code" {
		return c, nil
	}
	if o.get("outputs") != nil {
		if err := o.read("outputs", &c.Outputs); err != nil {
			return nil, err
		}
	}
	if o.get("execution_count") != nil {
		return c, o.read("execution_count", &c.Count)
	}
	return c, nil
}

// Encode writes the notebook as nbformat 4.5 asks for: one space of indentation, every cell with an id.
func (n *Notebook) Encode() ([]byte, error) {
	cells := make([]object, len(n.Cells))
	for i, c := range n.Cells {
		cells[i] = c.object()
	}
	giveIDs(cells)
	rest := n.rest.with("cells", cells)
	var minor int
	if err := rest.read("nbformat_minor", &minor); err != nil || minor < 5 {
		rest = rest.with("nbformat_minor", 5)
	}
	raw, err := marshal(rest)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", " "); err != nil {
		return nil, err
	}
	return append(out.Bytes(), '\n'), nil
}

func (c *Cell) object() object {
	o := c.rest.with("source", text(c.Source))
	if c.Type != "code" {
		return o
	}
	if c.Outputs == nil {
		c.Outputs = []json.RawMessage{}
	}
	return o.with("execution_count", c.Count).with("outputs", c.Outputs)
}

// giveIDs gives an id to every cell that has none, from its place in the notebook.
func giveIDs(cells []object) {
	taken := map[string]bool{}
	for _, o := range cells {
		taken[string(o.get("id"))] = true
	}
	next := 1
	for i, o := range cells {
		if o.get("id") != nil {
			continue
		}
		id := fmt.Sprintf("cell-%d", next)
		for taken[`"`+id+`"`] {
			next++
			id = fmt.Sprintf("cell-%d", next)
		}
		next++
		cells[i] = o.with("id", id).sorted() // the order in which nbformat itself writes
	}
}

// New makes a notebook for clew's kernel with these cells.
func New(cells ...*Cell) *Notebook {
	n := &Notebook{Cells: cells}
	n.rest = n.rest.with("cells", []object{}).with("metadata", json.RawMessage(Metadata)).with("nbformat", 4).with("nbformat_minor", 5)
	return n
}

// Metadata names clew's kernel in a notebook.
const Metadata = `{"kernelspec":{"display_name":"clew","language":"clew","name":"clew"},"language_info":{"file_extension":".clew","mimetype":"text/x-clew","name":"clew"}}`

// Markdown makes a cell of text, Code a cell of commands.
func Markdown(source string) *Cell { return newCell("markdown", source) }
func Code(source string) *Cell     { return newCell("code", source) }

func newCell(kind, source string) *Cell {
	c := &Cell{Type: kind, Source: source}
	c.rest = c.rest.with("cell_type", kind).with("metadata", json.RawMessage("{}"))
	return c
}

// text is nbformat's text: a string or a list of lines when read, a list of lines when written.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var lines []string
	if json.Unmarshal(b, &lines) == nil {
		*t = text(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(b, (*string)(t))
}

func (t text) MarshalJSON() ([]byte, error) {
	lines := strings.SplitAfter(string(t), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return marshal(lines)
}

// marshal is json.Marshal, but leaves <, > and & readable: pictures stand in notebooks.
func marshal(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
