package extract

import (
	"testing"

	"github.com/clewgraph/clew/graph"
)

func TestCorrectedPost(t *testing.T) {
	tests := []struct{ text, output, want string }{
		{"Sand, a vice president of Nordbit, spoke.", "leads", "employed"},
		{"Sand, an associate director of the Nordbit, spoke.", "leads", "employed"},
		{"Sand was vice president and later president of Nordbit.", "leads", "leads"},
		{"Nordbit's general counsel, Sand, spoke.", "leads", "employed"},
		{"Nordbit's chief executive, Sand, spoke.", "leads", "leads"},
		{"Sand, chief operating officer of Nordbit, spoke.", "leads", "employed"},
		{"Sand, managing director of Nordbit, spoke.", "leads", "leads"},
		{"Sand, who leads research at Nordbit, spoke.", "leads", "employed"},
		{"Sand chairs the ethics section of Nordbit.", "leads", "employed"},
		{"Sand chairs the board of Nordbit.", "leads", "leads"},
		{"Sand, president of the local chapter of Nordbit, spoke.", "leads", "employed"},
		{"Sand, president and chief executive of Nordbit, spoke.", "leads", "leads"},
		{"Sand is head of Nordbit's skills division.", "leads", "employed"},
		{"Sand is head of Nordbit.", "leads", "leads"},
		{"Senator Sand of the Nordbit spoke.", "employed", "memberOf"},
		{"Sand, a deputy of Nordbit, spoke.", "employed", "memberOf"},
		{"Sand, a chemist of Nordbit, spoke.", "employed", "employed"},
		{"Senator Sand works for Nordbit.", "employed", "employed"},
	}
	for _, test := range tests {
		d := read(t, test.text, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
		person, body := d.Mentions[0], d.Mentions[1]
		if person.Of(test.text) != "Sand" {
			person, body = body, person
		}
		if got := d.corrected(test.output, person, body); got != test.want {
			t.Errorf("%q: %s is %q, want %q", test.text, test.output, got, test.want)
		}
	}
	d := read(t, "Sand, a spokeswoman, is of the Labour Party.", named{"Sand", graph.Person}, named{"Labour Party", graph.Institution})
	if got := d.corrected(employedOutput, d.Mentions[0], d.Mentions[1]); got != "memberOf" {
		t.Errorf("a party's spokeswoman is %q of it, want memberOf", got)
	}
}

func TestHeadToBe(t *testing.T) {
	for text, want := range map[string]Polarity{
		"Sand will head Nordbit from May.":             Planned,
		"Sand is to become president of Nordbit.":      Planned,
		"Sand heads Nordbit.":                          Asserted,
		"Sand, who will be sixty, heads Nordbit.":      Asserted,
		"Sand has been appointed director of Nordbit.": Asserted,
	} {
		d := read(t, text, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
		c := candidate{key: key{output: "leads"}, mentions: [2]int{0, 1}}
		if got := d.polarity(c); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
