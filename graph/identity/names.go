package identity

import (
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
// of two letters or more, or three characters of a script that is written without spaces.
func fullPersonName(name string) bool {
	full, run, dense := 0, 0, 0
	for _, r := range name + " " {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			dense++
			run++
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r) || r == '\'' || r == '’' || r == '-':
			run++
		default:
			if run >= 2 {
				full++
			}
			run = 0
		}
	}
	return full >= 2 || dense >= 3
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
