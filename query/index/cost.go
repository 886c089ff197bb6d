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

// surprise is what a step over a statement costs when informative paths are sought:
//
//	1 + log2(out) + log2(in) + 1/sources + (1 - confidence)
//
// in units, given the two logarithms in units. Here out is the number of statements of that predicate with that subject,
// and in the number of those with that object, and weak is the statement's [Support]: who passes through a country by citizenOf pays for every
// citizen, who passes by a predicate that few share pays little. The degree part is the negative
// logarithm of the path degree product of Himmelstein and Baranzini, "Heterogeneous Network Edge
// Prediction" (PLoS Comput Biol 2015), without damping: it is the number of bits that a random walker
// needs to be told to find the step from either end.
func surprise(out, in, weak uint32) uint16 { return uint16(min(Unit+out+in+weak, math.MaxUint16)) }

// costs sets the surprise of every arc, and returns what the statements cost for being weak, by out edge and by in arc.
func (b *builder) costs(heads []uint32, in []Arc, edge []Edge) (weak, inWeak []uint16) {
	weak, inWeak = make([]uint16, len(edge)), make([]uint16, len(edge))
	groups(heads, 1, in, func(lo, hi int) {
		bits := uint16(log2(uint32(hi - lo)))
		for _, e := range edge[lo:hi] {
			b.out[e].Cost = bits // for the next pass
		}
	})
	groups(heads, 0, b.out, func(lo, hi int) {
		bits := log2(uint32(hi - lo))
		for e := lo; e < hi; e++ {
			f := decodeFacts(b.facts[e*factSize:])
			weak[e] = uint16(Support(f.confidence, int(f.sources)))
			b.out[e].Cost = surprise(bits, uint32(b.out[e].Cost), uint32(weak[e]))
		}
	})
	for i, e := range edge {
		in[i].Cost, inWeak[i] = b.out[e].Cost, weak[e]
	}
	return weak, inWeak
}

// groups calls each for every run of arcs that leave one node by one predicate, given the heads and which of the two
// of each node says where its arcs begin.
func groups(heads []uint32, side int, arcs []Arc, each func(lo, hi int)) {
	for n := side; n+2 < len(heads); n += 2 {
		end := int(heads[n+2])
		for lo := int(heads[n]); lo < end; {
			hi := lo + 1
			for hi < end && arcs[hi].Pred == arcs[lo].Pred {
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
