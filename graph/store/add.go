package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// Add puts what was read in articles into the graph, all of it or, where it returns an error, nothing. What an
// article said under the same key before is replaced.
func (s *Store) Add(ctx context.Context, readings []graph.Reading) (Changes, error) {
	statements := 0
	for _, r := range readings {
		statements += len(r.Statements)
	}
	if statements > s.bulkStatements {
		return s.load(ctx, ActionAdd, withoutErrors(readings))
	}
	return s.change(ctx, ActionAdd, func(w *work) error { return w.addAll(readings) })
}

// DryAdd returns what Add would do.
func (s *Store) DryAdd(ctx context.Context, readings []graph.Reading) (Changes, error) {
	return s.change(ctx, "", func(w *work) error { return w.addAll(readings) })
}

// Remove takes articles, given by their keys, out of the graph, with exactly the statements that rest on nothing else.
// It fails, and takes out nothing, if one of them is not there. See Find for names that people type.
func (s *Store) Remove(ctx context.Context, keys ...string) (Changes, error) {
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	statements, err := s.statementsUnder(ctx, keys)
	if err != nil {
		return Changes{}, err
	}
	if statements > s.bulkStatements {
		return s.unload(ctx, keys)
	}
	return s.change(ctx, ActionRemove, func(w *work) error { return w.removeAll(keys) })
}

// DryRemove returns what Remove would do.
func (s *Store) DryRemove(ctx context.Context, keys ...string) (Changes, error) {
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	return s.change(ctx, "", func(w *work) error { return w.removeAll(keys) })
}

// statementsUnder counts the statements that were read under keys.
func (s *Store) statementsUnder(ctx context.Context, keys []string) (n int, err error) {
	err = s.read(ctx, func(v *view) error {
		for _, key := range keys {
			data, err := v.sources.get([]byte(key))
			if err != nil {
				return err
			}
			if data == nil {
				return fmt.Errorf("remove %s: %w", key, ErrNoArticle)
			}
			src, err := decodeSource(key, data)
			if err != nil {
				return &DamagedError{What: "source " + key + ": " + err.Error()}
			}
			n += len(src.reading.Statements)
		}
		return nil
	})
	return n, err
}

// change carries a change of sources through and logs it as an action; with no action it is only tried.
func (s *Store) change(ctx context.Context, action string, do func(*work) error) (Changes, error) {
	var changes Changes
	err := s.update(ctx, func(v *view) error {
		w, err := v.newWork(ctx)
		if err != nil {
			return err
		}
		if err := do(w); err != nil {
			return err
		}
		if err := w.run(); err != nil {
			return err
		}
		changes = w.changes
		if action == "" || changes.none() {
			return errDry
		}
		_, err = v.append(w.event(action, ""))
		return err
	})
	if errors.Is(err, errDry) {
		err = nil
	}
	return changes, err
}

// none reports whether nothing changed.
func (c Changes) none() bool { return c.Added+c.Replaced+c.Removed == 0 }

func (w *work) addAll(readings []graph.Reading) error {
	for _, r := range readings {
		if err := w.addReading(r); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) addReading(r graph.Reading) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if err := checkReading(r); err != nil {
		return err
	}
	data, err := encodeSource(r)
	if err != nil {
		return err
	}
	if r.Article.Text != "" {
		a, err := packArticle(r.Article.ID)
		if err != nil {
			return err
		}
		w.texts[a] = r.Article.Text
	}
	return w.setSource(r.Article.Name, data)
}

func (w *work) removeAll(keys []string) error {
	for _, key := range keys {
		data, err := w.sources.get([]byte(key))
		if err != nil {
			return err
		}
		if data == nil {
			return fmt.Errorf("remove %s: %w", key, ErrNoArticle)
		}
		if err := w.setSource(key, nil); err != nil {
			return err
		}
	}
	return nil
}
