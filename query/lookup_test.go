package query_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query"
)

// line writes a statement as "ann citizenOf us".
func line(s graph.Statement) string {
	return s.Subject.Name + " " + string(s.Predicate) + " " + s.Object.Name
}

func lines(list []graph.Statement) []string {
	var out []string
	for _, s := range list {
		out = append(out, line(s))
	}
	return out
}

func TestNear(t *testing.T) {
	g := open(t, lab)
	tests := []struct {
		name string
		r    query.NearRequest
		want []string
		of   int
	}{
		{"one step", query.NearRequest{Name: "ann"}, []string{"ann advisedBy bob", "ann citizenOf us"}, 2},
		{"two steps", query.NearRequest{Name: "bob", Hops: 2}, []string{
			"mit locatedIn us", "ann advisedBy bob", "ann citizenOf us", "bob worksFor mit", "cyd worksFor mit",
		}, 4},
		{"of a kind", query.NearRequest{Name: "mit", Kinds: []graph.Kind{graph.Person}}, []string{"bob worksFor mit", "cyd worksFor mit"}, 2},
		{"of a kind, through another", query.NearRequest{Name: "us", Hops: 2, Kinds: []graph.Kind{graph.Person}, Predicates: []string{"locatedIn", "worksFor"}}, []string{
			"mit locatedIn us", "bob worksFor mit", "cyd worksFor mit",
		}, 2},
		{"each counts once", query.NearRequest{Name: "us", Hops: 3, Limit: 2}, []string{"mit locatedIn us", "ann citizenOf us"}, 8},
		{"by a predicate", query.NearRequest{Name: "mit", Predicates: []string{"LOCATEDIN"}}, []string{"mit locatedIn us"}, 1},
		{"the best", query.NearRequest{Name: "us", Limit: 1}, []string{"mit locatedIn us"}, 7},
		{"sure", query.NearRequest{Name: "mit", MinConfidence: 0.6}, []string{"mit locatedIn us", "bob worksFor mit"}, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n, err := g.Near(t.Context(), test.r)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, lines(n.Statements)); d != "" || n.Total != test.of || n.Truncated != (test.of > len(n.Neighbours)) {
				t.Errorf("%s%d neighbours of %d", d, len(n.Neighbours), n.Total)
			}
		})
	}
	if _, err := g.Near(t.Context(), query.NearRequest{Name: "mit", Predicates: []string{"locatdIn"}}); err == nil || !strings.Contains(err.Error(), "did you mean locatedIn?") {
		t.Errorf("an unknown predicate: %v", err)
	}
}

func TestShow(t *testing.T) {
	c, err := open(t, lab).Show(t.Context(), "mit", "", 1)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, group := range c.Groups {
		got = append(got, fmt.Sprintf("%s inverse=%v %d %v", group.Predicate, group.Inverse, group.Total, lines(group.Statements)))
	}
	if d := cmp.Diff([]string{"locatedIn inverse=false 1 [mit locatedIn us]", "worksFor inverse=true 2 [cyd worksFor mit]"}, got); d != "" {
		t.Error(d)
	}
	if c.Total != 3 || len(c.Articles) != 2 || c.Articles[0].Date != "2011" {
		t.Errorf("%d statements in %v", c.Total, c.Articles)
	}
}

func TestWhy(t *testing.T) {
	g := open(t, lab)
	s, err := g.Why(t.Context(), "CYD", "worksfor", "MIT")
	if err != nil || line(s) != "cyd worksFor mit" || len(s.Evidence) != 2 {
		t.Errorf("%v %v", s, err)
	}
	_, err = g.Why(t.Context(), "bob", "leads", "ann")
	var none *query.NoStatementError
	if !errors.As(err, &none) {
		t.Fatalf("error %v", err)
	}
	if d := cmp.Diff([]string{"ann advisedBy bob"}, lines(none.Others)); d != "" {
		t.Error(d)
	}
}

