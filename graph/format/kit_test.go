package format_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/google/go-cmp/cmp"
)

// hostile is a table of names that an article or an import may hold, for every format.
var hostile = []string{
	`Anna "Nan" O'Neil`,
	"two\nlines",
	"carriage\r\nreturn",
	"tab\there",
	"\u202Eright to left\u202C",
	"😀 emoji 👩‍🔬",
	"<script>alert(1)</script>",
	"]]> & &amp; <!-- -->",
	`=cmd|'/C calc'!A0`,
	"+1", "-1", "@SUM(A1)", "'=already quoted", "''-twice", "＝full width",
	`back\slash \| pipe|bar \n`,
	"semi;colon, comma",
	"`backtick` ${x} {{y}}",
	`\u0027 OR 1=1 //`,
	"nul\x00 bell\x07 escape\x1b[31m",
	"非洲 Ωmega né",
	" spaces around ",
	"#comment", "_:b", "%41", "\uFEFFmark", "\u2028separator",
}

// fixture is a graph of three articles, of which the third has no text, with hostile names in every place.
func fixture() format.Graph {
	first := article("news/one.txt", "Liu Jun left \"Harvard\"\r\nfor Tsinghua. =1+1", graph.Article{Title: `A "title" <b>`, Date: "2025-09-25", URL: "https://example.org/a?b=1&c=|2", Author: "A. Author", Publisher: "The, Paper"})
	second := article("two.txt", "Liu Jun works at Tsinghua – é.", graph.Article{Date: "2024-05"})
	third := &graph.Article{ID: "a:00112233445566ff", Name: "gone=.txt", Bytes: 900}
	liu := graph.Entity{ID: "person/liu-jun", Name: "Liu Jun", Kind: graph.Person, Aliases: []string{"J. Liu", "Liu|Jun"}, IDs: map[string]string{"wikidata": "Q1", "or:cid": "=0"}}
	harvard := graph.Entity{ID: "institution/harvard", Name: "Harvard", Kind: graph.Institution, IDs: map[string]string{"ror": "https://ror.org/03vek6s52"}}
	tsinghua := graph.Entity{ID: "institution/P0:/ %x.2", Name: "Tsinghua", Kind: graph.Institution}
	china := graph.Entity{ID: "country/china", Name: "China", Kind: graph.Country, IDs: map[string]string{"iso3166": "CN"}}
	entities := []graph.Entity{liu, harvard, tsinghua, china}
	for i, name := range hostile {
		kind := graph.Kinds[i%len(graph.Kinds)]
		entities = append(entities, graph.Entity{ID: graph.NewEntityID(kind, fmt.Sprint("x", i, name)), Name: name, Kind: kind, Aliases: []string{"~" + name}, IDs: map[string]string{"k" + name: name}})
	}
	slices.SortFunc(entities, func(a, b graph.Entity) int { return cmp2(a.ID, b.ID) })
	mentions := map[graph.EntityID][]graph.Mention{
		liu.ID:      {at(first, 0, 7), at(second, 0, 7)},
		harvard.ID:  {at(first, 13, 22)},
		tsinghua.ID: {at(second, 17, 25)},
	}
	statements := []graph.Statement{
		{Subject: tsinghua.Ref(), Predicate: "locatedIn", Object: china.Ref(), Evidence: []graph.Evidence{quote(third, 800, "Tsinghua|of \"China\"", 0.3)}},
		{Subject: liu.Ref(), Predicate: "workedFor", Object: harvard.Ref(), Evidence: []graph.Evidence{
			{Article: first, Span: graph.Span{Start: 0, End: 22}, Text: first.Text[:22], Confidence: 0.93, Past: true, From: "2010", To: "2016-05"},
			{Article: first, Span: graph.Span{Start: 0, End: 22}, Text: first.Text[:22], Confidence: 0.5},
		}},
		{Subject: liu.Ref(), Predicate: "worksFor", Object: tsinghua.Ref(), Evidence: []graph.Evidence{
			quote(first, 0, first.Text[:38], 1), quote(second, 0, second.Text, 0.125), quote(third, 4, "=HYPERLINK(\"x\")\n\x01", 0.000001),
		}},
	}
	for i := range statements {
		slices.SortStableFunc(statements[i].Evidence, graph.CompareEvidence)
	}
	articles := []graph.Article{*first, *second, *third}
	slices.SortFunc(articles, func(a, b graph.Article) int { return cmp2(a.ID, b.ID) })
	for _, m := range mentions {
		slices.SortFunc(m, func(a, b graph.Mention) int { return cmp2(a.Article.ID, b.Article.ID) })
	}
	return graphOf(articles, entities, mentions, statements)
}

