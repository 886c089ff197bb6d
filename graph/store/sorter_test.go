package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
