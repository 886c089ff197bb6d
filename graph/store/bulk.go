package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"github.com/clewgraph/clew/graph"
)

// bulk builds the tables of a whole graph anew, from sorted data and in several transactions, beside those that hold.
// Nobody sees the new tables until the last transaction changes over to them; if that never comes to be, the
// next change deletes them.
type bulk struct {
	s    *Store
	tx   *bolt.Tx
	old  []byte // the name of the tables that hold,
	name []byte // and of the new ones
	rows int    // written so far
	away bool   // the caller's code runs, whose panics are its own
}

// Bounds of a bulk load.
const (
	bulkStatements = 20_000 // an import of more statements is loaded in bulk
	bulkCommit     = 200_000
)

// Import puts readings into the graph, all of them or, where one of them or the iteration has an error, none. It
// is meant for many: it builds the tables of the whole graph anew where that is faster, in memory that grows with
// the number of statements, not with the texts.
func (s *Store) Import(ctx context.Context, readings iter.Seq2[graph.Reading, error]) (Changes, error) {
	next, stop := iter.Pull2(readings)
	defer stop()
	var first []graph.Reading
	for statements := 0; statements <= s.bulkStatements; {
		r, err, more := next()
		if err != nil {
			return Changes{}, err
		}
		if !more {
			return s.change(ctx, ActionImport, func(w *work) error { return w.addAll(first) })
		}
		first = append(first, r)
		statements += len(r.Statements)
	}
	return s.load(ctx, ActionImport, func(yield func(graph.Reading, error) bool) {
		for i := range first {
			if !yield(first[i], nil) {
				return
			}
			first[i] = graph.Reading{}
		}
		for r, err, more := next(); more && yield(r, err); r, err, more = next() {
		}
	})
}

