package index

import "unsafe"

// An index is larger than the processor's caches, and a search leaps about in it. Who knows where it will leap next says so
// here, and does something else until that memory has come. Nothing else happens.

// PrefetchHead makes ready where the arcs of a node begin.
func (x *Index) PrefetchHead(n Node) {
	if at := 2 * int(n); at < len(x.heads) {
		prefetch(unsafe.Pointer(&x.heads[at]))
	}
}

// PrefetchArcs makes the first arcs of a node ready. It asks for its head, which should be.
func (x *Index) PrefetchArcs(n Node) {
	h := x.ends(n)
	arcs := x.arcs[h[0]+h[1] : h[2]+h[3]]
	for i := 0; i < min(len(arcs), mostPrefetched); i += arcsPerLine {
		prefetch(unsafe.Pointer(&arcs[i]))
	}
}

const (
	arcsPerLine    = 64 / arcSize // of the processor's cache
	mostPrefetched = 4 * arcsPerLine
)
