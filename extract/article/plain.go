package article

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clewgraph/clew/graph"
)

// readText makes an article of a plain text, whose front lines may tell its title, date and author.
func readText(s source, text string) (graph.Article, error) {
	a, err := graph.NewArticle(s.key, text)
	if err != nil {
		return graph.Article{}, err
	}
	front := frontLines(text)
	a.Title, a.Date, a.Author, a.URL = titleOf(front), dateOf(front), authorOf(front), s.url
	return a, nil
}

const frontCount = 8

// frontLines returns the first non-empty lines of a text, trimmed.
func frontLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff")); line != "" {
			lines = append(lines, line)
		}
		if len(lines) == frontCount {
			break
		}
	}
	return lines
}

// titleOf returns the first line that looks like a headline, if one of the first three does.
func titleOf(front []string) string {
	for i, line := range front[:min(len(front), 3)] {
		if i+1 < len(front) && isHeadline(line) && !isHeadlineTail(front[i+1]) {
			return line
		}
	}
	return ""
}

// isHeadline tells a line of at least three words that ends like no sentence and names no date or author.
func isHeadline(line string) bool {
	words := len(strings.Fields(line))
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, "“‘\"'([#"))
	last, _ := utf8.DecodeLastRuneInString(line)
	switch {
	case words < 3 || words > 30 || len(line) > 200:
		return false
	case !unicode.IsUpper(first) && !unicode.IsDigit(first):
		return false
	case strings.ContainsRune(".,;:", last):
		return false
	}
	return parseLineDate(line) == "" && !bylinePattern.MatchString(line)
}

// isHeadlineTail tells a line that goes on in the middle of a sentence: the lines are hard-wrapped.
func isHeadlineTail(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	return unicode.IsLower(r)
}

var bylinePattern = regexp.MustCompile(`^(?:[Ww]ritten by|By|BY|by)[: ] ?(\p{Lu}[\p{L}.'’-]+(?: \p{L}[\p{L}.'’-]*){1,4}(?:(?:,| and| &) \p{Lu}[\p{L}.'’-]+(?: \p{L}[\p{L}.'’-]*){1,4})*)$`)

func authorOf(front []string) string {
	for _, line := range front {
		if m := bylinePattern.FindStringSubmatch(line); m != nil {
			return m[1]
		}
	}
	return ""
}

// dateOf returns the date that stands alone on a front line, where there is just one.
func dateOf(front []string) graph.Date {
	var found graph.Date
	for _, line := range front {
		d := parseLineDate(line)
		if d == "" || hasPrefixFold(line, "updated") || hasPrefixFold(line, "last updated") {
			continue
		}
		if found != "" && found != d {
			return ""
		}
		found = d
	}
	return found
}
