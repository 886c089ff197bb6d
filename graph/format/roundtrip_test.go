package format_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph/format"
)

// TestRoundTrip writes the graph of hostile names, reads it, writes that, and compares bytes. What is read is without
// texts; JSON lines keep the words of mentions nevertheless, N-Quads never have them. Import entities that no
// article mentions come back by way of an article of their own, which the second writing has too.
func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"nq", "jsonl"} {
		t.Run(name, func(t *testing.T) {
			first := written(t, name, fixture())
			g := joined(t, find(t, name).ReadFrom(t.Context(), "first", strings.NewReader(first), format.Options{}))
			second := written(t, name, g)
			diff(t, withoutImportArticle(first), withoutImportArticle(second))
			g = joined(t, find(t, name).ReadFrom(t.Context(), "second", strings.NewReader(second), format.Options{}))
			diff(t, second, written(t, name, g))
		})
	}
}

// withoutImportArticle leaves out the lines about the article that stands for an import.
func withoutImportArticle(nq string) string {
	var lines []string
	id := ""
	for line := range strings.Lines(nq) {
		switch {
		case strings.Contains(line, `> "import:`):
			id = strings.Fields(line)[0] + " "
		case strings.Contains(line, `"name":"import:`):
			id = line
		}
	}
	for line := range strings.Lines(nq) {
		if id == "" || !strings.HasPrefix(line, id) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

func TestRoundTripCSV(t *testing.T) {
	first, second := t.TempDir(), filepath.Join(t.TempDir(), "made", "here")
	f := find(t, "csv")
	if err := f.WriteFolder(t.Context(), first, fixture(), format.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteFolder(t.Context(), second, joined(t, f.Read(t.Context(), first, format.Options{})), format.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"entities.csv", "statements.csv"} {
		diff(t, content(t, first, name), content(t, second, name))
	}
	if left, _ := filepath.Glob(filepath.Join(second, ".*")); len(left) > 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func content(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
