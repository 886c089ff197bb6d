package store

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// TestDiff takes two graphs through histories of their own, and compares Diff with a comparison of all they say.
func TestDiff(t *testing.T) {
	a, b := open(t, t.TempDir(), Options{}), open(t, t.TempDir(), Options{})
	w := writer{rand.New(rand.NewPCG(51, 52))}
	check := func() int {
		t.Helper()
		got, err := Diff(t.Context(), a, b)
		if err != nil {
			t.Fatal(err)
		}
		want := changesBetween(contentOf(t, a), contentOf(t, b))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		return len(got.StatementsGained) + len(got.StatementsLost)
	}
	check()
	for i := range 40 {
		r := w.reading(fmt.Sprint(i % 15))
		graphs := []*Store{a, b}
		if i%4 == 3 {
			graphs = graphs[i/4%2 : i/4%2+1]
		}
		for _, s := range graphs {
			if _, err := s.Add(t.Context(), []graph.Reading{r}); err != nil {
				t.Fatal(err)
			}
		}
		check()
	}
	for r, err := range a.Readings(t.Context()) { // make b the same
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Add(t.Context(), []graph.Reading{r}); err != nil {
			t.Fatal(err)
		}
	}
	if n := check(); n != 0 {
		t.Errorf("%d statements differ between graphs of the same articles", n)
	}
}
