package format

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// gathering is what a reader has read so far. Evidence comes in any order and by the million, so it lies
// in rows without pointers, of 64 bytes and the quote; readings are made of it when all of it is known to be right.
type gathering struct {
	ontology   []ontology.Predicate
	predicates map[string]uint16 // index into ontology by name
	articles   []gatheredArticle
	articleOf  map[string]uint32 // by name
	articleID  map[graph.ArticleID]uint32
	entities   []gathered
	entityOf   map[string]uint32 // by id
	facts      pieces[fact]
	mentions   pieces[mention]
	quotes     arena
	dates      map[string]packedDate
}

// gathered is an entity and where it was first met.
type gathered struct {
	graph.Entity
	line  int  // of its description, or of its first use while it has none
	known bool // it has been described
}

// gatheredArticle is an article, which may have been named before its description comes.
type gatheredArticle struct {
	graph.Article
	known bool
}

// fact is a piece of evidence; entities, articles and the predicate are indices.
type fact struct {
	subject, object, article uint32
	start, end               uint32
	line                     uint32
	quote                    place
	confidence               float64
	from, to                 packedDate
	predicate                uint16
	past                     bool
}

// mention is a place that names an entity. word is one more than where its words are, 0 where they are not known.
type mention struct {
	entity, article, start, end, line uint32
	word                              place
}

// maxOffset bounds the offsets in an article.
const maxOffset = 1 << 31

func newGathering(o Options) *gathering {
	g := &gathering{
		ontology:   o.ontology().Predicates,
		predicates: map[string]uint16{},
		articleOf:  map[string]uint32{},
		articleID:  map[graph.ArticleID]uint32{},
		entityOf:   map[string]uint32{},
		dates:      map[string]packedDate{"": 0},
	}
	for i, p := range g.ontology {
		g.predicates[string(p.Name)] = uint16(i)
	}
	return g
}

// predicate returns the index of the predicate of that name, matched without case.
func (g *gathering) predicate(name []byte) (uint16, error) {
	if i, ok := g.predicates[string(name)]; ok {
		return i, nil
	}
	for i, p := range g.ontology {
		if strings.EqualFold(string(p.Name), string(name)) {
			return uint16(i), nil
		}
	}
	return 0, fmt.Errorf("predicate %q is not in the ontology", name)
}

// date packs a partial date. It remembers what it has checked: an import holds few different dates.
func (g *gathering) date(s []byte) (packedDate, error) {
	if d, ok := g.dates[string(s)]; ok {
		return d, nil
	}
	d, err := graph.ParseDate(string(s))
	if err != nil {
		return 0, err
	}
	if len(g.dates) > 1<<16 {
		clear(g.dates)
	}
	g.dates[string(d)] = packDate(d)
	return packDate(d), nil
}

// idOfName returns the id of an article whose text is not known: as for a text, "a:" and the first 16 hex digits of
// a SHA-256, here of "article without text: " and its name. It is stable, and no text that anyone finds has it.
func idOfName(name string) graph.ArticleID {
	sum := sha256.Sum256([]byte("article without text: " + name))
	return graph.ArticleID("a:" + hex.EncodeToString(sum[:8]))
}

// articleNamed returns the index of the article with that name. One that is not known yet is
// made, without text.
func (g *gathering) articleNamed(name []byte) (uint32, error) {
	if i, ok := g.articleOf[string(name)]; ok {
		return i, nil
	}
	if len(name) == 0 {
		return 0, errors.New("the article has no name")
	}
	i := uint32(len(g.articles))
	g.articles = append(g.articles, gatheredArticle{Article: graph.Article{ID: idOfName(string(name)), Name: string(name)}})
	g.articleOf[string(name)] = i
	return i, nil
}

