package query

import "github.com/clewgraph/clew/query/index"

// Searches number the arcs that they cross as [index.Run] does, with inArc for an in arc. What comes out of them are crossings.

const inArc = 1 << 31

// numberOf returns the number of an arc of a run, with inArc for an in arc.
func numberOf(r *index.Run, i int) uint32 {
	if r.Inverse {
		return r.Number(i) | inArc
	}
	return r.Number(i)
}

// edge returns the statement of an arc as index.Run numbers it, with inArc for an in arc.
func (s *search) edge(arc uint32) index.Edge {
	if arc&inArc != 0 {
		return s.x.InEdge(arc &^ inArc)
	}
	return index.Edge(arc)
}

// crossing turns an arc of a search into a crossing of the path, which a search from the targets goes against.
func (s *search) crossing(arc uint32, back bool) crossing {
	return crossingOf(s.edge(arc), (arc&inArc != 0) != back)
}

// crossing is a statement as a path crosses it: its number doubled, plus 1 from object to subject.
type crossing uint64

func (c crossing) edge() index.Edge { return index.Edge(c >> 1) }
func (c crossing) inverse() bool    { return c&1 == 1 }

func crossingOf(e index.Edge, inverse bool) crossing {
	if inverse {
		return crossing(e)<<1 | 1
	}
	return crossing(e) << 1
}
