package identity

import (
	"slices"

	"github.com/clewgraph/clew/graph"
)

// Decision is a correction of identities by hand. Into is the entity that takes what is moved.
type Decision struct {
	From     []graph.EntityID // the entities whose mentions move
	Into     graph.EntityID
	Names    []string // slugs: where given, only what an article names so moves
	Articles []string // keys: where given, only what these articles say moves
}

// Decisions are applied in the order in which they were made.
type Decisions []Decision

// Apply returns the id of an entity that settling named id and that an article of that key names so.
func (ds Decisions) Apply(id graph.EntityID, slug, key string) graph.EntityID {
	for _, d := range ds {
		if !slices.Contains(d.From, id) ||
			len(d.Names) > 0 && !slices.Contains(d.Names, slug) ||
			len(d.Articles) > 0 && !slices.Contains(d.Articles, key) {
			continue
		}
		id = d.Into
	}
	return id
}
