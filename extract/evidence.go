package extract

import "github.com/clewgraph/clew/graph"

// evidence returns the shortest stretch that carries both mentions: their sentence or sentences.
func (d *Document) evidence(m [2]int) graph.Evidence {
	a, b := d.Mentions[m[0]], d.Mentions[m[1]]
	if b.First < a.First {
		a, b = b, a
	}
	s := graph.Span{Start: d.Sentences[d.Words[a.First].Sentence].Start, End: d.Sentences[d.Words[b.Last-1].Sentence].End}
	s = trimmed(d.Article.Text, s)
	return graph.Evidence{Span: s, Text: s.Of(d.Article.Text)}
}
