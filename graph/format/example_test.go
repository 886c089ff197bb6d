package format_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
)

// A graph is written from three iterators; a store has them, and so does any slice.
func ExampleFormat_Write() {
	liu := graph.Entity{ID: "person/liu-jun", Name: "Liu Jun", Kind: graph.Person}
	tsinghua := graph.Entity{ID: "institution/tsinghua", Name: "Tsinghua", Kind: graph.Institution}
	article := &graph.Article{ID: "a:1", Name: "news.txt"}
	works := graph.Statement{Subject: liu.Ref(), Predicate: "worksFor", Object: tsinghua.Ref(), Evidence: []graph.Evidence{
		{Article: article, Span: graph.Span{Start: 10, End: 31}, Text: "Liu Jun (of Tsinghua)", Confidence: 0.9},
	}}
	dot, err := format.Find("dot")
	if err != nil {
		log.Fatal(err)
	}
	g := format.Graph{Entities: each([]graph.Entity{tsinghua, liu}), Statements: each([]graph.Statement{works})}
	if err := dot.Write(context.Background(), os.Stdout, g, format.Options{}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// digraph clew {
	// 	"institution/tsinghua" [label="Tsinghua", class="institution"];
	// 	"person/liu-jun" [label="Liu Jun", class="person"];
	// 	"person/liu-jun" -> "institution/tsinghua" [label="worksFor", weight=1];
	// }
}

// What is read is what each article says. An error comes alone, before the first reading.
func ExampleFormat_ReadFrom() {
	jsonl, err := format.Find("jsonl")
	if err != nil {
		log.Fatal(err)
	}
	const lines = `{"kind":"entity","id":"person/liu-jun","name":"Liu Jun","type":"person"}
{"kind":"entity","id":"institution/tsinghua","name":"Tsinghua","type":"institution"}
{"kind":"statement","subject":{"id":"person/liu-jun"},"predicate":"worksFor","object":{"id":"institution/tsinghua"},"confidence":0.9,"evidence":[{"article":"news.txt","start":10,"end":31,"text":"Liu Jun (of Tsinghua)"}]}`
	for _, in := range []string{lines, strings.Replace(lines, `"end":31`, `"end":32`, 1)} {
		for reading, err := range jsonl.ReadFrom(context.Background(), "old.jsonl", strings.NewReader(in), format.Options{}) {
			if err != nil {
				fmt.Println(err)
				continue
			}
			s := reading.Statements[0]
			fmt.Printf("%s: %s %s %s: %q\n", reading.Article.Name, reading.Entities[s.Subject].Name, s.Predicate, reading.Entities[s.Object].Name, s.Evidence[0].Text)
		}
	}
	// Output:
	// news.txt: Liu Jun worksFor Tsinghua: "Liu Jun (of Tsinghua)"
	// old.jsonl: line 3: the quote is 21 bytes long, and its span 10-32 is 22: "Liu Jun (of Tsinghua)"
}
