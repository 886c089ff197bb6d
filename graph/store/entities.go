package store

import (
	"maps"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// entityRecord is what the store keeps of an entity: how articles name it, and the profiles it is made of.
type entityRecord struct {
	identity.Tally
	profiles map[profileKey]int
}

func (r *entityRecord) encode() []byte {
	e := &encoder{}
	for _, m := range []map[string]int{r.Names, r.Aliases, r.Codes} {
		e.int(len(m))
		for _, k := range slices.Sorted(maps.Keys(m)) {
			e.str(k)
			e.int(m[k])
		}
	}
	e.int(len(r.profiles))
	for _, k := range sortedKeys(r.profiles) {
		e.raw(k[:])
		e.int(r.profiles[k])
	}
	return e.b
}

func sortedKeys(m map[profileKey]int) []profileKey {
	return slices.SortedFunc(maps.Keys(m), compareProfiles)
}

func decodeEntity(b []byte) (*entityRecord, error) {
	d := &decoder{b: b}
	count := func() map[string]int {
		m := map[string]int{}
		for range d.len() {
			k := d.str()
			m[k] = d.int()
		}
		return m
	}
	r := &entityRecord{profiles: map[profileKey]int{}}
	r.Tally = identity.Tally{Names: count(), Aliases: count(), Codes: count()}
	for range d.len() {
		var k profileKey
		copy(k[:], d.raw(len(k)))
		r.profiles[k] = d.int()
	}
	return r, d.end()
}

// entityChange gathers what articles give to an entity and take from it.
type entityChange struct {
	identity.Tally
	profiles map[profileKey]int
}

func (w *work) entity(id entityID) *entityChange {
	c := w.entities[id]
	if c == nil {
		c = &entityChange{profiles: map[profileKey]int{}}
		w.entities[id] = c
	}
	return c
}

func (c *entityChange) add(e graph.LocalEntity, k profileKey, n int) {
	c.Add(e, n)
	if c.profiles[k] += n; c.profiles[k] == 0 {
		delete(c.profiles, k)
	}
}

// writeEntities adds what was gathered to what is stored.
func (w *work) writeEntities() error {
	for _, id := range slices.Sorted(maps.Keys(w.entities)) {
		if err := w.writeEntity(id, w.entities[id]); err != nil {
			return err
		}
	}
	w.entities, w.profiles = nil, nil
	return nil
}

func (w *work) writeEntity(id entityID, c *entityChange) error {
	r := &entityRecord{Tally: identity.Tally{Names: map[string]int{}, Aliases: map[string]int{}, Codes: map[string]int{}}, profiles: map[profileKey]int{}}
	stored, err := w.entityRecord(id)
	if err != nil {
		return err
	}
	if stored != nil {
		r = stored
	}
	merge(r.Names, c.Names)
	merge(r.Aliases, c.Aliases)
	merge(r.Codes, c.Codes)
	merge(r.profiles, c.profiles)
	switch {
	case r.Empty() && stored == nil:
		return nil
	case r.Empty():
		w.totals.entities--
		w.changes.EntitiesLost = append(w.changes.EntitiesLost, id)
		return w.tables.entities.del([]byte(id))
	case stored == nil:
		w.totals.entities++
		w.changes.EntitiesGained = append(w.changes.EntitiesGained, id)
	}
	grounds := map[string]bool{}
	for k, count := range c.profiles {
		if p := w.profiles[k]; p != nil && count > 0 {
			grounds[p.Ground] = true
		}
	}
	w.logJoin(id, r, grounds)
	return w.tables.entities.put([]byte(id), r.encode())
}

// logJoin notes for the log that an entity of several articles was added to, and on what grounds.
func (w *work) logJoin(id entityID, r *entityRecord, grounds map[string]bool) {
	n := 0
	for _, count := range r.profiles {
		n += count
	}
	if n < 2 || len(grounds) == 0 {
		return
	}
	if w.joinedCount++; len(w.joined) < logged {
		w.joined = append(w.joined, Joined{id, slices.Sorted(maps.Keys(grounds))})
	}
}

func merge[K comparable](into, from map[K]int) {
	for k, n := range from {
		if into[k] += n; into[k] == 0 {
			delete(into, k)
		}
	}
}

// entityRecord reads an entity, nil if there is none of that id.
func (v *view) entityRecord(id entityID) (*entityRecord, error) {
	data, err := v.tables.entities.get([]byte(id))
	if err != nil || data == nil {
		return nil, err
	}
	return parseEntity(id, data)
}

func parseEntity(id entityID, data []byte) (*entityRecord, error) {
	r, err := decodeEntity(data)
	if err == nil && r.Empty() {
		err = errCut
	}
	if err != nil {
		return nil, &DamagedError{What: "entity " + string(id) + ": " + err.Error()}
	}
	return r, nil
}
