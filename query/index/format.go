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
	secArcs                         // arcSize bytes an arc: where it leads u32, predicate u16, cost u16, see surprise
	secCheapest                     // u16 a node: the least cost of its arcs
	secWeak                         // u16 an edge: see Support
	secInEdge                       // u32 an in arc: the edge
	secInWeak                       // u16 an in arc
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

// widths gives the bytes of an entry of each section whose entries are counted.
var widths = map[sectionID]uint64{
	secIDEnds: 4, secIDSlots: 4, secNameEnds: 4, secKinds: 1, secExtraEnds: 4, secHeads: 4, secSubject: 4, secArcs: arcSize, secCheapest: 2, secWeak: 2,
	secInEdge: 4, secInWeak: 2, secFacts: factSize, secArticleEnds: 4, secKeyEnds: 4, secKeyNode: 4, secKeySign: 8,
}

// lengths gives how many entries these sections must hold.
func (h *header) lengths() map[sectionID]uint64 {
	n, e, k := uint64(h.counts.nodes), uint64(h.counts.edges), uint64(h.counts.keys)
	return map[sectionID]uint64{
		secIDEnds: n, secIDSlots: uint64(slotsOf(int(n))), secNameEnds: n, secKinds: n, secExtraEnds: n, secHeads: 2*n + 2, secSubject: e, secArcs: 2 * e, secCheapest: n, secWeak: e,
		secInEdge: e, secInWeak: e, secFacts: e,
		secArticleEnds: uint64(h.counts.articles), secKeyEnds: k, secKeyNode: k, secKeySign: k,
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
	for id, n := range h.lengths() {
		if h.sections[id].size != n*widths[id] {
			return fmt.Errorf("%w: section %d has %d bytes for %d entries", ErrDamaged, id, h.sections[id].size, n)
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
