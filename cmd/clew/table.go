package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	prettytext "github.com/jedib0t/go-pretty/v6/text"
)

// table prints rows in columns that line up, numbers to the right. Nothing is cut: what is too wide for the terminal
// is broken inside its column.
func (p *page) table(header []string, rows [][]string, numbers ...string) {
	t := table.NewWriter()
	t.SetStyle(table.Style{Box: table.BoxStyle{PaddingRight: "  "}, Options: table.OptionsNoBordersAndSeparators})
	all := len(rows)
	if p.limit > 0 {
		rows = rows[:min(all, p.limit)]
	}
	var configs []table.ColumnConfig
	var head table.Row
	for i, width := range columnWidths(header, rows, p.width) {
		config := table.ColumnConfig{Number: i + 1, WidthMax: width, WidthMaxEnforcer: prettytext.WrapSoft}
		if slices.Contains(numbers, header[i]) {
			config.Align, config.AlignHeader = prettytext.AlignRight, prettytext.AlignRight
		}
		configs, head = append(configs, config), append(head, p.dim(header[i]))
	}
	t.SetColumnConfigs(configs)
	t.AppendHeader(head)
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

// columnWidths returns how wide each column may be so that the table is no wider than width, 0 for any. The widest
// give way first, down to a width at which words can still be read.
func columnWidths(header []string, rows [][]string, width int) []int {
	const gap, narrowest = 2, 12
	widths := make([]int, len(header))
	total := -gap
	for i := range header {
		widths[i] = prettytext.StringWidthWithoutEscSequences(header[i])
		for _, row := range rows {
			widths[i] = max(widths[i], prettytext.StringWidthWithoutEscSequences(clean(row[i])))
		}
		total += widths[i] + gap
	}
	for width > 0 && total > width {
		widest := slices.Index(widths, slices.Max(widths))
		if widths[widest] <= narrowest {
			break
		}
		widths[widest]--
		total--
	}
	return widths
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
