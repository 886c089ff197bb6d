package eval

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	unorm "golang.org/x/text/unicode/norm"
)

var (
	possessive = regexp.MustCompile(`['’]s(?:[^\pL\pN_]|$)`)
	article    = regexp.MustCompile(`^(?:the|a|an) `)
)

// norm brings a name to the form in which names are compared: case, accents, punctuation, a leading article and a
// possessive do not count.
func norm(name string) string {
	var b strings.Builder
	for _, r := range unorm.NFKD.String(name) {
		if unorm.NFKD.PropertiesString(string(r)).CCC() == 0 {
			b.WriteRune(r)
		}
	}
	name = cases.Fold().String(b.String())
	name = possessive.ReplaceAllStringFunc(name, func(s string) string {
		_, after, _ := strings.Cut(s, "s")
		return after
	})
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' })
	return article.ReplaceAllString(strings.Join(words, " "), "")
}
