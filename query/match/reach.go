package match

import (
	"slices"

	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// reach is a breadth-first search through the spots of a pattern, level by level, from one
// entity at one end. It tests each element by itself and forgets the path, so it finds all
// spots that a path may pass, each with the least number of edges, and perhaps some more.
type reach struct {
	r         *run
	p         *pathPlan
	origin    index.Node
	backwards bool // from the accepting state to the start
	dist      *table
	level     []spot // those reached with radius edges
	radius    int
}

func (r *run) newReach(p *pathPlan, backwards bool, from index.Node) *reach {
	s := &reach{r: r, p: p, origin: from, backwards: backwards, dist: newTable()}
	state := p.auto.start
	if backwards {
		state = p.auto.accept
	}
	s.settle(spotAt(state, from), 0)
	return s
}

// exhausted reports whether there is nothing left to reach.
func (s *reach) exhausted() bool { return len(s.level) == 0 }

// settle adds a spot and those that can be reached from it without crossing an edge.
func (s *reach) settle(first spot, dist int) {
	if !s.dist.add(first, dist) {
		return
	}
	begin := len(s.level)
	s.level = append(s.level, first)
	for i := begin; i < len(s.level); i++ {
		at := s.level[i]
		for _, ti := range s.leaving(at.state()) {
			t := &s.p.auto.trans[ti]
			if t.kind == cross || t.kind == test && !t.element.acceptsNode(s.r.frame, at.node()) {
				continue
			}
			if next := spotAt(s.end(t), at.node()); s.dist.add(next, dist) {
				s.level = append(s.level, next)
			}
		}
	}
}

func (s *reach) leaving(state int32) []int32 {
	if s.backwards {
		return s.p.auto.in[state]
	}
	return s.p.auto.out[state]
}

func (s *reach) end(t *transition) int32 {
	if s.backwards {
		return t.from
	}
	return t.to
}

// advance crosses one more edge everywhere. It reports whether the run may go on.
func (s *reach) advance() bool {
	last := s.level
	s.level = nil
	s.radius++
	for _, at := range last {
		if !s.r.tick() {
			return false
		}
		for _, ti := range s.leaving(at.state()) {
			t := &s.p.auto.trans[ti]
			if t.kind != cross {
				continue
			}
			ok := s.r.arcs(t.element, at.node(), s.backwards, func(to index.Node, e index.Edge) bool {
				if next := spotAt(s.end(t), to); s.dist.get(next) < 0 && t.element.acceptsEdge(s.r.frame, e) {
					s.settle(next, s.radius)
				}
				return s.r.tick()
			})
			if !ok {
				return false
			}
		}
	}
	return true
}

// advanceTo crosses edges until a radius, or until so many spots are reached.
func (s *reach) advanceTo(radius, spots int) bool {
	for (radius == unlimited || s.radius < radius) && !s.exhausted() && s.dist.len() < spots {
		if !s.advance() {
			return false
		}
	}
	return true
}

// ends returns the entities at the far end, nearest first.
func (s *reach) ends() []index.Node {
	state := s.p.auto.accept
	if s.backwards {
		state = s.p.auto.start
	}
	var found []spot // the distance and the node
	add := func(at spot, dist int) {
		if at.state() == state {
			found = append(found, spotAt(int32(dist), at.node()))
		}
	}
	for i, at := range s.dist.keys {
		if at != 0 {
			add(at, int(s.dist.dists[i]))
		}
	}
	if s.dist.zero >= 0 {
		add(0, s.dist.zero)
	}
	slices.Sort(found)
	nodes := make([]index.Node, len(found))
	for i, at := range found {
		nodes[i] = at.node()
	}
	return nodes
}

// meet searches from both ends in turn, always where there is less to cross, until the searches
// share a spot. It returns the length of the shortest walk, -1 if there is none, and the distances
// to the last entity of the spots on the shortest walks; if one is enough, of the spots on one or more.
func (r *run) meet(p *pathPlan, first, last index.Node, one bool) (int, *reach) {
	f, b := r.newReach(p, false, first), r.newReach(p, true, last)
	for common := f.shared(b); ; {
		if len(common) > 0 {
			b.follow(f, common)
			return f.radius + b.radius, b
		}
		newest, other := f, b
		if b.arcs() < f.arcs() {
			newest, other = b, f
		}
		if newest.exhausted() || p.longest != unlimited && f.radius+b.radius >= p.longest {
			return -1, nil
		}
		if common = newest.probe(other, one); len(common) == 0 && !newest.advance() || r.stopped {
			return -1, nil
		}
	}
}

// probe looks for spots of the other search one edge ahead, all or the first, and takes only these
// into its own. The last level is by far the largest, and need not be kept.
func (s *reach) probe(other *reach, one bool) []spot {
	var common []spot
	for _, at := range s.level {
		for _, ti := range s.leaving(at.state()) {
			t := &s.p.auto.trans[ti]
			if t.kind != cross {
				continue
			}
			ok := s.r.arcs(t.element, at.node(), s.backwards, func(to index.Node, e index.Edge) bool {
				next := spotAt(s.end(t), to)
				if other.dist.get(next) >= 0 && t.element.acceptsEdge(s.r.frame, e) && s.dist.add(next, s.radius+1) {
					common = append(common, next)
				}
				return s.r.tick() && !(one && len(common) > 0)
			})
			if !ok {
				break
			}
		}
		if s.r.stopped || one && len(common) > 0 {
			break
		}
	}
	if len(common) > 0 {
		s.radius++
	}
	return common
}

// arcs counts what the next level crosses.
func (s *reach) arcs() int {
	n := 0
	for _, at := range s.level {
		n += s.r.x.Degree(at.node())
	}
	return n
}

// shared returns the spots of the last level that the other search has reached too.
func (s *reach) shared(other *reach) []spot {
	var common []spot
	for _, at := range s.level {
		if other.dist.get(at) >= 0 {
			common = append(common, at)
		}
	}
	return common
}

// follow leads a backward search on from the spots where it met a forward one, along the
// shortest walks of the latter.
func (s *reach) follow(f *reach, common []spot) {
	s.level = nil
	total := s.radius + f.radius
	queue := common
	for i := 0; i < len(queue); i++ {
		at := queue[i]
		dist := total - f.dist.get(at)
		next := func(to spot, d int) {
			if f.dist.get(to) == total-d && s.dist.add(to, d) {
				queue = append(queue, to)
			}
		}
		for _, ti := range s.p.auto.in[at.state()] {
			switch t := &s.p.auto.trans[ti]; t.kind {
			case cross:
				s.r.arcs(t.element, at.node(), true, func(to index.Node, e index.Edge) bool {
					if to := spotAt(t.from, to); f.dist.get(to) == total-dist-1 && t.element.acceptsEdge(s.r.frame, e) {
						next(to, dist+1)
					}
					return true
				})
			default:
				next(spotAt(t.from, at.node()), dist)
			}
		}
	}
}

// arcs calls do for each statement that an edge pattern may cross from an entity, in order:
// out arcs before in arcs, by predicate and far end. It stops when do returns false.
func (r *run) arcs(e *element, from index.Node, backwards bool, do func(index.Node, index.Edge) bool) bool {
	return r.runs(e, from, backwards, func(arcs index.Run, skipLoops bool) bool { return eachArc(arcs, skipLoops, from, do) })
}

// runs calls do for the arcs that an edge pattern may cross from an entity, out arcs before in arcs, in runs of the predicates
// that it names. A statement about one entity itself is an out arc and an in arc of it, and is to be crossed once:
// skipLoops where it was an out arc.
func (r *run) runs(e *element, from index.Node, backwards bool, do func(arcs index.Run, skipLoops bool) bool) bool {
	out, in := e.dir != gql.Left, e.dir != gql.Right
	if backwards {
		out, in = in, out
	}
	if out && !each(r.x.Out(from), e, func(arcs index.Run) bool { return do(arcs, false) }) {
		return false
	}
	return !in || each(r.x.In(from), e, func(arcs index.Run) bool { return do(arcs, out) })
}

// each goes through the arcs of the element's predicates.
func each(arcs index.Run, e *element, do func(index.Run) bool) bool {
	if e.any {
		return do(arcs)
	}
	for _, p := range e.preds {
		if !do(arcs.By(p)) {
			return false
		}
	}
	return true
}

func eachArc(arcs index.Run, skipLoops bool, from index.Node, do func(index.Node, index.Edge) bool) bool {
	for i, a := range arcs.Arcs {
		if skipLoops && a.To == from {
			continue
		}
		if !do(a.To, arcs.Edge(i)) {
			return false
		}
	}
	return true
}

// acceptsNode tests an entity, as far as what it depends on is bound.
func (e *element) acceptsNode(f *frame, n index.Node) bool {
	if e.fixed != nil && *e.fixed != n {
		return false
	}
	return (e.any || slices.Contains(e.kinds, f.x.Kind(n))) && e.accepts(f, nodeValue(n))
}

// acceptsEdge tests a statement likewise; its predicate fits already.
func (e *element) acceptsEdge(f *frame, edge index.Edge) bool { return e.accepts(f, edgeValue(edge)) }

func (e *element) accepts(f *frame, v value) bool {
	if e.slot < 0 || f.slots[e.slot].kind == unset && len(e.own)+len(e.with) == 0 {
		return true
	}
	slot := &f.slots[e.slot]
	if slot.kind != unset {
		return slot.kind == v.kind && slot.n == v.n && e.holds(f)
	}
	slot.kind, slot.n = v.kind, v.n
	ok := e.holds(f)
	slot.kind, slot.n = unset, 0
	return ok
}

// holds tests the element's conditions, those on other elements too once these are bound.
func (e *element) holds(f *frame) bool {
	for _, holds := range e.own {
		if !holds(f).true() {
			return false
		}
	}
	for _, c := range e.with {
		ready := !slices.ContainsFunc(c.needs, func(slot int) bool { return f.slots[slot].kind == unset })
		if ready && !c.holds(f).true() {
			return false
		}
	}
	return true
}
