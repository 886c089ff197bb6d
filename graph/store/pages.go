package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// checkPages walks the pages of a bbolt file and reports the first thing that would lead bbolt astray: bbolt trusts
// its pages, so that a flipped bit can make it run in circles until the stack is full, which no recover stops. In
// a file of up to wholeFile bytes every page is read; in a larger one those that lead to others. No other process may
// be writing.
func checkPages(path string) error { return walkPages(path, wholeFile) }

// verifyPages is checkPages for the whole of a file of any size.
func verifyPages(path string) error { return walkPages(path, 1<<62) }

func walkPages(path string, whole int64) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return walkFile(f, info.Size(), whole)
}

func walkFile(f io.ReaderAt, size, whole int64) error {
	m, both, err := readMeta(f)
	if err != nil {
		return err
	}
	if !both {
		return errors.New("one of its two first pages is garbled, so that the last change may be missing")
	}
	if m.pages < 4 || uint64(size)/uint64(m.pageSize) < m.pages {
		return fmt.Errorf("the file has %d bytes, but needs %d pages of %d", size, m.pages, m.pageSize)
	}
	w := &pageWalk{f: f, meta: m, seen: make([]bool, m.pages), whole: size <= whole}
	if err := w.tree(m.root, 0, nil, nil, 0); err != nil {
		return err
	}
	return w.freelist()
}

const wholeFile = 64 << 20

// What a page is, and an element that is a bucket.
const (
	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10
	bucketLeaf   = 0x01
	elementSize  = 16
	maxDepth     = 32
)

type pageWalk struct {
	f     io.ReaderAt
	meta  boltMeta
	seen  []bool
	whole bool
}

var errPage = errors.New("a page is garbled")

// page reads a page with those that it overflows into, after seeing that nothing else led there.
func (w *pageWalk) page(id uint64) ([]byte, error) {
	if err := w.visit(id); err != nil {
		return nil, err
	}
	head := make([]byte, pageHeader)
	at := int64(id) * int64(w.meta.pageSize)
	if _, err := w.f.ReadAt(head, at); err != nil {
		return nil, err
	}
	overflow := uint64(binary.NativeEndian.Uint32(head[12:]))
	if binary.NativeEndian.Uint64(head) != id || id+overflow >= w.meta.pages {
		return nil, fmt.Errorf("page %d: %w", id, errPage)
	}
	for n := uint64(1); n <= overflow; n++ {
		if err := w.visit(id + n); err != nil {
			return nil, err
		}
	}
	page := make([]byte, (overflow+1)*uint64(w.meta.pageSize))
	_, err := w.f.ReadAt(page, at)
	return page, err
}

func (w *pageWalk) visit(id uint64) error {
	if id < 2 || id >= w.meta.pages || w.seen[id] {
		return fmt.Errorf("page %d is led to twice, or is none", id)
	}
	w.seen[id] = true
	return nil
}

// tree checks the tree of a bucket whose keys lie in lo <= key < hi, nil being no bound. Buckets lie in each
// other: the tables of the graph are the third level.
func (w *pageWalk) tree(root uint64, level int, lo, hi []byte, depth int) error {
	if depth > maxDepth {
		return errPage
	}
	page, err := w.page(root)
	if err != nil {
		return err
	}
	return w.content(page, root, level, lo, hi, depth)
}

// content checks what is on a page, which may be an inline one.
func (w *pageWalk) content(page []byte, id uint64, level int, lo, hi []byte, depth int) error {
	flags := binary.NativeEndian.Uint16(page[8:])
	count := int(binary.NativeEndian.Uint16(page[10:]))
	switch {
	case flags == branchPage && count > 0:
		return w.branch(page, count, level, lo, hi, depth)
	case flags == leafPage:
		return w.leaf(page, count, level, lo, hi, depth)
	}
	return fmt.Errorf("page %d: %w", id, errPage)
}

// element returns the n-th element of a page and what lies at its position.
func element(page []byte, n, count int, position int) (e, data []byte, err error) {
	at := pageHeader + n*elementSize
	if pageHeader+count*elementSize > len(page) {
		return nil, nil, errPage
	}
	e = page[at : at+elementSize]
	pos := int(binary.NativeEndian.Uint32(e[position:]))
	if pos > len(page)-at {
		return nil, nil, errPage
	}
	return e, page[at+pos:], nil
}

