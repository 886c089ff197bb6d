package article

import (
	"regexp"
	"slices"
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
	a.Title, a.Date, a.Author, a.URL = titleOf(front), dateOf(parts(front)), authorOf(parts(front)), s.url
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

// lined is what stands between things that are lined up: "By Eva Sand | 3 May 2024 | News".
var lined = regexp.MustCompile(`\s+[|·•]\s+`)

// parts cuts lines into the things that they line up.
func parts(front []string) []string {
	var out []string
	for _, line := range front {
		out = append(out, lined.Split(line, -1)...)
	}
	return out
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
	return !slices.ContainsFunc(lined.Split(line, -1), func(part string) bool { return dayOf(part) != "" || bylinePattern.MatchString(part) })
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

// dateOf returns the date that stands on front lines, or else the one of an update, where there is just one.
func dateOf(front []string) graph.Date {
	var published, updated, beside []graph.Date
	for _, line := range front {
		list := &published
		switch {
		case hasPrefixFold(line, "updated") || hasPrefixFold(line, "last updated"):
			list = &updated
		case parseLineDate(line) == "":
			list = &beside
		}
		if d := dayOf(line); d != "" && !slices.Contains(*list, d) {
			*list = append(*list, d)
		}
	}
	if len(published) == 0 {
		published = beside
	}
	if len(published) == 0 {
		published = updated
	}
	if len(published) != 1 {
		return ""
	}
	return published[0]
}
