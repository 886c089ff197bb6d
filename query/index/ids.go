package index

import (
	"hash/maphash"

	"github.com/clewgraph/clew/graph"
)

// idTable finds the number of an id among texts: open addressing with linear probing. A slot is the upper half of the
// id's hash and its number plus one, so that neither a growing table nor most of the ids that are not there touch a text.
type idTable struct {
	seed  maphash.Seed
	slots []uint64
	used  int
}

func newIDTable() idTable { return idTable{seed: maphash.MakeSeed(), slots: make([]uint64, 1<<10)} }

// slot returns where an id is or would go.
func (t *idTable) slot(ids *texts, id string, hash uint64) int {
	mask := len(t.slots) - 1
	for i := int(hash>>32) & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s == 0 || s>>32 == hash>>32 && string(ids.at(int(uint32(s))-1)) == id {
			return i
		}
	}
}

// find returns the number of an id.
func (t *idTable) find(ids *texts, id graph.EntityID) (Node, bool) {
	s := t.slots[t.slot(ids, string(id), maphash.String(t.seed, string(id)))]
	return Node(uint32(s) - 1), s != 0
}

// add gives an id that is not there the number of its text.
func (t *idTable) add(ids *texts, n Node) {
	if t.used++; t.used*2 > len(t.slots) {
		t.grow()
	}
	id := string(ids.at(int(n)))
	hash := maphash.String(t.seed, id)
	t.slots[t.slot(ids, id, hash)] = hash>>32<<32 | uint64(n) + 1
}

// grow doubles the table.
func (t *idTable) grow() {
	old := t.slots
	t.slots = make([]uint64, 2*len(old))
	mask := len(t.slots) - 1
	for _, s := range old {
		if s == 0 {
			continue
		}
		i := int(s>>32) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = s
	}
}
