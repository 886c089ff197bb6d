package diagram

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/diagram/glyph"
	"github.com/clewgraph/clew/query/diagram/paint"
)

// layout is Graphviz' JSON, as far as it is used: every shape and text with its place in points, y upwards.
type layout struct {
	BB      string     `json:"bb"`
	Draw    []op       `json:"_draw_"`
	Label   []op       `json:"_ldraw_"`
	Objects []drawnOne `json:"objects"`
	Edges   []drawnOne `json:"edges"`
}

type drawnOne struct {
	Name     string `json:"name"`
	ID       string `json:"id"`
	Draw     []op   `json:"_draw_"`
	Label    []op   `json:"_ldraw_"`
	HeadDraw []op   `json:"_hdraw_"`
	TailDraw []op   `json:"_tdraw_"`
}

// op is a drawing operation; see https://graphviz.org/docs/outputs/canon/#xdot.
type op struct {
	Op     string       `json:"op"`
	Color  string       `json:"color"`
	Style  string       `json:"style"`
	Points [][2]float64 `json:"points"`
	Rect   []float64    `json:"rect"`
	Pt     [2]float64   `json:"pt"`
	Align  string       `json:"align"`
	Width  float64      `json:"width"`
	Text   string       `json:"text"`
	Size   float64      `json:"size"`
	Bits   int          `json:"fontchar"`
}

// margin is around the picture, in points.
const margin = 16

// scene is a laid out drawing: what is painted, in points from the top left corner.
type scene struct {
	width, height float64
	page          string
	parts         map[string]paint.Part // by id: n0, p0, p0.t0; "title" and "legend"
}

// newScene reads what Graphviz answered.
func (d *drawing) newScene(data []byte) (*scene, error) {
	var l layout
	if err := json.Unmarshal(data, &l); err != nil {
		return nil, fmt.Errorf("read the layout: %w", err)
	}
	box := strings.Split(l.BB, ",")
	if len(box) != 4 {
		return nil, fmt.Errorf("read the layout: its bounding box is %q", l.BB)
	}
	var bb [4]float64
	for i, s := range box {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil, fmt.Errorf("read the layout: its bounding box is %q", l.BB)
		}
		bb[i] = v
	}
	s := &scene{width: math.Ceil(bb[2] - bb[0] + 2*margin), height: math.Ceil(bb[3] - bb[1] + 2*margin), page: d.palette.page, parts: map[string]paint.Part{}}
	t := translator{left: bb[0] - margin, top: bb[3] + margin}
	s.parts["legend"] = t.part(true, l.Label)
	for _, o := range l.Objects {
		if strings.HasPrefix(o.Name, "cluster") {
			s.parts["title"] = t.part(true, o.Label)
			continue
		}
		s.parts[o.ID] = t.part(false, o.Draw, o.Label)
	}
	for _, e := range l.Edges {
		s.parts[e.ID] = t.part(false, e.Draw, e.HeadDraw, e.TailDraw)
	}
	s.markKinds(d.legendKinds())
	s.dotSwatch(d.palette.lost)
	s.alignHeadlines()
	if d.hubs {
		d.sweep(s)
	}
	return s, nil
}

// leftEdge is where title, legend and notes begin.
const leftEdge = margin + 8

// alignHeadlines moves title, legend and notes to one left edge; Graphviz sets each off by the borders of
// its table.
func (s *scene) alignHeadlines() {
	title := s.parts["title"]
	for i := range title.Texts {
		title.Texts[i].At.X = leftEdge
	}
	legend := s.parts["legend"]
	left, top, bottom := math.Inf(1), math.Inf(1), math.Inf(-1)
	for _, m := range legend.Marks {
		x0, y0, _, y1 := bounds(m.Points)
		left, top, bottom = min(left, x0), min(top, y0), max(bottom, y1)
	}
	by := leftEdge - left
	for _, m := range legend.Marks {
		for i := range m.Points {
			m.Points[i].X = round(m.Points[i].X + by)
		}
	}
	for i := range legend.Texts {
		if t := &legend.Texts[i]; t.At.Y > bottom+2 || t.At.Y < top { // not beside the swatches
			t.At.X = leftEdge
		} else {
			t.At.X = round(t.At.X + by)
		}
	}
}

// markKinds makes the legend's swatches look like the shapes that they stand for. Graphviz can only draw
// rectangles there; the kinds come first, in order.
func (s *scene) markKinds(kinds []graph.Kind) {
	legend := s.parts["legend"]
	var boxes []paint.Mark // the outline of each swatch; some are drawn in two strokes
	last := math.Inf(-1)
	for _, m := range legend.Marks {
		if x0, _, x1, _ := bounds(m.Points); x0 > last {
			boxes, last = append(boxes, m), x1
		} else if m.Stroke != "" {
			boxes[len(boxes)-1] = m
		}
	}
	if len(boxes) < len(kinds) {
		return
	}
	for i, k := range kinds {
		legend.Marks = append(legend.Marks, kindMarks(k, boxes[i])...)
	}
	s.parts["legend"] = legend
}

// dotSwatch makes the swatch of the colour a dotted line, as those are that it stands for.
func (s *scene) dotSwatch(color string) {
	for i, m := range s.parts["legend"].Marks {
		if m.Fill == color {
			x0, y0, x1, y1 := bounds(m.Points)
			y := round((y0 + y1) / 2)
			s.parts["legend"].Marks[i] = paint.Mark{Points: []paint.Point{{X: x0, Y: y}, {X: x1, Y: y}}, Stroke: color, Width: 1.6, Dash: paint.Dotted}
		}
	}
}

