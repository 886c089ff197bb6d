package diagram

import (
	"fmt"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/diagram/glyph"
)

// defaultColumns is the width of a terminal that does not say.
const defaultColumns = 80

// Term returns the picture in box characters, no line wider than columns (0 is 80; fewer than 24 are taken for
// 24). A path stands in boxes, beside or below one another as there is room, with its quotes where below;
// what surrounds an entity is a tree; statements are lines. Names are cleaned of what a terminal would obey.
func (p Picture) Term(o Options, columns int, color bool) (string, error) {
	o, err := o.complete()
	if err != nil {
		return "", err
	}
	if columns == 0 {
		columns = defaultColumns
	}
	t := &terminal{drawing: p.draw(o), columns: max(columns, 24), color: color}
	t.heading()
	switch {
	case len(t.steps) > 0:
		t.path()
	case t.hubs:
		t.tree()
	default:
		t.list()
	}
	t.ending()
	return t.String(), nil
}

// terminal draws with characters.
type terminal struct {
	strings.Builder
	*drawing
	columns int
	color   bool
}

// style is how text is set off by colour, as the parameters of an SGR sequence; "" is plain.
type style string

const (
	plain  style = ""
	strong style = "1"
	faint  style = "2"
	answer style = "1;31" // bold too, so that colour is never alone
	more   style = "32"
	less   style = "9;31"
)

var kindStyles = map[graph.Kind]style{graph.Person: "34", graph.Institution: "32", graph.Policy: "33", graph.Country: "35", graph.Place: "36"}

