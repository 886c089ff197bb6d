package index

import (
	"cmp"
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
	dir := filepath.Dir(path)
	if err := sweep(dir); err != nil {
		return fmt.Errorf("build the index: %w", err)
	}
	f, err := os.CreateTemp(dir, tempPattern)
	if err != nil {
		return fmt.Errorf("build the index: %w", err)
	}
	err = write(ctx, f, dir, generation, src)
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
func write(ctx context.Context, f *os.File, dir, generation string, src Source) (err error) {
	spool, err := newSpool(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, spool.f.Close(), os.Remove(spool.f.Name())) }()
	b := &builder{w: newWriter(f), evidence: spool, articleNumber: map[graph.ArticleID]uint32{}, predNumber: map[graph.Predicate]Pred{}}
	b.w.head.generation = generation
	b.w.begin(secQuotes)
	for _, step := range []func(context.Context, Source) error{b.readArticles, b.readEntities, b.readStatements} {
		if err := step(ctx, src); err != nil {
			return err
		}
	}
	return b.finish()
}

// builder holds the index while its source is read. Quotes go to the file at once.
type builder struct {
	w        *writer
	evidence *spool

	articles      []graph.Article // without texts
	articleNumber map[graph.ArticleID]uint32
	articleDay    []day
	nodes         []graph.Entity
	number        map[graph.EntityID]Node
	late          bool // a statement named entities that the source did not list
	preds         []graph.Predicate
	predNumber    map[graph.Predicate]Pred

	subject, object []Node
	pred            []Pred
	facts           []byte
	evidences       uint64
	quoteAt         uint64
	last            graph.Triple
	record          []byte
}

func (b *builder) readArticles(ctx context.Context, src Source) error {
	for a, err := range src.Articles(ctx) {
		if err != nil {
			return err
		}
		if _, twice := b.articleNumber[a.ID]; twice {
			return fmt.Errorf("article %s occurs twice", a.ID)
		}
		if _, err := b.addArticle(a); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (b *builder) addArticle(a graph.Article) (uint32, error) {
	date, err := packDate(a.Date)
	if err != nil {
		return 0, fmt.Errorf("article %s: %w", a.Name, err)
	}
	a.Text = ""
	n := uint32(len(b.articles))
	b.articles = append(b.articles, a)
	b.articleNumber[a.ID] = n
	b.articleDay = append(b.articleDay, date)
	return n, nil
}

func (b *builder) readEntities(ctx context.Context, src Source) error {
	for e, err := range src.Entities(ctx) {
		if err != nil {
			return err
		}
		b.nodes = append(b.nodes, e)
	}
	b.sortNodes()
	return ctx.Err()
}

// sortNodes puts the entities in the order of their ids and numbers them.
func (b *builder) sortNodes() {
	byID := func(x, y graph.Entity) int { return cmp.Compare(x.ID, y.ID) }
	if !slices.IsSortedFunc(b.nodes, byID) {
		slices.SortStableFunc(b.nodes, byID)
	}
	b.nodes = slices.CompactFunc(b.nodes, func(x, y graph.Entity) bool { return x.ID == y.ID })
	b.number = make(map[graph.EntityID]Node, len(b.nodes))
	for i, e := range b.nodes {
		b.number[e.ID] = Node(i)
	}
}

func (b *builder) readStatements(ctx context.Context, src Source) error {
	const perNode = 4 // statements that an entity is the subject of, as a first guess
	b.subject, b.object = make([]Node, 0, perNode*len(b.nodes)), make([]Node, 0, perNode*len(b.nodes))
	b.pred, b.facts = make([]Pred, 0, perNode*len(b.nodes)), make([]byte, 0, perNode*len(b.nodes)*factSize)
	for s, err := range src.Statements(ctx) {
		if err != nil {
			return err
		}
		if err := b.addStatement(s); err != nil {
			return fmt.Errorf("statement %s %s %s: %w", s.Subject.ID, s.Predicate, s.Object.ID, err)
		}
	}
	return ctx.Err()
}

func (b *builder) addStatement(s graph.Statement) error {
	t := s.Triple()
	switch {
	case len(b.subject) > 0 && t.Compare(b.last) <= 0:
		return errors.New("it does not follow the statement before it in the order of triples")
	case len(s.Evidence) == 0:
		return errors.New("it has no evidence")
	case len(b.subject) >= math.MaxInt32:
		return errors.New("an index holds at most 2,147,483,647 statements")
	}
	subject := b.lastNode(s.Subject, t.Subject)
	pred, err := b.predicate(s.Predicate)
	if err != nil {
		return err
	}
	b.subject = append(b.subject, subject)
	b.pred = append(b.pred, pred)
	b.object = append(b.object, b.node(s.Object))
	b.last = t
	return b.addFacts(s)
}

// lastNode is node for a subject, which mostly is that of the last statement.
func (b *builder) lastNode(r graph.Ref, id graph.EntityID) Node {
	if n := len(b.subject); n > 0 && id == b.last.Subject {
		return b.subject[n-1]
	}
	return b.node(r)
}

func (b *builder) node(r graph.Ref) Node {
	n, ok := b.number[r.ID]
	if !ok {
		n = Node(len(b.nodes))
		b.nodes = append(b.nodes, graph.Entity{ID: r.ID, Name: r.Name, Kind: r.Kind})
		b.number[r.ID] = n
		b.late = true
	}
	return n
}

func (b *builder) predicate(p graph.Predicate) (Pred, error) {
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
	for _, e := range s.Evidence {
		n, err := b.addEvidence(e)
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
	past, from, to := s.Held()
	f := facts{confidence: s.Confidence(), sources: uint32(len(articles)), evidenceEnd: uint32(b.evidences), past: past}
	f.from, _ = packDate(from) // addEvidence has checked both
	f.to, _ = packDate(to)
	b.facts = f.append(b.facts)
	return nil
}

// addEvidence writes the quote, spools the rest and returns the article's number.
func (b *builder) addEvidence(e graph.Evidence) (article uint32, err error) {
	if e.Article == nil {
		return 0, errors.New("evidence without an article")
	}
	article, ok := b.articleNumber[e.Article.ID]
	if !ok {
		if article, err = b.addArticle(*e.Article); err != nil {
			return 0, err
		}
	}
	if len(e.Text) > maxQuote || e.Start < 0 || e.Start > math.MaxUint32 || e.End < 0 || e.End > math.MaxUint32 {
		return 0, fmt.Errorf("evidence in %s at %d-%d is too long or too far into the article", e.Article.Name, e.Start, e.End)
	}
	r := evidence{
		quoteAt: b.quoteAt, quoteLen: uint32(len(e.Text)), article: article, start: uint32(e.Start), end: uint32(e.End),
		confidence: e.Confidence, past: e.Past, published: b.articleDay[article],
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
	return article, err
}
