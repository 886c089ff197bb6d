package query

import (
	"slices"
	"sync"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
	"github.com/clewgraph/clew/query/index"
)

// filter says which statements a path may cross and which entities it may pass.
type filter struct {
	x             *index.Index
	avoid         []index.Node // sorted
	avoidKinds    []graph.Kind
	minConfidence float64
	minSources    int
	since, until  graph.Date

	events         []bool // by predicate, where a time is asked for: it happens and does not last
	byNode, byEdge bool   // whether there is anything to ask
}

// ready sets byNode and byEdge.
func (f *filter) ready() {
	f.byNode = len(f.avoid) > 0 || len(f.avoidKinds) > 0
	f.byEdge = f.minConfidence > 0 || f.minSources > 1 || f.timed()
	if f.timed() {
		for _, p := range f.x.Predicates() {
			f.events = append(f.events, events()[p])
		}
	}
}

func (f *filter) timed() bool { return f.since != "" || f.until != "" }

// events are the predicates of what happens and does not last.
var events = sync.OnceValue(func() map[graph.Predicate]bool {
	out := map[graph.Predicate]bool{}
	for _, p := range ontology.Default().Predicates {
		out[p.Name] = p.Event
	}
	return out
})

// passes reports whether a path may go through the entity.
func (f *filter) passes(n index.Node) bool {
	if !f.byNode {
		return true
	}
	if _, found := slices.BinarySearch(f.avoid, n); found {
		return false
	}
	return len(f.avoidKinds) == 0 || !slices.Contains(f.avoidKinds, f.x.Kind(n))
}

// crosses reports whether a path may cross the statement.
func (f *filter) crosses(e index.Edge) bool {
	switch {
	case !f.byEdge:
		return true
	case f.minConfidence > 0 && f.x.Confidence(e) < f.minConfidence, f.minSources > 1 && f.x.Sources(e) < f.minSources:
		return false
	}
	return !f.timed() || f.x.HeldDuring(e, f.since, f.until, f.events[f.x.PredicateOf(e)])
}
