package graph

import (
	"fmt"
	"regexp"
	"strings"
)

// catalogue is one whose ids are known by their form.
type catalogue struct {
	kind     Kind     // of the entities that it lists, "" for any
	prefixes []string // of addresses that end in an id
	form     *regexp.Regexp
	like     string
	adds     func(id string) bool // reports whether the id's check digits are right
}

var catalogues = map[string]catalogue{
	"wikidata": {"", []string{"https://www.wikidata.org/wiki/", "http://www.wikidata.org/entity/"}, regexp.MustCompile(`^Q[1-9][0-9]*$`), "Q148", nil},
	"ror":      {Institution, []string{"https://ror.org/"}, regexp.MustCompile(`^0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}$`), "03vek6s52", rorAdds},
	"iso3166":  {Country, nil, regexp.MustCompile(`^[A-Z]{2}$`), "CN", nil},
	"orcid":    {Person, []string{"https://orcid.org/"}, regexp.MustCompile(`^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$`), "0000-0002-1825-0097", orcidAdds},
}

// ParseID checks an id in a catalogue of an entity of that kind and returns both as they are written in
// Entity.IDs: "wikidata", "ror", "iso3166" and "orcid" by their form, check digits and kind; an address of theirs is cut to
// the id. What other catalogues have is taken as it is.
func ParseID(kind Kind, name, id string) (catalogue, value string, err error) {
	name, id = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(id)
	c, ok := catalogues[name]
	if name == "" || id == "" {
		return "", "", fmt.Errorf("the id %q of the catalogue %q is not written CATALOGUE:ID, as in wikidata:Q148", id, name)
	}
	if !ok {
		return name, id, nil
	}
	for _, p := range c.prefixes {
		id = strings.TrimPrefix(id, p)
	}
	switch {
	case !c.form.MatchString(id):
		return "", "", fmt.Errorf("%q is no id of %s, which look like %s", id, name, c.like)
	case c.kind != "" && c.kind != kind:
		return "", "", fmt.Errorf("%s:%s is given to a %s; %s has ids of a %s", name, id, kind, name, c.kind)
	case c.adds != nil && !c.adds(id):
		return "", "", fmt.Errorf("%q is no id of %s: its last digits do not fit the others, it is mistyped", id, name)
	}
	return name, id, nil
}

// rorAdds checks the last two digits by ISO 7064, MOD 97-10, over the number that the others are in base 32.
func rorAdds(id string) bool {
	n := 0
	for _, r := range id[:7] {
		n = n*32 + strings.IndexRune("0123456789abcdefghjkmnpqrstvwxyz", r)
	}
	return fmt.Sprintf("%02d", 98-n*100%97) == id[7:]
}

// orcidAdds checks the last digit by ISO 7064, MOD 11-2.
func orcidAdds(id string) bool {
	digits := strings.ReplaceAll(id, "-", "")
	sum := 0
	for _, r := range digits[:15] {
		sum = (sum + int(r-'0')) * 2
	}
	return "0123456789X"[(12-sum%11)%11] == digits[15]
}
