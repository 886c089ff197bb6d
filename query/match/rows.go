package match

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"

	"github.com/clewgraph/clew/query/index"
)

// rows gathers the matches into the rows of the answer.
type rows struct {
	r      *run
	out    *output
	max    int
	number numbering // of the groups, by their key columns
	groups []*group
	keys   []value   // of the group at hand
	held   int       // values that aggregates hold
	seen   numbering // of DISTINCT
	kept   []row
	passed int // rows left out by SKIP
	sorted int // rows so far, to keep equal ones in turn

	give  func(cells []value) bool // takes rows as they are found, instead of kept; nil where they are kept
	given int
}

// row is a row with what it is sorted by.
type row struct {
	cells  []value
	by     []value
	number int
}

// group is what an aggregating RETURN knows of the rows with the same keys.
type group struct {
	cells  []value // of the key columns
	totals []sum
}

func newRows(r *run, o *output) *rows {
	return &rows{r: r, out: o, max: r.plan.options.maxRows()}
}

// add makes a row, or a part of one, of a match. It reports whether more are wanted.
func (w *rows) add() bool {
	if w.out.grouped {
		return w.count()
	}
	cells := evalAll(w.r.frame, w.out.items)
	return w.r.err == nil && w.keep(cells)
}

// count adds a match to its group.
func (w *rows) count() bool {
	w.keys = w.keys[:0]
	for _, i := range w.out.keys {
		w.keys = append(w.keys, w.out.items[i](w.r.frame))
	}
	n, isNew := w.number.of(w.keys...)
	if isNew {
		w.groups = append(w.groups, w.newGroup())
		w.held++
	}
	g := w.groups[n]
	for i, t := range w.out.totals {
		w.held += g.totals[i].add(t, w.r.frame)
	}
	if w.held > w.max {
		w.r.stop(fmt.Sprintf("there are more than %d groups and collected values", w.max))
	}
	return !w.r.stopped
}

// counted adds so many different entities to the counts of the only group.
func (w *rows) counted(n int) {
	if len(w.groups) == 0 {
		w.groups = []*group{w.newGroup()}
	}
	for i := range w.groups[0].totals {
		w.groups[0].totals[i].n += int64(n)
	}
}

// newGroup is the group of the keys at hand.
func (w *rows) newGroup() *group {
	g := &group{cells: make([]value, len(w.out.items)), totals: make([]sum, len(w.out.totals))}
	for k, i := range w.out.keys {
		g.cells[i] = w.keys[k]
	}
	return g
}

// keep takes a finished row, unless DISTINCT has it already or ORDER BY and LIMIT have better ones.
func (w *rows) keep(cells []value) bool {
	if w.out.distinct && !w.isNew(cells) {
		return !w.r.stopped
	}
	if len(w.out.order) > 0 {
		return w.sort(cells)
	}
	if w.passed < w.out.skip {
		w.passed++
		return true
	}
	if w.given >= w.max {
		w.r.stop(fmt.Sprintf("there are more than %d rows", w.max))
		return false
	}
	w.given++
	if w.give == nil {
		w.kept = append(w.kept, row{cells: cells})
	} else if !w.give(cells) {
		w.r.stopped = true
		return false
	}
	if w.given == w.out.limit {
		w.r.stopped = true // enough, and not cut
		return false
	}
	return true
}

func (w *rows) isNew(cells []value) bool {
	n, isNew := w.seen.of(cells...)
	if n >= w.max {
		w.r.stop(fmt.Sprintf("there are more than %d different rows", w.max))
		return false
	}
	return isNew
}

// sort keeps a row for ORDER BY. With LIMIT the best rows are a heap with the worst of them on top.
func (w *rows) sort(cells []value) bool {
	for i, slot := range w.out.slots {
		w.r.slots[slot] = cells[i]
	}
	w.sorted++
	next := row{cells: cells, number: w.sorted}
	for _, k := range w.out.order {
		next.by = append(next.by, k.of(w.r.frame))
	}
	window := w.out.skip + w.out.limit
	switch {
	case w.out.limit == unlimited || window > w.max:
		if len(w.kept) >= w.max {
			w.r.stop(fmt.Sprintf("there are more than %d rows to sort", w.max))
			return false
		}
		w.kept = append(w.kept, next)
	case len(w.kept) < window:
		heap.Push(w, next)
	case w.compare(next, w.kept[0]) < 0:
		w.kept[0] = next
		heap.Fix(w, 0)
	}
	return true
}

// compare orders rows by ORDER BY, and equal ones as they were met.
func (w *rows) compare(a, b row) int {
	for i, k := range w.out.order {
		x, y := a.by[i], b.by[i]
		if x.null() != y.null() {
			if x.null() == k.nullsFirst {
				return -1
			}
			return 1
		}
		if c := order(x, y); c != 0 {
			if k.desc {
				return -c
			}
			return c
		}
	}
	return cmp.Compare(a.number, b.number)
}

// Len, Less, Swap, Push and Pop make the kept rows a heap.
func (w *rows) Len() int           { return len(w.kept) }
func (w *rows) Less(i, j int) bool { return w.compare(w.kept[i], w.kept[j]) > 0 }
func (w *rows) Swap(i, j int)      { w.kept[i], w.kept[j] = w.kept[j], w.kept[i] }
func (w *rows) Push(x any)         { w.kept = append(w.kept, x.(row)) }

func (w *rows) Pop() any {
	last := w.kept[len(w.kept)-1]
	w.kept = w.kept[:len(w.kept)-1]
	return last
}

// finish makes rows of the groups, sorts, and leaves out what SKIP and LIMIT leave out.
func (w *rows) finish() {
	if w.r.cut != "" && w.out.needsAll() {
		return
	}
	if w.out.grouped {
		w.finishGroups()
	}
	if len(w.out.order) == 0 {
		return
	}
	slices.SortFunc(w.kept, w.compare)
	w.kept = w.kept[min(w.out.skip, len(w.kept)):]
	if w.out.limit != unlimited {
		w.kept = w.kept[:min(w.out.limit, len(w.kept))]
	}
}

// finishGroups makes a row of each group. Without key columns there is one group, if need be an empty one.
func (w *rows) finishGroups() {
	if len(w.groups) == 0 && len(w.out.keys) == 0 && w.out.limit != 0 {
		w.groups = []*group{w.newGroup()}
	}
	for _, g := range w.groups {
		for _, i := range w.out.keys {
			w.r.slots[w.out.slots[i]] = g.cells[i]
		}
		for i, t := range w.out.totals {
			w.r.slots[t.slot] = w.r.inRange(g.totals[i].result(t), t.tooLarge)
		}
		for i, item := range w.out.items {
			if !slices.Contains(w.out.keys, i) {
				g.cells[i] = item(w.r.frame)
			}
		}
		if !w.keep(g.cells) {
			return
		}
	}
}

// export makes the answer's cells.
func (w *rows) export() [][]Value {
	table := make([][]Value, len(w.kept))
	for i, row := range w.kept {
		table[i] = exportRow(w.r.x, row.cells)
	}
	return table
}

func exportRow(x *index.Index, cells []value) []Value {
	row := make([]Value, len(cells))
	for i, c := range cells {
		row[i] = toGo(x, c)
	}
	return row
}
