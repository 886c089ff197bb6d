package match

import (
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// fewPairs is how many pairs of ends are searched one by one, from both ends at once. With
// more, one search from an end reaches all others.
const fewPairs = 16

func (p *pathPlan) pairs() bool {
	return p.first.small() && p.last.small() && p.first.cost*p.last.cost <= fewPairs
}

func (p *pathPlan) fromLast() bool { return p.last.cost < p.first.cost }

// prunes reports whether a search of all paths is worth looking ahead from the other end.
func (p *pathPlan) prunes() bool {
	return (p.longest == unlimited || p.longest >= 3) && len(p.auto.anchors) > 0 &&
		(p.anchor == 0 || p.anchor == len(p.auto.anchors)-1) && p.otherEnd().small() && p.otherEnd().cost <= fewPairs
}

func (p *pathPlan) otherEnd() access {
	if p.anchor == 0 {
		return p.last
	}
	return p.first
}

// path searches a path pattern and calls then for each match. It reports whether the run may go on.
func (r *run) path(p *pathPlan, then func() bool) bool {
	for _, holds := range p.guards {
		if !holds(r.frame).true() {
			return true
		}
	}
	switch {
	case p.selective():
		return r.selected(p, then)
	case p.swept:
		return r.sweep(p, then)
	}
	return r.all(p, then)
}

// all finds every path.
func (r *run) all(p *pathPlan, then func() bool) bool {
	s := r.newSearch(p, p.anchor)
	s.limit = p.longest
	s.found = func() bool { return r.row(s, then) }
	return r.towards(p, func(reach *reach) bool {
		s.reach = reach
		return r.beginEach(s, then)
	})
}

// towards calls do for each entity at the far end with a search that looks ahead from there, once with none where that is
// not worth it. It reports whether the run may go on.
func (r *run) towards(p *pathPlan, do func(*reach) bool) bool {
	if !p.prunes() {
		return do(nil)
	}
	far := p.end(p.farAnchor())
	defer func() { far.fixed = nil }()
	for _, end := range p.otherEnd().find(r.frame) {
		far.fixed = &end
		reach := r.newReach(p, p.anchor == 0, end)
		if !reach.advanceTo(half(p.longest), maxLookAhead) || !do(reach) {
			return false
		}
	}
	return true
}

func (r *run) beginEach(s *search, then func() bool) bool {
	for n := range s.p.start.each(r.frame) {
		if !r.tick() || !r.beginAt(s, n, then) {
			return false
		}
	}
	return true
}

// beginAt searches from one entity. Where a path can be read in several ways, each match is given once.
func (r *run) beginAt(s *search, n index.Node, then func() bool) bool {
	if !s.p.unique {
		seen := map[string]bool{}
		s.found = func() bool {
			if !r.first(s, seen) {
				return true
			}
			return r.row(s, then)
		}
	}
	return s.begin(n)
}

// maxLookAhead bounds the spots of a search from the far end that is to spare others.
const maxLookAhead = 200_000

// half of a length, rounded up; all of it where there is no limit.
func half(length int) int {
	if length == unlimited {
		return unlimited
	}
	return (length + 1) / 2
}

func (r *run) newSearch(p *pathPlan, anchor int) *search {
	return &search{r: r, p: p, anchor: &p.auto.trans[p.auto.anchors[anchor]]}
}

// selected finds, between each two ends, the paths that the selector keeps.
func (r *run) selected(p *pathPlan, then func() bool) bool {
	if p.pairs() {
		return r.selectPairs(p, then)
	}
	from, backwards := p.first, false
	if p.fromLast() {
		from, backwards = p.last, true
	}
	for n := range from.each(r.frame) {
		reach := r.newReach(p, backwards, n)
		if !reach.advanceTo(p.longest, maxSpots) {
			return false
		}
		if !reach.exhausted() && p.longest == unlimited {
			r.stop("the search reaches too much to be held in memory")
			return false
		}
		for _, far := range reach.ends() {
			if !r.selectBetween(p, n, far, reach, then) {
				return false
			}
		}
	}
	return true
}

// selectBetween selects among the paths between the origin of a search and an entity that it reached.
func (r *run) selectBetween(p *pathPlan, origin, far index.Node, reach *reach, then func() bool) bool {
	switch {
	case p.alone:
		s := r.newSelection(p, !reach.backwards, reach, then)
		return s.longer(far, reach.dist.get(s.spot(far)))
	case reach.backwards:
		return r.pair(p, far, origin, then)
	}
	return r.pair(p, origin, far, then)
}

// maxSpots bounds the memory of one search, to about a gigabyte.
const maxSpots = 20_000_000

func (r *run) selectPairs(p *pathPlan, then func() bool) bool {
	for _, first := range p.first.find(r.frame) {
		for _, last := range p.last.find(r.frame) {
			if !r.pair(p, first, last, then) {
				return false
			}
		}
	}
	return true
}

// pair selects among the paths between two entities: first among the shortest walks, which
// a search from both ends finds, then among longer ones as far as that is needed.
func (r *run) pair(p *pathPlan, first, last index.Node, then func() bool) bool {
	if !p.alone {
		ok := r.pin(p.firstSlot(), first)
		defer r.unpin(p.firstSlot(), ok)
		also := ok && r.pin(p.lastSlot(), last)
		defer r.unpin(p.lastSlot(), also && p.lastSlot() != p.firstSlot())
		if !ok || !also {
			return true
		}
	}
	return r.between(p, first, last, then)
}

// pin binds the variable of an end before the search, so that what depends on it is tested early.
// It reports whether the variable may have that value.
func (r *run) pin(slot int, n index.Node) bool {
	if slot < 0 {
		return true
	}
	if v := r.slots[slot]; v.kind == isNode && v.node() != n {
		return false
	}
	r.slots[slot] = nodeValue(n)
	return true
}

func (r *run) unpin(slot int, pinned bool) {
	if pinned && slot >= 0 {
		r.slots[slot] = value{}
	}
}

func (p *pathPlan) firstSlot() int { return p.end(0).slot }
func (p *pathPlan) lastSlot() int  { return p.end(len(p.auto.anchors) - 1).slot }

// end returns the element of one of the nodes outside of quantifiers.
func (p *pathPlan) end(i int) *element { return p.auto.trans[p.auto.anchors[i]].element }

// between selects among the paths between two entities, whose variables are pinned if need be.
func (r *run) between(p *pathPlan, first, last index.Node, then func() bool) bool {
	if a, b := p.end(0), p.end(len(p.auto.anchors)-1); a != b {
		a.fixed, b.fixed = &first, &last
		defer func() { a.fixed, b.fixed = nil, nil }()
	}
	one := p.pattern.Selector != gql.ShortestGroups && p.pattern.Count == 1
	length, reach := r.meet(p, first, last, one)
	if length < 0 {
		return !r.stopped
	}
	s := r.newSelection(p, false, reach, then)
	if !s.ofLength(first, length) {
		return false
	}
	if s.satisfied() || p.longest == length && !one {
		return true
	}
	if !one {
		length++ // those of this length are through
	}
	s.reach = r.newReach(p, true, last)
	return s.longer(first, length)
}

// selection is a search for the shortest paths between two entities, one length after the other.
type selection struct {
	search
	then   func() bool
	seen   map[string]bool // where a path can be read in several ways
	paths  int
	groups int
}

// newSelection searches from the last entity or from the first towards the origin of a reach.
func (r *run) newSelection(p *pathPlan, fromLast bool, reach *reach, then func() bool) *selection {
	anchor := 0
	if fromLast {
		anchor = len(p.auto.anchors) - 1
	}
	s := &selection{search: *r.newSearch(p, anchor), then: then}
	s.reach, s.exact, s.found = reach, true, s.keep
	if !p.unique {
		s.seen = map[string]bool{}
	}
	return s
}

// spot is where the search begins at an entity.
func (s *selection) spot(n index.Node) spot {
	if s.reach.backwards {
		return spotAt(s.p.auto.start, n)
	}
	return spotAt(s.p.auto.accept, n)
}

// longer goes through the paths from an entity by length until the selector is satisfied or
// no longer path is left. It reports whether the run may go on.
func (s *selection) longer(n index.Node, length int) bool {
	for ; s.p.longest == unlimited || length <= s.p.longest; length++ {
		if !s.lookAhead(length) || !s.ofLength(n, length) {
			return false
		}
		if s.satisfied() || !s.cut {
			return true
		}
	}
	return true
}

// lookAhead lets the search from the far end go at least half of the way.
func (s *selection) lookAhead(length int) bool {
	return s.reach.advanceTo(half(length), maxSpots) && s.reach.advanceTo(length, maxLookAhead)
}

// ofLength goes through the paths of one length. It reports whether the run may go on.
func (s *selection) ofLength(n index.Node, length int) bool {
	s.limit, s.cut = length, false
	before := s.paths
	s.begin(n)
	if s.paths > before {
		s.groups++
	}
	return !s.r.stopped
}

func (s *selection) satisfied() bool {
	if s.p.pattern.Selector == gql.ShortestGroups {
		return s.groups >= s.p.pattern.Count
	}
	return s.paths >= s.p.pattern.Count
}

// keep hands on a path and reports whether more of this length are wanted.
func (s *selection) keep() bool {
	if s.seen != nil && !s.r.first(&s.search, s.seen) {
		return true
	}
	s.paths++
	return s.r.row(&s.search, s.then) && (s.p.pattern.Selector == gql.ShortestGroups || !s.satisfied())
}

// first reports whether a match has not been found before: the same path with the same values of
// the variables.
func (r *run) first(s *search, seen map[string]bool) bool {
	key := appendKey(nil, value{kind: isPath, path: s.path()})
	for _, l := range s.p.lists {
		key = appendKey(key, listOf(s.collected(l.slot)))
	}
	for _, e := range s.p.exports {
		key = appendKey(key, r.slots[e.from])
	}
	if !s.p.selective() {
		for _, slot := range s.p.singles {
			key = appendKey(key, r.slots[slot])
		}
	}
	if seen[string(key)] {
		return false
	}
	if len(seen) >= maxSeen {
		r.stop("there are too many paths that can be read in several ways")
		return false
	}
	seen[string(key)] = true
	return true
}

// maxSeen bounds the matches that are kept to find each once.
const maxSeen = 1_000_000

// row puts what was found into the row, tests what could not be tested before, and goes on.
func (r *run) row(s *search, then func() bool) bool {
	set := 0
	undo := make([]export, 0, 8) // the slots that are set here
	ok := s.exported(&undo)
	if ok {
		for _, l := range s.p.lists {
			undo = append(undo, export{to: l.slot})
			r.slots[l.slot] = s.listValue(l)
		}
		if s.p.pathSlot >= 0 {
			undo = append(undo, export{to: s.p.pathSlot})
			r.slots[s.p.pathSlot] = value{kind: isPath, path: s.path()}
		}
	}
	for ok && set < len(s.p.after) && s.p.after[set](r.frame).true() {
		set++
	}
	goOn := true
	if ok && set == len(s.p.after) {
		goOn = then()
	}
	for _, u := range undo {
		r.slots[u.to] = value{}
	}
	return goOn
}

// exported carries the variables of a selected path over to the row, where those that earlier paths
// have bound must be the same.
func (s *search) exported(undo *[]export) bool {
	for _, e := range s.p.exports {
		v, before := s.r.slots[e.from], s.r.slots[e.to]
		switch {
		case before.kind == unset:
			s.r.slots[e.to] = v
			*undo = append(*undo, e)
		case before.kind != v.kind || before.n != v.n:
			return false
		}
	}
	return true
}

func (s *search) listValue(l list) value {
	values := s.collected(l.slot)
	switch {
	case !l.single:
		return listOf(values)
	case len(values) > 0:
		return values[len(values)-1]
	}
	return null
}
