package query_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/index"
	"github.com/clewgraph/clew/query/match"
)

// A graph is opened with the generation of its store and a way to open it, which is used only where the
// index has to be built. Every step of a path carries its quotes.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "clew")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	store := func(context.Context) (index.Source, io.Closer, error) { return lab, io.NopCloser(nil), nil }
	g, err := query.Open(ctx, dir, "1", store)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = g.Close() }()

	answer, err := g.Path(ctx, query.Request{From: []string{"Ann"}, To: []string{"Cyd"}, Shortest: 1})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range answer.Paths[0].Steps {
		best := s.Best()
		fmt.Printf("%s %s %s: %q, %s\n", s.Subject.Name, s.Predicate, s.Object.Name, best.Text, best.Article.Name)
	}
	// Output:
	// ann advisedBy bob: "person/ann advisedBy person/bob", 0.txt
	// bob worksFor mit: "person/bob worksFor institution/mit", 0.txt
	// cyd worksFor mit: "person/cyd worksFor institution/mit", 1.txt
}

// openLab opens a small graph in a folder of its own.
func openLab(ctx context.Context) (g *query.Graph, done func()) {
	dir, err := os.MkdirTemp("", "clew")
	if err != nil {
		log.Fatal(err)
	}
	g, err = query.Open(ctx, dir, "1", func(context.Context) (index.Source, io.Closer, error) { return lab, io.NopCloser(nil), nil })
	if err != nil {
		log.Fatal(err)
	}
	return g, func() { _, _ = g.Close(), os.RemoveAll(dir) }
}

// Paths come one by one, the best first; leaving the loop is enough to end the search.
func ExampleGraph_Paths() {
	g, done := openLab(context.Background())
	defer done()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for p, err := range g.Paths(ctx, query.Request{From: []string{"Ann"}, To: []string{"Cyd"}, Rank: query.ByLength}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(p.Steps), "steps over", p.Nodes()[1].Name)
		if len(p.Steps) > 2 {
			break
		}
	}
	// Output:
	// 2 steps over us
	// 3 steps over bob
}

// Match gives rows as they are found. The entities, statements and paths in them are values of package graph.
func ExampleGraph_Match() {
	ctx := context.Background()
	g, done := openLab(ctx)
	defer done()
	columns, rows, err := g.Match(ctx, "MATCH (p:person)-[e:worksFor]->(i {name: $where}) RETURN p, e.confidence", match.Options{Params: map[string]any{"where": "mit"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(columns)
	for row, err := range rows {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row[0].(graph.Ref).Name, row[1])
	}
	// Output:
	// [p e.confidence]
	// bob 1
	// cyd 0.5
}

func ExampleGraph_Reach() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "clew")
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	g, err := query.Open(ctx, dir, "1", func(context.Context) (index.Source, io.Closer, error) { return lab, io.NopCloser(nil), nil })
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = g.Close() }()
	colleagues, err := g.Reach(ctx, "Bob", "", "worksFor/^worksFor")
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range colleagues {
		fmt.Println(c.Name)
	}
	// Output:
	// bob
	// cyd
}
