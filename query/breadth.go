package query

import (
	"slices"

	"github.com/clewgraph/clew/query/index"
)

// breadth is a breadth-first search from both ends at once, for paths of the least length without an
// expression. What it keeps serves one search after another.
type breadth struct {
	s     *search
	been  []uint8 // by node: how a side has come there, see sign
	sides [2]side
	whole bool // finish the level on which the sides meet
	met   []index.Node
	ways  [2][]stop
}

// side is the search from the starts or from the targets.
type side struct {
	stops []stop // where it has come, level by level
	level int    // the first of the last level
	depth int
	work  int // how many arcs the next level has, as far as its stops are weighed
	next  int // the first stop that is not
}

// stop is a node that a side has come to.
type stop struct {
	node index.Node
	from uint32 // the stop before; not for the ends, which have depth 0
	arc  uint32 // by which it came, as index.Run numbers it, and inArc if it is an in arc
}

// sign is what been says of a node that side i has come to over so many steps. A byte tells both sides and the steps,
// so that an arc costs one look at a small array.
func sign(i, depth int) uint8 { return uint8(2*depth + i + 1) }

const (
	unseen  = 0
	meeting = 2*maxHops + 3 // the sign of a node on the last level of both sides
)

// reset makes the arrays ready for a search.
func (b *breadth) reset(s *search) {
	b.s, b.met = s, b.met[:0]
	b.forget(s.x.Nodes())
	for i, ends := range []nodeSet{s.from, s.to} {
		d := &b.sides[i]
		*d = side{stops: d.stops[:0]}
		for _, n := range ends {
			b.been[n] = sign(i, 0)
			d.stops = append(d.stops, stop{node: n})
		}
	}
}

// forget clears what the last search has left of been.
func (b *breadth) forget(nodes int) {
	seen := len(b.sides[0].stops) + len(b.sides[1].stops)
	switch {
	case len(b.been) != nodes:
		b.been = make([]uint8, nodes)
	case seen > nodes/clearing:
		clear(b.been)
	default:
		for i := range b.sides {
			for _, stop := range b.sides[i].stops {
				b.been[stop.node] = unseen
			}
		}
	}
}

// clearing is how many bytes in a row are cleared in the time of one here and there.
const clearing = 64

// weigh counts the arcs of the last level until they are more than a number, some stops at a time, and reports whether it has
// counted all. That is left until it must be known which side has less to do, as no search goes on from its last level,
// which is the largest.
func (d *side) weigh(x *index.Index, most int) bool {
	for least := d.next + weighed; d.next < len(d.stops) && (d.work <= most || d.next < least); d.next++ {
		if d.next+headsAhead < len(d.stops) {
			x.PrefetchHead(d.stops[d.next+headsAhead].node)
		}
		d.work += x.Degree(d.stops[d.next].node)
	}
	return d.next == len(d.stops)
}

// lighter returns the side with less to do, of equals the first.
func (b *breadth) lighter() int {
	f, t := &b.sides[0], &b.sides[1]
	for {
		if f.work <= t.work && f.weigh(b.s.x, t.work) && f.work <= t.work {
			return 0
		}
		if t.work < f.work && t.weigh(b.s.x, f.work-1) && t.work < f.work {
			return 1
		}
	}
}

// How many nodes before their turn heads and arcs are made ready.
const (
	headsAhead = 16
	weighed    = 64 // how many nodes are weighed at least, so that the sides do not take turns one by one
	arcsAhead  = 4
)

// search goes one level further on the side with less to do until the sides meet. It returns the
// steps of the shortest paths, 0 if there are none within the search's hops.
func (b *breadth) search() int {
	f, t := &b.sides[0], &b.sides[1]
	for f.level < len(f.stops) && t.level < len(t.stops) && f.depth+t.depth < b.s.hops {
		if b.s.err = b.s.ctx.Err(); !b.s.spend() {
			return 0
		}
		if b.step(b.lighter()); len(b.met) > 0 {
			return f.depth + t.depth
		}
	}
	return 0
}

