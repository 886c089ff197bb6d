package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// TestDoctorAfterFlippedBits flips a bit in every page in use. After Doctor the graph opens and verifies; what
// it says is what it said before, unless Doctor names the articles that were lost or says that changes may be.
func TestDoctorAfterFlippedBits(t *testing.T) {
	file, want := sample(t)
	m, _ := parseMeta(file)
	r := rand.New(rand.NewPCG(3, 4))
	outcomes := map[string]int{}
	for page := range int(m.pages) {
		at := page*m.pageSize + r.IntN(256)
		bad := append([]byte{}, file...)
		bad[at] ^= 1 << r.IntN(8)
		outcomes[doctored(t, bad, want, fmt.Sprintf("byte %d of page %d", at%m.pageSize, page))]++
	}
	t.Log(outcomes)
	if outcomes["repaired"] == 0 || outcomes["nothing to do"] == 0 {
		t.Error("the test sees no repair")
	}
}

func doctored(t *testing.T, file []byte, want content, what string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), file, 0o644); err != nil {
		t.Fatal(err)
	}
	repair, err := Doctor(t.Context(), dir, Options{Now: fixed})
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return "failed"
	}
	s := open(t, dir, Options{})
	report, err := s.Verify(t.Context())
	if err != nil || len(report.Differences) > 0 {
		t.Errorf("%s: after doctor: %v %v", what, err, report.Differences)
	}
	same := cmp.Diff(want, contentOf(t, s)) == ""
	loss := strings.Contains(strings.Join(repair.Found, " "), "missing") || strings.Contains(strings.Join(repair.Found, " "), "cannot be read")
	switch {
	case len(repair.Found) == 0 && same:
		return "nothing to do"
	case len(repair.Found) > 0 && same:
		return "repaired"
	case len(repair.Lost) > 0 || loss:
		return "repaired with losses"
	}
	t.Errorf("%s: the graph says something else, doctor says %+v", what, repair)
	return "failed"
}

// TestVerifyFindsWhatDiffers spoils each table behind the store's back. Verify names it, and Doctor repairs it.
func TestVerifyFindsWhatDiffers(t *testing.T) {
	for _, name := range []string{"quads", "profiles", "links", "members", "resolved", "entities", "evidence", "digests", "counts"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, Options{})
			w := writer{rand.New(rand.NewPCG(5, 5))}
			for i := range 8 {
				if _, err := s.Add(t.Context(), []graph.Reading{w.reading(fmt.Sprint(i))}); err != nil {
					t.Fatal(err)
				}
			}
			want := contentOf(t, s)
			if err := s.update(t.Context(), func(v *view) error { return spoil(v, name) }); err != nil {
				t.Fatal(err)
			}
			r, err := s.Verify(t.Context())
			if err != nil || len(r.Differences) == 0 {
				t.Fatalf("Verify: %v, %v", r, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s.db = nil
			repair, err := Doctor(t.Context(), dir, Options{Now: fixed})
			if err != nil || len(repair.Done) == 0 {
				t.Fatalf("Doctor: %+v, %v", repair, err)
			}
			s = open(t, dir, Options{})
			if r, err := s.Verify(t.Context()); err != nil || len(r.Differences) > 0 {
				t.Errorf("after Doctor: %v, %v", r, err)
			}
			if diff := cmp.Diff(want, contentOf(t, s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// spoil takes something out of a table.
func spoil(v *view, name string) error {
	if name == "quads" {
		for q := range firstQuad(v) {
			return changeQuads(v.quads, []statedQuad{q}, nil)
		}
	}
	return v.each(func(n string, t *table) error {
		if n != name {
			return nil
		}
		r := t.scan(nil)
		if !r.next() {
			return errors.New("the table is empty")
		}
		return t.del(r.k)
	})
}

func firstQuad(v *view) map[statedQuad]bool {
	found := map[statedQuad]bool{}
	r := v.tables.evidence.scan(nil)
	if r.next() {
		triple, _ := parseTriple(string(r.k))
		parts, _ := splitEvidence(r.v)
		found[statedQuad{triple, parts[0].article}] = true
	}
	return found
}
