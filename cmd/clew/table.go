package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	prettytext "github.com/jedib0t/go-pretty/v6/text"
)

// table prints rows in columns that line up, numbers to the right. Nothing is cut.
func (p *page) table(header []string, rows [][]string, numbers ...string) {
	t := table.NewWriter()
	t.SetStyle(table.Style{Box: table.BoxStyle{PaddingRight: "  "}, Options: table.OptionsNoBordersAndSeparators})
	var configs []table.ColumnConfig
	for _, name := range numbers {
		configs = append(configs, table.ColumnConfig{Name: p.dim(name), Align: prettytext.AlignRight, AlignHeader: prettytext.AlignRight})
	}
	t.SetColumnConfigs(configs)
	var head table.Row
	for _, h := range header {
		head = append(head, p.dim(h))
	}
	t.AppendHeader(head)
	all := len(rows)
	if p.limit > 0 {
		rows = rows[:min(all, p.limit)]
	}
	for _, row := range rows {
		var cells table.Row
		for _, cell := range row {
			cells = append(cells, clean(cell))
		}
		t.AppendRow(cells)
	}
	p.printf("%s\n", trimRight(t.Render()))
	if note := cutNote(len(rows), all); note != "" {
		p.printf("%s\n", note)
	}
}

// trimRight removes the spaces that padding leaves at the ends of lines.
func trimRight(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// cutNote says that a table was cut, or nothing.
func cutNote(shown, all int) string {
	if shown >= all {
		return ""
	}
	return fmt.Sprintf("%d of %d rows shown; %%limit changes how many", shown, all)
}
