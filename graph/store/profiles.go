package store

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// profileKey stands for a profile in the store's keys: the first bytes of the SHA-256 of its own key.
type profileKey [12]byte

func keyOf(p identity.Profile) profileKey { return profileKey(hash12(p.Key())) }

func hash12(s string) []byte {
	sum := sha256.Sum256([]byte(s))
	return sum[:12]
}

// profileRecord is a profile as the store has it: how many articles' entities it stands for and the
// id they were given.
type profileRecord struct {
	identity.Profile
	count int
	identity.Outcome
}

func (p *profileRecord) encode() []byte {
	e := &encoder{}
	e.int(p.count)
	e.str(string(p.Outcome.ID))
	e.str(p.Ground)
	e.str(p.Key())
	return e.b
}

func decodeProfile(b []byte) (*profileRecord, error) {
	d := &decoder{b: b}
	p := &profileRecord{count: d.int()}
	p.Outcome = identity.Outcome{ID: graph.EntityID(d.str()), Ground: d.str()}
	var ok bool
	if p.Profile, ok = identity.ParseProfile(d.str()); !ok {
		d.fail()
	}
	return p, d.end()
}

// profileChange is a profile that the change concerns.
type profileChange struct {
	*profileRecord
	stored  bool     // it was there before the change
	dirty   bool     // its record is to be written
	members []member // the entities that it will stand for, in the articles that the change concerns
}

// member is an entity of an article, given by its index there; none, of an article that has none any longer.
type member struct {
	article articleKey
	at      int32
}

const none = -1

// profile returns the profile of that key, nil if neither the store nor the change has it.
func (w *work) profile(k profileKey) (*profileChange, error) {
	if p := w.profiles[k]; p != nil {
		return p, nil
	}
	data, err := w.tables.profiles.get(k[:])
	if err != nil || data == nil {
		return nil, err
	}
	r, err := decodeProfile(data)
	if err != nil {
		return nil, &DamagedError{What: "a profile: " + err.Error()}
	}
	p := &profileChange{profileRecord: r, stored: true}
	w.profiles[k] = p
	return p, nil
}

// profilesOf counts the profiles of an article's contribution, or takes them away.
func (w *work) profilesOf(a articleKey, c *contribution, n int) error {
	if c == nil {
		return nil
	}
	s, err := c.decode()
	if err != nil {
		return err
	}
	profiles := identity.Profiles(s.reading)
	c.profiles = make([]profileKey, len(profiles))
	for i, q := range profiles {
		k := keyOf(q)
		c.profiles[i] = k
		p, err := w.profile(k)
		if err != nil {
			return err
		}
		if p == nil {
			p = &profileChange{profileRecord: &profileRecord{Profile: q}}
			w.profiles[k] = p
		}
		p.count += n
		p.dirty = true
		at := int32(i)
		if n < 0 {
			at = none
		}
		p.members = append(p.members, member{a, at})
	}
	return nil
}

