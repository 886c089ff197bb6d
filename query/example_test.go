package query_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/index"
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
