package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	ckv "github.com/cayleygraph/cayley/graph/kv"
	"github.com/cayleygraph/cayley/graph/proto"
	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/pquads"
	hkv "github.com/hidal-go/hidalgo/kv"
)

// quadBuilder writes cayley's tables for a set of quads in one pass over sorted data. Cayley keeps, in its form 2,
//
//	log  + id          -> a node with its value, or a quad with the ids of its nodes
//	vXX  + hash        -> the id of the node whose value hashes to it (XX being the hash's first bytes)
//	nXX  + hash        -> how many directions of quads refer to the node
//	one for each index -> the ids of the quads with these nodes
//	meta               -> the number of quads, and the last id given
//
// A test compares the result, key by key and through cayley's own iterators, with what cayley writes.
type quadBuilder struct {
	w     *work
	stamp int64
	nodes []builtNode
	ids   map[string]uint64 // of nodes, by IRI
	quads []proto.Primitive
}

type builtNode struct {
	iri  string
	hash []byte
	refs uint64
}

func (b *bulk) buildQuads(w *work, add []statedQuad) error {
	q := &quadBuilder{w: w, stamp: b.s.o.Now().UnixNano(), ids: map[string]uint64{}, quads: make([]proto.Primitive, len(add))}
	q.number(add)
	for _, step := range []func() error{q.index(2), q.index(0), q.log, q.refs, q.index(1), q.values, q.meta} {
		if err := step(); err != nil {
			return fmt.Errorf("build quads: %w", err)
		}
	}
	return nil
}

// number gives nodes and quads their ids, the nodes first.
func (q *quadBuilder) number(add []statedQuad) {
	known := map[string]uint64{} // by what the IRI is made of
	node := func(key string, iri func() string) uint64 {
		id := known[key]
		if id == 0 {
			id = q.node(iri())
			known[key] = id
		}
		q.nodes[id-1].refs++
		return id
	}
	for i, a := range add {
		q.quads[i] = proto.Primitive{
			Subject:   node("e"+string(a.Subject), a.Subject.IRI),
			Predicate: node("p"+string(a.Predicate), a.Predicate.IRI),
			Object:    node("e"+string(a.Object), a.Object.IRI),
			Label:     node("a"+string(a.article[:]), func() string { return a.article.id().IRI() }),
			Timestamp: q.stamp,
		}
	}
	for i := range q.quads {
		q.quads[i].ID = uint64(len(q.nodes) + i + 1)
	}
}

func (q *quadBuilder) node(iri string) uint64 {
	if id := q.ids[iri]; id != 0 {
		return id
	}
	q.nodes = append(q.nodes, builtNode{iri: iri, hash: quad.HashOf(quad.IRI(iri))})
	q.ids[iri] = uint64(len(q.nodes))
	return uint64(len(q.nodes))
}

func (q *quadBuilder) put(k hkv.Key, v []byte) error {
	if err := q.w.quads.put(flatKey(k), v); err != nil {
		return err
	}
	return q.w.checkpoint()
}

func (q *quadBuilder) log() error {
	key := hkv.Key{[]byte("log"), make([]byte, 8)}
	write := func(p *proto.Primitive) error {
		binary.BigEndian.PutUint64(key[1], p.ID)
		data, err := p.Marshal()
		if err != nil {
			return err
		}
		return q.put(key, data)
	}
	for i, n := range q.nodes {
		value, err := pquads.MarshalValue(quad.IRI(n.iri))
		if err != nil {
			return err
		}
		if err := write(&proto.Primitive{ID: uint64(i + 1), Value: value, Timestamp: q.stamp}); err != nil {
			return err
		}
	}
	for i := range q.quads {
		if err := write(&q.quads[i]); err != nil {
			return err
		}
	}
	return nil
}

// byHash returns the nodes, by index, in the order of their hashes.
func (q *quadBuilder) byHash() []int {
	order := make([]int, len(q.nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(q.nodes[a].hash, q.nodes[b].hash) })
	return order
}

func (q *quadBuilder) values() error {
	for _, i := range q.byHash() {
		if err := q.put(nodeKey('v', q.nodes[i].hash), binary.AppendUvarint(nil, uint64(i+1))); err != nil {
			return err
		}
	}
	return nil
}

func (q *quadBuilder) refs() error {
	for _, i := range q.byHash() {
		if err := q.put(nodeKey('n', q.nodes[i].hash), binary.AppendUvarint(nil, q.nodes[i].refs)); err != nil {
			return err
		}
	}
	return nil
}

func nodeKey(bucket byte, hash []byte) hkv.Key {
	return hkv.Key{[]byte{bucket, hash[0], hash[1]}, hash}
}

// index writes the index of that number in quadIndexes.
func (q *quadBuilder) index(n int) func() error {
	return func() error {
		ind := quadIndexes[n]
		order := make([]int32, len(q.quads))
		for i := range order {
			order[i] = int32(i)
		}
		slices.SortFunc(order, func(a, b int32) int {
			return cmp.Or(compareDirs(ind, &q.quads[a], &q.quads[b]), cmp.Compare(a, b))
		})
		for len(order) > 0 {
			first := &q.quads[order[0]]
			var ids []byte
			for len(order) > 0 && compareDirs(ind, first, &q.quads[order[0]]) == 0 {
				ids = binary.AppendUvarint(ids, q.quads[order[0]].ID)
				order = order[1:]
			}
			if err := q.put(ind.KeyFor(first), ids); err != nil {
				return err
			}
		}
		return nil
	}
}

func compareDirs(ind ckv.QuadIndex, a, b *proto.Primitive) int {
	for _, d := range ind.Dirs {
		if c := cmp.Compare(a.GetDirection(d), b.GetDirection(d)); c != 0 {
			return c
		}
	}
	return 0
}

func (q *quadBuilder) meta() error {
	put := func(name string, n int) error {
		return q.put(hkv.Key{[]byte("meta"), []byte(name)}, binary.LittleEndian.AppendUint64(nil, uint64(n)))
	}
	if err := put("horizon", len(q.nodes)+len(q.quads)); err != nil {
		return err
	}
	return put("size", len(q.quads))
}
