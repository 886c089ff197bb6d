package format

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"net/url"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format/nquads"
)

// nqReader puts a graph together from quads that come in any order. What has an IRI only to hold quads together
// (statements, evidence, selectors) is known by 128 bits of hash instead, so that a million of them stay small.
// Quads with predicates that clew does not know are other people's, and are passed over.
type nqReader struct {
	g     *gathering
	seeds [2]maphash.Seed
	line  int

	articles   []nqArticle
	articleOf  map[string]uint32 // by IRI
	statements nodes[nqStatement]
	evidence   nodes[nqEvidence]
	selectors  nodes[nqSelector]
	stated     []nqStated
}

// nqArticle is an article of the input; index is what the gathering calls it, in the end.
type nqArticle struct {
	graph.Article
	line  int
	index uint32
}

type nqStatement struct {
	subject, object uint32
	predicate       uint16
	has             fields
	line            uint32
}

type nqEvidence struct {
	statement, article uint32
	selectors          [2]uint32
	confidence         float64
	from, to           packedDate
	past               bool
	has                fields
	line               uint32
}

type nqSelector struct {
	start, end uint32
	quote      place
	length     uint32
	has        fields
	line       uint32
}

// nqStated is a statement's own quad: entities, predicate and the article that labels it.
type nqStated struct {
	subject, object, article uint32
	predicate                uint16
	line                     uint32
}

// fields are the parts that a node has been given.
type fields uint16

const (
	hasSubject fields = 1 << iota
	hasPredicate
	hasObject
	hasStatement
	hasArticle
	hasSelector
	hasSecondSelector
	hasConfidence
	hasPast
	hasFrom
	hasTo
	hasStart
	hasEnd
	hasQuote
)

// nodes are the records of one role, found by the hash of their name.
type nodes[T any] struct {
	at   map[[2]uint64]uint32
	list []T
}

func (n *nodes[T]) of(key [2]uint64) uint32 {
	i, ok := n.at[key]
	if !ok {
		i = uint32(len(n.list))
		var fresh T
		n.list = append(n.list, fresh)
		n.at[key] = i
	}
	return i
}

func newNodes[T any]() nodes[T] { return nodes[T]{at: map[[2]uint64]uint32{}} }

func gatherNQ(ctx context.Context, in source, g *gathering) error {
	r := &nqReader{
		g: g, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, articleOf: map[string]uint32{},
		statements: newNodes[nqStatement](), evidence: newNodes[nqEvidence](), selectors: newNodes[nqSelector](),
	}
	quads := nquads.NewReader(in.r)
	for n := 0; ; n++ {
		if n&0xFFF == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		q, err := quads.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", in.path, err)
		}
		r.line = quads.Line()
		if err := r.take(q); err != nil {
			return at(in.path, r.line, err)
		}
	}
	if err := r.finish(); err != nil {
		return at(in.path, r.line, err)
	}
	if line, err := g.check(); err != nil {
		return at(in.path, line, err)
	}
	return nil
}

func (r *nqReader) key(t nquads.Term) [2]uint64 {
	name := t.Value
	if t.Kind == nquads.Blank {
		name = append([]byte("_:"), name...)
	}
	return [2]uint64{maphash.Bytes(r.seeds[0], name), maphash.Bytes(r.seeds[1], name)}
}

// take files a quad by its predicate.
func (r *nqReader) take(q nquads.Quad) error {
	p := q.Predicate.Value
	switch {
	case bytes.HasPrefix(p, []byte(nsVocab)):
		return r.takeStated(q)
	case bytes.HasPrefix(p, []byte(nsMeta)):
		return r.takeMeta(q, string(p[len(nsMeta):]))
	case bytes.HasPrefix(p, []byte(nsID)):
		return r.takeID(q)
	}
	switch string(p) {
	case nsRDF + "type", nsRDFS + "label", nsSKOS + "altLabel":
		return r.takeEntity(q)
	case nsRDF + "subject", nsRDF + "predicate", nsRDF + "object", nsPROV + "wasDerivedFrom":
		return r.takeStatement(q)
	case nsOA + "hasSource", nsOA + "hasSelector":
		return r.takeEvidence(q)
	case nsOA + "start", nsOA + "end", nsOA + "exact":
		return r.takeSelector(q)
	}
	if bytes.HasPrefix(q.Subject.Value, []byte(nsArticle)) {
		return r.takeArticle(q)
	}
	return nil
}

// text returns the value of a literal.
func text(t nquads.Term) (string, error) {
	if t.Kind != nquads.Literal {
		return "", errors.New("the object should be a literal")
	}
	return string(t.Value), nil
}

// article returns the index of an article by its IRI.
func (r *nqReader) article(t nquads.Term) (uint32, error) {
	if i, ok := r.articleOf[string(t.Value)]; ok {
		return i, nil
	}
	rest, ok := bytes.CutPrefix(t.Value, []byte(nsArticle))
	if t.Kind != nquads.IRI || !ok || len(rest) == 0 {
		return 0, fmt.Errorf("%q is not the IRI of an article (%s…)", t.Value, nsArticle)
	}
	name, err := url.PathUnescape(string(rest))
	if err != nil {
		return 0, err
	}
	i := uint32(len(r.articles))
	r.articles = append(r.articles, nqArticle{Article: graph.Article{ID: graph.ArticleID("a:" + name)}, line: r.line})
	r.articleOf[string(t.Value)] = i
	return i, nil
}

