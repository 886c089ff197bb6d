package match

import (
	"slices"

	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// search goes depth first along a pattern: from one of its nodes to the right end, and then
// from the same node to the left end. What it finds goes to found.
type search struct {
	r      *run
	p      *pathPlan
	anchor *transition // of the node where it begins
	at     index.Node  // that node
	left   trail
	right  trail
	closed bool // the path ends where it began, so that in mode SIMPLE it cannot go on
	found  func() bool

	// What bounds it; see viable.
	reach *reach // from the end that it goes towards, nil without one
	limit int    // the most edges, unlimited without one
	exact bool   // only paths with that many edges
	cut   bool   // there may be longer paths
}

// trail is what was passed on one side of the anchor, the nearest first.
type trail struct {
	nodes []index.Node
	edges []index.Edge
	binds []bind
}

// bind is a value that a list variable collects.
type bind struct {
	slot int
	v    value
}

// maxSteps bounds the length of paths. What is longer is not found, and the answer says so.
const maxSteps = 5000

// begin searches from an entity. It reports whether the search may go on.
func (s *search) begin(n index.Node) bool {
	s.at = n
	if !s.anchor.element.acceptsNode(s.r.frame, n) {
		return true
	}
	before := s.set(s.anchor.element, nodeValue(n), &s.right)
	ok := s.step(true, s.anchor.to, n)
	s.unset(s.anchor.element, before, &s.right)
	return ok
}

func (s *search) depth() int { return len(s.left.edges) + len(s.right.edges) }

// step goes on from a state at an entity: rightwards until the accepting state, then left.
func (s *search) step(right bool, state int32, n index.Node) bool {
	switch {
	case !s.r.tick():
		return false
	case s.reach != nil && right == s.reach.backwards && !s.viable(spotAt(state, n)):
		return true
	case right && state == s.p.auto.accept:
		return s.step(false, s.anchor.from, s.at)
	case !right && state == s.p.auto.start:
		return s.end()
	}
	leaving := s.p.auto.in[state]
	if right {
		leaving = s.p.auto.out[state]
	}
	for _, ti := range leaving {
		if !s.take(&s.p.auto.trans[ti], right, n) {
			return false
		}
	}
	return true
}

func (s *search) take(t *transition, right bool, n index.Node) bool {
	next := t.from
	if right {
		next = t.to
	}
	switch t.kind {
	case enter, leave:
		if (t.kind == enter) == right {
			return s.round(t.level, right, next, n)
		}
	case test:
		if !t.element.acceptsNode(s.r.frame, n) {
			return true
		}
		before := s.set(t.element, nodeValue(n), s.trail(right))
		ok := s.step(right, next, n)
		s.unset(t.element, before, s.trail(right))
		return ok
	case cross:
		return s.cross(t.element, right, next, n)
	}
	return s.step(right, next, n)
}

func (s *search) trail(right bool) *trail {
	if right {
		return &s.right
	}
	return &s.left
}

// round begins a round of a quantifier, with its variables empty.
func (s *search) round(level []int, right bool, state int32, n index.Node) bool {
	before := make([]value, len(level))
	for i, slot := range level {
		before[i], s.r.slots[slot] = s.r.slots[slot], value{}
	}
	ok := s.step(right, state, n)
	for i, slot := range level {
		s.r.slots[slot] = before[i]
	}
	return ok
}

// set binds the variable of an element that accepts the value, and returns what it was before.
func (s *search) set(e *element, v value, t *trail) value {
	if e.slot < 0 {
		return value{}
	}
	before := s.r.slots[e.slot]
	s.r.slots[e.slot] = v
	if e.list >= 0 {
		t.binds = append(t.binds, bind{e.list, v})
	}
	return before
}

func (s *search) unset(e *element, before value, t *trail) {
	if e.slot < 0 {
		return
	}
	s.r.slots[e.slot] = before
	if e.list >= 0 {
		t.binds = t.binds[:len(t.binds)-1]
	}
}

// cross goes over each statement that the pattern and the path mode allow.
func (s *search) cross(e *element, right bool, next int32, n index.Node) bool {
	switch {
	case s.mustEnd(n):
		return true
	case s.limit != unlimited && s.depth() >= s.limit:
		s.cut = true
		return true
	case s.depth() >= maxSteps:
		s.r.shorten()
		return true
	}
	t := s.trail(right)
	return s.r.arcs(e, n, !right, func(to index.Node, edge index.Edge) bool {
		closes, ok := s.allows(right, to, edge)
		if !ok || s.leadsNowhere(right, next, to) || !e.acceptsEdge(s.r.frame, edge) {
			return s.r.tick()
		}
		wasClosed := s.closed
		s.closed = closes
		t.nodes, t.edges = append(t.nodes, to), append(t.edges, edge)
		s.r.use(s.p, edge)
		before := s.set(e, edgeValue(edge), t)
		ok = s.step(right, next, to)
		s.unset(e, before, t)
		s.r.unuse(s.p)
		t.nodes, t.edges = t.nodes[:len(t.nodes)-1], t.edges[:len(t.edges)-1]
		s.closed = wasClosed
		return ok
	})
}

// allows reports whether the path mode lets the path go over a statement to an entity, and
// whether that closes a circle.
func (s *search) allows(right bool, to index.Node, e index.Edge) (closes, ok bool) {
	if s.p.different && slices.Contains(s.r.used, e) {
		return false, false
	}
	switch s.p.pattern.Mode {
	case gql.Trail:
		return false, !slices.Contains(s.right.edges, e) && !slices.Contains(s.left.edges, e)
	case gql.Acyclic:
		return false, !s.passed(to)
	case gql.Simple:
		if s.closed {
			return false, false
		}
		if !s.passed(to) {
			return false, true
		}
		closes = to == s.otherEnd(right)
		return closes, closes
	}
	return false, true
}

// mustEnd reports whether no path goes on from an entity: where all of them end, and may not come back to.
func (s *search) mustEnd(n index.Node) bool {
	if s.reach == nil || n != s.reach.origin {
		return false
	}
	mode := s.p.pattern.Mode
	return mode == gql.Acyclic || mode == gql.Simple && s.depth() > 0
}

func (s *search) passed(n index.Node) bool {
	return n == s.at || slices.Contains(s.right.nodes, n) || slices.Contains(s.left.nodes, n)
}

// otherEnd is where the path begins when it goes right, and where it ends when it goes left.
func (s *search) otherEnd(right bool) index.Node {
	nodes := s.right.nodes
	if right {
		nodes = s.left.nodes
	}
	if len(nodes) == 0 {
		return s.at
	}
	return nodes[len(nodes)-1]
}

// viable reports whether from a spot the end may be reached within the limit, as far as
// the search from that end knows. It notes when a longer limit might say otherwise.
func (s *search) viable(at spot) bool {
	dist := s.reach.dist.get(at)
	switch left := s.limit - s.depth(); {
	case dist >= 0 && (s.limit == unlimited || dist <= left):
		return true
	case dist >= 0:
		s.cut = true
		return false
	case s.reach.exhausted():
		return false
	default:
		beyond := s.limit == unlimited || left > s.reach.radius
		s.cut = s.cut || !beyond
		return beyond
	}
}

// leadsNowhere reports whether it is known that the end cannot be reached from a state at an entity.
func (s *search) leadsNowhere(right bool, state int32, n index.Node) bool {
	return s.reach != nil && right == s.reach.backwards && s.reach.exhausted() && s.reach.dist.get(spotAt(state, n)) < 0
}

// end is reached when the pattern has been read in full.
func (s *search) end() bool {
	if s.exact && s.depth() != s.limit {
		return true
	}
	return s.found()
}

// path returns a copy of the path from its first entity to its last.
func (s *search) path() *path {
	n := s.depth()
	p := &path{nodes: make([]index.Node, 0, n+1), edges: make([]index.Edge, 0, n)}
	for i := len(s.left.edges) - 1; i >= 0; i-- {
		p.nodes, p.edges = append(p.nodes, s.left.nodes[i]), append(p.edges, s.left.edges[i])
	}
	p.nodes = append(append(p.nodes, s.at), s.right.nodes...)
	p.edges = append(p.edges, s.right.edges...)
	return p
}

// collected returns the values of a list variable, from left to right.
func (s *search) collected(slot int) []value {
	list := []value{}
	for i := len(s.left.binds) - 1; i >= 0; i-- {
		if s.left.binds[i].slot == slot {
			list = append(list, s.left.binds[i].v)
		}
	}
	for _, b := range s.right.binds {
		if b.slot == slot {
			list = append(list, b.v)
		}
	}
	return list
}
