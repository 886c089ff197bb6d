package format

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"net/url"
	"slices"
	"strconv"

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
	r.g.mentions = append(r.g.mentions, mention{entity, article, uint32(start), uint32(end), uint32(r.line)}) // the article's index is set in the end
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

func (r *nqReader) takeStatement(q nquads.Quad) (err error) {
	i := r.statements.of(r.key(q.Subject))
	s := &r.statements.list[i]
	var index uint32
	switch name := string(q.Predicate.Value); name {
	case nsPROV + "wasDerivedFrom":
		e := &r.evidence.list[r.evidence.of(r.key(q.Object))]
		err = set(&e.statement, i, &e.has, hasStatement)
		e.line = uint32(r.line)
	case nsRDF + "predicate":
		var p uint16
		if p, err = r.predicate(q.Object); err == nil {
			err = set(&s.predicate, p, &s.has, hasPredicate)
		}
	case nsRDF + "subject":
		if index, err = r.entity(q.Object); err == nil {
			err = set(&s.subject, index, &s.has, hasSubject)
		}
	case nsRDF + "object":
		if index, err = r.entity(q.Object); err == nil {
			err = set(&s.object, index, &s.has, hasObject)
		}
	}
	s.line = uint32(r.line)
	return err
}

// set gives a part its value, which must not differ from one that it has.
func set[T comparable](to *T, value T, has *fields, part fields) error {
	if *has&part != 0 && *to != value {
		return errors.New("it says otherwise than an earlier line")
	}
	*to, *has = value, *has|part
	return nil
}

func (r *nqReader) takeEvidence(q nquads.Quad) error {
	e := &r.evidence.list[r.evidence.of(r.key(q.Subject))]
	e.line = uint32(r.line)
	if string(q.Predicate.Value) == nsOA+"hasSource" {
		article, err := r.article(q.Object)
		return cmp.Or(err, set(&e.article, article, &e.has, hasArticle))
	}
	selector := r.selectors.of(r.key(q.Object))
	switch {
	case e.has&hasSelector == 0:
		return set(&e.selectors[0], selector, &e.has, hasSelector)
	case e.selectors[0] == selector:
		return nil
	}
	return set(&e.selectors[1], selector, &e.has, hasSecondSelector)
}

// takeDetail takes what is said of evidence beside its place.
func (r *nqReader) takeDetail(q nquads.Quad, name string) error {
	value, err := text(q.Object)
	if err != nil {
		return err
	}
	e := &r.evidence.list[r.evidence.of(r.key(q.Subject))]
	e.line = uint32(r.line)
	switch name {
	case "confidence":
		x, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return fmt.Errorf("confidence %q is not a number in 0..1", value)
		}
		return set(&e.confidence, x, &e.has, hasConfidence)
	case "past":
		past, err := parsePast(q.Object.Value)
		return cmp.Or(err, set(&e.past, past, &e.has, hasPast))
	}
	date, err := r.g.date(q.Object.Value)
	if err != nil {
		return err
	}
	if name == "from" {
		return set(&e.from, date, &e.has, hasFrom)
	}
	return set(&e.to, date, &e.has, hasTo)
}

func (r *nqReader) takeSelector(q nquads.Quad) error {
	s := &r.selectors.list[r.selectors.of(r.key(q.Subject))]
	s.line = uint32(r.line)
	value, err := text(q.Object)
	if err != nil {
		return err
	}
	if string(q.Predicate.Value) == nsOA+"exact" {
		if s.has&hasQuote != 0 && value != string(r.g.quotes.get(s.quote, int(s.length))) {
			return errors.New("it says otherwise than an earlier line")
		}
		s.quote, s.length, s.has = r.g.quotes.add(q.Object.Value), uint32(len(value)), s.has|hasQuote
		return nil
	}
	n, err := strconv.ParseUint(value, 10, 31)
	if err != nil {
		return fmt.Errorf("offset %q is not a number of bytes", value)
	}
	if string(q.Predicate.Value) == nsOA+"start" {
		return set(&s.start, uint32(n), &s.has, hasStart)
	}
	return set(&s.end, uint32(n), &s.has, hasEnd)
}

