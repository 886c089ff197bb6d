package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// window is how many rows an iteration reads before it hands them on.
const window = 4096

// walk returns an iteration over the rows of a table in one snapshot. want is the number of rows that there
// must be in the end, read from the totals.
func walk[T any](ctx context.Context, s *Store, open func(*view) (t table, want int, read func(k, v []byte) (T, error), err error),
	finish func(*view, []T) error,
) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		sn, err := s.snapshot(ctx)
		if err != nil {
			yield(none, err)
			return
		}
		w := &walker[T]{ctx: ctx, sn: sn, finish: finish}
		err = sn.do(func() (err error) {
			var t table
			t, w.want, w.read, err = open(sn.view)
			w.rows = t.scan(nil)
			return err
		})
		for err == nil && !w.done {
			err = w.fill()
			for i := 0; err == nil && i < len(w.window); i++ {
				if !yield(w.window[i], nil) {
					w.stopped = true
					break
				}
			}
			if w.stopped {
				break
			}
		}
		if err = errors.Join(err, sn.close()); err != nil && !w.stopped {
			yield(none, err)
		}
	}
}

type walker[T any] struct {
	ctx     context.Context
	sn      *snapshot
	rows    *rows
	read    func(k, v []byte) (T, error)
	finish  func(*view, []T) error
	window  []T
	n, want int
	done    bool
	stopped bool
}

// fill reads the next window.
func (w *walker[T]) fill() error {
	w.window = w.window[:0]
	return w.sn.do(func() error {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		for len(w.window) < window && !w.done {
			if !w.rows.next() {
				w.done = true
				break
			}
			x, err := w.read(w.rows.k, w.rows.v)
			if err != nil {
				return err
			}
			w.window = append(w.window, x)
			w.n++
		}
		if w.rows.err != nil {
			return w.rows.err
		}
		if w.done && w.n != w.want {
			return &DamagedError{What: fmt.Sprintf("%s has %d rows of %d", w.rows.t.name, w.n, w.want)}
		}
		if w.finish != nil {
			return w.finish(w.sn.view, w.window)
		}
		return nil
	})
}

// Articles iterates over the articles, without their texts, sorted by id. An article that was
// read under several keys comes once, under the smallest.
func (s *Store) Articles(ctx context.Context) iter.Seq2[graph.Article, error] {
	return walk(ctx, s, func(v *view) (table, int, func(k, row []byte) (graph.Article, error), error) {
		t, err := v.readTotals()
		return v.articles, t.articles, func(k, _ []byte) (graph.Article, error) {
			var a articleKey
			copy(a[:], k)
			found, err := v.describe(a)
			if err != nil {
				return graph.Article{}, err
			}
			return *found, nil
		}, err
	}, nil)
}

// describe returns an article without its text.
func (v *view) describe(a articleKey) (*graph.Article, error) {
	keys, err := v.keysOf(a)
	if err != nil {
		return nil, err
	}
	c, err := v.effective(keys)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, &DamagedError{What: fmt.Sprintf("article %s has no source", a.id())}
	}
	s, err := decodeDescription(c.key, &decoder{b: c.data})
	if err != nil {
		return nil, &DamagedError{What: "source " + c.key + ": " + err.Error()}
	}
	return &s.reading.Article, nil
}

// Entities iterates over the entities, sorted by id.
func (s *Store) Entities(ctx context.Context) iter.Seq2[graph.Entity, error] {
	return walk(ctx, s, func(v *view) (table, int, func(k, row []byte) (graph.Entity, error), error) {
		t, err := v.readTotals()
		return v.tables.entities, t.entities, func(k, row []byte) (graph.Entity, error) {
			r, err := parseEntity(entityID(k), row)
			if err != nil {
				return graph.Entity{}, err
			}
			return r.Entity(entityID(k)), nil
		}, err
	}, nil)
}

