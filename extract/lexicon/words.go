package lexicon

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/clewgraph/clew/graph"
)

//go:embed data/words.txt
var wordLists string

// lists reads words.txt once: the value of each word, "" mostly, by list.
var lists = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	var list map[string]string
	for line := range strings.Lines(wordLists) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			list = map[string]string{}
			out[strings.TrimSuffix(name, "]")] = list
			continue
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			w, value, _ := strings.Cut(strings.ReplaceAll(w, "_", " "), "=")
			list[w] = value
		}
	}
	return out
})

func in(list, word string) bool {
	_, ok := lists()[list][word]
	return ok
}

// A Pronoun is a family of pronouns: what they can stand for.
type Pronoun string

// The families.
const (
	PersonPronoun Pronoun = "pronoun.person" // he, she, who, I
	ThingPronoun  Pronoun = "pronoun.thing"  // it, which
	PluralPronoun Pronoun = "pronoun.plural" // they, we
)

// PronounOf returns the family of a pronoun in lower case, "" if the word is none.
func PronounOf(word string) Pronoun {
	for _, family := range []Pronoun{PersonPronoun, ThingPronoun, PluralPronoun} {
		if in(string(family), word) {
			return family
		}
	}
	return ""
}

// NounKinds returns the kinds of entity that a noun in lower case describes, as "university" and "government" do.
func NounKinds(noun string) []graph.Kind {
	var kinds []graph.Kind
	for _, k := range graph.Kinds {
		if in("noun."+string(k), noun) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// IsDeterminer reports whether a word in lower case begins a description: "the", "this", "its".
func IsDeterminer(word string) bool { return in("determiner", word) }

// IsPostnominal reports whether a word, without a last full stop, stands after persons' names or for persons: "LL.M", "MEP".
func IsPostnominal(word string) bool { return in("postnominal", word) }

// IsTitle reports whether a word stands before persons' names without being part of them: "Dr", "President".
func IsTitle(word string) bool { return in("title", word) }

// IsGeneric reports whether a word in lower case is so common in names that it names nothing by itself.
func IsGeneric(word string) bool { return in("generic", word) }

// IsParticle reports whether a word in lower case stands between the words of a name: "of", "and", "de".
func IsParticle(word string) bool { return in("particle", word) }

// IsPast reports whether a word in lower case says that a role is over: "former".
func IsPast(word string) bool { return in("past", word) }

// Metonym returns the country whose government a city's or building's name stands for where it acts: "Beijing".
func Metonym(name string) (Country, bool) {
	return CountryByCode(lists()["metonym"][strings.TrimPrefix(name, "the ")])
}

// HeadKind returns the kind that the last word of a name tells for sure, as "Act" does, or "".
func HeadKind(word string) graph.Kind {
	for _, k := range []graph.Kind{graph.Policy, graph.Institution} {
		if in("head."+string(k), word) {
			return k
		}
	}
	return ""
}

// FullName returns the name that a well-known short one means: "GOP" is the Republican Party.
func FullName(short string) (string, bool) {
	if full, ok := UsualName(short); ok {
		return full, true
	}
	full, ok := lists()["alias"][short]
	return full, ok
}

// UsualName returns the full name of the institution that a short one means wherever it stands: "Harvard" is
// Harvard University. Unlike "Labour" it needs no article to say of which country.
func UsualName(short string) (string, bool) {
	full, ok := lists()["usual"][short]
	return full, ok
}

// IsMale and IsFemale report whether a word, as it stands before a person's name, tells the person's gender: "Sir", "Mrs",
// "spokeswoman".
func IsMale(word string) bool   { return in("gender.male", strings.ToLower(word)) }
func IsFemale(word string) bool { return in("gender.female", strings.ToLower(word)) }
