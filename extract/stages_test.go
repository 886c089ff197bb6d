package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

func TestLayout(t *testing.T) {
	for line, want := range map[string]Layout{
		"Our website uses cookies. By browsing on, you accept our use of cookies.": Furniture,
		"Sign up for our newsletter":     Furniture,
		"Related articles":               Furniture,
		"×":                              Furniture,
		"By Maria Holm and Jonas Berg":   Byline,
		"Photo: Anna Lind / Lund Herald": Credit,
		"Eva Sand in her laboratory. (Photo: Lund Herald)": Caption,
		"- Lund University, founded in 1666":               Item,
		"Why the chemists came home":                       Heading,
		"Eva Sand left Lund in 2019.":                      Paragraph,
		"Related work by Sand was published in Nature.":    Paragraph,
	} {
		_, blocks := readBlocks(line)
		if len(blocks) != 1 || blocks[0].Layout != want {
			t.Errorf("%q is %v, want %s", line, blocks, want)
		}
	}
}

func TestFurnitureHasNoWords(t *testing.T) {
	text := "Eva Sand left.\nSubscribe to Lund Daily\nShe came back."
	sentences, blocks := readBlocks(text)
	var got []string
	for _, w := range readWords(text, sentences, blocks) {
		got = append(got, w.Of(text))
	}
	if diff := cmp.Diff(strings.Fields("Eva Sand left . She came back ."), got); diff != "" {
		t.Error(diff)
	}
}

// fakeTags gives each word the tag of its number with probability .9 and shares the rest.
type fakeTags []int

func (f fakeTags) Of(word int) []float32 {
	p := make([]float32, 11)
	for i := range p {
		p[i] = 0.01
	}
	p[f[word]] = 0.9
	return p
}

