package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// cleanNames joins names that the tags tore apart, trims what does not belong to them and drops what names nothing.
// The names are in order and disjoint, before and after.
func cleanNames(text string, words []nlp.Word, names []name) []name {
	var out []name
	for _, n := range names {
		if k := len(out) - 1; k >= 0 && isTorn(text, words, out[k], n) {
			out[k].last = n.last
			continue
		}
		out = append(out, n)
	}
	surnames := surnamesOf(text, words, out)
	for i := 0; i < len(out); i++ {
		trimName(text, words, &out[i])
		if i+1 == len(out) || out[i+1].first > out[i].last {
			addSurname(text, words, &out[i])
		}
		if n := out[i]; runsOn(text, words, n, surnames) {
			out[i].last--
			out = slices.Insert(out, i+1, name{n.last - 1, n.last, graph.Person, n.score})
		}
		if in := placeIn(text, words, out[i]); in > 0 {
			place := out[i]
			place.first, place.kind = in+1, graph.Place
			out[i].last = in
			out = slices.Insert(out, i+1, place)
		}
	}
	return slices.DeleteFunc(out, func(n name) bool { return n.first >= n.last || isNoName(text, words, n) })
}

// surnamesOf returns the last words of persons' names of several words.
func surnamesOf(text string, words []nlp.Word, names []name) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		if n.kind == graph.Person && n.last-n.first > 1 {
			out[words[n.last-1].Of(text)] = true
		}
	}
	return out
}

// addSurname takes the surname into a person's name that ends before it: "Max" of "Max Born was". In a headline, where
// a verb is capitalised too, no word in lower case follows.
func addSurname(text string, words []nlp.Word, n *name) {
	if n.kind != graph.Person || n.last-n.first != 1 || n.last+1 >= len(words) || words[n.last+1].Sentence != words[n.first].Sentence {
		return
	}
	given, next, after := words[n.first].Of(text), words[n.last].Of(text), words[n.last+1].Of(text)
	if r, _ := utf8.DecodeRuneInString(after); !unicode.IsLower(r) || lexicon.IsDeterminer(strings.ToLower(next)) {
		return
	}
	if isCapitalised(next) && !isShouted(next) && !lexicon.IsTitle(next) && !calendar.MatchString(next) && lexicon.On(given)&lexicon.GivenNames != 0 &&
		lexicon.On(next)&(lexicon.Countries|lexicon.Cities) == 0 {
		n.last++
	}
}

// calendar matches what is capitalised after a name without being part of it: "told Max Monday".
var calendar = regexp.MustCompile(`^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October|November|December|Christmas|Easter|I)$`)

// runsOn reports whether a place's name goes on with a person's: "In London Szilard met Beveridge".
func runsOn(text string, words []nlp.Word, n name, surnames map[string]bool) bool {
	if n.kind != graph.Place && n.kind != graph.Country || n.last-n.first < 2 || !surnames[words[n.last-1].Of(text)] {
		return false
	}
	place, whole := surface(text, words, n.first, n.last-1), surface(text, words, n.first, n.last)
	return lexicon.On(lexicon.Words(place)...)&(lexicon.Cities|lexicon.Countries) != 0 && lexicon.On(lexicon.Words(whole)...) == 0
}

// placeIn returns where the "in" stands with which an institution's name goes on to the city or country that it lies in, 0 where
// there is none or the whole is its name: "American University in Cairo", "Embassy in Norway".
func placeIn(text string, words []nlp.Word, n name) int {
	if n.kind != graph.Institution {
		return 0
	}
	for in := n.last - 2; in > n.first+1; in-- {
		if words[in].Of(text) != "in" {
			continue
		}
		where, whole := surface(text, words, in+1, n.last), surface(text, words, n.first, n.last)
		on, known := lexicon.On(lexicon.Words(where)...), lexicon.On(lexicon.Words(whole)...)
		if on&(lexicon.Cities|lexicon.Countries|lexicon.Capitals) == 0 || known&lexicon.Universities != 0 || mission.MatchString(whole) {
			return 0
		}
		return in
	}
	return 0
}

// mission matches the names of bodies that a country has in another.
var mission = regexp.MustCompile(`(?i)\b(?:embassy|consulate|mission|legation|delegation|commission|office|representation)\b|^American (?:University|Institute) `)

