package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// sample writes a small graph and returns its file and what it says.
func sample(t testing.TB) (file []byte, c content) {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir, Options{})
	w := writer{rand.New(rand.NewPCG(7, 7))}
	for i := range 15 {
		if _, err := s.Add(t.Context(), []graph.Reading{w.reading(fmt.Sprint("folder/", i, ".txt"))}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Remove(t.Context(), "folder/3.txt"); err != nil {
		t.Fatal(err)
	}
	c = contentOf(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return file, c
}

// TestFlippedBits flips bits in every page of a small graph. Whatever the bit, opening and reading the graph must
// end in an error that says it is damaged, or in what the graph said before.
func TestFlippedBits(t *testing.T) {
	file, want := sample(t)
	m, ok := parseMeta(file)
	if !ok {
		t.Fatal("no meta")
	}
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[string]int{}
	for page := range int(m.pages) {
		for n := range 4 {
			at := page*m.pageSize + r.IntN(m.pageSize)
			if n < 2 {
				at = page*m.pageSize + r.IntN(64) // where a page says what it is
			}
			bad := append([]byte{}, file...)
			bad[at] ^= 1 << r.IntN(8)
			seen[readDamaged(t, bad, want, fmt.Sprintf("byte %d of page %d", at%m.pageSize, page))]++
		}
	}
	t.Log(seen)
	if seen["damaged"] == 0 || seen["same"] == 0 {
		t.Error("the test sees no damage")
	}
}

// TestTruncated cuts a small graph short at every page.
func TestTruncated(t *testing.T) {
	file, want := sample(t)
	m, _ := parseMeta(file)
	for size := 1; size < len(file); size += m.pageSize / 2 {
		if got := readDamaged(t, file[:size], want, fmt.Sprint("cut at ", size)); got != "damaged" && size < int(m.pages)*m.pageSize {
			t.Errorf("cut at %d: %s", size, got)
		}
	}
}

// readDamaged opens and reads a file that may be damaged. It returns what became of it.
func readDamaged(t *testing.T, file []byte, want content, what string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), file, 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := readAll(t.Context(), dir)
	var damaged *DamagedError
	var version *VersionError
	switch {
	case errors.As(err, &damaged), errors.As(err, &version):
		return "damaged"
	case err != nil:
		t.Errorf("%s: the error %v does not say that the graph is damaged", what, err)
	case cmp.Diff(want, got) != "":
		t.Errorf("%s: the graph says something else and nothing tells", what)
	}
	return "same"
}

func readAll(ctx context.Context, dir string) (c content, err error) {
	s, err := Open(ctx, dir, Options{ReadOnly: true})
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for e, err := range s.Entities(ctx) {
		if err != nil {
			return c, err
		}
		c.Entities = append(c.Entities, e)
	}
	for st, err := range s.Statements(ctx) {
		if err != nil {
			return c, err
		}
		c.Statements = append(c.Statements, st)
	}
	return c, nil
}
