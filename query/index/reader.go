package index

import (
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Reader gives out statements and makes what several of them have in common once: the names of entities, the descriptions
// of articles, and a statement that is asked for again. It serves one answer, in one goroutine.
type Reader struct {
	x          *Index
	texts      arena
	refs       memo[Node, graph.Ref]
	articles   memo[uint32, *graph.Article]
	statements memo[Edge, graph.Statement]
}

// Reader returns a reader that has read nothing yet.
func (x *Index) Reader() *Reader { return &Reader{x: x} }

// memo keeps values by key. Most answers have a few, which are found faster one by one than in a map.
type memo[K comparable, V any] struct {
	list   []entry[K, V]
	places map[K]int // in the list, nil while it is short
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

const mostListed = 16

// get returns the value of a key, nil if there is none; until the next put.
func (m *memo[K, V]) get(key K) *V {
	if m.places != nil {
		if i, ok := m.places[key]; ok {
			return &m.list[i].value
		}
		return nil
	}
	for i := range m.list {
		if m.list[i].key == key {
			return &m.list[i].value
		}
	}
	return nil
}

// put adds the value of a key that has none.
func (m *memo[K, V]) put(key K, value V) {
	if m.list == nil {
		m.list = make([]entry[K, V], 0, 4)
	}
	if len(m.list) == mostListed {
		m.places = map[K]int{}
		for i, e := range m.list {
			m.places[e.key] = i
		}
	}
	if m.places != nil {
		m.places[key] = len(m.list)
	}
	m.list = append(m.list, entry[K, V]{key, value})
}

// arena keeps the texts of an answer, many in one piece of memory.
type arena struct {
	piece strings.Builder
	size  int // of the piece
}

const (
	leastArena = 256
	mostArena  = 4096
)

// keep returns bytes as a text.
func (t *arena) keep(b []byte) string {
	if t.size-t.piece.Len() < len(b) {
		t.size = max(leastArena, min(2*t.size, mostArena), len(b))
		t.piece.Reset()
		t.piece.Grow(t.size)
	}
	at := t.piece.Len()
	t.piece.Write(b)
	return t.piece.String()[at:]
}

// Expect makes statements ready that will be asked for, unless they have been read.
func (r *Reader) Expect(edges []Edge) {
	unread := make([]Edge, 0, len(edges))
	for _, e := range edges {
		if r.statements.get(e) == nil {
			unread = append(unread, e)
		}
	}
	r.x.prefetchStatements(unread)
}

// Ref returns an entity as statements name it.
func (r *Reader) Ref(n Node) graph.Ref {
	if ref := r.refs.get(n); ref != nil {
		return *ref
	}
	ref := graph.Ref{ID: graph.EntityID(r.texts.keep(r.x.id(n))), Name: r.texts.keep(r.x.name(n)), Kind: r.x.Kind(n)}
	r.refs.put(n, ref)
	return ref
}

// Statement returns a statement with its evidence, which is shared by all that ask for it.
func (r *Reader) Statement(e Edge) graph.Statement {
	if s := r.statements.get(e); s != nil {
		return *s
	}
	subject, object := r.x.Ends(e)
	s := graph.Statement{Subject: r.Ref(subject), Predicate: r.x.Predicate(r.x.PredicateOf(e)), Object: r.Ref(object), Evidence: r.evidence(e)}
	r.statements.put(e, s)
	return s
}

// evidence returns what the statement rests on, sorted by article and place.
func (r *Reader) evidence(e Edge) []graph.Evidence {
	out := make([]graph.Evidence, 0, max(1, r.x.Sources(e)))
	for v := range r.x.evidence(e) {
		out = append(out, graph.Evidence{
			Article: r.article(v.article), Span: graph.Span{Start: int(v.start), End: int(v.end)}, Text: r.texts.keep(v.quote),
			Confidence: v.confidence, Past: v.past, From: r.date(v.from), To: r.date(v.to),
		})
	}
	return out
}

func (r *Reader) date(d day) graph.Date {
	var text [dateSize]byte
	return graph.Date(r.texts.keep(d.write(&text)))
}

func (r *Reader) article(n uint32) *graph.Article {
	if a := r.articles.get(n); a != nil {
		return *a
	}
	a := r.x.article(int(n), r.texts.keep)
	r.articles.put(n, &a)
	return &a
}

// Statement returns a statement with its evidence.
func (x *Index) Statement(e Edge) graph.Statement { return x.Reader().Statement(e) }

// Evidence returns what the statement rests on, sorted by article and place.
func (x *Index) Evidence(e Edge) []graph.Evidence { return x.Reader().evidence(e) }
