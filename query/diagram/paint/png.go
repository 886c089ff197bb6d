package paint

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"

	"git.sr.ht/~sbinet/gg"

	"github.com/clewgraph/clew/query/diagram/glyph"
)

// Sheet is a picture to be painted.
type Sheet struct {
	Width, Height float64 // in points
	Page          string  // the colour behind everything
	Scale         float64 // pixels to the point
	Parts         []Part  // from back to front
}

// maxPixels bounds an image; a fifth of a gigabyte is what painting it takes.
const maxPixels = 50_000_000

// PNG paints the sheet. The notes say which letters no font of this machine has.
func PNG(s Sheet) (image []byte, notes []string, err error) {
	if most := math.Sqrt(maxPixels / (s.Width * s.Height)); s.Scale > most {
		s.Scale = most
		notes = append(notes, fmt.Sprintf("the picture is large: it was made %.0f pixels wide", s.Width*s.Scale))
	}
	width, height := int(math.Ceil(s.Width*s.Scale)), int(math.Ceil(s.Height*s.Scale))
	p := &painter{Context: gg.NewContext(width, height), shaper: glyph.NewShaper(), scale: s.Scale}
	p.SetLineCapButt()
	p.SetColor(rgb(s.Page))
	p.Clear()
	for _, part := range s.Parts {
		for _, m := range part.Marks {
			p.mark(m)
		}
		for _, t := range part.Texts {
			p.text(t)
		}
	}
	var b bytes.Buffer
	if err := p.EncodePNG(&b); err != nil {
		return nil, nil, fmt.Errorf("write the PNG: %w", err)
	}
	if missing := p.shaper.Missing(); len(missing) > 0 {
		notes = append(notes, fmt.Sprintf("no font of this machine has letters like %s: boxes stand for them; install one (Noto, say), or take SVG, which uses the reader's fonts", strings.Join(missing, " ")))
	}
	return b.Bytes(), notes, nil
}

// painter paints in pixels what is given in points.
type painter struct {
	*gg.Context
	shaper *glyph.Shaper
	scale  float64
}

func rgb(s string) color.Color {
	v, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || len(s) != 7 {
		return color.Transparent
	}
	return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff}
}

func (p *painter) mark(m Mark) {
	p.path(m)
	if m.Fill != "" {
		p.SetFillStyle(gg.NewSolidPattern(rgb(m.Fill)))
		p.FillPreserve()
	}
	if m.Stroke != "" {
		p.SetStrokeStyle(gg.NewSolidPattern(rgb(m.Stroke)))
		p.SetLineWidth(m.Width * p.scale)
		p.SetLineCapButt()
		if on, off := m.Dashes(); on > 0 {
			p.SetDash(on*p.scale, off*p.scale)
		} else {
			p.SetDash()
			if m.Closed {
				p.SetLineCapRound() // makes the corner where the line closes like the others
			}
		}
		p.StrokePreserve()
	}
	p.ClearPath()
}

func (p *painter) path(m Mark) {
	at := func(i int) (x, y float64) { return m.Points[i].X * p.scale, m.Points[i].Y * p.scale }
	p.MoveTo(at(0))
	for i := 1; i < len(m.Points); i++ {
		x, y := at(i)
		switch {
		case !m.Curved:
			p.LineTo(x, y)
		case i%3 == 0:
			x1, y1 := at(i - 2)
			x2, y2 := at(i - 1)
			p.CubicTo(x1, y1, x2, y2, x, y)
		}
	}
	if m.Closed {
		p.ClosePath()
	}
}

// text paints a line of text. One that came out wider than its room, for want of the fonts that it was measured
// for, is set smaller.
func (p *painter) text(t Text) {
	shapes := make([]glyph.Shape, len(t.Spans))
	width := 0.0
	for i, s := range t.Spans {
		shapes[i] = p.shaper.Shape(s.Text, s.Size, s.Bold)
		width += shapes[i].Width
	}
	squeeze := 1.0
	if room := max(t.Width, t.End-t.Start) + 2; width > room {
		squeeze = room / width
	}
	x := t.At.X
	if t.Centred {
		x -= width * squeeze / 2
	}
	for i, s := range t.Spans {
		p.shape(shapes[i], x, t.At.Y, squeeze, s)
		x += shapes[i].Width * squeeze
	}
}

func (p *painter) shape(sh glyph.Shape, x, y, squeeze float64, s Span) {
	at := func(q glyph.Point) (float64, float64) {
		return (x + q.X*squeeze) * p.scale, (y + q.Y*squeeze) * p.scale
	}
	for _, seg := range sh.Outline {
		switch x, y := at(seg.Points[len(seg.Points)-1]); {
		case seg.Move:
			p.MoveTo(x, y)
		case len(seg.Points) == 1:
			p.LineTo(x, y)
		case len(seg.Points) == 2:
			cx, cy := at(seg.Points[0])
			p.QuadraticTo(cx, cy, x, y)
		default:
			cx, cy := at(seg.Points[0])
			dx, dy := at(seg.Points[1])
			p.CubicTo(cx, cy, dx, dy, x, y)
		}
	}
	p.SetFillStyle(gg.NewSolidPattern(rgb(s.Color)))
	p.SetFillRuleWinding()
	p.Fill()
	for _, b := range sh.Bitmaps {
		p.bitmap(b, at)
	}
}

// bitmap paints a sign that is a picture into its rectangle.
func (p *painter) bitmap(b glyph.Bitmap, at func(glyph.Point) (float64, float64)) {
	x0, y0 := at(b.Min)
	x1, y1 := at(b.Max)
	size := b.Image.Bounds().Size()
	if size.X == 0 || size.Y == 0 {
		return
	}
	p.Push()
	p.Translate(x0, y0)
	p.Scale((x1-x0)/float64(size.X), (y1-y0)/float64(size.Y))
	p.DrawImage(b.Image, 0, 0)
	p.Pop()
}
