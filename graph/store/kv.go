package store

import (
	"context"

	hkv "github.com/hidal-go/hidalgo/kv"
)

// transactionKV is a key-value store, as cayley wants one, that lives inside one transaction of ours: what cayley
// commits becomes real when we commit, together with everything else that we wrote. All keys lie in one table.
type transactionKV struct {
	t  table
	rw bool
}

func (kv transactionKV) Close() error { return nil }

func (kv transactionKV) Tx(rw bool) (hkv.Tx, error) {
	if rw && !kv.rw {
		return nil, hkv.ErrReadOnly
	}
	return kv, nil
}

// Commit does nothing: the enclosing transaction commits.
func (kv transactionKV) Commit(context.Context) error { return nil }

// flatKey writes a key of at most two parts, bucket and rest, as the length of the bucket's name,
// the name and the rest, so that the order of keys is that of their bytes.
func flatKey(k hkv.Key) []byte {
	if len(k) == 0 {
		return nil
	}
	out := make([]byte, 0, 1+len(k[0])+24)
	out = append(out, byte(len(k[0])))
	for _, part := range k {
		out = append(out, part...)
	}
	return out
}

func (kv transactionKV) Get(_ context.Context, k hkv.Key) (hkv.Value, error) {
	v, err := kv.t.get(flatKey(k))
	if err == nil && v == nil {
		return nil, hkv.ErrNotFound
	}
	return v, err
}

func (kv transactionKV) GetBatch(_ context.Context, keys []hkv.Key) ([]hkv.Value, error) {
	out := make([]hkv.Value, len(keys))
	for i, k := range keys {
		v, err := kv.t.get(flatKey(k))
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func (kv transactionKV) Put(k hkv.Key, v hkv.Value) error {
	if !kv.rw {
		return hkv.ErrReadOnly
	}
	return kv.t.put(flatKey(k), v)
}

func (kv transactionKV) Del(k hkv.Key) error {
	if !kv.rw {
		return hkv.ErrReadOnly
	}
	return kv.t.del(flatKey(k))
}

func (kv transactionKV) Scan(prefix hkv.Key) hkv.Iterator {
	return &kvRows{rows: kv.t.scan(flatKey(prefix))}
}

// kvRows is rows as cayley wants them; unlike cayley's own scans it stops when its context ends.
type kvRows struct{ rows *rows }

func (it *kvRows) Next(ctx context.Context) bool {
	if err := ctx.Err(); err != nil && it.rows.err == nil {
		it.rows.err = err
	}
	return it.rows.err == nil && it.rows.next()
}

func (it *kvRows) Err() error     { return it.rows.err }
func (it *kvRows) Close() error   { return it.rows.err }
func (it *kvRows) Val() hkv.Value { return it.rows.v }

func (it *kvRows) Key() hkv.Key {
	n := 1 + int(it.rows.k[0])
	return hkv.Key{it.rows.k[1:n], it.rows.k[n:]}
}
