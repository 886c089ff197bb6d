package format_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
)

// fuzz holds for any input that it is refused, or is read as true readings. Written twice, since only the first
// reading may have texts, they are read as the same again.
func fuzz(t *testing.T, name string, in []byte) {
	f := find(t, name)
	if _, err := all(t, f.ReadFrom(t.Context(), "in", bytes.NewReader(in), format.Options{})); err != nil {
		return
	}
	again := func(in string) string {
		return written(t, name, joined(t, f.ReadFrom(t.Context(), "in", strings.NewReader(in), format.Options{})))
	}
	once := again(again(string(in)))
	diff(t, once, again(once))
}

// small is a graph of one statement: the shorter a seed, the more is tried.
func small() format.Graph {
	a := article("x", "ab =c", graph.Article{Date: "2025"})
	liu := graph.Entity{ID: "person/a", Name: "A", Kind: graph.Person, Aliases: []string{"b|"}, IDs: map[string]string{"k": "=v"}}
	b := graph.Entity{ID: "institution/b", Name: "=B", Kind: graph.Institution}
	s := graph.Statement{Subject: liu.Ref(), Predicate: "worksFor", Object: b.Ref(), Evidence: []graph.Evidence{quote(a, 0, "ab", 0.5)}}
	s.Evidence[0].From = "2010-02"
	return graphOf([]graph.Article{*a}, []graph.Entity{b, liu}, map[graph.EntityID][]graph.Mention{liu.ID: {at(a, 0, 1)}}, []graph.Statement{s})
}

func FuzzNQ(f *testing.F) {
	text := written(f, "nq", small())
	f.Add([]byte(text[strings.Index(text, "\n<urn:clew:article:"):])) // without the vocabulary, which is long
	f.Fuzz(func(t *testing.T, in []byte) { fuzz(t, "nq", in) })
}

func FuzzJSONL(f *testing.F) {
	f.Add([]byte(written(f, "jsonl", small())))
	f.Add([]byte(`{"kind":"article","name":"x","text":"abc"}` + "\n" + `{"kind":"entity","id":"person/a","name":"A","type":"person","mentions":[{"article":"x","start":0,"end":1,"text":"a"}]}`))
	f.Fuzz(func(t *testing.T, in []byte) { fuzz(t, "jsonl", in) })
}

func FuzzCSV(f *testing.F) {
	f.Add("id,name,text\n,x,ab\n", entitiesHeader+"person/a,A,person,b|c,\ninstitution/b,'=B,institution,,k:v\n", statementsHeader+"person/a,worksFor,institution/b,,,,1,x,0,2,\"ab\"\n")
	f.Add("name\n\"a\nb\"\n", entitiesHeader, statementsHeader)
	f.Fuzz(func(t *testing.T, articles, entities, statements string) {
		files := map[string]string{"articles.csv": articles, "entities.csv": entities, "statements.csv": statements}
		if _, err := readFolder(t, files); err != nil {
			return
		}
		once, twice := t.TempDir(), t.TempDir()
		csv := find(t, "csv")
		write := func(to, from string) {
			if err := csv.WriteFolder(t.Context(), to, joined(t, csv.Read(t.Context(), from, format.Options{})), format.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		write(once, folderOf(t, files))
		write(twice, once)
		for name := range files {
			diff(t, content(t, once, name), content(t, twice, name))
		}
	})
}
