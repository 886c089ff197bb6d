package format

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format/nquads"
)

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
	for m := range r.g.mentions.all() {
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
	made := make([]nqStated, 0, r.g.facts.n)
	for f := range r.g.facts.all() {
		made = append(made, nqStated{f.subject, f.object, f.article, f.predicate, f.line})
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
