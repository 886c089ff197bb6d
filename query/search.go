package query

import (
	"cmp"
	"context"
	"slices"

	"github.com/clewgraph/clew/query/index"
)

// search is one request under way: what may be crossed, from where to where, and what has been spent.
type search struct {
	ctx       context.Context
	x         *index.Index
	a         *automaton
	directed  bool
	filter    filter
	rank      Rank
	mode      Mode
	hops      int
	from, to  nodeSet
	budget    int
	truncated bool
	err       error // of the context

	*fronts

	lone     bool    // one path is sought, and the cheapest is one that the request allows
	wanted   int     // how many paths are sought
	meetings []found // paths that the fronts of a search from both ends have met on, the cheapest first
	best     found   // the cheapest of them and of those that the request does not allow
}

// fronts are the searches that a request makes. Their memory serves one request after another.
type fronts struct {
	forward, backward, spur front
	balls                   [2]ball // around the starts and the targets
}

// nodeSet is a set of nodes, sorted.
type nodeSet []index.Node

func (s nodeSet) has(n index.Node) bool {
	if len(s) == 1 {
		return s[0] == n
	}
	_, found := slices.BinarySearch(s, n)
	return found
}

// meets reports whether the sets have a node in common.
func (s nodeSet) meets(t nodeSet) bool { return slices.ContainsFunc(s, t.has) }

// spend takes one from the budget and reports whether the search may go on.
func (s *search) spend() bool {
	if s.cut() {
		return false
	}
	if s.budget--; s.budget < 0 {
		s.truncated = true
		return false
	}
	if s.budget&1023 == 0 {
		s.err = s.ctx.Err()
	}
	return s.err == nil
}

// cut reports whether the search has been broken off.
func (s *search) cut() bool { return s.budget < 0 || s.err != nil }

// stepCost is the cost of arc i of a run.
func (s *search) stepCost(r *index.Run, i int) uint32 {
	switch s.rank {
	case BySurprise:
		return uint32(r.Arcs[i].Cost)
	case BySupport:
		return uint32(r.Weak(i))
	}
	return index.Unit
}

// costOf is the cost of crossing a statement.
func (s *search) costOf(e index.Edge) uint32 {
	switch s.rank {
	case BySurprise:
		return uint32(s.x.Cost(e))
	case BySupport:
		return uint32(s.x.Weakness(e))
	}
	return index.Unit
}

// leastStep bounds the cost of any arc from below.
func (s *search) leastStep() uint32 {
	if s.rank == BySupport {
		return 1
	}
	return index.Unit
}

// half is half of the cheapest step over an entity's statements.
func (s *search) half(n index.Node) uint32 {
	if s.rank == BySurprise {
		return uint32(s.x.Cheapest(n)) / 2
	}
	return s.leastStep() / 2
}

// leastCost bounds the cost of any arc of a group of that size from below.
func (s *search) leastCost(size int) uint32 {
	if s.rank == BySurprise {
		return index.LeastSurprise(size)
	}
	return s.leastStep()
}

// found is a path: where it starts and what it crosses.
type found struct {
	start index.Node
	cross []crossing
	cost  uint64
}

// compare orders paths by cost, length and statements.
func (p found) compare(q found) int {
	return cmp.Or(cmp.Compare(p.cost, q.cost), cmp.Compare(len(p.cross), len(q.cross)), cmp.Compare(p.start, q.start), slices.Compare(p.cross, q.cross))
}

// price sets a path's cost.
func (s *search) price(p *found) {
	p.cost = 0
	for _, c := range p.cross {
		p.cost += uint64(s.costOf(c.edge()))
	}
}

// arrive returns where a crossing leads.
func (s *search) arrive(c crossing) index.Node {
	subject, object := s.x.Ends(c.edge())
	if c.inverse() {
		return subject
	}
	return object
}

// nodes returns the entities of a path in order.
func (s *search) nodes(p found) []index.Node {
	out := make([]index.Node, 1, len(p.cross)+1)
	out[0] = p.start
	for _, c := range p.cross {
		out = append(out, s.arrive(c))
	}
	return out
}

// both searches from the starts and the targets at once until the cheapest path is known, of any mode, and what k paths that
// the request may give cost at most. Unless one path is sought alone, each arc of each path that costs so much has then been
// crossed by one of the fronts.
//
// Each front goes halfway: it has crossed every arc whose middle is nearer to its end than its radius. On a path that costs less
// than both radii together the middle of each arc is near enough to one of the ends, so that one front has crossed it, and
// where the arcs end that the one has crossed, the other has been: there they have met. A path on which they have not met
// costs at least as much as both radii.
func (s *search) both(k int) (found, bool) {
	f, b := &s.forward, &s.backward
	f.reset(s, false)
	b.reset(s, true)
	f.meet, b.meet = b, f
	f.keeps, b.keeps = !s.lone, !s.lone
	s.wanted, s.meetings, s.best = k, s.meetings[:0], found{cost: infinity}
	for _, n := range s.from {
		f.start(n, beginning, 0, 0)
	}
	for _, n := range s.to {
		b.start(n, s.a.accepts, 0, 0)
	}
	for turn := 0; len(f.queue) > 0 && len(b.queue) > 0 && f.mayMeet(f.radius(), b.radius()) && s.spend(); turn++ {
		if turn == patience && f.limit == infinity {
			s.confine()
		}
		if b.work() < f.work() {
			b.step()
		} else {
			f.step()
		}
	}
	return s.best, s.best.cost < infinity
}