func TestNames(t *testing.T) {
	const o, bPer, iPer, bOrg, iOrg, bPol = 0, 1, 2, 3, 4, 5
	tests := []struct {
		text string
		tags fakeTags
		want []string
	}{
		{"Eva Sand left", fakeTags{bPer, iPer, o}, []string{"person Eva Sand"}},
		{"the inside of nothing", fakeTags{o, iOrg, o, o}, nil},
		{"Committee of the Council met", fakeTags{bOrg, iOrg, iOrg, bOrg, o}, []string{"institution Committee of the Council"}},
		{"Lund Fund for met", fakeTags{bOrg, iOrg, iOrg, o}, []string{"institution Lund Fund"}},
		{"Mr spoke", fakeTags{bPer, o}, nil},
		{"The Research Act came", fakeTags{o, bOrg, iOrg, o}, []string{"policy Research Act"}},
		{"China and France", fakeTags{bOrg, o, bPol}, []string{"country China", "country France"}},
		{"Sand spoke and Sand left Sandbanks", fakeTags{bPer, o, o, o, o, o}, []string{"person Sand", "person Sand"}},
	}
	for _, test := range tests {
		words := nlp.Words(test.text, []graph.Span{{Start: 0, End: len(test.text)}})
		var got []string
		for _, n := range readNames(test.text, words, test.tags) {
			got = append(got, string(n.kind)+" "+surface(test.text, words, n.first, n.last))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestEntities(t *testing.T) {
	const p, i, c, pol = graph.Person, graph.Institution, graph.Country, graph.Policy
	tests := []struct {
		about, text string
		forms       []named
		want        []string
	}{
		{
			"surnames and titles", "Dr Eva Sand met Per Holm. Sand left.",
			[]named{{"Dr Eva Sand", p}, {"Per Holm", p}, {"Sand", p}},
			[]string{"person Eva Sand: Dr Eva Sand, Sand", "person Per Holm: Per Holm"},
		},
		{
			"of two namesakes the one mentioned last", "Eva Sand met Ulla Sand. Then Sand left.",
			[]named{{"Eva Sand", p}, {"Ulla Sand", p}, {"Sand", p}},
			[]string{"person Ulla Sand: Sand, Ulla Sand", "person Eva Sand: Eva Sand"},
		},
		{
			"a title with a stop is no name", "Mr. Sand came. Per Sand left.",
			[]named{{"Mr. Sand", p}, {"Per Sand", p}},
			[]string{"person Per Sand: Mr. Sand, Per Sand"},
		},
		{
			"husband and wife are two", "Mr. Sand came, and Mrs. Sand left.",
			[]named{{"Mr. Sand", p}, {"Mrs. Sand", p}},
			[]string{"person Mrs. Sand: Mrs. Sand", "person Mr. Sand: Mr. Sand"},
		},
		{
			"the title tells which of two", "Anna Sand and Peter Sand came. Mrs Sand left.",
			[]named{{"Anna Sand", p}, {"Peter Sand", p}, {"Mrs Sand", p}},
			[]string{"person Peter Sand: Peter Sand", "person Anna Sand: Anna Sand, Mrs Sand"},
		},
		{
			"who is only somebody's father is not meant", "Eva Sand is the daughter of Per Sand. Sand left.",
			[]named{{"Eva Sand", p}, {"Per Sand", p}, {"Sand", p}},
			[]string{"person Eva Sand: Eva Sand, Sand", "person Per Sand: Per Sand"},
		},
		{
			"the queen is not Mrs Sand", "Per Sand has met the queen. Sand left. Mr. Sand came.",
			[]named{{"Per Sand", p}, {"Sand", p}},
			[]string{"person Per Sand: Per Sand, Sand"},
		},
		{
			"a university and its press", "Lund University has a press. Lund University Press printed it. Lund paid.",
			[]named{{"Lund University", i}, {"Lund University Press", i}, {"Lund", i}},
			[]string{"institution Lund University Press: Lund University Press", "institution Lund University: Lund, Lund University"},
		},
		{
			"acronyms, in brackets too", "The Nordic Chemistry Union and the Institute for Baltic Enquiry (INBAQ) met. NCU and INBAQ agreed.",
			[]named{{"Nordic Chemistry Union", i}, {"Institute for Baltic Enquiry", i}, {"INBAQ", i}, {"NCU", i}},
			[]string{"institution Institute for Baltic Enquiry: INBAQ, Institute for Baltic Enquiry", "institution Nordic Chemistry Union: NCU, Nordic Chemistry Union"},
		},
		{
			"other names, foreign acronyms too", "The Baltic Enquiry Agency, better known as Sonar, and the Nordic Chemistry Party (KVP) met. Sonar and KVP agreed.",
			[]named{{"Baltic Enquiry Agency", i}, {"Sonar", i}, {"Nordic Chemistry Party", i}, {"KVP", i}},
			[]string{"institution Nordic Chemistry Party: KVP, Nordic Chemistry Party", "institution Baltic Enquiry Agency: Baltic Enquiry Agency, Sonar"},
		},
		{
			"countries by name, demonym and capital", "Chinese firms met U.S. firms. CHINA and Beijing spoke.",
			[]named{{"Chinese", c}, {"U.S.", c}, {"CHINA", c}, {"Beijing", c}},
			[]string{"country United States: U.S.", "country China: Beijing, CHINA, Chinese"},
		},
		{
			"a common word means the one mentioned last", "The Clean Harbour Act passed. The Act helps Lund University and Uppsala University. The University rejoiced.",
			[]named{{"Clean Harbour Act", pol}, {"Act", pol}, {"Lund University", i}, {"Uppsala University", i}, {"University", i}},
			[]string{"institution Uppsala University: University, Uppsala University", "institution Lund University: Lund University", "policy Clean Harbour Act: Act, Clean Harbour Act"},
		},
	}
	for _, test := range tests {
		d := read(t, test.text, test.forms...)
		if diff := cmp.Diff(test.want, entities(d)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.about, diff)
		}
	}
}

func TestCountriesHaveCodes(t *testing.T) {
	d := read(t, "He lives in Türkiye.", named{"Türkiye", graph.Country})
	want := graph.LocalEntity{
		ID: "country/turkey", Name: "Turkey", Kind: graph.Country, Aliases: []string{"Türkiye"},
		IDs: map[string]string{"iso3166": "TR", "wikidata": "Q43"}, Mentions: []graph.Span{{Start: 12, End: 20}},
	}
	if diff := cmp.Diff(want, d.Entities[0].local(d.Mentions)); diff != "" {
		t.Error(diff)
	}
}

func TestReferences(t *testing.T) {
	text := "She said the old university and its researchers like the bank-note, that the US team saw."
	words := nlp.Words(text, []graph.Span{{Start: 0, End: len(text)}})
	var got []string
	for _, m := range readReferences(text, words, make([]bool, len(words))) {
		got = append(got, m.Of(text))
	}
	want := []string{"She", "the old university", "its", "that", "that the US team", "the US team"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPatterns(t *testing.T) {
	const p, i, c, pl = graph.Person, graph.Institution, graph.Country, graph.Place
	tests := []struct {
		text  string
		forms []named
		want  []string
	}{
		{"Former Danish prime minister Ida Krogh spoke.", []named{{"Danish", c}, {"Ida Krogh", p}}, []string{"Ida Krogh leads Denmark (past)"}},
		{"Danish vice-president Ida Krogh spoke.", []named{{"Danish", c}, {"Ida Krogh", p}}, nil},
		{"Nordbank chief executive Per Holm left.", []named{{"Nordbank", i}, {"Per Holm", p}}, []string{"Per Holm leads Nordbank"}},
		{"The ex-Malmo striker Per Holm scored.", []named{{"Malmo", i}, {"Per Holm", p}}, []string{"Per Holm workedFor Malmo (past)"}},
		{"The Herald quoted economist Per Holm.", []named{{"Herald", i}, {"Per Holm", p}}, nil},
		{"The French chemist Anne Blanc won.", []named{{"French", c}, {"Anne Blanc", p}}, []string{"Anne Blanc citizenOf France"}},
		{"American literature professor Anne Blanc won.", []named{{"American", c}, {"Anne Blanc", p}}, nil},
		{"They met in Lund, Sweden.", []named{{"Lund", pl}, {"Sweden", c}}, []string{"Lund locatedIn Sweden"}},
		{"They met in Lund, Malmo, and Paris.", []named{{"Lund", pl}, {"Malmo", pl}, {"Paris", pl}}, nil},
		{"The Lund-based software firm Nordbit grew.", []named{{"Lund", pl}, {"Nordbit", i}}, []string{"Nordbit locatedIn Lund"}},
	}
	for _, test := range tests {
		d := read(t, test.text, test.forms...)
		if diff := cmp.Diff(test.want, triples(d, readPatterns(d))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestNameInAName(t *testing.T) {
	d := read(t, "UVX grew. The UVX Chemistry Department and UVX Lake lie there, and the UVX Trust Bank.",
		named{"UVX", graph.Institution}, named{"UVX Trust Bank", graph.Institution}, named{"UVX Chemistry Department", graph.Institution}, named{"UVX Lake", graph.Institution})
	if diff := cmp.Diff([]string{"UVX Chemistry Department partOf UVX"}, triples(d, readNested(d))); diff != "" {
		t.Error(diff)
	}
}

func TestPolarity(t *testing.T) {
	for text, want := range map[string]Polarity{
		"Sand joined Nordbit in 2019.":                         Asserted,
		"Sand never worked for Nordbit.":                       Denied,
		"Sand considered an offer from Nordbit.":               Planned,
		"Sand seems bound for Nordbit.":                        Planned,
		"They nominated Sand for head of research at Nordbit.": Planned,
		"Did Sand work for Nordbit?":                           Asked,
		"If Sand worked for Nordbit, she would be rich.":       Hypothetical,
		"If it rains, Sand of Nordbit will stay.":              Asserted,
		"Sand, who never smiled, works for Nordbit.":           Asserted,
		"What does it mean that Sand, of Nordbit, was there?":  Asserted,
	} {
		d := read(t, text, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
		got := d.polarity(candidate{key: key{output: employedOutput}, mentions: [2]int{0, 1}})
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	text := "Nordbit hopefuls such as Sand spoke."
	d := read(t, text, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
	if got := d.polarity(candidate{key: key{output: "memberOf"}, mentions: [2]int{1, 0}}); got != Planned {
		t.Errorf("%q is %q, want %q", text, got, Planned)
	}
}

func TestHeld(t *testing.T) {
	for quote, want := range map[string][2]graph.Date{
		"She taught there from 2010 to May 2016.":                {"2010", "2016-05"},
		"She has taught there since September 2019.":             {"2019-09", ""},
		"She joined the university in 2019.":                     {"2019", ""},
		"She left the university in March 2020.":                 {"", "2020-03"},
		"She left in 2013 and joined the university.":            {"", ""},
		"She heads it and has funds for the years 2025 to 2027.": {"", ""},
		"She was dean (2010-2016).":                              {"2010", "2016"},
		"She taught there until 2016.":                           {"", "2016"},
		"Since 2010 and since 2012 much has changed.":            {"", ""},
		"From 2016 to 2010 is no time.":                          {"", ""},
		"She taught 2019 students.":                              {"", ""},
		"Born in 1946, she teaches there.":                       {"", ""},
		"She left Lund for Oslo in 2010.":                        {"", ""},
	} {
		from, to := held(quote, employedOutput)
		if diff := cmp.Diff(want, [2]graph.Date{from, to}); diff != "" {
			t.Errorf("%q (-want +got):\n%s", quote, diff)
		}
	}
	for _, output := range []string{"bornIn", "locatedIn", "suedBy", "enactedBy"} {
		if from, to := held("Born in Lund, she taught there from 2010 to 2016.", output); from != "" || to != "" {
			t.Errorf("%s from %q to %q, which does not last", output, from, to)
		}
	}
}

func TestEvidence(t *testing.T) {
	long := "The meeting went on for many hours and nobody could remember who had called it in the first place or why; Sand, of Nordbit, slept; others ate what there was to eat."
	d := read(t, long, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
	if got, want := d.evidence([2]int{0, 1}).Text, "Sand, of Nordbit, slept;"; got != want {
		t.Errorf("the clause is %q, want %q", got, want)
	}

	d = read(t, "Eva Sand is old. She works for Nordbit. It rains.", named{"Eva Sand", graph.Person}, named{"She", graph.Person}, named{"Nordbit", graph.Institution})
	d.Mentions[1].Class, d.Mentions[1].Entity = nlp.PronounPerson, d.Mentions[0].Entity
	if got, want := d.evidence([2]int{1, 2}).Text, "Eva Sand is old. She works for Nordbit."; got != want {
		t.Errorf("the evidence of a pronoun is %q, want %q", got, want)
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]Language{
		strings.Repeat("The chemist left the university that had hired her after a year of work. ", 4):           English,
		strings.Repeat("Die Chemikerin verliess die Universität, die sie nach einem Jahr angestellt hatte. ", 4): OtherSpeech,
		strings.Repeat("La chimiste a quitté l'université qui l'avait engagée après une année de travail. ", 4):  OtherSpeech,
		strings.Repeat("这位化学家一年后离开了大学。", 10):                                                                     OtherSpeech,
		"Kort text.": English,
		"Der Bundestag hat am Donnerstag das Gesetz zur Sicherheit der Forschung verabschiedet, wie Anna Sand in Berlin mitteilte.": OtherSpeech,
		"Sand quits Nordbit amid bribery claims, shares fall 9%":                                                                    English,
	} {
		sentences, blocks := readBlocks(text)
		if got := languageOf(text, readWords(text, sentences, blocks)); got != want {
			t.Errorf("%.40q is %s, want %s", text, got, want)
		}
	}
}

func TestReadNames(t *testing.T) {
	got, err := ReadNames(strings.NewReader("name,kind,aliases,ids\nEva Sand,person,E. Sand|Sand,orcid:0000-0002-1825-0097|wikidata:Q1\n\"Nordbit, Inc\",Institution\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Name{
		{Name: "Eva Sand", Kind: graph.Person, Aliases: []string{"E. Sand", "Sand"}, IDs: map[string]string{"orcid": "0000-0002-1825-0097", "wikidata": "Q1"}},
		{Name: "Nordbit, Inc", Kind: graph.Institution},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for in, want := range map[string]string{
		"":                           "names: the file is empty",
		"who,what\n":                 "names: line 1: the columns must be name,kind,aliases,ids",
		"name,kind\nEva,robot\n":     `names: line 2: kind "robot" is none of person, institution, policy, country, place`,
		"name,kind\n\nEva,person,x":  "names: line 3: 3 values for 2 columns",
		"name,kind,ids\nE,person,Q1": `names: line 2: the id "Q1" is not written CATALOGUE:ID, as in wikidata:Q148`,
	} {
		if _, err := ReadNames(strings.NewReader(in)); err == nil || err.Error() != want {
			t.Errorf("%q: error %v, want %s", in, err, want)
		}
	}
}

func TestTimeLiesInTheClause(t *testing.T) {
	for text, want := range map[string]string{
		"Moe left Fjordbit in 2008, and Sand, formerly of Nordbit, stayed.":     "Sand, formerly of Nordbit, stayed.",
		"Sand worked for Nordbit until 2024, and Moe came in 2025.":             "Sand worked for Nordbit until 2024",
		"Sand taught at Nordbit before she joined Lund in 1986.":                "Sand taught at Nordbit",
		"Sand left Nordbit in 2013 and joined Lund.":                            "Sand left Nordbit in 2013",
		"Sand studied at Nordbit and worked for Lund from 2015 to 2019.":        "Sand studied at Nordbit",
		"Sand joined Nordbit in 2010 and left in 2015.":                         "Sand joined Nordbit in 2010 and left in 2015.",
		"Since 2010 Sand has worked for Nordbit.":                               "Since 2010 Sand has worked for Nordbit.",
		"In the spring, said Moe, who left in 2008, Sand will come to Nordbit.": "Sand will come to Nordbit.",
	} {
		d := read(t, text, named{"Sand", graph.Person}, named{"Nordbit", graph.Institution})
		if diff := cmp.Diff(want, d.timeOf([2]int{0, 1})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestFormerIsOfWhatFollowsIt(t *testing.T) {
	d := read(t, "Also now at Lund is former Nordbit chemist Sand.", named{"Lund", graph.Institution}, named{"Nordbit", graph.Institution}, named{"Sand", graph.Person})
	for i, want := range map[int]bool{0: false, 1: true} {
		c := candidate{key: key{output: employedOutput}, mentions: [2]int{2, i}}
		if got := d.isPast(c); got != want {
			t.Errorf("%s is past: %v, want %v", d.Mentions[i].Of(d.Article.Text), got, want)
		}
	}
}
