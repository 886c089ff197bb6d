package diagram

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/diagram/glyph"
)

// quote writes a string of Graphviz' language. Backslashes are doubled, so that none begins an escape.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", "").Replace(s) + `"`
}

// escape writes text for XML, and for an HTML-like label, in which Graphviz also replaces \N, \G and their like.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;", `\`, "&#92;").Replace

// Sizes of text in points. Graphviz takes whole numbers only.
const (
	sizeTitle    = 20
	sizeSubtitle = 12
	sizeLegend   = 10
	sizeKind     = 8
)

// nameSizes are the sizes of entities' names.
var nameSizes = [...]float64{receding: 10, ordinary: 11, spine: 13, centre: 15}

// span is a piece of a line of text.
type span struct {
	text  string
	size  float64
	color string // "" is the ink
	bold  bool
}

func (s span) width() float64 { return glyph.Width(s.text, s.size, s.bold) }

func (s span) html() string {
	text := escape(s.text)
	if s.bold {
		text = "<B>" + text + "</B>"
	}
	color := ""
	if s.color != "" {
		color = ` COLOR="` + s.color + `"`
	}
	return fmt.Sprintf(`<FONT POINT-SIZE="%.0f"%s>%s</FONT>`, s.size, color, text)
}

// height is how much room a line needs; scripts with marks above and below need more than Latin letters.
func (s span) height() int {
	if glyph.Exact(s.text) {
		return int(math.Ceil(1.18 * s.size))
	}
	return int(math.Ceil(1.35 * s.size))
}

// cell is a table cell with a line of text. Graphviz guesses the size of text by its bytes, which is wrong for all but
// ASCII, so the cell of other text has its own size.
func cell(attributes string, line ...span) string {
	var b strings.Builder
	width, height, plain := 0.0, 0, true
	for _, s := range line {
		b.WriteString(s.html())
		width += s.width()
		height = max(height, s.height())
		plain = plain && isASCII(s.text)
	}
	if plain {
		attributes += fmt.Sprintf(` HEIGHT="%d"`, height)
	} else {
		attributes += fmt.Sprintf(` WIDTH="%.0f" HEIGHT="%d" FIXEDSIZE="TRUE"`, math.Ceil(width)+2, height)
	}
	return "<TD" + attributes + ">" + b.String() + "</TD>"
}

// textRows is a table row for each line of text.
func textRows(attributes string, lines ...[]span) []string {
	var rows []string
	for _, line := range lines {
		rows = append(rows, row1(cell(attributes, line...)))
	}
	return rows
}

// flushLeft is the attributes of a cell whose text begins at its left edge.
const flushLeft = ` ALIGN="LEFT"`

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 })
}

func row1(cells ...string) string { return "<TR>" + strings.Join(cells, "") + "</TR>" }

func table(attributes string, rows ...string) string {
	return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0"` + attributes + ">" + strings.Join(rows, "") + "</TABLE>"
}

// gap is an empty row. An empty cell without a size breaks Graphviz.
func gap(height int) string {
	return fmt.Sprintf(`<TR><TD HEIGHT="%d" WIDTH="2" FIXEDSIZE="TRUE"></TD></TR>`, height)
}

// nameWidths is how wide a name may be before it wraps, in points.
var nameWidths = [...]float64{receding: 104, ordinary: 132, spine: 138, centre: 190}

// maxNameLines is how many lines a name may take.
const maxNameLines = 4

func (d *drawing) nodeLabel(n node, c coat) string {
	bold := n.role == spine || n.role == centre
	size := nameSizes[n.role]
	if n.stack > 0 {
		size = 10
	}
	ink := d.palette.ink
	if n.role == receding {
		ink = c.text
	}
	width := nameWidths[n.role]
	if d.hubs && n.role == ordinary {
		width = 170
	}
	rows := textRows("", wrapped(clean(n.ref.Name), width, maxNameLines, span{size: size, color: ink, bold: bold})...)
	var small []span
	if n.stack == 0 {
		small = append(small, span{text: strings.ToUpper(kindWord(n.ref.Kind)), size: sizeKind, color: c.text, bold: n.role != receding})
	}
	if n.meta != "" {
		meta := n.meta
		if len(small) > 0 {
			meta = " · " + meta
		}
		small = append(small, span{text: meta, size: sizeKind, color: c.text})
	}
	if len(small) > 0 {
		rows = append(rows, gap(2), row1(cell("", small...)))
	}
	return table(` CELLPADDING="0"`, rows...)
}

