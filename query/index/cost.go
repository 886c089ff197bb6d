package index

import "math"

// Unit is one in costs: they are counted in 1024ths, so that sums are exact and rank alike everywhere.
const Unit = 1024

// weakness is what a statement costs for being weak: 1/sources + (1 - confidence), in units.
// It falls towards 1/1024 with more and surer sources.
func weakness(confidence float64, sources int) uint32 {
	c := math.Round((1 - min(max(confidence, 0), 1)) * Unit)
	return max(1, uint32(c)+Unit/uint32(max(sources, 1)))
}

// surprise is what a step over a statement costs when informative paths are sought:
//
//	1 + log2(out) + log2(in) + 1/sources + (1 - confidence)
//
// in units, given the two logarithms in units. Here out is the number of statements of that predicate with that subject,
// and in the number of those with that object, and weak is the statement's weakness: who passes through a country by citizenOf pays for every
// citizen, who passes by a predicate that few share pays little. The degree part is the negative
// logarithm of the path degree product of Himmelstein and Baranzini, "Heterogeneous Network Edge
// Prediction" (PLoS Comput Biol 2015), without damping: it is the number of bits that a random walker
// needs to be told to find the step from either end.
func surprise(out, in, weak uint32) uint16 { return uint16(min(Unit+out+in+weak, math.MaxUint16)) }

// costs sets the surprise of the arcs that leave, given the heads and the edges by object, predicate and subject.
func (b *builder) costs(heads []uint32, edge []Edge) {
	groups(heads, 1, func(i int) Pred { return b.out[edge[i]].Pred }, func(lo, hi int) {
		bits := uint16(log2(uint32(hi - lo)))
		for _, e := range edge[lo:hi] {
			b.out[e].Cost = bits // for the next pass
		}
	})
	groups(heads, 0, func(i int) Pred { return b.out[i].Pred }, func(lo, hi int) {
		bits := log2(uint32(hi - lo))
		for e := lo; e < hi; e++ {
			b.out[e].Cost = surprise(bits, uint32(b.out[e].Cost), uint32(b.weak[e]))
		}
	})
}

// groups calls each for every run of arcs that leave one node by one predicate, given the heads, which of the two
// of each node says where its arcs begin, and the predicate of an arc.
func groups(heads []uint32, side int, pred func(i int) Pred, each func(lo, hi int)) {
	for n := side; n+2 < len(heads); n += 2 {
		end := int(heads[n+2])
		for lo := int(heads[n]); lo < end; {
			hi := lo + 1
			for p := pred(lo); hi < end && pred(hi) == p; {
				hi++
			}
			each(lo, hi)
			lo = hi
		}
	}
}

// LeastSurprise bounds from below the surprise of each statement of a group of that size that share
// their predicate and their subject, or their predicate and their object.
func LeastSurprise(size int) uint32 { return Unit + log2(uint32(size)) }
