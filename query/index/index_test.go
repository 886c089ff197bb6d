package index_test

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// memory is a source held in slices.
type memory struct {
	articles   []graph.Article
	entities   []graph.Entity
	statements []graph.Statement
}

func all[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (m memory) Articles(context.Context) iter.Seq2[graph.Article, error] { return all(m.articles) }
func (m memory) Entities(context.Context) iter.Seq2[graph.Entity, error]  { return all(m.entities) }
func (m memory) Statements(context.Context) iter.Seq2[graph.Statement, error] {
	return all(m.statements)
}

// small is two articles on three people.
func small() memory {
	first := &graph.Article{ID: "a:1", Name: "one.txt", Title: "One", Date: "2020-05", Bytes: 40}
	second := &graph.Article{ID: "a:2", Name: "two.txt", URL: "http://example.org/two", Author: "Å", Publisher: "P", Bytes: 50}
	li := graph.Entity{ID: "person/li-wei", Name: "Li Wei", Kind: graph.Person, Aliases: []string{"Wei Li", "李伟"}}
	mit := graph.Entity{ID: "institution/mit", Name: "MIT", Kind: graph.Institution, IDs: map[string]string{"ror": "1", "wikidata": "Q2"}}
	zoe := graph.Entity{ID: "person/zoe", Name: "Zoë", Kind: graph.Person}
	evidence := func(a *graph.Article, start int, text string, c float64) graph.Evidence {
		return graph.Evidence{Article: a, Span: graph.Span{Start: start, End: start + len(text)}, Text: text, Confidence: c}
	}
	past := evidence(second, 7, "Li was at MIT", 0.9)
	past.Past, past.From, past.To = true, "2001", "2003-04-05"
	return memory{
		articles: []graph.Article{*first, *second},
		entities: []graph.Entity{mit, li, zoe},
		statements: []graph.Statement{
			{Subject: li.Ref(), Predicate: "advisedBy", Object: zoe.Ref(), Evidence: []graph.Evidence{evidence(first, 3, "Zoë advised Li", 0.5)}},
			{Subject: li.Ref(), Predicate: "worksFor", Object: mit.Ref(), Evidence: []graph.Evidence{evidence(first, 0, "Li of MIT", 0.7), past}},
			{Subject: zoe.Ref(), Predicate: "worksFor", Object: mit.Ref(), Evidence: []graph.Evidence{evidence(second, 0, "Zoë of MIT", 1)}},
		},
	}
}

func create(t testing.TB, src index.Source) *index.Index {
	t.Helper()
	path := filepath.Join(t.TempDir(), "index.bin")
	if err := index.Create(t.Context(), path, "7", src); err != nil {
		t.Fatal(err)
	}
	x, err := index.Open(path, "7")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func TestIndexHoldsItsSource(t *testing.T) {
	m := small()
	x := create(t, m)
	var got memory
	for i := range x.Articles() {
		got.articles = append(got.articles, x.Article(i))
	}
	for n := range index.Node(x.Nodes()) {
		got.entities = append(got.entities, x.Entity(n))
	}
	for e := range index.Edge(x.Edges()) {
		got.statements = append(got.statements, x.Statement(e))
	}
	if d := cmp.Diff(m, got, cmp.AllowUnexported(memory{})); d != "" {
		t.Error(d)
	}
	if err := errors.Join(x.Err(), x.Verify()); err != nil {
		t.Error(err)
	}
}

func TestArcs(t *testing.T) {
	x := create(t, small())
	mit, _ := x.Find("institution/mit")
	li, _ := x.Find("person/li-wei")
	zoe, _ := x.Find("person/zoe")
	in := x.In(mit)
	if d := cmp.Diff([]index.Node{li, zoe}, []index.Node{in.Arcs[0].To, in.Arcs[1].To}); d != "" {
		t.Errorf("arcs to MIT: %s", d)
	}
	works, _ := x.FindPredicate("WORKSFOR")
	if r := x.Out(li).By(works); r.Len() != 1 || r.Arcs[0].To != mit {
		t.Errorf("Li Wei works for %v, not for MIT", r.Arcs)
	}
	for i := range in.Len() {
		if s, o := x.Ends(in.Edge(i)); s != in.Arcs[i].To || o != mit {
			t.Errorf("arc %d to MIT crosses the statement %d-%d", i, s, o)
		}
	}
	if _, ok := x.FindEdge(li, works, zoe); ok {
		t.Error("found a statement that is not there")
	}
	if e, ok := x.FindEdge(zoe, works, mit); !ok || x.Sources(e) != 1 || x.Confidence(e) != 1 {
		t.Error("did not find that Zoë works for MIT")
	}
}

// TestArcsAscend holds that the arcs that arrive by a predicate ascend by cost, and that the cheapest at an entity is told.
func TestArcsAscend(t *testing.T) {
	m := small()
	weak := m.statements[1].Evidence[:1:1]
	weak[0].Confidence = 0.1
	m.statements[1].Evidence = weak // so that who comes first by id comes last by cost
	x := create(t, m)
	byCost := func(a, b index.Arc) int { return int(a.Cost) - int(b.Cost) }
	for n := range index.Node(x.Nodes()) {
		out, in := x.Out(n), x.In(n)
		if got, want := x.Cheapest(n), slices.MinFunc(slices.Concat(out.Arcs, in.Arcs), byCost).Cost; got != want {
			t.Errorf("the cheapest at %s costs %d, not %d", x.Name(n), got, want)
		}
		for lo, hi := range in.Groups {
			if !slices.IsSortedFunc(in.Arcs[lo:hi], byCost) {
				t.Errorf("arcs to %s: %v", x.Name(n), in.Arcs[lo:hi])
			}
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.bin")
	if _, err := index.Open(path, "7"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := index.Create(t.Context(), path, "7", small()); err != nil {
		t.Fatal(err)
	}
	if _, err := index.Open(path, "8"); !errors.Is(err, index.ErrStale) {
		t.Errorf("another generation: %v", err)
	}
}
