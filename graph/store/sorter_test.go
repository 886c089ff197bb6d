package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// TestLoadLeavesNoFiles holds that a load removes its files, when it fails too, and those of one that was killed.
func TestLoadLeavesNoFiles(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	s.bulkStatements, s.bulkMemory = 0, 100
	if err := os.WriteFile(filepath.Join(dir, "load-123.tmp"), []byte("left"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := writer{rand.New(rand.NewPCG(23, 24))}
	for _, fails := range []bool{false, true} {
		readings := []graph.Reading{w.reading("a"), w.reading("b"), w.reading("c")}
		if fails {
			readings[2].Article.ID = "x"
		}
		if _, err := s.Import(t.Context(), withoutErrors(readings)); (err != nil) != fails {
			t.Fatal(err)
		}
		if left, err := filepath.Glob(filepath.Join(dir, sorterFiles)); err != nil || len(left) > 0 {
			t.Errorf("fails %v: %v is left, %v", fails, left, err)
		}
	}
}

// TestSorter compares a sorter that writes many runs, one that writes none, and a stable sort in memory.
func TestSorter(t *testing.T) {
	for _, limit := range []int{1, 100, 1000, 1 << 20} {
		dir := t.TempDir()
		s := &sorter{dir: dir, limit: limit}
		r := rand.New(rand.NewPCG(3, uint64(limit)))
		var want []string
		for n := range 500 {
			k, v := fmt.Sprint(r.IntN(100)), strings.Repeat("v", r.IntN(9))+fmt.Sprint(n)
			want = append(want, k+" "+v)
			if err := s.add([]byte(k), []byte(v)); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortStableFunc(want, func(a, b string) int {
			ka, _, _ := strings.Cut(a, " ")
			kb, _, _ := strings.Cut(b, " ")
			return strings.Compare(ka, kb)
		})
		for range 2 {
			var got, grouped []string
			if err := s.each(func(k, v []byte) error { got = append(got, string(k)+" "+string(v)); return nil }); err != nil {
				t.Fatal(err)
			}
			err := s.groups(func(k []byte) []byte { return k[:1] }, func(part []byte, rows []sortedRow) error {
				for _, row := range rows {
					if !bytes.HasPrefix(row.k, part) {
						t.Errorf("%q is in the group of %q", row.k, part)
					}
					grouped = append(grouped, string(row.k)+" "+string(row.v))
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got) + cmp.Diff(want, grouped); diff != "" {
				t.Errorf("limit %d: %s", limit, diff)
			}
		}
		if stop := errors.New("stop"); !errors.Is(s.each(func(_, _ []byte) error { return stop }), stop) {
			t.Error("it does not stop")
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("limit %d: %v is left, %v", limit, left, err)
		}
	}
}
