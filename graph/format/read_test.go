package format_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/google/go-cmp/cmp"
)

const (
	entitiesHeader   = "id,name,type,aliases,ids\n"
	statementsHeader = "subject,predicate,object,past,from,to,confidence,article,start,end,text\n"
)

// readFolder reads a folder of CSV with these files.
func readFolder(t testing.TB, files map[string]string) (list []graph.Reading, err error) {
	t.Helper()
	return all(t, find(t, "csv").Read(t.Context(), folderOf(t, files), format.Options{}))
}

func folderOf(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// all collects readings; after an error there are none.
func all(t testing.TB, readings func(func(graph.Reading, error) bool)) (list []graph.Reading, err error) {
	t.Helper()
	for r, e := range readings {
		if e != nil {
			if len(list) > 0 || err != nil {
				t.Errorf("an error after %d readings: %v", len(list), e)
			}
			err = e
			continue
		}
		list = append(list, r)
	}
	return list, err
}

// TestReadCSV has what people's own files do: a byte order mark, columns in another order, empty lines and cells, CR LF
// at the ends of lines and, kept, in a quote, values in lists, a formula, a row that comes twice.
func TestReadCSV(t *testing.T) {
	got, err := readFolder(t, map[string]string{
		"entities.csv": "\uFEFFtype,id,name,ids,aliases\r\n" +
			"Person,person/liu-jun,Liu Jun,wikidata:Q1|orcid:0:1,\"Liu|J\\|L\\\\x\"\r\n" +
			"\r\n" +
			"institution,urn:clew:institution:P0,'=P0,,\r\n" +
			"place,place/nowhere,Nowhere,,Liu|Liu\r\n",
		"statements.csv": "subject,predicate,object,article,start,end,text,confidence,past,from,to\n" +
			"person/liu-jun,WORKSFOR,institution/P0,A2.txt,10,14,\"a\r\nb\",,,2010,\n" +
			"person/liu-jun,worksFor,institution/P0,A1.txt,0,2,'-1,0.5,TRUE,,2016-05-31\n" +
			"person/liu-jun,worksFor,institution/P0,A1.txt,0,2,'-1,0.5,TRUE,,2016-05-31\n",
		"articles.csv": "name,id\nA1.txt,\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	liu := graph.LocalEntity{ID: "person/liu-jun", Name: "Liu Jun", Kind: graph.Person, Aliases: []string{"J|L\\x", "Liu"}, IDs: map[string]string{"wikidata": "Q1", "orcid": "0:1"}}
	p0 := graph.LocalEntity{ID: "institution/P0", Name: "=P0", Kind: graph.Institution}
	want := []graph.Reading{
		{
			Article: graph.Article{ID: "a:0750d100cc15e2f3", Name: "A1.txt"}, Entities: []graph.LocalEntity{p0, liu},
			Statements: []graph.LocalStatement{{Subject: 1, Predicate: "worksFor", Object: 0, Evidence: []graph.Evidence{
				{Span: graph.Span{Start: 0, End: 2}, Text: "-1", Confidence: 0.5, Past: true, To: "2016-05-31"},
			}}},
		},
		{
			Article:  graph.Article{ID: "a:a6d01ebd20d1566b", Name: "import:cd4454b690f792f2", Title: "entities that no article of the import names"},
			Entities: []graph.LocalEntity{{ID: "place/nowhere", Name: "Nowhere", Kind: graph.Place, Aliases: []string{"Liu"}}},
		},
		{
			Article: graph.Article{ID: "a:cc22655f0bcafd01", Name: "A2.txt"}, Entities: []graph.LocalEntity{p0, liu},
			Statements: []graph.LocalStatement{{Subject: 1, Predicate: "worksFor", Object: 0, Evidence: []graph.Evidence{
				{Span: graph.Span{Start: 10, End: 14}, Text: "a\r\nb", Confidence: 1, From: "2010"},
			}}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestWrongRows has an import of each kind with one wrong row: nothing is read of it, and the error says where and why.
func TestWrongRows(t *testing.T) {
	entities := entitiesHeader + "person/a,A,person,,\ninstitution/b,B,institution,,\n"
	statement := statementsHeader + "person/a,worksFor,institution/b,false,,,1,x.txt,0,2,ab\n"
	for _, c := range []struct{ name, entities, statements, articles, want string }{
		{"no header", "", statement, "", "entities.csv: the file is empty"},
		{"other header", "id,name,type,colour\n", statement, "", `entities.csv: line 1: column "colour" is none of id, name, type, aliases, ids`},
		{"column twice", "id,name,type,id\n", statement, "", `line 1: column "id" occurs twice`},
		{"no type", "id,name\n", statement, "", `line 1: there is no column "type"`},
		{"short row", entities + "person/c,C\n", statement, "", "entities.csv: line 4: 2 cells, where the header has 5"},
		{"bad kind", entities + "person/c,C,robot,,\n", statement, "", `line 4: kind "robot" is none of`},
		{"kind and id differ", entities + "person/c,C,place,,\n", statement, "", `line 4: entity person/c has the type "place"`},
		{"bad id", entities + "c,C,person,,\n", statement, "", `line 4: entity id "c" is not KIND/NAME`},
		{"no name", entities + "person/c, ,person,,\n", statement, "", "line 4: entity person/c has no name"},
		{"entity twice", entities + "person/a,A,person,,\n", statement, "", "line 4: entity person/a occurs twice, first on line 2"},
		{"bad catalogue", entities + "person/c,C,person,,Q1\n", statement, "", `line 4: "Q1" is not CATALOGUE:ID`},
		{"catalogue twice", entities + "person/c,C,person,,a:1|a:2\n", statement, "", "line 4: there are two ids of a"},
		{"bad UTF-8", entities + "person/c,\xff,person,,\n", statement, "", "entities.csv: line 4: it is not valid UTF-8"},
		{"open quote", entities + "person/c,\"C,person,,\n\n\n", statement, "", "entities.csv: line 4: a quoted cell is not closed"},
		{"after a quote", entities + "person/c,\"C\" D,person,,\n", statement, "", "line 4: something follows the closing quote"},
		{"unknown subject", entities, statement + "person/z,worksFor,institution/b,,,,1,x.txt,0,2,ab\n", "", "statements.csv: line 3: entity person/z is not in entities.csv"},
		{"unknown predicate", entities, statement + "person/a,knows,institution/b,,,,1,x.txt,0,2,ab\n", "", `line 3: predicate "knows" is not in the ontology`},
		{"domain and range", entities, statement + "institution/b,worksFor,person/a,,,,1,x.txt,0,2,ab\n", "", "line 3: worksFor does not connect institution/b and person/a"},
		{"with itself", entities, statement + "institution/b,partnerOf,institution/b,,,,1,x.txt,0,2,ab\n", "", "line 3: institution/b is subject and object both"},
		{"span longer than text", entities, statement + "person/a,worksFor,institution/b,,,,1,x.txt,0,3,ab\n", "", "line 3: the quote is 2 bytes long, and its span 0-3 is 3"},
		{"span in characters", entities, statement + "person/a,worksFor,institution/b,,,,1,x.txt,0,1,é\n", "", "line 3: the quote is 2 bytes long"},
		{"negative span", entities, statement + "person/a,worksFor,institution/b,,,,1,x.txt,-2,0,ab\n", "", "line 3: evidence at -2-0 is no span"},
		{"empty span", entities, statement + "person/a,worksFor,institution/b,,,,1,x.txt,2,2,\n", "", "line 3: evidence at 2-2 is no span"},
		{"huge span", entities, statement + "person/a,worksFor,institution/b,,,,1,x.txt,9999999999,10000000001,ab\n", "", "is no span"},
		{"no offset", entities, statement + "person/a,worksFor,institution/b,,,,1,x.txt,a,2,ab\n", "", `line 3: offset "a" is not a number`},
		{"confidence over 1", entities, statement + "person/a,worksFor,institution/b,,,,1.01,x.txt,0,2,ab\n", "", "line 3: confidence 1.01 is not in 0..1"},
		{"no confidence", entities, statement + "person/a,worksFor,institution/b,,,,NaN,x.txt,0,2,ab\n", "", "confidence NaN is not in 0..1"},
		{"confidence in words", entities, statement + "person/a,worksFor,institution/b,,,,high,x.txt,0,2,ab\n", "", `confidence "high" is not a number`},
		{"bad date", entities, statement + "person/a,worksFor,institution/b,,2010-13,,1,x.txt,0,2,ab\n", "", `line 3: date "2010-13" is not in the calendar`},
		{"bad past", entities, statement + "person/a,worksFor,institution/b,maybe,,,1,x.txt,0,2,ab\n", "", `past "maybe" is neither true nor false`},
		{"no article", entities, statement + "person/a,worksFor,institution/b,,,,1,,0,2,ab\n", "", "line 3: the article has no name"},
		{"quote not in the text", entities, statement, "id,name,title,date,url,text\n,x.txt,,,,ax\n", `statements.csv: line 2: the quote "ab" is not what x.txt has at 0-2`},
		{"outside of the text", entities, statement, "id,name,title,date,url,text\n,x.txt,,,,a\n", "line 2: the span 0-2 lies outside of x.txt, which is 1 bytes long"},
		{"cuts a character", entities, statementsHeader + "person/a,worksFor,institution/b,false,,,1,x.txt,0,2,ab\n", "id,name,title,date,url,text\n,x.txt,,,,aéé\n", "line 2: the span 0-2 cuts a character of x.txt"},
		{"id not of the text", entities, statement, "id,name,text\na:0000000000000000,x.txt,ab\n", `articles.csv: line 2: article "x.txt" has the id a:0000000000000000, and its text the id a:fb8e20fc2e4c3f24`},
		{"article twice", entities, statement, "id,name\n,x.txt\n,x.txt\n", `articles.csv: line 3: article "x.txt" occurs twice`},
		{"article id twice", entities, statement, "id,name\na:1,x.txt\na:1,y.txt\n", `line 3: articles "x.txt" and "y.txt" have the id a:1 both`},
		{"bad article id", entities, statement, "id,name\nb:1,x.txt\n", `line 2: article id "b:1" does not begin with "a:"`},
		{"bad article date", entities, statement, "id,name,date\n,x.txt,today\n", `line 2: date "today" is not`},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string]string{"entities.csv": c.entities, "statements.csv": c.statements}
			if c.articles != "" {
				files["articles.csv"] = c.articles
			}
			wantError(t, c.want)(readFolder(t, files))
		})
	}
}

func wantError(t *testing.T, want string) func([]graph.Reading, error) {
	return func(list []graph.Reading, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) || len(list) > 0 {
			t.Errorf("%d readings and the error\n%v, want one that says\n%s", len(list), err, want)
		}
	}
}

func TestWrongLines(t *testing.T) {
	entities := `{"kind":"entity","id":"person/a","name":"A","type":"person"}` + "\n" + `{"kind":"entity","id":"institution/b","name":"B","type":"institution"}` + "\n"
	for _, c := range []struct{ name, in, want string }{
		{"no JSON", "{\n", "in.jsonl: line 1: no JSON: unexpected end"},
		{"other kind", `{"kind":"edge"}`, `line 1: kind "edge" is none of article, entity, statement`},
		{"other type", `{"kind":"article","name":5}`, "line 1: name is a number, and should be a string"},
		{"other type within", `{"kind":"statement","evidence":[{"start":"x"}]}`, "line 1: evidence.start is a string, and should be a int"},
		{"bad UTF-8", "{\"kind\":\"article\",\"name\":\"\xff\"}", "line 1: it is not valid UTF-8"},
		{"no evidence", entities + `{"kind":"statement","subject":{"id":"person/a"},"predicate":"worksFor","object":{"id":"institution/b"},"evidence":[]}`, "line 3: the statement has no evidence"},
		{"entity not described", entities + `{"kind":"statement","subject":{"id":"person/c","name":"C"},"predicate":"worksFor","object":{"id":"institution/b"},"evidence":[{"article":"x","start":0,"end":1,"text":"x"}]}`, "line 3: entity person/c is not described"},
		{"mention and text", `{"kind":"entity","id":"person/a","name":"A","type":"person","mentions":[{"article":"x","start":0,"end":1,"text":"xy"}]}`, `line 1: the mention "xy" is not 1 bytes long`},
		{"mention of no length", `{"kind":"entity","id":"person/a","name":"A","type":"person","mentions":[{"article":"x","start":3,"end":3}]}`, "line 1: a mention at 3-3 is no span"},
		{"mention outside", `{"kind":"article","name":"x","bytes":2}` + "\n" + `{"kind":"entity","id":"person/a","name":"A","type":"person","mentions":[{"article":"x","start":1,"end":3}]}`, "line 2: the span 1-3 lies outside of x"},
		{"negative length", `{"kind":"article","name":"x","bytes":-2}`, "line 1: article \"x\" has a length of -2 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantError(t, c.want)(all(t, find(t, "jsonl").ReadFrom(t.Context(), "in.jsonl", strings.NewReader(c.in), format.Options{})))
		})
	}
}

// TestDefaultsOfLines reads the least that commands.md asks of a statement: the evidence takes from it what it does not say.
func TestDefaultsOfLines(t *testing.T) {
	in := `{"kind":"statement","subject":{"id":"person/a"},"predicate":"worksFor","object":{"id":"institution/b"},"confidence":0.5,"past":true,"from":"2010","evidence":[{"article":"x","start":0,"end":1,"text":"x"},{"article":"x","start":1,"end":2,"text":"y","past":false,"confidence":0.25}]}
{"kind":"entity","id":"person/a","name":"A","type":"person"}
{"kind":"entity","id":"institution/b","name":"B","type":"institution"}
{"kind":"article","name":"x","bytes":2,"title":"late"}`
	got, err := all(t, find(t, "jsonl").ReadFrom(t.Context(), "in", strings.NewReader(in), format.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	want := []graph.Evidence{
		{Span: graph.Span{Start: 0, End: 1}, Text: "x", Confidence: 0.5, Past: true, From: "2010"},
		{Span: graph.Span{Start: 1, End: 2}, Text: "y", Confidence: 0.25, From: "2010"},
	}
	if diff := cmp.Diff(want, got[0].Statements[0].Evidence); diff != "" || got[0].Article.Title != "late" {
		t.Error(got[0].Article, diff)
	}
}

// TestWrongQuads takes every line in turn out of a small graph in N-Quads. What is left is refused with a reason, or it is a
// graph that lacks just that.
func TestWrongQuads(t *testing.T) {
	lines := slices.Collect(strings.Lines(written(t, "nq", fixture())))
	refused := map[string]int{}
	for i := range lines {
		if strings.Contains(lines[i], "urn:clew:vocab:") && strings.HasPrefix(lines[i], "<urn:clew:vocab:") {
			continue
		}
		in := strings.Join(slices.Concat(lines[:i], lines[i+1:]), "")
		_, err := all(t, find(t, "nq").ReadFrom(t.Context(), "in.nq", strings.NewReader(in), format.Options{}))
		if err != nil {
			message := err.Error()
			refused[message[strings.LastIndex(message, ": ")+2:]]++
		}
	}
	for _, want := range []string{
		"the evidence is for a statement that its article does not make",
		"the evidence has no statement, article, position, quote or confidence",
		"the evidence has no position (oa:start, oa:end) or quote (oa:exact)",
		"the statement has no subject, predicate or object (rdf:subject, …)",
		"entity person/liu-jun is not described",
	} {
		if refused[want] == 0 {
			t.Errorf("no line is missed with: %s (%v)", want, refused)
		}
	}
}

func TestWrongQuadsSay(t *testing.T) {
	const a, b, work = "<urn:clew:person:a>", "<urn:clew:institution:b>", "<urn:clew:vocab:worksFor>"
	for _, c := range []struct{ name, in, want string }{
		{"no N-Quads", "\nx", "in.nq: line 2: column 1: a term was expected"},
		{"no label", a + work + b + ".", "line 1: the statement is not labelled with an article"},
		{"no evidence", "\n" + a + work + b + "<urn:clew:article:1> .\n\n", "line 2: the statement has no evidence"},
		{"other label", a + work + b + "<http://example.org/> .", "is not the IRI of an article"},
		{"literal object", a + work + `"b" <urn:clew:article:1> .`, `"b" is not the IRI of an entity`},
		{"unknown predicate", a + "<urn:clew:vocab:knows>" + b + "<urn:clew:article:1> .", `predicate "knows" is not in the ontology`},
		{"unknown detail", a + "<urn:clew:meta:colour> \"red\" .", "there is no urn:clew:meta:colour"},
		{"two names", a + "<http://www.w3.org/2000/01/rdf-schema#label> \"x\" .\n" + a + "<http://www.w3.org/2000/01/rdf-schema#label> \"y\" .", `line 2: there are two values, "x" and "y"`},
		{"two ids", a + "<urn:clew:id:orcid> \"x\" .\n" + a + "<urn:clew:id:orcid> \"y\" .", `line 2: entity person/a has two ids of orcid`},
		{"two starts", "_:s <http://www.w3.org/ns/oa#start> \"1\" .\n_:s <http://www.w3.org/ns/oa#start> \"2\" .", "line 2: it says otherwise than an earlier line"},
		{"negative start", "_:s <http://www.w3.org/ns/oa#start> \"-1\" .", `line 1: offset "-1" is not a number of bytes`},
		{"confidence", "_:s <urn:clew:meta:confidence> \"x\" .", `line 1: confidence "x" is not a number`},
		{"mention", a + `<urn:clew:meta:mention> "5" <urn:clew:article:1> .`, `the mention "5" is not START-END`},
		{"other offsets", `<urn:clew:article:1> <urn:clew:meta:offsets> "characters" .`, `offsets in "characters" are not known`},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantError(t, c.want)(all(t, find(t, "nq").ReadFrom(t.Context(), "in.nq", strings.NewReader(c.in), format.Options{})))
		})
	}
}

// TestQuadsInAnyOrder shuffles the lines, and adds what other people may say.
func TestQuadsInAnyOrder(t *testing.T) {
	in := written(t, "nq", fixture())
	want := written(t, "nq", joined(t, find(t, "nq").ReadFrom(t.Context(), "in", strings.NewReader(in), format.Options{})))
	lines := slices.Collect(strings.Lines(in + "<urn:other:s> <urn:other:p> \"o\" .\n<urn:other:s> <http://www.w3.org/2000/01/rdf-schema#label> \"o\" .\n"))
	random := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		g := joined(t, find(t, "nq").ReadFrom(t.Context(), "in", strings.NewReader(strings.Join(lines, "")), format.Options{}))
		diff(t, want, written(t, "nq", g))
	}
}

func TestReadStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range []string{"nq", "jsonl"} {
		_, err := all(t, find(t, name).ReadFrom(ctx, "in", strings.NewReader(written(t, name, fixture())), format.Options{}))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v", name, err)
		}
		if err := find(t, name).Write(ctx, io.Discard, fixture(), format.Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("write %s: error %v", name, err)
		}
	}
	if _, err := all(t, find(t, "ttl").ReadFrom(t.Context(), "in", strings.NewReader(""), format.Options{})); err == nil || !strings.Contains(err.Error(), "only written") {
		t.Errorf("ttl: error %v", err)
	}
	if _, err := all(t, find(t, "nq").Read(t.Context(), filepath.Join(t.TempDir(), "none.nq"), format.Options{})); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// TestFailingIterators holds that what an iterator or a look-up yields as an error ends every writer.
