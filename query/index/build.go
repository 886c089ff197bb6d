package index

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/clewgraph/clew/graph"
)

// Source is what an index is made from; a store satisfies it. Statements come sorted by triple.
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
	f, err := os.CreateTemp(dir, tempPattern)
	if err != nil {
		return fmt.Errorf("build the index: %w", err)
	}
	err = write(f, dir, generation, fill)
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
func write(f *os.File, dir, generation string, fill func(*builder) error) (err error) {
	spool, err := newSpool(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, spool.f.Close(), os.Remove(spool.f.Name())) }()
	b := newBuilder(newWriter(f), spool)
	b.w.head.generation = generation
	b.w.begin(secQuotes)
	if err := fill(b); err != nil {
		return err
	}
	return b.finish()
}

// builder holds the index while its source is read: flat lists without pointers, which cost the garbage collector
// nothing. Quotes go to the file at once.
type builder struct {
	w        *writer
	evidence *spool

	articles      texts // their descriptions
	articleNumber idTable
	cited         citations

	ids, names, extras texts
	kind               []uint8
	kinds              []graph.Kind
	number             idTable
	keys               keyList
	sorted             bool // the ids are in order

	preds      []graph.Predicate
	predNumber map[graph.Predicate]Pred

	subject   []Node
	out       []Arc // without their costs
	facts     []byte
	evidences uint64
	quoteAt   uint64
	record    []byte

	queue       queue
	last        graph.Triple // the statement that was added last, its subject and predicate
	lastSubject Node
	lastPred    Pred
}

func newBuilder(w *writer, s *spool) *builder {
	b := &builder{w: w, evidence: s, predNumber: map[graph.Predicate]Pred{}, kinds: slices.Clone(graph.Kinds), sorted: true, cited: newCitations()}
	b.number = newIDTable(b.ids.at)
	b.articleNumber = newIDTable(func(n int) []byte { return describedID(b.articles.at(n)) })
	return b
}

