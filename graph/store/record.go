package store

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clewgraph/clew/graph"
)

type entityID = graph.EntityID

// articleKey is an article's id as the store's keys hold it: the eight bytes behind "a:".
type articleKey [8]byte

func packArticle(id graph.ArticleID) (articleKey, error) {
	var k articleKey
	digits, ok := strings.CutPrefix(string(id), "a:")
	if n, err := hex.Decode(k[:], []byte(digits[:min(len(digits), 16)])); !ok || err != nil || n != 8 || len(digits) != 16 {
		return k, fmt.Errorf("article id %q is not a: and 16 hex digits", id)
	}
	return k, nil
}

func (k articleKey) id() graph.ArticleID { return graph.ArticleID("a:" + hex.EncodeToString(k[:])) }

// A source is what was read under one key: an article without its text and what it says. It is the truth that
// everything else in the store is derived from. Quotes are left out where the text holds them.
//
// A source of the second form has the words of mentions, which only imports without texts have.
const (
	sourceForm     = 1
	sourceWithWord = 2
)

func encodeSource(r graph.Reading) ([]byte, error) {
	k, err := packArticle(r.Article.ID)
	if err != nil {
		return nil, err
	}
	a := r.Article
	e := &encoder{b: make([]byte, 0, 256+64*len(r.Entities)+48*len(r.Statements))}
	form := sourceForm
	if slices.ContainsFunc(r.Entities, func(l graph.LocalEntity) bool { return l.Words != nil }) {
		form = sourceWithWord
	}
	e.int(form)
	e.raw(k[:])
	e.int(flag(a.Text != ""))
	e.strs([]string{a.Title, string(a.Date), a.URL, a.Author, a.Publisher})
	e.int(a.Bytes)
	e.int(len(r.Entities))
	for _, l := range r.Entities {
		encodeLocal(e, l, form)
	}
	encodeStatements(e, r.Statements, a.Text != "")
	return e.b, nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func encodeLocal(e *encoder, l graph.LocalEntity, form int) {
	e.int(slices.Index(graph.Kinds, l.Kind))
	e.str(string(l.ID))
	e.str(l.Name)
	e.strs(slices.Compact(slices.Sorted(slices.Values(l.Aliases))))
	e.int(len(l.IDs))
	for _, scheme := range slices.Sorted(maps.Keys(l.IDs)) {
		e.str(scheme)
		e.str(l.IDs[scheme])
	}
	order := make([]int, len(l.Mentions))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareSpans(l.Mentions[a], l.Mentions[b]) })
	e.int(len(order))
	at := 0
	for _, i := range order {
		m := l.Mentions[i]
		e.int(m.Start - at)
		e.int(m.End - m.Start)
		at = m.Start
		switch {
		case form != sourceWithWord:
		case l.Words != nil:
			e.str(l.Words[i])
		default:
			e.str("")
		}
	}
}

func compareSpans(a, b graph.Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) }

func encodeStatements(e *encoder, statements []graph.LocalStatement, hasText bool) {
	var predicates []string
	at := map[graph.Predicate]int{}
	for _, s := range statements {
		if _, ok := at[s.Predicate]; !ok {
			at[s.Predicate] = len(predicates)
			predicates = append(predicates, string(s.Predicate))
		}
	}
	e.strs(predicates)
	e.int(len(statements))
	for _, s := range statements {
		e.int(s.Subject)
		e.int(at[s.Predicate])
		e.int(s.Object)
		encodeEvidence(e, s.Evidence, hasText)
	}
}

// encodeEvidence writes the evidence that one article has for one statement.
func encodeEvidence(e *encoder, evidence []graph.Evidence, hasText bool) {
	e.int(len(evidence))
	for _, v := range evidence {
		e.int(v.Start)
		e.int(v.End - v.Start)
		e.confidence(v.Confidence)
		e.int(flag(v.Past) | flag(v.From != "")<<1 | flag(v.To != "")<<2 | flag(!hasText)<<3)
		if v.From != "" {
			e.str(string(v.From))
		}
		if v.To != "" {
			e.str(string(v.To))
		}
		if !hasText {
			e.raw([]byte(v.Text))
		}
	}
}

func decodeEvidence(d *decoder) []graph.Evidence {
	out := make([]graph.Evidence, d.len())
	for i := range out {
		v := &out[i]
		v.Start = d.int()
		v.End = v.Start + d.int()
		v.Confidence = d.confidence()
		flags := d.int()
		v.Past = flags&1 != 0
		if flags&2 != 0 {
			v.From = graph.Date(d.str())
		}
		if flags&4 != 0 {
			v.To = graph.Date(d.str())
		}
		if flags&8 != 0 {
			v.Text = string(d.raw(v.End - v.Start))
		}
	}
	return out
}

// source is a decoded source.
type source struct {
	reading graph.Reading
	article articleKey
	form    int
	hasText bool
}

