package match

import (
	"slices"
	"sync"

	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// sweep finds where a pattern leads from an entity at one of its ends, each end once, for queries whose answer is the same
// however often and by whichever way an end is found. It goes the ways of search in the same order, but not on from where
// it has been with as many edges to spare, and keeps no path. So the ends come in the order in which search first meets them.
type sweep struct {
	r     *run
	p     *pathPlan
	right bool      // from the first node to the last
	goal  int32     // the state at the far end
	been  []*visits // by state: where it has been, nil of states that it need not know of
	reach *reach    // from the end that it goes towards, nil without one
	then  func() bool
	found int // ends, where they are only counted
	apart []index.Node
}

// What bounds a sweep: edges are counted in bytes, and of each state that a cross leads to there is a byte an entity.
const (
	mostSwept       = 250
	mostSweptStates = 16
)

// arcsAhead is how many arcs before its turn an entity is made ready.
const arcsAhead = 8

// ignoresRepeats reports whether the answer is the same when a match is found once or again.
func (o *output) ignoresRepeats() bool {
	if !o.grouped {
		return o.distinct
	}
	return !slices.ContainsFunc(o.totals, func(t total) bool { return !t.distinct && t.name != "min" && t.name != "max" })
}

// sweep lets sweeps take the place of searches, for an answer that ignores repeats.
func (p *planner) sweep(o *output) {
	for _, c := range p.clauses {
		for _, path := range c.paths {
			path.swept = p.sweeps(path)
		}
	}
	if len(p.clauses) == 1 && len(p.clauses[0].paths) == 1 {
		path := p.clauses[0].paths[0]
		path.counted = path.swept && (!path.anew || path.start.small() && path.start.cost <= 1) && o.counts(path.end(path.farAnchor()).slot)
	}
}

// counts reports whether the answer is how many different entities a variable is.
func (o *output) counts(slot int) bool {
	return slot >= 0 && o.grouped && len(o.keys) == 0 && !slices.ContainsFunc(o.totals, func(t total) bool { return t.name != "count" || !t.distinct || t.variable != slot })
}

// sweeps reports whether a sweep may take the place of a search for all paths: nothing but the ends of a match is asked for,
// and where the pattern may go depends on nothing that was passed but the end where the search began.
func (p *planner) sweeps(path *pathPlan) bool {
	last := len(path.auto.anchors) - 1
	switch {
	case path.selective() || path.different || path.pattern.Mode != gql.Walk || path.pathSlot >= 0 || len(path.after) > 0:
		return false
	case path.longest > mostSwept || path.anchor != 0 && path.anchor != last || path.sweptStates() > mostSweptStates:
		return false
	}
	begin, end := path.end(path.anchor).slot, path.end(path.farAnchor()).slot
	for slot, elements := range path.uses {
		asked := p.askedElsewhere(path, elements[0].asked(slot))
		if slot == begin {
			path.anew = path.anew || asked || len(elements) > 1 || len(elements[0].with) > 0
			continue
		}
		ofOthers := func(c cond) bool {
			return slices.ContainsFunc(c.needs, func(need int) bool { return need != begin && need != end })
		}
		if len(elements) > 1 || slot != end && asked || slices.ContainsFunc(elements[0].with, ofOthers) {
			return false
		}
	}
	return true
}

// askedElsewhere reports whether anything but a path names a slot.
func (p *planner) askedElsewhere(path *pathPlan, slot int) bool {
	return slices.ContainsFunc(p.askers[slot], func(by *pathPlan) bool { return by != path })
}

// farAnchor is the anchor at the other end.
func (p *pathPlan) farAnchor() int { return len(p.auto.anchors) - 1 - p.anchor }

// asked is the slot of the row by which others ask for an element.
func (e *element) asked(slot int) int {
	if e.list >= 0 {
		return e.list
	}
	return slot
}

// sweptStates counts the states that a cross leads to, from left to right or back.
func (p *pathPlan) sweptStates() int {
	n := 0
	for i := range p.auto.trans {
		if p.auto.trans[i].kind == cross {
			n++
		}
	}
	return n
}

// sweep finds the ends of all paths.
func (r *run) sweep(p *pathPlan, then func() bool) bool {
	s := &sweep{r: r, p: p, right: p.anchor == 0, been: make([]*visits, len(p.auto.out)), then: then}
	s.goal = p.auto.start
	if s.right {
		s.goal = p.auto.accept
	}
	s.been[s.goal] = newVisits(r.x.Nodes())
	for i := range p.auto.trans {
		if t := &p.auto.trans[i]; t.kind == cross && s.been[s.end(t)] == nil {
			s.been[s.end(t)] = newVisits(r.x.Nodes())
		}
	}
	defer s.giveBack()
	if p.counted {
		s.then = func() bool { s.found++; return true }
		defer func() { r.rows.counted(s.found) }()
	}
	return r.towards(p, func(reach *reach) bool {
		s.forget()
		s.reach = reach
		return s.beginEach()
	})
}

func (s *sweep) beginEach() bool {
	t := &s.p.auto.trans[s.p.auto.anchors[s.p.anchor]]
	for n := range s.p.start.each(s.r.frame) {
		if !s.r.tick() || !s.test(t, n, 0) {
			return false
		}
		if s.p.anew {
			s.forget()
		}
	}
	return true
}

// visits are the entities where a sweep has been in a state.
type visits struct {
	marks []uint8 // by entity: 1 and the least edges over which the sweep has come and is through, 0 where it has not
	nodes []index.Node
}

// spare are visits of nothing, whose memory serves one sweep after another.
var spare sync.Pool

func newVisits(nodes int) *visits {
	if v, ok := spare.Get().(*visits); ok && len(v.marks) >= nodes {
		return v
	}
	return &visits{marks: make([]uint8, nodes)}
}

func (v *visits) mark(n index.Node, mark uint8) {
	if v.marks[n] == 0 {
		v.nodes = append(v.nodes, n)
	}
	v.marks[n] = mark
}

// forget makes been ready for another beginning.
func (s *sweep) forget() {
	for _, v := range s.been {
		if v == nil {
			continue
		}
		for _, n := range v.nodes {
			v.marks[n] = 0
		}
		v.nodes = v.nodes[:0]
	}
}

func (s *sweep) giveBack() {
	s.forget()
	for _, v := range s.been {
		if v != nil {
			spare.Put(v)
		}
	}
}

func (s *sweep) end(t *transition) int32 {
	if s.right {
		return t.to
	}
	return t.from
}

// step goes on from a state at an entity that so many edges lead to. It reports whether the run may go on.
func (s *sweep) step(state int32, n index.Node, edges int) bool {
	switch {
	case !s.r.tick():
		return false
	case s.reach != nil && !s.viable(spotAt(state, n), edges):
		return true
	case state == s.goal:
		s.been[state].mark(n, 1)
		return s.then()
	}
	leaving := s.p.auto.in[state]
	if s.right {
		leaving = s.p.auto.out[state]
	}
	for _, ti := range leaving {
		if !s.take(&s.p.auto.trans[ti], n, edges) {
			return false
		}
	}
	return true
}

func (s *sweep) take(t *transition, n index.Node, edges int) bool {
	switch t.kind {
	case test:
		return s.test(t, n, edges)
	case cross:
		return edges >= s.p.longest || s.r.runs(t.element, n, !s.right, func(arcs index.Run, _ bool) bool { return s.cross(t, arcs, edges+1) })
	}
	return s.step(s.end(t), n, edges)
}

// test goes on where the element accepts an entity, which is bound to the variable of an end.
func (s *sweep) test(t *transition, n index.Node, edges int) bool {
	e := t.element
	if s.end(t) == s.goal && s.been[s.goal].marks[n] != 0 || !e.acceptsNode(s.r.frame, n) {
		return true
	}
	if e.slot < 0 || e != s.p.end(s.p.anchor) && s.end(t) != s.goal || s.r.slots[e.slot].kind != unset {
		return s.step(s.end(t), n, edges)
	}
	slot := &s.r.slots[e.slot]
	slot.kind, slot.n = isNode, uint64(n)
	ok := s.step(s.end(t), n, edges)
	slot.kind, slot.n = unset, 0
	return ok
}

// cross goes over each arc to where the search has not been, with so many edges then.
func (s *sweep) cross(t *transition, arcs index.Run, edges int) bool {
	state, mark := s.end(t), uint8(edges+1)
	been := s.been[state]
	last := edges == s.p.longest
	if last && s.p.counted && s.reach == nil && t.element.slot < 0 {
		if e := s.only(state); e != nil && s.apartFrom(e) {
			return s.count(arcs)
		}
	}
	for i, a := range arcs.Arcs {
		if !last && i+arcsAhead < arcs.Len() {
			s.r.x.PrefetchHead(arcs.Arcs[i+arcsAhead].To)
		}
		was := been.marks[a.To]
		if was != 0 && was <= mark || t.element.slot >= 0 && !t.element.acceptsEdge(s.r.frame, arcs.Edge(i)) {
			continue
		}
		if !s.step(state, a.To, edges) {
			return false
		}
		been.mark(a.To, mark)
	}
	return true
}

// only returns the element that a state tests before the far end, if it leads there in no other way without an edge.
func (s *sweep) only(state int32) (e *element) {
	leaving := s.p.auto.in[state]
	if s.right {
		leaving = s.p.auto.out[state]
	}
	for _, ti := range leaving {
		t := &s.p.auto.trans[ti]
		switch {
		case t.kind == cross:
		case t.kind != test || s.end(t) != s.goal || e != nil:
			return nil
		default:
			e = t.element
		}
	}
	return e
}

// apartFrom reports whether an element accepts every entity but some that are bound, and notes these.
func (s *sweep) apartFrom(e *element) bool {
	s.apart = s.apart[:0]
	if !e.any || e.fixed != nil || len(e.own) > 0 || e.slot < 0 || s.r.slots[e.slot].kind != unset {
		return false
	}
	for _, c := range e.with {
		if !c.apart || len(c.needs) != 2 {
			return false
		}
		other := &s.r.slots[c.needs[0]+c.needs[1]-e.slot]
		if other.kind != isNode {
			return false
		}
		s.apart = append(s.apart, index.Node(other.n))
	}
	return true
}

// count counts the ends that arcs lead to and that have not been counted.
func (s *sweep) count(arcs index.Run) bool {
	goal := s.been[s.goal]
	for _, a := range arcs.Arcs {
		if goal.marks[a.To] == 0 && !slices.Contains(s.apart, a.To) {
			goal.mark(a.To, 1)
			s.found++
		}
	}
	return s.r.tick()
}

// viable reports whether from a spot the end may be reached, as far as the search from that end knows.
func (s *sweep) viable(at spot, edges int) bool {
	left := s.p.longest - edges
	if dist := s.reach.dist.get(at); dist >= 0 {
		return dist <= left
	}
	return !s.reach.exhausted() && left > s.reach.radius
}
