package identity

import (
	"strings"
	"unicode"

	"github.com/clewgraph/clew/graph"
)

// onlyLocal reports whether a name says who or what is meant in its own article only.
func onlyLocal(kind graph.Kind, name string) bool {
	if kind == graph.Person {
		return !fullPersonName(name)
	}
	return acronym(name)
}

// fullPersonName reports whether the name has a surname and a given name that are both written out: two words
// of two letters or more, titles aside, or three characters of a script that is written without spaces.
func fullPersonName(name string) bool {
	full, dense := 0, 0
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return !isNameRune(r) }) {
		letters := 0
		for _, r := range word {
			letters++
			if isDense(r) {
				dense++
			}
		}
		if letters >= 2 && !titles[strings.ToLower(word)] {
			full++
		}
	}
	return full >= 2 || dense >= 3
}

// isNameRune reports whether a letter or sign may be inside a word of a name.
func isNameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.Is(unicode.M, r) || r == '\'' || r == '’' || r == '-'
}

// isDense reports whether a letter is of a script that is written without spaces.
func isDense(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// titles stand before a surname and are no given names: "Mrs. Sand" is told from "Mr. Sand" in one article only.
var titles = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "miss": true, "mx": true, "sir": true, "madam": true, "dr": true, "prof": true, "professor": true,
}

// acronym reports whether the name is one word of capitals, as MIT or NSF but not H-1B.
func acronym(name string) bool {
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			letters++
		case r == '.' || r == '&':
		default:
			return false
		}
	}
	return letters > 0 && letters <= 8
}
