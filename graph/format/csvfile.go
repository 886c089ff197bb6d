package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// This file is the syntax of CSV (RFC 4180), and what clew puts on top of it. encoding/csv is not used
// since it turns CR LF within a cell into LF, and a quote would no longer be that of its span.
//
// Formulas: a spreadsheet runs a cell that begins with =, +, -, @, a tab, a CR or LF, or the full-width forms of the
// first four, unless it is a number. Such a cell is written with a ' before it, as is one that begins with some ' and then one of these. The
// reader takes one ' off where one of these comes after the ' or several: what was written is what is read.
//
// Lists: the values of a cell are separated by |. In a value, \| stands for | and \\ for \.

// signed matches a number with a sign, which is no formula.
var signed = regexp.MustCompile(`^[+-]\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$`)

const formulaStarts = "=+-@\t\r\n＝＋－＠"

// isFormula reports whether the cell begins with any number of ' and then what begins a formula.
func isFormula[T string | []byte](cell T) bool {
	i := 0
	for i < len(cell) && cell[i] == '\'' {
		i++
	}
	if i == len(cell) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(string(cell[i:min(len(cell), i+utf8.UTFMax)]))
	return r != utf8.RuneError && strings.ContainsRune(formulaStarts, r)
}

// Row writes a row of CSV. Cells that a spreadsheet would run as a formula come with a ' before them;
// those with a comma, quote or line break are quoted. Bytes that are no UTF-8 become U+FFFD.
func Row(w io.Writer, cells ...string) error {
	_, err := w.Write(appendRow(nil, cells...))
	return err
}

func appendRow(b []byte, cells ...string) []byte {
	for i, c := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCell(b, strings.ToValidUTF8(c, "\uFFFD"))
	}
	return append(b, '\n')
}

func appendCell(b []byte, cell string) []byte {
	prefix := ""
	if isFormula(cell) && !signed.MatchString(cell) {
		prefix = "'"
	}
	if !strings.ContainsAny(cell, ",\"\r\n") && strings.TrimSpace(cell) == cell {
		return append(append(b, prefix...), cell...)
	}
	b = append(append(b, '"'), prefix...)
	b = append(b, strings.ReplaceAll(cell, `"`, `""`)...)
	return append(b, '"')
}

// joinList puts values into one cell.
func joinList(values []string) string {
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = listEscapes.Replace(v)
	}
	return strings.Join(escaped, "|")
}

var listEscapes = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

// splitList takes the values out of a cell. Empty values are left out.
func splitList(cell string) []string {
	var values []string
	var b strings.Builder
	for i := 0; i <= len(cell); i++ {
		switch {
		case i == len(cell) || cell[i] == '|':
			if b.Len() > 0 {
				values = append(values, b.String())
			}
			b.Reset()
			continue
		case cell[i] == '\\' && i+1 < len(cell) && (cell[i+1] == '|' || cell[i+1] == '\\'):
			i++
		}
		b.WriteByte(cell[i])
	}
	return values
}

// table reads a file of CSV: a header, then rows whose cells are asked for by the column's name.
type table struct {
	file    string
	in      *lines
	columns []string // of this kind of file, in the order in which cells are asked for
	column  []int    // where each of them is in a row, or -1
	width   int
	line    int // that the row begins on
	cells   [][]byte
	buffer  []byte // of quoted cells
	owned   int    // so many cells are no slices of the line
}

// newTable reads the header. The first need of the columns must be there; others may be missing, in any order.
func newTable(file string, r io.Reader, need int, columns ...string) (*table, error) {
	t := &table{file: file, in: newLines(r), columns: columns, column: make([]int, len(columns))}
	if err := t.row(); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: the file is empty, and has no header", file)
		}
		return nil, err
	}
	header := make([]string, len(t.cells))
	for i, cell := range t.cells {
		header[i] = strings.TrimSpace(string(cell))
		if !slices.Contains(columns, header[i]) {
			return nil, at(file, t.line, fmt.Errorf("column %q is none of %s", header[i], strings.Join(columns, ", ")))
		}
		if slices.Contains(header[:i], header[i]) {
			return nil, at(file, t.line, fmt.Errorf("column %q occurs twice", header[i]))
		}
	}
	for i, name := range columns {
		if t.column[i] = slices.Index(header, name); t.column[i] < 0 && i < need {
			return nil, at(file, t.line, fmt.Errorf("there is no column %q", name))
		}
	}
	t.width = len(header)
	return t, nil
}

