package article

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Of a page that is longer than any article no tree is built: to find the main text in one takes some hundred times the
// text in memory, and some kilobytes an element. A page is long if its text and elementWeight for each element come to
// more than longPage bytes.
const (
	longPage      = 1_200_000
	elementWeight = 32
)

// isLong reports whether a page is too long for a tree. What scripts and styles hold does not count.
func isLong(page string) bool {
	weight, raw := 0, false
	z := html.NewTokenizer(strings.NewReader(page))
	for weight <= longPage {
		switch z.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken:
			weight += elementWeight
			name, _ := z.TagName()
			a := atom.Lookup(name)
			raw = a == atom.Script || a == atom.Style
		case html.EndTagToken:
			raw = false
		case html.TextToken:
			if !raw {
				weight += len(z.Raw())
			}
		}
	}
	return true
}

// streamedText takes the text of a page as it comes, without what its elements say stands around an article: what is within
// article or main if there is any, else all.
func streamedText(page string) pageText {
	var l pageReader
	z := html.NewTokenizer(strings.NewReader(page))
	for z.Next() != html.ErrorToken {
		l.read(z.Token())
	}
	l.all.flush()
	l.main.flush()
	l.page.lines = l.main.lines
	if len(l.page.lines) == 0 {
		l.page.lines = l.all.lines
	}
	l.page.title = cmp.Or(l.page.title, clean(l.title))
	return l.page
}

// pageReader is what streamedText has read so far.
type pageReader struct {
	page           pageText
	title          string
	all, main      blocks
	around, within int // how many elements are open that hold no article, or one
	inTitle        bool
}

func (l *pageReader) read(t html.Token) {
	a := t.DataAtom
	switch t.Type {
	case html.TextToken:
		if l.inTitle {
			l.title += t.Data
			return
		}
		l.each(func(b *blocks) { b.text(t.Data) })
	case html.StartTagToken, html.SelfClosingTagToken:
		if a == atom.Meta {
			l.page.describe(t)
		}
		l.inTitle = a == atom.Title && l.around == 0 && l.title == ""
		if t.Type == html.StartTagToken {
			l.nest(a, 1)
		}
		l.each(func(b *blocks) { b.open(a) })
	case html.EndTagToken:
		l.inTitle = false
		l.each(func(b *blocks) { b.shut(a) })
		l.nest(a, -1)
	}
}

// each calls do with those that take in what is read here.
func (l *pageReader) each(do func(*blocks)) {
	if l.around == 0 {
		do(&l.all)
		if l.within > 0 {
			do(&l.main)
		}
	}
}

func (l *pageReader) nest(a atom.Atom, step int) {
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Nav, atom.Aside, atom.Footer, atom.Form, atom.Select, atom.Button:
		l.around = max(0, l.around+step)
	case atom.Article, atom.Main:
		l.within = max(0, l.within+step)
	}
}

// describe takes over what a meta element says.
func (p *pageText) describe(meta html.Token) {
	name, content := metaPair(meta)
	to := map[string]*string{"og:title": &p.title, "author": &p.author, "og:site_name": &p.publisher, "og:url": &p.url}[name]
	if to != nil && *to == "" {
		*to = clean(content)
	}
}
