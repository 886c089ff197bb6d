package article

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Of a page that is longer than any article no tree is built: to find the main text in one takes some hundred times the
// text in memory, and some kilobytes an element. A page is long if its text and elementWeight for each element that its tree may
// have come to more than longPage bytes.
const (
	longPage      = 1_200_000
	elementWeight = 32
)

// isLong reports whether a page is too long for a tree. What scripts and styles hold does not count. An element may be
// opened by its end tag, and opens the formatting elements again that are not closed.
func isLong(page string) bool {
	weight, formatting, raw := 0, 0, false
	z := html.NewTokenizer(strings.NewReader(page))
	for weight <= longPage {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return false
		case html.TextToken:
			if !raw {
				weight += len(z.Raw())
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			raw = kind != html.EndTagToken && (a == atom.Script || a == atom.Style)
			weight += elementWeight * (1 + formatting)
			switch {
			case !isFormatting(a):
			case kind == html.EndTagToken:
				formatting = max(0, formatting-1)
			default:
				formatting++
			}
		default:
			weight += elementWeight
		}
	}
	return true
}

// isFormatting reports whether an element is opened again in the next block if it is not closed in its own (HTML Standard,
// "The list of active formatting elements"). Links are, too, but the next link closes the one before.
func isFormatting(a atom.Atom) bool {
	switch a {
	case atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}

// streamedText takes the text of a page as it comes, without what its elements say stands around an article: what is within
// article or main if there is any, else all.
func streamedText(page string) pageText {
	l := pageReader{count: map[atom.Atom]int{}}
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
	open           []atom.Atom
	count          map[atom.Atom]int // of the open elements
	around, within int               // how many of them hold no article, or one
}

func (l *pageReader) read(t html.Token) {
	a := t.DataAtom
	switch t.Type {
	case html.TextToken:
		if l.count[atom.Title] > 0 && l.count[atom.Svg] == 0 {
			l.title += t.Data
			return
		}
		l.each(func(b *blocks) { b.text(t.Data) })
	case html.StartTagToken, html.SelfClosingTagToken:
		if a == atom.Meta {
			l.page.describe(t)
		}
		// A slash closes an element of SVG alone.
		if t.Type == html.StartTagToken || a != atom.Svg && l.count[atom.Svg] == 0 {
			l.push(a)
		}
		l.each(func(b *blocks) { b.open(a) })
	case html.EndTagToken:
		l.each(func(b *blocks) { b.shut(a) })
		l.pop(a)
	}
}

// push notes that an element is open, unless it can hold nothing.
func (l *pageReader) push(a atom.Atom) {
	switch a {
	case 0, atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr:
		return
	}
	l.open = append(l.open, a)
	l.note(a, 1)
}

// pop closes the last element of that name and what is open in it.
func (l *pageReader) pop(a atom.Atom) {
	for l.count[a] > 0 {
		last := l.open[len(l.open)-1]
		l.open = l.open[:len(l.open)-1]
		l.note(last, -1)
		if last == a {
			return
		}
	}
}

func (l *pageReader) note(a atom.Atom, step int) {
	l.count[a] += step
	switch a {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Nav, atom.Aside, atom.Footer, atom.Select, atom.Button:
		l.around += step
	case atom.Article, atom.Main:
		l.within += step
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

// describe takes over what a meta element says.
func (p *pageText) describe(meta html.Token) {
	name, content := metaPair(meta)
	to := map[string]*string{"og:title": &p.title, "author": &p.author, "og:site_name": &p.publisher, "og:url": &p.url}[name]
	if to != nil && *to == "" {
		*to = clean(content)
	}
}