// Statements iterates over the statements with all their evidence, sorted by subject, predicate and object.
func (s *Store) Statements(ctx context.Context) iter.Seq2[graph.Statement, error] {
	q := newQuoter()
	return walk(ctx, s, func(v *view) (table, int, func(k, row []byte) (graph.Statement, error), error) {
		t, err := v.readTotals()
		return v.tables.evidence, t.statements, func(k, row []byte) (graph.Statement, error) { return q.statement(v, string(k), row) }, err
	}, q.quote)
}

// quoter makes statements of rows of evidence. It remembers names and articles, and looks quotes up for
// many statements at once, since those of one block of texts then cost little.
type quoter struct {
	refs     map[entityID]graph.Ref
	articles map[articleKey]*graph.Article
	blocks   map[uint64]textBlock
}

func newQuoter() *quoter {
	return &quoter{map[entityID]graph.Ref{}, map[articleKey]*graph.Article{}, map[uint64]textBlock{}}
}

// What a quoter keeps at most: names, articles and blocks of texts.
const (
	remembered       = 1 << 20
	rememberedBlocks = 64
)

func (q *quoter) block(v *view, n uint64) (textBlock, error) {
	if b, ok := q.blocks[n]; ok {
		return b, nil
	}
	b, err := v.block(n)
	if err != nil {
		return b, err
	}
	if len(q.blocks) >= rememberedBlocks {
		clear(q.blocks)
	}
	q.blocks[n] = b
	return b, nil
}

func (q *quoter) ref(v *view, id entityID) (graph.Ref, error) {
	if ref, ok := q.refs[id]; ok {
		return ref, nil
	}
	r, err := v.entityRecord(id)
	if err != nil {
		return graph.Ref{}, err
	}
	if r == nil {
		return graph.Ref{}, &DamagedError{What: "entity " + string(id) + " is missing"}
	}
	if len(q.refs) > remembered {
		clear(q.refs)
	}
	ref := graph.Ref{ID: id, Name: r.Name(id), Kind: id.Kind()}
	q.refs[id] = ref
	return ref, nil
}

func (q *quoter) article(v *view, a articleKey) (*graph.Article, error) {
	if found := q.articles[a]; found != nil {
		return found, nil
	}
	found, err := v.describe(a)
	if err != nil {
		return nil, err
	}
	if len(q.articles) > remembered {
		clear(q.articles)
	}
	q.articles[a] = found
	return found, nil
}

// statement makes the statement of a row, its quotes still to be filled in.
func (q *quoter) statement(v *view, key string, row []byte) (graph.Statement, error) {
	t, err := parseTriple(key)
	if err != nil {
		return graph.Statement{}, err
	}
	st := graph.Statement{Predicate: t.Predicate}
	if st.Subject, err = q.ref(v, t.Subject); err != nil {
		return st, err
	}
	if st.Object, err = q.ref(v, t.Object); err != nil {
		return st, err
	}
	parts, err := splitEvidence(row)
	if err != nil {
		return st, &DamagedError{What: "evidence of " + key + ": " + err.Error()}
	}
	for _, p := range parts {
		d := &decoder{b: p.data}
		es := decodeEvidence(d)
		if err := d.end(); err != nil {
			return st, &DamagedError{What: "evidence of " + key + ": " + err.Error()}
		}
		a, err := q.article(v, p.article)
		if err != nil {
			return st, err
		}
		for i := range es {
			es[i].Article = a
		}
		st.Evidence = append(st.Evidence, es...)
	}
	return st, nil
}

