package diagram_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/clewgraph/clew/query/diagram/glyph"
)

// page is an SVG as a reader sees it: what is where, in the order in which it is painted.
type page struct {
	width, height float64
	items         []item
	elements      []xml.StartElement
	titles        []string // tooltips
}

// item is a text or a shape.
type item struct {
	text           string // "" for a shape
	x0, y0, x1, y1 float64
	color          string // of the text, or that fills the shape, "" for none
	group          string // the class of the group that it is in
}

func (a item) overlaps(b item) bool {
	const touch = 0.3 // points
	return a.x0 < b.x1-touch && b.x0 < a.x1-touch && a.y0 < b.y1-touch && b.y0 < a.y1-touch
}

func (a item) covers(x, y float64) bool { return a.x0 <= x && x <= a.x1 && a.y0 <= y && y <= a.y1 }

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func float(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// readPage reads what the package writes: rectangles, paths, and lines of text of one or more spans.
func readPage(t *testing.T, svg []byte) page {
	t.Helper()
	var p page
	var classes []string
	var line item
	width, size, bold, textAnchor := 0.0, 0.0, false, ""
	var name string
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name = token.Name.Local
			e := token.Copy()
			p.elements = append(p.elements, e)
			switch name {
			case "svg":
				box := strings.Fields(attr(e, "viewBox"))
				p.width, p.height = float(t, box[2]), float(t, box[3])
			case "g":
				classes = append(classes, attr(e, "class"))
			case "rect":
				p.items = append(p.items, item{x1: float(t, attr(e, "width")), y1: float(t, attr(e, "height")), color: attr(e, "fill"), group: "page"})
			case "path":
				p.items = append(p.items, shapeOf(t, e, last(classes)))
			case "text":
				line = item{x0: float(t, attr(e, "x")), y0: float(t, attr(e, "y")), group: last(classes)}
				width, textAnchor = 0, attr(e, "text-anchor")
			}
			if (name == "text" || name == "tspan") && attr(e, "font-size") != "" {
				size, bold, line.color = float(t, attr(e, "font-size")), attr(e, "font-weight") == "bold", attr(e, "fill")
			}
		case xml.CharData:
			switch {
			case name == "title":
				p.titles = append(p.titles, string(token))
			case (name == "text" || name == "tspan") && strings.TrimSpace(string(token)) != "":
				line.text += string(token)
				width += glyph.Width(string(token), size, bold)
			}
		case xml.EndElement:
			name = ""
			switch token.Name.Local {
			case "g":
				classes = classes[:len(classes)-1]
			case "text":
				base := line.y0
				if textAnchor == "middle" {
					line.x0 -= width / 2
				}
				line.x1, line.y0, line.y1 = line.x0+width, base-0.74*size, base+0.2*size
				p.items = append(p.items, line)
			}
		}
	}
}

func last(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

var pairPattern = regexp.MustCompile(`(-?[0-9.]+),(-?[0-9.]+)`)

func shapeOf(t *testing.T, e xml.StartElement, group string) item {
	t.Helper()
	s := item{x0: math.Inf(1), y0: math.Inf(1), x1: math.Inf(-1), y1: math.Inf(-1), group: group}
	for _, m := range pairPattern.FindAllStringSubmatch(attr(e, "d"), -1) {
		x, y := float(t, m[1]), float(t, m[2])
		s.x0, s.y0, s.x1, s.y1 = min(s.x0, x), min(s.y0, y), max(s.x1, x), max(s.y1, y)
	}
	if fill := attr(e, "fill"); fill != "none" {
		s.color = fill
	}
	return s
}

// alongCurve returns points of a chain of cubic Bézier curves.
func alongCurve(t *testing.T, d string) [][2]float64 {
	t.Helper()
	var control, points [][2]float64
	for _, m := range pairPattern.FindAllStringSubmatch(d, -1) {
		control = append(control, [2]float64{float(t, m[1]), float(t, m[2])})
	}
	for i := 0; i+3 < len(control); i += 3 {
		for u := 0.0; u <= 1; u += 1.0 / 32 {
			v := 1 - u
			var at [2]float64
			for axis := range at {
				at[axis] = v*v*v*control[i][axis] + 3*v*v*u*control[i+1][axis] + 3*v*u*u*control[i+2][axis] + u*u*u*control[i+3][axis]
			}
			points = append(points, at)
		}
	}
	return points
}

// texts returns the lines of text.
func (p page) texts() []item {
	var list []item
	for _, i := range p.items {
		if i.text != "" {
			list = append(list, i)
		}
	}
	return list
}

// boxes returns the shapes of entities.
func (p page) boxes() []item {
	var list []item
	for _, i := range p.items {
		if i.text == "" && i.color != "" && strings.Contains(i.group, "entity") {
			list = append(list, i)
		}
	}
	return list
}

// under returns the colour that a text is painted on: of the last filled shape before it that covers its middle.
func (p page) under(text item) string {
	x, y := (text.x0+text.x1)/2, (text.y0+text.y1)/2
	color := ""
	for _, i := range p.items {
		if i == text {
			break
		}
		if i.text == "" && i.color != "" && i.covers(x, y) {
			color = i.color
		}
	}
	return color
}

// contrast is the ratio of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(t *testing.T, color string) float64 {
	t.Helper()
	var r, g, b int
	if _, err := fmt.Sscanf(color, "#%02X%02X%02X", &r, &g, &b); err != nil {
		t.Fatalf("colour %q: %v", color, err)
	}
	linear := func(c int) float64 {
		v := float64(c) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