// step goes one level further on one side.
func (b *breadth) step(i int) {
	d := &b.sides[i]
	d.depth++
	last := d.level
	d.level, d.next, d.work = len(d.stops), len(d.stops), 0
	for k := last; k < d.level && !b.done(); k++ {
		n := d.stops[k].node
		if k+arcsAhead < d.level {
			b.s.x.PrefetchArcs(d.stops[k+arcsAhead].node)
		}
		if d.depth > 1 && !b.s.filter.passes(n) {
			continue
		}
		if !b.s.directed || i == 0 {
			r := b.s.x.Out(n)
			b.reach(i, k, &r)
		}
		if (!b.s.directed || i == 1) && !b.done() {
			r := b.s.x.In(n)
			b.reach(i, k, &r)
		}
	}
}

// done reports whether the sides have met and nothing more is wanted.
func (b *breadth) done() bool { return len(b.met) > 0 && !b.whole }

// reach marks where the arcs of a stop lead.
func (b *breadth) reach(i, from int, r *index.Run) {
	d, been, plain := &b.sides[i], b.been, !b.s.filter.byNode && !b.s.filter.byEdge
	stops, here, mine := d.stops, sign(i, d.depth), sign(i, 0)&1
	first := numberOf(r, 0)
	for k := range r.Arcs {
		n := r.Arcs[k].To
		was := been[n]
		if was != unseen && was&1 == mine || was == meeting || !plain && !b.allows(i, n, first+uint32(k)) {
			continue
		}
		stops = append(stops, stop{n, uint32(from), first + uint32(k)})
		been[n] = here
		if was != unseen {
			been[n] = meeting
			b.met = append(b.met, n)
			if !b.whole {
				break
			}
		}
	}
	d.stops = stops
}

// allows reports whether a side may go to a node over an arc.
func (b *breadth) allows(i int, to index.Node, arc uint32) bool {
	f := &b.s.filter
	if f.byNode && !f.passes(to) {
		ends := b.s.to
		if i == 1 {
			ends = b.s.from
		}
		if !ends.has(to) {
			return false
		}
	}
	return !f.byEdge || f.crosses(b.s.edge(arc))
}

// path returns the shortest path through a node where the sides have met.
func (b *breadth) path(n index.Node) found {
	var p found
	back := b.way(0, n)
	p.start = back[len(back)-1].node
	p.cross = make([]crossing, 0, b.sides[0].depth+b.sides[1].depth)
	for k := len(back) - 2; k >= 0; k-- {
		p.cross = append(p.cross, b.s.crossing(back[k].arc, false))
	}
	on := b.way(1, n)
	for _, stop := range on[:len(on)-1] {
		p.cross = append(p.cross, b.s.crossing(stop.arc, true))
	}
	return p
}

// way returns the stops of a side from a node on its last level to its end, until the next call for that side.
func (b *breadth) way(i int, n index.Node) []stop {
	d := &b.sides[i]
	at := d.level + slices.IndexFunc(d.stops[d.level:], func(s stop) bool { return s.node == n })
	way := b.ways[i][:0]
	for range d.depth {
		way = append(way, d.stops[at])
		at = int(d.stops[at].from)
	}
	b.ways[i] = append(way, d.stops[at])
	return b.ways[i]
}

// all returns the shortest paths through the nodes where the sides have met, up to limit of them.
func (b *breadth) all(limit int) (paths []found) {
	e := enumeration{b: b, limit: limit, da: b.sides[0].depth, db: b.sides[1].depth}
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
	want := sign(i, depth-1)
	for _, r := range []index.Run{b.s.x.Out(n), b.s.x.In(n)} {
		if b.s.directed && r.Inverse == (i == 1) {
			continue
		}
		for k, a := range r.Arcs {
			if b.been[a.To] != want || len(e.paths) >= e.limit {
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
