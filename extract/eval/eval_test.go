package eval

import (
	"bufio"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// span and end are how JSON lines write evidence and the ends of a statement.
type span struct {
	Article    string
	Start, End int
	Text       string
}

type end struct{ ID, Name, Type string }

func (e end) ref() graph.Ref {
	return graph.Ref{ID: graph.EntityID(e.ID), Name: e.Name, Kind: graph.Kind(e.Type)}
}

// readPredicted reads JSON lines as clew extract writes them.
func readPredicted(t *testing.T) (entities []Entity, statements []graph.Statement) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "predicted.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	articles := map[string]*graph.Article{}
	article := func(name string) *graph.Article {
		if articles[name] == nil {
			text, err := os.ReadFile(filepath.Join("testdata", "articles", path.Base(name)))
			if err != nil {
				t.Fatal(err)
			}
			articles[name] = &graph.Article{Name: name, Text: string(text)}
		}
		return articles[name]
	}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var row struct {
			Kind, ID, Name, Type, Predicate string
			Aliases                         []string
			Mentions, Evidence              []span
			Subject, Object                 end
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		switch row.Kind {
		case "entity":
			e := Entity{Entity: graph.Entity{ID: graph.EntityID(row.ID), Name: row.Name, Kind: graph.Kind(row.Type), Aliases: row.Aliases}}
			for _, m := range row.Mentions {
				e.Mentions = append(e.Mentions, graph.Mention{Article: article(m.Article), Span: graph.Span{Start: m.Start, End: m.End}, Text: m.Text})
			}
			entities = append(entities, e)
		case "statement":
			s := graph.Statement{Subject: row.Subject.ref(), Predicate: graph.Predicate(row.Predicate), Object: row.Object.ref()}
			for _, m := range row.Evidence {
				s.Evidence = append(s.Evidence, graph.Evidence{Article: article(m.Article), Span: graph.Span{Start: m.Start, End: m.End}, Text: m.Text})
			}
			statements = append(statements, s)
		}
	}
	return entities, statements
}

// want.txt is what the annotators' own scorer, a Python program, prints for the same files.
func TestCountAgreesWithTheScorer(t *testing.T) {
	golds, err := ReadGold(filepath.Join("testdata", "gold"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("testdata", "want.txt"))
	if err != nil {
		t.Fatal(err)
	}
	entities, statements := readPredicted(t)
	var got strings.Builder
	if err := Count(golds, entities, statements).Write(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}

func TestNorm(t *testing.T) {
	for name, want := range map[string]string{
		"The Hut Group": "hut group", "Café Noir’s Guild": "cafe noir guild", "Xi'an": "xi an", "U.S.": "u s", "A": "a",
		"  an   Office ": "office", "STRASSE": "strasse", "Straße": "strasse", "陈刚": "陈刚", "a_b": "a_b", "…": "",
	} {
		if got := norm(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestReadGoldSaysWhatIsWrong(t *testing.T) {
	for content, want := range map[string]string{
		"{":  "unexpected end of JSON input",
		"{}": "no article is named",
		`{"article": "x.txt", "statements": [["a", "leads"]]}`: `the statement "a | leads" is not subject, predicate, object`,
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, "x.json")
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadGold(dir); err == nil || err.Error() != file+": "+want {
			t.Errorf("%s: error %v, want %s", content, err, want)
		}
	}
	if _, err := ReadGold(t.TempDir()); err == nil {
		t.Error("an empty folder was read")
	}
}
