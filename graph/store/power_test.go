package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// TestPowerLoss makes the files that a loss of power can leave during a change. bbolt writes the pages of a transaction,
// waits for the disk, writes one of the two metas and waits again. So until the first wait ends, any part of the pages may be
// on the disk, in any order and torn at sectors, and the meta not; until the second, all pages and the meta, which lies in
// one sector, or not. Whatever of it is there, the graph must open, verify, and say what it said before the change or
// says after it. A disk that tears a sector may leave half a meta: that is refused, and doctor finds one of the two states.
func TestPowerLoss(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	files, contents := states(t)
	seen := map[string]int{}
	for n := 1; n < len(files); n++ {
		old, now := files[n-1], files[n]
		pageSize := mustMeta(t, old).pageSize
		for try := range 12 {
			torn := append([]byte{}, old...)
			if len(now) > len(torn) && try%2 == 0 { // bbolt makes a file longer before it writes
				torn = append(torn, make([]byte, len(now)-len(torn))...)
			}
			part := r.IntN(101) // percent of the sectors that have come to the disk
			for at := 2 * pageSize; at+sector <= min(len(torn), len(now)); at += sector {
				if r.IntN(100) < part {
					copy(torn[at:at+sector], now[at:])
				}
			}
			what := fmt.Sprintf("change %d, %d%% of the pages", n, part)
			seen[survives(t, torn, what, contents[n-1], contents[n])]++
		}
		for _, cut := range []int{0, sector, r.IntN(pageHeader + metaLength), r.IntN(pageHeader + metaLength)} {
			torn := append([]byte{}, now...)
			for meta := range 2 {
				copy(torn[meta*pageSize+cut:(meta+1)*pageSize], old[meta*pageSize+cut:])
			}
			what := fmt.Sprintf("change %d, %d bytes of the meta", n, cut)
			if cut == 0 || cut == sector {
				seen[survives(t, torn, what, contents[n-1], contents[n])]++
				continue
			}
			dir := fileIn(t, torn)
			if _, err := Doctor(t.Context(), dir, Options{}); err != nil {
				t.Fatal(err)
			}
			repaired, err := os.ReadFile(filepath.Join(dir, FileName))
			if err != nil {
				t.Fatal(err)
			}
			seen["doctored: "+survives(t, repaired, what, contents[n-1], contents[n])]++
		}
	}
	t.Log(seen)
	if seen["before"] == 0 || seen["after"] == 0 {
		t.Error("the test does not see both states")
	}
}

// TestLyingDisk takes a disk that said that pages were written which were not: the meta is there and some of the
// pages that it leads to are not. The graph must then be refused with advice, or say what it said; and
// where doctor saves something, the graph verifies afterwards.
func TestLyingDisk(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	files, contents := states(t)
	seen := map[string]int{}
	for n := 1; n < len(files); n++ {
		old, now := files[n-1], files[n]
		pageSize := mustMeta(t, now).pageSize
		for range 4 {
			bad := append([]byte{}, now...)
			for at := 2 * pageSize; at+pageSize <= len(bad); at += pageSize {
				if r.IntN(10) > 0 {
					continue
				}
				clear(bad[at : at+pageSize])
				if at+pageSize <= len(old) {
					copy(bad[at:at+pageSize], old[at:])
				}
			}
			dir := fileIn(t, bad)
			what := fmt.Sprintf("change %d", n)
			switch got := readDamaged(t, bad, contents[n], what); got {
			case "damaged":
				seen[saved(t, dir, what)]++
			default:
				seen[got]++
			}
		}
	}
	t.Log(seen)
}

// states makes a graph of a few changes and returns its file and what it says after each.
func states(t *testing.T) (files [][]byte, contents []content) {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir, Options{Now: fixed})
	w := writer{rand.New(rand.NewPCG(15, 16))}
	var batch []graph.Reading
	for i := range 12 {
		batch = append(batch, w.reading(fmt.Sprint("batch", i)))
	}
	record := func(c content) {
		file, err := os.ReadFile(filepath.Join(dir, FileName))
		if err != nil {
			t.Fatal(err)
		}
		files, contents = append(files, file), append(contents, c)
	}
	for _, step := range []func() error{
		func() error { return nil },
		func() error { _, err := s.Add(t.Context(), []graph.Reading{w.reading("a"), baseReading()}); return err },
		func() error { _, err := s.Add(t.Context(), batch[:6]); return err },
		func() error {
			_, err := s.Merge(t.Context(), "person/base-1", "person/base-2", "one person")
			return err
		},
		func() error { _, err := s.Add(t.Context(), []graph.Reading{w.reading("a")}); return err }, // says something else
		func() error {
			s.bulkStatements = 0
			defer func() { s.bulkStatements = bulkStatements }()
			_, err := s.Import(t.Context(), func(yield func(graph.Reading, error) bool) {
				for i, r := range batch {
					if i == len(batch)-1 { // an import begins with a transaction that clears away what an earlier one left
						record(contents[len(contents)-1])
					}
					if !yield(r, nil) {
						return
					}
				}
			})
			return err
		},
		func() error { _, err := s.Remove(t.Context(), "batch1"); return err },
		func() error { _, err := s.Undo(t.Context(), 0, ""); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
		record(contentOf(t, s))
	}
	for i := 1; i < len(files); i++ {
		if n := mustMeta(t, files[i]).txid - mustMeta(t, files[i-1]).txid; n != 1 {
			t.Fatalf("change %d is %d transactions", i, n)
		}
	}
	return files, contents
}

func mustMeta(t *testing.T, file []byte) boltMeta {
	t.Helper()
	m, _, err := readMeta(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func fileIn(t *testing.T, file []byte) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), file, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// survives opens a file for writing, verifies it, and returns which of two states it is.
func survives(t *testing.T, file []byte, what string, before, after content) string {
	t.Helper()
	s := open(t, fileIn(t, file), Options{})
	got := contentOf(t, s)
	report, err := s.Verify(t.Context())
	if err != nil || len(report.Differences) > 0 {
		t.Errorf("%s: %v, %v", what, report.Differences, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	switch {
	case cmp.Equal(after, got):
		return "after"
	case cmp.Equal(before, got):
		return "before"
	}
	t.Errorf("%s: the graph is neither as before nor as after the change", what)
	return "neither"
}

// saved runs Doctor on a damaged graph.
func saved(t *testing.T, dir, what string) string {
	t.Helper()
	if _, err := Doctor(t.Context(), dir, Options{}); err != nil {
		return "refused: nothing can be saved"
	}
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		var damaged *DamagedError
		t.Errorf("%s: after doctor: %v (damage: %v)", what, err, errors.As(err, &damaged))
		return "broken"
	}
	if report, err := s.Verify(t.Context()); err != nil || len(report.Differences) > 0 {
		t.Errorf("%s: after doctor: %v, %v", what, report.Differences, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	return "refused and saved"
}
