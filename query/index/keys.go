package index

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// key is a folded name of a node, a range of the bytes of a keyList.
type key struct {
	prefix uint64 // the first eight bytes, to compare
	lo, hi uint32
	node   Node
}

// keyList gathers the folded names of entities.
type keyList struct {
	bytes []byte
	list  []key
}

// add takes in an entity's names.
func (l *keyList) add(e *graph.Entity, n Node) {
	l.name(e.Name, n)
	for _, alias := range e.Aliases {
		l.name(alias, n)
	}
}

func (l *keyList) name(name string, n Node) {
	l.list = append(room(l.list, 1), l.take([]byte(Fold(name)), n))
}

// take makes the key of a folded name, outside of the list.
func (l *keyList) take(folded []byte, n Node) key {
	lo := len(l.bytes)
	l.bytes = append(room(l.bytes, len(folded)), folded...)
	var first [8]byte
	copy(first[:], folded)
	return key{binary.BigEndian.Uint64(first[:]), uint32(lo), uint32(len(l.bytes)), n}
}

func (l *keyList) text(k key) []byte { return l.bytes[k.lo:k.hi] }

func (l *keyList) compare(a, b key) int {
	if a.prefix != b.prefix {
		return cmp.Compare(a.prefix, b.prefix)
	}
	return cmp.Or(bytes.Compare(l.text(a), l.text(b)), cmp.Compare(a.node, b.node))
}

// sort puts the names in order, each once for a node.
func (l *keyList) sort() {
	if !slices.IsSortedFunc(l.list, l.compare) {
		l.list = byPrefix(l.list)
		for rest := l.list; len(rest) > 0; {
			n := 1
			for n < len(rest) && rest[n].prefix == rest[0].prefix {
				n++
			}
			slices.SortFunc(rest[:n], l.compare)
			rest = rest[n:]
		}
	}
	l.list = slices.CompactFunc(l.list, func(a, b key) bool { return l.compare(a, b) == 0 })
}

// byPrefix sorts keys by their first bytes: a counting sort by each, the last first. It uses the list's memory.
func byPrefix(list []key) []key {
	sorted := make([]key, len(list))
	for shift := 0; shift < 64; shift += 8 {
		var at [257]int
		for i := range list {
			at[int(list[i].prefix>>shift&255)+1]++
		}
		if slices.Contains(at[:], len(list)) {
			continue
		}
		for i := range 256 {
			at[i+1] += at[i]
		}
		for i := range list {
			place := &at[list[i].prefix>>shift&255]
			sorted[*place] = list[i]
			*place++
		}
		list, sorted = sorted, list
	}
	return list
}

// write writes the folded names in order and returns their number.
func (l *keyList) write(w *writer) int {
	t := texts{bytes: make([]byte, 0, len(l.bytes)), ends: make([]uint32, 0, len(l.list))}
	nodes, signs := make([]Node, len(l.list)), make([]uint64, len(l.list))
	for i, k := range l.list {
		text := l.text(k)
		t.end(append(t.bytes, text...))
		nodes[i], signs[i] = k.node, sign(text)
	}
	t.write(w, secKeys, secKeyEnds)
	writeNumbers(w, secKeyNode, nodes)
	writeNumbers(w, secKeySign, signs)
	return len(l.list)
}
