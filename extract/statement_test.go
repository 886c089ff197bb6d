package extract

import (
	"testing"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// TestKeepReferences: the model took every pronoun for the last name, Sand or Reed.
func TestKeepReferences(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Reed left. He was in Oslo when Sand came. He went home.", "Reed"},
		{"Reed left. He was in Oslo when Sand came. It was late. He went home.", "Sand"},
		{"Reed left. She was in Oslo when Sand came. He went home.", "Sand"},
		{"Reed left. He was in Oslo when Sand came. Then he went home.", "Sand"},
	}
	for _, test := range tests {
		d := read(t, test.text, named{"Reed", graph.Person}, named{"Sand", graph.Person})
		names := len(d.Mentions)
		for i := range d.Mentions {
			d.Mentions[i].Entity = i
		}
		for i, w := range d.Words {
			switch w.Of(test.text) {
			case "He", "he", "She":
				d.Mentions = append(d.Mentions, Mention{Span: w.Span, First: i, Last: i + 1, Class: nlp.PronounPerson})
			}
		}
		d.Mentions[names].Entity = 0
		last := len(d.Mentions) - 1
		d.Mentions[last].Entity = 1
		d.keepReferences()
		if got := d.Mentions[d.Mentions[last].Entity].Of(test.text); got != test.want {
			t.Errorf("%q: the last pronoun is %s, want %s", test.text, got, test.want)
		}
	}
}

// TestBylinesStandApart: who wrote an article does not lead what the line below speaks of.
func TestBylinesStandApart(t *testing.T) {
	for text, want := range map[string]int{
		"-by Eva Sand\n\nNordbit has a new head.\n": 0,
		"By Eva Sand, Nordbit\n":                    1,
		"Eva Sand spoke.\n\nNordbit grew.\n":        1,
	} {
		d := read(t, text, named{"Eva Sand", graph.Person}, named{"Nordbit", graph.Institution})
		pairs := []nlp.Pair{{Subject: 0, Object: 1, Probability: []float32{1}}}
		if got := len(d.candidates(pairs, []string{"leads"}, scoreFloor)); got != want {
			t.Errorf("%q: %d candidates, want %d", text, got, want)
		}
	}
}
