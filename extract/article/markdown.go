package article

import (
	"regexp"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// readMarkdown makes an article of the text that a Markdown file shows: paragraphs on one line each,
// headings and list items on lines of their own, links as their words; no code, pictures or tags.
// The front matter between "---" lines gives title, date, author, publisher and url.
func readMarkdown(s source, raw string) (graph.Article, error) {
	raw = strings.ReplaceAll(strings.TrimPrefix(raw, "\ufeff"), "\r\n", "\n")
	meta, body := frontMatter(raw)
	lines, heading := markdownLines(body)
	if len(lines) == 0 {
		return graph.Article{}, ErrNoText
	}
	text := strings.Join(lines, "\n\n") + "\n"
	a, err := readText(s, text)
	if err != nil {
		return graph.Article{}, err
	}
	a.Title = firstNonEmpty(meta["title"], heading, a.Title)
	a.Author = firstNonEmpty(meta["author"], a.Author)
	a.Publisher = firstNonEmpty(meta["publisher"], meta["source"])
	a.URL = firstNonEmpty(s.url, meta["url"], meta["link"])
	if d := parseDate(meta["date"]); d != "" {
		a.Date = d
	}
	return a, nil
}

func firstNonEmpty(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// frontMatter splits the "key: value" lines that a file may begin with from its body.
func frontMatter(text string) (meta map[string]string, body string) {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return nil, text
	}
	head, body, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		return nil, text
	}
	meta = map[string]string{}
	for line := range strings.Lines(head) {
		key, value, ok := strings.Cut(line, ":")
		if ok && !strings.HasPrefix(line, " ") {
			meta[strings.ToLower(strings.TrimSpace(key))] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return meta, body
}

var (
	struck      = regexp.MustCompile(`~~[^~]+~~`) // what the author has taken back
	headingLine = regexp.MustCompile(`^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$`)
	underline   = regexp.MustCompile(`^ {0,3}(=+|-+)[ \t]*$`)
	ruleLine    = regexp.MustCompile(`^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	itemLine    = regexp.MustCompile(`^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)$`)
	fenceLine   = regexp.MustCompile("^ {0,3}(```|~~~)")
	quoteMark   = regexp.MustCompile(`^ {0,3}(?:> ?)+`)
	linkDef     = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:\s`)
)

// markdownLines returns a line for each block of the body, and its first heading.
func markdownLines(body string) (lines []string, heading string) {
	var paragraph []string
	flush := func() {
		if s := inline(strings.Join(paragraph, " ")); s != "" {
			lines = append(lines, s)
		}
		paragraph = paragraph[:0]
	}
	fence := "" // what opened the code that is being skipped
	for raw := range strings.Lines(body) {
		line := strings.TrimRight(quoteMark.ReplaceAllString(strings.TrimRight(raw, "\n"), ""), " \t")
		if m := fenceLine.FindStringSubmatch(line); m != nil && (fence == "" || fence == m[1]) {
			flush()
			if fence == "" {
				fence = m[1]
			} else {
				fence = ""
			}
			continue
		}
		if fence != "" {
			continue
		}
		switch {
		case strings.TrimSpace(line) == "", ruleLine.MatchString(line) && len(paragraph) == 0, linkDef.MatchString(line):
			flush()
		case headingLine.MatchString(line):
			flush()
			s := inline(headingLine.FindStringSubmatch(line)[1])
			heading = firstNonEmpty(heading, s)
			paragraph = append(paragraph, s)
			flush()
		case underline.MatchString(line) && len(paragraph) > 0:
			heading = firstNonEmpty(heading, inline(strings.Join(paragraph, " ")))
			flush()
		case itemLine.MatchString(line):
			flush()
			paragraph = append(paragraph, "• "+itemLine.FindStringSubmatch(line)[1])
		default:
			paragraph = append(paragraph, strings.TrimSpace(line))
		}
	}
	flush()
	return lines, heading
}

var (
	image      = regexp.MustCompile(`!\[([^\]]*)\]\([^)]*\)`)
	link       = regexp.MustCompile(`\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])`)
	autolink   = regexp.MustCompile(`<(https?://[^>\s]*)>`)
	tag        = regexp.MustCompile(`</?[A-Za-z][^<>]*>|<!--.*?-->`)
	codeSpan   = regexp.MustCompile("`+([^`]*)`+")
	backslash  = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)
	footnotes  = regexp.MustCompile(`\[\^[^\]]*\]`)
	entityRefs = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&nbsp;", " ", "&#39;", "'")
)

// inline returns the words that a run of Markdown shows.
func inline(s string) string {
	s = image.ReplaceAllString(s, "")
	s = footnotes.ReplaceAllString(s, "")
	s = link.ReplaceAllString(s, "$1")
	s = autolink.ReplaceAllString(s, "$1")
	s = tag.ReplaceAllString(s, "")
	s = codeSpan.ReplaceAllString(s, "$1")
	s = withoutEmphasis(struck.ReplaceAllString(s, ""))
	s = backslash.ReplaceAllString(s, "$1")
	s = strings.Join(strings.Fields(entityRefs.Replace(s)), " ")
	if s == "•" {
		return ""
	}
	return s
}