// settle gives the profiles that are linked with one that came or went their ids, and finds the articles
// that are concerned because an id changed.
func (w *work) settle() error {
	if err := w.writeMembers(); err != nil {
		return err
	}
	linked, err := w.linkedProfiles()
	if err != nil {
		return err
	}
	profiles := make([]identity.Profile, len(linked))
	for i, k := range linked {
		profiles[i] = w.profiles[k].Profile
	}
	var moved []profileKey
	for i, o := range identity.Settle(profiles) {
		p := w.profiles[linked[i]]
		if p.stored && p.Outcome.ID != o.ID {
			moved = append(moved, linked[i])
		}
		p.dirty = p.dirty || p.Outcome != o
		p.Outcome = o
	}
	if err := w.writeProfiles(); err != nil {
		return err
	}
	for _, k := range moved {
		if err := w.concern(k); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) writeProfiles() error {
	for _, k := range w.sortedProfiles() {
		p := w.profiles[k]
		if !p.dirty || p.count == 0 {
			continue
		}
		if err := w.tables.profiles.put(k[:], p.encode()); err != nil {
			return err
		}
	}
	return nil
}

// writeMembers writes which entities the changed profiles stand for, and the links of those that came or went.
func (w *work) writeMembers() error {
	for _, k := range w.sortedProfiles() {
		p := w.profiles[k]
		if err := w.writeMembersOf(k, p.members); err != nil {
			return err
		}
		switch {
		case p.count > 0 && !p.stored:
			w.totals.profiles++
		case p.count == 0 && p.stored:
			w.totals.profiles--
			if err := w.tables.profiles.del(k[:]); err != nil {
				return err
			}
		}
	}
	return w.writeLinks()
}

func (w *work) writeMembersOf(k profileKey, members []member) error {
	slices.SortFunc(members, func(a, b member) int { return cmp.Or(compareKeys(a.article, b.article), cmp.Compare(a.at, b.at)) })
	for len(members) > 0 {
		a := members[0].article
		var list []byte
		for len(members) > 0 && members[0].article == a {
			if at := members[0].at; at != none {
				list = binary.AppendUvarint(list, uint64(at))
			}
			members = members[1:]
		}
		if err := w.putOrDel(w.members, append(k[:], a[:]...), list); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) putOrDel(t table, k, v []byte) error {
	if v == nil {
		return t.del(k)
	}
	return t.put(k, v)
}

func (w *work) sortedProfiles() []profileKey {
	return slices.SortedFunc(maps.Keys(w.profiles), compareProfiles)
}

func compareProfiles(a, b profileKey) int { return bytes.Compare(a[:], b[:]) }

// writeLinks writes the links of profiles that came and deletes those of profiles that went.
func (w *work) writeLinks() error {
	type link struct {
		key  string
		gone bool
	}
	var links []link
	for k, p := range w.profiles {
		if p.stored == (p.count > 0) {
			continue
		}
		for _, l := range p.Links() {
			links = append(links, link{string(append(hash12(l), k[:]...)), p.stored})
		}
	}
	slices.SortFunc(links, func(a, b link) int { return bytes.Compare([]byte(a.key), []byte(b.key)) })
	for _, l := range links {
		v := []byte{}
		if l.gone {
			v = nil
		}
		if err := w.putOrDel(w.tables.links, []byte(l.key), v); err != nil {
			return err
		}
	}
	return nil
}

// linkedProfiles returns the profiles whose outcome the change may have changed: those linked, directly or
// through others, with one that came or went. They are in w.profiles afterwards.
func (w *work) linkedProfiles() ([]profileKey, error) {
	found := map[profileKey]bool{}
	var queue []string
	seen := map[string]bool{}
	enqueue := func(p *profileChange) {
		for _, l := range p.Links() {
			if !seen[l] {
				seen[l] = true
				queue = append(queue, l)
			}
		}
	}
	for _, p := range w.profiles {
		if p.stored != (p.count > 0) {
			enqueue(p)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		linked, err := w.byLink(queue[0])
		if err != nil {
			return nil, err
		}
		for _, k := range linked {
			found[k] = true
			enqueue(w.profiles[k])
		}
	}
	return slices.SortedFunc(maps.Keys(found), compareProfiles), nil
}

// byLink returns the profiles that have a link.
func (w *work) byLink(link string) ([]profileKey, error) {
	var out []profileKey
	r := w.tables.links.scan(hash12(link))
	for r.next() {
		var k profileKey
		copy(k[:], r.k[12:])
		p, err := w.profile(k)
		if err != nil {
			return nil, err
		}
		if p == nil {
			return nil, &DamagedError{What: "a link leads to no profile"}
		}
		out = append(out, k)
	}
	return out, r.err
}

// concern takes in the articles whose entities a profile stands for.
func (w *work) concern(k profileKey) error {
	r := w.members.scan(k[:])
	for r.next() {
		var a articleKey
		copy(a[:], r.k[len(k):])
		if err := w.concernArticle(a); err != nil {
			return err
		}
	}
	return r.err
}

// concernArticle takes in an article whose own source did not change.
func (w *work) concernArticle(a articleKey) error {
	if _, ok := w.after[a]; ok {
		return nil
	}
	keys, err := w.keysOf(a)
	if err != nil {
		return err
	}
	c, err := w.stored(a, keys)
	if err != nil {
		return err
	}
	w.before[a] = c
	if c != nil {
		w.after[a] = &contribution{key: c.key, data: c.data}
	}
	return nil
}

// resolve returns the ids of a source's entities.
func (w *work) resolve(s source, c *contribution) ([]entityID, error) {
	ids := make([]entityID, len(s.reading.Entities))
	for i, k := range c.profileKeys(s) {
		p, err := w.profile(k)
		if err != nil {
			return nil, err
		}
		if p == nil {
			return nil, &DamagedError{What: "a profile is missing"}
		}
		ids[i] = w.decisions.Apply(p.Outcome.ID, p.Slug, c.key)
	}
	return ids, nil
}
