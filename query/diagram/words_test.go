package diagram

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"Ada Lovelace":             "Ada Lovelace",
		" two\n\tlines\u2028here ": "two lines here",
		"\x1b[31mred\x07":          "[31mred",
		"\u202egnp.exe\u200e":      "gnp.exe",
		"\xffbad\xc3":              "bad",
		"\u200b\ufeff":             "(no name)",
		"":                         "(no name)",
		"中国\u0085x":                "中国 x",
		"👩\u200d🚀":                 "👩\u200d🚀",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x00b\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		got := clean(s)
		if got != clean(got) {
			t.Errorf("clean is not done: %q", got)
		}
		if strings.ContainsAny(got, "\x00\x1b\n\r\t\u202e\u2066") || got == "" {
			t.Errorf("%q", got)
		}
	})
}

func TestDates(t *testing.T) {
	for in, want := range map[graph.Date]string{"2015-12-12": "12 Dec 2015", "2016-05": "May 2016", "1984": "1984", "": ""} {
		if got := day(in); got != want {
			t.Errorf("day(%q) = %q, want %q", in, got, want)
		}
	}
	for _, c := range []struct {
		p        graph.Predicate
		past     bool
		from, to graph.Date
		want     string
	}{
		{"leads", false, "2013", "", "since 2013"},
		{"bornIn", false, "1955", "", "1955"},
		{"leads", true, "2013", "", "from 2013"},
		{"leads", true, "", "2016-05", "until May 2016"},
		{"leads", true, "2010", "2016", "2010–2016"},
		{"leads", true, "2015", "2015", "2015"},
		{"leads", true, "", "", ""},
	} {
		s := graph.Statement{Predicate: c.p, Evidence: []graph.Evidence{{Article: &graph.Article{}, Past: c.past, From: c.from, To: c.to}}}
		if got := held(ontology.Default(), s); got != c.want {
			t.Errorf("past %v, %q to %q: %q, want %q", c.past, c.from, c.to, got, c.want)
		}
	}
}

func TestWordsOfNumbers(t *testing.T) {
	got := []string{sourcesWord(1), sourcesWord(31), thousands(0), thousands(999), thousands(1000), thousands(1234567), moreOf(1, graph.Country), moreOf(50, graph.Country), moreOf(9, graph.Person), moreOf(3, "")}
	want := []string{"1 source", "31 sources", "0", "999", "1,000", "1,234,567", "+1 more country", "+50 more countries", "+9 more people", "+3 more others"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReading(t *testing.T) {
	o := ontology.Default()
	s := graph.Statement{Predicate: "worksFor", Evidence: []graph.Evidence{{Article: &graph.Article{}, Past: true}}}
	if got := reading(o, s); got != "worked for" {
		t.Errorf("%q", got)
	}
	s.Predicate = "unheardOf\n"
	if got := reading(o, s); got != "unheardOf" {
		t.Errorf("%q", got)
	}
}

func TestSafeAddress(t *testing.T) {
	for in, want := range map[string]string{
		"https://news.example/a?b=c&d=e": "https://news.example/a?b=c&d=e", "http://x.example": "http://x.example", "#note-3": "#note-3",
		"javascript:alert(1)": "", "JAVASCRIPT:alert(1)": "", "data:text/html,x": "", "//evil.example": "", "/local": "", "": "", "https://": "", "\x01javascript:alert(1)": "", " https://x.example ": "https://x.example",
	} {
		if got := safeAddress(in); got != want {
			t.Errorf("safeAddress(%q) = %q, want %q", in, got, want)
		}
	}
}
