package extract

import (
	"strings"
	"testing"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

func TestEvidenceStaysShort(t *testing.T) {
	filler := strings.Repeat("one more thing that nobody asked for and ", 9)
	tests := []struct{ about, text, want string }{
		{
			"a long sentence before goes", "Eva Sand said " + filler + "so on. She works for Nordbit.",
			"She works for Nordbit.",
		},
		{
			"a long sentence is cut at commas", "After " + filler + "so on, Eva Sand, who is old, works for Nordbit, and " + filler + "so on.",
			"Eva Sand, who is old, works for Nordbit",
		},
	}
	for _, test := range tests {
		d := read(t, test.text, named{"Eva Sand", graph.Person}, named{"Nordbit", graph.Institution})
		m := [2]int{0, 1}
		if she := strings.Index(test.text, "She"); she >= 0 {
			w := 0
			for d.Words[w].Start != she {
				w++
			}
			d.Mentions = append(d.Mentions, Mention{Span: d.Words[w].Span, First: w, Last: w + 1, Class: nlp.PronounPerson, Entity: d.Mentions[0].Entity})
			m[0] = 2
		}
		if got := d.evidence(m).Text; got != test.want {
			t.Errorf("%s: %q, want %q", test.about, got, test.want)
		}
	}
}
