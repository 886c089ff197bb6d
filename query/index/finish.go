package index

import (
	"cmp"
	"math"
	"slices"
)

// finish writes every section after the evidence, in the order of the section numbers.
func (b *builder) finish() error {
	b.settlePreds()
	b.ids.write(b.w, secIDs, secIDEnds)
	writeNumbers(b.w, secIDSlots, b.entity.slots)
	b.names.write(b.w, secNames, secNameEnds)
	writeNumbers(b.w, secKinds, b.kind)
	b.extras.write(b.w, secExtras, secExtraEnds)
	b.writeGraph()
	b.w.section(secFacts, b.facts)
	b.articles.write(b.w, secArticles, secArticleEnds)
	b.keys.sort()
	keys := b.keys.write(b.w)
	b.w.section(secVocabulary, appendTexts(appendTexts(nil, asStrings(b.kinds)), asStrings(b.preds)))
	b.w.head.counts = counts{
		nodes: uint32(len(b.kind)), edges: uint32(len(b.subject)), evidence: b.evidences, articles: uint32(len(b.articles.ends)),
		keys: uint32(keys), kinds: uint32(len(b.kinds)), preds: uint32(len(b.preds)),
	}
	return b.w.finish()
}

// settlePreds numbers the predicates by name, those that a statement has.
func (b *builder) settlePreds() {
	used := make([]bool, len(b.preds))
	for i := range b.out {
		used[b.out[i].Pred] = true
	}
	names := b.preds
	b.preds = nil
	for i, name := range names {
		if used[i] {
			b.preds = append(b.preds, name)
		}
	}
	slices.Sort(b.preds)
	to := make([]Pred, len(names))
	for i, name := range names {
		n, _ := slices.BinarySearch(b.preds, name)
		to[i] = Pred(n)
	}
	for i := range b.out {
		b.out[i].Pred = to[b.out[i].Pred]
	}
}

// writeGraph writes the statements as arcs.
func (b *builder) writeGraph() {
	heads := b.heads()
	writeNumbers(b.w, secHeads, heads)
	writeNumbers(b.w, secSubject, b.subject)
	edge := b.turn(heads)
	b.costs(heads, edge)
	b.sortByCost(heads, edge)
	in, inWeak := make([]Arc, len(edge)), make([]uint16, len(edge))
	for i, e := range edge {
		in[i] = Arc{To: b.subject[e], Pred: b.out[e].Pred, Cost: b.out[e].Cost}
		inWeak[i] = b.weak[e]
	}
	b.w.begin(secArcs)
	for h := heads; len(h) > 2; h = h[2:] {
		writeArcs(b.w, b.out[h[0]:h[2]])
		writeArcs(b.w, in[h[1]:h[3]])
	}
	writeNumbers(b.w, secCheapest, cheapest(heads, b.out, in))
	writeNumbers(b.w, secWeak, b.weak)
	writeNumbers(b.w, secInEdge, edge)
	writeNumbers(b.w, secInWeak, inWeak)
}

// heads gives for each node, and for one after the last, its first out edge and its first in arc.
func (b *builder) heads() []uint32 {
	heads := make([]uint32, 2*len(b.kind)+2)
	for e := range b.subject {
		heads[2*b.subject[e]+2]++
		heads[2*b.out[e].To+3]++
	}
	for i := 2; i < len(heads); i++ {
		heads[i] += heads[i-2]
	}
	return heads
}

// turn lists the edges by object, predicate and subject: two counting sorts, each of which
// keeps the order of the one before.
func (b *builder) turn(heads []uint32) []Edge {
	byPred := make([]uint32, len(b.preds)+1)
	for i := range b.out {
		byPred[b.out[i].Pred+1]++
	}
	for i := 1; i < len(byPred); i++ {
		byPred[i] += byPred[i-1]
	}
	first, second := make([]Edge, len(b.out)), make([]Edge, len(b.out))
	for e := range b.out {
		p := b.out[e].Pred
		first[byPred[p]] = Edge(e)
		byPred[p]++
	}
	at := make([]uint32, len(b.kind))
	for n := range at {
		at[n] = heads[2*n+1]
	}
	for _, e := range first {
		o := b.out[e].To
		second[at[o]] = e
		at[o]++
	}
	return second
}

// sortByCost orders the edges of each object and predicate by cost.
func (b *builder) sortByCost(heads []uint32, edge []Edge) {
	groups(heads, 1, func(i int) Pred { return b.out[edge[i]].Pred }, func(lo, hi int) {
		if hi-lo > 1 {
			slices.SortFunc(edge[lo:hi], func(d, e Edge) int { return cmp.Or(cmp.Compare(b.out[d].Cost, b.out[e].Cost), cmp.Compare(d, e)) })
		}
	})
}

// cheapest returns the least cost of the arcs of each node, those that leave it and those that arrive.
func cheapest(heads []uint32, out, in []Arc) []uint16 {
	least := make([]uint16, 0, len(heads)/2)
	for h := heads; len(h) > 2; h = h[2:] {
		c := uint16(math.MaxUint16)
		for _, list := range [][]Arc{out[h[0]:h[2]], in[h[1]:h[3]]} {
			for i := range list {
				c = min(c, list[i].Cost)
			}
		}
		least = append(least, c)
	}
	return least
}

func asStrings[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}