// wrapped breaks text into lines in the manner of a span.
func wrapped(text string, width float64, maxLines int, as span) [][]span {
	measure := func(s string) float64 { return glyph.Width(s, as.size, as.bold) }
	var lines [][]span
	for _, l := range glyph.Wrap(text, width, maxLines, measure) {
		s := as
		s.text = l
		lines = append(lines, []span{s})
	}
	return lines
}

// plateLabel is the words in a line: a row for each statement, and under it when it held and its sources.
func (d *drawing) plateLabel(p plate) string {
	var rows []string
	forward, back := p.arrows()
	for i, r := range p.rows {
		if i > 0 {
			rows = append(rows, gap(5)) // which small words belong to which statement
		}
		rows = append(rows, textRows("", d.rowWords(p, r, forward && back)...)...)
		if r.small != "" {
			rows = append(rows, row1(cell("", span{text: r.small, size: smallSize(r.role), color: d.palette.mute})))
		}
	}
	if p.more > 0 {
		rows = append(rows, gap(5), row1(cell("", span{text: fmt.Sprintf("+%d more", p.more), size: 9, color: d.palette.mute})))
	}
	padding := 1
	if p.group > 0 {
		padding = 3 // its stem is thick
	}
	return table(fmt.Sprintf(` CELLPADDING="%d" BGCOLOR="%s"`, padding, d.palette.page), rows...)
}

func smallSize(r role) float64 {
	if r == spine {
		return 9
	}
	return 8
}

// rowWords is a predicate. Where the statements of a plate run both ways an arrow says which way each does.
func (d *drawing) rowWords(p plate, r row, bothWays bool) [][]span {
	as := span{size: 9, color: d.palette.mute}
	switch {
	case p.group > 0:
		as = span{size: 10, color: d.palette.ink, bold: true}
	case r.role == spine:
		as = span{size: 11, color: d.palette.accent, bold: true}
	case r.role == ordinary && p.role != spine: // beside the answer it is another path, in grey
		as = span{size: 9, color: d.palette.ink}
	}
	words := r.words
	switch r.change {
	case gained:
		as.color, as.bold, words = d.palette.gained, true, "+ "+words
	case lost:
		as.color, words = d.palette.lost, "− "+words
	}
	if bothWays {
		words = d.arrowWord(r.back) + " " + words
	}
	lines := wrapped(words, 120, 3, as)
	if p.group > 0 {
		last := len(lines) - 1
		lines[last] = append(lines[last], span{text: " " + thousands(p.group), size: 9, color: d.palette.mute})
	}
	return lines
}

func (d *drawing) arrowWord(back bool) string {
	arrows := map[Direction][2]string{LeftToRight: {"→", "←"}, TopToBottom: {"↓", "↑"}}[d.opts.Direction]
	if back {
		return arrows[1]
	}
	return arrows[0]
}

// header is the title and subtitle.
func (d *drawing) header() string {
	width := d.headlineWidth()
	rows := textRows(flushLeft, wrapped(clean(d.title), width, 4, span{size: sizeTitle, color: d.palette.ink, bold: true})...)
	if d.subtitle != "" {
		rows = append(rows, gap(2))
		rows = append(rows, textRows(flushLeft, wrapped(clean(d.subtitle), width, 4, span{size: sizeSubtitle, color: d.palette.mute})...)...)
	}
	return table(` CELLPADDING="0"`, append(rows, gap(14))...)
}

// headlineWidth estimates how wide the drawing will be, so that headlines do not widen it.
func (d *drawing) headlineWidth() float64 {
	switch {
	case d.hubs:
		return 620
	case d.opts.Direction == TopToBottom:
		return 440
	}
	return float64(max(480, min(1100, 230*len(d.steps))))
}

// footer is the legend and the line of sources.
func (d *drawing) footer() string {
	var rows []string
	if legend := d.legend(); legend != "" && !d.opts.HideLegend {
		rows = append(rows, `<TR><TD ALIGN="LEFT">`+legend+"</TD></TR>", gap(6))
	}
	for _, text := range []string{d.sourceLine(), d.note} {
		if text != "" {
			rows = append(rows, textRows(flushLeft, wrapped(clean(text), d.headlineWidth(), 3, span{size: sizeLegend, color: d.palette.mute})...)...)
		}
	}
	if len(rows) == 0 {
		rows = append(rows, gap(2))
	}
	return table(` CELLPADDING="0"`, rows...)
}

