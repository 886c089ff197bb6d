package extract_test

import (
	"context"
	"fmt"
	"log"

	"github.com/clewgraph/clew/extract"
	"github.com/clewgraph/clew/graph"
)

func Example() {
	x, err := extract.New(extract.Options{})
	if err != nil {
		log.Fatal(err)
	}
	a, err := graph.NewArticle("keller.txt", "Former Austrian president Karl Huber died on Monday.")
	if err != nil {
		log.Fatal(err)
	}
	d, err := x.Extract(context.Background(), a)
	if err != nil {
		log.Fatal(err)
	}
	r := d.Reading()
	for _, s := range r.Statements {
		fmt.Println(r.Entities[s.Subject].Name, s.Predicate, r.Entities[s.Object].Name, s.Evidence[0].Past)
		fmt.Println(s.Evidence[0].Text)
	}
	// Output:
	// Karl Huber citizenOf Austria false
	// Former Austrian president Karl Huber died on Monday.
	// Karl Huber leads Austria true
	// Former Austrian president Karl Huber died on Monday.
}
