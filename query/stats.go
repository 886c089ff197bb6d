package query

import (
	"context"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// Stats counts what is in a graph.
type Stats struct {
	Articles, Entities, Statements, Evidence int

	Kinds      []KindCount    // in the order in which kinds are shown
	Predicates []PredicateRow // the most frequent first
	Sources    []SourcesCount // by number of sources
	Hubs       []EntityRow    // the entities in most statements
	IndexBytes int64
}

// KindCount is how many entities a kind has.
type KindCount struct {
	Kind     graph.Kind
	Entities int
}

// SourcesCount is how many statements rest on a number of articles.
type SourcesCount struct{ Sources, Statements int }

// Stats counts what is in the graph and names its largest hubs.
func (g *Graph) Stats(ctx context.Context, hubs int) (Stats, error) {
	s := Stats{Articles: g.x.Articles(), Entities: g.x.Nodes(), Statements: g.x.Edges(), Evidence: g.x.EvidenceTotal(), IndexBytes: g.x.Size()}
	var err error
	if s.Predicates, err = g.ListPredicates(ctx, ListRequest{Sort: "statements"}); err != nil {
		return Stats{}, err
	}
	if s.Hubs, _, err = g.ListEntities(ctx, ListRequest{Sort: "statements", Limit: hubs}); err != nil {
		return Stats{}, err
	}
	kinds := map[graph.Kind]int{}
	for n := range index.Node(g.x.Nodes()) {
		kinds[g.x.Kind(n)]++
	}
	for _, k := range g.x.Kinds() {
		s.Kinds = append(s.Kinds, KindCount{k, kinds[k]})
	}
	sources := map[int]int{}
	if err := g.eachEdge(ctx, ListRequest{}, func(e index.Edge) { sources[g.x.Sources(e)]++ }); err != nil {
		return Stats{}, err
	}
	for n, count := range sources {
		s.Sources = append(s.Sources, SourcesCount{n, count})
	}
	slices.SortFunc(s.Sources, func(a, b SourcesCount) int { return a.Sources - b.Sources })
	return s, g.x.Err()
}
