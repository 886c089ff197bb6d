package query

import "github.com/clewgraph/clew/graph"

// Complete returns up to limit entities of which a name or alias begins with the prefix, without case, accents
// and punctuation.
func (g *Graph) Complete(prefix string, limit int) []graph.Ref {
	var refs []graph.Ref
	for _, n := range g.x.StartingWith(prefix, limit) {
		refs = append(refs, g.x.Ref(n))
	}
	return refs
}
