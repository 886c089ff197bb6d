package index

import (
	"math/rand/v2"
	"testing"

	"github.com/clewgraph/clew/graph"
)

// TestDays packs every partial date of a few years, and texts that are none.
func TestDays(t *testing.T) {
	list := []graph.Date{"", "0001", "2016", "2016-05", "2016-02-29", "2015-12-31", "9999-12-31"}
	for _, d := range list {
		p, err := packDate(d)
		if err != nil || p.date() != d {
			t.Errorf("%q became %q, %v", d, p.date(), err)
		}
	}
	for _, d := range []graph.Date{"16", "2016-", "2016-13", "2016-00", "2015-02-29", "2016-02-30", "2016/02", "2016-2-30", "x016", "2016-05-31 "} {
		if p, err := packDate(d); err == nil {
			t.Errorf("%q became %q", d, p.date())
		}
	}
}

// TestLog2 holds the integer logarithm against the bounds of its definition.
func TestLog2(t *testing.T) {
	for n, want := range map[uint32]uint32{0: 0, 1: 0, 2: 1024, 3: 1623, 4: 2048, 1000: 10204, 1 << 31: 31 * 1024, 1<<32 - 1: 32*1024 - 1} {
		if got := log2(n); got != want {
			t.Errorf("log2(%d) = %d, not %d", n, got, want)
		}
	}
}

// TestEdits holds both ways to count edits against each other.
func TestEdits(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "ab", 2}, {"ab", "ba", 1}, {"liu jun", "liu jnu", 1}, {"kitten", "sitting", 3}, {"é", "e", 1}, {"ca", "abc", 3}} {
		if got := Edits(test.a, test.b, 9); got != test.want {
			t.Errorf("%q to %q: %d edits, not %d", test.a, test.b, got, test.want)
		}
	}
	r := rand.New(rand.NewPCG(3, 3))
	word := func() []byte {
		b := make([]byte, r.IntN(66))
		for i := range b {
			b[i] = "abc"[r.IntN(3)]
		}
		return b
	}
	var d distance
	for range 5000 {
		a, b := word(), word()
		d.set(string(a))
		if want, got := d.byRow(b, 100), d.to(b, 100); want != got {
			t.Fatalf("%s to %s: %d edits, not %d", a, b, got, want)
		}
	}
}
