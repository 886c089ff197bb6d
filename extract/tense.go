package extract

import (
	"strings"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/graph"
)

// isPast reports whether what a candidate states is over: the model says so, or a word near the two mentions.
func (d *Document) isPast(c candidate) bool {
	if !isTensed(c.output) {
		return false
	}
	if c.past > 0.5 {
		return true
	}
	a, b := d.Mentions[c.mentions[0]], d.Mentions[c.mentions[1]]
	if b.First < a.First {
		a, b = b, a
	}
	for _, w := range d.Words[max(0, a.First-3):min(len(d.Words), b.Last+2)] {
		if lexicon.IsPast(strings.ToLower(w.Of(d.Article.Text))) {
			return true
		}
	}
	return false
}

// held returns when a statement held, where its evidence says so.
func (d *Document) held(s graph.Span, past bool) (from, to graph.Date) { return "", "" }
