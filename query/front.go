package query

import (
	"iter"
	"math"
	"math/bits"
	"sort"

	"github.com/clewgraph/clew/query/index"
)

// crossing is a statement as a path crosses it: its number doubled, plus 1 from object to subject.
type crossing uint64

func (c crossing) edge() index.Edge { return index.Edge(c >> 1) }
func (c crossing) inverse() bool    { return c&1 == 1 }

func crossingOf(e index.Edge, inverse bool) crossing {
	if inverse {
		return crossing(e)<<1 | 1
	}
	return crossing(e) << 1
}

// state is a node at a place in the automaton.
func stateOf(n index.Node, place int) uint64 { return uint64(n)<<6 | uint64(place) }

// atStart marks the states in which a search for a continuation begins: other steps may leave them
// than the same states when it comes back to them.
const atStart = 1 << (stateBits - 1)

func nodeOf(state uint64) index.Node { return index.Node(state &^ atStart >> 6) }
func placeOf(state uint64) int       { return int(state & 63) }

// label is a way to a state: a path as the last step of it and the label before.
type pathLabel struct {
	state  uint64
	cost   uint32
	parent int32  // -1 at the start
	arc    uint32 // the last step, as index.Run numbers it, and inArc if it is an in arc
	next   int32  // another label of the state, -1 for none
	hops   uint16
}

// hub is a group of arcs of one predicate that are not looked at before the search has come as far as
// the cheapest of them. What is left of it after that waits for the next.
type hub struct {
	label  int32
	in     bool
	lo, hi uint32
}

const (
	hubFlag  = 1 << 31
	infinity = math.MaxUint32
)

// hubSize is how many arcs a group has that is not put off. Tests make it small.
var hubSize = 64

// front is a best-first search from one end: Dijkstra's, as far as to the middle of the next step, while it may meet another,
// or A* where there is something to aim at. Forward it leaves the starts, backward it leaves the targets against the automaton.
type front struct {
	s      *search
	back   bool
	labels []pathLabel
	hubs   []hub
	queue  heap
	best   table
	// By node, at any place: where the search has a label, where it has settled one. They spare most looks at the table.
	labelled, settled bitset
	bans              bans
	aim               *front // backward front that bounds the cost still to come, nil for none
	limit             uint32 // labels that would cost this much or more are dropped
	hops              uint16 // bounds the steps of a path
	ball              *ball  // around the other end, nil where it is not known
	// arrives sets labels at targets apart, as the ends of paths, so that a path may end where it has been.
	arrives bool

	meet    *front // the other front of a search from both ends
	dropped uint32 // the least cost of a label that was dropped because it could not meet the other front in time
	closed  bool   // every state that is on a path below the limit and not settled by the other front has a label
	whole   bool   // every state that is on a path below the limit is settled
}

// reset makes the front ready for another search.
func (f *front) reset(s *search, back bool) {
	f.forget(s.x.Nodes())
	*f = front{
		s: s, back: back, labels: f.labels[:0], hubs: f.hubs[:0], queue: f.queue[:0], best: f.best,
		labelled: f.labelled, settled: f.settled, limit: infinity, hops: uint16(s.hops), dropped: infinity,
	}
	f.best.reset()
}

// forget empties the sets of nodes.
func (f *front) forget(nodes int) {
	if len(f.labelled)*64 < nodes {
		f.labelled, f.settled = newBitset(nodes), newBitset(nodes)
		return
	}
	for i := range f.labels {
		n := nodeOf(f.labels[i].state)
		f.labelled[n/64], f.settled[n/64] = 0, 0
	}
}

// radius is how far the front has come: to the middle of every arc that it has not crossed it is at least as far from its end.
func (f *front) radius() uint32 {
	if len(f.queue) == 0 {
		return f.limit
	}
	return min(uint32(f.queue[0]>>32), f.limit)
}

// work is what the search has done and will have to do for its next label.
func (f *front) work() int {
	if id := ^uint32(f.queue[0]); id&hubFlag != 0 {
		if h := &f.hubs[id&^hubFlag]; !f.sorted(h.in) {
			return len(f.labels) + int(h.hi-h.lo)
		}
	}
	return len(f.labels)
}

