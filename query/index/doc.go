// Package index is the snapshot of a graph that queries run on: one file beside the
// store, made for walking from entity to entity in memory.
//
// The store is the truth; the index can be deleted at any time and is rebuilt when
// it does not carry the store's generation. [Create] writes it, [Open] maps it:
//
//	err := index.Create(ctx, path, generation, source)
//	x, err := index.Open(path, generation) // ErrStale, ErrDamaged: create it again
//	err = index.Extend(ctx, path, newer, delta) // or bring it up to date by what has changed
//	n, ok := x.Find("person/liu-jun")
//	for i, arc := range x.Out(n).Arcs { … }
//
// # Numbers
//
// Entities are nodes 0..Nodes-1 in the order of their ids, statements are edges
// 0..Edges-1 in the order of their triples, predicates are numbered in the order of
// their names. So the edges that leave a node are one range of edges, grouped by
// predicate, and only those that arrive need a list of their own. They are
// listed by object, predicate and cost, so that a search need not look at the many
// that are too dear.
//
// An index is read from its source once. After a change [Extend] writes the next one by copying this one
// around what has changed, which spares the reading: the bytes are those that Create would write.
//
// # File
//
// A header page (magic, version, generation, counts, section table, checksum), the
// sections, each on a page boundary, and last the CRC-32C of every page of 4 KiB.
// Opening checks the header and the table of checksums: a fraction of a millisecond for a
// file of 600 MB. Another page is checked when it is first touched, together with the
// numbers on it, which must not point outside of their section. That costs about
// what the page fault costs, and nothing after. Damage never crashes and is never
// answered from: accessors return zero values and [Index.Err] says what is wrong.
// [Index.Verify] reads everything.
//
// The file is written under another name and renamed, so a reader sees the old or
// the new one whole. It is not flushed to the disk: what a power cut leaves behind
// fails its checksums and is built again.
package index
