package store_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/store"
)

// read stands in for an extractor: it finds one person and one institution.
func read(key, text, person, institution string) graph.Reading {
	a, err := graph.NewArticle(key, text)
	if err != nil {
		panic(err)
	}
	at := func(name string) graph.Span {
		i := strings.Index(text, name)
		return graph.Span{Start: i, End: i + len(name)}
	}
	return graph.Reading{
		Article: a,
		Entities: []graph.LocalEntity{
			{Name: person, Kind: graph.Person, Mentions: []graph.Span{at(person)}},
			{Name: institution, Kind: graph.Institution, Mentions: []graph.Span{at(institution)}},
		},
		Statements: []graph.LocalStatement{{Subject: 0, Predicate: "worksFor", Object: 1, Evidence: []graph.Evidence{
			{Span: graph.Span{Start: 0, End: len(text)}, Text: text, Confidence: 0.9},
		}}},
	}
}

// A graph takes in what two articles say, and says on what each statement rests.
func Example() {
	dir, err := os.MkdirTemp("", "clew")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	s, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	changes, err := s.Add(ctx, []graph.Reading{
		read("monday.txt", "Liu Jun works for Fudan University.", "Liu Jun", "Fudan University"),
		read("tuesday.txt", "Fudan University hired Liu Jun.", "Liu Jun", "Fudan University"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(changes.Added, "articles,", len(changes.EntitiesGained), "entities")
	for st, err := range s.Statements(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(st.Subject.Name, st.Predicate, st.Object.Name)
		for _, e := range st.Evidence {
			fmt.Printf("  %q (%s)\n", e.Text, e.Article.Name)
		}
	}
	// Output:
	// 2 articles, 2 entities
	// Liu Jun worksFor Fudan University
	//   "Fudan University hired Liu Jun." (tuesday.txt)
	//   "Liu Jun works for Fudan University." (monday.txt)
}

// Two entities are made one by hand, and apart again.
func ExampleStore_Merge() {
	dir, err := os.MkdirTemp("", "clew")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	s, err := store.Open(ctx, dir, store.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	_, err = s.Add(ctx, []graph.Reading{
		read("a.txt", "Jun Liu works for Fudan University.", "Jun Liu", "Fudan University"),
		read("b.txt", "Liu Jun works for Fudan University.", "Liu Jun", "Fudan University"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := s.Merge(ctx, "person/liu-jun", "person/jun-liu", "surname last and surname first")
	fmt.Println("merged in change", n, err)
	e, err := s.Entity(ctx, "person/liu-jun")
	fmt.Println(e.Name, e.Aliases, err)
	_, err = s.Undo(ctx, n, "two people after all")
	fmt.Println(err)
	for event := range s.Log(ctx) {
		fmt.Printf("%d %s: %q\n", event.Number, event.Action, event.Reason)
	}
	// Output:
	// merged in change 2 <nil>
	// Liu Jun [Jun Liu] <nil>
	// <nil>
	// 1 add: ""
	// 2 merge: "surname last and surname first"
	// 3 undo: "two people after all"
}