// atLeast bounds the cost from a state to the front's end in so many hops, infinity if that cannot be reached, for those who seek
// paths below its limit.
func (f *front) atLeast(state uint64, hops uint16) uint32 {
	n, least := nodeOf(state), uint32(infinity)
	if labelled := f.labelled.has(n); !f.whole && (labelled || !f.closed) {
		least = min(f.remote(n, labelled), f.dropped, f.limit)
	}
	if !f.settled.has(n) {
		return least
	}
	s := f.best.find(state)
	if s == nil || !s.settled() {
		return least
	}
	if f.labels[s.label].hops <= hops {
		return s.cost
	}
	for l := range f.all(s) {
		if l.hops <= hops {
			least = min(least, l.cost)
		}
	}
	return least
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
		if other != l && other.cost <= l.cost && other.hops <= l.hops {
			return true
		}
	}
	return false
}

// remote bounds the cost from a node that is not settled to the front's end: where it has a label, the front has not come to the
// middle of any step from there, and else not to that of any step to there.
func (f *front) remote(n index.Node, labelled bool) uint32 {
	r, half := f.radius(), f.s.half(n)
	if labelled {
		return r - min(r, half)
	}
	return r + min(half, infinity-r)
}

// unlabelled bounds the cost from every node that the front has no label of to its end.
func (f *front) unlabelled() uint32 {
	r := f.radius()
	return r + min(f.s.leastStep()/2, infinity-r)
}

// mayMeet reports whether a path may cost less than the limit whose parts cost at least that much.
func (f *front) mayMeet(cost, ahead uint32) bool {
	return f.limit == infinity || uint64(cost)+uint64(ahead) < uint64(f.limit)
}

// tooFar reports whether a label cannot be part of a path below the limit, given what the other front knows of its state.
func (f *front) tooFar(n index.Node, cost uint32, there *slot) bool {
	if there != nil && there.settled() || f.mayMeet(cost, f.meet.remote(n, there != nil)) {
		return false
	}
	f.dropped = min(f.dropped, cost)
	return true
}

// start adds a label of no steps.
func (f *front) start(n index.Node, at places, cost uint32, hops uint16) {
	apart := uint64(0)
	if f.arrives {
		apart = atStart
	}
	for p := range at.all {
		f.offer(pathLabel{state: stateOf(n, p) | apart, cost: cost, parent: -1, hops: hops})
	}
}

// reaches reports whether a path over a label may have few enough hops.
func (f *front) reaches(l *pathLabel) bool {
	return f.ball == nil || l.hops+f.ball.hops(nodeOf(l.state)) <= f.hops
}

// offer queues a label unless one is known that is no worse.
func (f *front) offer(l pathLabel) {
	node, key := nodeOf(l.state), f.key(&l)
	if l.cost >= f.limit || f.meet == nil && key >= f.limit || !f.reaches(&l) {
		return
	}
	var there *slot
	if f.meet != nil {
		if f.meet.labelled.has(node) {
			there = f.meet.best.find(l.state)
		}
		if f.tooFar(node, l.cost, there) {
			return
		}
	}
	s, isNew := f.best.add(l.state)
	n := int32(len(f.labels))
	switch {
	case isNew:
		l.next, s.cost, s.label = -1, l.cost, n
	case f.dominated(s, &l):
		return
	case l.cost < s.cost:
		l.next, s.cost, s.label = s.label, l.cost, n
	default:
		best := &f.labels[s.label]
		l.next, best.next = best.next, n
	}
	f.labels = append(f.labels, l)
	f.labelled.add(node)
	f.push(key, uint32(n))
	f.s.x.PrefetchHead(node)
	if there != nil {
		f.greet(n, there)
	}
}

// key is a label's place in the queue: the least that a path over it costs, or as much of it as is on this side of the middle of its next step.
func (f *front) key(l *pathLabel) uint32 {
	ahead := uint32(0)
	switch {
	case placeOf(l.state) == arrived:
	case f.aim != nil:
		ahead = f.aim.atLeast(l.state&^atStart, f.hops-l.hops)
	default:
		ahead = f.s.half(nodeOf(l.state))
	}
	return l.cost + min(ahead, infinity-l.cost)
}

