package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/cayleygraph/cayley/graph/proto"
	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/pquads"
	hkv "github.com/hidal-go/hidalgo/kv"

	"github.com/clewgraph/clew/graph"
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
	known map[string]uint32 // a node's key -> its id, which is one more than its index
	quads []builtQuad
}

// builtNode is a node of cayley's. Its key is one byte that says what it is, and what its IRI is made of.
type builtNode struct {
	key  string
	hash [quad.HashSize]byte
	refs uint64
}

// builtQuad is the ids of a quad's subject, predicate, object and label.
type builtQuad [4]uint32

// statedTriple is the first three of these.
type statedTriple [3]uint32

// What a node is.
const (
	entityNode    = 'e'
	predicateNode = 'p'
	articleNode   = 'a'
)

func (n builtNode) iri() quad.IRI {
	switch name := n.key[1:]; n.key[0] {
	case entityNode:
		return quad.IRI(graph.EntityID(name).IRI())
	case predicateNode:
		return quad.IRI(graph.Predicate(name).IRI())
	default:
		return quad.IRI(articleKey([]byte(name)).id().IRI())
	}
}

func newQuadBuilder(w *work) *quadBuilder {
	return &quadBuilder{w: w, stamp: w.s.o.Now().UnixNano(), known: map[string]uint32{}}
}

// node returns the id of a node.
func (q *quadBuilder) node(what byte, name []byte) uint32 {
	var buffer [256]byte
	key := append(append(buffer[:0], what), name...)
	if id, ok := q.known[string(key)]; ok {
		return id
	}
	n := builtNode{key: string(key)}
	quad.HashTo(n.iri(), n.hash[:])
	q.nodes = append(q.nodes, n)
	q.known[n.key] = uint32(len(q.nodes))
	return uint32(len(q.nodes))
}

// name returns what the IRI of a node is made of.
func (q *quadBuilder) name(id uint32) string { return q.nodes[id-1].key[1:] }

func (q *quadBuilder) add(t statedTriple, label uint32) {
	built := builtQuad{t[0], t[1], t[2], label}
	for _, id := range built {
		q.nodes[id-1].refs++
	}
	q.quads = append(q.quads, built)
}

// write writes the tables in the order of their keys. Nodes have the first ids, quads those that follow.
func (q *quadBuilder) write() error {
	q.known = nil
	for _, step := range []func() error{q.index(2), q.index(0), q.log, q.refs, q.index(1), q.values, q.meta} {
		if err := step(); err != nil {
			return fmt.Errorf("build quads: %w", err)
		}
	}
	return nil
}

// primitive returns a quad as cayley has it.
func (q *quadBuilder) primitive(i int) *proto.Primitive {
	b := q.quads[i]
	return &proto.Primitive{
		ID: uint64(len(q.nodes) + i + 1), Timestamp: q.stamp,
		Subject: uint64(b[0]), Predicate: uint64(b[1]), Object: uint64(b[2]), Label: uint64(b[3]),
	}
}

func (q *quadBuilder) put(k hkv.Key, v []byte) error {
	if err := q.w.quads.put(flatKey(k), v); err != nil {
		return err
	}
	return q.w.checkpoint(len(v))
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
		value, err := pquads.MarshalValue(n.iri())
		if err != nil {
			return err
		}
		if err := write(&proto.Primitive{ID: uint64(i + 1), Value: value, Timestamp: q.stamp}); err != nil {
			return err
		}
	}
	for i := range q.quads {
		if err := write(q.primitive(i)); err != nil {
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
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(q.nodes[a].hash[:], q.nodes[b].hash[:]) })
	return order
}

func (q *quadBuilder) values() error {
	for _, i := range q.byHash() {
		if err := q.put(nodeKey('v', q.nodes[i].hash[:]), binary.AppendUvarint(nil, uint64(i+1))); err != nil {
			return err
		}
	}
	return nil
}

func (q *quadBuilder) refs() error {
	for _, i := range q.byHash() {
		if err := q.put(nodeKey('n', q.nodes[i].hash[:]), binary.AppendUvarint(nil, q.nodes[i].refs)); err != nil {
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
		var places []int // in a builtQuad, of what the index is made of
		for _, d := range quadIndexes[n].Dirs {
			places = append(places, int(d-quad.Subject))
		}
		order := make([]uint32, len(q.quads))
		for i := range order {
			order[i] = uint32(i)
		}
		slices.SortFunc(order, func(a, b uint32) int {
			return cmp.Or(compareAt(places, &q.quads[a], &q.quads[b]), cmp.Compare(a, b))
		})
		for len(order) > 0 {
			first := order[0]
			var ids []byte
			for len(order) > 0 && compareAt(places, &q.quads[first], &q.quads[order[0]]) == 0 {
				ids = binary.AppendUvarint(ids, uint64(len(q.nodes))+uint64(order[0])+1)
				order = order[1:]
			}
			if err := q.put(quadIndexes[n].KeyFor(q.primitive(int(first))), ids); err != nil {
				return err
			}
		}
		return nil
	}
}

func compareAt(places []int, a, b *builtQuad) int {
	for _, p := range places {
		if a[p] != b[p] {
			return cmp.Compare(a[p], b[p])
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
