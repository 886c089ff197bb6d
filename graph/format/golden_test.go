package format_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/graph/ontology"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden shows a small graph in every format, with an ontology of one predicate.
func TestGolden(t *testing.T) {
	o, err := ontology.Parse([]byte(`{"predicates":[{"name":"worksFor","label":"works for","subject":["person"],"object":["institution"],"schema":"schema:worksFor","wikidata":"P108"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range format.Formats() {
		if f.Folder {
			err = f.WriteFolder(t.Context(), dir, small(), format.Options{Ontology: o})
		} else {
			var b strings.Builder
			err = f.Write(t.Context(), &b, small(), format.Options{Ontology: o})
			err = errors.Join(err, os.WriteFile(filepath.Join(dir, "graph."+f.Name), []byte(b.String()), 0o600))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(file.Name(), func(t *testing.T) {
			golden := filepath.Join("testdata", "golden", file.Name())
			got := content(t, dir, file.Name())
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			diff(t, content(t, golden), got)
		})
	}
}

// TestHostileXML reads GraphML and GEXF with encoding/xml: every name comes back, but for what XML cannot hold.
func TestHostileXML(t *testing.T) {
	var want []string
	for _, name := range hostile {
		want = append(want, strings.NewReplacer("\x00", "\uFFFD", "\x07", "\uFFFD", "\x1b", "\uFFFD").Replace(name))
	}
	for _, name := range []string{"graphml", "gexf"} {
		got := xmlTexts(t, written(t, name, fixture()))
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s has no %q", name, w)
			}
		}
	}
}

// xmlTexts returns every text and every value of an attribute.
func xmlTexts(t *testing.T, document string) (texts []string) {
	d := xml.NewDecoder(strings.NewReader(document))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			texts = append(texts, string(token))
		case xml.StartElement:
			for _, a := range token.Attr {
				texts = append(texts, a.Value)
			}
		}
	}
}

// TestNothingBreaksOut holds for the formats of one statement a line that no name ends a line or a string: the graph of hostile
// names has the lines, and each line the quotes, of the same graph with harmless names.
func TestNothingBreaksOut(t *testing.T) {
	for name, lines := range map[string]int{
		"dot":    2 + len(hostile) + 4 + 3,
		"cypher": 1 + len(hostile) + 4 + 3,
		"ftm":    len(hostile) + 4 + 3,
		"jsonl":  3 + len(hostile) + 4 + 3,
	} {
		out := written(t, name, fixture())
		if got := strings.Count(out, "\n"); got != lines {
			t.Errorf("%s has %d lines, want %d", name, got, lines)
		}
		if strings.ContainsAny(out, "\x00\x07\x1b\r") {
			t.Errorf("%s has control characters", name)
		}
		mark := map[string]byte{"cypher": '\''}[name]
		if mark == 0 {
			mark = '"'
		}
		for line := range strings.Lines(out) {
			if rest := outside(line, mark); strings.Contains(rest, string(mark)) || strings.Contains(rest, "<script") || strings.Contains(rest, "=cmd") {
				t.Errorf("%s: %q stands outside of a string in %s", name, rest, line)
			}
		}
	}
}

// outside returns a line without its strings, which end at the mark unless a backslash stands before it. A mark is
// left where a string is not closed.
func outside(line string, mark byte) string {
	var b strings.Builder
	in := false
	for i := 0; i < len(line); i++ {
		switch {
		case in && line[i] == '\\':
			i++
		case line[i] == mark:
			in = !in
		case !in:
			b.WriteByte(line[i])
		}
	}
	if in {
		b.WriteByte(mark)
	}
	return b.String()
}
