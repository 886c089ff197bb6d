package diagram

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/diagram/glyph"
	"github.com/clewgraph/clew/query/diagram/paint"
)

// fontList is what text is set in. All but the last have the same widths.
const fontList = `Arial, 'Liberation Sans', Helvetica, sans-serif`

// svgWriter writes a scene as SVG. There are no scripts, styles or references in it but links, and every text
// goes through escape.
type svgWriter struct {
	strings.Builder
	*drawing
	*scene
	ids map[string]bool
}

// svg returns the drawing, laid out as the scene says, as an SVG document.
func (d *drawing) svg(s *scene) []byte {
	w := &svgWriter{drawing: d, scene: s, ids: map[string]bool{}}
	w.open()
	w.part(s.parts["title"])
	for i, p := range d.plates {
		if p.role != spine {
			w.plate(i, p)
		}
	}
	for i, n := range d.nodes {
		if n.role != spine {
			w.node(i, n)
		}
	}
	w.spine()
	w.part(s.parts["legend"])
	w.WriteString("</svg>\n")
	return []byte(w.String())
}

func (w *svgWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// size returns the picture's width and height in pixels.
func (w *svgWriter) size() (width, height float64) {
	width = math.Round(w.width * 4 / 3)
	if w.opts.Width > 0 {
		width = float64(w.opts.Width)
	}
	return width, math.Round(w.height * width / w.width)
}

func (w *svgWriter) open() {
	width, height := w.size()
	title, desc := w.id("title"), w.id("desc")
	w.line(`<svg xmlns="http://www.w3.org/2000/svg" id="%s" width="%s" height="%s" viewBox="0 0 %s %s" role="graphics-document document" aria-roledescription="diagram" aria-labelledby="%s" aria-describedby="%s" xml:lang="%s" font-family="%s" text-rendering="geometricPrecision">`,
		w.id("picture"), number(width), number(height), number(w.width), number(w.height), title, desc, escape(clean(w.opts.Lang)), fontList)
	w.line(`<title id="%s">%s</title>`, title, escape(clean(w.title)))
	w.line(`<desc id="%s">%s</desc>`, desc, escape(w.description()))
	w.line(`<rect width="%s" height="%s" fill="%s"/>`, number(w.width), number(w.height), w.page)
}

// maxDescribed is how many statements a picture without a path is described by.
const maxDescribed = 20

// description reads the picture out.
func (d *drawing) description() string {
	var b strings.Builder
	b.WriteString(clean(d.subtitle))
	for i, s := range d.steps {
		fmt.Fprintf(&b, " Step %d: %s.", i+1, sentence(d.opts.Ontology, s.Statement))
	}
	if len(d.steps) > 0 {
		return b.String()
	}
	var all []graph.Statement
	for _, p := range d.plates {
		all = append(all, p.statements()...)
	}
	for i, s := range strongestFirst(all) {
		if i == maxDescribed {
			b.WriteString(" And more.")
			break
		}
		b.WriteString(" " + sentence(d.opts.Ontology, s) + ".")
	}
	return b.String()
}

// spine draws the answer, on top of the rest, as a list that a screen reader goes through.
func (w *svgWriter) spine() {
	if len(w.steps) == 0 {
		return
	}
	w.line(`<g id="%s" role="list" aria-label="%s">`, w.id("path"), escape("The best path, "+count(len(w.steps), "step", "steps")))
	drawn := map[int]bool{}
	item := func(i int) {
		if !drawn[i] {
			drawn[i] = true
			w.node(i, w.nodes[i])
		}
	}
	from, _ := w.steps[0].Ends()
	w.line(`<g role="listitem">`)
	item(w.index[from.ID])
	w.line(`</g>`)
	plates := map[int]bool{}
	for _, s := range w.steps {
		from, to := s.Ends()
		w.line(`<g role="listitem" aria-label="%s">`, escape(sentence(w.opts.Ontology, s.Statement)))
		if i, ok := w.plateBetween(from, to); ok && !plates[i] {
			plates[i] = true
			w.plate(i, w.plates[i])
		}
		item(w.index[to.ID])
		w.line(`</g>`)
	}
	w.line(`</g>`)
}

func (d *drawing) plateBetween(from, to graph.Ref) (int, bool) {
	i, ok := d.pairs[pair{from.ID, to.ID}]
	if !ok {
		i, ok = d.pairs[pair{to.ID, from.ID}]
	}
	return i, ok
}

func (w *svgWriter) node(i int, n node) {
	label := clean(n.ref.Name)
	if n.stack == 0 {
		label += ", " + kindWord(n.ref.Kind)
	}
	id := w.id("entity-" + strings.Replace(string(n.ref.ID), "/", "-", 1))
	if n.stack > 0 {
		id = w.id(fmt.Sprintf("stack-%d", i))
	}
	w.group(id, n.role.String()+" entity "+kindWord(n.ref.Kind), label, w.nodeTip(n), addressOf(n.said), func() {
		w.part(w.parts[fmt.Sprintf("n%d", i)])
	})
}

// plate draws the words of a plate with its lines. A group's lines to its members each stand for themselves.
func (w *svgWriter) plate(i int, p plate) {
	statements := p.statements()
	key := "statement-" + hash(statements)
	label := w.plateWords(p)
	w.group(w.id(key), p.role.String()+" statement", label, w.plateTip(p), addressOf(statements), func() {
		for _, side := range w.sidesOf(i, p) {
			if !side.own {
				w.part(w.parts[side.part])
			}
		}
		w.part(w.parts[fmt.Sprintf("p%d", i)])
	})
	for _, side := range w.sidesOf(i, p) {
		if side.own {
			one := side.end.statements
			words := sentence(w.opts.Ontology, one[0])
			if len(one) > 1 {
				words = count(len(one), "statement", "statements")
			}
			w.group(w.id(key+"-"+hash(one)), p.role.String()+" statement", words, w.plateTip(plate{heads: []end{side.end}}), addressOf(one), func() {
				w.part(w.parts[side.part])
			})
		}
	}
}

// plateWords says in a line what a plate states.
func (w *svgWriter) plateWords(p plate) string {
	statements := p.statements()
	if p.group > 0 {
		return clean(p.rows[0].words) + ", " + count(p.group, "statement", "statements")
	}
	var parts []string
	for i, s := range statements {
		if i == maxTips {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, sentence(w.opts.Ontology, s))
	}
	return strings.Join(parts, "; ")
}

// side is a line between a plate and a node.
type side struct {
	part string
	end  end
	own  bool // it stands for a statement of its own
}

func (w *svgWriter) sidesOf(i int, p plate) []side {
	var list []side
	for k, e := range p.tails {
		list = append(list, side{fmt.Sprintf("p%d.t%d", i, k), e, p.group > 0 && len(e.statements) > 0})
	}
	for k, e := range p.heads {
		list = append(list, side{fmt.Sprintf("p%d.h%d", i, k), e, p.group > 0 && len(e.statements) > 0})
	}
	return list
}

// group writes what belongs together, with its tooltip, and as a link where there is an address.
func (w *svgWriter) group(id, class, label, tip, address string, content func()) {
	if address != "" {
		w.line(`<a href="%s" target="_blank" rel="noopener noreferrer">`, escape(address))
	}
	w.line(`<g id="%s" class="%s" role="img" aria-label="%s">`, id, class, escape(label))
	w.line(`<title>%s</title>`, escape(tip))
	content()
	w.line(`</g>`)
	if address != "" {
		w.line(`</a>`)
	}
}

func (w *svgWriter) part(p paint.Part) {
	for _, m := range p.Marks {
		w.mark(m)
	}
	for _, t := range p.Texts {
		w.text(t)
	}
}

func (w *svgWriter) mark(m paint.Mark) {
	w.WriteString(`<path d="` + pathData(m) + `" fill="` + orNone(m.Fill) + `"`)
	if m.Stroke != "" {
		fmt.Fprintf(w, ` stroke="%s" stroke-width="%s"`, m.Stroke, number(m.Width))
		if on, off := m.Dashes(); on > 0 {
			fmt.Fprintf(w, ` stroke-dasharray="%s %s"`, number(on), number(off))
		}
	}
	w.WriteString("/>\n")
}

func orNone(color string) string {
	if color == "" {
		return "none"
	}
	return color
}

func pathData(m paint.Mark) string {
	var b strings.Builder
	for i, p := range m.Points {
		switch {
		case i == 0:
			b.WriteByte('M')
		case i == 1 && m.Curved:
			b.WriteByte('C')
		case i == 1:
			b.WriteByte('L')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(number(p.X) + "," + number(p.Y))
	}
	if m.Closed {
		b.WriteByte('Z')
	}
	return b.String()
}

// number writes a number with at most two decimals.
func number(x float64) string { return strconv.FormatFloat(round(x), 'f', -1, 64) }

// text writes a line of text. Where its width is known for sure it is written down, so that a font with wider
// letters is set narrower instead of running over.
func (w *svgWriter) text(t paint.Text) {
	fmt.Fprintf(w, `<text x="%s" y="%s"`, number(t.At.X), number(t.At.Y))
	if t.Centred {
		w.WriteString(` text-anchor="middle"`)
	}
	if !slices.ContainsFunc(t.Spans, func(s paint.Span) bool { return !glyph.Exact(s.Text) }) {
		fmt.Fprintf(w, ` textLength="%s" lengthAdjust="spacingAndGlyphs"`, number(t.Width))
	}
	if len(t.Spans) == 1 {
		w.spanAttributes(t.Spans[0])
		w.line(`>%s</text>`, escape(t.Spans[0].Text))
		return
	}
	w.WriteString(` xml:space="preserve">`)
	for _, s := range t.Spans {
		w.WriteString(`<tspan`)
		w.spanAttributes(s)
		w.WriteString(`>` + escape(s.Text) + `</tspan>`)
	}
	w.WriteString("</text>\n")
}

func (w *svgWriter) spanAttributes(s paint.Span) {
	fmt.Fprintf(w, ` font-size="%s" fill="%s"`, number(s.Size), s.Color)
	if s.Bold {
		w.WriteString(` font-weight="bold"`)
	}
}

// id returns an id that occurs once in the document. The same thing has the same id in every picture of it.
func (w *svgWriter) id(key string) string {
	id := w.opts.IDPrefix + "-" + identifier(key)
	if kept := strings.TrimPrefix(id, w.opts.IDPrefix+"-"); kept != key {
		id += "-" + shortHash(key)
	}
	for n, base := 2, id; w.ids[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	w.ids[id] = true
	return id
}

// identifier keeps what may stand in an id: ASCII letters, digits, and hyphens for all else.
func identifier(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 80 {
			break
		}
	}
	return strings.TrimRight(b.String(), "-")
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

func hash(statements []graph.Statement) string {
	var b strings.Builder
	for _, s := range statements {
		fmt.Fprintf(&b, "%s\x00%s\x00%s\x00", s.Subject.ID, s.Predicate, s.Object.ID)
	}
	return shortHash(b.String())
}

// addressOf returns the address of the article that the statements are quoted from, "" where it has none or
// one that is no link.
func addressOf(statements []graph.Statement) string {
	for _, s := range strongestFirst(statements) {
		if address := safeAddress(s.Best().Article.URL); address != "" {
			return address
		}
	}
	return ""
}

// safeAddress returns addresses that a click may follow, http, https and places in the page, and "" for others.
func safeAddress(s string) string {
	if fragment, ok := strings.CutPrefix(s, "#"); ok {
		return (&url.URL{Fragment: clean(fragment)}).String()
	}
	u, err := url.Parse(strings.ToValidUTF8(strings.TrimSpace(s), ""))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}
