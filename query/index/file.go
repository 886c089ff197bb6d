package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/bits"
	"os"
	"sync/atomic"
	"unsafe"
)

// file is the mapped bytes of an index with the checksums of its pages.
// It may be read from several goroutines.
type file struct {
	data  []byte
	unmap func() error
	head  header
	seen  []atomic.Uint32 // a bit a page: it was checked and is sound
	bad   atomic.Pointer[error]

	headsUnseen atomic.Int64 // the pages of heads that are not seen: searches ask for a head all the time
}

// openFile maps the file and checks its header and its table of checksums.
func openFile(path string) (*file, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	data, unmap, err := mapFile(f)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("open the index %s: %w", path, err)
	}
	x, err := newFile(data, unmap)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), unmap())
	}
	return x, nil
}

// newFile checks the header and the table of checksums of an index's bytes.
func newFile(data []byte, unmap func() error) (*file, error) {
	head, err := decodeHeader(data, uint64(len(data)))
	if err != nil {
		return nil, err
	}
	f := &file{data: data, unmap: unmap, head: head}
	sums := f.raw(secSums)
	if crc32.Checksum(sums, castagnoli) != head.sumsCRC {
		return nil, fmt.Errorf("%w: its table of checksums does not match", ErrDamaged)
	}
	f.seen = make([]atomic.Uint32, len(sums)/4/32+1)
	f.headsUnseen.Store(int64(roundUp(head.sections[secHeads].size) / pageSize))
	return f, nil
}

// raw returns a section's bytes, unchecked.
func (f *file) raw(id sectionID) []byte {
	s := f.head.sections[id]
	return f.data[s.start : s.start+s.size : s.start+s.size]
}

// err returns the first damage that was met.
func (f *file) err() error {
	if p := f.bad.Load(); p != nil {
		return *p
	}
	return nil
}

// damaged records the first damage.
func (f *file) damaged(format string, args ...any) {
	err := fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
	f.bad.CompareAndSwap(nil, &err)
}

// sound reports whether the pages of bytes lo..hi of a section match their checksums.
// The range must lie in the section.
func (f *file) sound(id sectionID, lo, hi uint64) bool {
	if lo >= hi {
		return true
	}
	start := f.head.sections[id].start
	last := (start + hi - 1) >> pageBits
	for p := (start + lo) >> pageBits; p <= last; p++ {
		if f.seen[p>>5].Load()&(1<<(p&31)) == 0 && !f.checkPage(id, p) {
			return false
		}
	}
	return true
}

// pageSound is sound for the page of one byte of a section; it is small enough to be inlined.
func (f *file) pageSound(id sectionID, at uint64) bool {
	p := (f.head.sections[id].start + at) >> pageBits
	return f.seen[p>>5].Load()&(1<<(p&31)) != 0 || f.checkPage(id, p)
}

// checkPage compares a page with its checksum and its numbers with their limits.
func (f *file) checkPage(id sectionID, p uint64) bool {
	s := f.head.sections[id]
	page := f.data[p<<pageBits : min((p+1)<<pageBits, uint64(len(f.data)))]
	want := binary.LittleEndian.Uint32(f.raw(secSums)[p*4:])
	if crc32.Checksum(page, castagnoli) != want {
		f.damaged("page %d does not match its checksum", p)
		return false
	}
	end := (p + 1) << pageBits
	if id == secHeads {
		end += headSize // where the arcs of the last node end
	}
	if !f.withinLimits(id, f.data[p<<pageBits:min(end, s.start+s.size)]) {
		f.damaged("a number on page %d points outside of the index", p)
		return false
	}
	if before := f.seen[p>>5].Or(1 << (p & 31)); id == secHeads && before&(1<<(p&31)) == 0 {
		f.headsUnseen.Add(-1)
	}
	return true
}

