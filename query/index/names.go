package index

import (
	"sort"

	"github.com/clewgraph/clew/graph"
)

// Fold is graph.Fold, but keeps a name that folds to nothing.
func Fold(name string) string {
	if f := graph.Fold(name); f != "" {
		return f
	}
	return name
}

// sign returns the set of a text's pairs of neighbouring bytes, each hashed to one of 64.
// A text within k edits of another lacks at most 2k of its pairs.
func sign(text string) uint64 {
	var s uint64
	last := byte(' ')
	for i := range len(text) {
		s |= 1 << pairHash(last, text[i])
		last = text[i]
	}
	return s | 1<<pairHash(last, ' ')
}

func pairHash(a, b byte) uint32 { return (uint32(a)<<8 | uint32(b)) * 0x9E3779B1 >> 26 }

// key returns folded name i.
func (x *Index) key(i int) []byte { return x.f.span(secKeys, secKeyEnds, x.keyEnds, uint32(i)) }

// nodeOfKey returns whose name key i is.
func (x *Index) nodeOfKey(i int) Node {
	if !x.f.pageSound(secKeyNode, uint64(i)*4) {
		return 0
	}
	return x.keyNode[i]
}

// Named returns the entities of which a name or alias folds to the same as this one, in order of ids.
func (x *Index) Named(name string) []Node {
	folded := Fold(name)
	at := sort.Search(len(x.keyEnds), func(i int) bool { return string(x.key(i)) >= folded })
	var nodes []Node
	for ; at < len(x.keyEnds) && string(x.key(at)) == folded; at++ {
		nodes = append(nodes, x.nodeOfKey(at))
	}
	return nodes
}