func (b *builder) readArticles(ctx context.Context, src Source) error {
	for a, err := range src.Articles(ctx) {
		if err != nil {
			return err
		}
		hash := b.articleNumber.hash(string(a.ID))
		if _, twice := b.articleNumber.find(string(a.ID), hash); twice {
			return fmt.Errorf("article %s occurs twice", a.ID)
		}
		if _, err := b.addArticle(a, hash); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// addArticle takes in an article whose id has that hash.
func (b *builder) addArticle(a graph.Article, hash uint64) (uint32, error) {
	if _, err := packDate(a.Date); err != nil {
		return 0, fmt.Errorf("article %s: %w", a.Name, err)
	}
	n := uint32(len(b.articles.ends))
	b.articles.end(appendArticle(room(b.articles.bytes, 256), a))
	b.articleNumber.add(hash, n)
	return n, nil
}

// cite returns what evidence says of its article. Sources give many statements the same article, so that to look for
// the place where it lies mostly spares to look for its id.
func (b *builder) cite(a *graph.Article) (c citation, err error) {
	if s := b.cited.slot(a); s.article != nil {
		return s.citation, nil
	}
	hash := b.articleNumber.hash(string(a.ID))
	n, ok := b.articleNumber.find(string(a.ID), hash)
	if !ok {
		if n, err = b.addArticle(*a, hash); err != nil {
			return c, err
		}
	}
	c.number = n
	c.published, err = packDate(a.Date)
	b.cited.add(a, c)
	return c, err
}

// readEntities takes in the entities; of several with one id the first counts.
func (b *builder) readEntities(ctx context.Context, src Source) error {
	for e, err := range src.Entities(ctx) {
		if err != nil {
			return err
		}
		hash := b.number.hash(string(e.ID))
		if _, twice := b.number.find(string(e.ID), hash); !twice {
			b.addNode(e, hash)
		}
	}
	return ctx.Err()
}

// addNode takes in an entity whose id has that hash.
func (b *builder) addNode(e graph.Entity, hash uint64) Node {
	n := len(b.kind)
	b.sorted = b.sorted && (n == 0 || string(b.ids.at(n-1)) < string(e.ID))
	b.addEntity(e)
	b.number.add(hash, uint32(n))
	return Node(n)
}

// addEntity takes in what is known of an entity.
func (b *builder) addEntity(e graph.Entity) {
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

// perNode is how many statements of an entity there is room for at first. Room that is not used is not touched.
const perNode = 8

func (b *builder) readStatements(ctx context.Context, src Source) error {
	n := perNode * len(b.kind)
	b.subject, b.out, b.facts = room(b.subject, n), room(b.out, n), room(b.facts, n*factSize)
	for s, err := range src.Statements(ctx) {
		if err != nil {
			return err
		}
		if err := b.enqueue(s); err != nil {
			return err
		}
	}
	return errors.Join(b.addQueued(), ctx.Err())
}

func (b *builder) addStatement(s graph.Statement) error {
	t := s.Triple()
	switch {
	case b.last.Subject != "" && !follows(t, b.last):
		return errors.New("it does not follow the statement before it in the order of triples")
	case len(s.Evidence) == 0:
		return errors.New("it has no evidence")
	case len(b.subject) >= math.MaxInt32:
		return errors.New("an index holds at most 2,147,483,647 statements")
	}
	pred, err := b.predicate(s.Predicate)
	if err != nil {
		return err
	}
	subject := b.subjectNode(s.Subject)
	b.subject = append(room(b.subject, 1), subject)
	b.out = append(room(b.out, 1), Arc{To: b.node(s.Object), Pred: pred})
	b.last, b.lastSubject, b.lastPred = t, subject, pred
	return b.addFacts(s)
}

// follows reports whether a triple comes after another. It looks no further than it must, as most share their subject.
func follows(t, last graph.Triple) bool {
	switch {
	case t.Subject != last.Subject:
		return t.Subject > last.Subject
	case t.Predicate != last.Predicate:
		return t.Predicate > last.Predicate
	}
	return t.Object > last.Object
}

// subjectNode is node for a subject, which mostly is that of the last statement.
func (b *builder) subjectNode(r graph.Ref) Node {
	if r.ID == b.last.Subject {
		return b.lastSubject
	}
	return b.node(r)
}

// node returns an entity's number. A statement may name entities that the source did not list.
func (b *builder) node(r graph.Ref) Node {
	hash := b.number.hash(string(r.ID))
	if n, ok := b.number.find(string(r.ID), hash); ok {
		return Node(n)
	}
	return b.addNode(graph.Entity{ID: r.ID, Name: r.Name, Kind: r.Kind}, hash)
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

// addFacts spools the statement's evidence and keeps what queries filter by.
func (b *builder) addFacts(s graph.Statement) error {
	articles := make([]uint32, 0, 8)
	for i := range s.Evidence {
		n, err := b.addEvidence(&s.Evidence[i])
		if err != nil {
			return err
		}
		if !slices.Contains(articles, n) {
			articles = append(articles, n)
		}
	}
	if b.evidences > math.MaxUint32 {
		return errors.New("an index holds at most 4,294,967,295 pieces of evidence")
	}
	past, from, to := s.Evidence[0].Past, s.Evidence[0].From, s.Evidence[0].To
	if len(s.Evidence) > 1 {
		past, from, to = s.Held()
	}
	f := facts{confidence: s.Confidence(), sources: uint32(len(articles)), evidenceEnd: uint32(b.evidences), past: past}
	f.from, _ = packDate(from) // addEvidence has checked both
	f.to, _ = packDate(to)
	b.facts = f.append(room(b.facts, factSize))
	return nil
}

// addEvidence writes the quote, spools the rest and returns the article's number.
func (b *builder) addEvidence(e *graph.Evidence) (article uint32, err error) {
	if e.Article == nil {
		return 0, errors.New("evidence without an article")
	}
	cited, err := b.cite(e.Article)
	if err != nil {
		return 0, err
	}
	if len(e.Text) > maxQuote || e.Start < 0 || e.Start > math.MaxUint32 || e.End < 0 || e.End > math.MaxUint32 {
		return 0, fmt.Errorf("evidence in %s at %d-%d is too long or too far into the article", e.Article.Name, e.Start, e.End)
	}
	r := evidence{
		quoteAt: b.quoteAt, quoteLen: uint32(len(e.Text)), article: cited.number, start: uint32(e.Start), end: uint32(e.End),
		confidence: e.Confidence, past: e.Past, published: cited.published,
	}
	if r.from, err = packDate(e.From); err != nil {
		return 0, err
	}
	if r.to, err = packDate(e.To); err != nil {
		return 0, err
	}
	b.record = r.append(b.record[:0])
	b.evidence.write(b.record)
	b.evidences++
	b.quoteAt += uint64(len(e.Text))
	b.record = append(b.record[:0], e.Text...)
	_, err = b.w.Write(b.record)
	return cited.number, err
}
