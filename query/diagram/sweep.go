package diagram

import (
	"fmt"
	"math"

	"github.com/clewgraph/clew/query/diagram/paint"
)

// corridor is the free strip between two ranks of a neighbourhood, along the direction in which it is laid out.
type corridor struct{ from, to float64 }

// sweep redraws the lines of a neighbourhood, each in one sweep through the corridor between two ranks. Graphviz' own
// wind around each other where many meet in one point.
func (d *drawing) sweep(s *scene) {
	var lines [4][]*paint.Mark // members to plates, plates to the centre, the centre to plates, plates to members
	for i, p := range d.plates {
		if p.role != ordinary {
			continue
		}
		for k, e := range p.tails {
			class := 0
			if e.node == 0 {
				class = 2
			}
			lines[class] = append(lines[class], s.body(fmt.Sprintf("p%d.t%d", i, k))...)
		}
		for k, e := range p.heads {
			class := 3
			if e.node == 0 {
				class = 1
			}
			lines[class] = append(lines[class], s.body(fmt.Sprintf("p%d.h%d", i, k))...)
		}
	}
	along := func(p paint.Point) paint.Point { return p }
	if d.opts.Direction == TopToBottom {
		along = func(p paint.Point) paint.Point { return paint.Point{X: p.Y, Y: p.X} }
	}
	for _, class := range lines {
		c := corridor{math.Inf(-1), math.Inf(1)}
		for _, m := range class {
			c.from = max(c.from, along(m.Points[0]).X)
			c.to = min(c.to, along(m.Points[len(m.Points)-1]).X)
		}
		for _, m := range class {
			if c.from < c.to { // else an entity is not where it belongs
				m.Points = c.through(m.Points[0], m.Points[len(m.Points)-1], along)
			}
		}
	}
}

// body returns the curve of a line, without its arrowheads.
func (s *scene) body(part string) []*paint.Mark {
	for i, m := range s.parts[part].Marks {
		if m.Curved && !m.Closed {
			return []*paint.Mark{&s.parts[part].Marks[i]}
		}
	}
	return nil
}

// through returns a chain of Bézier curves that changes sides within the corridor and is straight outside.
func (c corridor) through(from, to paint.Point, along func(paint.Point) paint.Point) []paint.Point {
	a, b := along(from), along(to)
	middle := (c.from + c.to) / 2
	chain := []paint.Point{
		a, a,
		{X: c.from, Y: a.Y},
		{X: c.from, Y: a.Y},
		{X: middle, Y: a.Y},
		{X: middle, Y: b.Y},
		{X: c.to, Y: b.Y},
		{X: c.to, Y: b.Y},
		b, b,
	}
	for i, p := range chain {
		p = along(p)
		chain[i] = paint.Point{X: round(p.X), Y: round(p.Y)}
	}
	return chain
}