func TestLists(t *testing.T) {
	g := open(t, lab)
	entities, total, err := g.ListEntities(t.Context(), query.ListRequest{Kind: graph.Person, Sort: "statements", Limit: 2})
	if err != nil || total != 7 || entities[0].Name != "ann" || entities[1].Name != "bob" || entities[1].Statements != 2 {
		t.Errorf("entities %v of %d, %v", entities, total, err)
	}
	statements, total, err := g.ListStatements(t.Context(), query.ListRequest{Predicate: "worksFor", Sort: "sources"})
	if d := cmp.Diff([]string{"cyd worksFor mit", "bob worksFor mit"}, lines(statements)); d != "" || total != 2 || err != nil {
		t.Errorf("statements %s of %d, %v", d, total, err)
	}
	statements, _, err = g.ListStatements(t.Context(), query.ListRequest{Article: "1.txt"})
	if d := cmp.Diff([]string{"cyd worksFor mit"}, lines(statements)); d != "" || err != nil {
		t.Errorf("statements of an article %s, %v", d, err)
	}
	articles, total, err := g.ListArticles(t.Context(), query.ListRequest{Sort: "statements", Limit: 1})
	if err != nil || total != 9 || articles[0].Name != "0.txt" || articles[0].Statements != 10 {
		t.Errorf("articles %v of %d, %v", articles, total, err)
	}
	predicates, err := g.ListPredicates(t.Context(), query.ListRequest{Sort: "statements", Limit: 1})
	if d := cmp.Diff([]query.PredicateRow{{Predicate: "citizenOf", Statements: 6}}, predicates); d != "" || err != nil {
		t.Errorf("predicates %s, %v", d, err)
	}
	var unknown *query.ArticleError
	if _, _, err := g.ListStatements(t.Context(), query.ListRequest{Article: "77.txt"}); !errors.As(err, &unknown) {
		t.Errorf("an unknown article: %v", err)
	}
	var request *query.RequestError
	if _, _, err := g.ListEntities(t.Context(), query.ListRequest{Sort: "size"}); !errors.As(err, &request) {
		t.Errorf("an unknown order: %v", err)
	}
}

func TestStats(t *testing.T) {
	s, err := open(t, lab).Stats(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	s.IndexBytes = 0
	want := query.Stats{
		Articles: 9, Entities: 9, Statements: 10, Evidence: 11,
		Kinds:      []query.KindCount{{Kind: graph.Person, Entities: 7}, {Kind: graph.Institution, Entities: 1}, {Kind: graph.Policy}, {Kind: graph.Country, Entities: 1}, {Kind: graph.Place}},
		Predicates: []query.PredicateRow{{Predicate: "citizenOf", Statements: 6}, {Predicate: "worksFor", Statements: 2}, {Predicate: "advisedBy", Statements: 1}, {Predicate: "locatedIn", Statements: 1}},
		Sources:    []query.SourcesCount{{Sources: 1, Statements: 9}, {Sources: 2, Statements: 1}},
		Hubs:       []query.EntityRow{{Entity: graph.Entity{ID: "country/us", Name: "us", Kind: graph.Country}, Statements: 7}},
	}
	if d := cmp.Diff(want, s); d != "" {
		t.Error(d)
	}
}

// TestPlantedPathComesFirst plants, in a graph where two countries and an institution connect everybody in two
// steps, a chain of rare predicates between two people. By length it is nowhere; by surprise it is first.
func TestPlantedPathComesFirst(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for steps := 3; steps <= 5; steps++ {
		var list []string
		for i := range 3000 {
			list = append(list, fmt.Sprintf("person/p%d citizenOf country/c%d 1", i, i%2), fmt.Sprintf("person/p%d worksFor institution/big 1", i))
		}
		for range 2000 {
			list = append(list, fmt.Sprintf("person/p%d memberOf institution/i%d 0.8", r.IntN(3000), r.IntN(40)))
		}
		want := "p17"
		last := "person/p17"
		for i := 1; i < steps; i++ {
			list = append(list, fmt.Sprintf("%s advisedBy person/planted%d 0.9", last, i))
			last = fmt.Sprintf("person/planted%d", i)
			want += fmt.Sprintf(" -advisedBy-> planted%d", i)
		}
		list = append(list, last+" advisedBy person/p2017 0.9")
		want += " -advisedBy-> p2017"
		slices.SortFunc(list, func(a, b string) int { return slices.Compare(strings.Fields(a)[:3], strings.Fields(b)[:3]) })
		list = slices.CompactFunc(list, func(a, b string) bool { return slices.Equal(strings.Fields(a)[:3], strings.Fields(b)[:3]) })
		g := open(t, statements(strings.Join(list, "\n")))
		q := query.Request{From: []string{"p17"}, To: []string{"p2017"}, Shortest: 1}
		if got := first(t, g, q); got != want {
			t.Errorf("by surprise first came %s", got)
		}
		q.Rank = query.ByLength
		if got := first(t, g, q); strings.Contains(got, "planted") {
			t.Errorf("by length first came %s", got)
		}
	}
}

func first(t *testing.T, g *query.Graph, r query.Request) string {
	t.Helper()
	a, err := g.Path(t.Context(), r)
	if err != nil || len(a.Paths) == 0 {
		t.Fatalf("%d paths, %v", len(a.Paths), err)
	}
	return show(a.Paths[0])
}
