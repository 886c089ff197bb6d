package store

import "context"

// Size says how much a graph holds.
type Size struct{ Articles, Entities, Statements, Evidence int }

// Size reads how much the graph holds, without counting.
func (s *Store) Size(ctx context.Context) (size Size, err error) {
	err = s.read(ctx, func(v *view) error {
		t, err := v.readTotals()
		size = Size{t.articles, t.entities, t.statements, t.evidence}
		return err
	})
	return size, err
}

// DryRemove returns what Remove would do.
func (s *Store) DryRemove(ctx context.Context, keys ...string) (Changes, error) {
	return s.change(ctx, "", func(w *work) error { return w.removeAll(keys) })
}
