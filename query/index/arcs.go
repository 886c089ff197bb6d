package index

import (
	"cmp"
	"slices"
	"sort"
)

// Arc is a statement as it is crossed from one of its ends.
type Arc struct {
	To   Node   // where it leads
	Pred Pred   // the statement's predicate
	Cost uint16 // the statement's surprise
}

// arcSize is the size of an arc, in memory and in the file.
const arcSize = 8

// Run is a range of arcs that leave a node, grouped by predicate and, within one, in the order of the nodes they lead to
// or, if they go from object to subject, of their costs. The slice belongs to the index: it must not be changed, nor used after Close.
type Run struct {
	Arcs    []Arc
	Inverse bool   // the arcs go from object to subject
	first   uint32 // number of the first arc, among the out edges or the in arcs
	x       *Index
}

// Len is the number of arcs.
func (r Run) Len() int { return len(r.Arcs) }

// Edge returns the statement that arc i crosses.
func (r Run) Edge(i int) Edge {
	if r.Inverse {
		return r.x.InEdge(r.first + uint32(i))
	}
	return Edge(r.first + uint32(i))
}

// Weak returns what the statement that arc i crosses costs for being weak, see [Index.Weakness].
func (r *Run) Weak(i int) uint16 {
	at := r.first + uint32(i)
	switch {
	case !r.Inverse:
		return r.x.Weakness(Edge(at))
	case !r.x.f.pageSound(secInWeak, uint64(at)*2):
		return 0
	}
	return r.x.inWeak[at]
}

// Number returns the number of arc i among the out edges or the in arcs, see [Index.InEdge].
func (r *Run) Number(i int) uint32 { return r.first + uint32(i) }

// Groups goes over the predicates of the run, and tells where the arcs of each begin and end.
func (r *Run) Groups(yield func(lo, hi int) bool) {
	for lo, hi := 0, 0; lo < len(r.Arcs); lo = hi {
		if hi = groupEnd(r.Arcs, lo); !yield(lo, hi) {
			return
		}
	}
}

// groupEnd returns where the arcs of the predicate at lo end, which is mostly near.
func groupEnd(arcs []Arc, lo int) int {
	step := 1
	for lo+step < len(arcs) && arcs[lo+step].Pred == arcs[lo].Pred {
		step *= 2
	}
	from, to := lo+step/2, min(lo+step, len(arcs))
	return from + sort.Search(to-from, func(i int) bool { return arcs[from+i].Pred != arcs[lo].Pred })
}

// By returns the arcs of one predicate.
func (r Run) By(p Pred) Run {
	lo := sort.Search(len(r.Arcs), func(i int) bool { return r.Arcs[i].Pred >= p })
	hi := lo + sort.Search(len(r.Arcs)-lo, func(i int) bool { return r.Arcs[lo+i].Pred > p })
	r.Arcs, r.first = r.Arcs[lo:hi], r.first+uint32(lo)
	return r
}

// Out returns the statements whose subject the node is, In those whose object it is.
func (x *Index) Out(n Node) Run {
	h := x.ends(n)
	return Run{Arcs: x.run(h[0]+h[1], h[2]+h[1]), first: h[0], x: x}
}

func (x *Index) In(n Node) Run {
	h := x.ends(n)
	return Run{Arcs: x.run(h[2]+h[1], h[2]+h[3]), Inverse: true, first: h[1], x: x}
}

// run returns the arcs from one place to another. Those that leave a node lie before those that arrive there, so that
// who asks for both waits for one place of memory.
func (x *Index) run(lo, hi uint32) []Arc {
	if !x.f.sound(secArcs, uint64(lo)*arcSize, uint64(hi)*arcSize) {
		return nil
	}
	return x.arcs[lo:hi]
}

// Degree is the number of statements that the node is subject or object of.
func (x *Index) Degree(n Node) int {
	h := x.ends(n)
	return int(h[2]-h[0]) + int(h[3]-h[1])
}

// ends returns the node's first out edge and first in arc, and those of the next node.
func (x *Index) ends(n Node) (h [4]uint32) {
	if at := 2 * int(n); at+4 <= len(x.heads) && (x.f.headsUnseen.Load() == 0 || x.endsSound(uint64(at)*4)) {
		h = [4]uint32(x.heads[at : at+4])
	}
	return h
}

// endsSound is sound for a head and the next.
func (x *Index) endsSound(at uint64) bool {
	return x.f.pageSound(secHeads, at) && x.f.pageSound(secHeads, at+headSize)
}

// InEdge returns the statement of an in arc as [Run.Number] does. Out arcs are numbered as their statements.
func (x *Index) InEdge(arc uint32) Edge {
	if int(arc) >= len(x.inEdge) || !x.f.pageSound(secInEdge, uint64(arc)*4) {
		return 0
	}
	return x.inEdge[arc]
}

// Ends returns the subject and the object of a statement.
func (x *Index) Ends(e Edge) (subject, object Node) {
	return x.subjectOf(e), x.arc(e).To
}

// arc returns a statement as its subject sees it.
func (x *Index) arc(e Edge) Arc {
	at := x.arcOf(e)
	if int(e) >= len(x.subject) || !x.f.pageSound(secArcs, at*arcSize) {
		return Arc{}
	}
	return x.arcs[at]
}

// arcOf returns the place of a statement among the arcs: of those before it that leave a node each lies there, and of those
// that arrive each that arrives at a node before its subject.
func (x *Index) arcOf(e Edge) uint64 { return uint64(e) + uint64(x.ends(x.subjectOf(e))[1]) }

// subjectOf returns the subject of a statement.
func (x *Index) subjectOf(e Edge) Node {
	if int(e) >= len(x.subject) || !x.f.pageSound(secSubject, uint64(e)*4) {
		return 0
	}
	return x.subject[e]
}

// PredicateOf returns the predicate of a statement, Cost its surprise.
func (x *Index) PredicateOf(e Edge) Pred { return x.arc(e).Pred }
func (x *Index) Cost(e Edge) uint16      { return x.arc(e).Cost }

// Cheapest returns the least surprise of the statements that the node is subject or object of.
func (x *Index) Cheapest(n Node) uint16 {
	if int(n) >= len(x.cheapest) || !x.f.pageSound(secCheapest, uint64(n)*2) {
		return 0
	}
	return x.cheapest[n]
}

// Weakness returns what a statement costs for being weak: 1/sources + (1 - confidence), in units of 1/1024.
func (x *Index) Weakness(e Edge) uint16 {
	if int(e) >= len(x.weak) || !x.f.pageSound(secWeak, uint64(e)*2) {
		return 0
	}
	return x.weak[e]
}

// FindEdge returns the statement of that subject, predicate and object.
func (x *Index) FindEdge(subject Node, p Pred, object Node) (Edge, bool) {
	r := x.Out(subject).By(p)
	i, ok := slices.BinarySearchFunc(r.Arcs, object, func(a Arc, to Node) int { return cmp.Compare(a.To, to) })
	if !ok {
		return 0, false
	}
	return r.Edge(i), true
}