// paint sets text off where colours are wanted.
func (t *terminal) paint(s style, text string) string {
	if !t.color || s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func (t *terminal) put(parts ...string) {
	t.WriteString(strings.TrimRight(strings.Join(parts, ""), " ") + "\n")
}

func cells(s string) float64 { return float64(glyph.Cells(s)) }

// fold breaks text into lines of so many columns.
func fold(text string, columns, maxLines int) []string {
	return glyph.Fill(clean(text), float64(columns), maxLines, cells)
}

func (t *terminal) heading() {
	for _, l := range fold(t.title, t.columns, 4) {
		t.put(t.paint(strong, l))
	}
	subtitle := t.subtitle
	if len(t.steps) > 0 && t.opts.Subtitle == "" {
		subtitle, _, _ = strings.Cut(subtitle, " Faint:") // context is not drawn here
		subtitle = strings.Replace(subtitle, " in grey.", " below.", 1)
	}
	if subtitle != "" {
		for _, l := range fold(subtitle, t.columns, 4) {
			t.put(t.paint(faint, l))
		}
	}
	t.put()
}

func (t *terminal) ending() {
	for _, text := range []string{t.note, t.sourceLine()} {
		if text == "" {
			continue
		}
		text, _, _ = strings.Cut(text, " Dashed:") // there are no dashes
		text, _, _ = strings.Cut(text, " Thicker:")
		for _, l := range fold(text, t.columns, 4) {
			t.put(t.paint(faint, l))
		}
	}
}

// frame is the corners and edges of a kind's box: top, bottom, left and right corners, lines.
type frame struct{ topLeft, topRight, bottomLeft, bottomRight, horizontal, vertical, down, up, right, left string }

var frames = map[graph.Kind]frame{
	graph.Person:      {"╭", "╮", "╰", "╯", "─", "│", "┬", "┴", "├", "┤"},
	graph.Institution: {"┌", "┐", "└", "┘", "─", "│", "┬", "┴", "├", "┤"},
	graph.Policy:      {"┌", "╮", "└", "┘", "─", "│", "┬", "┴", "├", "┤"},
	graph.Country:     {"╔", "╗", "╚", "╝", "═", "║", "╤", "╧", "╟", "╢"},
	graph.Place:       {"┏", "┓", "┗", "┛", "━", "┃", "┯", "┷", "┠", "┨"},
}

func frameOf(k graph.Kind) frame {
	if f, ok := frames[k]; ok {
		return f
	}
	return frames[graph.Institution]
}

// path draws the best path, then the others as a line each.
func (t *terminal) path() {
	if !t.beside() {
		t.below()
	}
	t.put()
	for i, p := range t.others {
		t.put(t.paint(faint, fmt.Sprintf("%d.", i+2)))
		for _, l := range t.walk(p) {
			t.put("  ", l)
		}
		t.put()
	}
}

// walk words a path in lines: "A ── led ─▶ B".
func (t *terminal) walk(p graph.Path) []string {
	from, _ := p.Steps[0].Ends()
	text := clean(from.Name)
	for _, s := range p.Steps {
		_, to := s.Ends()
		words := reading(t.opts.Ontology, s.Statement)
		if s.Inverse {
			text += " ◀─ " + words + " ── " + clean(to.Name)
		} else {
			text += " ── " + words + " ─▶ " + clean(to.Name)
		}
	}
	return fold(text, t.columns-2, 8)
}

// beside draws the boxes in a row with the predicates between them, if there is room. It reports whether
// it did.
func (t *terminal) beside() bool {
	nodes := graph.Path{Steps: t.steps}.Nodes()
	lines := make([]string, 4) // top, name, kind, bottom
	width := 0
	for i, n := range nodes {
		width += t.addBox(lines, n, i > 0, i < len(nodes)-1)
		if i < len(t.steps) {
			width += t.addArrow(lines, t.steps[i])
		}
	}
	if width > t.columns {
		return false
	}
	for _, l := range lines {
		t.put(l)
	}
	return true
}

func (t *terminal) addBox(lines []string, n graph.Ref, fromLeft, toRight bool) int {
	f := frameOf(n.Kind)
	name, kind := clean(n.Name), kindWord(n.Kind)
	inner := max(glyph.Cells(name), glyph.Cells(kind))
	edge := kindStyles[n.Kind]
	left, right := f.vertical, f.vertical
	if fromLeft {
		left = f.left
	}
	if toRight {
		right = f.right
	}
	bar := strings.Repeat(f.horizontal, inner+2)
	lines[0] += t.paint(edge, f.topLeft+bar+f.topRight)
	lines[1] += t.paint(edge, left) + " " + t.paint(strong, name) + spaces(inner-glyph.Cells(name)) + " " + t.paint(edge, right)
	lines[2] += t.paint(edge, f.vertical) + " " + t.paint(edge, kind) + spaces(inner-glyph.Cells(kind)) + " " + t.paint(edge, f.vertical)
	lines[3] += t.paint(edge, f.bottomLeft+bar+f.bottomRight)
	return inner + 4
}

func (t *terminal) addArrow(lines []string, s graph.Step) int {
	words, small := reading(t.opts.Ontology, s.Statement), whenAndSources(t.opts.Ontology, s.Statement)
	inner := max(glyph.Cells(words), glyph.Cells(small), 3)
	arrow := "─ " + words + " " + strings.Repeat("─", inner-glyph.Cells(words)+1) + "▶"
	if s.Inverse {
		arrow = "◀" + strings.Repeat("─", inner-glyph.Cells(words)+1) + " " + words + " ─"
	}
	lines[0] += spaces(inner + 5)
	lines[1] += t.paint(answer, arrow)
	lines[2] += "  " + t.paint(faint, small) + spaces(inner-glyph.Cells(small)+3)
	lines[3] += spaces(inner + 5)
	return inner + 5
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

// below draws the boxes below one another, each step with its quote.
func (t *terminal) below() {
	nodes := graph.Path{Steps: t.steps}.Nodes()
	for i, n := range nodes {
		t.box(n, i > 0, i < len(t.steps))
		if i < len(t.steps) {
			t.step(t.steps[i])
		}
	}
}

// stem is the column in which the line from box to box runs.
const stem = 3

func (t *terminal) box(n graph.Ref, fromAbove, toBelow bool) {
	f := frameOf(n.Kind)
	edge := kindStyles[n.Kind]
	lines := fold(n.Name, t.columns-4, maxNameLines)
	kind := kindWord(n.Kind)
	inner := glyph.Cells(kind)
	for _, l := range lines {
		inner = max(inner, glyph.Cells(l))
	}
	bar := func(mark string, marked bool) string {
		if !marked {
			mark = f.horizontal
		}
		return strings.Repeat(f.horizontal, stem-1) + mark + strings.Repeat(f.horizontal, inner+2-stem)
	}
	t.put(t.paint(edge, f.topLeft+bar(f.up, fromAbove)+f.topRight))
	for _, l := range lines {
		t.put(t.paint(edge, f.vertical), " ", t.paint(strong, l), spaces(inner-glyph.Cells(l)), " ", t.paint(edge, f.vertical))
	}
	t.put(t.paint(edge, f.vertical), " ", t.paint(edge, kind), spaces(inner-glyph.Cells(kind)), " ", t.paint(edge, f.vertical))
	t.put(t.paint(edge, f.bottomLeft+bar(f.down, toBelow)+f.bottomRight))
}

// step draws the line from one box to the next with its words and its best quote.
func (t *terminal) step(s graph.Step) {
	room := t.columns - stem - 2
	type line struct {
		style style
		text  string
	}
	var lines []line
	add := func(st style, text string, most int) {
		for _, l := range fold(text, room, most) {
			lines = append(lines, line{st, l})
		}
	}
	add(answer, reading(t.opts.Ontology, s.Statement), 3)
	add(faint, whenAndSources(t.opts.Ontology, s.Statement), 2)
	add(plain, quoted(s.Best()), 5)
	add(faint, "— "+articleWords(s.Best().Article), 2)
	for i, l := range lines {
		mark := "│"
		if i == 0 && s.Inverse {
			mark = "▲"
		} else if i == len(lines)-1 && !s.Inverse {
			mark = "▼"
		}
		t.put(spaces(stem), t.paint(answer, mark), " ", t.paint(l.style, l.text))
	}
}

// tree draws a centre with its groups.
func (t *terminal) tree() {
	middle := t.nodes[0].ref
	for _, l := range fold(middle.Name, t.columns, maxNameLines) {
		t.put(t.paint(strong, l))
	}
	t.put(t.paint(kindStyles[middle.Kind], kindWord(middle.Kind)))
	var groups []plate
	for i := len(t.plates) - 1; i >= 0; i-- {
		if p := t.plates[i]; p.role == ordinary {
			groups = append(groups, p)
		}
	}
	for i, p := range groups {
		t.branch(p, i == len(groups)-1)
	}
	t.put()
}

// branch draws a group: its predicate with an arrow towards the centre or away from it, then its members.
func (t *terminal) branch(p plate, last bool) {
	toCentre := p.rows[0].back
	ends := p.heads
	if p.heads[0].node == 0 {
		ends, toCentre = p.tails, !p.rows[0].back
	}
	arrow, fork, trunk := "─▶ ", "├─", "│  "
	if toCentre {
		arrow = "◀─ "
	}
	if last {
		fork, trunk = "└─", "   "
	}
	words := p.rows[0].words
	if p.group > 0 {
		words += " " + thousands(p.group)
	}
	t.hang(fork+arrow, trunk+"   ", strong, words)
	for i := len(ends) - 1; i >= 0; i-- {
		fork, under := "├─ ", "│  "
		if i == 0 {
			fork, under = "└─ ", "   "
		}
		n := t.nodes[ends[i].node]
		text := clean(n.ref.Name)
		if n.stack == 0 {
			text += ", " + kindWord(n.ref.Kind) + ", " + whenAndSources(t.opts.Ontology, ends[i].statements[0])
		}
		t.hang(trunk+"  "+fork, trunk+"  "+under, plain, text)
	}
}

// hang writes text whose first line begins with one thing and whose others with another.
func (t *terminal) hang(first, others string, s style, text string) {
	for i, l := range fold(text, max(t.columns-glyph.Cells(others)-2, 8), 6) {
		if i > 0 {
			first = others
		}
		t.put(t.paint(faint, first), t.paint(s, l))
	}
}

// list draws a statement a line.
func (t *terminal) list() {
	for _, p := range t.plates {
		for i, s := range p.statements() {
			sign, look := "", plain
			if i < len(p.rows) {
				switch p.rows[i].change {
				case gained:
					sign, look = "+ ", more
				case lost:
					sign, look = "− ", less
				}
			}
			text := fmt.Sprintf("%s ── %s ─▶ %s (%s)", clean(s.Subject.Name), reading(t.opts.Ontology, s), clean(s.Object.Name), whenAndSources(t.opts.Ontology, s))
			t.hang(sign, spaces(glyph.Cells(sign))+"    ", look, text)
		}
	}
	t.put()
}