// push queues a label or hub; of equal costs the newest comes first, which is the one that went furthest.
func (f *front) push(cost, n uint32) { f.queue.push(uint64(cost)<<32 | uint64(^n)) }

// greet makes paths of a label of this front and those of the other, which has been there too.
func (f *front) greet(n int32, there *slot) {
	l := &f.labels[n]
	mayPass := l.parent < 0 || f.s.filter.passes(nodeOf(l.state))
	for m := there.label; m >= 0; m = f.meet.labels[m].next {
		other := &f.meet.labels[m]
		if cost := l.cost + other.cost; cost < f.limit && l.hops+other.hops <= f.hops && (mayPass || other.parent < 0) {
			f.s.met(f, n, m, cost)
		}
	}
}

// advance takes the cheapest label, extends it and returns its number; -1 if it was none, ok false at the end.
func (f *front) advance() (n int32, ok bool) {
	if len(f.queue) == 0 {
		return -1, false
	}
	id := ^uint32(f.queue.pop())
	if id&hubFlag != 0 {
		f.crossHub(f.hubs[id&^hubFlag])
		return -1, true
	}
	f.prefetch()
	n = int32(id)
	l := &f.labels[n]
	s := f.best.find(l.state)
	if f.dominated(s, l) {
		return -1, true
	}
	s.settle()
	f.settled.add(nodeOf(l.state))
	return n, true
}

// prefetch makes the arcs of the label ready that will probably be the next.
func (f *front) prefetch() {
	if len(f.queue) == 0 {
		return
	}
	if id := ^uint32(f.queue[0]); id&hubFlag == 0 {
		f.s.x.PrefetchArcs(nodeOf(f.labels[id].state))
	}
}

func (f *front) run(n index.Node, in bool) index.Run {
	if in {
		return f.s.x.In(n)
	}
	return f.s.x.Out(n)
}

// extend offers what a settled label leads to.
func (f *front) extend(n int32) {
	l := f.labels[n]
	if l.hops >= f.hops || !f.reaches(&l) || l.parent >= 0 && !f.s.filter.passes(nodeOf(l.state)) {
		return
	}
	for side := range 2 {
		r := f.run(nodeOf(l.state), side == 1)
		if r.Len() <= hubSize {
			f.cross(n, &r, 0, r.Len())
			continue
		}
		for lo := 0; lo < r.Len(); {
			hi := groupEnd(r.Arcs, lo)
			if f.next(placeOf(l.state), r.Arcs[lo].Pred, r.Inverse) != 0 {
				f.group(n, &r, lo, hi)
			}
			lo = hi
		}
	}
}

// groupEnd returns where the arcs of the predicate at lo end.
func groupEnd(arcs []index.Arc, lo int) int {
	step := 1
	for lo+step < len(arcs) && arcs[lo+step].Pred == arcs[lo].Pred {
		step *= 2
	}
	from, to := lo+step/2, min(lo+step, len(arcs))
	return from + sort.Search(to-from, func(i int) bool { return arcs[from+i].Pred != arcs[lo].Pred })
}

// next returns the places to which crossing an arc of that predicate leads from a place, or, backward,
// from which it leads there.
func (f *front) next(place int, p index.Pred, in bool) places {
	a := f.s.a
	if !f.back {
		return a.follow[place] & a.takes[labelOf(p, in)]
	}
	if a.takes[labelOf(p, !in)]>>place&1 == 0 {
		return 0
	}
	return a.precede[place]
}

// group crosses a group of arcs, or puts it off if it is large.
func (f *front) group(n int32, r *index.Run, lo, hi int) {
	if hi-lo <= hubSize {
		f.cross(n, r, lo, hi)
		return
	}
	f.putOff(hub{label: n, in: r.Inverse, lo: uint32(lo), hi: uint32(hi)}, r)
}

// sorted reports whether groups of in arcs, or of out arcs, lie in the order of their costs.
func (f *front) sorted(in bool) bool { return in && f.s.rank == BySurprise }