func cmp2[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func article(name, text string, like graph.Article) *graph.Article {
	a, err := graph.NewArticle(name, text)
	if err != nil {
		panic(err)
	}
	like.ID, like.Name, like.Bytes, like.Text = a.ID, a.Name, a.Bytes, a.Text
	return &like
}

func at(a *graph.Article, start, end int) graph.Mention {
	return graph.Mention{Article: a, Span: graph.Span{Start: start, End: end}, Text: a.Text[start:end]}
}

func quote(a *graph.Article, start int, text string, confidence float64) graph.Evidence {
	return graph.Evidence{Article: a, Span: graph.Span{Start: start, End: start + len(text)}, Text: text, Confidence: confidence}
}

func graphOf(articles []graph.Article, entities []graph.Entity, mentions map[graph.EntityID][]graph.Mention, statements []graph.Statement) format.Graph {
	return format.Graph{
		Articles: each(articles), Entities: each(entities), Statements: each(statements),
		Mentions: func(_ context.Context, id graph.EntityID) ([]graph.Mention, error) { return mentions[id], nil },
	}
}

func each[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// joined puts readings together again as a store would: entities and statements by their ids, everything sorted.
func joined(t testing.TB, readings iter.Seq2[graph.Reading, error]) format.Graph {
	t.Helper()
	var articles []graph.Article
	entities := map[graph.EntityID]graph.Entity{}
	mentions := map[graph.EntityID][]graph.Mention{}
	statements := map[graph.Triple]*graph.Statement{}
	for r, err := range readings {
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		articles = append(articles, r.Article)
		a := &r.Article
		for _, e := range r.Entities {
			entities[e.ID] = graph.Entity{ID: e.ID, Name: e.Name, Kind: e.Kind, Aliases: e.Aliases, IDs: e.IDs}
			for i, m := range e.Mentions {
				mention := graph.Mention{Article: a, Span: m}
				switch {
				case a.Text != "":
					mention.Text = m.Of(a.Text)
				case e.Words != nil:
					mention.Text = e.Words[i]
				}
				mentions[e.ID] = append(mentions[e.ID], mention)
			}
		}
		for _, s := range r.Statements {
			subject, object := r.Entities[s.Subject], r.Entities[s.Object]
			triple := graph.Triple{Subject: subject.ID, Predicate: s.Predicate, Object: object.ID}
			if statements[triple] == nil {
				statements[triple] = &graph.Statement{Subject: entities[subject.ID].Ref(), Predicate: s.Predicate, Object: entities[object.ID].Ref()}
			}
			for _, e := range s.Evidence {
				e.Article = a
				statements[triple].Evidence = append(statements[triple].Evidence, e)
			}
		}
	}
	var list []graph.Statement
	for _, triple := range slices.SortedFunc(maps.Keys(statements), graph.Triple.Compare) {
		list = append(list, *statements[triple])
	}
	var all []graph.Entity
	for _, id := range slices.Sorted(maps.Keys(entities)) {
		all = append(all, entities[id])
	}
	return graphOf(articles, all, mentions, list)
}

func find(t testing.TB, name string) format.Format {
	t.Helper()
	f, err := format.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func written(t testing.TB, name string, g format.Graph) string {
	t.Helper()
	var b bytes.Buffer
	if err := find(t, name).Write(t.Context(), &b, g, format.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func diff(t *testing.T, want, got string) {
	t.Helper()
	if d := cmp.Diff(bytes.Split([]byte(want), []byte("\n")), bytes.Split([]byte(got), []byte("\n"))); d != "" {
		t.Error(d)
	}
}