// legend explains the kinds and lines that occur, and no others.
func (d *drawing) legend() string {
	var cells []string
	width := 0
	add := func(swatch, word string) {
		word = strings.ToUpper(word[:1]) + word[1:]
		wide := int(math.Ceil(glyph.Width(word, sizeLegend, false))) + 2
		if len(cells) > 0 {
			cells = append(cells, space(legendGap))
			width += legendGap
		}
		cells = append(cells, swatch, space(wordGap), cell(fmt.Sprintf(`%s WIDTH="%d"`, flushLeft, wide), span{text: word, size: sizeLegend, color: d.palette.mute}))
		width += swatchWidth + wordGap + wide
	}
	for _, k := range d.legendKinds() {
		add(d.kindSwatch(k), kindWord(k))
	}
	for _, l := range d.lines() {
		add(swatch(l.color, l.height), l.word)
	}
	if len(cells) == 0 {
		return ""
	}
	// its width is fixed, or Graphviz would stretch the gaps when a line below is longer
	return fmt.Sprintf(`<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="%d" HEIGHT="18">`, width) + row1(cells...) + "</TABLE>"
}

// The widths of a swatch, of what is between it and its word, and between that and the next swatch.
const (
	swatchWidth = 22
	wordGap     = 5
	legendGap   = 14
)

func space(width int) string {
	return fmt.Sprintf(`<TD WIDTH="%d" HEIGHT="2" FIXEDSIZE="TRUE"></TD>`, width)
}

// legendKinds lists the kinds of which entities are drawn in their colours, if there is a legend.
func (d *drawing) legendKinds() []graph.Kind {
	var kinds []graph.Kind
	for _, k := range graph.Kinds {
		if !d.opts.HideLegend && slices.ContainsFunc(d.nodes, func(n node) bool { return n.ref.Kind == k && n.role != receding }) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

func (d *drawing) kindSwatch(k graph.Kind) string {
	c := d.palette.kinds[k]
	more := ""
	if k == graph.Person {
		more = ` STYLE="ROUNDED"`
	}
	return fmt.Sprintf(`<TD BORDER="1" COLOR="%s" BGCOLOR="%s" WIDTH="%d" HEIGHT="12" FIXEDSIZE="TRUE"%s></TD>`, c.line, c.fill, swatchWidth, more)
}

func swatch(color string, height int) string {
	return `<TD>` + table(` CELLPADDING="0"`, fmt.Sprintf(`<TR><TD BGCOLOR="%s" WIDTH="%d" HEIGHT="%d" FIXEDSIZE="TRUE"></TD></TR>`, color, swatchWidth, height)) + `</TD>`
}

type legendLine struct {
	color  string
	height int
	word   string
}

// lines lists the sorts of lines that occur.
func (d *drawing) lines() []legendLine {
	var list []legendLine
	add := func(yes bool, color string, height int, word string) {
		if yes {
			list = append(list, legendLine{color, height, word})
		}
	}
	has := func(f func(plate) bool) bool { return slices.ContainsFunc(d.plates, f) }
	answer := has(func(p plate) bool { return p.role == spine })
	add(answer, d.palette.accent, 3, "best path")
	add(answer && has(func(p plate) bool { return p.role == ordinary }), d.palette.line, 2, "other paths")
	add(has(func(p plate) bool { return p.role == receding }), d.palette.receded.line, 1, "context")
	add(has(func(p plate) bool { return p.changed() == gained }), d.palette.gained, 3, "gained")
	add(has(func(p plate) bool { return p.changed() == lost }), d.palette.lost, 1, "lost")
	return list
}

// sourceLine says how many articles the picture rests on, and from when.
func (d *drawing) sourceLine() string {
	articles := map[graph.ArticleID]bool{}
	var first, last graph.Date
	single, several := false, false
	for _, p := range d.plates {
		for _, s := range p.statements() {
			single, several = single || s.Sources() == 1, several || s.Sources() > 1
			for _, e := range s.Evidence {
				articles[e.Article.ID] = true
				if date := e.Article.Date; date != "" {
					if first == "" || date.First() < first.First() {
						first = date
					}
					last = max(last, date)
				}
			}
		}
	}
	if len(articles) == 0 {
		return ""
	}
	text := "Based on " + count(len(articles), "article", "articles")
	if first != "" {
		text += ", " + day(first)
		if day(last) != day(first) {
			text += " – " + day(last)
		}
	}
	text += "."
	if single && d.hasChanges() {
		return text
	}
	if single {
		text += " Dashed: one source only."
	}
	if several {
		text += " Thicker: more sources."
	}
	return text
}

func (d *drawing) hasChanges() bool {
	return slices.ContainsFunc(d.plates, func(p plate) bool { return p.changed() != unchanged })
}
