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
	t, err := textOf(page, s.url)
	if err != nil || t.size() < 25 {
		return graph.Article{}, ErrNoText
	}
	lines := t.lines
	if t.title != "" && graph.Fold(lines[0]) != graph.Fold(t.title) {
		lines = append([]string{t.title}, lines...)
	}
	a, err = graph.NewArticle(s.key, strings.Join(lines, "\n\n")+"\n")
	if err != nil {
		return graph.Article{}, errors.Join(ErrNoText, err)
	}
	a.Title, a.Author, a.Publisher = t.title, t.author, t.publisher
	a.URL = s.url
	if a.URL == "" && isAddress(t.url) {
		a.URL = t.url
	}
	a.Date = publishedOn(page)
	return a, nil
}

// pageText is the main text of a page, a line for each block, and what its metadata say.
type pageText struct {
	lines                         []string
	title, author, publisher, url string
}

func (t *pageText) size() (n int) {
	for _, l := range t.lines {
		n += len(l)
	}
	return n
}

// shortText is how much text there must be for what surrounds it to be told from it by its weight: of less, go-trafilatura
// gives some twice and joins blocks.
const shortText = 300

// textOf finds the main text of a page: in its tree, or, where it is too long for one or has little text, as it comes.
func textOf(page, address string) (pageText, error) {
	if isLong(page) {
		return streamedText(page), nil
	}
	t, err := mainText(page, address)
	if err != nil || t.size() >= shortText {
		return t, err
	}
	if all := streamedText(page); all.size() < 2*shortText && 2*all.size() >= t.size() {
		all.title, all.author, all.publisher, all.url = t.title, t.author, t.publisher, t.url
		return all, nil
	}
	return t, nil
}

// mainText finds the main text in the tree of a page.
func mainText(page, address string) (pageText, error) {
	o := trafilatura.Options{EnableFallback: true, ExcludeComments: true, HtmlDateMode: trafilatura.Disabled, MaxTreeSize: 2_000_000}
	if u, err := url.Parse(address); err == nil && address != "" {
		o.OriginalURL = u
	}
	r, err := trafilatura.Extract(strings.NewReader(page), o)
	if err != nil || r == nil || r.ContentNode == nil {
		return pageText{}, ErrNoText
	}
	m := &r.Metadata
	return pageText{blockLines(r.ContentNode), clean(m.Title), clean(m.Author), clean(m.Sitename), m.URL}, nil
}

// clean joins a text's fields by single spaces and drops what no text holds.
func clean(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")), " ")
}

// blocks gathers the text of a page, a line for each block.
type blocks struct {
	lines []string
	line  strings.Builder
}

func (b *blocks) text(s string) { b.line.WriteString(s) }

// open and shut say that an element begins and ends.
func (b *blocks) open(a atom.Atom) {
	if isBlock(a) {
		b.flush()
	}
	if a == atom.Li {
		b.line.WriteString("• ")
	}
}

func (b *blocks) shut(a atom.Atom) {
	switch {
	case isBlock(a):
		b.flush()
	case a == atom.Td, a == atom.Th:
		b.line.WriteString(" ")
	}
}

func (b *blocks) flush() {
	if s := clean(b.line.String()); s != "" {
		b.lines = append(b.lines, s)
	}
	b.line.Reset()
}

// blockLines returns the text of a tree, a line for each block.
func blockLines(root *html.Node) []string {
	var b blocks
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.text(n.Data)
			return
		case n.DataAtom == atom.Script, n.DataAtom == atom.Style, n.DataAtom == atom.Noscript:
			return
		}
		b.open(n.DataAtom)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		b.shut(n.DataAtom)
	}
	walk(root)
	b.flush()
	return b.lines
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
