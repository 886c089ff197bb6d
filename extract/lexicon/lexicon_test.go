package lexicon

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

func TestCountryOf(t *testing.T) {
	for name, want := range map[string]string{
		"China": "CN", "Chinese": "CN", "the US": "US", "U.S.": "US", "The United Kingdom": "GB", "Britons": "GB",
		"People’s Republic of China": "CN", "Türkiye": "TR", "South Koreans": "KR", "Hong Kong": "HK", "India": "IN", "Aruba": "AW",
		"china": "", "Lund": "", "": "", "Harvard University": "", "Maria": "", "England": "",
	} {
		c, ok := CountryOf(name)
		if c.ISO2 != want || ok != (want != "") {
			t.Errorf("%q is %+v, want %q", name, c, want)
		}
	}
	want := Country{Name: "Turkey", ISO2: "TR", ISO3: "TUR", Wikidata: "Q43"}
	if got, _ := CountryByCode("TR"); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestEveryCountryHasAName(t *testing.T) {
	n := 0
	for line := range strings.Lines(countries) {
		code, _, _ := strings.Cut(line, "\t")
		c, ok := CountryByCode(code)
		back, found := CountryOf(c.Name)
		if !ok || c.Name == "" || len(c.ISO3) != 3 || !found || back != c {
			t.Errorf("%s: %+v, by its name %+v", code, c, back)
		}
		n++
	}
	if n != 250 {
		t.Errorf("%d countries", n)
	}
}

func TestNamesAreSortedAndShort(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(names, "\n"), "\n")
	if !slices.IsSorted(lines) {
		t.Error("the lines are not sorted")
	}
	for _, l := range lines {
		name, _, _ := strings.Cut(l, "\t")
		if n := len(Words(name)); n > longestName || len(name) >= maxName {
			t.Errorf("%q has %d words and %d bytes", name, n, len(name))
		}
		if _, ok := find(strings.Split(name, " ")...); !ok {
			t.Errorf("%q is not found", name)
		}
	}
}

func TestLongest(t *testing.T) {
	tests := []struct {
		words   string
		n       int
		lists   Lists
		country string
	}{
		{"United States of America and", 4, Countries, "US"},
		{"South Korean firms", 2, Demonyms, "KR"},
		{"San Francisco Bay", 2, Cities, ""},
		{"Harvard University Press", 2, Universities, "US"},
		{"Nowhere at all", 0, 0, ""},
		{"Maria", 0, 0, ""},
	}
	for _, test := range tests {
		n, lists, country := Longest(strings.Fields(test.words))
		if n != test.n || lists&test.lists != test.lists || country != test.country {
			t.Errorf("%q: %d words on %b of %q, want %d on %b of %q", test.words, n, lists, country, test.n, test.lists, test.country)
		}
	}
}

// The figures are those of the training program's gazetteer.py.
func TestFeatures(t *testing.T) {
	words := strings.Fields("In May Maria Chen left South Korea for Harvard University , UK 's Beijing and H1B 42")
	sentence := make([]int, len(words))
	sentence[len(words)-1] = 1
	bits := func(list ...int) (f uint32) {
		for _, b := range list {
			f |= 1 << b
		}
		return f
	}
	want := map[string]uint32{
		"In": bits(2, 7), "left": bits(0), "Korea": bits(2, 8, 9), "Harvard": bits(2, 14), "University": bits(2, 12, 15),
		",": bits(4), "UK": bits(1, 8), "Beijing": bits(2, 12, 18), "H1B": bits(5), "42": bits(3, 7),
	}
	for i, f := range Features(words, sentence) {
		if w, ok := want[words[i]]; ok && f != w {
			t.Errorf("%q has %020b, want %020b", words[i], f, w)
		}
		if words[i] == "May" && f&bits(6) == 0 || words[i] == "Maria" && f&bits(16) == 0 || words[i] == "Chen" && f&bits(17) == 0 {
			t.Errorf("%q has %020b", words[i], f)
		}
	}
}

func TestWordLists(t *testing.T) {
	if PronounOf("she") != PersonPronoun || PronounOf("which") != ThingPronoun || PronounOf("they") != PluralPronoun || PronounOf("table") != "" {
		t.Error("pronouns")
	}
	if diff := cmp.Diff([]graph.Kind{graph.Institution, graph.Country}, NounKinds("government")); diff != "" {
		t.Error(diff)
	}
	if !IsDeterminer("its") || !IsTitle("Dr") || !IsGeneric("university") || !IsParticle("of") || !IsPast("former") || HeadKind("Act") != graph.Policy {
		t.Error("lists")
	}
	if c, ok := Metonym("New Delhi"); !ok || c.ISO2 != "IN" {
		t.Errorf("New Delhi is %+v", c)
	}
	if full, ok := UsualName("Harvard"); full != "Harvard University" || !ok {
		t.Errorf("Harvard is usually %q", full)
	}
	if full, ok := UsualName("Labour"); ok {
		t.Errorf("Labour is %q wherever it stands", full)
	}
	if full, _ := FullName("UCLA"); full != "University of California, Los Angeles" {
		t.Errorf("UCLA is %q", full)
	}
}
