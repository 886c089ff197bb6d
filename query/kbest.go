package query

import (
	"slices"

	"github.com/clewgraph/clew/query/index"
)

// candidate is the best path of a part of all paths: of those that begin with its first fixed
// crossings and do not go on from there over any of firsts; with fixed -1, of those that do
// not leave one of starts. The parts of the candidates that wait do not overlap.
type candidate struct {
	found
	fixed    int
	firsts   []crossing
	starts   nodeSet
	violates int // crossing that the mode forbids, len(cross) if it forbids none
}

// kbest finds the k best paths: Lawler's form of Yen's algorithm ("A procedure for computing the k
// best solutions", 1972). Where the cheapest continuation of a path breaks the mode, which can
// only happen under an expression or to a path that returns, its part is split further.
type kbest struct {
	s       *search
	k       int
	tied    bool        // only those that cost as much as the first
	bound   uint32      // what k paths that are known cost less than
	waiting []candidate // in order
	out     []found
	known   []found // paths that are known before, to be given if the search is cut
}

// run searches until k paths are found or there are no more.
func (b *kbest) run() []found {
	s := b.s
	first, ok := s.both(b.wanted())
	n := len(s.meetings)
	if s.cut() {
		return b.soFar()
	}
	if !ok || n == b.k && s.meetings[n-1].cost == s.best.cost {
		return slices.Clone(s.meetings) // no path costs less than these
	}
	if b.bound = infinity; n == s.wanted {
		b.bound = uint32(s.meetings[n-1].cost) + 1
	}
	s.settle()
	b.add(candidate{found: first, fixed: b.root()})
	for len(b.waiting) > 0 && len(b.out) < b.k && s.err == nil {
		c := b.waiting[0]
		b.waiting = b.waiting[1:]
		if b.tied && len(b.out) > 0 && c.cost > b.out[0].cost {
			break
		}
		if c.violates == len(c.cross) {
			b.out = append(b.out, c.found)
		}
		if len(b.out) < b.k {
			b.split(c)
		}
	}
	if s.cut() {
		return b.soFar()
	}
	return b.out
}

// soFar returns the best of the paths that had been found when the search was cut.
func (b *kbest) soFar() []found {
	all := slices.Concat(b.out, b.s.meetings, b.known)
	slices.SortFunc(all, found.compare)
	all = slices.CompactFunc(all, func(p, q found) bool { return p.compare(q) == 0 })
	return all[:min(len(all), b.k)]
}

// root is the number of crossings that are fixed in all paths: less than none if the start is not.
func (b *kbest) root() int {
	if len(b.s.from) > 1 {
		return -1
	}
	return 0
}

// split adds the best path of each part into which the candidate divides the rest of its own.
func (b *kbest) split(c candidate) {
	s := b.s
	if c.fixed < 0 {
		left := slices.DeleteFunc(slices.Clone(s.from), func(n index.Node) bool { return n == c.start || slices.Contains(c.starts, n) })
		if len(left) > 0 {
			if p, ok := s.probe(left, nil, nil, b.limit()); ok {
				b.add(candidate{found: p, fixed: -1, starts: append(slices.Clone(c.starts), c.start)})
			}
		}
	}
	for i := max(c.fixed, 0); i < min(c.violates+1, len(c.cross)); i++ {
		var firsts []crossing
		if i == c.fixed {
			firsts = slices.Clone(c.firsts)
		}
		b.deviate(c, i, append(firsts, c.cross[i]))
	}
	if c.violates == len(c.cross) && len(c.cross) < s.hops && s.mayGoOn(c.found) {
		b.deviate(c, len(c.cross), nil)
	}
}

// mayGoOn reports whether a path that has arrived may be the beginning of another.
func (s *search) mayGoOn(p found) bool {
	end := s.arrive(p.cross[len(p.cross)-1])
	return s.filter.passes(end) && (s.mode == Walk || s.mode == Trail || len(s.to) > 1 && end != p.start)
}

// deviate adds the best path that begins with the first i crossings of c and then takes none of firsts.
func (b *kbest) deviate(c candidate, i int, firsts []crossing) {
	p, ok := b.s.probe(nodeSet{c.start}, c.cross[:i:i], firsts, b.limit())
	if ok {
		b.add(candidate{found: p, fixed: i, firsts: firsts})
	}
}

// add lets a candidate wait in its place.
func (b *kbest) add(c candidate) {
	c.violates = b.s.violation(c.found)
	at, _ := slices.BinarySearchFunc(b.waiting, c, func(x, y candidate) int { return x.compare(y.found) })
	b.waiting = slices.Insert(b.waiting, at, c)
}

// limit is a cost that no further path may reach, because enough that cost less are known. Candidates that come after those are
// dropped.
func (b *kbest) limit() uint32 {
	if b.tied && len(b.out) > 0 {
		return uint32(min(b.out[0].cost+1, infinity))
	}
	need := b.k - len(b.out)
	for i, c := range b.waiting {
		if c.violates == len(c.cross) {
			need--
		}
		if need == 0 {
			b.waiting = b.waiting[:i+1]
			return min(uint32(min(c.cost, infinity)), b.bound)
		}
	}
	return b.bound
}

// wanted is how many paths the search from both ends should look for.
func (b *kbest) wanted() int {
	if b.tied {
		return 1
	}
	return b.k
}

// violation returns the first crossing of a path that its mode forbids, the number of its crossings if there is none.
func (s *search) violation(p found) int {
	if s.mode == Walk {
		return len(p.cross)
	}
	nodes := s.nodes(p)
	for i, c := range p.cross {
		if slices.ContainsFunc(p.cross[:i], func(d crossing) bool { return d.edge() == c.edge() }) {
			return i
		}
		if s.mode == Trail {
			continue
		}
		back := slices.Index(nodes[:i+1], nodes[i+1])
		if back > 0 || back == 0 && (s.mode == Acyclic || i+1 < len(p.cross)) {
			return i
		}
	}
	return len(p.cross)
}
