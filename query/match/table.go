package match

import "github.com/clewgraph/clew/query/index"

// spot is a state of the automaton at an entity: where a search stands.
type spot uint64

func spotAt(state int32, n index.Node) spot { return spot(state)<<32 | spot(n) }

func (s spot) state() int32     { return int32(s >> 32) }
func (s spot) node() index.Node { return index.Node(s) }

// table holds the distance of each spot that a search has reached: a hash table with open
// addressing, which costs a quarter of a Go map here.
type table struct {
	keys  []spot // 0 where the place is free
	dists []uint32
	used  int
	zero  int // the distance of spot 0, -1 without one
}

func newTable() *table { return &table{keys: make([]spot, 64), dists: make([]uint32, 64), zero: -1} }

func (t *table) len() int {
	if t.zero >= 0 {
		return t.used + 1
	}
	return t.used
}

// place returns where the spot is or would be.
func (t *table) place(s spot) int {
	mask := len(t.keys) - 1
	h := uint64(s) * 0x9E3779B97F4A7C15
	for i := int(h>>32) & mask; ; i = (i + 1) & mask {
		if t.keys[i] == s || t.keys[i] == 0 {
			return i
		}
	}
}

// get returns the distance of a spot, -1 if it has not been reached.
func (t *table) get(s spot) int {
	if s == 0 {
		return t.zero
	}
	if i := t.place(s); t.keys[i] == s {
		return int(t.dists[i])
	}
	return -1
}

// add sets the distance of a spot that has none, and reports whether it had none.
func (t *table) add(s spot, dist int) bool {
	if s == 0 {
		if t.zero < 0 {
			t.zero = dist
			return true
		}
		return false
	}
	i := t.place(s)
	if t.keys[i] == s {
		return false
	}
	t.keys[i], t.dists[i] = s, uint32(dist)
	if t.used++; t.used*2 > len(t.keys) {
		t.grow()
	}
	return true
}

func (t *table) grow() {
	old, dists := t.keys, t.dists
	t.keys, t.dists = make([]spot, 4*len(old)), make([]uint32, 4*len(old))
	for i, s := range old {
		if s != 0 {
			j := t.place(s)
			t.keys[j], t.dists[j] = s, dists[i]
		}
	}
}
