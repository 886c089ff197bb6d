package store

import "context"

// Size says how much a graph holds.
type Size struct {
	Articles   int // by text: one that was read under two keys counts once
	Keys       int // under which articles were read
	Entities   int
	Statements int
	Quads      int // a statement counts once for each article that states it
	Evidence   int // quotes
}

// Size reads how much the graph holds, without counting.
func (s *Store) Size(ctx context.Context) (size Size, err error) {
	err = s.read(ctx, func(v *view) error {
		t, err := v.readTotals()
		size = Size{t.articles, t.sources, t.entities, t.statements, t.quads, t.evidence}
		return err
	})
	return size, err
}