// withinLimits checks the numbers on a page of a section whose numbers name other things.
func (f *file) withinLimits(id sectionID, page []byte) bool {
	c := f.head.counts
	switch id {
	case secSubject, secKeyNode:
		return allBelow(page, c.nodes)
	case secIDSlots:
		for ; len(page) >= 4; page = page[4:] {
			if slot := binary.LittleEndian.Uint32(page); slot != 0 && slot&numberBits(slotsOf(int(c.nodes)))-1 >= c.nodes {
				return false
			}
		}
	case secInEdge:
		return allBelow(page, c.edges)
	case secHeads:
		return ascend(page) && allBelow(page[max(len(page)-headSize, 0):], c.edges+1)
	case secArcs:
		for ; len(page) >= arcSize; page = page[arcSize:] {
			if binary.LittleEndian.Uint32(page) >= c.nodes || uint32(binary.LittleEndian.Uint16(page[4:])) >= c.preds {
				return false
			}
		}
	case secKinds:
		for _, k := range page {
			if uint32(k) >= c.kinds {
				return false
			}
		}
	}
	return true
}

func allBelow(page []byte, limit uint32) bool {
	for ; len(page) >= 4; page = page[4:] {
		if binary.LittleEndian.Uint32(page) >= limit {
			return false
		}
	}
	return true
}

// ascend reports whether each head begins no earlier than the one before.
func ascend(page []byte) bool {
	for ; len(page) >= headSize+4; page = page[4:] {
		if binary.LittleEndian.Uint32(page) > binary.LittleEndian.Uint32(page[headSize:]) {
			return false
		}
	}
	return true
}

// verify checks every page.
func (f *file) verify() error {
	for id := range secSums {
		f.sound(id, 0, f.head.sections[id].size)
	}
	return f.err()
}

// numbers are what sections of numbers are made of.
type numbers interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

// littleEndian tells whether this machine's numbers lie in memory as they lie in the file.
var littleEndian = func() bool {
	n := uint16(1)
	return *(*byte)(unsafe.Pointer(&n)) == 1
}()

// view returns a section as numbers, in place where the machine is little-endian. What it
// holds may be used after sound has been asked for its place.
func view[T numbers](f *file, id sectionID) []T {
	raw := f.raw(id)
	var zero T
	width := int(unsafe.Sizeof(zero))
	n := len(raw) / width
	switch {
	case n == 0:
		return nil
	case littleEndian:
		return unsafe.Slice((*T)(unsafe.Pointer(&raw[0])), n)
	}
	out := make([]T, n)
	for i := range out {
		out[i] = swapped[T](raw[i*width:], width)
	}
	return out
}

// viewArcs is view for the section of arcs.
func viewArcs(f *file) []Arc {
	raw := f.raw(secArcs)
	n := len(raw) / arcSize
	switch {
	case n == 0:
		return nil
	case littleEndian:
		return unsafe.Slice((*Arc)(unsafe.Pointer(&raw[0])), n)
	}
	out := make([]Arc, n)
	for i := range out {
		b := raw[i*arcSize:]
		out[i] = Arc{Node(binary.LittleEndian.Uint32(b)), Pred(binary.LittleEndian.Uint16(b[4:])), binary.LittleEndian.Uint16(b[6:])}
	}
	return out
}

// swapped reads a little-endian number on a machine that is not.
func swapped[T numbers](b []byte, width int) T {
	var n uint64
	for i := range width {
		n |= uint64(b[i]) << (8 * i)
	}
	return T(n)
}

// span returns text i of a section of texts, given the ends of each.
func (f *file) span(texts, ends sectionID, e []uint32, i uint32) []byte {
	if int(i) >= len(e) || !f.pageSound(ends, uint64(i)*4) {
		return nil
	}
	lo, hi := uint32(0), e[i]
	if i > 0 {
		if !f.pageSound(ends, uint64(i-1)*4) {
			return nil
		}
		lo = e[i-1]
	}
	if lo > hi || uint64(hi) > f.head.sections[texts].size {
		f.damaged("text %d of section %d ends outside of it", i, texts)
		return nil
	}
	if !f.sound(texts, uint64(lo), uint64(hi)) {
		return nil
	}
	return f.raw(texts)[lo:hi:hi]
}

// log2 returns 1024 times the binary logarithm of n, rounded down, by squaring; 0 for n < 2.
// It uses integers so that every machine ranks alike.
func log2(n uint32) uint32 {
	if n < 2 {
		return 0
	}
	whole := uint32(bits.Len32(n) - 1)
	x := uint64(n) << (31 - whole) // in [1,2) with 31 bits after the point
	out := whole
	for range 10 {
		x = x * x >> 31
		out <<= 1
		if x >= 1<<32 {
			out |= 1
			x >>= 1
		}
	}
	return out
}
