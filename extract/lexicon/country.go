package lexicon

import (
	_ "embed"
	"strings"
)

// countries holds a line for each country, sorted by its two-letter code: that, the three-letter code, the
// Wikidata item or nothing, the usual English name, the capitals separated by bars.
//
//go:embed data/countries.tsv
var countries string

// Country is a state, or a territory with an ISO 3166-1 code.
type Country struct {
	Name     string // the usual English one
	ISO2     string
	ISO3     string
	Wikidata string // "" where not certain
}

// CountryOf returns the country that a name or demonym stands for: "the US", "U.K.", "Chinese", "South Koreans".
// Case counts: "turkey" is a bird.
func CountryOf(name string) (Country, bool) {
	name = strings.ReplaceAll(strings.TrimSpace(name), "’", "'")
	if found, ok := findCountry(name); ok {
		return found, true
	}
	if rest, ok := strings.CutPrefix(name, "the "); ok {
		return findCountry(rest)
	}
	if rest, ok := strings.CutPrefix(name, "The "); ok {
		return findCountry(rest)
	}
	return Country{}, false
}

func findCountry(name string) (Country, bool) {
	found, ok := find(Words(name)...)
	if !ok || found.country == "" || found.lists&(Countries|Demonyms) == 0 && found.lists != 0 {
		return Country{}, false
	}
	return CountryByCode(found.country)
}

// IsDemonym reports whether the name is one of a country's people, as in "Chinese" and "Britons".
func IsDemonym(name string) bool { return On(Words(name)...)&Demonyms != 0 }

// CountryByCode returns the country of an ISO 3166-1 code of two letters.
func CountryByCode(code string) (Country, bool) {
	if len(code) != 2 {
		return Country{}, false
	}
	at := 0
	if !strings.HasPrefix(countries, code+"\t") {
		if at = strings.Index(countries, "\n"+code+"\t") + 1; at == 0 {
			return Country{}, false
		}
	}
	line, _, _ := strings.Cut(countries[at:], "\n")
	f := strings.Split(line, "\t")
	return Country{Name: f[3], ISO2: f[0], ISO3: f[1], Wikidata: f[2]}, true
}
