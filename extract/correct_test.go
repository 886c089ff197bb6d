package extract

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

func TestCorrected(t *testing.T) {
	const p, i, c, pl, pol = graph.Person, graph.Institution, graph.Country, graph.Place, graph.Policy
	tests := []struct {
		text            string
		subject, object named
		output, want    string
	}{
		{"Sand moved from Lund.", named{"Sand", p}, named{"Lund", pl}, "movedTo", "movedFrom"},
		{"Sand moved to Oslo.", named{"Sand", p}, named{"Oslo", pl}, "movedFrom", "movedTo"},
		{"Sand is the founding president of Nordbit.", named{"Sand", p}, named{"Nordbit", i}, "founded", "leads"},
		{"Sand, founder and founding director of Nordbit, left.", named{"Sand", p}, named{"Nordbit", i}, "founded", "founded"},
		{"The founding president of Nordbit is Sand.", named{"Sand", p}, named{"Nordbit", i}, "founded", "leads"},
		{"Sand founded Nordbit.", named{"Sand", p}, named{"Nordbit", i}, "founded", "founded"},
		{"Sand leaves Lund for Oslo University", named{"Sand", p}, named{"Oslo University", i}, "educatedAt", "employed"},
		{"Sand now works for the University of Oslo.", named{"Sand", p}, named{"University of Oslo", i}, "educatedAt", "employed"},
		{"Sand joined Nordbit after graduating from the University of Oslo.", named{"Sand", p}, named{"University of Oslo", i}, "educatedAt", "educatedAt"},
		{"Sand took her doctorate at the University of Oslo.", named{"Sand", p}, named{"University of Oslo", i}, "educatedAt", "educatedAt"},
		{"Sand, chief of staff of Nordbit, spoke.", named{"Sand", p}, named{"Nordbit", i}, "leads", "employed"},
		{"Sand, head of Nordbit, spoke.", named{"Sand", p}, named{"Nordbit", i}, "leads", "leads"},
		{"Sand, the former owner of Nordbit, spoke.", named{"Sand", p}, named{"Nordbit", i}, "founded", ""},
		{"Sand, the founder and head of Nordbit, spoke.", named{"Sand", p}, named{"Nordbit", i}, "founded", "founded"},
		{"Nordbit founder Sand spoke.", named{"Sand", p}, named{"Nordbit", i}, "leads", "founded"},
		{"Nordbit founder and president Sand spoke.", named{"Sand", p}, named{"Nordbit", i}, "leads", "leads"},
		{"She is the Per Sand Professor of Law at Nordbit.", named{"Per Sand", p}, named{"Nordbit", i}, "employed", ""},
		{"Per Sand, Professor of Law at Nordbit, left.", named{"Per Sand", p}, named{"Nordbit", i}, "employed", "employed"},
		{"Nordbit is in Norway.", named{"Nordbit", i}, named{"Norway", c}, "locatedIn", "locatedIn"},
		{"Harvard University is dear to Norway.", named{"Harvard University", i}, named{"Norway", c}, "locatedIn", ""},
		{"Harvard University lies in the United States.", named{"Harvard University", i}, named{"United States", c}, "locatedIn", "locatedIn"},
		{"The Embassy in Norway is not in Peru.", named{"Embassy in Norway", i}, named{"Peru", c}, "locatedIn", ""},
		{"Tokyo, too, looked at Peru.", named{"Tokyo", pl}, named{"Peru", c}, "locatedIn", ""},
		{"Under Operation Larkspur they came to Peru.", named{"Operation Larkspur", i}, named{"Peru", c}, "locatedIn", ""},
		{"Nordbit moved some people into Peru.", named{"Nordbit", i}, named{"Peru", c}, "locatedIn", ""},
		{"He saw Nordbit and Peru.", named{"Nordbit", i}, named{"Peru", c}, "locatedIn", ""},
		{"Nordbit has offices in Lund and Oslo.", named{"Nordbit", i}, named{"Oslo", pl}, "locatedIn", "locatedIn"},
		{"The U.S. Coast Watch came.", named{"Coast Watch", i}, named{"U.S.", c}, "locatedIn", ""},
		{"The Norwegian firm Nordbit came.", named{"Nordbit", i}, named{"Norwegian", c}, "locatedIn", "locatedIn"},
		{"Sand grew up in Oslo.", named{"Sand", p}, named{"Oslo", pl}, "livesIn", ""},
		{"Sand, a painter in Oslo, grew up abroad.", named{"Sand", p}, named{"Oslo", pl}, "livesIn", "livesIn"},
		{"Sand gave up her Norwegian citizenship.", named{"Sand", p}, named{"Norwegian", c}, "citizenOf", ""},
		{"Sand, a Norwegian citizen, gave up.", named{"Sand", p}, named{"Norwegian", c}, "citizenOf", "citizenOf"},
		{"Nordbit sued the Sand administration.", named{"Sand", p}, named{"Nordbit", i}, "suedBy", ""},
		{"Nordbit sued Sand.", named{"Sand", p}, named{"Nordbit", i}, "suedBy", "suedBy"},
		{"Sand, who represents Nordbit in court, spoke.", named{"Sand", p}, named{"Nordbit", i}, "employed", ""},
		{"Sand, who defended her thesis at Nordbit, spoke.", named{"Sand", p}, named{"Nordbit", i}, "employed", "employed"},
		{"Sand's sister works for Nordbit.", named{"Sand", p}, named{"Nordbit", i}, "employed", ""},
		{"Sand, whose late father taught at Nordbit, spoke.", named{"Sand", p}, named{"Nordbit", i}, "employed", ""},
		{"Sand, whose father was a painter, works for Nordbit.", named{"Sand", p}, named{"Nordbit", i}, "employed", "employed"},
		{"Nordbit was founded by Moe, the son of the minister Sand.", named{"Sand", p}, named{"Nordbit", i}, "founded", ""},
		{"Moe, the son of Sand, a chemist at Nordbit, spoke.", named{"Sand", p}, named{"Nordbit", i}, "employed", "employed"},
		{"Lundbit, founded in 2001 by Sand, is a member of Nordbit.", named{"Sand", p}, named{"Nordbit", i}, "memberOf", ""},
		{"Led by the chemist Sand, Lundbit has joined Nordbit.", named{"Sand", p}, named{"Nordbit", i}, "memberOf", ""},
		{"Lundbit, founded by Sand, who is a member of Nordbit, won.", named{"Sand", p}, named{"Nordbit", i}, "memberOf", "memberOf"},
		{"Lundbit, led by Sand, a former head of Nordbit, won.", named{"Sand", p}, named{"Nordbit", i}, "leads", "leads"},
		{"Nordbit was founded by the chemist and mother of three Sand.", named{"Sand", p}, named{"Nordbit", i}, "founded", "founded"},
		{"Sand (whose mother was a painter) leads Nordbit.", named{"Sand", p}, named{"Nordbit", i}, "leads", "leads"},
		{"Sand sued about a dozen firms, Nordbit among them.", named{"Nordbit", i}, named{"Sand", p}, "suedBy", "suedBy"},
		{"Lundbit teamed up with its rival Nordbit.", named{"Lundbit", i}, named{"Nordbit", i}, "partnerOf", "partnerOf"},
		{"Sand set up a branch of Nordbit.", named{"Sand", p}, named{"Nordbit", i}, "founded", ""},
		{"Sand sued Moe over the end of Nordbit.", named{"Nordbit", i}, named{"Sand", p}, "suedBy", ""},
		{"Lundbit competes with Nordbit.", named{"Lundbit", i}, named{"Nordbit", i}, "partnerOf", ""},
		{"Sand studied under Nordby's colleague Peter Moe.", named{"Sand", p}, named{"Nordby", p}, "advisedBy", ""},
		{"Sand was Nordby's student.", named{"Sand", p}, named{"Nordby", p}, "advisedBy", "advisedBy"},
		{"Sand, the labour minister, spoke.", named{"Sand", p}, named{"labour", i}, "memberOf", ""},
		{"Nordbit and its parent, Lundbit, have sued Moe.", named{"Nordbit", i}, named{"Lundbit", i}, "suedBy", ""},
		{"Sand ruled against Nordbit.", named{"Nordbit", i}, named{"Sand", p}, "suedBy", ""},
		{"Sand, a Monaco resident, spoke.", named{"Sand", p}, named{"Monaco", c}, "citizenOf", "livesIn"},
		{"Sand won the Lund Prize.", named{"Sand", p}, named{"Lund Prize", pol}, "affectedBy", ""},
		{"The Clean Harbour Act helps Nordbit.", named{"Clean Harbour Act", pol}, named{"Nordbit", i}, "affectedBy", "affectedBy"},
	}
	for _, test := range tests {
		d := read(t, test.text, test.subject, test.object)
		subject, object := d.Mentions[0], d.Mentions[1]
		if subject.Of(test.text) != test.subject.form {
			subject, object = object, subject
		}
		if got := d.corrected(test.output, subject, object); got != test.want {
			t.Errorf("%q: %s is %q, want %q", test.text, test.output, got, test.want)
		}
	}
}

