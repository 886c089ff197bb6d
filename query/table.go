package query

import (
	"math/bits"

	"github.com/clewgraph/clew/query/index"
)

// table maps the states of a search to what is known of them: open addressing with linear probing.
// It grows through arrays that it keeps, so that a small search after a large one is as near to the
// processor as the first, and empties them by counting rounds.
type table struct {
	arrays [][]slot // each twice as long as the one before
	now    []slot   // the array in use
	level  int
	round  uint64 // slots of another round are empty
	used   int
}

// slot is what is known of a state.
type slot struct {
	head  uint64 // round<<48 | state, which has 40 bits
	label int32  // the cheapest, which leads to the others; -1 for none
}

const (
	stateBits = 40
	lastRound = 1<<16 - 1
	firstSize = 1 << 12
)

// reset empties the table.
func (t *table) reset() {
	if t.arrays == nil {
		t.arrays = [][]slot{make([]slot, firstSize)}
	}
	t.level, t.now, t.used = 0, t.arrays[0], 0
	if t.round++; t.round > lastRound {
		for _, a := range t.arrays {
			clear(a)
		}
		t.round = 1
	}
}

// find returns the slot of a state, nil if there is none.
func (t *table) find(state uint64) *slot {
	s := t.place(state)
	if s.head>>48 != t.round {
		return nil
	}
	return s
}

// add returns the slot of a state, which it makes if there is none. It is valid until the next add.
func (t *table) add(state uint64) *slot {
	if t.used*2 >= len(t.now) {
		t.grow()
	}
	s := t.place(state)
	if s.head>>48 != t.round {
		t.used++
		*s = slot{head: t.round<<48 | state, label: -1}
	}
	return s
}

// place returns the state's slot or the empty one where it would go.
func (t *table) place(state uint64) *slot {
	mask := uint64(len(t.now) - 1)
	want := t.round<<48 | state
	for i := state * 0x9E3779B97F4A7C15 >> bits.LeadingZeros64(mask); ; i = (i + 1) & mask {
		if s := &t.now[i]; s.head == want || s.head>>48 != t.round {
			return s
		}
	}
}

func (t *table) grow() {
	old := t.now
	if t.level++; t.level == len(t.arrays) {
		t.arrays = append(t.arrays, make([]slot, 2*len(old)))
	}
	t.now = t.arrays[t.level]
	for i := range old {
		if s := &old[i]; s.head>>48 == t.round {
			*t.place(s.head & (1<<stateBits - 1)) = *s
		}
	}
}

// heap is a queue of numbers, least first: a heap of four children a place.
type heap []uint64

func (h *heap) push(v uint64) {
	*h = append(*h, v)
	q := *h
	i := len(q) - 1
	for i > 0 {
		up := (i - 1) / 4
		if q[up] <= v {
			break
		}
		q[i] = q[up]
		i = up
	}
	q[i] = v
}

func (h *heap) pop() uint64 {
	q := *h
	top, v := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	*h = q
	if len(q) == 0 {
		return top
	}
	i := 0
	for {
		least := 4*i + 1
		if least >= len(q) {
			break
		}
		for c := least + 1; c < min(4*i+5, len(q)); c++ {
			if q[c] < q[least] {
				least = c
			}
		}
		if q[least] >= v {
			break
		}
		q[i] = q[least]
		i = least
	}
	q[i] = v
	return top
}

// bitset is a set of nodes, a bit each.
type bitset []uint64

func newBitset(nodes int) bitset { return make(bitset, nodes/64+1) }

func (s bitset) add(n index.Node)      { s[n/64] |= 1 << (n % 64) }
func (s bitset) has(n index.Node) bool { return s[n/64]>>(n%64)&1 == 1 }
