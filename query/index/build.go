package index

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clewgraph/clew/graph"
)

// Source is what an index is made from; a store satisfies it. Articles and entities come sorted by id, statements by triple,
// and statements name only articles and entities that the source lists.
type Source interface {
	Articles(ctx context.Context) iter.Seq2[graph.Article, error]
	Entities(ctx context.Context) iter.Seq2[graph.Entity, error]
	Statements(ctx context.Context) iter.Seq2[graph.Statement, error]
}

const tempPattern = "index-*.tmp"

// Create writes the index of a source to path, under another name first. The generation names the
// state of the store that the source shows; [Open] asks for it again.
func Create(ctx context.Context, path, generation string, src Source) error {
	return create(path, generation, func(b *builder) error {
		for _, step := range []func(context.Context, Source) error{b.readArticles, b.readEntities, b.readStatements} {
			if err := step(ctx, src); err != nil {
				return err
			}
		}
		return nil
	})
}

// create writes the index that fill puts into a builder.
func create(path, generation string, fill func(*builder) error) error {
	dir := filepath.Dir(path)
	if err := sweep(dir); err != nil {
		return fmt.Errorf("build the index: %w", err)
	}
	name := filepath.Join(dir, strings.Replace(tempPattern, "*", strconv.FormatUint(rand.Uint64(), 36), 1))
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644) // whoever may read the store may read its index
	if err != nil {
		return fmt.Errorf("build the index: %w", err)
	}
	err = write(f, generation, fill)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("build the index: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// sweep removes what builds that were killed an hour ago or more have left.
func sweep(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, tempPattern))
	for _, name := range left {
		info, statErr := os.Stat(name)
		if statErr == nil && time.Since(info.ModTime()) > time.Hour {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return err
}

// write fills an empty file.
func write(f *os.File, generation string, fill func(*builder) error) error {
	b := newBuilder(newWriter(f))
	b.w.head.generation = generation
	b.w.begin(secEvidence)
	if err := fill(b); err != nil {
		return err
	}
	return b.finish()
}

// builder holds the index while its source is read: flat lists without pointers, which cost the garbage collector
// nothing. Evidence goes to the file at once.
type builder struct {
	w *writer

	articles, articleIDs texts // their descriptions, their ids
	ids, names, extras   texts
	kind                 []uint8
	kinds                []graph.Kind
	keys                 keyList

	article, entity idTable
	cited           citations
	preds           []graph.Predicate
	predNumber      map[graph.Predicate]Pred

	subject    []Node
	out        []Arc // without their costs
	weak       []uint16
	facts      []byte
	evidences  uint32
	evidenceAt uint64
	record     []byte

	queue       queue
	last        graph.Triple // the statement that was added last, the numbers of its subject and predicate
	lastSubject Node
	lastPred    Pred
	stating     []uint32 // the articles that state a statement
}

func newBuilder(w *writer) *builder {
	return &builder{w: w, predNumber: map[graph.Predicate]Pred{}, kinds: slices.Clone(graph.Kinds), cited: newCitations()}
}

func (b *builder) readArticles(ctx context.Context, src Source) error {
	for a, err := range src.Articles(ctx) {
		if err != nil {
			return err
		}
		if !b.articleIDs.follows(string(a.ID)) {
			return fmt.Errorf("article %s does not follow the one before it in the order of ids", a.ID)
		}
		if _, err := packDate(a.Date); err != nil {
			return fmt.Errorf("article %s: %w", a.Name, err)
		}
		b.addArticle(string(a.ID), appendArticle(room(b.articles.bytes, 256), &a))
	}
	return ctx.Err()
}

// addArticle takes in an article, given all descriptions with its own as the last.
func (b *builder) addArticle(id string, described []byte) {
	b.articleIDs.add(id)
	b.articles.end(described)
}

func (b *builder) readEntities(ctx context.Context, src Source) error {
	for e, err := range src.Entities(ctx) {
		if err != nil {
			return err
		}
		if !b.ids.follows(string(e.ID)) {
			return fmt.Errorf("entity %s does not follow the one before it in the order of ids", e.ID)
		}
		b.addEntity(&e)
	}
	return ctx.Err()
}

// addEntity takes in what is known of an entity.
func (b *builder) addEntity(e *graph.Entity) {
	b.keys.add(e, Node(len(b.kind)))
	b.ids.add(string(e.ID))
	b.names.add(e.Name)
	b.extras.end(appendExtras(room(b.extras.bytes, 64), e))
	b.kind = append(room(b.kind, 1), b.kindNumber(e.Kind))
}

func (b *builder) kindNumber(kind graph.Kind) uint8 {
	k := slices.Index(b.kinds, kind)
	if k < 0 && len(b.kinds) < 256 {
		k = len(b.kinds)
		b.kinds = append(b.kinds, kind)
	}
	return uint8(max(k, 0))
}

// number makes the tables of the articles and entities, which are all there.
func (b *builder) number() {
	b.article, b.entity = newIDTable(&b.articleIDs), newIDTable(&b.ids)
}

// perNode is how many statements of an entity there is room for at first. Room that is not used is not touched.
const perNode = 8

func (b *builder) readStatements(ctx context.Context, src Source) error {
	b.number()
	n := perNode * len(b.kind)
	b.subject, b.out, b.weak, b.facts = room(b.subject, n), room(b.out, n), room(b.weak, n), room(b.facts, n*factSize)
	for s, err := range src.Statements(ctx) {
		if err != nil {
			return err
		}
		if err := b.enqueue(&s); err != nil {
			return err
		}
	}
	return errors.Join(b.addQueued(), ctx.Err())
}

// addStatement takes in a statement whose subject is b.lastSubject.
func (b *builder) addStatement(t *graph.Triple, object Node, evidence []graph.Evidence) error {
	pred, err := b.predicate(t.Predicate)
	arc := Arc{To: object, Pred: pred}
	switch {
	case err != nil:
		return err
	case b.lastSubject == none || object == none:
		return errors.New("the source does not list its subject or its object")
	case !b.follows(b.lastSubject, arc):
		return errors.New("it does not follow the statement before it in the order of triples")
	case len(evidence) == 0:
		return errors.New("it has no evidence")
	case len(b.subject) >= math.MaxInt32:
		return errors.New("an index holds at most 2,147,483,647 statements")
	}
	b.subject = append(room(b.subject, 1), b.lastSubject)
	b.out = append(room(b.out, 1), arc)
	b.last, b.lastPred = *t, pred
	return b.addFacts(evidence)
}

// follows reports whether a statement comes after the last.
func (b *builder) follows(subject Node, arc Arc) bool {
	n := len(b.subject) - 1
	switch {
	case n < 0:
		return true
	case subject != b.subject[n]:
		return subject > b.subject[n]
	case arc.Pred != b.out[n].Pred:
		return b.preds[arc.Pred] > b.preds[b.out[n].Pred]
	}
	return arc.To > b.out[n].To
}

func (b *builder) predicate(p graph.Predicate) (Pred, error) {
	if p == b.last.Predicate {
		return b.lastPred, nil
	}
	n, ok := b.predNumber[p]
	if !ok {
		if len(b.preds) > math.MaxInt16 {
			return 0, errors.New("an index holds at most 32,768 predicates")
		}
		n = Pred(len(b.preds))
		b.preds = append(b.preds, p)
		b.predNumber[p] = n
	}
	return n, nil
}

// addFacts writes a statement's evidence and keeps what queries filter by.
func (b *builder) addFacts(list []graph.Evidence) error {
	var v evidence
	var err error
	b.stating = b.stating[:0]
	for i := range list {
		if v, err = b.addEvidence(&list[i]); err != nil {
			return err
		}
		if !slices.Contains(b.stating, v.article) {
			b.stating = append(b.stating, v.article)
		}
	}
	if len(b.stating) > maxSources || b.evidenceAt > maxEvidence {
		return errors.New("an index holds at most a terabyte of evidence, of 16,777,215 articles for a statement")
	}
	f := facts{confidence: v.confidence, sources: uint32(len(b.stating)), evidenceEnd: b.evidenceAt, past: v.past, from: v.from, to: v.to}
	if len(list) > 1 {
		s := graph.Statement{Evidence: list}
		past, from, to := s.Held()
		f.confidence, f.past = s.Confidence(), past
		f.from, _ = packDate(from) // addEvidence has checked both
		f.to, _ = packDate(to)
	}
	b.facts = f.append(room(b.facts, factSize))
	b.weak = append(room(b.weak, 1), uint16(weakness(f.confidence, int(f.sources))))
	return nil
}

// addEvidence writes a piece of evidence, whose article has been cited.
func (b *builder) addEvidence(e *graph.Evidence) (v evidence, err error) {
	if len(e.Text) > math.MaxInt32 || e.Start < 0 || e.Start > math.MaxUint32 || e.End < 0 || e.End > math.MaxUint32 {
		return v, fmt.Errorf("evidence in %s at %d-%d is too long or too far into the article", e.Article.Name, e.Start, e.End)
	}
	cited := b.cited.slot(e.Article)
	v = evidence{
		article: cited.number, start: uint32(e.Start), end: uint32(e.End), confidence: e.Confidence, past: e.Past, published: cited.published,
	}
	if v.from, err = packDate(e.From); err != nil {
		return v, err
	}
	if v.to, err = packDate(e.To); err != nil {
		return v, err
	}
	b.record = append(v.append(b.record[:0], len(e.Text)), e.Text...)
	return v, b.writeEvidence(b.record)
}

// writeEvidence writes a piece of evidence as it lies in the file.
func (b *builder) writeEvidence(record []byte) error {
	if b.evidences == math.MaxUint32 {
		return errors.New("an index holds at most 4,294,967,295 pieces of evidence")
	}
	b.evidences++
	b.evidenceAt += uint64(len(record))
	_, err := b.w.Write(record)
	return err
}
