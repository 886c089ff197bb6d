package store

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// Changes says what a change did, or in a dry run would do.
type Changes struct {
	Added     int // articles under a new key
	Unchanged int // articles that say the same as before
	Replaced  int // articles that say something else than before under the same key
	Removed   int // articles that were taken out

	EntitiesGained, EntitiesLost     []graph.EntityID // sorted
	StatementsGained, StatementsLost []graph.Triple   // sorted
}

// work is a change to the graph while it is made. The truth changes first: sources, and the articles they
// belong to. Then the profiles of these articles change, whereupon entities of other articles may
// change their ids; then what each article concerned contributes to entities, evidence and quads is
// taken back and put in anew. All is written in the order of keys.
type work struct {
	*view
	ctx       context.Context
	decisions identity.Decisions
	bulk      *bulk // set while a whole graph is built

	before   map[articleKey]*contribution // of the articles whose sources changed, as it was
	after    map[articleKey]*contribution // of the articles concerned, as it will be
	touched  []articleKey                 // the articles whose sources changed
	texts    map[articleKey]string        // that came with the sources
	profiles map[profileKey]*profileChange
	entities map[entityID]*entityChange
	evidence []evidenceChange
	digested map[articleKey]uint64 // of an article's digest, what changes
	changes  Changes
	totals   totals

	alsoConcern func() error // takes in articles whose sources and profiles stay

	keys        []string // for the log: the articles concerned,
	joined      []Joined // and entities of several articles that were added to
	joinedCount int
}

// contribution is what one article says, and which entities that is about.
type contribution struct {
	key  string // under which it was read
	data []byte // its source
	ids  []entityID

	profiles []profileKey // of its entities; nil until they are asked for
}

// profileKeys returns the keys of the profiles of what the contribution says.
func (c *contribution) profileKeys(s source) []profileKey {
	if c.profiles == nil {
		ps := identity.Profiles(s.reading)
		c.profiles = make([]profileKey, len(ps))
		for i, p := range ps {
			c.profiles[i] = keyOf(p)
		}
	}
	return c.profiles
}

func (v *view) newWork(ctx context.Context) (*work, error) {
	w := &work{
		view: v, ctx: ctx,
		before: map[articleKey]*contribution{}, after: map[articleKey]*contribution{},
		alsoConcern: func() error { return nil },
		texts:       map[articleKey]string{}, profiles: map[profileKey]*profileChange{}, entities: map[entityID]*entityChange{},
		digested: map[articleKey]uint64{},
	}
	var err error
	if w.decisions, err = v.activeDecisions(); err != nil {
		return nil, err
	}
	w.totals, err = v.readTotals()
	return w, err
}

// run carries the change through, once sources are set.
func (w *work) run() error {
	for _, step := range []func() error{w.contributions, w.settle, w.alsoConcern, w.writeTexts, w.contribute, w.writeJournal, w.writeEntities, w.writeEvidence, w.writeDigests} {
		if err := step(); err != nil {
			return err
		}
		if err := w.ctx.Err(); err != nil {
			return err
		}
	}
	return w.writeTotals(w.totals)
}

// setSource puts what was read under a key in the place of what was there before; nil takes it away.
func (w *work) setSource(key string, data []byte) error {
	old, err := w.sources.get([]byte(key))
	if err != nil {
		return err
	}
	switch {
	case old == nil && data == nil:
		return nil
	case bytes.Equal(old, data):
		w.changes.Unchanged++
		return nil
	}
	if len(w.keys) < logged {
		w.keys = append(w.keys, key)
	}
	switch {
	case old != nil:
		if err := w.touch(key, old, false); err != nil {
			return err
		}
		if data != nil {
			w.changes.Replaced++
		}
	}
	if data == nil {
		w.totals.sources--
		w.changes.Removed++
		return w.sources.del([]byte(key))
	}
	if old == nil {
		w.totals.sources++
		w.changes.Added++
	}
	if err := w.touch(key, data, true); err != nil {
		return err
	}
	return w.sources.put([]byte(key), data)
}

// touch notes that an article gains or loses a key, and remembers the article as it was.
func (w *work) touch(key string, data []byte, gains bool) error {
	s, err := decodeDescription(key, &decoder{b: data})
	if err != nil {
		return &DamagedError{What: "source " + key + ": " + err.Error()}
	}
	keys, err := w.keysOf(s.article)
	if err != nil {
		return err
	}
	if _, ok := w.before[s.article]; !ok {
		if w.before[s.article], err = w.stored(s.article, keys); err != nil {
			return err
		}
	}
	i, found := slices.BinarySearch(keys, key)
	switch {
	case gains && !found:
		keys = slices.Insert(keys, i, key)
	case !gains && found:
		keys = slices.Delete(keys, i, i+1)
	}
	if len(keys) == 0 {
		return w.articles.del(s.article[:])
	}
	e := &encoder{}
	e.strs(keys)
	return w.articles.put(s.article[:], e.b)
}

// keysOf returns the keys under which an article was read, sorted.
func (v *view) keysOf(a articleKey) ([]string, error) {
	data, err := v.articles.get(a[:])
	if err != nil || data == nil {
		return nil, err
	}
	d := &decoder{b: data}
	keys := d.strs()
	return keys, d.end()
}