func TestFailingIterators(t *testing.T) {
	broken := errors.New("the store is broken")
	fail := func(g format.Graph, part int) format.Graph {
		switch part {
		case 0:
			g.Articles = func(yield func(graph.Article, error) bool) { yield(graph.Article{}, broken) }
		case 1:
			g.Entities = func(yield func(graph.Entity, error) bool) { yield(graph.Entity{}, broken) }
		case 2:
			g.Statements = func(yield func(graph.Statement, error) bool) { yield(graph.Statement{}, broken) }
		}
		return g
	}
	for _, f := range format.Formats() {
		for part := range 3 {
			t.Run(fmt.Sprint(f.Name, part), func(t *testing.T) {
				dir := t.TempDir()
				var err error
				if f.Folder {
					err = f.WriteFolder(t.Context(), dir, fail(fixture(), part), format.Options{})
				} else {
					err = f.Write(t.Context(), io.Discard, fail(fixture(), part), format.Options{})
				}
				walksArticles := f.Folder || f.Name == "nq" || f.Name == "ttl" || f.Name == "jsonl"
				if want := part > 0 || walksArticles; want != errors.Is(err, broken) {
					t.Errorf("error %v", err)
				}
				if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 && f.Folder {
					t.Errorf("%v is left", left)
				}
			})
		}
	}
}
