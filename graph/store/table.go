package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"

	bolt "go.etcd.io/bbolt"
)

// table is a bucket whose values carry a checksum over key and value, so that no flipped bit goes unseen.
type table struct {
	name string
	b    *bolt.Bucket
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(k, v []byte) uint32 {
	return crc32.Update(crc32.Checksum(k, castagnoli), castagnoli, v)
}

// open returns the value without its checksum.
func (t table) open(k, v []byte) ([]byte, error) {
	n := len(v) - 4
	if n < 0 || binary.LittleEndian.Uint32(v[n:]) != checksum(k, v[:n]) {
		return nil, &DamagedError{What: fmt.Sprintf("the checksum of a record in %s is wrong", t.name)}
	}
	return v[:n:n], nil
}

// get returns the value of a key, nil if there is none. It is valid until the transaction ends.
func (t table) get(k []byte) ([]byte, error) {
	v := t.b.Get(k)
	if v == nil {
		return nil, nil
	}
	return t.open(k, v)
}

func (t table) put(k, v []byte) error {
	sealed := make([]byte, len(v)+4)
	copy(sealed, v)
	binary.LittleEndian.PutUint32(sealed[len(v):], checksum(k, v))
	if err := t.b.Put(k, sealed); err != nil {
		return fmt.Errorf("write to %s: %w", t.name, err)
	}
	return nil
}

func (t table) del(k []byte) error {
	if err := t.b.Delete(k); err != nil {
		return fmt.Errorf("delete from %s: %w", t.name, err)
	}
	return nil
}

// rows walks the rows whose keys begin with a prefix, in the order of keys.
type rows struct {
	t      table
	c      *bolt.Cursor
	prefix []byte
	k, v   []byte
	began  bool
	err    error
}

func (t table) scan(prefix []byte) *rows { return &rows{t: t, c: t.b.Cursor(), prefix: prefix} }

// next moves to the next row. At the end, or with an error in err, it returns false.
func (r *rows) next() bool {
	var v []byte
	if r.began {
		r.k, v = r.c.Next()
	} else {
		r.began = true
		r.k, v = r.c.Seek(r.prefix)
	}
	return r.accept(v)
}

// seek moves to the first row at or after a key.
func (r *rows) seek(k []byte) bool {
	var v []byte
	r.began = true
	r.k, v = r.c.Seek(k)
	return r.accept(v)
}

func (r *rows) accept(v []byte) bool {
	if r.k == nil || !bytes.HasPrefix(r.k, r.prefix) || r.err != nil {
		return false
	}
	r.v, r.err = r.t.open(r.k, v)
	return r.err == nil
}
