package glyph_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/query/diagram/glyph"
)

func TestWidth(t *testing.T) {
	for text, want := range map[string]float64{ // in em; Arial's own for Latin
		"": 0, "i": 0.222, "W": 0.944, "Ж": 0.923, "中": 1.04, "中国": 2.08, "é": 0.556, "e\u0301": 0.556, "🌍": 1.3, "👩\u200d🚀": 1.3, "\u200b": 0,
	} {
		if got := glyph.Width(text, 1, false); math.Abs(got-want) > 0.002 {
			t.Errorf("Width(%q) = %.3f em, want %.3f", text, got, want)
		}
	}
	if regular, bold := glyph.Width("Paris", 10, false), glyph.Width("Paris", 10, true); bold <= regular {
		t.Errorf("bold %v is not wider than regular %v", bold, regular)
	}
}

func TestExact(t *testing.T) {
	for text, want := range map[string]bool{"Zürich – Łódź": true, "Владимир": true, "中": false, "👍": false} {
		if glyph.Exact(text) != want {
			t.Errorf("Exact(%q) = %v", text, !want)
		}
	}
}

func runes(s string) float64 { return float64(len([]rune(s))) }

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		lines int
		even  []string
		full  []string
	}{
		{"one", 10, 2, []string{"one"}, []string{"one"}},
		{"", 10, 2, []string{""}, []string{""}},
		{"steered as COP21 chair", 16, 3, []string{"steered as", "COP21 chair"}, []string{"steered as COP21", "chair"}},
		{"Donaudampfschiff", 6, 4, []string{"Donau-", "dampf-", "schiff"}, []string{"Donau-", "dampf-", "schiff"}},
		{"Featherstonehaugh-Cholmondeley", 20, 4, []string{"Featherstonehaugh-", "Cholmondeley"}, []string{"Featherstonehaugh-", "Cholmondeley"}},
		{"Jean-Luc Ki-moon", 9, 4, []string{"Jean-Luc", "Ki-moon"}, []string{"Jean-Luc", "Ki-moon"}},
		{"国家发展（和）改革", 5, 4, []string{"国家发展", "（和）改革"}, []string{"国家发展", "（和）改革"}},
		{"12345678901", 6, 4, []string{"123456", "78901"}, []string{"123456", "78901"}},
		{"a b c d e f g h", 3, 2, []string{"a b", "c…"}, []string{"a b", "c…"}},
		{"  spaces \n and\ttabs ", 30, 2, []string{"spaces and tabs"}, []string{"spaces and tabs"}},
	} {
		if diff := cmp.Diff(c.even, glyph.Wrap(c.text, c.width, c.lines, runes)); diff != "" {
			t.Errorf("Wrap(%q): %s", c.text, diff)
		}
		if diff := cmp.Diff(c.full, glyph.Fill(c.text, c.width, c.lines, runes)); diff != "" {
			t.Errorf("Fill(%q): %s", c.text, diff)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("Green Climate Fund replenishment", uint8(12), uint8(3))
	f.Add("解振华 👩\u200d🚀 e\u0301e\u0301e\u0301", uint8(3), uint8(9))
	f.Fuzz(func(t *testing.T, text string, width, most uint8) {
		if width < 4 || most == 0 {
			return
		}
		measure := func(s string) float64 { return float64(glyph.Cells(s)) }
		lines := glyph.Wrap(text, float64(width), int(most), measure)
		if len(lines) == 0 || len(lines) > int(most) {
			t.Fatalf("%d lines, at most %d are wanted", len(lines), most)
		}
		for _, l := range lines {
			if measure(l) > float64(width) {
				t.Errorf("%q is wider than %d", l, width)
			}
		}
		together := strings.Join(lines, "")
		if !strings.HasSuffix(together, "…") && squash(together) != squash(text) {
			t.Errorf("%q became %q", text, lines)
		}
	})
}

// squash leaves out what breaking lines may add or take away: spaces and hyphens.
func squash(s string) string { return strings.ReplaceAll(strings.Join(strings.Fields(s), ""), "-", "") }

func TestShape(t *testing.T) {
	s := glyph.NewShaper()
	for _, text := range []string{"Paris", "Ж", "ffi"} {
		shape := s.Shape(text, 10, false)
		if len(shape.Outline) == 0 || math.Abs(shape.Width-glyph.Width(text, 10, false)) > 0.3 {
			t.Errorf("%q: %d segments, %v wide where %v are expected", text, len(shape.Outline), shape.Width, glyph.Width(text, 10, false))
		}
	}
	if missing := s.Missing(); len(missing) > 0 {
		t.Errorf("missing %q", missing)
	}
	s.Shape("\U0010fffd", 10, false) // for private use: no font has it
	if diff := cmp.Diff([]string{"\U0010fffd"}, s.Missing()); diff != "" {
		t.Error(diff)
	}
}

// TestRightToLeft finds the first letter of a Hebrew word to the right of its last.
func TestRightToLeft(t *testing.T) {
	s := glyph.NewShaper()
	left := func(text string) float64 { // where the ink begins
		x := math.Inf(1)
		for _, seg := range s.Shape(text, 100, false).Outline {
			for _, p := range seg.Points {
				x = min(x, p.X)
			}
		}
		return x
	}
	wide, narrow := "ש", "ו" // the ink of both begins near their left edge
	if whole := s.Shape(wide+narrow, 100, false); left(wide+narrow) > 20 || math.Abs(whole.Width-s.Shape(wide, 100, false).Width-s.Shape(narrow, 100, false).Width) > 1 {
		t.Errorf("%q is %v wide and begins at %v", wide+narrow, whole.Width, left(wide+narrow))
	}
	first, reversed := s.Shape(wide+narrow, 100, false), s.Shape(narrow+wide, 100, false)
	if first.Outline[0].Points[0] == reversed.Outline[0].Points[0] {
		t.Error("the order of letters makes no difference")
	}
}
