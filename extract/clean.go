package extract

import (
	"slices"
	"strings"
	"unicode"

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
	for i := range out {
		trimName(text, words, &out[i])
	}
	return slices.DeleteFunc(out, func(n name) bool { return n.first >= n.last || isNoName(text, words, n) })
}

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
	if n.first < n.last && n.last < len(words) && words[n.last].Of(text) == "." && isInitialism(surface(text, words, n.first, n.last)) {
		n.last++
	}
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
	return word == lower && (lower == "the" || lexicon.IsParticle(lower) && lower != "and" || lower == "to")
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
