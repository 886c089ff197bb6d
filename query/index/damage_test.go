package index_test

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// readAll uses everything that an index holds. Damage must show as an error, never as a crash.
func readAll(x *index.Index) {
	for n := range index.Node(x.Nodes() + 1) {
		e := x.Entity(n)
		x.Find(e.ID)
		x.Named(e.Name)
		for _, r := range []index.Run{x.Out(n), x.In(n)} {
			for i := range r.Len() {
				x.Ends(r.Edge(i))
			}
			x.ArticlesOf(0)
		}
		in := x.In(n)
		for i := range in.Len() {
			x.InEdge(in.Number(i))
			in.Weak(i)
		}
		x.Degree(n)
		x.Cheapest(n)
		x.PrefetchHead(n)
		x.PrefetchArcs(n)
	}
	for e := range index.Edge(x.Edges() + 1) {
		x.Reader().Expect([]index.Edge{e})
		x.Statement(e)
		x.Held(e)
		x.HeldDuring(e, "2001", "2002", false)
		x.Cost(e)
		x.Weakness(e)
		x.Sources(e)
	}
	for i := range x.Articles() + 1 {
		x.FindArticle(x.Article(i).ID)
	}
	x.Nearest("li wie", graph.Person, 3)
	x.StartingWith("l", 9)
}

// TestDamage changes every page of an index: opening or reading must say that it is damaged, and
// nothing may be answered that was not there.
func TestDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.bin")
	if err := index.Create(t.Context(), path, "7", small()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 3; at < len(whole); at += 1024 {
		b := append([]byte(nil), whole...)
		b[at] ^= 0x40
		if !damaged(t, b) {
			t.Errorf("a changed byte at %d was not noticed", at)
		}
	}
	for _, n := range []int{0, 1, 4095, 4096, len(whole) / 2, len(whole) - 1} {
		if !damaged(t, whole[:n]) {
			t.Errorf("a file of %d of %d bytes was not noticed", n, len(whole))
		}
	}
	if !damaged(t, append(whole[:len(whole):len(whole)], 0)) {
		t.Error("a longer file was not noticed")
	}
}

// damaged reads an index all over and reports whether it was found to be damaged.
func damaged(t *testing.T, data []byte) bool {
	t.Helper()
	path := filepath.Join(t.TempDir(), "index.bin")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	x, err := index.Open(path, "7")
	if err != nil {
		if !errors.Is(err, index.ErrDamaged) && !errors.Is(err, index.ErrStale) {
			t.Errorf("open: %v", err)
		}
		return true
	}
	defer func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}()
	readAll(x)
	return errors.Is(x.Verify(), index.ErrDamaged)
}

// FuzzOpen changes bytes of an index and makes its checksums fit again, as one who means harm would.
func FuzzOpen(f *testing.F) {
	path := filepath.Join(f.TempDir(), "index.bin")
	if err := index.Create(f.Context(), path, "7", small()); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	for page := 0; page < len(whole)/4096; page++ {
		f.Add(uint32(page*4096), uint32(0xffffffff), uint32(page*4096+4), uint32(1))
	}
	f.Add(uint32(12), uint32(2), uint32(16), uint32(1<<31))
	f.Fuzz(func(t *testing.T, at1, v1, at2, v2 uint32) {
		b := append([]byte(nil), whole...)
		binary.LittleEndian.PutUint32(b[int(at1)%(len(b)-4):], v1)
		binary.LittleEndian.PutUint32(b[int(at2)%(len(b)-4):], v2)
		seal(b, len(whole))
		damaged(t, b)
	})
}

// seal computes the checksums of an index anew: the header holds, from byte 40, that of the table of
// checksums, which ends the file, and in its last four bytes its own.
func seal(b []byte, size int) {
	table := crc32.MakeTable(crc32.Castagnoli)
	pages := size / 4096
	sums := b[size-size%4096:]
	if size%4096 == 0 {
		return
	}
	for p := 1; p < pages; p++ {
		binary.LittleEndian.PutUint32(sums[4*p:], crc32.Checksum(b[p*4096:(p+1)*4096], table))
	}
	binary.LittleEndian.PutUint32(b[40:], crc32.Checksum(sums, table))
	binary.LittleEndian.PutUint32(b[4092:], crc32.Checksum(b[:4092], table))
}
