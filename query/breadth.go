package query

import (
	"slices"

	"github.com/clewgraph/clew/query/index"
)

// breadth is a breadth-first search from both ends at once, for paths of the least length without an
// expression. Its arrays have an entry a node and serve one search after another.
type breadth struct {
	s     *search
	round uint32 // marks of other rounds count as none
	sides [2]side
	spare []index.Node
	whole bool // finish the level on which the sides meet
	met   []index.Node
}

// side is the search from the starts or from the targets.
type side struct {
	marks []mark // by node
	edge  []index.Node
	depth uint32
	work  int // how many arcs the next level has
}

// mark is where a side has come to a node.
type mark struct {
	seen uint32 // round<<8 | steps
	arc  uint32 // by which it came, as index.Run numbers it, and inArc if it is an in arc
}

const inArc = 1 << 31

// reset makes the arrays ready for a search.
func (b *breadth) reset(s *search) {
	b.s, b.met = s, nil
	if n := s.x.Nodes(); len(b.sides[0].marks) != n {
		b.sides[0].marks, b.sides[1].marks = make([]mark, n), make([]mark, n)
	}
	if b.round++; b.round == 1<<24 {
		clear(b.sides[0].marks)
		clear(b.sides[1].marks)
		b.round = 1
	}
	for i, ends := range []nodeSet{s.from, s.to} {
		d := &b.sides[i]
		d.edge, d.depth, d.work = append(d.edge[:0], ends...), 0, 0
		for _, n := range ends {
			d.marks[n].seen = b.round << 8
			d.work += s.x.Degree(n)
		}
	}
}

// search goes one level further on the side with less to do until the sides meet. It returns the
// steps of the shortest paths, 0 if there are none within the search's hops.
func (b *breadth) search() int {
	for len(b.sides[0].edge) > 0 && len(b.sides[1].edge) > 0 && int(b.sides[0].depth+b.sides[1].depth) < b.s.hops {
		i := 0
		if b.sides[1].work < b.sides[0].work {
			i = 1
		}
		if !b.s.spend() {
			return 0
		}
		if b.level(i); len(b.met) > 0 {
			return int(b.sides[0].depth + b.sides[1].depth)
		}
	}
	return 0
}

// level goes one step further on one side.
func (b *breadth) level(i int) {
	d := &b.sides[i]
	d.depth++
	d.work = 0
	last := d.edge
	d.edge = b.spare[:0]
	for _, n := range last {
		if d.depth > 1 && !b.s.filter.passes(n) {
			continue
		}
		if !b.s.directed || i == 0 {
			r := b.s.x.Out(n)
			b.reach(i, &r)
		}
		if b.done() {
			break
		}
		if !b.s.directed || i == 1 {
			r := b.s.x.In(n)
			b.reach(i, &r)
		}
		if b.done() {
			break
		}
	}
	b.spare = last
}

// done reports whether the sides have met and nothing more is wanted.
func (b *breadth) done() bool { return len(b.met) > 0 && !b.whole }

// reach marks where arcs lead.
func (b *breadth) reach(i int, r *index.Run) {
	d, other, x, plain := &b.sides[i], b.sides[1-i].marks, b.s.x, !b.s.filter.byNode && !b.s.filter.byEdge
	mine, round, seen := d.marks, b.round, b.round<<8|d.depth
	first := numberOf(r, 0)
	for k := range r.Arcs {
		n, arc := r.Arcs[k].To, first+uint32(k)
		if mine[n].seen>>8 == round || !plain && !b.allows(i, n, arc) {
			continue
		}
		mine[n] = mark{seen, arc}
		if other[n].seen>>8 == round {
			b.met = append(b.met, n)
			if !b.whole {
				return
			}
		}
		d.work += x.Degree(n)
		d.edge = append(d.edge, n)
	}
}

// allows reports whether a side may go to a node over an arc.
func (b *breadth) allows(i int, to index.Node, arc uint32) bool {
	f := &b.s.filter
	if f.byEdge && !f.crosses(b.s.edge(arc)) {
		return false
	}
	ends := b.s.to
	if i == 1 {
		ends = b.s.from
	}
	return !f.byNode || f.passes(to) || ends.has(to)
}

// path returns the shortest path through a node where the sides have met.
func (b *breadth) path(n index.Node) found {
	p := found{start: n}
	for m := b.sides[0].marks[p.start]; m.seen&0xff > 0; m = b.sides[0].marks[p.start] {
		p.cross = append(p.cross, b.s.crossing(m.arc, false))
		p.start = b.before(m.arc)
	}
	slices.Reverse(p.cross)
	for m := b.sides[1].marks[n]; m.seen&0xff > 0; m = b.sides[1].marks[n] {
		p.cross = append(p.cross, b.s.crossing(m.arc, true))
		n = b.before(m.arc)
	}
	return p
}

// before returns the node that an arc leaves.
func (b *breadth) before(arc uint32) index.Node {
	subject, object := b.s.x.Ends(b.s.edge(arc))
	if arc&inArc != 0 {
		return object
	}
	return subject
}

// all returns the shortest paths through the nodes where the sides have met, up to limit of them.
func (b *breadth) all(limit int) (paths []found) {
	e := enumeration{b: b, limit: limit, da: int(b.sides[0].depth), db: int(b.sides[1].depth)}
	e.cross = make([]crossing, e.da+e.db)
	for _, n := range b.met {
		e.back(n, n, e.da)
	}
	return e.paths
}

// enumeration walks from a meeting node back to the starts and, for each way back, on to the targets.
type enumeration struct {
	b      *breadth
	limit  int
	da, db int
	cross  []crossing
	paths  []found
}

func (e *enumeration) back(meeting, n index.Node, depth int) {
	if depth == 0 {
		e.on(n, meeting, e.db)
		return
	}
	e.each(0, n, depth, func(to index.Node, c crossing) {
		e.cross[depth-1] = c
		e.back(meeting, to, depth-1)
	})
}

func (e *enumeration) on(start, n index.Node, depth int) {
	if depth == 0 {
		e.paths = append(e.paths, found{start: start, cross: slices.Clone(e.cross)})
		return
	}
	e.each(1, n, depth, func(to index.Node, c crossing) {
		e.cross[e.da+e.db-depth] = c
		e.on(start, to, depth-1)
	})
}

// each calls visit for the arcs of a node that lead one step nearer to a side's end.
func (e *enumeration) each(i int, n index.Node, depth int, visit func(index.Node, crossing)) {
	b := e.b
	want := b.round<<8 | uint32(depth-1)
	for _, r := range []index.Run{b.s.x.Out(n), b.s.x.In(n)} {
		if b.s.directed && r.Inverse == (i == 1) {
			continue
		}
		for k, a := range r.Arcs {
			if b.sides[i].marks[a.To].seen != want || len(e.paths) >= e.limit {
				continue
			}
			arc := numberOf(&r, k)
			if depth > 1 && !b.s.filter.passes(a.To) || !b.s.filter.crosses(b.s.edge(arc)) || !b.s.spend() {
				continue
			}
			visit(a.To, b.s.crossing(arc, i == 0))
		}
	}
}

// numberOf returns the number of an arc of a run, with inArc for an in arc.
func numberOf(r *index.Run, i int) uint32 {
	if r.Inverse {
		return r.Arc(i) | inArc
	}
	return r.Arc(i)
}