// entity returns the index of an entity by its IRI.
func (r *nqReader) entity(t nquads.Term) (uint32, error) {
	if t.Kind != nquads.IRI {
		return 0, fmt.Errorf("%q is not the IRI of an entity", t.Value)
	}
	return r.g.entity(t.Value, r.line)
}

func (r *nqReader) takeStated(q nquads.Quad) (err error) {
	s := nqStated{line: uint32(r.line)}
	if s.subject, err = r.entity(q.Subject); err != nil {
		return err
	}
	if s.predicate, err = r.predicate(q.Predicate); err != nil {
		return err
	}
	if s.object, err = r.entity(q.Object); err != nil {
		return err
	}
	if q.Graph.Kind == nquads.None {
		return errors.New("the statement is not labelled with an article")
	}
	if s.article, err = r.article(q.Graph); err != nil {
		return err
	}
	r.stated = append(r.stated, s)
	return nil
}

func (r *nqReader) predicate(t nquads.Term) (uint16, error) {
	rest, ok := bytes.CutPrefix(t.Value, []byte(nsVocab))
	if !ok || t.Kind != nquads.IRI {
		return 0, fmt.Errorf("%q is not a predicate of clew (%s…)", t.Value, nsVocab)
	}
	name, err := url.PathUnescape(string(rest))
	if err != nil {
		return 0, err
	}
	return r.g.predicate([]byte(name))
}

// takeMeta files what only clew's vocabulary can say.
func (r *nqReader) takeMeta(q nquads.Quad, name string) error {
	switch name {
	case "key", "bytes", "offsets":
		return r.takeArticle(q)
	case "mention":
		return r.takeMention(q)
	case "confidence", "past", "from", "to":
		return r.takeDetail(q, name)
	}
	return fmt.Errorf("there is no %s%s", nsMeta, name)
}

func (r *nqReader) takeArticle(q nquads.Quad) error {
	i, err := r.article(q.Subject)
	if err != nil {
		return err
	}
	value, err := text(q.Object)
	if err != nil {
		return err
	}
	a := &r.articles[i]
	switch string(q.Predicate.Value) {
	case nsMeta + "key":
		return setOnce(&a.Name, value)
	case nsMeta + "bytes":
		if a.Bytes, err = parseOffset(q.Object.Value); err != nil {
			return err
		}
	case nsMeta + "offsets":
		if value != "UTF-8 bytes" {
			return fmt.Errorf("offsets in %q are not known", value)
		}
	case nsSchema + "headline":
		return setOnce(&a.Title, value)
	case nsSchema + "datePublished":
		date, err := graph.ParseDate(value)
		return cmp.Or(err, setOnce(&a.Date, date))
	case nsSchema + "url":
		return setOnce(&a.URL, value)
	case nsSchema + "author":
		return setOnce(&a.Author, value)
	case nsSchema + "publisher":
		return setOnce(&a.Publisher, value)
	}
	return nil
}

// setOnce gives a value to what has none, or the same.
func setOnce[T ~string](to *T, value T) error {
	if *to != "" && *to != value {
		return fmt.Errorf("there are two values, %q and %q", *to, value)
	}
	*to = value
	return nil
}

func (r *nqReader) takeMention(q nquads.Quad) error {
	entity, err := r.entity(q.Subject)
	if err != nil {
		return err
	}
	article, err := r.article(q.Graph)
	if err != nil {
		return err
	}
	from, to, ok := bytes.Cut(q.Object.Value, []byte("-"))
	start, err := parseOffset(from)
	end, err2 := parseOffset(to)
	if !ok || err != nil || err2 != nil {
		return fmt.Errorf("the mention %q is not START-END", q.Object.Value)
	}
	if start < 0 || end <= start || end > maxOffset {
		return fmt.Errorf("the mention %q is no span", q.Object.Value)
	}
	r.g.mentions.add(mention{entity: entity, article: article, start: uint32(start), end: uint32(end), line: uint32(r.line)}) // the article's index is set in the end
	return nil
}

func (r *nqReader) takeID(q nquads.Quad) error {
	i, err := r.entity(q.Subject)
	if err != nil {
		return err
	}
	catalogue, err := url.PathUnescape(string(q.Predicate.Value[len(nsID):]))
	if err != nil {
		return err
	}
	id, err := text(q.Object)
	if err != nil {
		return err
	}
	e := &r.g.entities[i]
	if old, twice := e.IDs[catalogue]; twice && old != id {
		return fmt.Errorf("entity %s has two ids of %s", e.ID, catalogue)
	}
	if e.IDs == nil {
		e.IDs = map[string]string{}
	}
	e.IDs[catalogue] = id
	return nil
}

// takeEntity takes names. Types and labels of what is no entity are passed over; so is the type of an
// entity, which its id says.
func (r *nqReader) takeEntity(q nquads.Quad) error {
	if string(q.Predicate.Value) == nsRDF+"type" {
		return nil
	}
	if _, err := graph.ParseEntityID(string(q.Subject.Value)); err != nil {
		return nil
	}
	i, err := r.entity(q.Subject)
	if err != nil {
		return err
	}
	name, err := text(q.Object)
	if err != nil {
		return err
	}
	e := &r.g.entities[i]
	if string(q.Predicate.Value) == nsSKOS+"altLabel" {
		e.Aliases = append(e.Aliases, name)
		return nil
	}
	if name == "" {
		return fmt.Errorf("entity %s has an empty name", e.ID)
	}
	e.known = true
	return setOnce(&e.Name, name)
}
