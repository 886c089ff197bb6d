package query

import (
	"iter"
	"math"
	"math/bits"
	"slices"

	"github.com/clewgraph/clew/query/index"
)

// stateOf returns the state of a node at a place in the automaton.
func stateOf(n index.Node, place int) uint64 { return uint64(n)<<6 | uint64(place) }

// atStart marks the states in which a search for a continuation begins: other steps may leave them
// than the same states when it comes back to them.
const atStart = 1 << (stateBits - 1)

func nodeOf(state uint64) index.Node { return index.Node(state &^ atStart >> 6) }
func placeOf(state uint64) int       { return int(state & 63) }

// pathLabel is a way to a state: a path as the last step of it and the label before.
type pathLabel struct {
	state  uint64
	cost   uint32
	parent int32  // -1 at the start
	arc    uint32 // the last step, as index.Run numbers it, and inArc if it is an in arc
	next   int32  // another label of the state, -1 for none
	hops   uint16
	turned bool // the arc is numbered as the other front has crossed it
	spare  bool // another label is no worse, and this one only tells a way there
}

const infinity = math.MaxUint32

// front is a best-first search from one end: Dijkstra's, halfway to another front that it is to meet, or A* along what another
// has crossed. Forward it leaves the starts, backward it leaves the targets against the automaton.
type front struct {
	s        *search
	back     bool
	labels   []pathLabel
	hubs     []hub
	queue    heap
	best     table
	labelled bitset // by node, at any place: whether there is a label, which spares most looks at the table
	bans     bans
	limit    uint32 // labels that would cost this much or more are dropped
	hops     uint16 // bounds the steps of a path
	ball     *ball  // around the other end, nil where it is not known
	meet     *front // the other front of a search from both ends
	aim      *front // the front whose ways are retraced
	keeps    bool   // labels that are no better than others are spared, as their ways may be retraced
	arrives  bool   // labels at targets are set apart, as the ends of paths, so that a path may end where it has been
}

// reset makes the front ready for another search.
func (f *front) reset(s *search, back bool) {
	f.forget(s.x.Nodes())
	*f = front{
		s: s, back: back, labels: f.labels[:0], hubs: f.hubs[:0], queue: f.queue[:0], best: f.best, labelled: f.labelled,
		limit: infinity, hops: uint16(s.hops),
	}
	f.best.reset()
}

// forget empties the set of nodes.
func (f *front) forget(nodes int) {
	if len(f.labelled)*64 < nodes {
		f.labelled = newBitset(nodes)
		return
	}
	for i := range f.labels {
		f.labelled[nodeOf(f.labels[i].state)/64] = 0
	}
}

// atLeast is what the front has found that it costs from a state to its end in so many hops, infinity if it has come there by no
// such way.
func (f *front) atLeast(state uint64, hops uint16) uint32 {
	if s := f.slot(state); s != nil {
		for l := range f.all(s) {
			if l.hops <= hops {
				return l.cost
			}
		}
	}
	return infinity
}

// slot returns what is known of a state, nil if nothing is.
func (f *front) slot(state uint64) *slot {
	if !f.labelled.has(nodeOf(state)) {
		return nil
	}
	return f.best.find(state)
}

// all goes over the labels of a state, the cheapest first.
func (f *front) all(s *slot) iter.Seq[*pathLabel] {
	return func(yield func(*pathLabel) bool) {
		for n := s.label; n >= 0 && yield(&f.labels[n]); n = f.labels[n].next {
		}
	}
}

// dominated reports whether the state has another label that costs no more and has no more steps.
func (f *front) dominated(s *slot, l *pathLabel) bool {
	for other := range f.all(s) {
		if other.cost > l.cost {
			return false
		}
		if other != l && !other.spare && other.hops <= l.hops {
			return true
		}
	}
	return false
}

// knows reports whether a state has a label of the same way.
func (f *front) knows(s *slot, l *pathLabel) bool {
	for other := range f.all(s) {
		if other.cost > l.cost {
			return false
		}
		if other.parent == l.parent && other.cost == l.cost && f.crossing(other) == f.crossing(l) {
			return true
		}
	}
	return false
}

// keep adds a label to those of its state, in the order of their costs.
func (f *front) keep(s *slot, l *pathLabel) int32 {
	n := int32(len(f.labels))
	at := &s.label
	for *at >= 0 && f.labels[*at].cost < l.cost {
		at = &f.labels[*at].next
	}
	l.next, *at = *at, n
	f.labels = append(f.labels, *l)
	f.labelled.add(nodeOf(l.state))
	return n
}

// start adds a label of no steps.
func (f *front) start(n index.Node, at places, cost uint32, hops uint16) {
	apart := uint64(0)
	if f.arrives {
		apart = atStart
	}
	for p := range at.all {
		f.offer(&pathLabel{state: stateOf(n, p) | apart, cost: cost, parent: -1, hops: hops})
	}
}

// reaches reports whether a path over a label may have few enough hops.
func (f *front) reaches(l *pathLabel) bool {
	return f.ball == nil || l.hops+f.ball.hops(nodeOf(l.state)) <= f.hops
}

// offer queues a label that may be on a path that costs less than the limit.
func (f *front) offer(l *pathLabel) {
	switch {
	case l.cost >= f.limit || !f.reaches(l):
	case f.meet != nil:
		f.approach(l)
	default:
		if key := f.key(l); key < f.limit {
			f.enter(l, key)
		}
	}
}

