package query

import "github.com/clewgraph/clew/query/index"

// ball is the entities around the ends of a search, by hops over statements of any kind. A path of few hops does not leave
// the balls around its ends.
type ball struct {
	been  []uint8 // by node: its hops from the ends and 1, 0 for those that the ball does not have
	nodes []index.Node
	depth int // in hops
}

// ballSize is how many entities a ball has at most before its last hop.
const ballSize = 1 << 14

// grow makes the ball of the entities that are at most so many hops from the ends, or fewer hops if it becomes too large. The
// ends are the starts of the search, or the targets if back.
func (b *ball) grow(s *search, back bool, depth int) {
	ends := s.from
	if back {
		ends = s.to
	}
	b.clear(s.x.Nodes())
	for _, n := range ends {
		b.add(n, 1)
	}
	for last := 0; b.depth < depth && len(b.nodes) < ballSize; b.depth++ {
		level := b.nodes[last:]
		last = len(b.nodes)
		for _, n := range level {
			if !s.directed || !back {
				b.cross(s.x.Out(n))
			}
			if !s.directed || back {
				b.cross(s.x.In(n))
			}
		}
	}
}

func (b *ball) clear(nodes int) {
	if len(b.been) != nodes {
		b.been = make([]uint8, nodes)
	}
	clear(b.been)
	b.nodes, b.depth = b.nodes[:0], 0
}

func (b *ball) cross(r index.Run) {
	for i := range r.Arcs {
		b.add(r.Arcs[i].To, uint8(b.depth)+2)
	}
}

func (b *ball) add(n index.Node, sign uint8) {
	if b.been[n] == 0 {
		b.been[n] = sign
		b.nodes = append(b.nodes, n)
	}
}

// hops is how many hops a node is from the ends at least.
func (b *ball) hops(n index.Node) uint16 {
	if sign := b.been[n]; sign > 0 {
		return uint16(sign) - 1
	}
	return uint16(b.depth) + 1
}
