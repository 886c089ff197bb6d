package index

import "math"

// Unit is one in costs: they are counted in 1024ths, so that sums are exact and rank alike everywhere.
const Unit = 1024

// Support is what a statement costs for being weak: 1/sources + (1 - confidence), in units.
// It falls towards 1/1024 with more and surer sources.
func Support(confidence float64, sources int) uint32 {
	c := math.Round((1 - min(max(confidence, 0), 1)) * Unit)
	return max(1, uint32(c)+Unit/uint32(max(sources, 1)))
}

// Surprise is what a step over a statement costs when informative paths are sought:
//
//	1 + log2(out) + log2(in) + 1/sources + (1 - confidence)
//
// in units. Here out is the number of statements of that predicate with that subject, and in the
// number of those with that object, and weak is the statement's [Support]: who passes through a country by citizenOf pays for every
// citizen, who passes by a predicate that few share pays little. The degree part is the negative
// logarithm of the path degree product of Himmelstein and Baranzini, "Heterogeneous Network Edge
// Prediction" (PLoS Comput Biol 2015), without damping: it is the number of bits that a random walker
// needs to be told to find the step from either end.
func Surprise(out, in, weak uint32) uint16 {
	return uint16(min(Unit+log2(out)+log2(in)+weak, math.MaxUint16))
}

// costs computes the surprise of every edge, and what it costs for being weak. Edges are grouped by subject and predicate, and
// in the list in by object and predicate.
func (b *builder) costs(in []Edge) (cost, weak []uint16) {
	n := len(b.subject)
	inSize := make([]uint32, n)
	groups(n, func(i, j int) bool {
		return b.object[in[i]] == b.object[in[j]] && b.pred[in[i]] == b.pred[in[j]]
	}, func(lo, hi int) {
		for _, e := range in[lo:hi] {
			inSize[e] = uint32(hi - lo)
		}
	})
	cost, weak = make([]uint16, n), make([]uint16, n)
	groups(n, func(i, j int) bool {
		return b.subject[i] == b.subject[j] && b.pred[i] == b.pred[j]
	}, func(lo, hi int) {
		for e := lo; e < hi; e++ {
			f := decodeFacts(b.facts[e*factSize:])
			weak[e] = uint16(Support(f.confidence, int(f.sources)))
			cost[e] = Surprise(uint32(hi-lo), inSize[e], uint32(weak[e]))
		}
	})
	return cost, weak
}

// groups calls each for every run of neighbours that are the same.
func groups(n int, same func(i, j int) bool, each func(lo, hi int)) {
	for lo := 0; lo < n; {
		hi := lo + 1
		for hi < n && same(lo, hi) {
			hi++
		}
		each(lo, hi)
		lo = hi
	}
}

// LeastSurprise bounds from below the surprise of each statement of a group of that size that share
// their predicate and their subject, or their predicate and their object.
func LeastSurprise(size int) uint32 { return Unit + log2(uint32(size)) }