// addArticle adds a description. The id is found where it has none, and checked where it has a text.
func (g *gathering) addArticle(a graph.Article) error {
	a, err := complete(a)
	if err != nil {
		return err
	}
	if other, ok := g.articleID[a.ID]; ok && g.articles[other].Name != a.Name {
		return fmt.Errorf("articles %q and %q have the id %s both", g.articles[other].Name, a.Name, a.ID)
	}
	i, err := g.articleNamed([]byte(a.Name))
	if err != nil {
		return err
	}
	if g.articles[i].known {
		return fmt.Errorf("article %q occurs twice", a.Name)
	}
	g.articles[i] = gatheredArticle{a, true}
	g.articleID[a.ID] = i
	return nil
}

// complete fills in an article's id and length.
func complete(a graph.Article) (graph.Article, error) {
	if a.Text != "" {
		made, err := graph.NewArticle(a.Name, a.Text)
		if err != nil {
			return a, err
		}
		if a.ID != "" && a.ID != made.ID {
			return a, fmt.Errorf("article %q has the id %s, and its text the id %s", a.Name, a.ID, made.ID)
		}
		a.ID, a.Bytes = made.ID, made.Bytes
	}
	if a.ID == "" {
		a.ID = idOfName(a.Name)
	}
	switch {
	case !strings.HasPrefix(string(a.ID), "a:") || len(a.ID) < 3:
		return a, fmt.Errorf("article id %q does not begin with \"a:\" as it should", a.ID)
	case a.Bytes < 0 || a.Bytes > maxOffset:
		return a, fmt.Errorf("article %q has a length of %d bytes", a.Name, a.Bytes)
	}
	return a, nil
}

// entity returns the index of the entity with that id, or makes one that is still to be described.
func (g *gathering) entity(id []byte, line int) (uint32, error) {
	if i, ok := g.entityOf[string(id)]; ok {
		return i, nil
	}
	parsed, err := graph.ParseEntityID(string(id))
	if err != nil {
		return 0, err
	}
	if !utf8.ValidString(string(parsed)) {
		return 0, fmt.Errorf("entity id %q is not valid UTF-8", parsed)
	}
	i, ok := g.entityOf[string(parsed)]
	if !ok {
		i = uint32(len(g.entities))
		g.entities = append(g.entities, gathered{Entity: graph.Entity{ID: parsed, Kind: parsed.Kind()}, line: line})
		g.entityOf[string(parsed)] = i
	}
	return i, nil
}

// addEntity adds a description. Aliases may come in any order.
func (g *gathering) addEntity(e graph.Entity, line int) (uint32, error) {
	i, err := g.entity([]byte(e.ID), line)
	if err != nil {
		return 0, err
	}
	have := &g.entities[i]
	switch {
	case have.known:
		return 0, fmt.Errorf("entity %s occurs twice, first on line %d", have.ID, have.line)
	case strings.TrimSpace(e.Name) == "":
		return 0, fmt.Errorf("entity %s has no name", have.ID)
	case e.Kind != have.ID.Kind():
		return 0, fmt.Errorf("entity %s has the type %q", have.ID, e.Kind)
	}
	e.ID, e.Aliases = have.ID, sortedAliases(e)
	if len(e.IDs) == 0 {
		e.IDs = nil
	}
	*have = gathered{e, line, true}
	return i, nil
}

func sortedAliases(e graph.Entity) []string {
	aliases := slices.Clone(e.Aliases)
	slices.Sort(aliases)
	aliases = slices.DeleteFunc(slices.Compact(aliases), func(a string) bool { return a == e.Name || a == "" })
	if len(aliases) == 0 {
		return nil
	}
	return aliases
}

