package query_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/index"
)

// statements is a source written down: a line is "subject predicate object [confidence [articles]]",
// with entities as ids. Names are the ids' last parts.
type statements string

func (s statements) Articles(context.Context) iter.Seq2[graph.Article, error] {
	return func(yield func(graph.Article, error) bool) {
		for i := range 9 {
			if !yield(*article(i), nil) {
				return
			}
		}
	}
}

func article(i int) *graph.Article {
	return &graph.Article{ID: graph.ArticleID(fmt.Sprintf("a:%d", i)), Name: fmt.Sprintf("%d.txt", i), Date: graph.Date(fmt.Sprintf("201%d", i))}
}

func ref(id string) graph.Ref {
	kind, slug, _ := strings.Cut(id, "/")
	return graph.Ref{ID: graph.EntityID(id), Name: strings.ReplaceAll(slug, "_", " "), Kind: graph.Kind(kind)}
}

func (s statements) Entities(ctx context.Context) iter.Seq2[graph.Entity, error] {
	return query.EntitiesOf(s.Statements(ctx))
}

func (s statements) Statements(context.Context) iter.Seq2[graph.Statement, error] {
	return func(yield func(graph.Statement, error) bool) {
		for line := range strings.Lines(string(s)) {
			f := append(strings.Fields(line), "1", "1")
			if len(f) < 5 {
				continue
			}
			st := graph.Statement{Subject: ref(f[0]), Predicate: graph.Predicate(f[1]), Object: ref(f[2])}
			var confidence float64
			var n int
			fmt.Sscan(f[3]+" "+f[4], &confidence, &n)
			for i := range n {
				text := f[0] + " " + f[1] + " " + f[2]
				st.Evidence = append(st.Evidence, graph.Evidence{Article: article(i), Span: graph.Span{End: len(text)}, Text: text, Confidence: confidence})
			}
			if !yield(st, nil) {
				return
			}
		}
	}
}

func open(t testing.TB, src index.Source) *query.Graph {
	t.Helper()
	g, err := query.Open(t.Context(), t.TempDir(), "1", func(context.Context) (index.Source, io.Closer, error) {
		return src, io.NopCloser(nil), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// show writes a path as "li -worksFor-> mit <-worksFor- zoe".
func show(p graph.Path) string {
	var b strings.Builder
	b.WriteString(p.Nodes()[0].Name)
	for i, n := range p.Nodes()[1:] {
		if p.Steps[i].Inverse {
			fmt.Fprintf(&b, " <-%s- %s", p.Steps[i].Predicate, n.Name)
		} else {
			fmt.Fprintf(&b, " -%s-> %s", p.Steps[i].Predicate, n.Name)
		}
	}
	return b.String()
}

const lab = statements(`institution/mit locatedIn country/us
person/ann advisedBy person/bob
person/ann citizenOf country/us
person/bob worksFor institution/mit
person/cyd citizenOf country/us
person/cyd worksFor institution/mit 0.5 2
person/dan citizenOf country/us
person/eve citizenOf country/us
person/fay citizenOf country/us
person/gus citizenOf country/us
`)

func TestPath(t *testing.T) {
	tests := []struct {
		name string
		r    query.Request
		want []string
	}{
		{"the telling path first", query.Request{From: []string{"ann"}, To: []string{"cyd"}, Shortest: 1}, []string{
			"ann -advisedBy-> bob -worksFor-> mit <-worksFor- cyd",
		}},
		{"the shortest", query.Request{From: []string{"ann"}, To: []string{"cyd"}, Rank: query.ByLength, Shortest: 1}, []string{
			"ann -citizenOf-> us <-citizenOf- cyd",
		}},
		{"three by length", query.Request{From: []string{"ann"}, To: []string{"cyd"}, Rank: query.ByLength}, []string{
			"ann -citizenOf-> us <-citizenOf- cyd",
			"ann -advisedBy-> bob -worksFor-> mit <-worksFor- cyd",
			"ann -citizenOf-> us <-locatedIn- mit <-worksFor- cyd",
		}},
		{"directed", query.Request{From: []string{"ann"}, To: []string{"us"}, Directed: true}, []string{
			"ann -citizenOf-> us", "ann -advisedBy-> bob -worksFor-> mit -locatedIn-> us",
		}},
		{"by an expression", query.Request{From: []string{"ann"}, To: []string{"cyd"}, Via: "advisedBy/worksFor/^worksFor"}, []string{
			"ann -advisedBy-> bob -worksFor-> mit <-worksFor- cyd",
		}},
		{"avoiding", query.Request{From: []string{"ann"}, To: []string{"cyd"}, Avoid: []string{"us"}}, []string{
			"ann -advisedBy-> bob -worksFor-> mit <-worksFor- cyd",
		}},
		{"confidence", query.Request{From: []string{"ann"}, To: []string{"cyd"}, MinConfidence: 0.6, MaxHops: 2}, []string{
			"ann -citizenOf-> us <-citizenOf- cyd",
		}},
		{"no path", query.Request{From: []string{"ann"}, To: []string{"gus"}, AvoidKinds: []graph.Kind{graph.Country}}, nil},
		{"all shortest", query.Request{From: []string{"mit"}, To: []string{"ann"}, All: true}, []string{
			"mit <-worksFor- bob <-advisedBy- ann", "mit -locatedIn-> us <-citizenOf- ann",
		}},
		{"from a kind", query.Request{FromKind: graph.Institution, To: []string{"eve"}, Shortest: 1}, []string{
			"mit -locatedIn-> us <-citizenOf- eve",
		}},
		{"back to the start", query.Request{From: []string{"mit"}, To: []string{"mit"}, Mode: query.Simple, Shortest: 1}, []string{
			"mit -locatedIn-> us <-citizenOf- cyd -worksFor-> mit",
		}},
	}
	g := open(t, lab)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, err := g.Path(t.Context(), test.r)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range a.Paths {
				got = append(got, show(p))
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestPathsAreThePath asks for paths one by one: they are those of Path, until one stops or the context ends.
func TestPathsAreThePath(t *testing.T) {
	g := open(t, lab)
	for _, r := range []query.Request{
		{From: []string{"ann"}, To: []string{"cyd"}},
		{From: []string{"mit"}, To: []string{"ann"}, All: true},
		{From: []string{"ann"}, To: []string{"gus"}, AvoidKinds: []graph.Kind{graph.Country}},
	} {
		want, err := g.Path(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		var got []graph.Path
		for p, err := range g.Paths(t.Context(), r) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p)
		}
		if d := cmp.Diff(want.Paths, got); d != "" {
			t.Error(d)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n, last := 0, error(nil)
	for _, err := range g.Paths(ctx, query.Request{From: []string{"ann"}, To: []string{"cyd"}}) {
		n, last = n+1, err
		cancel()
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d paths and then %v after the context's end", n-1, last)
	}
	for _, err := range g.Paths(t.Context(), query.Request{From: []string{"nobody"}, To: []string{"cyd"}}) {
		var unknown *query.UnknownError
		if !errors.As(err, &unknown) {
			t.Errorf("%v for an unknown name", err)
		}
	}
}