// patience is how many turns a search from both ends takes without knowing a limit before it asks what is near enough to its
// ends. Tests make it small.
var patience = 2048

// confine bounds the fronts by hops: where no path or few have as few as are asked for, they would go everywhere.
func (s *search) confine() {
	for i, f := range []*front{&s.backward, &s.forward} {
		f.ball = &s.balls[i]
		f.ball.grow(s, !f.back, s.hops/2)
	}
}

// met notes a path over a label of a front and one of the other, which costs less than the wanted number of
// paths known before.
func (s *search) met(side *front, n, m int32, cost uint32) {
	if last := len(s.meetings) - 1; last+1 == s.wanted && uint64(cost) >= s.meetings[last].cost {
		return
	}
	if side.back {
		n, m = m, n
	}
	f, b := &s.forward, &s.backward
	cross := make([]crossing, 0, f.labels[n].hops+b.labels[m].hops)
	p := found{start: f.origin(n), cross: b.path(f.path(cross, n), m), cost: uint64(cost)}
	if p.cost < s.best.cost {
		s.best = p
	}
	at, known := slices.BinarySearchFunc(s.meetings, p, found.compare)
	if known || !s.lone && s.violation(p) < len(p.cross) {
		return
	}
	s.meetings = slices.Insert(s.meetings, at, p)
	if len(s.meetings) >= s.wanted {
		s.meetings = s.meetings[:s.wanted]
		limit := uint32(s.meetings[s.wanted-1].cost)
		if !s.lone {
			limit++ // paths that cost as much are sought, too
		}
		f.limit, b.limit = limit, limit
	}
}

// settle lets the backward front go on along the ways by which the forward one has come. As each arc of a path that costs less than
// the limit has been crossed by one of them, the backward front then has a way from each state on such a path to the targets that
// costs no more than the rest of the path. Searches for further paths retrace these ways, so that they need no more of the
// index and know exactly what is ahead.
func (s *search) settle() {
	b := &s.backward
	b.meet, b.aim, b.queue = nil, &s.forward, b.queue[:0]
	for n := range b.labels {
		if l := &b.labels[n]; !l.spare {
			if key := b.key(l); key < b.limit {
				b.push(key, uint32(n))
			}
		}
	}
	for len(b.queue) > 0 && s.spend() {
		if n := b.advance(); n >= 0 {
			b.retrace(n)
		}
	}
}

// probe finds the cheapest continuation of a path: crossings that lead from its end to a target in at
// most the hops that are left, without what the mode and the bans forbid, at a total cost below limit.
func (s *search) probe(starts nodeSet, prefix, firsts []crossing, limit uint32) (found, bool) {
	f := &s.spur
	f.reset(s, false)
	f.arrives, f.limit, f.aim, f.ball = true, limit, &s.backward, s.forward.ball
	f.bans = bans{firsts: firsts}
	f.ban(starts, prefix)
	at, cost := s.follow(prefix)
	start := starts[0]
	if len(prefix) > 0 {
		starts = nodeSet{s.arrive(prefix[len(prefix)-1])}
	}
	for _, n := range starts {
		f.start(n, at, cost, uint16(len(prefix)))
	}
	for len(f.queue) > 0 && s.spend() {
		n := f.advance()
		if n < 0 {
			continue
		}
		if l := f.labels[n]; placeOf(l.state) == arrived {
			if len(prefix) == 0 {
				start = f.origin(n)
			}
			return found{start, f.path(slices.Clone(prefix), n), uint64(l.cost)}, true
		}
		f.retrace(n)
	}
	return found{}, false
}

// follow returns the places of the automaton after a path, and its cost.
func (s *search) follow(prefix []crossing) (places, uint32) {
	at, cost := beginning, uint32(0)
	for _, c := range prefix {
		at = s.a.after(at, labelOf(s.x.PredicateOf(c.edge()), c.inverse()))
		cost += s.costOf(c.edge())
	}
	return at, cost
}

// ban forbids what the mode does not let a path repeat. The path is a prefix from the only start.
func (f *front) ban(starts nodeSet, prefix []crossing) {
	s := f.s
	switch s.mode {
	case Trail:
		for _, c := range prefix {
			f.bans.edges = append(f.bans.edges, c.edge())
		}
	case Acyclic, Simple:
		if len(starts) == 1 && !(s.mode == Simple && s.to.has(starts[0])) {
			f.bans.nodes = append(f.bans.nodes, starts[0])
		}
		for _, c := range prefix {
			f.bans.nodes = append(f.bans.nodes, s.arrive(c))
			f.bans.edges = append(f.bans.edges, c.edge())
		}
	}
}
