package query

import (
	"cmp"
	"context"
	"maps"
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

// Near returns what surrounds an entity. Of each step the entities that cost least by rank surprise are
// kept, and the next step goes on from these. A way to a neighbour may lead through other kinds.
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
	n := nearSearch{x: g.x, kinds: r.Kinds, left: r.Limit, limit: r.Limit, seen: map[index.Node]bool{center: true}, ways: map[index.Node][]index.Edge{}}
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
		var shown []index.Node
		last, shown = n.step(last)
		for _, m := range shown {
			out.Neighbours = append(out.Neighbours, Neighbour{g.x.Ref(m), hop})
			n.use(m)
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
	kinds  []graph.Kind // of the neighbours shown, nil for all
	preds  []index.Pred // nil for all
	limit  int          // how many entities a step goes on from
	left   int          // how many neighbours may still be shown
	total  int
	seen   map[index.Node]bool         // found in a step before
	ways   map[index.Node][]index.Edge // the statements that connect an entity that is kept with nearer ones
	edges  []index.Edge                // of the ways to those shown
}

// reached is an entity before it is kept.
type reached struct {
	node  index.Node
	cost  uint16
	edges []index.Edge
}

// step returns the entities that are kept of those one step further than last, and those to show.
func (n *nearSearch) step(last []index.Node) (next, shown []index.Node) {
	found := map[index.Node]*reached{}
	for _, from := range last {
		n.arcs(n.x.Out(from), found)
		n.arcs(n.x.In(from), found)
	}
	list := slices.Collect(maps.Values(found))
	for _, f := range list {
		n.seen[f.node] = true
	}
	slices.SortFunc(list, func(a, b *reached) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.node, b.node)) })
	for _, f := range list {
		wanted := len(n.kinds) == 0 || slices.Contains(n.kinds, n.x.Kind(f.node))
		if wanted {
			n.total++
		}
		switch {
		case wanted && n.left > 0:
			n.left--
			shown = append(shown, f.node)
		case len(n.kinds) == 0 || len(next) >= n.limit:
			continue
		}
		n.ways[f.node] = f.edges
		next = append(next, f.node)
	}
	return next, shown
}

// use takes the statements of the ways to an entity among those of the answer.
func (n *nearSearch) use(m index.Node) {
	way := n.ways[m]
	n.ways[m] = nil
	n.edges = append(n.edges, way...)
	for _, e := range way {
		subject, object := n.x.Ends(e)
		n.use(subject)
		n.use(object)
	}
}

func (n *nearSearch) arcs(r index.Run, found map[index.Node]*reached) {
	for i, a := range r.Arcs {
		to := a.To
		if n.seen[to] || n.preds != nil && !slices.Contains(n.preds, a.Pred) {
			continue
		}
		e := r.Edge(i)
		if !n.filter.crosses(e) {
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
