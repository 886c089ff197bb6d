package index

import (
	"fmt"
	"unsafe"

	"github.com/clewgraph/clew/graph"
)

// queue holds statements until there are some to add one after another. What each needs lies here and there in tables
// larger than the processor's caches, so that it is asked for before, for all of them at once.
type queue struct {
	statements []graph.Statement
	evidence   []graph.Evidence // of all of them, as a source may use its own again
}

const mostQueued = 32

// enqueue takes in a statement, and adds those that wait where they are enough.
func (b *builder) enqueue(s graph.Statement) error {
	q := &b.queue
	at := len(q.evidence)
	q.evidence = append(q.evidence, s.Evidence...)
	s.Evidence = q.evidence[at:len(q.evidence):len(q.evidence)]
	if q.statements = append(q.statements, s); len(q.statements) < mostQueued {
		return nil
	}
	return b.addQueued()
}

// addQueued adds the statements that wait.
func (b *builder) addQueued() error {
	q := &b.queue
	b.prefetchQueued()
	for _, s := range q.statements {
		if err := b.addStatement(s); err != nil {
			return fmt.Errorf("statement %s %s %s: %w", s.Subject.ID, s.Predicate, s.Object.ID, err)
		}
	}
	clear(q.statements)
	clear(q.evidence)
	q.statements, q.evidence = q.statements[:0], q.evidence[:0]
	return nil
}

// prefetchQueued makes ready where the articles and objects of the statements that wait are found: of an object its id,
// then its slot in the table, then the place of the text to compare the id with, then the text.
func (b *builder) prefetchQueued() {
	q := &b.queue
	for _, s := range q.statements {
		prefetch(unsafe.Pointer(unsafe.StringData(string(s.Object.ID))))
	}
	for _, e := range q.evidence {
		prefetch(unsafe.Pointer(b.cited.first(e.Article)))
	}
	var hashes [mostQueued]uint64
	for i, s := range q.statements {
		hashes[i] = b.number.hash(string(s.Object.ID))
		prefetch(unsafe.Pointer(b.number.first(hashes[i])))
	}
	for _, hash := range hashes[:len(q.statements)] {
		if slot := *b.number.first(hash); slot != 0 {
			prefetch(unsafe.Pointer(&b.ids.ends[uint32(slot)-1]))
		}
	}
	for _, hash := range hashes[:len(q.statements)] {
		if slot := *b.number.first(hash); slot != 0 {
			prefetch(unsafe.Pointer(unsafe.SliceData(b.ids.at(int(uint32(slot) - 1)))))
		}
	}
}