// withoutErrors iterates over a list.
func withoutErrors(readings []graph.Reading) iter.Seq2[graph.Reading, error] {
	return func(yield func(graph.Reading, error) bool) {
		for _, r := range readings {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// unload takes articles out by building the graph anew without them: cayley's writer takes a time that grows with
// the square of the statements that one article makes of one subject.
func (s *Store) unload(ctx context.Context, keys []string) (Changes, error) {
	var changes Changes
	err := s.rebuild(ctx, ActionRemove, "", func(w *work, sources map[string][]byte) error {
		for _, key := range keys {
			if sources[key] == nil {
				return fmt.Errorf("remove %s: %w", key, ErrNoArticle)
			}
			delete(sources, key)
			w.changes.Removed++
			if len(w.keys) < logged {
				w.keys = append(w.keys, key)
			}
		}
		return nil
	}, &changes)
	return changes, err
}

// load puts readings in by building the graph anew with them.
func (s *Store) load(ctx context.Context, action string, readings iter.Seq2[graph.Reading, error]) (Changes, error) {
	var changes Changes
	err := s.rebuild(ctx, action, "", func(w *work, sources map[string][]byte) error {
		tw := textWriter{v: w.view}
		w.bulk.away = true
		for r, err := range readings {
			w.bulk.away = false
			if err != nil {
				return err
			}
			if err := w.bulk.add(w, &tw, sources, r); err != nil {
				return err
			}
			w.bulk.away = true
		}
		w.bulk.away = false
		return tw.flush()
	}, &changes)
	return changes, err
}

// add takes a reading in.
func (b *bulk) add(w *work, tw *textWriter, sources map[string][]byte, r graph.Reading) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if err := checkReading(r); err != nil {
		return err
	}
	data, err := encodeSource(r)
	if err != nil {
		return err
	}
	key := strings.Clone(r.Article.Name)
	switch old, had := sources[key]; {
	case had && bytes.Equal(old, data):
		w.changes.Unchanged++
		return nil
	case had:
		w.changes.Replaced++
	default:
		w.changes.Added++
	}
	if len(w.keys) < logged {
		w.keys = append(w.keys, key)
	}
	sources[key] = data
	if r.Article.Text == "" {
		return nil
	}
	a, err := packArticle(r.Article.ID)
	if err != nil {
		return err
	}
	if _, has, err := w.blockOf(a); has || err != nil {
		return err
	}
	if err := tw.add(a, r.Article.Text); err != nil {
		return err
	}
	return w.checkpoint()
}

// rebuild builds the tables anew from the sources there are and those that gather puts in, logs that as an action
// and changes over to the new tables.
func (s *Store) rebuild(ctx context.Context, action, reason string, gather func(*work, map[string][]byte) error, changes *Changes) (err error) {
	if s.o.ReadOnly {
		return fmt.Errorf("change graph %s: it was opened for reading only", s.dir)
	}
	s.write.Lock()
	defer s.write.Unlock()
	if err := s.locked(ctx, func(*view) error { return nil }); err != nil { // drops what an earlier load left
		return err
	}
	b := &bulk{s: s}
	if err := s.gate.close(ctx); err != nil {
		return err
	}
	err = func() error {
		defer s.gate.open()
		return b.run(ctx, action, reason, gather, changes)
	}()
	if err == nil {
		return nil
	}
	return errors.Join(err, s.locked(context.WithoutCancel(ctx), func(*view) error { return nil }))
}

func (b *bulk) run(ctx context.Context, action, reason string, gather func(*work, map[string][]byte) error, changes *Changes) (err error) {
	defer func() {
		if b.tx != nil {
			err = errors.Join(err, b.s.abandon(b.tx))
		}
	}()
	defer func() {
		if !b.away { // else the panic goes on
			b.s.named(&err, recover())
		}
	}()
	defer faultsPanic()()
	w, err := b.begin(ctx)
	if err != nil {
		return err
	}
	old := w.totals
	w.totals = totals{}
	sources, err := b.gather(w, gather)
	if err != nil {
		return err
	}
	if err := b.derive(w, sources); err != nil {
		return err
	}
	if err := b.compare(w, old); err != nil {
		return err
	}
	*changes = w.changes
	return b.finish(w, action, reason)
}

// begin makes the new tables.
func (b *bulk) begin(ctx context.Context) (*work, error) {
	var err error
	if b.tx, err = b.s.db.Begin(true); err != nil {
		return nil, err
	}
	v, err := b.s.openView(b.tx)
	if err != nil {
		return nil, err
	}
	root, err := v.meta.get(keyRoot)
	if err != nil {
		return nil, err
	}
	if len(root) < 8 {
		return nil, &DamagedError{What: "the name of the tables is garbled"}
	}
	b.old = bytes.Clone(root)
	b.name = rootName(binary.BigEndian.Uint64(root[len(root)-8:]) + 1)
	w, err := v.newWork(ctx) // reads the old totals
	if err != nil {
		return nil, err
	}
	w.bulk = b
	if err := v.createRoot(b.name); err != nil {
		return nil, err
	}
	return w, b.pack(w)
}

// pack lets pages be filled to the brim, since rows come in the order of keys.
func (b *bulk) pack(w *work) error {
	return w.each(func(_ string, t *table) error {
		t.b.FillPercent = 1
		return nil
	})
}

// checkpoint commits what a bulk load has written so far when that is much.
func (w *work) checkpoint() error {
	if w.bulk == nil {
		return nil
	}
	if w.bulk.rows++; w.bulk.rows%w.s.bulkCommit != 0 {
		return nil
	}
	if err := w.ctx.Err(); err != nil {
		return err
	}
	return w.bulk.commit(w)
}

// commit commits and goes on in another transaction.
func (b *bulk) commit(w *work) error {
	tx := b.tx
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("change graph %s: %w", b.s.dir, err)
	}
	b.tx = nil
	tx, err := b.s.db.Begin(true)
	if err != nil {
		return err
	}
	b.tx = tx
	v, err := b.s.openView(tx)
	if err != nil {
		return err
	}
	*w.view = *v
	if err := w.openRoot(b.name); err != nil {
		return err
	}
	return b.pack(w)
}

// gather collects the sources: those of the old tables, then those that more puts in. It copies the old texts.
func (b *bulk) gather(w *work, more func(*work, map[string][]byte) error) (map[string][]byte, error) {
	old, err := openTables(b.tx, b.old)
	if err != nil {
		return nil, err
	}
	sources := map[string][]byte{}
	r := old.sources.scan(nil)
	for r.next() {
		sources[string(r.k)] = bytes.Clone(r.v)
	}
	if r.err != nil {
		return nil, r.err
	}
	for _, c := range []struct{ from, to table }{{old.blocks, w.blocks}, {old.texts, w.tables.texts}} {
		r := c.from.scan(nil)
		for r.next() {
			if err := c.to.put(bytes.Clone(r.k), r.v); err != nil {
				return nil, err
			}
		}
		if r.err != nil {
			return nil, r.err
		}
	}
	return sources, more(w, sources)
}

// derive builds everything else from the sources.
func (b *bulk) derive(w *work, sources map[string][]byte) error {
	keys := map[articleKey][]string{}
	for _, key := range slices.Sorted(maps.Keys(sources)) {
		s, err := decodeDescription(key, &decoder{b: sources[key]})
		if err != nil {
			return &DamagedError{What: "source " + key + ": " + err.Error()}
		}
		keys[s.article] = append(keys[s.article], key)
		if err := w.sources.put([]byte(key), sources[key]); err != nil {
			return err
		}
		if err := w.checkpoint(); err != nil {
			return err
		}
	}
	w.totals.sources, w.totals.articles = len(sources), len(keys)
	w.touched = slices.SortedFunc(maps.Keys(keys), compareKeys)
	for _, a := range w.touched {
		if err := b.article(w, a, keys[a], sources[keys[a][0]]); err != nil {
			return err
		}
	}
	clear(sources)
	for _, step := range []func() error{w.settle, b.dropTexts(w), w.contribute, w.writeEntities, w.writeEvidence, w.writeDigests} {
		if err := step(); err != nil {
			return err
		}
	}
	return w.writeTotals(w.totals)
}

func (b *bulk) article(w *work, a articleKey, keys []string, data []byte) error {
	e := &encoder{}
	e.strs(keys)
	if err := w.articles.put(a[:], e.b); err != nil {
		return err
	}
	c := &contribution{key: keys[0], data: data}
	w.after[a] = c
	if err := w.profilesOf(a, c, +1); err != nil {
		return err
	}
	return w.checkpoint()
}

// dropTexts removes the texts of articles that were replaced.
func (b *bulk) dropTexts(w *work) func() error {
	return func() error {
		var gone []articleKey
		r := w.tables.texts.scan(nil)
		for r.next() {
			var a articleKey
			copy(a[:], r.k)
			if wants, err := w.wantsText(a); err != nil {
				return err
			} else if !wants {
				gone = append(gone, a)
			}
		}
		for _, a := range gone {
			if err := w.removeText(a); err != nil {
				return err
			}
		}
		return r.err
	}
}

// compare finds what the new tables have gained and lost. Building them from nothing, w counted all as gained.
func (b *bulk) compare(w *work, before totals) error {
	if before.sources == 0 {
		return nil
	}
	old, err := openTables(b.tx, b.old)
	if err != nil {
		return err
	}
	ids := keyDifference(old.entities, w.tables.entities)
	triples := keyDifference(old.evidence, w.tables.evidence)
	c := &w.changes
	c.EntitiesGained, c.EntitiesLost = asIDs(ids.gained), asIDs(ids.lost)
	if c.StatementsGained, err = asTriples(triples.gained); err != nil {
		return err
	}
	if c.StatementsLost, err = asTriples(triples.lost); err != nil {
		return err
	}
	return errors.Join(ids.err, triples.err)
}

type difference struct {
	gained, lost []string
	err          error
}

// keyDifference returns the keys that only one of two tables has.
func keyDifference(old, now table) (d difference) {
	a, b := old.scan(nil), now.scan(nil)
	moreA, moreB := a.next(), b.next()
	for moreA || moreB {
		c := 0
		if moreA && moreB {
			c = bytes.Compare(a.k, b.k)
		}
		switch {
		case !moreB || moreA && c < 0:
			d.lost = append(d.lost, string(a.k))
			moreA = a.next()
		case !moreA || c > 0:
			d.gained = append(d.gained, string(b.k))
			moreB = b.next()
		default:
			moreA, moreB = a.next(), b.next()
		}
	}
	d.err = errors.Join(a.err, b.err)
	return d
}

func asIDs(keys []string) (ids []entityID) {
	for _, k := range keys {
		ids = append(ids, entityID(k))
	}
	return ids
}

func asTriples(keys []string) (ts []graph.Triple, err error) {
	for _, k := range keys {
		t, err := parseTriple(k)
		if err != nil {
			return nil, err
		}
		ts = append(ts, t)
	}
	return ts, nil
}

// finish changes over to the new tables, or drops them if they are the same as the old.
func (b *bulk) finish(w *work, action, reason string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if action != ActionRepair && w.changes.none() {
		return b.s.dropUnused(b)
	}
	if _, err := w.append(w.event(action, reason)); err != nil {
		return err
	}
	if err := w.meta.put(keyRoot, b.name); err != nil {
		return err
	}
	if err := b.tx.DeleteBucket(b.old); err != nil {
		return fmt.Errorf("delete the old tables: %w", err)
	}
	if err := b.tx.Commit(); err != nil {
		return fmt.Errorf("change graph %s: %w", b.s.dir, err)
	}
	b.tx = nil
	return nil
}

func (s *Store) dropUnused(b *bulk) error {
	if err := b.tx.DeleteBucket(b.name); err != nil {
		return fmt.Errorf("delete unused tables: %w", err)
	}
	err := b.tx.Commit()
	b.tx = nil
	return err
}
