package index

import (
	"fmt"
	"slices"
	"sort"
)

// Run is a range of arcs that leave a node, grouped by predicate and, within one, in the order
// of the nodes they lead to. An arc is a statement as it is crossed from this node. The slices
// belong to the index: they must not be changed, nor used after Close.
type Run struct {
	To      []Node   // where each arc leads
	Preds   []Pred   // its predicate
	Costs   []uint16 // its surprise, see [Surprise]
	Weak    []uint16 // what it costs for being weak, see [Support]
	Inverse bool     // the arcs go from object to subject
	first   uint32   // number of the first arc, among the out edges or the in arcs
	edges   []Edge   // of in arcs
}

// Len is the number of arcs.
func (r Run) Len() int { return len(r.To) }

// Edge returns the statement that arc i crosses.
func (r Run) Edge(i int) Edge {
	if r.Inverse {
		return r.edges[i]
	}
	return Edge(r.first + uint32(i))
}

// Arc returns the number of arc i among the out edges or the in arcs, see [Index.InEdge].
func (r *Run) Arc(i int) uint32 { return r.first + uint32(i) }

// By returns the arcs of one predicate.
func (r Run) By(p Pred) Run {
	lo := sort.Search(len(r.Preds), func(i int) bool { return r.Preds[i] >= p })
	hi := lo + sort.Search(len(r.Preds)-lo, func(i int) bool { return r.Preds[lo+i] > p })
	return r.part(lo, hi)
}

func (r Run) part(lo, hi int) Run {
	r.To, r.Preds, r.Costs, r.Weak, r.first = r.To[lo:hi], r.Preds[lo:hi], r.Costs[lo:hi], r.Weak[lo:hi], r.first+uint32(lo)
	if r.Inverse {
		r.edges = r.edges[lo:hi]
	}
	return r
}

// Out returns the statements whose subject the node is, In those whose object it is.
func (x *Index) Out(n Node) Run {
	h := x.ends(n)
	lo, hi := uint64(h[0]), uint64(h[2])
	if lo == hi || !x.f.sound(secObject, lo*4, hi*4) || !x.f.sound(secPred, lo*2, hi*2) || !x.f.sound(secCost, lo*2, hi*2) ||
		!x.f.sound(secWeak, lo*2, hi*2) {
		return Run{}
	}
	return Run{To: x.object[lo:hi], Preds: x.pred[lo:hi], Costs: x.cost[lo:hi], Weak: x.weak[lo:hi], first: uint32(lo)}
}

func (x *Index) In(n Node) Run {
	h := x.ends(n)
	lo, hi := uint64(h[1]), uint64(h[3])
	if lo == hi || !x.f.sound(secInFrom, lo*4, hi*4) || !x.f.sound(secInPred, lo*2, hi*2) ||
		!x.f.sound(secInCost, lo*2, hi*2) || !x.f.sound(secInWeak, lo*2, hi*2) || !x.f.sound(secInEdge, lo*4, hi*4) {
		return Run{Inverse: true}
	}
	return Run{
		To: x.inFrom[lo:hi], Preds: x.inPred[lo:hi], Costs: x.inCost[lo:hi], Weak: x.inWeak[lo:hi],
		Inverse: true, first: uint32(lo), edges: x.inEdge[lo:hi],
	}
}

// Degree is the number of statements that the node is subject or object of.
func (x *Index) Degree(n Node) int {
	h := x.ends(n)
	return int(h[2]-h[0]) + int(h[3]-h[1])
}

// ends returns the node's first out edge and first in arc, and those of the next node. Opening has
// checked that they are in order.
func (x *Index) ends(n Node) (h [4]uint32) {
	if at := 2 * int(n); at+4 <= len(x.heads) {
		h = [4]uint32(x.heads[at : at+4])
	}
	return h
}

// checkHeads checks that every node's arcs begin where those of the node before end.
func (x *Index) checkHeads() error {
	if !x.f.sound(secHeads, 0, x.f.head.sections[secHeads].size) {
		return x.f.err()
	}
	for i := 2; i < len(x.heads); i++ {
		if x.heads[i] < x.heads[i-2] {
			return fmt.Errorf("%w: the arcs of node %d end before they begin", ErrDamaged, i/2-1)
		}
	}
	return nil
}

// Neighbours returns where the node's out edges and in arcs lead. It is Out and In for walks that
// need nothing else; see [Index.OutEdge] and [Index.InEdge] for the statements.
func (x *Index) Neighbours(n Node) (out, in []Node, firstOut, firstIn uint32) {
	h := x.ends(n)
	if !x.f.sound(secObject, uint64(h[0])*4, uint64(h[2])*4) || !x.f.sound(secInFrom, uint64(h[1])*4, uint64(h[3])*4) {
		return nil, nil, 0, 0
	}
	return x.object[h[0]:h[2]], x.inFrom[h[1]:h[3]], h[0], h[1]
}

// InEdge returns the statement of an in arc as Neighbours numbers them from firstIn.
// Out arcs are numbered as their statements.
func (x *Index) InEdge(arc uint32) Edge {
	if int(arc) >= len(x.inEdge) || !x.f.pageSound(secInEdge, uint64(arc)*4) {
		return 0
	}
	return x.inEdge[arc]
}

// Ends returns the subject and the object of a statement.
func (x *Index) Ends(e Edge) (subject, object Node) {
	if int(e) >= len(x.subject) || !x.f.pageSound(secSubject, uint64(e)*4) || !x.f.pageSound(secObject, uint64(e)*4) {
		return 0, 0
	}
	return x.subject[e], x.object[e]
}

// PredicateOf returns the predicate of a statement.
func (x *Index) PredicateOf(e Edge) Pred {
	if int(e) >= len(x.pred) || !x.f.pageSound(secPred, uint64(e)*2) {
		return 0
	}
	return x.pred[e]
}

// Cost returns the surprise of a statement, see [Surprise].
func (x *Index) Cost(e Edge) uint16 {
	if int(e) >= len(x.cost) || !x.f.pageSound(secCost, uint64(e)*2) {
		return 0
	}
	return x.cost[e]
}

// Weakness returns what a statement costs for being weak, see [Support].
func (x *Index) Weakness(e Edge) uint16 {
	if int(e) >= len(x.weak) || !x.f.pageSound(secWeak, uint64(e)*2) {
		return 0
	}
	return x.weak[e]
}

// FindEdge returns the statement of that subject, predicate and object.
func (x *Index) FindEdge(subject Node, p Pred, object Node) (Edge, bool) {
	r := x.Out(subject).By(p)
	i, ok := slices.BinarySearch(r.To, object)
	if !ok {
		return 0, false
	}
	return r.Edge(i), true
}
