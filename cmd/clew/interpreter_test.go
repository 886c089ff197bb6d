package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompleteSetting(t *testing.T) {
	for _, c := range []struct {
		line  string
		want  []string
		start int
	}{
		{".th", []string{".theme"}, 0},
		{"stats\n%l", []string{"%limit"}, 6},
		{".theme d", []string{"dark"}, 7},
		{".inline ", []string{"auto", "off", "kitty", "iterm", "sixel"}, 8},
		{".limit ", nil, 7},
	} {
		got, start := (&interpreter{app: &app{}}).complete(t.Context(), c.line, len(c.line))
		if diff := cmp.Diff(c.want, got); diff != "" || start != c.start {
			t.Errorf("%q: from %d, want %d (-want +got):\n%s", c.line, start, c.start, diff)
		}
	}
}
