package extract

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// TestSettleKinds: a short name of a university that the tags took for a person, unless a person bears it.
func TestSettleKinds(t *testing.T) {
	tests := []struct {
		text string
		want map[string]graph.Kind
	}{
		{"Tsinghua made him dean.", map[string]graph.Kind{"Tsinghua": graph.Institution}},
		{"Ann Cornell spoke. Cornell left.", map[string]graph.Kind{"Ann Cornell": graph.Person, "Cornell": graph.Person}},
	}
	for _, test := range tests {
		sentences, blocks := readBlocks(test.text)
		words := readWords(test.text, sentences, blocks)
		var names []name
		for s := range test.want {
			for i := range words {
				if last := spelledAt(test.text, words, make([]bool, len(words)), i, s); last > 0 {
					names = append(names, name{i, last, graph.Person, 0.9})
				}
			}
		}
		if diff := cmp.Diff(test.want, settleKinds(test.text, words, names)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}
