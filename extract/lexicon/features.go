package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FeatureCount is the number of features of a word.
const FeatureCount = 20

// Features returns for each word of a text the features that the model sees beside its letters. Bit b of a word's
// value is:
//
//	 0  all lower case              1  all capitals, two letters or more
//	 2  capitalised, one letter too 3  digits
//	 4  begins with a sign          5  anything else ("McDonald", "H1B")
//	 6  a month's name              7  the first word of its sentence
//	 8  the first word of a country's name          9  a later one
//	10  the first word of a demonym                11  a later one
//	12  the first word of a city's or region's     13  a later one
//	14  the first word of a university's           15  a later one
//	16  a given name   17  a surname   18  a capital city   19  unused
//
// One of bits 0-5 is always set. For 8-15 the longest listed name that begins at a word counts. sentence numbers
// the sentence of each word. The training program's gazetteer.py computes the same from the same data.
func Features(words []string, sentence []int) []uint32 {
	out := make([]uint32, len(words))
	for i, w := range words {
		out[i] |= wordFeatures(w)
		if i == 0 || sentence[i] != sentence[i-1] {
			out[i] |= 1 << 7
		}
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
			markListed(words[i:min(len(words), i+longestName)], out[i:])
		}
	}
	return out
}

// longestName is the number of words of the longest listed name; a test holds it.
const longestName = 40

func wordFeatures(w string) uint32 {
	f := uint32(1) << shape(w)
	if months[w] {
		f |= 1 << 6
	}
	lists := On(w)
	for bit, list := range []Lists{GivenNames, Surnames, Capitals} {
		if lists&list != 0 {
			f |= 1 << (16 + bit)
		}
	}
	return f
}

// markListed marks the longest listed name that begins with the words.
func markListed(words []string, out []uint32) {
	n, lists, _ := Longest(words)
	for bit := range 4 {
		if lists&(1<<bit) == 0 {
			continue
		}
		for j := range n {
			out[j] |= 1 << (8 + 2*bit + min(j, 1))
		}
	}
}

var months = map[string]bool{
	"January": true, "February": true, "March": true, "April": true, "May": true, "June": true, "July": true,
	"August": true, "September": true, "October": true, "November": true, "December": true,
}

// shape returns the number of the word's shape, 0 to 5.
func shape(w string) int {
	first, size := utf8.DecodeRuneInString(w)
	letters := strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
	switch {
	case letters && isLower(w):
		return 0
	case letters && isUpper(w) && utf8.RuneCountInString(w) > 1:
		return 1
	case unicode.IsUpper(first) && (len(w) == size || isLower(w[size:])):
		return 2
	case strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) }) < 0:
		return 3
	case !unicode.IsLetter(first) && !unicode.IsNumber(first):
		return 4
	}
	return 5
}

// isLower reports whether the word has a letter with case and all of these are lower.
func isLower(w string) bool {
	cased := false
	for _, r := range w {
		if unicode.IsUpper(r) || unicode.IsTitle(r) {
			return false
		}
		cased = cased || unicode.IsLower(r)
	}
	return cased
}

func isUpper(w string) bool {
	cased := false
	for _, r := range w {
		if unicode.IsLower(r) || unicode.IsTitle(r) {
			return false
		}
		cased = cased || unicode.IsUpper(r)
	}
	return cased
}
