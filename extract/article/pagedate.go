package article

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/clewgraph/clew/graph"
)

// linkedDate is the day of publication in a page's JSON-LD.
var linkedDate = regexp.MustCompile(`"datePublished"\s*:\s*"([^"]{4,40})"`)

// publishedOn returns the day of publication that a page's own metadata state, "" where they do not. It is not
// looked for in the text, where any date may stand.
func publishedOn(page string) graph.Date {
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if m := linkedDate.FindStringSubmatch(page); m != nil {
				return parseDate(m[1])
			}
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			if t := z.Token(); t.DataAtom == atom.Meta {
				if d := metaDate(t); d != "" {
					return d
				}
			}
		}
	}
}

// metaPair returns the name of what a meta element says, in lower case, and what it says of it.
func metaPair(meta html.Token) (name, content string) {
	for _, a := range meta.Attr {
		switch a.Key {
		case "name", "property", "itemprop":
			name = strings.ToLower(a.Val)
		case "content":
			content = a.Val
		}
	}
	return name, content
}

func metaDate(meta html.Token) graph.Date {
	name, content := metaPair(meta)
	switch name {
	case "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.created", "pubdate", "publishdate", "publish-date", "citation_publication_date":
		return parseDate(content)
	}
	return ""
}
