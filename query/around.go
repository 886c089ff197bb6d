package query

import (
	"cmp"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// contextPerNode is how many statements that are on no path Around gives of each entity.
const contextPerNode = 2

// contextArcs bounds how many statements of an entity Around looks at.
const contextArcs = 1000

// Around returns statements that touch the entities of the best path and are on none of the paths: of each
// entity the two that say most, by the cost of rank surprise. They are the context of a picture.
func (g *Graph) Around(a graph.Answer) []graph.Statement {
	if len(a.Paths) == 0 {
		return nil
	}
	taken := map[graph.Triple]bool{}
	for _, p := range a.Paths {
		for _, s := range p.Steps {
			taken[s.Triple()] = true
		}
	}
	var out []graph.Statement
	for _, ref := range a.Paths[0].Nodes() {
		n, ok := g.x.Find(ref.ID)
		if !ok {
			continue
		}
		for _, e := range g.telling(n) {
			s := g.x.Statement(e)
			if t := s.Triple(); !taken[t] && len(s.Evidence) > 0 {
				taken[t] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// telling returns the few statements about an entity that say most.
func (g *Graph) telling(n index.Node) []index.Edge {
	type arc struct {
		edge index.Edge
		cost uint16
	}
	var arcs []arc
	for _, run := range []index.Run{g.x.Out(n), g.x.In(n)} {
		for i := range min(run.Len(), contextArcs) {
			arcs = append(arcs, arc{run.Edge(i), run.Arcs[i].Cost})
		}
	}
	slices.SortFunc(arcs, func(a, b arc) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.edge, b.edge)) })
	var edges []index.Edge
	for _, a := range arcs[:min(len(arcs), contextPerNode)] {
		edges = append(edges, a.edge)
	}
	return edges
}