// decodeSource reads the source under a key. Quotes that the text holds are left empty.
func decodeSource(key string, b []byte) (source, error) {
	d := &decoder{b: b}
	s, err := decodeDescription(key, d)
	if err != nil {
		return s, err
	}
	s.reading.Entities = make([]graph.LocalEntity, d.len())
	for i := range s.reading.Entities {
		s.reading.Entities[i] = decodeLocal(d, s.form)
	}
	predicates := d.strs()
	s.reading.Statements = make([]graph.LocalStatement, d.len())
	for i := range s.reading.Statements {
		l := &s.reading.Statements[i]
		var p int
		l.Subject, p, l.Object = d.int(), d.int(), d.int()
		if n := len(s.reading.Entities); d.err != nil || p >= len(predicates) || l.Subject >= n || l.Object >= n {
			return s, errCut
		}
		l.Predicate = graph.Predicate(predicates[p])
		l.Evidence = decodeEvidence(d)
	}
	return s, d.end()
}

// decodeDescription reads the first part of a source, that which describes the article.
func decodeDescription(key string, d *decoder) (source, error) {
	s := source{form: d.int()}
	if d.err == nil && s.form != sourceForm && s.form != sourceWithWord {
		return source{}, errors.New("a source of another form")
	}
	copy(s.article[:], d.raw(8))
	s.hasText = d.int() != 0
	f := d.strs()
	if len(f) != 5 {
		return source{}, errCut
	}
	s.reading.Article = graph.Article{ID: s.article.id(), Name: key, Title: f[0], Date: graph.Date(f[1]), URL: f[2], Author: f[3], Publisher: f[4], Bytes: d.int()}
	return s, d.err
}

func decodeLocal(d *decoder, form int) graph.LocalEntity {
	var l graph.LocalEntity
	if k := d.int(); k < len(graph.Kinds) {
		l.Kind = graph.Kinds[k]
	} else {
		d.fail()
	}
	l.ID = graph.EntityID(d.str())
	l.Name = d.str()
	l.Aliases = d.strs()
	if n := d.len(); n > 0 {
		l.IDs = map[string]string{}
		for range n {
			scheme := d.str()
			l.IDs[scheme] = d.str()
		}
	}
	at := 0
	l.Mentions = make([]graph.Span, d.len())
	for i := range l.Mentions {
		at += d.int()
		l.Mentions[i] = graph.Span{Start: at, End: at + d.int()}
		if form == sourceWithWord {
			l.Words = append(l.Words, d.str())
		}
	}
	if !slices.ContainsFunc(l.Words, func(w string) bool { return w != "" }) {
		l.Words = nil
	}
	return l
}

// Bounds on what the store's keys hold, in bytes.
const (
	maxKey       = 4096
	maxID        = 1024
	maxPredicate = 128
)

// checkReading reports what the store cannot hold, beyond what makes a reading untrue.
func checkReading(r graph.Reading) error {
	if n := r.Article.Name; n == "" || len(n) > maxKey {
		return fmt.Errorf("an article's key has %d bytes; 1 to %d are allowed", len(n), maxKey)
	}
	if _, err := packArticle(r.Article.ID); err != nil {
		return fmt.Errorf("%s: %w", r.Article.Name, err)
	}
	if r.Article.Text != "" && r.Article.ID != graph.IDOfText(r.Article.Text) {
		return fmt.Errorf("%s: the id %s is not that of the text", r.Article.Name, r.Article.ID)
	}
	for _, e := range r.Entities {
		if err := checkLocal(e); err != nil {
			return fmt.Errorf("%s: %w", r.Article.Name, err)
		}
	}
	for _, s := range r.Statements {
		if p := string(s.Predicate); p == "" || len(p) > maxPredicate || strings.ContainsRune(p, 0) || !utf8.ValidString(p) {
			return fmt.Errorf("%s: the predicate %q is empty, too long, not UTF-8 or holds a NUL", r.Article.Name, p)
		}
	}
	return r.Check()
}

func checkLocal(e graph.LocalEntity) error {
	switch {
	case !slices.Contains(graph.Kinds, e.Kind):
		return fmt.Errorf("entity %q: %q is no kind", e.Name, e.Kind)
	case e.Name == "" || len(e.Name) > maxKey:
		return fmt.Errorf("a %s has a name of %d bytes; 1 to %d are allowed", e.Kind, len(e.Name), maxKey)
	case e.ID != "" && e.ID.Kind() != e.Kind:
		return fmt.Errorf("entity %q is a %s, which its id %q is not", e.Name, e.Kind, e.ID)
	case len(e.ID) > maxID || strings.ContainsRune(string(e.ID), 0) || !utf8.ValidString(string(e.ID)):
		return fmt.Errorf("entity %q: its id is longer than %d bytes, holds a NUL or is not UTF-8", e.Name, maxID)
	}
	for _, m := range e.Mentions {
		if m.Start < 0 || m.End <= m.Start {
			return fmt.Errorf("entity %q: a mention at %d-%d is no span", e.Name, m.Start, m.End)
		}
	}
	return nil
}
