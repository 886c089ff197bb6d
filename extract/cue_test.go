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
		{"Lundbit has poached Sand from Nordbit.", 0.1, true},
		{"Sand, until now the head of Nordbit, spoke.", 0.1, true},
	}
	for _, test := range tests {
		d := read(t, test.text, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
		if got := d.isPast(candidate{key: key{output: employedOutput}, mentions: [2]int{0, 1}, past: test.model}); got != test.want {
			t.Errorf("%q is past: %v, want %v", test.text, got, test.want)
		}
	}
}

// TestIsOver holds what ends of what the model tells no tense of, and what is to end after the article was written.
func TestIsOver(t *testing.T) {
	for text, want := range map[string]bool{
		"Sand was a member of Nordbit until 2018.":                             true,
		"Sand is a member of Nordbit until 2031.":                              false,
		"Sand, a former member of Nordbit, spoke.":                             true,
		"Sand, a former minister of Nordbit, spoke.":                           false,
		"Sand, a member of Nordbit since 2018, spoke":                          false,
		"Sand, a former member of Lundbit and now a member of Nordbit, spoke.": false,
		"Sand is a member of Nordbit and taught until 2018.":                   false,
	} {
		d := read(t, text, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
		d.Article.Date = "2025-05-01"
		if got := d.isPast(candidate{key: key{output: "memberOf"}, mentions: [2]int{0, 1}, past: 0.9}); got != want {
			t.Errorf("%q is past: %v, want %v", text, got, want)
		}
	}
	d := read(t, "Sand works for Nordbit until June 2026.", named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
	d.Article.Date = "2025-05-01"
	if d.isPast(candidate{key: key{output: employedOutput}, mentions: [2]int{0, 1}, past: 0.1}) {
		t.Error("what ends next year is past")
	}
}

func TestPartsThatHaveGone(t *testing.T) {
	for text, want := range map[string]bool{
		"Sand sold its former subsidiary, Nordbit, last year.":  true,
		"Sand was once a unit of Nordbit.":                      true,
		"Sand belonged to Nordbit from 1996 to 2009.":           true,
		"Sand is part of Nordbit.":                              false,
		"She directed the Sand museum of Nordbit until 2019.":   false,
		"Sand, a unit of Nordbit, was led by her until lately.": false,
	} {
		d := read(t, text, named{"Sand", graph.Institution}, named{"Nordbit", graph.Institution})
		if got := d.isPast(candidate{key: key{output: "partOf"}, mentions: [2]int{0, 1}, past: 0.9}); got != want {
			t.Errorf("%q is past: %v, want %v", text, got, want)
		}
	}
}
