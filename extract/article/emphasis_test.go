package article

import (
	"strings"
	"testing"
)

func TestEmphasis(t *testing.T) {
	for markdown, want := range map[string]string{
		"**Erik Moe** left.":                  "Erik Moe left.",
		"**Erik Moe**, of *Nordbit*.":         "Erik Moe, of Nordbit.",
		"**Erik Moe**":                        "Erik Moe",
		"***Erik Moe***":                      "Erik Moe",
		"**Erik** **Moe**":                    "Erik Moe",
		"**Erik *the* Moe**":                  "Erik the Moe",
		"*Erik **Moe***":                      "Erik Moe",
		"**Erik**Moe":                         "ErikMoe",
		"__Erik__ and _Eva_":                  "Erik and Eva",
		"“**Erik Moe**” (*he*)":               "“Erik Moe” (he)",
		"snake_case_name":                     "snake_case_name",
		"2 * 3 * 4":                           "2 * 3 * 4",
		"a footnote*":                         "a footnote*",
		"**not closed":                        "**not closed",
		`\*\*Erik Moe\*\*`:                    "**Erik Moe**",
		"**[Erik Moe](https://example.org)**": "Erik Moe",
		"**Özlem Å**":                         "Özlem Å",
		"* * *x":                              "* * *x",
	} {
		if got := inline(markdown); got != want {
			t.Errorf("%q shows %q, want %q", markdown, got, want)
		}
	}
}

// Pairing is linear: many runs that nothing closes are no trouble.
func TestEmphasisOfManySigns(t *testing.T) {
	signs := strings.Repeat("*a _b ", 100_000)
	if got := withoutEmphasis(signs); got != signs {
		t.Error("signs that nothing closes were dropped")
	}
}
