package index

import (
	"cmp"
	"iter"
	"sort"

	"github.com/clewgraph/clew/graph"
)

// facts returns what queries filter a statement by.
func (x *Index) facts(e Edge) facts {
	lo := uint64(e) * factSize
	if uint64(len(x.factBytes)) < lo+factSize || !x.f.sound(secFacts, lo, lo+factSize) {
		return facts{}
	}
	return decodeFacts(x.factBytes[lo:])
}

// Confidence is the highest of the statement's evidence, Sources the number of articles that state it.
func (x *Index) Confidence(e Edge) float64 { return x.facts(e).confidence }
func (x *Index) Sources(e Edge) int        { return int(x.facts(e).sources) }

// Held tells when the statement held according to the newest article that states it.
func (x *Index) Held(e Edge) (past bool, from, to graph.Date) {
	f := x.facts(e)
	return f.past, f.from.date(), f.to.date()
}

// evidenceRange returns where the statement's evidence begins and ends.
func (x *Index) evidenceRange(e Edge) (lo, hi uint64) {
	if e > 0 {
		lo = x.facts(e - 1).evidenceEnd
	}
	hi = x.facts(e).evidenceEnd
	if lo > hi || hi > uint64(len(x.evidenceBytes)) {
		x.f.damaged("the evidence of statement %d lies outside of the index", e)
		return 0, 0
	}
	return lo, hi
}

// evidence iterates over what the statement rests on.
func (x *Index) evidence(e Edge) iter.Seq[evidence] {
	return func(yield func(evidence) bool) {
		lo, hi := x.evidenceRange(e)
		if !x.f.sound(secEvidence, lo, hi) {
			return
		}
		for b := x.evidenceBytes[lo:hi]; len(b) > 0; {
			v, rest, ok := cutEvidence(b)
			if !ok {
				x.f.damaged("the evidence of statement %d is broken", e)
				return
			}
			if !yield(v) {
				return
			}
			b = rest
		}
	}
}

// EvidenceCount is the number of pieces of evidence that the statement rests on.
func (x *Index) EvidenceCount(e Edge) (n int) {
	for range x.evidence(e) {
		n++
	}
	return n
}

// Article returns the description of article number i, in the order of ids.
func (x *Index) Article(i int) graph.Article {
	return x.article(i, func(b []byte) string { return string(b) })
}

// article returns the description of an article, of texts that keep has kept.
func (x *Index) article(i int, keep func([]byte) string) graph.Article {
	if i < 0 || i >= len(x.articleEnds) {
		return graph.Article{}
	}
	return decodeArticle(x.f.span(secArticles, secArticleEnds, x.articleEnds, uint32(i)), keep)
}

// FindArticle returns the number of the article of that id.
func (x *Index) FindArticle(id graph.ArticleID) (int, bool) {
	return sort.Find(len(x.articleEnds), func(i int) int { return cmp.Compare(id, x.Article(i).ID) })
}

// ArticlesOf returns the numbers of the articles that state it, in order.
func (x *Index) ArticlesOf(e Edge) []int {
	var out []int
	for v := range x.evidence(e) {
		if a := int(v.article); len(out) == 0 || out[len(out)-1] != a {
			out = append(out, a)
		}
	}
	return out
}
