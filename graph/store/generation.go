package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Of bbolt's file this much is read without bbolt: each page begins with 16 bytes (its number, what it is, how
// much is on it and how many pages follow); the first two pages hold a meta each: magic, version, page size, flags,
// the root bucket, the free list, the number of pages, the transaction and a checksum.
const (
	pageHeader  = 16
	metaLength  = 64
	boltMagic   = 0xED0CDAED
	boltVersion = 2
)

type boltMeta struct {
	pageSize int
	root     uint64 // page of the root bucket
	freelist uint64
	pages    uint64
	txid     uint64
	checksum uint64
}

// parseMeta reads a meta page. It reports whether it is whole.
func parseMeta(page []byte) (boltMeta, bool) {
	if len(page) < pageHeader+metaLength {
		return boltMeta{}, false
	}
	b := page[pageHeader:]
	u32, u64 := binary.NativeEndian.Uint32, binary.NativeEndian.Uint64
	m := boltMeta{
		pageSize: int(u32(b[8:])), root: u64(b[16:]), freelist: u64(b[32:]),
		pages: u64(b[40:]), txid: u64(b[48:]), checksum: u64(b[56:]),
	}
	h := fnv.New64a()
	h.Write(b[:56])
	whole := u32(b) == boltMagic && u32(b[4:]) == boltVersion && h.Sum64() == m.checksum
	return m, whole && m.pageSize >= 512 && m.pageSize <= 1<<20
}

// readMeta returns the newer whole meta of a file, and whether both are whole.
func readMeta(f io.ReaderAt) (best boltMeta, both bool, err error) {
	found := 0
	page := make([]byte, pageHeader+metaLength)
	offsets := []int64{0}
	for size := int64(512); size <= 1<<20; size *= 2 {
		offsets = append(offsets, size) // the second meta, whose page size is known from a whole meta only
	}
	for _, at := range offsets {
		if _, err := f.ReadAt(page, at); err != nil && !errors.Is(err, io.EOF) {
			return best, false, err
		}
		m, ok := parseMeta(page)
		if !ok || at != 0 && int64(m.pageSize) != at {
			continue
		}
		if found++; m.txid >= best.txid {
			best = m
		}
	}
	if found == 0 {
		return best, false, errors.New("neither of its two first pages is whole")
	}
	return best, found == 2, nil
}

// Generation names the state of the graph in a folder: it is another after each change. It reads two pages of the
// file, opens no database, takes no lock and does not wait.
func Generation(dir string) (generation string, err error) {
	f, err := os.Open(filepath.Join(dir, FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("graph %s: %w", dir, ErrNoGraph)
	}
	if err != nil {
		return "", fmt.Errorf("graph: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	m, _, err := readMeta(f)
	if err != nil {
		return "", &DamagedError{dir, err.Error()}
	}
	return fmt.Sprintf("%d-%016x", m.txid, m.checksum), nil
}