// stored returns what an article of these keys contributes now, nil if nothing.
func (v *view) stored(a articleKey, keys []string) (*contribution, error) {
	c, err := v.effective(keys)
	if c == nil || err != nil {
		return nil, err
	}
	data, err := v.resolved.get(a[:])
	if err != nil {
		return nil, err
	}
	d := &decoder{b: data}
	c.ids = d.ids()
	if err := d.end(); err != nil {
		return nil, err
	}
	s, err := c.decode()
	if err == nil && len(s.reading.Entities) != len(c.ids) {
		err = &DamagedError{What: fmt.Sprintf("the entities of article %s are not all resolved", a.id())}
	}
	return c, err
}

// effective returns the source that counts among those of one article: that of the smallest key.
func (v *view) effective(keys []string) (*contribution, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	data, err := v.sources.get([]byte(keys[0]))
	if err != nil {
		return nil, err
	}
	if data == nil {
		return nil, &DamagedError{What: "source " + keys[0] + " is missing"}
	}
	return &contribution{key: keys[0], data: bytes.Clone(data)}, nil
}

func (c *contribution) decode() (source, error) {
	s, err := decodeSource(c.key, c.data)
	if err != nil {
		return s, &DamagedError{What: "source " + c.key + ": " + err.Error()}
	}
	return s, nil
}

func compareKeys(a, b articleKey) int { return bytes.Compare(a[:], b[:]) }

// contributions finds the articles that say something else than before.
func (w *work) contributions() error {
	w.touched = slices.SortedFunc(maps.Keys(w.before), compareKeys)
	for _, a := range w.touched {
		keys, err := w.keysOf(a)
		if err != nil {
			return err
		}
		now, err := w.effective(keys)
		if err != nil {
			return err
		}
		old := w.before[a]
		if old == nil && now != nil {
			w.totals.articles++
		}
		if old != nil && now == nil {
			w.totals.articles--
		}
		if old != nil && now != nil && old.key == now.key && bytes.Equal(old.data, now.data) {
			delete(w.before, a)
			continue
		}
		if err := w.profilesOf(a, old, -1); err != nil {
			return err
		}
		if err := w.profilesOf(a, now, +1); err != nil {
			return err
		}
		w.after[a] = now
	}
	return nil
}

// contribute replaces what each article concerned gave to entities and statements.
func (w *work) contribute() error {
	n := 0
	for _, a := range slices.SortedFunc(maps.Keys(w.after), compareKeys) {
		if n++; n%256 == 0 && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		if err := w.contributeArticle(a); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) contributeArticle(a articleKey) error {
	var old, now map[graph.Triple][]graph.Evidence
	var had bool
	if c := w.before[a]; c != nil {
		s, err := c.decode()
		if err != nil {
			return err
		}
		old = w.count(s, c, -1)
	}
	if c := w.after[a]; c != nil {
		s, err := c.decode()
		if err != nil {
			return err
		}
		if c.ids, err = w.resolve(s, c); err != nil {
			return err
		}
		now = w.count(s, c, +1)
		had = s.hasText
		e := &encoder{}
		e.ids(c.ids)
		if err := w.resolved.put(a[:], e.b); err != nil {
			return err
		}
	} else if err := w.resolved.del(a[:]); err != nil {
		return err
	}
	w.digested[a] = digestOf(w.before[a]) ^ digestOf(w.after[a])
	delete(w.before, a)
	delete(w.after, a)
	w.compare(a, old, now, had)
	return nil
}

// count adds a source's names to the entities, or takes them away, and returns its statements.
func (w *work) count(s source, c *contribution, n int) map[graph.Triple][]graph.Evidence {
	for i, k := range c.profileKeys(s) {
		w.entity(c.ids[i]).add(s.reading.Entities[i], k, n)
	}
	return identity.Triples(s.reading, c.ids)
}

// compare notes the evidence that changes between what an article said and what it says.
func (w *work) compare(a articleKey, old, now map[graph.Triple][]graph.Evidence, hasText bool) {
	for t, es := range now {
		e := &encoder{}
		encodeEvidence(e, es, hasText)
		_, had := old[t]
		w.evidence = append(w.evidence, evidenceChange{tripleKey(t), a, had, e.b})
		w.totals.evidence += len(es)
	}
	for t, es := range old {
		w.totals.evidence -= len(es)
		if _, still := now[t]; !still {
			w.evidence = append(w.evidence, evidenceChange{tripleKey(t), a, true, nil})
		}
	}
}

// writeTexts stores the texts that articles have come with and removes those of articles that are gone.
func (w *work) writeTexts() error {
	var gone, came []articleKey
	for _, a := range w.touched {
		_, has, err := w.blockOf(a)
		if err != nil {
			return err
		}
		wants, err := w.wantsText(a)
		if err != nil {
			return err
		}
		if has && !wants {
			gone = append(gone, a)
		}
		if !has && wants {
			came = append(came, a)
		}
	}
	for _, a := range gone {
		if err := w.removeText(a); err != nil {
			return err
		}
	}
	return w.addTexts(came)
}

func (w *work) addTexts(came []articleKey) error {
	tw := textWriter{v: w.view}
	for _, a := range came {
		if err := tw.add(a, w.texts[a]); err != nil {
			return err
		}
	}
	w.texts = nil
	return tw.flush()
}

// wantsText reports whether an article was read with its text under any of its keys.
func (w *work) wantsText(a articleKey) (bool, error) {
	keys, err := w.keysOf(a)
	if err != nil {
		return false, err
	}
	for _, key := range keys {
		data, err := w.sources.get([]byte(key))
		if err != nil {
			return false, err
		}
		s, err := decodeDescription(key, &decoder{b: data})
		if err != nil {
			return false, &DamagedError{What: "source " + key + ": " + err.Error()}
		}
		if s.hasText {
			return true, nil
		}
	}
	return false, nil
}
