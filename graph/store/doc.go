// Package store keeps a graph on disk: what articles say, and the entities and statements that this
// amounts to.
//
//	s, err := store.Open(ctx, "clew.graph", store.Options{})
//	changes, err := s.Add(ctx, readings)
//	for st, err := range s.Statements(ctx) { … }
//
// # What is true and what is derived
//
// The truth is what was read in each article, under its key, and the merges and splits made by hand. Everything else is
// a function of that set (see graph/identity): entities, statements, evidence. The order in which articles came leaves
// no trace. A change touches only what it concerns, but leads to the same as building all anew:
//
//	sources -> profiles -> ids of entities -> entities, evidence, quads
//
// # Where it lies
//
// All of it is in one bbolt file, graph.db, and every change is one transaction of it, so that a process can be killed,
// or the power fail, at any moment (TestKill, TestPowerLoss). Each statement is a quad in cayley, subject, predicate
// and object, labelled with the article that states it; cayley lives in a table of that same file, inside our
// transaction (kv.go). Beside it lie, in a compact form, the sources, the texts (compressed together in blocks), the
// evidence of each statement and the names of each entity. The tables are described in store.go.
//
// A load of many articles builds new tables in sorted passes beside the old ones (derive.go), cayley's too
// (quadbulk.go), and changes over to them in its last transaction. What it sorts lies meanwhile in files beside
// graph.db (sorter.go), which the next change removes if the load was killed.
//
// Every row carries a checksum, scans compare the number of rows with what the store counts, and the pages of the
// file are checked before bbolt follows them. A damaged graph answers with a [DamagedError]; [Doctor] repairs it.
//
// # Cayley's traps, and where they are closed
//
//   - A failed write leaves wrong ids in cayley's memory: a quad store lives no longer than its transaction (openQuads).
//   - Adding what is there and deleting what is not miscounts references: both are known from the evidence before
//     cayley is asked, and deletions and additions are applied one after the other (changeQuads).
//   - Quads without a label: there are none (TestEveryQuadIsLabelled).
//   - The label belongs to a quad's identity: statements are counted by triple, from the evidence.
//   - Readers and a writer wait for each other when the file is mapped anew: address space is reserved where
//     that is free, elsewhere the gate keeps them apart (lock.go).
//   - A second process waits for ever: it is told after two seconds who holds the graph (LockedError).
//   - A context that ends cuts results short: every scan says so (eachQuad, walk).
//   - Times of one second are one value: only IRIs are stored as values.
//   - Literals above one megabyte, and IRIs that are not escaped: there are no literals, and IRIs are escaped.
//   - A newer version sorts below an older one: TestVersionsArePinned.
package store
