package extract

import (
	"testing"

	"github.com/clewgraph/clew/graph"
)

func TestIsPast(t *testing.T) {
	tests := []struct {
		text  string
		model float64 // what the model says of it
		want  bool
	}{
		{"Sand is now the founding president of Nordbit.", 0.9, false},
		{"Sand also leads Nordbit.", 0.9, false},
		{"Sand, once one of the best known chemists, has joined Nordbit.", 0.9, false},
		{"Sand still works for Nordbit.", 0.9, false},
		{"Sand has been a chemist at Nordbit since 2021.", 0.9, false},
		{"Sand leaves Lund for Nordbit.", 0.9, false},
		{"Sand, who left Nordbit in 2022 to return home, spoke.", 0.1, true},
		{"Sand was a chemist at Nordbit.", 0.1, true},
		{"Sand, a former head of Nordbit, spoke.", 0.1, true},
		{"Former chemist Sand of Nordbit spoke.", 0.1, true},
		{"Former minister Sand joined Nordbit.", 0.1, false},
		{"Nordbit chemist Sand and others have since left.", 0.1, true},
		{"Sand was at Nordbit until 2019.", 0.1, true},
		{"Sand worked for Nordbit.", 0.1, true},
		{"Once more Lund cheered, and Sand joined Nordbit.", 0.1, false},
		{"Sand joined Nordbit.", 0.1, false},
		{"Sand joined Nordbit.", 0.9, true},
		{"When Sand arrived at Nordbit she was young.", 0.9, false},
		{"Sand, the left-back of Nordbit, scored.", 0.1, false},
	}
	for _, test := range tests {
		d := read(t, test.text, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
		if got := d.isPast(candidate{key: key{output: employedOutput}, mentions: [2]int{0, 1}, past: test.model}); got != test.want {
			t.Errorf("%q is past: %v, want %v", test.text, got, test.want)
		}
	}
}
