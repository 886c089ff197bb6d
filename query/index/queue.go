package index

import (
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/clewgraph/clew/graph"
)

// queue holds statements until there are some whose entities and articles are looked for at once, see [idTable.find].
type queue struct {
	triples  []graph.Triple
	evidence []graph.Evidence // of all of them, as a source may use its own again
	ends     []int            // where the evidence of each ends

	articles []*graph.Article // that were not cited before
	ids      []string
	numbers  []uint32
}

const mostQueued = 32

// enqueue takes in a statement, and adds those that wait where they are enough.
func (b *builder) enqueue(s *graph.Statement) error {
	q := &b.queue
	prefetch(unsafe.Pointer(unsafe.StringData(string(s.Object.ID))))
	q.triples = append(q.triples, s.Triple())
	q.evidence = append(q.evidence, s.Evidence...)
	q.ends = append(q.ends, len(q.evidence))
	if len(q.triples) < mostQueued {
		return nil
	}
	return b.addQueued()
}

// addQueued adds the statements that wait.
func (b *builder) addQueued() error {
	q := &b.queue
	if err := b.citeQueued(); err != nil {
		return err
	}
	q.ids = q.ids[:0]
	last := b.last.Subject
	for i := range q.triples {
		t := &q.triples[i]
		if t.Subject != last {
			q.ids = append(q.ids, string(t.Subject))
			last = t.Subject
		}
		q.ids = append(q.ids, string(t.Object))
	}
	numbers, lo := q.find(&b.entity), 0
	for i := range q.triples {
		t := &q.triples[i]
		if t.Subject != b.last.Subject {
			b.lastSubject, numbers = Node(numbers[0]), numbers[1:]
		}
		err := b.addStatement(t, Node(numbers[0]), q.evidence[lo:q.ends[i]])
		if err != nil {
			return fmt.Errorf("statement %s %s %s: %w", t.Subject, t.Predicate, t.Object, err)
		}
		numbers, lo = numbers[1:], q.ends[i]
	}
	clear(q.triples)
	clear(q.evidence)
	q.triples, q.evidence, q.ends = q.triples[:0], q.evidence[:0], q.ends[:0]
	return nil
}

// find returns the numbers of the queue's ids.
func (q *queue) find(t *idTable) []uint32 {
	q.numbers = slices.Grow(q.numbers[:0], len(q.ids))[:len(q.ids)]
	t.find(q.ids, q.numbers)
	return q.numbers
}

// citeQueued makes the citations of the articles that the waiting statements rest on. Sources give many statements the
// same article, so that to look for the place where it lies mostly spares to look for its id.
func (b *builder) citeQueued() error {
	q := &b.queue
	for i := range q.evidence {
		if q.evidence[i].Article == nil {
			return errors.New("evidence without an article")
		}
		prefetch(unsafe.Pointer(b.cited.first(q.evidence[i].Article)))
	}
	q.articles, q.ids = q.articles[:0], q.ids[:0]
	for i := range q.evidence {
		if a := q.evidence[i].Article; b.cited.slot(a).article == nil {
			prefetch(unsafe.Pointer(a))
			q.articles = append(q.articles, a)
		}
	}
	for _, a := range q.articles {
		q.ids = append(q.ids, string(a.ID))
	}
	for i, n := range q.find(&b.article) {
		a := q.articles[i]
		published, err := packDate(a.Date)
		if err != nil {
			return fmt.Errorf("article %s: %w", a.Name, err)
		}
		if n == none {
			return fmt.Errorf("the source does not list article %s", a.ID)
		}
		b.cited.add(a, citation{n, published})
	}
	clear(q.articles)
	return nil
}
