package index

import (
	"hash/maphash"
	"unsafe"

	"github.com/clewgraph/clew/graph"
)

// idTable finds the number of an id among texts: open addressing with linear probing. A slot is the upper half of the
// id's hash and its number plus one, so that neither a growing table nor most of the ids that are not there touch a text.
type idTable struct {
	seed  maphash.Seed
	text  func(n int) []byte // the id of a number
	slots []uint64
	used  int
}

func newIDTable(text func(n int) []byte) idTable {
	return idTable{seed: maphash.MakeSeed(), text: text, slots: make([]uint64, 1<<10)}
}

func (t *idTable) hash(id string) uint64 { return maphash.String(t.seed, id) }

// first returns the slot where an id of that hash is looked for first.
func (t *idTable) first(hash uint64) *uint64 { return &t.slots[int(hash>>32)&(len(t.slots)-1)] }

// find returns the number of an id of that hash.
func (t *idTable) find(id string, hash uint64) (n uint32, ok bool) {
	mask := len(t.slots) - 1
	for i := int(hash>>32) & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s == 0 {
			return 0, false
		}
		if n := uint32(s) - 1; s>>32 == hash>>32 && string(t.text(int(n))) == id {
			return n, true
		}
	}
}

// add gives an id of that hash, which is not there, its number.
func (t *idTable) add(hash uint64, n uint32) {
	if t.used++; t.used*2 > len(t.slots) {
		t.grow()
	}
	t.put(hash>>32<<32 | uint64(n) + 1)
}

func (t *idTable) put(slot uint64) {
	mask := len(t.slots) - 1
	i := int(slot>>32) & mask
	for t.slots[i] != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = slot
}

// grow doubles the table.
func (t *idTable) grow() {
	old := t.slots
	t.slots = make([]uint64, 2*len(old))
	for _, s := range old {
		if s != 0 {
			t.put(s)
		}
	}
}

// citation is an article that evidence is of.
type citation struct {
	number    uint32
	published day
}

// citations finds the citation of an article by the place where it lies: open addressing with linear probing, which
// asks memory once.
type citations struct {
	slots []cited
	used  int
}

type cited struct {
	article *graph.Article
	citation
}

func newCitations() citations { return citations{slots: make([]cited, 1<<10)} }

// first returns the slot where an article is looked for first.
func (c *citations) first(a *graph.Article) *cited { return &c.slots[c.hash(a)] }

func (c *citations) hash(a *graph.Article) int {
	return int(uint64(uintptr(unsafe.Pointer(a)))*0x9E3779B97F4A7C15>>32) & (len(c.slots) - 1)
}

// slot returns where an article is or would go.
func (c *citations) slot(a *graph.Article) *cited {
	for i := c.hash(a); ; i = (i + 1) & (len(c.slots) - 1) {
		if s := &c.slots[i]; s.article == nil || s.article == a {
			return s
		}
	}
}

// add takes in an article that is not there.
func (c *citations) add(a *graph.Article, what citation) {
	if c.used++; c.used*2 > len(c.slots) {
		old := c.slots
		c.slots = make([]cited, 2*len(old))
		for _, s := range old {
			if s.article != nil {
				*c.slot(s.article) = s
			}
		}
	}
	*c.slot(a) = cited{a, what}
}
