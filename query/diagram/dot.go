package diagram

import (
	"fmt"
	"math"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// fontName is one name, never a list: Graphviz takes the measures of Times for a list.
const fontName = "Arial"

// dotWriter writes a drawing in Graphviz' language. Nodes are n0, n1, …, plates p0, p1, …, and every
// line carries the plate that it belongs to and the end that it leads to in its id: "p3.t0", "p3.h1".
type dotWriter struct {
	strings.Builder
	*drawing
}

// dot returns the drawing in Graphviz' language.
func (d *drawing) dot() string {
	w := &dotWriter{drawing: d}
	if d.springs {
		w.springFrame()
	} else {
		w.frame()
	}
	for i := range d.nodes {
		if d.hubs {
			i = len(d.nodes) - 1 - i // the layout begins at the bottom, and the strongest are to be on top
		}
		w.node(i)
	}
	for i := range d.plates {
		w.plate(i)
	}
	if d.springs {
		w.WriteString("}\n")
	} else {
		w.ranks()
		w.WriteString(" }\n}\n")
	}
	return w.String()
}

func (w *dotWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func (w *dotWriter) horizontal() bool { return w.opts.Direction == LeftToRight }

// frame opens the graph, whose label is the legend, and the cluster, whose label is the title.
func (w *dotWriter) frame() {
	direction, spacing := "LR", "nodesep=0.22, ranksep=0.32"
	if !w.horizontal() {
		direction, spacing = "TB", "nodesep=0.3, ranksep=0.22"
	}
	if w.hubs {
		spacing = "nodesep=0.12, ranksep=0.45"
	}
	w.line("digraph clew {")
	w.line(" graph [rankdir=%s, bgcolor=%s, pad=\"0.25,0.2\", %s, splines=%s, newrank=true, outputorder=edgesfirst, charset=\"UTF-8\", fontname=%s, fontcolor=%s%s];",
		direction, quote(w.palette.page), spacing, w.splines(), quote(fontName), quote(w.palette.ink), w.effort())
	w.defaults()
	w.line(" labelloc=b; labeljust=l; label=<%s>;", w.footer())
	w.line(" subgraph cluster_root { peripheries=0; margin=4; labelloc=t; labeljust=l; label=<%s>;", w.header())
}

// springFrame opens a graph that is laid out by springs. That knows no clusters, so title and legend are the label.
func (w *dotWriter) springFrame() {
	w.line("digraph clew {")
	w.line(" graph [layout=sfdp, overlap=scale, splines=line, bgcolor=%s, pad=\"0.25,0.2\", outputorder=edgesfirst, charset=\"UTF-8\", fontname=%s, fontcolor=%s];",
		quote(w.palette.page), quote(fontName), quote(w.palette.ink))
	w.defaults()
	w.line(" labelloc=t; labeljust=l; label=<%s>;", table(` CELLPADDING="0"`, `<TR><TD ALIGN="LEFT">`+w.header()+"</TD></TR>", `<TR><TD ALIGN="LEFT">`+w.footer()+"</TD></TR>"))
}

func (w *dotWriter) defaults() {
	w.line(" node [fontname=%s, fontsize=12, fontcolor=%s, penwidth=1.4, margin=\"0.12,0.065\", height=0.3, width=0.3];", quote(fontName), quote(w.palette.ink))
	w.line(" edge [fontname=%s, fontsize=9, color=%s, penwidth=1.1, arrowsize=0.65];", quote(fontName), quote(w.palette.line))
}

// Beyond so many nodes, or lines between them, layers take too long.
const (
	mostLayered      = 400
	mostLayeredLines = 700
)

// needsSprings reports whether the drawing is too large to be laid out in layers.
func (d *drawing) needsSprings() bool {
	return !d.hubs && (len(d.nodes) > mostLayered || len(d.plates) > mostLayeredLines)
}

// large is from how many nodes and plates the layout is told to try less hard.
const large = 160

func (w *dotWriter) isLarge() bool { return len(w.nodes)+len(w.plates) > large }

func (w *dotWriter) splines() string {
	if w.isLarge() {
		return "line"
	}
	return "true"
}

func (w *dotWriter) effort() string {
	if w.isLarge() {
		return ", nslimit=1, nslimit1=1, mclimit=0.1"
	}
	return ""
}

// dressed returns what a node looks like: its coat and its shape's outline.
func (w *dotWriter) dressed(n node) (coat, shape) {
	c, ok := w.palette.kinds[n.ref.Kind]
	s, known := shapes[n.ref.Kind]
	if !ok || !known {
		c, s = coat{w.palette.receded.fill, w.palette.line, w.palette.mute}, shape{"box", "filled", ""}
	}
	if n.role == receding {
		c = w.palette.receded
	}
	return c, s
}

func (w *dotWriter) node(i int) {
	n := w.nodes[i]
	c, s := w.dressed(n)
	style, more := s.style, s.more
	if n.stack > 0 {
		style += ",dashed"
	}
	if n.role == spine {
		more += ", group=spine"
	}
	w.line("  n%d [shape=%s, style=%s, fillcolor=%s, color=%s, penwidth=%s%s, id=n%d, class=%s, tooltip=%s%s, label=<%s>];",
		i, s.name, quote(style), quote(c.fill), quote(c.line), nodeWidths[n.role], more, i,
		quote(n.role.String()+" "+kindWord(n.ref.Kind)), quote(w.nodeTip(n)), linkAttribute(n.said), w.nodeLabel(n, c))
}

var nodeWidths = [...]string{receding: "0.9", ordinary: "1.4", spine: "2.4", centre: "3"}

// plate writes the words in a line and its ends. Lines are edges from a tail to the plate and on to a head.
func (w *dotWriter) plate(i int) {
	p := w.plates[i]
	if w.bareAll() {
		w.bareLine(i, p)
		return
	}
	grouped := ""
	if p.role == spine {
		grouped = ", group=spine"
	}
	w.line("  p%d [shape=plain, id=p%d, class=%s%s, tooltip=%s%s, label=<%s>];", i, i, quote("plate "+p.role.String()), grouped,
		quote(w.plateTip(p)), linkAttribute(p.statements()), w.plateLabel(p))
	forward, back := p.arrows()
	for k, e := range p.tails {
		w.line("  n%d -> p%d [id=\"p%d.t%d\", %s%s, dir=%s];", e.node, i, i, k, w.lineStyle(p, e), w.ports(p, true), direction(false, back))
	}
	for k, e := range p.heads {
		w.line("  p%d -> n%d [id=\"p%d.h%d\", %s%s, dir=%s];", i, e.node, i, k, w.lineStyle(p, e), w.ports(p, false), direction(forward, false))
	}
}

// maxPlates is how many statements are drawn with their words; more would be a wall of text.
const maxPlates = 150

func (w *dotWriter) bareAll() bool { return !w.hubs && len(w.plates) > maxPlates }

// bareLine writes a line without words.
func (w *dotWriter) bareLine(i int, p plate) {
	forward, back := p.arrows()
	w.line("  n%d -> n%d [id=\"p%d.h0\", %s, tooltip=%s, dir=%s];", p.tails[0].node, p.heads[0].node, i, w.lineStyle(p, p.heads[0]),
		quote(w.plateTip(p)), direction(forward, back))
}

// arrows tells at which ends of the line a statement arrives.
func (p plate) arrows() (head, tail bool) {
	for _, r := range p.rows {
		head, tail = head || !r.back, tail || r.back
	}
	return head, tail
}

func direction(forward, back bool) string {
	switch {
	case forward && back:
		return "both"
	case forward:
		return "forward"
	case back:
		return "back"
	}
	return "none"
}

// ports keeps lines straight: a line leaves an entity of the spine, and a plate, in the middle of its side. Elsewhere
// lines may end anywhere on an entity: from one point they would wind around each other.
func (w *dotWriter) ports(p plate, toPlate bool) string {
	out, in := "e", "w"
	if !w.horizontal() {
		out, in = "s", "n"
	}
	switch {
	case p.role == spine || w.hubs && p.role == ordinary:
		return fmt.Sprintf(", tailport=%s, headport=%s", out, in)
	case toPlate:
		return ", headport=" + in
	}
	return ", tailport=" + out
}

var weights = [...]int{receding: 1, ordinary: 3, spine: 1000, centre: 1}

// lineStyle is the look of a line: its colour by role, its width by the number of sources, dashes for one.
func (w *dotWriter) lineStyle(p plate, e end) string {
	color, width, arrow := w.palette.line, 0.0, 0.65
	n := 0
	for _, s := range e.statements {
		n = max(n, s.Sources())
	}
	weight := weights[p.role]
	switch {
	case p.role == spine:
		color, width, arrow = w.palette.accent, 3, 0.95
	case p.role == receding:
		color, width, arrow = w.palette.receded.line, min(0.8+0.15*math.Log2(float64(max(n, 1))), 1.4), 0.6
	case len(e.statements) == 0: // a group's stem
		color, width, arrow, weight = w.palette.mute, 1.8, 0.7, 1
	default:
		width = min(0.9+0.3*math.Log2(float64(max(n, 1))), 2.2)
		if w.hubs && e.node != 0 {
			weight = 8
		} else if w.hubs {
			weight = 1
		}
	}
	style := ""
	switch p.changed() {
	case gained:
		color, width = w.palette.gained, width+0.8
	case lost:
		color, style = w.palette.lost, ", style=dotted"
	default:
		if n == 1 {
			style = ", style=dashed"
		}
	}
	return fmt.Sprintf("weight=%d, color=%s, penwidth=%.2f, arrowsize=%.2f, class=%s%s", weight, quote(color), width, arrow, quote("line "+p.role.String()), style)
}

// changed returns what happened to the statements of the plate, unchanged where they differ.
func (p plate) changed() change {
	var c change
	for i, r := range p.rows {
		if i > 0 && r.change != c {
			return unchanged
		}
		c = r.change
	}
	return c
}

// ranks puts the groups of each side of a neighbourhood below one another.
func (w *dotWriter) ranks() {
	if !w.hubs {
		return
	}
	var sides [2][]string
	for i, p := range w.plates {
		switch {
		case p.role != ordinary:
		case p.heads[0].node == 0 && len(p.heads) == 1:
			sides[0] = append(sides[0], fmt.Sprintf("p%d;", i))
		default:
			sides[1] = append(sides[1], fmt.Sprintf("p%d;", i))
		}
	}
	for _, side := range sides {
		if len(side) > 1 {
			w.line("  {rank=same; %s}", strings.Join(side, " "))
		}
	}
}

// linkAttribute makes what is drawn lead to the article quoted, where that has an address.
func linkAttribute(said []graph.Statement) string {
	if address := addressOf(said); address != "" {
		return ", URL=" + quote(address)
	}
	return ""
}

// nodeTip is what hovering over an entity shows: what it is, and a quote.
func (d *drawing) nodeTip(n node) string {
	if n.stack > 0 {
		return clean(n.ref.Name)
	}
	tip := clean(n.ref.Name) + ", " + kindWord(n.ref.Kind)
	if best := strongestFirst(n.said); len(best) > 0 {
		tip += "\n" + citation(best[0].Best())
	}
	return tip
}

// plateTip is what hovering over a predicate shows: each statement and its best quote.
func (d *drawing) plateTip(p plate) string {
	var parts []string
	for _, s := range p.statements() {
		if len(parts) == maxTips {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, sentence(d.opts.Ontology, s)+"\n"+citation(s.Best()))
	}
	return strings.Join(parts, "\n")
}

// maxTips bounds what hovering shows.
const maxTips = 5

// statements returns what the plate states, each once.
func (p plate) statements() []graph.Statement {
	if len(p.heads) == 1 && len(p.heads[0].statements) > 0 {
		return p.heads[0].statements
	}
	var all []graph.Statement
	for _, e := range append(p.tails[:len(p.tails):len(p.tails)], p.heads...) {
		all = append(all, e.statements...)
	}
	return all
}
