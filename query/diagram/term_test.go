package diagram_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/query/diagram"
	"github.com/clewgraph/clew/query/diagram/glyph"
)

func term(t *testing.T, p diagram.Picture, columns int, color bool) string {
	t.Helper()
	s, err := p.Term(diagram.Options{Ontology: vocabulary()}, columns, color)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTermKeepsToItsColumns(t *testing.T) {
	for name, p := range samples() {
		for _, columns := range []int{24, 40, 72, 80, 120, 200} {
			for _, l := range strings.Split(term(t, p, columns, false), "\n") {
				if n := glyph.Cells(l); n > columns {
					t.Errorf("%s: a line of %d columns, where %d are wanted: %q", name, n, columns, l)
				}
			}
		}
	}
}

var colorSequence = regexp.MustCompile("\x1b\\[[0-9;]+m")

func TestTermSendsNothingButColours(t *testing.T) {
	for name, p := range samples() {
		bare, colored := term(t, p, 80, false), term(t, p, 80, true)
		for _, r := range bare {
			if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("%s: sends %U", name, r)
			}
		}
		if diff := cmp.Diff(bare, colorSequence.ReplaceAllString(colored, "")); diff != "" {
			t.Errorf("%s: colours change the text: %s", name, diff)
		}
	}
}

func TestTermOfPathTellsEachStep(t *testing.T) {
	for _, columns := range []int{40, 80, 220} {
		got := strings.Join(strings.Fields(term(t, samples()["path"], columns, false)), " ")
		for _, want := range []string{"Christiana Figueres", "led", "31 sources", "steered as COP21 chair", "Laurent Fabius", "prime minister of", "France", "Based on 58 articles"} {
			if !strings.Contains(got, want) {
				t.Errorf("%d columns: no %q in\n%s", columns, want, got)
			}
		}
	}
	beside := term(t, samples()["path"], 220, false)
	if !strings.Contains(beside, "◀─ steered as COP21 chair ─┤ Laurent Fabius") {
		t.Errorf("the step against its statement does not point back:\n%s", beside)
	}
	if below := term(t, samples()["path"], 60, false); !strings.Contains(below, "▲ steered as COP21 chair") || !strings.Contains(below, "“Laurent Fabius steered Paris Agreement") {
		t.Errorf("below one another:\n%s", below)
	}
}
