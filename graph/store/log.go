package store

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// The actions of events.
const (
	ActionAdd    = "add"
	ActionRemove = "rm"
	ActionImport = "import"
	ActionMerge  = "merge"
	ActionSplit  = "split"
	ActionUndo   = "undo"
	ActionRepair = "doctor"
)

// Event is an entry of the log: one change to the graph.
type Event struct {
	Number int       `json:"number"` // from 1
	Time   time.Time `json:"time"`   // in UTC
	Action string    `json:"action"`
	Reason string    `json:"reason,omitempty"`

	Keys   []string `json:"articles,omitempty"` // of the articles concerned, at most 100 of them
	Counts Counts   `json:"counts"`

	From     []graph.EntityID `json:"from,omitempty"`           // what a merge or split moved
	Into     graph.EntityID   `json:"into,omitempty"`           // where to
	Names    []string         `json:"names,omitempty"`          // as given to split
	Articles []string         `json:"split_articles,omitempty"` // as given to split
	Undoes   int              `json:"undoes,omitempty"`         // the number of the event that an undo took back
	Undone   bool             `json:"undone,omitempty"`         // a later undo took this one back

	Joined []Joined `json:"joined,omitempty"` // at most 100 of Counts.Joined
}

// Counts are the numbers of a change.
type Counts struct {
	Added            int `json:"added,omitempty"`
	Replaced         int `json:"replaced,omitempty"`
	Removed          int `json:"removed,omitempty"`
	EntitiesGained   int `json:"entities_gained,omitempty"`
	EntitiesLost     int `json:"entities_lost,omitempty"`
	StatementsGained int `json:"statements_gained,omitempty"`
	StatementsLost   int `json:"statements_lost,omitempty"`
	Joined           int `json:"joined,omitempty"`
}

// Joined tells of an entity of several articles that a change added to, and on what grounds what articles
// say of it was taken for one.
type Joined struct {
	ID      graph.EntityID `json:"id"`
	Grounds []string       `json:"grounds"`
}

// logged bounds the lists in an event.
const logged = 100

func (w *work) event(action, reason string) Event {
	c := w.changes
	return Event{Action: action, Reason: reason, Keys: w.keys, Joined: w.joined, Counts: Counts{
		c.Added, c.Replaced, c.Removed, len(c.EntitiesGained), len(c.EntitiesLost), len(c.StatementsGained), len(c.StatementsLost), w.joinedCount,
	}}
}

// append writes an event at the end of the log and returns its number.
func (v *view) append(e Event) (int, error) {
	n := 0
	if last, _ := v.log.b.Cursor().Last(); len(last) == 8 {
		n = int(binary.BigEndian.Uint64(last))
	}
	e.Number, e.Time = n+1, v.s.o.Now().UTC()
	data, err := json.Marshal(e)
	if err != nil {
		return 0, err
	}
	return e.Number, v.log.put(blockKey(uint64(e.Number)), data)
}

// events reads the whole log.
func (v *view) events() ([]Event, error) {
	var events []Event
	r := v.log.scan(nil)
	for r.next() {
		var e Event
		if err := json.Unmarshal(r.v, &e); err != nil {
			return nil, &DamagedError{What: fmt.Sprintf("the log's entry %x: %v", r.k, err)}
		}
		events = append(events, e)
	}
	for i := len(events) - 1; i >= 0; i-- { // an undo that was itself undone takes nothing back
		if e := events[i]; e.Action == ActionUndo && !e.Undone && e.Undoes >= 1 && e.Undoes <= i {
			events[e.Undoes-1].Undone = true
		}
	}
	return events, r.err
}

// Log iterates over the changes that the graph has seen, the oldest first.
func (s *Store) Log(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		var events []Event
		err := s.read(ctx, func(v *view) (err error) {
			events, err = v.events()
			return err
		})
		for _, e := range events {
			if err = ctx.Err(); err != nil || !yield(e, nil) {
				break
			}
		}
		if err != nil {
			yield(Event{}, err)
		}
	}
}

// activeDecisions returns the merges and splits that nobody undid.
func (v *view) activeDecisions() (identity.Decisions, error) {
	events, err := v.events()
	if err != nil {
		return nil, err
	}
	return decisions(events), nil
}

func decisions(events []Event) identity.Decisions {
	var ds identity.Decisions
	for _, e := range events {
		if !e.Undone && (e.Action == ActionMerge || e.Action == ActionSplit) {
			ds = append(ds, e.decision())
		}
	}
	return ds
}

func (e Event) decision() identity.Decision {
	d := identity.Decision{From: e.From, Into: e.Into, Articles: e.Articles}
	for _, n := range e.Names {
		d.Names = append(d.Names, graph.Slug(n))
	}
	return d
}

// Ground says why what an article says of an entity was taken to be about that entity.
type Ground struct {
	Article string // key
	Name    string // in the article
	Ground  string // "full name and kind", say
}

// Grounds returns, for each article that names an entity, on what ground it was taken for that entity.
func (s *Store) Grounds(ctx context.Context, id graph.EntityID) ([]Ground, error) {
	var out []Ground
	err := s.read(ctx, func(v *view) error {
		r, err := v.entityRecord(id)
		if err != nil || r == nil {
			return cmpError(err, fmt.Errorf("grounds of %s: %w", id, ErrNoEntity))
		}
		articles, err := v.articlesOf(r)
		if err != nil {
			return err
		}
		for _, a := range articles {
			gs, err := v.groundsIn(ctx, a, id)
			if err != nil {
				return err
			}
			out = append(out, gs...)
		}
		return nil
	})
	return out, err
}

func (v *view) groundsIn(ctx context.Context, a articleKey, id entityID) ([]Ground, error) {
	s, ids, err := v.resolvedSource(ctx, a)
	if err != nil {
		return nil, err
	}
	var out []Ground
	for i, q := range identity.Profiles(s.reading) {
		if ids[i] != id {
			continue
		}
		k := keyOf(q)
		data, err := v.tables.profiles.get(k[:])
		if err != nil {
			return nil, err
		}
		p, err := decodeProfile(data)
		if err != nil {
			return nil, &DamagedError{What: "a profile: " + err.Error()}
		}
		g := Ground{s.reading.Article.Name, s.reading.Entities[i].Name, p.Ground}
		if p.Outcome.ID != id {
			g.Ground += ", then by hand"
		}
		out = append(out, g)
	}
	return slices.Compact(out), nil
}