// quote fills in the quotes of statements, block by block.
func (q *quoter) quote(v *view, statements []graph.Statement) error {
	type place struct {
		a    articleKey
		into *graph.Evidence
	}
	blocks := map[uint64][]place{}
	for i := range statements {
		for j := range statements[i].Evidence {
			e := &statements[i].Evidence[j]
			if e.Text != "" {
				continue
			}
			a, err := packArticle(e.Article.ID)
			if err != nil {
				return err
			}
			n, ok, err := v.blockOf(a)
			if err != nil {
				return err
			}
			if !ok {
				return &DamagedError{What: "the text of " + e.Article.Name + " is missing"}
			}
			blocks[n] = append(blocks[n], place{a, e})
		}
	}
	for n, places := range blocks {
		b, err := q.block(v, n)
		if err != nil {
			return err
		}
		at := make(map[articleKey]int, len(b.articles))
		for i, a := range b.articles {
			at[a] = i
		}
		for _, p := range places {
			i, ok := at[p.a]
			if !ok || !p.into.In(b.texts[i]) {
				return &DamagedError{What: "the text of " + p.into.Article.Name + " does not hold a quote"}
			}
			p.into.Text = p.into.Of(b.texts[i])
		}
	}
	return nil
}

// Text returns an article's text, "" where the store has none.
func (s *Store) Text(ctx context.Context, id graph.ArticleID) (text string, err error) {
	a, err := packArticle(id)
	if err != nil {
		return "", err
	}
	err = s.read(ctx, func(v *view) error {
		if keys, err := v.keysOf(a); err != nil || len(keys) == 0 {
			return cmpError(err, fmt.Errorf("text of %s: %w", id, ErrNoArticle))
		}
		text, err = v.text(a)
		return err
	})
	return text, err
}

func cmpError(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Mentions returns the places that name an entity, sorted by article and place.
func (s *Store) Mentions(ctx context.Context, id graph.EntityID) ([]graph.Mention, error) {
	var out []graph.Mention
	err := s.read(ctx, func(v *view) error {
		r, err := v.entityRecord(id)
		if err != nil || r == nil {
			return cmpError(err, fmt.Errorf("mentions of %s: %w", id, ErrNoEntity))
		}
		articles, err := v.articlesOf(r)
		if err != nil {
			return err
		}
		for _, a := range articles {
			ms, err := v.mentionsIn(ctx, a, id)
			if err != nil {
				return err
			}
			out = append(out, ms...)
		}
		return nil
	})
	return out, err
}

// articlesOf returns the articles in which one of an entity's profiles occurs, sorted.
func (v *view) articlesOf(r *entityRecord) ([]articleKey, error) {
	seen := map[articleKey]bool{}
	var out []articleKey
	for k := range r.profiles {
		rows := v.members.scan(k[:])
		for rows.next() {
			var a articleKey
			copy(a[:], rows.k[len(k):])
			if !seen[a] {
				seen[a] = true
				out = append(out, a)
			}
		}
		if rows.err != nil {
			return nil, rows.err
		}
	}
	slices.SortFunc(out, compareKeys)
	return out, nil
}

// resolvedSource returns what an article says, and the ids of its entities.
func (v *view) resolvedSource(ctx context.Context, a articleKey) (source, []entityID, error) {
	if err := ctx.Err(); err != nil {
		return source{}, nil, err
	}
	keys, err := v.keysOf(a)
	if err != nil {
		return source{}, nil, err
	}
	c, err := v.stored(a, keys)
	if err != nil || c == nil {
		return source{}, nil, cmpError(err, &DamagedError{What: fmt.Sprintf("article %s has no source", a.id())})
	}
	s, err := c.decode()
	return s, c.ids, err
}

func (v *view) mentionsIn(ctx context.Context, a articleKey, id entityID) ([]graph.Mention, error) {
	s, ids, err := v.resolvedSource(ctx, a)
	if err != nil {
		return nil, err
	}
	text, err := v.text(a)
	if err != nil {
		return nil, err
	}
	var out []graph.Mention
	for i, e := range s.reading.Entities {
		if ids[i] != id {
			continue
		}
		for i, m := range e.Mentions {
			quote := ""
			switch {
			case m.In(text):
				quote = m.Of(text)
			case e.Words != nil:
				quote = e.Words[i]
			}
			out = append(out, graph.Mention{Article: &s.reading.Article, Span: m, Text: quote})
		}
	}
	slices.SortFunc(out, func(a, b graph.Mention) int { return compareSpans(a.Span, b.Span) })
	return out, nil
}