// finish checks that every node is whole and that statements and evidence belong to each other, and hands
// them to the gathering. Where something is wrong, line says where.
func (r *nqReader) finish() error {
	for i := range r.articles {
		a := &r.articles[i]
		a.Name = cmp.Or(a.Name, string(a.ID))
		r.line = a.line
		if err := r.g.addArticle(a.Article); err != nil {
			return err
		}
		a.index = r.g.articleOf[a.Name]
	}
	for i := range r.g.mentions {
		m := &r.g.mentions[i]
		m.article = r.articles[m.article].index
	}
	for i := range r.g.entities {
		e := &r.g.entities[i]
		e.Aliases = sortedAliases(e.Entity)
	}
	if err := r.finishEvidence(); err != nil {
		return err
	}
	return r.finishStatements()
}

func (r *nqReader) finishEvidence() error {
	for i := range r.statements.list {
		if s := &r.statements.list[i]; s.has != hasSubject|hasPredicate|hasObject {
			r.line = int(s.line)
			return errors.New("the statement has no subject, predicate or object (rdf:subject, …)")
		}
	}
	r.g.facts = slices.Grow(r.g.facts, len(r.evidence.list))
	for i := range r.evidence.list {
		e := &r.evidence.list[i]
		r.line = int(e.line)
		if err := r.finishOne(e); err != nil {
			return err
		}
	}
	return nil
}

// finishOne makes a claim of evidence and its selectors.
func (r *nqReader) finishOne(e *nqEvidence) error {
	const all = hasStatement | hasArticle | hasSelector | hasSecondSelector | hasConfidence
	if e.has&all != all {
		return errors.New("the evidence has no statement, article, position, quote or confidence")
	}
	position, quote := &r.selectors.list[e.selectors[0]], &r.selectors.list[e.selectors[1]]
	if position.has&hasQuote != 0 {
		position, quote = quote, position
	}
	if position.has != hasStart|hasEnd || quote.has != hasQuote {
		return errors.New("the evidence has no position (oa:start, oa:end) or quote (oa:exact)")
	}
	s := &r.statements.list[e.statement]
	return r.g.add(claim{
		subject: s.subject, object: s.object, predicate: s.predicate, article: r.articles[e.article].index,
		Span: graph.Span{Start: int(position.start), End: int(position.end)}, text: r.g.quotes.get(quote.quote, int(quote.length)), kept: &quote.quote,
		confidence: e.confidence, past: e.past, from: e.from, to: e.to, line: r.line,
	})
}

// finishStatements compares the statements' own quads with those that the evidence is for.
func (r *nqReader) finishStatements() error {
	for i := range r.stated {
		r.stated[i].article = r.articles[r.stated[i].article].index
	}
	made := make([]nqStated, len(r.g.facts))
	for i, f := range r.g.facts {
		made[i] = nqStated{f.subject, f.object, f.article, f.predicate, f.line}
	}
	stated, proven := distinct(r.stated), distinct(made)
	for i := range max(len(stated), len(proven)) {
		switch c := compareStated(stated.or(i), proven.or(i)); {
		case c < 0:
			r.line = int(stated[i].line)
			return errors.New("the statement has no evidence")
		case c > 0:
			r.line = int(proven[i].line)
			return errors.New("the evidence is for a statement that its article does not make")
		}
	}
	return nil
}

type statedList []nqStated

// or returns an element, or past the end one that sorts after all.
func (l statedList) or(i int) nqStated {
	if i < len(l) {
		return l[i]
	}
	return nqStated{subject: math.MaxUint32}
}

func compareStated(a, b nqStated) int {
	return cmp.Or(cmp.Compare(a.subject, b.subject), cmp.Compare(a.predicate, b.predicate), cmp.Compare(a.object, b.object), cmp.Compare(a.article, b.article))
}

func distinct(list []nqStated) statedList {
	slices.SortFunc(list, func(a, b nqStated) int { return cmp.Or(compareStated(a, b), cmp.Compare(a.line, b.line)) })
	return slices.CompactFunc(list, func(a, b nqStated) bool { return compareStated(a, b) == 0 })
}
