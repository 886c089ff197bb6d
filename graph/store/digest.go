package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// Each article has a digest of what it says and about which entities. The exclusive or of the digests of all
// articles whose keys begin alike is kept for the first one and two bytes, so that two graphs are compared
// from the top, and only what differs is looked at.
var digestLevels = []int{1, 2, len(articleKey{})}

// digestOf returns the digest of a contribution.
func digestOf(c *contribution) uint64 {
	if c == nil {
		return 0
	}
	e := &encoder{}
	e.int(len(c.data))
	e.raw(c.data)
	e.ids(c.ids)
	sum := sha256.Sum256(e.b)
	return binary.BigEndian.Uint64(sum[:])
}

// digestRows returns the rows of the digests table to which each article's digest is added.
func digestRows(digests map[articleKey]uint64) map[string]uint64 {
	rows := map[string]uint64{}
	for a, d := range digests {
		for _, n := range digestLevels {
			rows[string(a[:n])] ^= d
		}
	}
	return rows
}

func parseDigest(row []byte) (uint64, error) {
	if row == nil {
		return 0, nil
	}
	if len(row) != 8 {
		return 0, &DamagedError{What: "a digest is garbled"}
	}
	return binary.BigEndian.Uint64(row), nil
}

// writeDigests adds the changes of articles' digests to the table.
func (w *work) writeDigests() error {
	rows := digestRows(w.digested)
	for _, k := range slices.Sorted(maps.Keys(rows)) {
		row, err := w.digests.get([]byte(k))
		if err != nil {
			return err
		}
		old, err := parseDigest(row)
		if err != nil {
			return err
		}
		var now []byte
		if d := old ^ rows[k]; d != 0 {
			now = binary.BigEndian.AppendUint64(nil, d)
		}
		if err := w.putOrDel(w.digests, []byte(k), now); err != nil {
			return err
		}
	}
	return nil
}

// Diff returns which entities and statements graph b has gained and lost against graph a, in a time that
// depends on the articles that differ between them, not on the size of the graphs.
func Diff(ctx context.Context, a, b *Store) (Changes, error) {
	var c Changes
	err := a.read(ctx, func(va *view) error {
		return b.read(ctx, func(vb *view) error {
			d := differ{ctx: ctx, a: va, b: vb, entities: map[entityID]bool{}, triples: map[graph.Triple]bool{}}
			if err := d.descend(nil, 0); err != nil {
				return err
			}
			var err error
			c, err = d.changes()
			return err
		})
	})
	return c, err
}

// differ gathers the entities and statements of articles that differ.
type differ struct {
	ctx      context.Context
	a, b     *view
	entities map[entityID]bool
	triples  map[graph.Triple]bool
}

// descend compares the digests of a level that begin with a prefix.
func (d *differ) descend(prefix []byte, level int) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	if level == len(digestLevels) {
		var k articleKey
		copy(k[:], prefix)
		if err := d.gather(d.a, k); err != nil {
			return err
		}
		return d.gather(d.b, k)
	}
	rows := [2]map[string]uint64{}
	for i, v := range []*view{d.a, d.b} {
		var err error
		if rows[i], err = v.digestsAt(prefix, digestLevels[level]); err != nil {
			return err
		}
	}
	differ := map[string]bool{}
	for i, r := range rows {
		for k, digest := range r {
			if rows[1-i][k] != digest {
				differ[k] = true
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(differ)) {
		if err := d.descend([]byte(k), level+1); err != nil {
			return err
		}
	}
	return nil
}

// digestsAt returns the digests under a prefix whose keys have that length.
func (v *view) digestsAt(prefix []byte, length int) (map[string]uint64, error) {
	out := map[string]uint64{}
	r := v.digests.scan(prefix)
	for more := r.next(); more; {
		k := bytes.Clone(r.k)
		if len(k) < length {
			more = r.next()
			continue
		}
		if len(k) == length {
			digest, err := parseDigest(r.v)
			if err != nil {
				return nil, err
			}
			out[string(k)] = digest
		}
		if length == digestLevels[len(digestLevels)-1] {
			more = r.next()
			continue
		}
		next := successor(k[:length])
		more = next != nil && r.seek(next) // pass over what lies below
	}
	return out, r.err
}

// successor returns the first key after all that begin with a prefix, nil if there is none.
func successor(prefix []byte) []byte {
	next := bytes.Clone(prefix)
	for i := len(next) - 1; i >= 0; i-- {
		if next[i]++; next[i] != 0 {
			return next[:i+1]
		}
	}
	return nil
}

func (d *differ) gather(v *view, a articleKey) error {
	keys, err := v.keysOf(a)
	if err != nil || keys == nil {
		return err
	}
	s, ids, err := v.resolvedSource(d.ctx, a)
	if err != nil {
		return err
	}
	for _, id := range ids {
		d.entities[id] = true
	}
	for t := range identity.Triples(s.reading, ids) {
		d.triples[t] = true
	}
	return nil
}

// changes looks up which of what was gathered only one of the graphs has.
func (d *differ) changes() (c Changes, err error) {
	for _, id := range slices.Sorted(maps.Keys(d.entities)) {
		switch had, has, err := d.both("entities", string(id)); {
		case err != nil:
			return c, err
		case has && !had:
			c.EntitiesGained = append(c.EntitiesGained, id)
		case had && !has:
			c.EntitiesLost = append(c.EntitiesLost, id)
		}
	}
	for _, t := range slices.SortedFunc(maps.Keys(d.triples), graph.Triple.Compare) {
		switch had, has, err := d.both("evidence", tripleKey(t)); {
		case err != nil:
			return c, err
		case has && !had:
			c.StatementsGained = append(c.StatementsGained, t)
		case had && !has:
			c.StatementsLost = append(c.StatementsLost, t)
		}
	}
	return c, nil
}

func (d *differ) both(table, key string) (had, has bool, err error) {
	in := func(v *view) ([]byte, error) {
		if table == "entities" {
			return v.tables.entities.get([]byte(key))
		}
		return v.tables.evidence.get([]byte(key))
	}
	a, err := in(d.a)
	if err != nil {
		return false, false, err
	}
	b, err := in(d.b)
	return a != nil, b != nil, err
}
