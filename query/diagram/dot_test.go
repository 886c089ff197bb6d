package diagram_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/diagram"
)

var update = flag.Bool("update", false, "write the golden files anew")

// samples are the pictures that the tests draw.
func samples() map[string]diagram.Picture {
	answer, around := pathSample()
	middle, near := aroundSample(60)
	_, few := aroundSample(8)
	return map[string]diagram.Picture{
		"path":       diagram.OfAnswer(answer, around),
		"paths":      diagram.OfAnswer(manyPathsSample(), nil),
		"no-path":    diagram.OfAnswer(graph.Answer{From: figueres, To: france}, nil),
		"around":     diagram.OfNeighbourhood(middle, near),
		"around-few": diagram.OfNeighbourhood(middle, few),
		"around-web": diagram.OfNeighbourhood(fabius, around),
		"alone":      diagram.OfNeighbourhood(france, nil),
		"scripts":    diagram.OfStatements(scriptsSample()),
		"hostile":    diagram.OfStatements(hostileSample()),
		"changes":    diagram.OfChanges(around[:4], around[4:8]),
		"nothing":    diagram.OfStatements(nil),
	}
}

func dot(t *testing.T, p diagram.Picture, o diagram.Options) string {
	t.Helper()
	o.Ontology = vocabulary()
	s, err := p.DOT(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDOT(t *testing.T) {
	for name, p := range samples() {
		for _, o := range []diagram.Options{{}, {Theme: diagram.Dark, Direction: diagram.TopToBottom, HideLegend: true, Title: "A <title>", Subtitle: `& a "subtitle"`}} {
			file := filepath.Join("testdata", name+string(o.Theme)+".dot")
			if o.Theme != "" && name != "path" {
				continue
			}
			t.Run(filepath.Base(file), func(t *testing.T) {
				got := dot(t, p, o)
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestOrderOfStatementsDoesNotMatter(t *testing.T) {
	middle, near := aroundSample(200)
	answer, around := pathSample()
	r := rand.New(rand.NewPCG(1, 2))
	pictures := map[string]func() diagram.Picture{
		"around":     func() diagram.Picture { return diagram.OfNeighbourhood(middle, near) },
		"path":       func() diagram.Picture { return diagram.OfAnswer(answer, around) },
		"statements": func() diagram.Picture { return diagram.OfStatements(near) },
		"changes":    func() diagram.Picture { return diagram.OfChanges(near, around) },
	}
	for name, picture := range pictures {
		want := dot(t, picture(), diagram.Options{})
		for range 3 {
			r.Shuffle(len(near), func(i, j int) { near[i], near[j] = near[j], near[i] })
			r.Shuffle(len(around), func(i, j int) { around[i], around[j] = around[j], around[i] })
			if got := dot(t, picture(), diagram.Options{}); got != want {
				t.Fatalf("%s: another order of statements gives another picture:\n%s", name, cmp.Diff(want, got))
			}
		}
	}
}

func TestLargeNeighbourhoodIsFolded(t *testing.T) {
	for _, c := range []struct {
		countries, most int
		says            string
	}{
		{8, 0, "33 neighbours, grouped"},
		{100, 0, "of 125 neighbours shown"},
		{100, 12, "of 125 neighbours shown"},
		{10000, 0, "of 10,025 neighbours shown"},
		{300, 400, "325 neighbours, grouped"},
	} {
		middle, near := aroundSample(c.countries)
		got := dot(t, diagram.OfNeighbourhood(middle, near), diagram.Options{MaxNodes: c.most})
		if !strings.Contains(got, c.says) {
			t.Errorf("%d countries, at most %d: the picture does not say %q", c.countries, c.most, c.says)
		}
		if advice := strings.Contains(got, "To see more, narrow by kind"); advice != (c.countries > 5000) {
			t.Errorf("%d countries: advice: %v", c.countries, advice)
		}
		most := c.most
		if most == 0 {
			most = diagram.DefaultMaxNodes
		}
		if n := strings.Count(got, "\n  n") - strings.Count(got, " -> p"); n > most {
			t.Errorf("%d countries: %d nodes, want at most %d", c.countries, n, most)
		}
		if folded := strings.Contains(got, "more countries"); folded != strings.Contains(c.says, "shown") {
			t.Errorf("%d countries, at most %d: a stack: %v", c.countries, c.most, folded)
		}
	}
}

func TestFoldedPicturesSayHowMuchTheyShow(t *testing.T) {
	var list []graph.Statement
	for i := range 300 {
		list = append(list, says(ref(graph.Person, fmt.Sprintf("Person %03d", i)), "memberOf", ref(graph.Institution, fmt.Sprintf("Office %03d", i%90)), 1, ""))
	}
	if got := dot(t, diagram.OfStatements(list), diagram.Options{}); !strings.Contains(got, "50 of 390 entities shown") {
		t.Error("statements: no word of what is left out")
	}
	if got := dot(t, diagram.OfChanges(list, nil), diagram.Options{}); !strings.Contains(got, "50 of 390 entities shown") {
		t.Error("changes: no word of what is left out")
	}
	answer, around := pathSample()
	if got := dot(t, diagram.OfAnswer(answer, around), diagram.Options{MaxNodes: 8}); !strings.Contains(got, "8 of 15 entities shown") {
		t.Error("path: no word of what is left out")
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		o    diagram.Options
		want string
	}{
		{diagram.Options{Theme: "pink"}, `theme "pink"`},
		{diagram.Options{Direction: "up"}, `direction "up"`},
		{diagram.Options{MaxNodes: 10000}, "folds what is weaker into stacks"},
		{diagram.Options{MaxNodes: -1}, "--max-nodes takes 2 to 2000"},
		{diagram.Options{Width: -5}, "width -5"},
		{diagram.Options{Scale: 1e9}, "scale"},
	} {
		if _, err := diagram.OfStatements(nil).DOT(c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want one that says %s", c.o, err, c.want)
		}
	}
}

func ExampleOfAnswer() {
	works := graph.Statement{
		Subject: graph.Ref{ID: "person/ada", Name: "Ada", Kind: graph.Person}, Predicate: "worksFor",
		Object: graph.Ref{ID: "institution/acme", Name: "Acme", Kind: graph.Institution},
		Evidence: []graph.Evidence{{
			Article: &graph.Article{ID: "a:0", Name: "news.txt", Title: "News", Date: "2024-05-01"}, Span: graph.Span{Start: 0, End: 18}, Text: "Ada works for Acme", Confidence: 1,
		}},
	}
	answer := graph.Answer{From: works.Subject, To: works.Object, Paths: []graph.Path{{Steps: []graph.Step{{Statement: works}}}}}
	text, err := diagram.OfAnswer(answer, nil).Term(diagram.Options{}, 60, false)
	fmt.Println(text, err)
	// Output:
	// How Ada is connected to Acme
	// They are connected directly.
	//
	// ╭────────╮              ┌─────────────┐
	// │ Ada    ├─ works for ─▶┤ Acme        │
	// │ person │  1 source    │ institution │
	// ╰────────╯              └─────────────┘
	//
	// Based on 1 article, 1 May 2024.
	//  <nil>
}