// addMention adds a place that names an entity. The quote is kept unless the text has it.
func (g *gathering) addMention(entity, article uint32, s graph.Span, quote string, line int) error {
	if s.Start < 0 || s.End <= s.Start || s.End > maxOffset {
		return fmt.Errorf("a mention at %d-%d is no span", s.Start, s.End)
	}
	if quote != "" && len(quote) != s.End-s.Start {
		return fmt.Errorf("the mention %q is not %d bytes long, as its span %d-%d says", quote, s.End-s.Start, s.Start, s.End)
	}
	if text := g.articles[article].Text; text != "" && quote != "" && (!s.In(text) || s.Of(text) != quote) {
		return fmt.Errorf("the mention %q is not what the text has at %d-%d", quote, s.Start, s.End)
	}
	m := mention{entity: entity, article: article, start: uint32(s.Start), end: uint32(s.End), line: uint32(line)}
	if quote != "" && g.articles[article].Text == "" {
		m.word = g.quotes.add([]byte(quote)) + 1
	}
	g.mentions.add(m)
	return nil
}

// claim is a piece of evidence as a reader finds it.
type claim struct {
	subject, object, article uint32
	predicate                uint16
	graph.Span
	text       []byte
	kept       *place // of the text in the gathering's quotes, where it is there already
	confidence float64
	past       bool
	from, to   packedDate
	line       int
}

// add checks a claim, as far as it can be checked by itself, and keeps it.
func (g *gathering) add(c claim) error {
	p, subject, object := g.ontology[c.predicate], g.entities[c.subject].ID, g.entities[c.object].ID
	switch {
	case c.subject == c.object:
		return fmt.Errorf("%s is subject and object both", subject)
	case !p.Fits(subject.Kind(), object.Kind()):
		return fmt.Errorf("%s does not connect %s and %s", p.Name, subject, object)
	case !(c.confidence >= 0 && c.confidence <= 1):
		return fmt.Errorf("confidence %v is not in 0..1", c.confidence)
	case c.Start < 0 || c.End <= c.Start || c.End > maxOffset:
		return fmt.Errorf("evidence at %d-%d is no span", c.Start, c.End)
	case len(c.text) != c.End-c.Start:
		return fmt.Errorf("the quote is %d bytes long, and its span %d-%d is %d: %q", len(c.text), c.Start, c.End, c.End-c.Start, shorten(c.text))
	case !utf8.Valid(c.text):
		return errors.New("the quote is not valid UTF-8")
	}
	if c.kept == nil {
		quote := g.quotes.add(c.text)
		c.kept = &quote
	}
	g.facts.add(fact{
		subject: c.subject, object: c.object, article: c.article, start: uint32(c.Start), end: uint32(c.End), line: uint32(c.line),
		quote: *c.kept, confidence: c.confidence, from: c.from, to: c.to, predicate: c.predicate, past: c.past,
	})
	return nil
}

// shorten cuts a text that is quoted in an error.
func shorten(text []byte) string {
	if len(text) <= 80 {
		return string(text)
	}
	return strings.ToValidUTF8(string(text[:77]), "") + "…"
}

// check finds what can only be seen when all has been read: entities that are used and not
// described, and quotes that their article's text does not have. It returns the line and what is wrong there.
func (g *gathering) check() (line int, err error) {
	for _, e := range g.entities {
		if !e.known {
			return e.line, fmt.Errorf("entity %s is not described", e.ID)
		}
	}
	for i := range g.articles {
		a := &g.articles[i]
		if other, ok := g.articleID[a.ID]; ok && other != uint32(i) {
			return 0, fmt.Errorf("articles %q and %q have the id %s both", g.articles[other].Name, a.Name, a.ID)
		}
	}
	for f := range g.facts.all() {
		s := graph.Span{Start: int(f.start), End: int(f.end)}
		if err := g.checkSpan(f.article, s, g.quotes.get(f.quote, s.End-s.Start)); err != nil {
			return int(f.line), err
		}
	}
	for m := range g.mentions.all() {
		var words []byte
		if m.word > 0 {
			words = g.quotes.get(m.word-1, int(m.end-m.start))
		}
		if err := g.checkSpan(m.article, graph.Span{Start: int(m.start), End: int(m.end)}, words); err != nil {
			return int(m.line), err
		}
	}
	return 0, nil
}

