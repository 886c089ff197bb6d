package query

import (
	"cmp"
	"context"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// NearRequest asks what surrounds an entity.
type NearRequest struct {
	Name          string
	Kind          graph.Kind // narrows the name
	Hops          int        // 0: 1
	Kinds         []graph.Kind
	Predicates    []string // without regard to case
	MinConfidence float64
	Limit         int // how many neighbours; 0: 50
}

// Neighbourhood is an entity with what surrounds it.
type Neighbourhood struct {
	Center     graph.Ref
	Neighbours []Neighbour       // nearest first, then by the surprise of the way to them
	Statements []graph.Statement // that connect each neighbour with the center or with a nearer neighbour
	Total      int               // how many neighbours there are within reach of those shown
	Truncated  bool              // there are more neighbours than are shown
}

// Neighbour is an entity and its least number of steps from the center.
type Neighbour struct {
	graph.Ref
	Hops int
}

const defaultNear = 50

// Near returns what surrounds an entity. Of each step the neighbours that cost least by rank surprise are
// kept, and the next step goes on from these.
func (g *Graph) Near(ctx context.Context, r NearRequest) (Neighbourhood, error) {
	defaults(&r.Hops, 1)
	defaults(&r.Limit, defaultNear)
	if r.Hops < 1 || r.Hops > maxHops || r.Limit < 1 {
		return Neighbourhood{}, &RequestError{"near: hops and limit must be positive, hops at most 64"}
	}
	center, err := g.Resolve(r.Name, r.Kind)
	if err != nil {
		return Neighbourhood{}, err
	}
	n := nearSearch{x: g.x, kinds: r.Kinds, limit: r.Limit, level: map[index.Node]int{center: 0}}
	n.filter = filter{x: g.x, minConfidence: r.MinConfidence}
	n.filter.ready()
	if n.preds, err = g.predicates(r.Predicates); err != nil {
		return Neighbourhood{}, err
	}
	out := Neighbourhood{Center: g.x.Ref(center)}
	last := []index.Node{center}
	for hop := 1; hop <= r.Hops && len(last) > 0; hop++ {
		if err := ctx.Err(); err != nil {
			return Neighbourhood{}, err
		}
		last = n.step(last, hop)
		for _, m := range last {
			out.Neighbours = append(out.Neighbours, Neighbour{g.x.Ref(m), hop})
		}
	}
	out.Total, out.Truncated = n.total, n.total > len(out.Neighbours)
	slices.Sort(n.edges)
	for _, e := range slices.Compact(n.edges) {
		out.Statements = append(out.Statements, g.x.Statement(e))
	}
	return out, g.x.Err()
}

// nearSearch is a search for neighbours under way.
type nearSearch struct {
	x      *index.Index
	filter filter
	kinds  []graph.Kind
	preds  []index.Pred // nil for all
	limit  int
	total  int
	level  map[index.Node]int // the steps to the neighbours that are kept
	edges  []index.Edge
}

// reached is a neighbour before it is kept.
type reached struct {
	node  index.Node
	cost  uint16
	edges []index.Edge
}

// step returns the neighbours that are kept of those one step further than last.
func (n *nearSearch) step(last []index.Node, hop int) []index.Node {
	found := map[index.Node]*reached{}
	for _, from := range last {
		n.arcs(n.x.Out(from), found)
		n.arcs(n.x.In(from), found)
	}
	list := make([]*reached, 0, len(found))
	for _, f := range found {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *reached) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.node, b.node)) })
	n.total += len(list)
	list = list[:min(len(list), n.limit-len(n.level)+1)]
	nodes := make([]index.Node, len(list))
	for i, f := range list {
		nodes[i] = f.node
		n.level[f.node] = hop
		n.edges = append(n.edges, f.edges...)
	}
	return nodes
}

func (n *nearSearch) arcs(r index.Run, found map[index.Node]*reached) {
	for i, a := range r.Arcs {
		to := a.To
		if _, known := n.level[to]; known || n.preds != nil && !slices.Contains(n.preds, a.Pred) {
			continue
		}
		e := r.Edge(i)
		if len(n.kinds) > 0 && !slices.Contains(n.kinds, n.x.Kind(to)) || !n.filter.crosses(e) {
			continue
		}
		f := found[to]
		if f == nil {
			f = &reached{node: to, cost: a.Cost}
			found[to] = f
		}
		f.cost = min(f.cost, a.Cost)
		f.edges = append(f.edges, e)
	}
}
