package index

import (
	"encoding/binary"
	"math"
	"math/bits"
	"unsafe"

	"github.com/clewgraph/clew/graph"
)

// idTable finds the number of an id by a look or two: open addressing with linear probing. A slot is a number and 1, or 0,
// and in the bits that numbers do not need it holds those of the id's hash, so that seldom another id is compared.
type idTable struct {
	slots  []uint32
	ids    *texts
	hashes []uint64
}

const none = math.MaxUint32 // the number of what is not there

func newIDTable(ids *texts) idTable {
	t := idTable{slots: make([]uint32, slotsOf(len(ids.ends))), ids: ids}
	for n := range ids.ends {
		hash := hashID(ids.at(n))
		at := firstSlot(hash, t.slots)
		for t.slots[at] != 0 {
			at = (at + 1) % uint64(len(t.slots))
		}
		t.slots[at] = tagOf(hash, t.slots) | uint32(n+1)
	}
	return t
}

// slotsOf is how many slots there are for so many ids: a power of two, more than twice as many.
func slotsOf(ids int) int { return 2 << bits.Len(uint(ids)) }

// firstSlot is where an id of that hash is looked for first.
func firstSlot(hash uint64, slots []uint32) uint64 { return hash & uint64(len(slots)-1) }

// numberBits are the bits of a slot that hold a number, tagOf those of the hash in the others.
func numberBits(slots int) uint32 { return uint32(slots)/2 - 1 }

func tagOf(hash uint64, slots []uint32) (tag uint32) {
	return uint32(hash>>32) &^ numberBits(len(slots))
}

// hashID hashes an id eight bytes at a time: a product of 128 bits whose halves are put together again, as in wyhash. It
// is the same for every process, as it lies in the file.
func hashID(id []byte) uint64 {
	hash := uint64(len(id))
	for ; len(id) > 8; id = id[8:] {
		hash = mix(hash ^ binary.LittleEndian.Uint64(id))
	}
	var rest [8]byte
	copy(rest[:], id)
	return mix(hash ^ binary.LittleEndian.Uint64(rest[:]))
}

func mix(n uint64) uint64 {
	hi, lo := bits.Mul64(n^0x2d358dccaa6c78a5, 0x9e3779b97f4a7c15)
	return hi ^ lo
}

// find sets numbers to those of ids. What an id needs lies here and there in tables larger than the processor's caches, so
// each step asks for the memory of the next, for all of them at once.
func (t *idTable) find(ids []string, numbers []uint32) {
	for _, id := range ids {
		prefetch(unsafe.Pointer(unsafe.StringData(id)))
	}
	t.hashes = t.hashes[:0]
	for _, id := range ids {
		hash := hashID([]byte(id))
		t.hashes = append(t.hashes, hash)
		prefetch(unsafe.Pointer(&t.slots[firstSlot(hash, t.slots)]))
	}
	mask := numberBits(len(t.slots))
	for _, hash := range t.hashes {
		if n := t.slots[firstSlot(hash, t.slots)] & mask; n != 0 {
			prefetch(unsafe.Pointer(&t.ids.ends[n-1]))
		}
	}
	for _, hash := range t.hashes {
		if n := t.slots[firstSlot(hash, t.slots)] & mask; n != 0 {
			prefetch(unsafe.Pointer(unsafe.SliceData(t.ids.at(int(n - 1)))))
		}
	}
	for i, id := range ids {
		numbers[i] = t.number(id, t.hashes[i])
	}
}

// number returns the number of an id of that hash.
func (t *idTable) number(id string, hash uint64) uint32 {
	tag, mask := tagOf(hash, t.slots), numberBits(len(t.slots))
	for at := firstSlot(hash, t.slots); ; at = (at + 1) % uint64(len(t.slots)) {
		slot := t.slots[at]
		if slot == 0 {
			return none
		}
		if slot&^mask == tag && string(t.ids.at(int(slot&mask-1))) == id {
			return slot&mask - 1
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

// add takes in an article.
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