func (w *pageWalk) branch(page []byte, count, level int, lo, hi []byte, depth int) error {
	type child struct {
		key []byte
		id  uint64
	}
	children := make([]child, count)
	for i := range children {
		e, data, err := element(page, i, count, 0)
		if err != nil {
			return err
		}
		size := int(binary.NativeEndian.Uint32(e[4:]))
		if size > len(data) || i > 0 && bytes.Compare(children[i-1].key, data[:size]) >= 0 {
			return errPage
		}
		children[i] = child{data[:size], binary.NativeEndian.Uint64(e[8:])}
	}
	if !inside(children[0].key, nil, hi) || !inside(children[count-1].key, nil, hi) {
		return errPage
	}
	leaves := false // whether the children of a large file's tree need no look
	for i, c := range children {
		low, high := c.key, hi
		if i == 0 {
			low = lo
		}
		if i+1 < count {
			high = children[i+1].key
		}
		if leaves {
			if err := w.visit(c.id); err != nil {
				return err
			}
			continue
		}
		if err := w.tree(c.id, level, low, high, depth+1); err != nil {
			return err
		}
		leaves = !w.whole && level >= 2 && w.isLeaf(c.id)
	}
	return nil
}

func (w *pageWalk) isLeaf(id uint64) bool {
	head := make([]byte, pageHeader)
	_, err := w.f.ReadAt(head, int64(id)*int64(w.meta.pageSize))
	return err == nil && binary.NativeEndian.Uint16(head[8:]) == leafPage
}

func inside(key, lo, hi []byte) bool {
	return (lo == nil || bytes.Compare(key, lo) >= 0) && (hi == nil || bytes.Compare(key, hi) < 0)
}

func (w *pageWalk) leaf(page []byte, count, level int, lo, hi []byte, depth int) error {
	var last []byte
	for i := range count {
		e, data, err := element(page, i, count, 4)
		if err != nil {
			return err
		}
		flags := binary.NativeEndian.Uint32(e)
		ksize, vsize := int(binary.NativeEndian.Uint32(e[8:])), int(binary.NativeEndian.Uint32(e[12:]))
		if ksize > len(data) || vsize > len(data)-ksize || !inside(data[:ksize], lo, hi) || i > 0 && bytes.Compare(last, data[:ksize]) >= 0 {
			return errPage
		}
		last = data[:ksize]
		switch flags {
		case 0:
		case bucketLeaf:
			if err := w.bucket(data[ksize:ksize+vsize], level, depth); err != nil {
				return err
			}
		default:
			return errPage
		}
	}
	return nil
}

// bucket checks the bucket that an element holds: the page of its root, or a page that lies inline.
func (w *pageWalk) bucket(value []byte, level, depth int) error {
	const header = 16
	if len(value) < header || level > 2 {
		return errPage
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return w.tree(root, level+1, nil, nil, depth+1)
	}
	if len(value) < header+pageHeader || binary.NativeEndian.Uint16(value[header+8:]) != leafPage {
		return errPage
	}
	return w.content(value[header:], 0, level+1, nil, nil, depth+1)
}

// freelist checks that no page that is in use is listed as free.
func (w *pageWalk) freelist() error {
	if w.meta.freelist == 1<<64-1 { // none was written
		return nil
	}
	page, err := w.page(w.meta.freelist)
	if err != nil {
		return fmt.Errorf("the list of free pages: %w", err)
	}
	flags, count := binary.NativeEndian.Uint16(page[8:]), uint64(binary.NativeEndian.Uint16(page[10:]))
	ids := page[pageHeader:]
	if count == 0xFFFF {
		count, ids = binary.NativeEndian.Uint64(ids), ids[8:]
	}
	if flags != freelistPage || count > uint64(len(ids)/8) {
		return errors.New("the list of free pages is garbled")
	}
	for i := range count {
		if err := w.visit(binary.NativeEndian.Uint64(ids[i*8:])); err != nil {
			return fmt.Errorf("the list of free pages: %w", err)
		}
	}
	return nil
}
