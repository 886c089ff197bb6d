package graph

import (
	"strings"
	"testing"
)

func TestParseID(t *testing.T) {
	for _, c := range []struct {
		kind           Kind
		in, want, fail string
	}{
		{Country, "Wikidata:Q148", "wikidata:Q148", ""},
		{Person, "wikidata:https://www.wikidata.org/wiki/Q7259", "wikidata:Q7259", ""},
		{Person, "wikidata:148", "", "look like Q148"},
		{Institution, "ror:https://ror.org/03vek6s52", "ror:03vek6s52", ""}, // Harvard
		{Institution, "ror:042nb2s44", "ror:042nb2s44", ""},                 // MIT
		{Institution, "ror:03vek6s53", "", "mistyped"},
		{Person, "ror:03vek6s52", "", "given to a person"},
		{Country, "iso3166:CN", "iso3166:CN", ""},
		{Country, "iso3166:cn", "", "look like CN"},
		{Place, "iso3166:CN", "", "given to a place"},
		{Person, "orcid:https://orcid.org/0000-0002-1825-0097", "orcid:0000-0002-1825-0097", ""},
		{Person, "orcid:0000-0001-5109-3700", "orcid:0000-0001-5109-3700", ""},
		{Person, "orcid:0000-0002-1694-233X", "orcid:0000-0002-1694-233X", ""},
		{Person, "orcid:0000-0002-1825-0098", "", "mistyped"},
		{Person, "desk:17:a", "desk:17:a", ""},
		{Person, "desk:", "", "CATALOGUE:ID"},
	} {
		name, id, _ := strings.Cut(c.in, ":")
		catalogue, value, err := ParseID(c.kind, name, id)
		switch {
		case c.fail != "" && (err == nil || !strings.Contains(err.Error(), c.fail)):
			t.Errorf("%s: %v, want %q", c.in, err, c.fail)
		case c.fail == "" && (err != nil || catalogue+":"+value != c.want):
			t.Errorf("%s: %s:%s, %v", c.in, catalogue, value, err)
		}
	}
}
