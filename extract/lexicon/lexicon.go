// Package lexicon knows names and words that an extractor looks up: countries with their
// codes, spellings and demonyms, cities, universities, given names and surnames, and the short
// word lists that rules speak of.
//
//	n, lists, country := lexicon.Longest([]string{"South", "Korean", "firm"}) // 2, lexicon.Demonyms, "KR"
//	c, ok := lexicon.CountryOf("South Koreans")                              // South Korea, KR, Q884
//
// The lists are sorted lines embedded in the binary and searched where they lie, so that a
// program that looks nothing up pays nothing, and one that does pays no start. Command generate
// compiles them from open data; words.txt is written by hand.
package lexicon

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:generate go run ./generate DATA_DIR data

// names holds a line for each name: its words with single spaces between, the lists that it is on in hex, and the
// code of the country that it stands for or lies in, separated by tabs. The lines are sorted by their bytes.
//
//go:embed data/names.tsv
var names string

// Lists says which lists hold a name.
type Lists uint16

// The lists, up to Capitals in the order of the model's features.
const (
	Countries Lists = 1 << iota
	Demonyms
	Cities // and provinces, states, regions
	Universities
	GivenNames
	Surnames
	Capitals
	FemaleNames // given names of women; a name may be on both lists
	MaleNames   // given names of men
)

// maxName bounds the bytes of a name that is looked up.
const maxName = 256

// listed is what a line says.
type listed struct {
	lists   Lists
	country string
}

// Longest returns how many of the words the longest name that begins with the first is made of,
// its lists and the code of the country that it stands for; names of persons aside. Zero words mean none.
func Longest(words []string) (n int, lists Lists, country string) {
	var key []byte
	for i, w := range words {
		if len(key)+len(w) >= maxName {
			break
		}
		if i > 0 {
			key = append(key, ' ')
		}
		key = append(key, w...)
		line := lowerBound(append(key, '\t'))
		if found, ok := parseLine(line, key); ok && found.lists&(Countries|Demonyms|Cities|Universities) != 0 {
			n, lists, country = i+1, found.lists, found.country
		}
		if next := lowerBound(append(key, ' ')); !strings.HasPrefix(names[next:], string(key)+" ") {
			break
		}
	}
	return n, lists, country
}

// find returns what is known of a name given by its words.
func find(words ...string) (listed, bool) {
	key := []byte(strings.Join(words, " "))
	if len(key) == 0 || len(key) > maxName {
		return listed{}, false
	}
	return parseLine(lowerBound(append(key, '\t')), key)
}

// On returns the lists that a name, given by its words, is on.
func On(words ...string) Lists {
	found, _ := find(words...)
	return found.lists
}

// lowerBound returns where the first line that is not less than the key begins.
func lowerBound(key []byte) int {
	lo, hi := 0, len(names)
	for lo < hi {
		mid := lo + (hi-lo)/2
		begin := strings.LastIndexByte(names[lo:mid], '\n') + 1 + lo
		end := begin + strings.IndexByte(names[begin:], '\n')
		if names[begin:end] < string(key) {
			lo = end + 1
		} else {
			hi = begin
		}
	}
	return lo
}

// parseLine reads the line at an offset if it is the key's.
func parseLine(at int, key []byte) (listed, bool) {
	line, _, _ := strings.Cut(names[at:], "\n")
	rest, ok := strings.CutPrefix(line, string(key))
	if !ok || !strings.HasPrefix(rest, "\t") {
		return listed{}, false
	}
	lists, country, _ := strings.Cut(rest[1:], "\t")
	bits, err := strconv.ParseUint(lists, 16, 16)
	return listed{Lists(bits), country}, err == nil
}

// Words splits a name into the words that the lists are made of: runs of letters and digits, and every other
// character that is no space by itself.
func Words(name string) []string {
	var out []string
	for i := 0; i < len(name); {
		n := wordAt(name[i:])
		if n > 0 {
			out = append(out, name[i:i+n])
			i += n
			continue
		}
		_, size := utf8.DecodeRuneInString(name[i:])
		i += size
	}
	return out
}

// wordAt returns the length of the word at the beginning of s, 0 where there is space.
func wordAt(s string) int {
	n := 0
	for i, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			if i == 0 && !unicode.IsSpace(r) {
				return utf8.RuneLen(r)
			}
			return i
		}
		n = i + utf8.RuneLen(r)
	}
	return n
}
