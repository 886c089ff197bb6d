package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// The journal says, for the last few changes, which articles, entities and statements each may have altered, so that what
// was made of an earlier state of the graph can be brought up to date without reading all of it. Its rows are:
//
//	number of the transaction -> generation before it, ids of articles, ids of entities, triples
//
// A transaction that leaves no row, a bulk load say, is a gap, which no one can look past. So the journal is never
// needed and may be missing.
var journalBucket = []byte("journal")

const (
	journalLength = 64     // changes that are kept
	journalMost   = 20_000 // ids and triples of one change, above which it leaves a gap
)

// writeJournal writes what the change at hand alters. It comes when that is gathered and before it is written.
func (w *work) writeJournal() error {
	if w.bulk != nil || len(w.digested)+len(w.entities)+len(w.evidence) > journalMost {
		return nil
	}
	from, err := Generation(w.s.dir)
	if err != nil {
		return err
	}
	b, err := w.tx.CreateBucketIfNotExists(journalBucket)
	if err != nil {
		return fmt.Errorf("write to journal: %w", err)
	}
	t, tx := table{"journal", b}, uint64(w.tx.ID())
	triples := make([]string, len(w.evidence))
	for i, c := range w.evidence {
		triples[i] = c.triple
	}
	slices.Sort(triples)
	e := &encoder{}
	e.str(from)
	e.int(len(w.digested))
	for _, a := range slices.SortedFunc(maps.Keys(w.digested), compareKeys) {
		e.raw(a[:])
	}
	e.ids(slices.Sorted(maps.Keys(w.entities)))
	e.strs(slices.Compact(triples))
	if err := dropBefore(t, tx-min(tx, journalLength)); err != nil {
		return err
	}
	return t.put(journalKey(tx), e.b)
}

func journalKey(tx uint64) []byte { return binary.BigEndian.AppendUint64(nil, tx) }

// dropBefore deletes the rows of transactions before one.
func dropBefore(t table, tx uint64) error {
	var old [][]byte
	c := t.b.Cursor()
	for k, _ := c.First(); k != nil && string(k) < string(journalKey(tx)); k, _ = c.Next() {
		old = append(old, slices.Clone(k))
	}
	for _, k := range old {
		if err := t.del(k); err != nil {
			return err
		}
	}
	return nil
}

// altered is what changes may have altered.
type altered struct {
	articles map[articleKey]bool
	entities map[entityID]bool
	triples  map[string]bool
}

// Since returns how the graph differs from what it was in a generation. It is not known where the journal does not
// reach back so far, or where that was another graph's.
func (s *Store) Since(ctx context.Context, generation string) (d graph.Delta, known bool, err error) {
	err = s.read(ctx, func(v *view) error {
		now, err := Generation(s.dir)
		if err != nil {
			return err
		}
		if now == generation {
			known = true
			return nil
		}
		a, ok, err := v.alteredSince(generation)
		if err != nil || !ok {
			return err
		}
		known = true
		d, err = v.delta(ctx, a)
		return err
	})
	return d, known && err == nil, err
}

// alteredSince gathers the rows of the journal from the one that begins at a generation, of which none may be missing.
func (v *view) alteredSince(generation string) (a altered, ok bool, err error) {
	b := v.tx.Bucket(journalBucket)
	if b == nil {
		return a, false, nil
	}
	a = altered{map[articleKey]bool{}, map[entityID]bool{}, map[string]bool{}}
	next := uint64(0)
	r := table{"journal", b}.scan(nil)
	for r.next() {
		if len(r.k) != 8 {
			return a, false, &DamagedError{What: "a key in journal is garbled"}
		}
		tx, d := binary.BigEndian.Uint64(r.k), &decoder{b: r.v}
		from := d.str()
		switch {
		case from == generation:
			next = tx
		case next == 0:
			continue
		case tx != next:
			return a, false, nil
		}
		if err := a.read(d); err != nil {
			return a, false, err
		}
		next = tx + 1
	}
	return a, next == uint64(v.tx.ID())+1, r.err
}

func (a *altered) read(d *decoder) error {
	for range d.len() {
		var k articleKey
		copy(k[:], d.raw(len(k)))
		a.articles[k] = true
	}
	for _, id := range d.ids() {
		a.entities[id] = true
	}
	for _, t := range d.strs() {
		a.triples[t] = true
	}
	if err := d.end(); err != nil {
		return &DamagedError{What: "the journal: " + err.Error()}
	}
	return nil
}

// delta looks up what has become of what was altered.
func (v *view) delta(ctx context.Context, a altered) (d graph.Delta, err error) {
	for _, k := range slices.SortedFunc(maps.Keys(a.articles), compareKeys) {
		keys, err := v.keysOf(k)
		switch {
		case err != nil:
			return d, err
		case len(keys) == 0:
			d.ArticlesGone = append(d.ArticlesGone, k.id())
			continue
		}
		described, err := v.describe(k)
		if err != nil {
			return d, err
		}
		d.Articles = append(d.Articles, *described)
	}
	for _, id := range slices.Sorted(maps.Keys(a.entities)) {
		r, err := v.entityRecord(id)
		switch {
		case err != nil:
			return d, err
		case r == nil:
			d.EntitiesGone = append(d.EntitiesGone, id)
		default:
			d.Entities = append(d.Entities, r.Entity(id))
		}
	}
	if err := ctx.Err(); err != nil {
		return d, err
	}
	return d, v.deltaStatements(a, &d)
}

func (v *view) deltaStatements(a altered, d *graph.Delta) error {
	q := newQuoter()
	for _, key := range slices.Sorted(maps.Keys(a.triples)) {
		t, err := parseTriple(key)
		if err != nil {
			return err
		}
		row, err := v.tables.evidence.get([]byte(key))
		if err != nil {
			return err
		}
		if row == nil {
			d.StatementsGone = append(d.StatementsGone, t)
			continue
		}
		st, err := q.statement(v, key, row)
		if err != nil {
			return err
		}
		d.Statements = append(d.Statements, st)
	}
	return q.quote(v, d.Statements)
}