// isTorn reports whether a name goes on with the next: "Standing Committee of the" "National People's Congress".
func isTorn(text string, words []nlp.Word, a, b name) bool {
	if a.last != b.first || words[a.first].Sentence != words[b.first].Sentence || a.kind == graph.Person || b.kind == graph.Person || b.kind == graph.Policy {
		return false
	}
	end := a.last - 1
	if words[end].Of(text) == "the" {
		end--
	}
	return end > a.first && words[end].Of(text) == "of"
}

// trimName takes particles, determiners and signs from the ends of a name.
func trimName(text string, words []nlp.Word, n *name) {
	for n.first < n.last && isMargin(words[n.first].Of(text), false) {
		n.first++
	}
	for n.first < n.last {
		w := words[n.last-1].Of(text)
		if !isMargin(w, true) || w == "." && isDotted(text, words, n) || w == ")" && hasOpening(text, words, n) {
			break
		}
		n.last--
	}
	n.last = pastApostrophe(text, words, n.last)
	if n.first < n.last && n.last < len(words) && words[n.last].Of(text) == "." && isInitialism(surface(text, words, n.first, n.last)) {
		n.last++
	}
}

// pastApostrophe returns where a name ends that goes on within its last word: "Xi'an", "Sana'a".
func pastApostrophe(text string, words []nlp.Word, last int) int {
	if last == 0 || last+1 >= len(words) || words[last].Start != words[last-1].End || words[last+1].Start != words[last].End {
		return last
	}
	if w := words[last].Of(text); w != "'" && w != "’" {
		return last
	}
	switch rest := words[last+1].Of(text); {
	case len(rest) == 1 && rest != "a", rest == "re", rest == "ve", rest == "ll", rest != strings.ToLower(rest):
		return last
	}
	return last + 2
}

// isInitialism reports whether a name lacks the last stop of "U.S.".
func isInitialism(name string) bool {
	w := strings.Split(name, ".")
	return len(w) > 1 && !slices.ContainsFunc(w, func(s string) bool { return len(s) != 1 })
}

// isMargin reports whether a word cannot stand at the beginning or the end of a name.
func isMargin(word string, end bool) bool {
	if !strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		return word != "+"
	}
	if !end {
		return false
	}
	lower := strings.ToLower(word)
	return word == lower && (lower == "the" || lexicon.IsParticle(lower) || lower == "to")
}

// isDotted reports whether a name's last full stop belongs to it: "U.S.", "Inc.", "Jr.".
func isDotted(text string, words []nlp.Word, n *name) bool {
	if n.last-n.first < 2 {
		return false
	}
	before := words[n.last-2].Of(text)
	return len(before) == 1 || before == "Inc" || before == "Ltd" || before == "Co" || before == "Corp" || before == "Jr" || before == "Sr"
}

func hasOpening(text string, words []nlp.Word, n *name) bool {
	return strings.Contains(surface(text, words, n.first, n.last), "(")
}

// isNoName reports whether a run of words names nothing by itself: titles, numbers, one small word.
func isNoName(text string, words []nlp.Word, n name) bool {
	letters, titles := false, true
	for _, w := range words[n.first:n.last] {
		s := w.Of(text)
		letters = letters || strings.ContainsFunc(s, unicode.IsLetter)
		titles = titles && (s == "." || lexicon.IsTitle(s))
	}
	first := words[n.first].Of(text)
	switch {
	case !letters, titles && n.kind == graph.Person:
		return true
	case (n.kind == graph.Person || n.kind == graph.Institution) && lexicon.IsPostnominal(strings.TrimSuffix(surface(text, words, n.first, n.last), ".")):
		return true
	case n.last-n.first > 1:
		return false
	}
	lower := strings.ToLower(first)
	return lower == "the" || lower == "a" || lexicon.IsParticle(lower) || first == lower && lexicon.PronounOf(lower) != ""
}

// knownKind corrects the kind of a spelling by what is known: countries, and words that end names of one kind.
func knownKind(spelling string, voted graph.Kind) graph.Kind {
	if voted == graph.Institution || voted == graph.Policy || voted == graph.Person && isShouted(spelling) {
		if _, ok := lexicon.CountryOf(spelling); ok {
			return graph.Country
		}
	}
	w := lexicon.Words(spelling)
	head := lexicon.HeadKind(w[len(w)-1])
	if len(w) > 1 && head != "" && voted != graph.Person && voted != graph.Country {
		return head
	}
	return voted
}

func isShouted(s string) bool { return s == strings.ToUpper(s) }