// key is what a path costs at least over a label whose ways on are retraced.
func (f *front) key(l *pathLabel) uint32 {
	if placeOf(l.state) == arrived {
		return l.cost
	}
	ahead := f.aim.atLeast(l.state&^atStart, f.hops-l.hops)
	return l.cost + min(ahead, infinity-l.cost)
}

// enter queues a label unless one is known that is no worse, and returns its number, -1 if it is not kept.
func (f *front) enter(l *pathLabel, key uint32) int32 {
	s := f.best.add(l.state)
	if l.spare = f.dominated(s, l); l.spare && (!f.keeps || f.aim != nil && f.knows(s, l)) {
		return -1
	}
	n := f.keep(s, l)
	if !l.spare {
		f.push(key, uint32(n))
	}
	return n
}

// push queues a label or hub; of equal costs the newest comes first, which is the one that went furthest.
func (f *front) push(cost, n uint32) { f.queue.push(uint64(cost)<<32 | uint64(^n)) }

// advance takes the cheapest label, unless it is a hub, which it crosses, or another label is no worse, and returns its number,
// or -1.
func (f *front) advance() int32 {
	id := ^uint32(f.queue.pop())
	if id&hubFlag != 0 {
		f.crossHub(f.hubs[id&^hubFlag])
		return -1
	}
	l := &f.labels[id]
	if f.dominated(f.best.find(l.state), l) {
		return -1
	}
	return int32(id)
}

// ends reports whether paths do not go on from a label.
func (f *front) ends(l *pathLabel) bool {
	return l.hops >= f.hops || !f.reaches(l) || l.parent >= 0 && !f.s.filter.passes(nodeOf(l.state))
}

// retrace offers what a settled label leads to along the ways by which the front that it aims at has come to its state.
func (f *front) retrace(n int32) {
	l := f.labels[n]
	there := f.aim.slot(l.state &^ atStart)
	if there == nil || f.ends(&l) {
		return
	}
	checked := f.checks()
	for way := range f.aim.all(there) {
		if way.parent < 0 {
			continue
		}
		to := &f.aim.labels[way.parent]
		if checked && !f.allows(nodeOf(to.state), f.aim.crossing(way), l.parent < 0) {
			continue
		}
		f.arrive(&pathLabel{
			arc: way.arc, turned: !way.turned, cost: l.cost + way.cost - to.cost, parent: n, hops: l.hops + 1,
		}, nodeOf(to.state), 1<<placeOf(to.state))
	}
}

// arrive offers a label at each of some places of a node.
func (f *front) arrive(l *pathLabel, to index.Node, next places) {
	for ; next != 0; next &= next - 1 {
		p := bits.TrailingZeros64(uint64(next))
		if p == 0 && !f.s.from.has(to) {
			continue // only a start is at the beginning
		}
		if f.arrives && f.s.a.accepts>>p&1 == 1 && f.s.to.has(to) {
			p = arrived
		}
		l.state = stateOf(to, p)
		f.offer(l)
	}
}

// allows reports whether the search may go to a node over a crossing. An entity to avoid may be
// where a path ends; it is then not extended.
func (f *front) allows(to index.Node, c crossing, first bool) bool {
	s := f.s
	if s.filter.byEdge && !s.filter.crosses(c.edge()) {
		return false
	}
	if s.filter.byNode && !s.filter.passes(to) && !f.mayEnd(to) {
		return false
	}
	return f.bans.allow(to, c, first)
}

// checks reports whether there is anything that allows asks.
func (f *front) checks() bool {
	return f.s.filter.byEdge || f.s.filter.byNode || len(f.bans.nodes)+len(f.bans.edges)+len(f.bans.firsts) > 0
}

// mayEnd reports whether paths that this front seeks end at the node.
func (f *front) mayEnd(n index.Node) bool {
	if f.back {
		return f.s.from.has(n)
	}
	return f.s.to.has(n)
}

// bans are what a search may not use because the path before it has.
type bans struct {
	nodes  []index.Node
	edges  []index.Edge
	firsts []crossing // not as the first step
}

func (b *bans) allow(to index.Node, c crossing, first bool) bool {
	for _, n := range b.nodes {
		if n == to {
			return false
		}
	}
	for _, e := range b.edges {
		if e == c.edge() {
			return false
		}
	}
	if first {
		for _, f := range b.firsts {
			if f == c {
				return false
			}
		}
	}
	return true
}

// crossing is the last step of a label, as a path goes over it.
func (f *front) crossing(l *pathLabel) crossing {
	return f.s.crossing(l.arc, f.back != l.turned)
}

// path adds the crossings of a label, from its start or to its target, to those before.
func (f *front) path(before []crossing, n int32) []crossing {
	all := before
	for l := &f.labels[n]; l.parent >= 0; l = &f.labels[l.parent] {
		all = append(all, f.crossing(l))
	}
	if !f.back {
		slices.Reverse(all[len(before):])
	}
	return all
}

// origin returns where a label's path starts.
func (f *front) origin(n int32) index.Node {
	l := f.labels[n]
	for l.parent >= 0 {
		l = f.labels[l.parent]
	}
	return nodeOf(l.state)
}