func TestDatelines(t *testing.T) {
	for text, want := range map[string]int{
		"OSLO - Eva Sand left.":                  len("OSLO - "),
		"LOS ANGELES — Eva Sand left.":           len("LOS ANGELES — "),
		"BRUSSELS (NTB) - Eva Sand left.":        len("BRUSSELS (NTB) - "),
		"LUND, Sweden, May 5 (NTB) -- She left.": len("LUND, Sweden, May 5 (NTB) -- "),
		"NORWAY – Eva Sand left.":                len("NORWAY – "),
		"NOTHING - Eva Sand left.":               0,
		"Oslo - Eva Sand left.":                  0,
		"OSLO-based Nordbit grew.":               0,
	} {
		if got := datelineEnd(text); got != want {
			t.Errorf("the dateline of %q is %d bytes long, want %d", text, got, want)
		}
	}
}

func TestDatelineIsNoPartOfTheSentence(t *testing.T) {
	text := "OSLO - Eva Sand joined Nordbit. She likes Oslo."
	sentences, _ := readBlocks(text)
	var got []string
	for _, s := range sentences {
		got = append(got, s.Of(text))
	}
	if diff := cmp.Diff([]string{"OSLO - ", "Eva Sand joined Nordbit. ", "She likes Oslo."}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	d := read(t, text, named{"OSLO", graph.Place}, named{"Oslo", graph.Place}, named{"Eva Sand", graph.Person})
	if diff := cmp.Diff([]string{"person Eva Sand: Eva Sand", "place Oslo: OSLO, Oslo"}, entities(d)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	d.Mentions[0].Dateline = true
	pairs := []nlp.Pair{{Subject: 1, Object: 0, Probability: []float32{1}}, {Subject: 1, Object: 2, Probability: []float32{1}}}
	if got := d.candidates(pairs, []string{"livesIn"}, scoreFloor); len(got) != 1 || got[0].mentions != [2]int{1, 2} {
		t.Errorf("candidates %+v, want one, of the second Oslo", got)
	}
}

func TestDatelineKind(t *testing.T) {
	for name, want := range map[string]graph.Kind{"BEIJING": graph.Place, "NORWAY": graph.Country, "NTB": graph.Institution} {
		if got := datelineKind(name, graph.Institution); got != want {
			t.Errorf("%s is of kind %s, want %s", name, got, want)
		}
	}
}
