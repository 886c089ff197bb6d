package graph_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clewgraph/clew/graph"
	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for name, want := range map[string]string{
		"The University of Göttingen": "university of gottingen",
		"University of Göttingen":     "university of gottingen",
		"TRUMP’s order":               "trump order",
		"U.S.":                        "u s",
		"O'Neil":                      "o neil",
		"A":                           "a",
		"解振华":                         "解振华",
		"  Sun   Yat-sen ":            "sun yat sen",
		"🙂":                           "",
	} {
		if got := graph.Fold(name); got != want {
			t.Errorf("Fold(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestEntityID(t *testing.T) {
	for _, c := range []struct {
		kind  graph.Kind
		name  string
		apart []string
		id    graph.EntityID
		iri   string
	}{
		{graph.Person, "Liu Jun", nil, "person/liu-jun", "urn:clew:person:liu-jun"},
		{graph.Person, "Li Wei", []string{"1972"}, "person/li-wei.1972", "urn:clew:person:li-wei.1972"},
		{graph.Person, "解振华", nil, "person/解振华", "urn:clew:person:解振华"},
		{graph.Institution, "A/B <Lab>", nil, "institution/a-b-lab", "urn:clew:institution:a-b-lab"},
		{graph.Place, "🙂", nil, "place/xd06f1525", "urn:clew:place:xd06f1525"},
	} {
		id := graph.NewEntityID(c.kind, c.name, c.apart...)
		if id != c.id || id.IRI() != c.iri {
			t.Errorf("%s %q has id %s and IRI %s, want %s and %s", c.kind, c.name, id, id.IRI(), c.id, c.iri)
		}
	}
}

func TestParseEntityIDRefuses(t *testing.T) {
	for _, s := range []string{"", "liu-jun", "robot/r2", "person/", "Person/x", "urn:clew:person", "urn:clew:person:%zz", "http://example.org/x"} {
		if id, err := graph.ParseEntityID(s); err == nil {
			t.Errorf("ParseEntityID(%q) = %q, want an error", s, id)
		}
	}
}

func FuzzEntityID(f *testing.F) {
	for _, s := range []string{"Liu Jun", "", "<script>", "=cmd|' /C calc'!A0", "\u202egnp.exe", "a\x00b", strings.Repeat("é", 200)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		name = strings.ToValidUTF8(name, "?")
		id := graph.NewEntityID(graph.Person, name)
		if len(id) < len("person/x") || len(id) > 110 || !utf8.ValidString(string(id)) {
			t.Errorf("%q has id %q", name, id)
		}
		for _, imported := range []graph.EntityID{id, graph.EntityID("person/x" + name)} {
			back, err := graph.ParseEntityID(imported.IRI())
			if err != nil || back != imported {
				t.Errorf("%q has IRI %q, which reads as %q, %v", imported, imported.IRI(), back, err)
			}
			if strings.ContainsAny(imported.IRI(), " <>\"{}|\\^`\n\x00") {
				t.Errorf("%q has IRI %q, which N-Quads cannot hold", imported, imported.IRI())
			}
		}
	})
}

func TestNewArticle(t *testing.T) {
	a, err := graph.NewArticle("notes/a.txt", "Liu Jun left Harvard.")
	want := graph.Article{ID: "a:d0ae889af9c8de7c", Name: "notes/a.txt", Bytes: 21, Text: "Liu Jun left Harvard."}
	if diff := cmp.Diff(want, a); diff != "" || err != nil {
		t.Errorf("error %v, article differs (-want +got):\n%s", err, diff)
	}
	for _, text := range []string{"", " \n", "a\xffb"} {
		if _, err := graph.NewArticle("a.txt", text); err == nil {
			t.Errorf("an article with the text %q was accepted", text)
		}
	}
}

func TestDate(t *testing.T) {
	for s, ok := range map[string]bool{
		"": true, "2016": true, "2016-05": true, "2016-05-31": true, "2016-02-30": false, "2016-13": false,
		"16": false, "2016-5": false, "2016-05-31T00:00": false, "May 2016": false,
	} {
		if d, err := graph.ParseDate(s); (err == nil) != ok || ok && string(d) != s {
			t.Errorf("ParseDate(%q) = %q, %v", s, d, err)
		}
	}
	for _, c := range []struct {
		a, b graph.Date
		want bool
	}{{"2016", "2017", true}, {"2016", "2016-05", false}, {"2016-05", "2016", false}, {"2016-05-31", "2016-06", true}, {"", "2016", false}} {
		if got := c.a.Before(c.b); got != c.want {
			t.Errorf("%q before %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestReadingCheck(t *testing.T) {
	const text = "Karikó joined BioNTech."
	reading := func(change func(*graph.Reading)) graph.Reading {
		a, err := graph.NewArticle("a.txt", text)
		if err != nil {
			t.Fatal(err)
		}
		r := graph.Reading{
			Article: a,
			Entities: []graph.LocalEntity{
				{Name: "Karikó", Kind: graph.Person, Mentions: []graph.Span{{Start: 0, End: 7}}},
				{Name: "BioNTech", Kind: graph.Institution, Mentions: []graph.Span{{Start: 15, End: 23}}},
			},
			Statements: []graph.LocalStatement{{
				Subject: 0, Predicate: "worksFor", Object: 1,
				Evidence: []graph.Evidence{{Span: graph.Span{Start: 0, End: len(text)}, Text: text, Confidence: 0.9}},
			}},
		}
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		change func(*graph.Reading)
		want   string
	}{
		"true":            {func(*graph.Reading) {}, ""},
		"inside a rune":   {func(r *graph.Reading) { r.Entities[0].Mentions[0].End = 6 }, "no place in the text"},
		"other quote":     {func(r *graph.Reading) { r.Statements[0].Evidence[0].Text = "Karikó joined Biontech." }, "not what the text has"},
		"quote too short": {func(r *graph.Reading) { r.Statements[0].Evidence[0].Text = "Karikó" }, "bytes long"},
		"no evidence":     {func(r *graph.Reading) { r.Statements[0].Evidence = nil }, "no evidence"},
		"no such entity":  {func(r *graph.Reading) { r.Statements[0].Object = 2 }, "does not connect"},
		"itself":          {func(r *graph.Reading) { r.Statements[0].Object = 0 }, "does not connect"},
		"too confident":   {func(r *graph.Reading) { r.Statements[0].Evidence[0].Confidence = 1.5 }, "not in 0..1"},
	} {
		t.Run(name, func(t *testing.T) {
			err := reading(c.change).Check()
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

func TestStatementShowsItsEvidence(t *testing.T) {
	older := &graph.Article{ID: "a:2", Date: "2019"}
	newer := &graph.Article{ID: "a:1", Date: "2024-05"}
	s := graph.Statement{Evidence: []graph.Evidence{
		{Article: older, Text: "long, sure", Confidence: 0.9},
		{Article: older, Text: "short", Confidence: 0.9},
		{Article: newer, Text: "late", Confidence: 0.5, Past: true, To: "2020"},
	}}
	past, _, to := s.Held()
	if s.Sources() != 2 || s.Confidence() != 0.9 || s.Best().Text != "short" || !past || to != "2020" {
		t.Errorf("sources %d, confidence %v, best %q, past %v, to %q", s.Sources(), s.Confidence(), s.Best().Text, past, to)
	}
}

func TestPathNodes(t *testing.T) {
	a, b, c := graph.Ref{ID: "person/a"}, graph.Ref{ID: "institution/b"}, graph.Ref{ID: "person/c"}
	p := graph.Path{Steps: []graph.Step{
		{Statement: graph.Statement{Subject: a, Object: b}},
		{Statement: graph.Statement{Subject: c, Object: b}, Inverse: true},
	}}
	if diff := cmp.Diff([]graph.Ref{a, b, c}, p.Nodes()); diff != "" {
		t.Errorf("nodes differ (-want +got):\n%s", diff)
	}
}