// kindMarks returns what tells a kind's shape from a plain rectangle.
func kindMarks(k graph.Kind, box paint.Mark) []paint.Mark {
	x0, y0, x1, y1 := bounds(box.Points)
	line := func(points ...paint.Point) paint.Mark {
		return paint.Mark{Points: points, Stroke: box.Stroke, Width: box.Width}
	}
	switch k {
	case graph.Policy:
		return []paint.Mark{line(paint.Point{X: x1 - 4, Y: y0}, paint.Point{X: x1 - 4, Y: y0 + 4}, paint.Point{X: x1, Y: y0 + 4})}
	case graph.Country:
		return []paint.Mark{
			line(paint.Point{X: x0, Y: y0 + 4}, paint.Point{X: x0 + 4, Y: y0}), line(paint.Point{X: x1, Y: y0 + 4}, paint.Point{X: x1 - 4, Y: y0}),
			line(paint.Point{X: x0, Y: y1 - 4}, paint.Point{X: x0 + 4, Y: y1}), line(paint.Point{X: x1, Y: y1 - 4}, paint.Point{X: x1 - 4, Y: y1}),
		}
	case graph.Place:
		inner := line(paint.Point{X: x0 + 2.5, Y: y0 + 2.5}, paint.Point{X: x1 - 2.5, Y: y0 + 2.5}, paint.Point{X: x1 - 2.5, Y: y1 - 2.5}, paint.Point{X: x0 + 2.5, Y: y1 - 2.5})
		inner.Closed = true
		return []paint.Mark{inner}
	}
	return nil
}

func bounds(points []paint.Point) (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range points {
		x0, y0, x1, y1 = min(x0, p.X), min(y0, p.Y), max(x1, p.X), max(y1, p.Y)
	}
	return x0, y0, x1, y1
}

// translator turns Graphviz' operations into marks.
type translator struct{ left, top float64 }

func (t translator) point(p [2]float64) paint.Point {
	return paint.Point{X: round(p[0] - t.left), Y: round(t.top - p[1])}
}

// round keeps hundredths of a point, so that output does not depend on the last bits of arithmetic.
func round(x float64) float64 { return math.Round(x*100) / 100 }

// part reads lists of operations. The lines of a label that is not flush left are centred where Graphviz
// put them, whatever the width that it took them to have.
func (t translator) part(flushLeft bool, lists ...[]op) paint.Part {
	var part paint.Part
	for _, list := range lists {
		pen := paint.Mark{Width: 1}
		size, bits := 12.0, 0
		for _, o := range list {
			switch o.Op {
			case "c":
				pen.Stroke = opaque(o.Color)
			case "C":
				pen.Fill = opaque(o.Color)
			case "S":
				setStyle(&pen, o.Style)
			case "F":
				size = o.Size
			case "t":
				bits = o.Bits
			case "T":
				part.Texts = t.addText(part.Texts, flushLeft, o, paint.Span{Text: o.Text, Size: size, Bold: bits&1 != 0, Color: pen.Stroke})
			default:
				if m, ok := t.mark(o, pen); ok {
					part.Marks = append(part.Marks, m)
				}
			}
		}
	}
	return part
}

// opaque returns "" for a colour that lets everything through.
func opaque(color string) string {
	if len(color) == 9 && strings.HasSuffix(color, "00") || color == "transparent" {
		return ""
	}
	return strings.ToUpper(color)
}

func setStyle(m *paint.Mark, style string) {
	if w, ok := strings.CutPrefix(style, "setlinewidth("); ok {
		if v, err := strconv.ParseFloat(strings.TrimSuffix(w, ")"), 64); err == nil {
			m.Width = v
		}
		return
	}
	switch style {
	case "dashed":
		m.Dash = paint.Dashed
	case "dotted":
		m.Dash = paint.Dotted
	case "solid":
		m.Dash = paint.Solid
	}
}

func (t translator) mark(o op, pen paint.Mark) (paint.Mark, bool) {
	m := pen
	m.Points = make([]paint.Point, len(o.Points))
	for i, p := range o.Points {
		m.Points[i] = t.point(p)
	}
	switch o.Op {
	case "P":
		m.Closed = true
	case "p":
		m.Closed, m.Fill = true, ""
	case "L":
		m.Fill = ""
	case "B":
		m.Curved, m.Closed = true, true
	case "b":
		m.Curved, m.Fill = true, ""
	default:
		return m, false
	}
	return m, len(m.Points) > 1 && (m.Stroke != "" || m.Fill != "")
}

// addText adds a piece of text: to the last line where it goes on there, else as a line of its own.
func (t translator) addText(lines []paint.Text, flushLeft bool, o op, s paint.Span) []paint.Text {
	at := t.point(o.Pt)
	switch o.Align {
	case "c":
		at.X -= o.Width / 2
	case "r":
		at.X -= o.Width
	}
	if n := len(lines); n > 0 {
		last := &lines[n-1]
		if last.At.Y == at.Y && math.Abs(last.End-at.X) < 0.5 {
			last.Spans = append(last.Spans, s)
			last.End = round(at.X + o.Width)
			last.Width += glyph.Width(s.Text, s.Size, s.Bold)
			if last.Centred {
				last.At.X = round((last.Start + last.End) / 2)
			}
			return lines
		}
	}
	line := paint.Text{At: at, Start: at.X, End: round(at.X + o.Width), Centred: !flushLeft, Spans: []paint.Span{s}, Width: glyph.Width(s.Text, s.Size, s.Bold)}
	if line.Centred {
		line.At.X = round((line.Start + line.End) / 2)
	}
	return append(lines, line)
}
