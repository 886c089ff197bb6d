package index

import "math/bits"

// idSlots is the table in which an id is found by a look or two: open addressing with linear probing. A slot is a node
// and 1, or 0.
func idSlots(ids *texts) []uint32 {
	slots := make([]uint32, slotsOf(len(ids.ends)))
	for n := range ids.ends {
		at := hashID(ids.at(n)) % uint64(len(slots))
		for slots[at] != 0 {
			at = (at + 1) % uint64(len(slots))
		}
		slots[at] = uint32(n) + 1
	}
	return slots
}

// slotsOf is how many slots there are for so many ids: a power of two, more than twice as many.
func slotsOf(ids int) int { return 2 << bits.Len(uint(ids)) }

// hashID is FNV-1a, as the file must not depend on the process that wrote it.
func hashID[T ~string | []byte](id T) uint64 {
	hash := uint64(0xcbf29ce484222325)
	for i := range len(id) {
		hash = (hash ^ uint64(id[i])) * 0x100000001b3
	}
	return hash
}