// next reads a row. It returns io.EOF after the last.
func (t *table) next() error {
	if err := t.row(); err != nil {
		return err
	}
	if len(t.cells) != t.width {
		return at(t.file, t.line, fmt.Errorf("%d cells, where the header has %d", len(t.cells), t.width))
	}
	return nil
}

// cell returns the cell in a column, by its place in columns; nil where the file has no such column. It is valid
// until the next row.
func (t *table) cell(column int) []byte {
	if t.column[column] < 0 {
		return nil
	}
	cell := t.cells[t.column[column]]
	if len(cell) > 0 && cell[0] == '\'' && isFormula(cell) {
		return cell[1:]
	}
	return cell
}

// row splits the next line that is not empty, and those that its quoted cells run on to.
func (t *table) row() error {
	line := []byte("\n")
	for len(bytes.TrimRight(line, "\r\n")) == 0 {
		next, err := t.in.next()
		if errors.Is(err, io.EOF) {
			return err
		}
		if err != nil {
			return at(t.file, t.in.number, err)
		}
		line = next
	}
	t.line = t.in.number
	if err := t.split(line); err != nil {
		return at(t.file, t.line, err)
	}
	for _, cell := range t.cells {
		if !utf8.Valid(cell) {
			return at(t.file, t.line, errors.New("it is not valid UTF-8"))
		}
	}
	return nil
}

func (t *table) split(line []byte) error {
	t.cells, t.buffer, t.owned = t.cells[:0], t.buffer[:0], 0
	for {
		var cell []byte
		var err error
		if len(line) > 0 && line[0] == '"' {
			cell, line, err = t.quoted(line[1:])
		} else {
			cell, line, err = plain(line)
		}
		if err != nil {
			return err
		}
		t.cells = append(t.cells, cell)
		if len(line) == 0 || line[0] != ',' {
			return nil
		}
		line = line[1:]
	}
}

// plain takes a cell up to the comma or the end of the line.
func plain(line []byte) (cell, rest []byte, err error) {
	end := bytes.IndexByte(line, ',')
	if end < 0 {
		end = len(bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")))
		rest = nil
	} else {
		rest = line[end:]
	}
	if bytes.IndexByte(line[:end], '"') >= 0 {
		return nil, nil, errors.New(`a quote stands within a cell that does not begin with one`)
	}
	return line[:end], rest, nil
}

// quoted takes a cell up to its closing quote, reading on where a line ends before that.
func (t *table) quoted(line []byte) (cell, rest []byte, err error) {
	start := len(t.buffer)
	for {
		end := bytes.IndexByte(line, '"')
		if end < 0 {
			if line, err = t.readOn(line, start); err != nil {
				return nil, nil, err
			}
			continue
		}
		t.buffer = append(t.buffer, line[:end]...)
		line = line[end+1:]
		if len(line) > 0 && line[0] == '"' {
			t.buffer = append(t.buffer, '"')
			line = line[1:]
			continue
		}
		if rest := bytes.TrimRight(line, "\r\n"); len(rest) > 0 && rest[0] != ',' {
			return nil, nil, errors.New("something follows the closing quote of a cell")
		}
		return t.buffer[start:len(t.buffer):len(t.buffer)], line, nil
	}
}

// readOn keeps the rest of a line that ends within a cell, and returns the next line. What earlier cells of the row are
// slices of is overwritten by reading, so they are copied before.
func (t *table) readOn(line []byte, start int) ([]byte, error) {
	t.buffer = append(t.buffer, line...)
	if len(t.buffer)-start > maxLine {
		return nil, fmt.Errorf("a cell is longer than %d MiB", maxLine>>20)
	}
	for ; t.owned < len(t.cells); t.owned++ {
		t.cells[t.owned] = bytes.Clone(t.cells[t.owned])
	}
	next, err := t.in.next()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("a quoted cell is not closed")
	}
	return next, err
}
