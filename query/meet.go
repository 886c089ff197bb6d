package query

import (
	"sort"

	"github.com/clewgraph/clew/query/index"
)

// This file is how a front goes to meet another, along the arcs of the index.

// hub is a group of arcs of one predicate that are not looked at before the search has come as far as
// the cheapest of them. What is left of it after that waits for the next.
type hub struct {
	label  int32
	in     bool
	lo, hi uint32
}

const hubFlag = 1 << 31

// hubSize is how many arcs a group has that is not put off. Tests make it small.
var hubSize = 64

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

// step takes the cheapest label and offers what it leads to.
func (f *front) step() {
	if n := f.advance(); n >= 0 {
		f.prefetch()
		f.extend(n)
	}
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

// approach offers a label where a path over it and through the other front may cost less than the limit.
func (f *front) approach(l *pathLabel) {
	half, there := f.s.half(nodeOf(l.state)), f.meet.slot(l.state)
	if !f.mayMeet(l.cost, f.meet.remote(half, there)) {
		return
	}
	n := f.enter(l, l.cost+half)
	if n < 0 {
		return
	}
	f.s.x.PrefetchHead(nodeOf(l.state))
	if there != nil {
		f.greet(n, there)
	}
}

// mayMeet reports whether a path may cost less than the limit whose parts cost at least that much.
func (f *front) mayMeet(cost, ahead uint32) bool {
	return f.limit == infinity || uint64(cost)+uint64(ahead) < uint64(f.limit)
}

// remote bounds the cost from a state to the front's end, given half of the cheapest step there: it is that of the cheapest label, or
// of a way over a step whose middle the front has not come to.
func (f *front) remote(half uint32, s *slot) uint32 {
	r := f.radius()
	r += min(half, infinity-r)
	if s == nil {
		return r
	}
	return min(r, f.labels[s.label].cost)
}

// greet makes paths of a label of this front and those of the other, which has been there too.
func (f *front) greet(n int32, there *slot) {
	l := f.labels[n]
	mayPass := l.parent < 0 || f.s.filter.passes(nodeOf(l.state))
	for m := there.label; m >= 0; m = f.meet.labels[m].next {
		other := &f.meet.labels[m]
		if l.cost+other.cost >= f.limit {
			return
		}
		if l.hops+other.hops <= f.hops && (mayPass || other.parent < 0) {
			f.s.met(f, n, m, l.cost+other.cost)
		}
	}
}

// extend offers what a settled label leads to.
func (f *front) extend(n int32) {
	l := f.labels[n]
	if f.ends(&l) {
		return
	}
	for _, r := range [...]index.Run{f.s.x.Out(nodeOf(l.state)), f.s.x.In(nodeOf(l.state))} {
		if r.Len() <= hubSize {
			f.cross(n, &r, 0, r.Len())
			continue
		}
		for lo, hi := range r.Groups {
			if f.next(placeOf(l.state), r.Arcs[lo].Pred, r.Inverse) != 0 {
				f.group(n, &r, lo, hi)
			}
		}
	}
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
	f.push(l.cost+max(least/2, f.s.half(nodeOf(l.state))), hubFlag|uint32(len(f.hubs)-1))
}

// crossHub crosses the arcs of a hub as far as the search has come and a little farther, lest it be taken up again for every arc,
// and puts off the rest.
func (f *front) crossHub(h hub) {
	l := f.labels[h.label]
	run := f.s.x.Out
	if h.in {
		run = f.s.x.In
	}
	r := run(nodeOf(l.state))
	lo, hi := int(h.lo), int(h.hi)
	if f.sorted(h.in) {
		now := uint64(f.radius()) + 4*index.Unit
		farther := func(i int) bool { return uint64(l.cost)+uint64(r.Arcs[lo+1+i].Cost/2) > now }
		hi = lo + 1 + sort.Search(hi-lo-1, farther) // at least one, lest a damaged index go on forever
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
	far, there := f.horizon(), f.meet.labelled
	way := pathLabel{parent: n, hops: l.hops + 1}
	var next places
	for i, a := range r.Arcs[lo:hi] {
		if i == 0 || a.Pred != r.Arcs[lo+i-1].Pred {
			next = f.next(place, a.Pred, r.Inverse)
		}
		cost := l.cost + uint32(a.Cost)
		if !surprise {
			cost = l.cost + f.s.stepCost(r, lo+i)
		}
		if next == 0 || cost >= far && !there.has(a.To) {
			continue
		}
		if cost >= f.limit || checked && !f.allows(a.To, crossingOf(r.Edge(lo+i), r.Inverse != f.back), l.parent < 0) {
			continue
		}
		way.arc, way.cost = numberOf(r, lo+i), cost
		f.arrive(&way, a.To, next)
	}
}

// horizon is a cost from which on no label is of use, unless where the other front has been:
// elsewhere that much and what is at least still to come reach the limit.
func (f *front) horizon() uint32 {
	if f.limit == infinity {
		return infinity
	}
	return f.limit - min(f.limit, f.meet.radius()+f.s.leastStep()/2)
}
