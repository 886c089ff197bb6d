package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// Version is the format's version; an index of another version is built again.
const Version = 7

const (
	magic    = "clewidx\n"
	pageBits = 12
	pageSize = 1 << pageBits
	headSize = 8 // of a node
)

// sectionID names a section of the file.
type sectionID int

// The sections. Numbers are little-endian.
const (
	secEvidence    sectionID = iota // evidenceSize bytes and its quote each, by edge
	secIDs                          // text of the entity ids
	secIDEnds                       // u32 a node: where its id ends
	secIDSlots                      // u32 a slot: a node and 1, or 0, and bits of the hash, see idTable
	secNames                        // text of the names
	secNameEnds                     // u32 a node
	secKinds                        // u8 a node: its kind's number
	secExtras                       // aliases and catalogue ids, see appendExtras
	secExtraEnds                    // u32 a node
	secHeads                        // 2 u32 a node and 2 after the last: first out edge, first in arc
	secSubject                      // u32 an edge
	secArcs                         // arcSize bytes an arc, of each node those that leave it and those that arrive: where it leads u32, predicate u16, cost u16, see surprise
	secCheapest                     // u16 a node: the least cost of its arcs
	secWeak                         // u16 an edge: see Index.Weakness
	secInEdge                       // u32 an in arc: the edge
	secInWeak                       // u16 an in arc: the secWeak of its edge
	secFacts                        // factSize bytes an edge: confidence, sources, time
	secArticles                     // descriptions, by id
	secArticleEnds                  // u32 an article
	secKeys                         // text of the folded names, sorted
	secKeyEnds                      // u32 a key
	secKeyNode                      // u32 a key: whose name it is
	secKeySign                      // u64 a key: its set of letter pairs
	secVocabulary                   // kinds and predicates
	secSums                         // u32 a page before this section: its CRC-32C
	sectionCount
)

// ErrStale is returned for an index of another generation or version; ErrDamaged for
// one that does not match its checksums. Both mean: build it again.
var (
	ErrStale   = errors.New("the index is out of date")
	ErrDamaged = errors.New("the index is damaged")
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// extent is where a section lies in the file, in bytes. The start is a multiple of the page size.
type extent struct{ start, size uint64 }

// header is the first page of the file.
type header struct {
	generation string
	counts     counts
	sections   [sectionCount]extent
	sumsCRC    uint32
}

// counts are the numbers of things in the index.
type counts struct{ nodes, edges, evidence, articles, keys, kinds, preds uint32 }

func (c *counts) fields() []*uint32 {
	return []*uint32{&c.nodes, &c.edges, &c.evidence, &c.articles, &c.keys, &c.kinds, &c.preds}
}

const maxGeneration = 1024

// encode returns the header page. Its last four bytes are the CRC-32C of the rest.
func (h *header) encode() ([]byte, error) {
	if len(h.generation) > maxGeneration {
		return nil, fmt.Errorf("a generation of %d bytes is longer than %d", len(h.generation), maxGeneration)
	}
	b := make([]byte, 0, pageSize)
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint32(b, Version)
	for _, n := range h.counts.fields() {
		b = binary.LittleEndian.AppendUint32(b, *n)
	}
	b = binary.LittleEndian.AppendUint32(b, h.sumsCRC)
	for _, s := range h.sections {
		b = binary.LittleEndian.AppendUint64(b, s.start)
		b = binary.LittleEndian.AppendUint64(b, s.size)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(h.generation)))
	b = append(b, h.generation...)
	b = b[:pageSize]
	binary.LittleEndian.PutUint32(b[pageSize-4:], crc32.Checksum(b[:pageSize-4], castagnoli))
	return b, nil
}

// decodeHeader reads the header page of a file of that size.
func decodeHeader(b []byte, size uint64) (header, error) {
	var h header
	switch {
	case len(b) < pageSize || string(b[:len(magic)]) != magic:
		return h, fmt.Errorf("%w: it is no index", ErrDamaged)
	case binary.LittleEndian.Uint32(b[len(magic):]) != Version:
		return h, fmt.Errorf("%w: its version is %d, not %d", ErrStale, binary.LittleEndian.Uint32(b[len(magic):]), Version)
	case binary.LittleEndian.Uint32(b[pageSize-4:pageSize]) != crc32.Checksum(b[:pageSize-4], castagnoli):
		return h, fmt.Errorf("%w: its header does not match its checksum", ErrDamaged)
	}
	r := b[len(magic)+4 : pageSize-4]
	u32 := func() uint32 { v := binary.LittleEndian.Uint32(r); r = r[4:]; return v }
	for _, n := range h.counts.fields() {
		*n = u32()
	}
	h.sumsCRC = u32()
	for i := range h.sections {
		h.sections[i] = extent{binary.LittleEndian.Uint64(r), binary.LittleEndian.Uint64(r[8:])}
		r = r[16:]
	}
	n := u32()
	if n > maxGeneration || int(n) > len(r) {
		return h, fmt.Errorf("%w: its generation is too long", ErrDamaged)
	}
	h.generation = string(r[:n])
	return h, h.check(size)
}

// entries are those of a section: how many, and of how many bytes each.
type entries struct {
	id           sectionID
	count, width uint64
}

// counted lists what each section must hold whose entries are counted.
func (h *header) counted() []entries {
	n, e, k := uint64(h.counts.nodes), uint64(h.counts.edges), uint64(h.counts.keys)
	return []entries{
		{secIDEnds, n, 4},
		{secIDSlots, uint64(slotsOf(int(n))), 4},
		{secNameEnds, n, 4},
		{secKinds, n, 1},
		{secExtraEnds, n, 4},
		{secHeads, 2*n + 2, 4},
		{secSubject, e, 4},
		{secArcs, 2 * e, arcSize},
		{secCheapest, n, 2},
		{secWeak, e, 2},
		{secInEdge, e, 4},
		{secInWeak, e, 2},
		{secFacts, e, factSize},
		{secArticleEnds, uint64(h.counts.articles), 4},
		{secKeyEnds, k, 4},
		{secKeyNode, k, 4},
		{secKeySign, k, 8},
	}
}

// check holds the section table against the counts and the size of the file.
func (h *header) check(size uint64) error {
	if h.counts.edges > math.MaxInt32 || h.counts.nodes > math.MaxInt32 {
		return fmt.Errorf("%w: it counts too many entities", ErrDamaged)
	}
	at := uint64(pageSize)
	for i, s := range h.sections {
		if s.start != at || s.size > size || s.start > size-s.size {
			return fmt.Errorf("%w: section %d is not where it should be", ErrDamaged, i)
		}
		at = roundUp(at + s.size)
	}
	for _, want := range h.counted() {
		if got := h.sections[want.id].size; got != want.count*want.width {
			return fmt.Errorf("%w: section %d has %d bytes for %d entries", ErrDamaged, want.id, got, want.count)
		}
	}
	sums := h.sections[secSums]
	if sums.size != sums.start>>pageBits*4 || size != sums.start+sums.size {
		return fmt.Errorf("%w: its size is not the one that its header gives", ErrDamaged)
	}
	return nil
}

// roundUp returns the next page boundary.
func roundUp(n uint64) uint64 { return (n + pageSize - 1) &^ (pageSize - 1) }
