package index

import (
	"slices"
	"unsafe"
)

// An index is larger than the processor's caches, and a search leaps about in it. Who knows where it will leap next says so
// here, and does something else until that memory has come. Nothing else happens.

// PrefetchHead makes ready where the arcs of a node begin.
func (x *Index) PrefetchHead(n Node) {
	if at := 2 * int(n); at < len(x.heads) {
		prefetch(unsafe.Pointer(&x.heads[at]))
	}
}

// PrefetchArcs makes the first arcs of a node ready. It asks for its head, which [Index.PrefetchHead] should have made ready.
func (x *Index) PrefetchArcs(n Node) {
	h := x.ends(n)
	arcs := x.arcs[h[0]+h[1] : h[2]+h[3]]
	for i := 0; i < min(len(arcs), mostPrefetched); i += arcsPerLine {
		prefetch(unsafe.Pointer(&arcs[i]))
	}
}

// prefetchStatements makes statements ready that are to be read one after another. Where each thing lies is told by another,
// so that it takes four rounds.
func (x *Index) prefetchStatements(edges []Edge) {
	for _, e := range edges {
		prefetchAt(x.subject, uint64(e))
		prefetchAt(x.factBytes, uint64(e)*factSize)
	}
	for _, e := range edges {
		lo, _ := x.evidenceRange(e)
		prefetchAt(x.evidenceBytes, lo)
		prefetchAt(x.evidenceBytes, lo+64)
		x.PrefetchHead(x.subjectOf(e))
	}
	for _, e := range edges {
		prefetchAt(x.arcs, x.arcOf(e))
		for v := range x.evidence(e) {
			prefetchAt(x.articleEnds, uint64(v.article))
			break
		}
	}
	x.prefetchNames(edges)
}

// prefetchNames makes the names of the ends of statements ready and the descriptions of their first articles.
func (x *Index) prefetchNames(edges []Edge) {
	nodes := make([]Node, 0, 2*len(edges))
	for _, e := range edges {
		subject, object := x.Ends(e)
		nodes = append(nodes, subject, object)
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	for _, n := range nodes {
		prefetchAt(x.idEnds, uint64(n))
		prefetchAt(x.nameEnds, uint64(n))
		prefetchAt(x.kind, uint64(n))
	}
	for _, n := range nodes {
		prefetchAt(x.f.raw(secIDs), textAt(x.idEnds, n))
		prefetchAt(x.f.raw(secNames), textAt(x.nameEnds, n))
	}
	for _, e := range edges {
		for v := range x.evidence(e) {
			prefetchAt(x.f.raw(secArticles), textAt(x.articleEnds, Node(v.article)))
			break
		}
	}
}

// textAt is where a text begins.
func textAt(ends []uint32, i Node) uint64 {
	if i == 0 || int(i) > len(ends) {
		return 0
	}
	return uint64(ends[i-1])
}

func prefetchAt[T any](list []T, i uint64) {
	if i < uint64(len(list)) {
		prefetch(unsafe.Pointer(&list[i]))
	}
}

const (
	arcsPerLine    = 64 / arcSize // of the processor's cache
	mostPrefetched = 4 * arcsPerLine
)
