package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

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
	size int    // bytes written since the last commit, about
	away bool   // the caller's code runs, whose panics are its own

	fresh   bool // there was nothing before: all that comes is gained
	sorters []*sorter
}

// Bounds of a bulk load.
const (
	bulkStatements = 20_000   // an import of more statements is loaded in bulk
	bulkCommit     = 16 << 20 // bytes in a transaction, which bbolt holds in memory more than once
	bulkMemory     = 16 << 20 // bytes that a sorter keeps in memory; four are in use at most
)

func (b *bulk) sorter() *sorter {
	s := &sorter{dir: b.s.dir, limit: b.s.bulkMemory}
	b.sorters = append(b.sorters, s)
	return s
}

// Import puts readings into the graph, all of them or, where one of them or the iteration has an error, none. It
// is meant for many: it builds the tables of the whole graph anew where that is faster. What it sorts it sorts on disk,
// in the graph's folder; in memory it has a few hundred bytes an entity and article, and about eighty a statement.
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
	return s.rebuild(ctx, ActionRemove, "", func(_ *work, in *arrivals) error {
		for _, key := range keys {
			if err := in.add(gone, key, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// load puts readings in by building the graph anew with them.
func (s *Store) load(ctx context.Context, action string, readings iter.Seq2[graph.Reading, error]) (Changes, error) {
	return s.rebuild(ctx, action, "", func(w *work, in *arrivals) error {
		tw := textWriter{v: w.view}
		w.bulk.away = true
		for r, err := range readings {
			w.bulk.away = false
			if err != nil {
				return err
			}
			if err := w.bulk.add(w, &tw, in, r); err != nil {
				return err
			}
			w.bulk.away = true
		}
		w.bulk.away = false
		return tw.flush()
	})
}

// add takes a reading in.
func (b *bulk) add(w *work, tw *textWriter, in *arrivals, r graph.Reading) error {
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
	if err := in.add(come, r.Article.Name, data); err != nil || r.Article.Text == "" {
		return err
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
	return w.checkpoint(len(r.Article.Text) / 2)
}

// rebuild builds the tables anew from the sources there are and those that gather puts in, logs that as an action
// and changes over to the new tables.
func (s *Store) rebuild(ctx context.Context, action, reason string, gather func(*work, *arrivals) error) (changes Changes, err error) {
	if s.o.ReadOnly {
		return changes, fmt.Errorf("change graph %s: it was opened for reading only", s.dir)
	}
	s.write.Lock()
	defer s.write.Unlock()
	if err := s.locked(ctx, func(*view) error { return nil }); err != nil { // drops what an earlier load left
		return changes, err
	}
	b := &bulk{s: s}
	if err := s.gate.close(ctx); err != nil {
		return changes, err
	}
	err = func() error {
		defer s.gate.open()
		return b.run(ctx, action, reason, gather, &changes)
	}()
	if err == nil {
		return changes, nil
	}
	return Changes{}, errors.Join(err, s.locked(context.WithoutCancel(ctx), func(*view) error { return nil }))
}

func (b *bulk) run(ctx context.Context, action, reason string, gather func(*work, *arrivals) error, changes *Changes) (err error) {
	defer func() {
		for _, s := range b.sorters {
			err = errors.Join(err, s.close())
		}
	}()
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
	b.fresh = w.totals.sources == 0
	w.totals = totals{}
	in := &arrivals{b.sorter()}
	if err := b.gather(w, in, gather); err != nil {
		return err
	}
	if err := b.derive(w, in); err != nil {
		return err
	}
	if err := b.compare(w); err != nil {
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

// rowCost is about what a row takes in a transaction besides its key and value, in bytes.
const rowCost = 100

// checkpoint notes that a row of that many bytes was written, and commits when that makes much.
func (w *work) checkpoint(size int) error {
	if w.bulk.size += rowCost + size; w.bulk.size < w.s.bulkCommit {
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
	b.tx, b.size = nil, 0
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

// compare finds what the new tables have gained and lost. Building them from nothing, w counted all as gained.
func (b *bulk) compare(w *work) error {
	if b.fresh {
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
