package article

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/clewgraph/clew/graph"
)

// maxPage bounds a page, whose tree is many times its size.
const maxPage = 20_000_000

// readHTML makes an article of the main text of a page: its title and a line for each
// paragraph, heading, list item and caption. Scripts are not run.
func readHTML(s source, page string) (a graph.Article, err error) {
	if len(page) >= maxPage {
		return graph.Article{}, fmt.Errorf("too large for a page: %d MB", len(page)/1_000_000)
	}
	defer func() {
		if r := recover(); r != nil { // a third party's parser over anybody's page
			a, err = graph.Article{}, fmt.Errorf("the page cannot be read: %v", r)
		}
	}()
	o := trafilatura.Options{EnableFallback: true, ExcludeComments: true, HtmlDateMode: trafilatura.Disabled, MaxTreeSize: 2_000_000}
	if u, err := url.Parse(s.url); err == nil && s.url != "" {
		o.OriginalURL = u
	}
	r, err := trafilatura.Extract(strings.NewReader(page), o)
	if err != nil || r == nil || r.ContentNode == nil {
		return graph.Article{}, ErrNoText
	}
	lines := blockLines(r.ContentNode)
	if len(strings.Join(lines, "")) < 25 {
		return graph.Article{}, ErrNoText
	}
	title := clean(r.Metadata.Title)
	if title != "" && graph.Fold(lines[0]) != graph.Fold(title) {
		lines = append([]string{title}, lines...)
	}
	a, err = graph.NewArticle(s.key, strings.Join(lines, "\n\n")+"\n")
	if err != nil {
		return graph.Article{}, errors.Join(ErrNoText, err)
	}
	a.Title, a.Author, a.Publisher = title, clean(r.Metadata.Author), clean(r.Metadata.Sitename)
	a.URL = s.url
	if a.URL == "" && isAddress(r.Metadata.URL) {
		a.URL = r.Metadata.URL
	}
	a.Date = publishedOn(page)
	return a, nil
}

// clean joins a text's fields by single spaces and drops what no text holds.
func clean(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")), " ")
}

// blockLines returns the text of a tree, a line for each block.
func blockLines(root *html.Node) []string {
	var lines []string
	var line strings.Builder
	flush := func() {
		if s := clean(line.String()); s != "" {
			lines = append(lines, s)
		}
		line.Reset()
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			line.WriteString(n.Data)
			return
		case n.DataAtom == atom.Script, n.DataAtom == atom.Style, n.DataAtom == atom.Noscript:
			return
		}
		block := n.Type == html.ElementNode && isBlock(n.DataAtom)
		if block {
			flush()
		}
		if n.DataAtom == atom.Li {
			line.WriteString("• ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if block {
			flush()
		} else if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
			line.WriteString(" ")
		}
	}
	walk(root)
	flush()
	return lines
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Br,
		atom.Table, atom.Tr, atom.Blockquote, atom.Pre, atom.Section, atom.Article, atom.Figure, atom.Figcaption, atom.Hr,
		atom.Dl, atom.Dt, atom.Dd, atom.Header, atom.Footer, atom.Main, atom.Body:
		return true
	}
	return false
}
