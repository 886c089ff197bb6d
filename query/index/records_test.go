package index

import (
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
