package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold brings a name to the form in which names are compared: without case, accents,
// punctuation, possessive 's and a leading "the". Words are separated by one space.
// A name without a letter or digit folds to "".
func Fold(name string) string {
	if isPlainWords(name) {
		return strings.TrimPrefix(strings.ToLower(name), "the ")
	}
	if isPlainASCII(name) {
		return foldWords(strings.ToLower(name))
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return foldWords(cases.Fold().String(b.String()))
}

// isPlainWords reports whether a text is words of ASCII letters and digits with one space between them, as most names are.
func isPlainWords(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c == ' ' && last == ' ' || c != ' ' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
		last = c
	}
	return last != ' '
}

func isPlainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func foldWords(s string) string {
	s = strings.ReplaceAll(s, "’", "'")
	var words []string
	for _, field := range strings.FieldsFunc(s, func(r rune) bool { return !isWord(r) && r != '\'' }) {
		for i, w := range strings.Split(field, "'") {
			if w != "" && (i == 0 || w != "s") {
				words = append(words, w)
			}
		}
	}
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// maxSlug bounds a slug in bytes; what a longer one would hold is stood for by a hash.
const maxSlug = 96

// Slug returns the readable part of an entity's id: the folded name with hyphens.
// A name that folds to nothing (an emoji, say) or to more than 96 bytes is told apart by a hash.
func Slug(name string) string {
	s := strings.ReplaceAll(Fold(name), " ", "-")
	if s != "" && len(s) <= maxSlug {
		return s
	}
	sum := sha256.Sum256([]byte(norm.NFC.String(name)))
	hash := hex.EncodeToString(sum[:4])
	if s == "" {
		return "x" + hash
	}
	cut := maxSlug - len(hash) - 1
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "-" + hash
}