// putOff queues a hub until the search has come as far as its cheapest arc.
func (f *front) putOff(h hub, r *index.Run) {
	l := &f.labels[h.label]
	least := f.s.leastCost(int(h.hi - h.lo))
	if f.sorted(h.in) {
		least = uint32(r.Arcs[h.lo].Cost)
	}
	if l.cost+least >= f.limit {
		return
	}
	f.hubs = append(f.hubs, h)
	f.push(max(f.comes(l.cost, least), f.key(l)), hubFlag|uint32(len(f.hubs)-1))
}

// comes returns how far the search has come when it crosses an arc: where it may meet another, to the middle of it.
func (f *front) comes(cost, arc uint32) uint32 {
	if f.meet != nil {
		return cost + arc/2
	}
	return cost + arc
}

// ahead is a little more than the radius, so that hubs are not taken up again for every arc.
func (f *front) ahead() uint32 {
	r := f.radius()
	return r + min(4*index.Unit, infinity-r)
}

// crossHub crosses the arcs of a hub as far as the search has come, and puts off the rest.
func (f *front) crossHub(h hub) {
	l := &f.labels[h.label]
	r := f.run(nodeOf(l.state), h.in)
	lo, hi := int(h.lo), int(h.hi)
	if f.sorted(h.in) {
		now, cost := f.ahead(), l.cost
		hi = lo + sort.Search(hi-lo, func(i int) bool { return f.comes(cost, uint32(r.Arcs[lo+i].Cost)) > now })
	}
	f.cross(h.label, &r, lo, hi)
	if hi < int(h.hi) {
		h.lo = uint32(hi)
		f.putOff(h, &r)
	}
}

// cross offers the labels that arcs lead to.
func (f *front) cross(n int32, r *index.Run, lo, hi int) {
	l := f.labels[n]
	checked, surprise, place := f.checks(), f.s.rank == BySurprise, placeOf(l.state)
	far, there := f.horizon()
	var next places
	for i, a := range r.Arcs[lo:hi] {
		if i == 0 || a.Pred != r.Arcs[lo+i-1].Pred {
			next = f.next(place, a.Pred, r.Inverse)
		}
		cost := l.cost + uint32(a.Cost)
		if !surprise {
			cost = l.cost + f.s.stepCost(r, lo+i)
		}
		if next == 0 {
			continue
		}
		if cost >= far && !there.has(a.To) {
			f.dropped = min(f.dropped, cost)
			continue
		}
		if cost >= f.limit || checked && !f.allows(a.To, crossingOf(r.Edge(lo+i), r.Inverse != f.back), l.parent < 0) {
			continue
		}
		f.arrive(pathLabel{arc: numberOf(r, lo+i), cost: cost, parent: n, hops: l.hops + 1}, a.To, next)
	}
}

// horizon is a cost from which on no label is of use, unless where the other front has been as there tells:
// elsewhere that much and what is at least still to come reach the limit.
func (f *front) horizon() (far uint32, there bitset) {
	var ahead uint32
	switch {
	case f.meet != nil:
		ahead, there = f.meet.unlabelled(), f.meet.labelled
	case f.aim.whole:
		ahead, there = infinity, f.aim.settled
	case f.aim.closed:
		ahead, there = infinity, f.aim.labelled
	default:
		ahead, there = min(f.aim.unlabelled(), f.aim.dropped, f.aim.limit), f.aim.labelled
	}
	if f.limit == infinity {
		return infinity, there
	}
	return f.limit - min(f.limit, ahead), there
}

// arrive offers a label at each of some places of a node.
func (f *front) arrive(l pathLabel, to index.Node, next places) {
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

// path returns the crossings of a label from its start.
func (f *front) path(n int32) []crossing {
	var out []crossing
	for l := f.labels[n]; l.parent >= 0; l = f.labels[l.parent] {
		out = append(out, f.s.crossing(l.arc, f.back))
	}
	if !f.back {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}

// origin returns where a label's path starts.
func (f *front) origin(n int32) index.Node {
	l := f.labels[n]
	for l.parent >= 0 {
		l = f.labels[l.parent]
	}
	return nodeOf(l.state)
}
