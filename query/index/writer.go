package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"slices"
	"unsafe"
)

// writer writes the sections of an index one after another and keeps the checksums of its pages.
type writer struct {
	f    *os.File
	buf  []byte // of the open section; starts on a page boundary of the file
	at   uint64 // where buf starts in the file
	head header
	open sectionID
	sums []byte
	err  error // the first that occurred
}

const writeBuffer = 1 << 18 // so that it stays in the processor's cache

// newWriter starts an index in an empty file. The header page is written last, by finish.
func newWriter(f *os.File) *writer {
	return &writer{f: f, buf: make([]byte, 0, writeBuffer), at: pageSize, open: -1, sums: make([]byte, 4)}
}

// begin ends the open section and starts the next, which must be id.
func (w *writer) begin(id sectionID) {
	w.end()
	if id != w.open+1 {
		panic(fmt.Sprintf("index: section %d does not follow section %d", id, w.open))
	}
	w.open = id
	w.head.sections[id].start = w.at
}

// end closes the open section and fills its last page with zeros.
func (w *writer) end() {
	if w.open < 0 {
		return
	}
	s := &w.head.sections[w.open]
	s.size = w.at + uint64(len(w.buf)) - s.start
	w.pages(append(w.buf, make([]byte, (pageSize-len(w.buf)%pageSize)%pageSize)...))
	w.buf = w.buf[:0]
}

// Write adds to the open section. What comes in large pieces is not copied.
func (w *writer) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		if len(w.buf) == 0 && len(p) >= writeBuffer {
			w.pages(p[:writeBuffer])
			p = p[writeBuffer:]
			continue
		}
		k := min(len(p), writeBuffer-len(w.buf))
		w.buf = append(w.buf, p[:k]...)
		p = p[k:]
		if len(w.buf) == writeBuffer {
			w.pages(w.buf)
			w.buf = w.buf[:0]
		}
	}
	return n, w.err
}

// pages writes whole pages.
func (w *writer) pages(b []byte) {
	for at := 0; at < len(b); at += pageSize {
		w.sums = binary.LittleEndian.AppendUint32(w.sums, crc32.Checksum(b[at:at+pageSize], castagnoli))
	}
	if w.err == nil {
		_, w.err = w.f.WriteAt(b, int64(w.at))
	}
	w.at += uint64(len(b))
}

// section writes a whole section.
func (w *writer) section(id sectionID, data []byte) {
	w.begin(id)
	_, _ = w.Write(data) // kept in w.err
}

// finish writes the table of checksums and the header.
func (w *writer) finish() error {
	w.end()
	w.open = secSums
	w.head.sections[secSums] = extent{w.at, uint64(len(w.sums))}
	w.head.sumsCRC = crc32.Checksum(w.sums, castagnoli)
	page, err := w.head.encode()
	if err != nil {
		return err
	}
	if w.err == nil {
		_, w.err = w.f.WriteAt(w.sums, int64(w.at))
	}
	if w.err == nil {
		_, w.err = w.f.WriteAt(page, 0)
	}
	return w.err
}

// writeNumbers writes a section of numbers.
func writeNumbers[T numbers](w *writer, id sectionID, list []T) {
	w.begin(id)
	if littleEndian {
		w.raw(unsafe.Pointer(unsafe.SliceData(list)), len(list)*int(unsafe.Sizeof(*new(T))))
		return
	}
	var b []byte
	for _, v := range list {
		b = b[:0]
		for i := range unsafe.Sizeof(v) {
			b = append(b, byte(uint64(v)>>(8*i)))
		}
		_, _ = w.Write(b) // kept in w.err
	}
}

// writeArcs adds arcs to the open section.
func writeArcs(w *writer, list []Arc) {
	if littleEndian {
		w.raw(unsafe.Pointer(unsafe.SliceData(list)), len(list)*arcSize)
		return
	}
	var b []byte
	for _, a := range list {
		b = binary.LittleEndian.AppendUint32(b[:0], uint32(a.To))
		b = binary.LittleEndian.AppendUint16(b, uint16(a.Pred))
		_, _ = w.Write(binary.LittleEndian.AppendUint16(b, a.Cost)) // kept in w.err
	}
}

// raw adds size bytes of memory to the open section.
func (w *writer) raw(at unsafe.Pointer, size int) {
	if size > 0 {
		_, _ = w.Write(unsafe.Slice((*byte)(at), size)) // kept in w.err
	}
}

// texts collects a section of texts and the end of each.
type texts struct {
	bytes []byte
	ends  []uint32
}

func (t *texts) add(s string) { t.end(append(room(t.bytes, len(s)), s...)) }

// end takes bytes that continue t.bytes as the next text.
func (t *texts) end(b []byte) {
	t.bytes = b
	t.ends = append(room(t.ends, 1), uint32(len(b)))
}

// follows reports whether a text comes after the last in order.
func (t *texts) follows(s string) bool {
	n := len(t.ends)
	return n == 0 || s > string(t.at(n-1))
}

// at returns text i.
func (t *texts) at(i int) []byte {
	lo := uint32(0)
	if i > 0 {
		lo = t.ends[i-1]
	}
	return t.bytes[lo:t.ends[i]]
}

// room returns the list with room for n more. Full, it doubles: append lets large lists grow by a quarter, and so
// copies them four times over.
func room[T any](list []T, n int) []T {
	if cap(list)-len(list) >= n {
		return list
	}
	return slices.Grow(list, max(n, len(list), 1024))
}

// write writes both sections; ends must follow texts.
func (t *texts) write(w *writer, id, ends sectionID) {
	if len(t.bytes) > 1<<32-1 && w.err == nil {
		w.err = fmt.Errorf("the texts of section %d take more than 4 GB", id)
	}
	w.section(id, t.bytes)
	writeNumbers(w, ends, t.ends)
}