// checkSpan compares a span, and its quote where it has one, with what is known of the article.
func (g *gathering) checkSpan(article uint32, s graph.Span, quote []byte) error {
	a := &g.articles[article]
	switch {
	case a.Bytes > 0 && s.End > a.Bytes:
		return fmt.Errorf("the span %d-%d lies outside of %s, which is %d bytes long", s.Start, s.End, a.Name, a.Bytes)
	case a.Text == "":
		return nil
	case !s.In(a.Text):
		return fmt.Errorf("the span %d-%d cuts a character of %s", s.Start, s.End, a.Name)
	case quote != nil && s.Of(a.Text) != string(quote):
		return fmt.Errorf("the quote %q is not what %s has at %d-%d", shorten(quote), a.Name, s.Start, s.End)
	}
	return nil
}

// packedDate is a partial date in four bytes: its precision (1 to 3), year, month and day; 0 is the unknown date.
type packedDate uint32

func packDate(d graph.Date) packedDate {
	if d == "" {
		return 0
	}
	number := func(from, to int) (n packedDate) {
		for i := from; i < min(to, len(d)); i++ {
			n = n*10 + packedDate(d[i]-'0')
		}
		return n
	}
	precision := packedDate(len(d)-4)/3 + 1
	return precision<<24 | number(0, 4)<<9 | number(5, 7)<<5 | number(8, 10)
}

func (p packedDate) date() graph.Date {
	if p == 0 {
		return ""
	}
	y, m, d := p>>9&0x3FFF, p>>5&15, p&31
	full := []byte{
		byte('0' + y/1000), byte('0' + y/100%10), byte('0' + y/10%10), byte('0' + y%10),
		'-', byte('0' + m/10), byte('0' + m%10), '-', byte('0' + d/10), byte('0' + d%10),
	}
	return graph.Date(full[:1+3*(p>>24)])
}

// pieces is a list in pieces, which grows without being copied.
type pieces[T any] struct {
	list [][]T
	n    int
}

const pieceLength = 1 << 12

func (p *pieces[T]) add(v T) {
	if p.n%pieceLength == 0 {
		p.list = append(p.list, make([]T, 0, pieceLength))
	}
	last := &p.list[len(p.list)-1]
	*last = append(*last, v)
	p.n++
}

func (p *pieces[T]) at(i uint32) *T { return &p.list[i/pieceLength][i%pieceLength] }

func (p *pieces[T]) all() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, piece := range p.list {
			for i := range piece {
				if !yield(&piece[i]) {
					return
				}
			}
		}
	}
}

// arena holds byte strings in large pieces, so that a million of them are no million objects.
type arena struct{ pieces [][]byte }

// place is where in an arena a string begins: the piece and the offset in it.
type place uint64

const arenaPiece = 1 << 20

func (a *arena) add(b []byte) place {
	last := len(a.pieces) - 1
	if last < 0 || len(a.pieces[last])+len(b) > cap(a.pieces[last]) {
		a.pieces = append(a.pieces, make([]byte, 0, max(arenaPiece, len(b))))
		last++
	}
	at := len(a.pieces[last])
	a.pieces[last] = append(a.pieces[last], b...)
	return place(last)<<32 | place(at)
}

func (a *arena) get(p place, size int) []byte {
	piece := a.pieces[p>>32]
	return piece[uint32(p) : int(uint32(p))+size]
}

// compareFacts orders the facts of one article; rank is the order of entities by id.
func compareFacts(rank []uint32, f, h *fact) int {
	return cmp.Or(cmp.Compare(rank[f.subject], rank[h.subject]), cmp.Compare(f.predicate, h.predicate), cmp.Compare(rank[f.object], rank[h.object]),
		cmp.Compare(f.start, h.start), cmp.Compare(f.end, h.end), cmp.Compare(h.confidence, f.confidence), cmp.Compare(f.line, h.line))
}
