package query

import "math/bits"

// table maps the states of a search to what is known of them: open addressing with linear probing.
// It can be emptied without touching its memory.
type table struct {
	slots []slot
	round uint32 // slots of another round are empty
	used  int
}

// slot is what is known of a state.
type slot struct {
	key   uint64
	round uint32
	cost  uint32 // the least so far
	label int32  // that has this cost
	hops  uint16 // of the last label that was settled; unsettled if none was
}

const (
	unsettled = ^uint16(0)
	firstSize = 1 << 10
)

// reset empties the table.
func (t *table) reset() {
	if t.slots == nil {
		t.slots = make([]slot, firstSize)
	}
	t.used = 0
	if t.round++; t.round == 0 {
		clear(t.slots)
		t.round = 1
	}
}

// find returns the slot of a state, nil if there is none.
func (t *table) find(key uint64) *slot {
	s := t.place(key)
	if s.round != t.round {
		return nil
	}
	return s
}

// add returns the slot of a state, and whether it is new. It is valid until the next add.
func (t *table) add(key uint64) (s *slot, isNew bool) {
	if t.used*2 >= len(t.slots) {
		t.grow()
	}
	s = t.place(key)
	if s.round == t.round {
		return s, false
	}
	t.used++
	*s = slot{key: key, round: t.round, hops: unsettled}
	return s, true
}

// place returns the state's slot or the empty one where it would go.
func (t *table) place(key uint64) *slot {
	mask := uint64(len(t.slots) - 1)
	shift := 64 - bits.Len64(mask)
	for i := key * 0x9E3779B97F4A7C15 >> shift; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.round != t.round || s.key == key {
			return s
		}
	}
}

func (t *table) grow() {
	old := t.slots
	t.slots = make([]slot, 2*len(old))
	for i := range old {
		if old[i].round == t.round {
			*t.place(old[i].key) = old[i]
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
