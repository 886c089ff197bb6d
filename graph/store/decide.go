package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// Merge makes two entities of one kind one: what articles say of the other is said of the kept one from now on, also
// by articles that are added later. It returns the event's number, by which Undo takes it back.
func (s *Store) Merge(ctx context.Context, kept, other graph.EntityID, reason string) (int, error) {
	e := Event{Action: ActionMerge, Reason: reason, From: []graph.EntityID{other}, Into: kept}
	return s.decide(ctx, func(v *view, _ []Event) (Event, error) {
		for _, id := range []graph.EntityID{kept, other} {
			if r, err := v.entityRecord(id); err != nil || r == nil {
				return e, cmpError(err, fmt.Errorf("merge %s: %w", id, ErrNoEntity))
			}
		}
		switch {
		case kept == other:
			return e, fmt.Errorf("merge %s: it is one entity already", kept)
		case kept.Kind() != other.Kind():
			return e, fmt.Errorf("merge %s and %s: a %s and a %s cannot be one", kept, other, kept.Kind(), other.Kind())
		}
		return e, nil
	})
}

// Parts says what Split takes out of an entity: what articles name so and, or, what these articles say.
type Parts struct {
	Names    []string // as articles write them
	Articles []string // keys
}

// Split takes a part out of an entity and makes it an entity of its own, whose id is made of the first name and,
// where that is taken, of what tells it apart. It returns the new id and the event's number.
func (s *Store) Split(ctx context.Context, id graph.EntityID, parts Parts, reason string) (graph.EntityID, int, error) {
	var into graph.EntityID
	n, err := s.decide(ctx, func(v *view, events []Event) (Event, error) {
		e := Event{Action: ActionSplit, Reason: reason, From: []graph.EntityID{id}, Names: parts.Names, Articles: parts.Articles}
		if len(parts.Names)+len(parts.Articles) == 0 {
			return e, fmt.Errorf("split %s: by no name and no article", id)
		}
		moved, left, err := v.countParts(ctx, id, e)
		switch {
		case err != nil:
			return e, err
		case moved == 0:
			return e, fmt.Errorf("split %s: no article that names it fits", id)
		case left == 0:
			return e, fmt.Errorf("split %s: nothing would be left of it", id)
		}
		into, err = v.splitID(id, parts)
		e.Into = into
		return e, err
	})
	return into, n, err
}

// countParts counts the mentions of an entity that a split moves and those that stay.
func (v *view) countParts(ctx context.Context, id entityID, e Event) (moved, left int, err error) {
	r, err := v.entityRecord(id)
	if err != nil || r == nil {
		return 0, 0, cmpError(err, fmt.Errorf("split %s: %w", id, ErrNoEntity))
	}
	e.Into = "moved"
	ds := identity.Decisions{e.decision()}
	articles, err := v.articlesOf(r)
	if err != nil {
		return 0, 0, err
	}
	for _, a := range articles {
		s, ids, err := v.resolvedSource(ctx, a)
		if err != nil {
			return 0, 0, err
		}
		for i, l := range s.reading.Entities {
			switch {
			case ids[i] != id:
			case ds.Apply(id, graph.Slug(l.Name), s.reading.Article.Name) != id:
				moved++
			default:
				left++
			}
		}
	}
	return moved, left, nil
}

// splitID returns an id for what is split off that no entity has.
func (v *view) splitID(id entityID, parts Parts) (entityID, error) {
	r, err := v.entityRecord(id)
	if err != nil {
		return "", err
	}
	name := r.Name(id)
	if len(parts.Names) > 0 {
		name = parts.Names[0]
	}
	var apart []string
	if len(parts.Articles) > 0 {
		apart = append(apart, identity.KeyHash(slices.Min(parts.Articles)))
	}
	for {
		into := graph.NewEntityID(id.Kind(), name, apart...)
		taken, err := v.entityRecord(into)
		if err != nil || taken == nil && into != id {
			return into, err
		}
		apart = append(apart, "apart")
	}
}

// Undo takes back the merge, split or undo of that number; of 0, the newest merge or split that still holds.
// It returns the number of the event that it took back.
func (s *Store) Undo(ctx context.Context, number int, reason string) (int, error) {
	_, err := s.decide(ctx, func(_ *view, events []Event) (Event, error) {
		for i := len(events) - 1; number == 0 && i >= 0; i-- {
			if e := events[i]; !e.Undone && (e.Action == ActionMerge || e.Action == ActionSplit) {
				number = e.Number
			}
		}
		e := Event{Action: ActionUndo, Reason: reason, Undoes: number}
		if number == 0 {
			return e, errors.New("undo: there is no merge or split to take back")
		}
		if number < 0 || number > len(events) {
			return e, fmt.Errorf("undo %d: the log has no such entry", number)
		}
		switch of := events[number-1]; {
		case of.Undone:
			return e, fmt.Errorf("undo %d: it was taken back already", number)
		case of.Action != ActionMerge && of.Action != ActionSplit && of.Action != ActionUndo:
			return e, fmt.Errorf("undo %d: %s cannot be undone, only merge, split and undo; add or rm the articles", number, of.Action)
		}
		return e, nil
	})
	return number, err
}

// decide logs a decision and carries it through.
func (s *Store) decide(ctx context.Context, make func(*view, []Event) (Event, error)) (n int, err error) {
	err = s.update(ctx, func(v *view) error {
		w, err := v.newWork(ctx)
		if err != nil {
			return err
		}
		events, err := v.events()
		if err != nil {
			return err
		}
		e, err := make(v, events)
		if err != nil {
			return err
		}
		if n, err = v.append(e); err != nil {
			return err
		}
		now, err := v.events()
		if err != nil {
			return err
		}
		w.decisions = decisions(now)
		w.alsoConcern = func() error { return w.concernDecided(events, now) }
		return w.run()
	})
	return n, err
}

// concernDecided takes in the articles of all entities that a change of the log may concern: those that a decision
// that came, went or came back names, and those connected with them by other decisions.
func (w *work) concernDecided(old, now []Event) error {
	ids := map[entityID]bool{}
	name := func(e Event) {
		for _, id := range e.From {
			ids[id] = true
		}
		ids[e.Into] = true
	}
	for i, e := range now {
		if i >= len(old) || e.Undone != old[i].Undone {
			name(e)
		}
	}
	for n := -1; n != len(ids); {
		n = len(ids)
		for _, e := range now {
			if ids[e.Into] || slices.ContainsFunc(e.From, func(id entityID) bool { return ids[id] }) {
				name(e)
			}
		}
	}
	delete(ids, "") // of an undo
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if err := w.concernEntity(id); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) concernEntity(id entityID) error {
	r, err := w.entityRecord(id)
	if err != nil || r == nil {
		return err
	}
	for _, k := range sortedKeys(r.profiles) {
		if err := w.concern(k); err != nil {
			return err
		}
	}
	return nil
}
