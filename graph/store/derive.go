package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// arrivals are what a bulk load finds under keys: first what the graph has, then what comes and goes.
type arrivals struct{ rows *sorter }

// What an arrival is.
const (
	held byte = iota // the graph has it
	come
	gone
)

func (in *arrivals) add(what byte, key string, data []byte) error {
	return in.rows.add([]byte(key), append([]byte{what}, data...))
}

// gather collects the sources of the old tables, copies their texts, and adds what more puts in.
func (b *bulk) gather(w *work, in *arrivals, more func(*work, *arrivals) error) error {
	old, err := openTables(b.tx, b.old)
	if err != nil {
		return err
	}
	r := old.sources.scan(nil)
	for r.next() {
		if err := in.add(held, string(r.k), r.v); err != nil {
			return err
		}
	}
	if r.err != nil {
		return r.err
	}
	for _, which := range []func(*tables) table{
		func(t *tables) table { return t.blocks },
		func(t *tables) table { return t.texts },
	} {
		if err := b.copyOld(w, which); err != nil {
			return err
		}
	}
	return more(w, in)
}

// copyOld copies one of the old tables, a few megabytes at a time, since a commit ends the scan.
func (b *bulk) copyOld(w *work, which func(*tables) table) error {
	type pair struct{ k, v []byte }
	var next []byte
	for more := true; more; {
		old, err := openTables(b.tx, b.old)
		if err != nil {
			return err
		}
		var pairs []pair
		size := 0
		r := which(&old).scan(nil)
		for more = r.seek(next); more && size < b.s.bulkCommit/2; more = r.next() {
			pairs = append(pairs, pair{bytes.Clone(r.k), bytes.Clone(r.v)})
			size += len(r.v)
			next = append(bytes.Clone(r.k), 0)
		}
		if r.err != nil {
			return r.err
		}
		for _, p := range pairs {
			if err := which(&w.tables).put(p.k, p.v); err != nil {
				return err
			}
			b.size += rowCost + len(p.v)
		}
		if err := w.checkpoint(0); err != nil {
			return err
		}
	}
	return nil
}

// derivation builds all tables from sources, in passes over rows that are sorted between them:
//
//	arrivals by key -> sources -> by article -> profiles by key -> settled
//	                              by article -> evidence by triple -> quads
type derivation struct {
	*work
	b        *bulk
	articles *sorter // article, key -> source
	members  *sorter // profile, article -> which of its entities
	evidence *sorter // triple, NUL, article -> evidence
	quads    *quadBuilder

	known    map[profileKey]uint32 // index into profiles
	profiles []profileRecord
	local    []uint32             // the profiles of all articles' entities, article by article
	forms    map[string]uint32    // an entity's id, NUL, how an article describes it and its profile -> index into counts
	counts   []int                // of articles
	levels   [2]map[string]uint64 // digests of articles whose keys begin alike
}

// derive builds the tables.
func (b *bulk) derive(w *work, in *arrivals) error {
	d := &derivation{
		work: w, b: b, articles: b.sorter(), members: b.sorter(), evidence: b.sorter(),
		known: map[profileKey]uint32{}, forms: map[string]uint32{}, levels: [2]map[string]uint64{{}, {}},
	}
	d.quads = newQuadBuilder(w)
	for _, step := range []func() error{
		func() error { return d.sources(in) },
		in.rows.close,
		func() error { return d.articles.groups(articlePart, d.article) },
		d.settle,
		d.members.close,
		d.dropTexts,
		func() error { return d.articles.groups(articlePart, d.contribute) },
		d.articles.close,
		d.entities,
		func() error { return d.evidence.groups(triplePart, d.statement) },
		d.evidence.close,
		d.quads.write,
		d.writeDigests,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return w.writeTotals(w.totals)
}

func articlePart(k []byte) []byte { return k[:len(articleKey{})] }

func triplePart(k []byte) []byte { return k[:len(k)-len(articleKey{})-1] }

// sources finds out what there is under each key in the end.
func (d *derivation) sources(in *arrivals) error {
	whole := func(k []byte) []byte { return k }
	return in.rows.groups(whole, func(key []byte, rows []sortedRow) error {
		data, changed, err := d.last(key, rows)
		if err != nil {
			return err
		}
		if changed && len(d.keys) < logged {
			d.keys = append(d.keys, string(key))
		}
		if data == nil {
			return nil
		}
		s, err := decodeDescription(string(key), &decoder{b: data})
		if err != nil {
			return &DamagedError{What: "source " + string(key) + ": " + err.Error()}
		}
		d.totals.sources++
		if err := d.articles.add(append(s.article[:], key...), data); err != nil {
			return err
		}
		return d.put(d.tables.sources, key, data)
	})
}

// last returns the source that counts of those that arrived under a key, in order, nil where it is gone.
func (d *derivation) last(key []byte, rows []sortedRow) (data []byte, changed bool, err error) {
	for _, r := range rows {
		what, now := r.v[0], r.v[1:]
		switch {
		case what == held:
		case what == gone && data == nil:
			return nil, false, fmt.Errorf("remove %s: %w", key, ErrNoArticle)
		case what == gone:
			d.changes.Removed++
			now, changed = nil, true
		case data == nil:
			d.changes.Added++
			changed = true
		case bytes.Equal(data, now):
			d.changes.Unchanged++
		default:
			d.changes.Replaced++
			changed = true
		}
		data = now
	}
	return data, changed, nil
}

func (d *derivation) put(t table, k, v []byte) error {
	if err := t.put(k, v); err != nil {
		return err
	}
	return d.checkpoint(len(k) + len(v))
}

// contributionOf returns what counts of the sources of one article: that of the smallest key.
func contributionOf(part []byte, rows []sortedRow) *contribution {
	return &contribution{key: string(rows[0].k[len(part):]), data: rows[0].v}
}

// article writes an article's keys and counts its profiles.
func (d *derivation) article(part []byte, rows []sortedRow) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	d.totals.articles++
	var keys []string
	for _, r := range rows {
		keys = append(keys, string(r.k[len(part):]))
	}
	s, err := contributionOf(part, rows).decode()
	if err != nil {
		return err
	}
	for i, p := range identity.Profiles(s.reading) {
		k := keyOf(p)
		n, ok := d.known[k]
		if !ok {
			n = uint32(len(d.profiles))
			d.known[k] = n
			d.profiles = append(d.profiles, profileRecord{Profile: p})
		}
		d.profiles[n].count++
		d.local = append(d.local, n)
		if err := d.members.add(append(k[:], part...), binary.AppendUvarint(nil, uint64(i))); err != nil {
			return err
		}
	}
	e := &encoder{}
	e.strs(keys)
	return d.put(d.tables.articles, bytes.Clone(part), e.b)
}

// settle gives the profiles their ids and writes them, their members and links.
func (d *derivation) settle() error {
	profiles := make([]identity.Profile, len(d.profiles))
	for i := range d.profiles {
		profiles[i] = d.profiles[i].Profile
	}
	for i, o := range identity.Settle(profiles) {
		d.profiles[i].Outcome = o
	}
	d.totals.profiles = len(d.profiles)
	for _, step := range []func() error{d.writeMembers, d.writeProfiles, d.writeLinks} {
		if err := step(); err != nil {
			return err
		}
	}
	d.known = nil
	return nil
}

func (d *derivation) writeMembers() error {
	whole := func(k []byte) []byte { return k }
	return d.members.groups(whole, func(k []byte, rows []sortedRow) error {
		var list []byte
		for _, r := range rows {
			list = append(list, r.v...)
		}
		return d.put(d.tables.members, bytes.Clone(k), list)
	})
}

func (d *derivation) writeProfiles() error {
	for _, k := range slices.SortedFunc(maps.Keys(d.known), compareProfiles) {
		if err := d.put(d.tables.profiles, k[:], d.profiles[d.known[k]].encode()); err != nil {
			return err
		}
	}
	return nil
}

func (d *derivation) writeLinks() error {
	type link [2 * len(profileKey{})]byte
	var links []link
	for k, n := range d.known {
		for _, l := range d.profiles[n].Links() {
			links = append(links, link(append(hash12(l), k[:]...)))
		}
	}
	slices.SortFunc(links, func(a, b link) int { return bytes.Compare(a[:], b[:]) })
	for _, l := range links {
		if err := d.put(d.tables.links, bytes.Clone(l[:]), nil); err != nil {
			return err
		}
	}
	return nil
}

// dropTexts removes the texts that no article wants any longer.
func (d *derivation) dropTexts() error {
	var unwanted []articleKey
	r := d.tables.texts.scan(nil)
	for r.next() {
		var a articleKey
		copy(a[:], r.k)
		if wants, err := d.wantsText(a); err != nil {
			return err
		} else if !wants {
			unwanted = append(unwanted, a)
		}
	}
	for _, a := range unwanted {
		if err := d.removeText(a); err != nil {
			return err
		}
	}
	return r.err
}

// contribute counts what an article gives to entities, and notes its evidence.
func (d *derivation) contribute(part []byte, rows []sortedRow) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	c := contributionOf(part, rows)
	s, err := c.decode()
	if err != nil {
		return err
	}
	for i := range s.reading.Entities {
		n := d.local[i]
		id := d.decisions.Apply(d.profiles[n].Outcome.ID, d.profiles[n].Slug, c.key)
		c.ids = append(c.ids, id)
		d.count(id, s.reading.Entities[i], n)
	}
	d.local = d.local[len(c.ids):]
	if err := d.evidenceOf(part, s, c.ids); err != nil {
		return err
	}
	e := &encoder{}
	e.ids(c.ids)
	if err := d.put(d.resolved, bytes.Clone(part), e.b); err != nil {
		return err
	}
	return d.digest(part, digestOf(c))
}

func (d *derivation) evidenceOf(article []byte, s source, ids []entityID) error {
	e := &encoder{}
	var key []byte
	for t, es := range identity.Triples(s.reading, ids) {
		key = append(append(append(key[:0], tripleKey(t)...), 0), article...)
		e.b = e.b[:0]
		encodeEvidence(e, es, s.hasText)
		if err := d.evidence.add(key, e.b); err != nil {
			return err
		}
		d.totals.evidence += len(es)
	}
	return nil
}

// count notes how an article describes an entity. Many describe it alike.
func (d *derivation) count(id entityID, l graph.LocalEntity, profile uint32) {
	e := &encoder{b: make([]byte, 0, 256)}
	e.raw([]byte(id))
	e.raw([]byte{0})
	e.uint(uint64(profile))
	l.Mentions, l.Words = nil, nil
	encodeLocal(e, l, sourceForm)
	n, ok := d.forms[string(e.b)]
	if !ok {
		n = uint32(len(d.counts))
		d.forms[string(e.b)] = n
		d.counts = append(d.counts, 0)
	}
	d.counts[n]++
}

// entities writes the entities, each of which is the sum of its descriptions.
func (d *derivation) entities() error {
	for all := slices.Sorted(maps.Keys(d.forms)); len(all) > 0; {
		id, _, _ := strings.Cut(all[0], "\x00")
		n := 1
		for n < len(all) && strings.HasPrefix(all[n], id+"\x00") {
			n++
		}
		if err := d.entity(entityID(id), all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	d.forms, d.counts, d.profiles = nil, nil, nil
	return nil
}

func (d *derivation) entity(id entityID, forms []string) error {
	r := &entityRecord{profiles: map[profileKey]int{}}
	grounds := map[string]bool{}
	for _, form := range forms {
		dec := &decoder{b: []byte(form[len(id)+1:])}
		p := &d.profiles[dec.uint()]
		l := decodeLocal(dec, sourceForm)
		if err := dec.end(); err != nil {
			return err
		}
		r.Add(l, d.counts[d.forms[form]])
		r.profiles[keyOf(p.Profile)] += d.counts[d.forms[form]]
		grounds[p.Ground] = true
	}
	d.totals.entities++
	if d.b.fresh {
		d.changes.EntitiesGained = append(d.changes.EntitiesGained, id)
	}
	d.logJoin(id, r, grounds)
	return d.put(d.tables.entities, []byte(id), r.encode())
}

// statement writes the evidence of one statement, and the quads that say which article states it.
func (d *derivation) statement(key []byte, rows []sortedRow) error {
	parts := bytes.Split(key, []byte{0})
	if len(parts) != 3 {
		return errCut
	}
	e := &encoder{}
	q := statedTriple{d.quads.node(entityNode, parts[0]), d.quads.node(predicateNode, parts[1]), d.quads.node(entityNode, parts[2])}
	for _, r := range rows {
		article := r.k[len(key)+1:]
		d.quads.add(q, d.quads.node(articleNode, article))
		e.raw(article)
		e.int(len(r.v))
		e.raw(r.v)
	}
	d.totals.statements++
	d.totals.quads += len(rows)
	if d.b.fresh {
		d.changes.StatementsGained = append(d.changes.StatementsGained, graph.Triple{
			Subject: entityID(d.quads.name(q[0])), Predicate: graph.Predicate(d.quads.name(q[1])), Object: entityID(d.quads.name(q[2])),
		})
	}
	return d.put(d.tables.evidence, bytes.Clone(key), e.b)
}

// digest writes an article's digest and adds it to those of shorter keys.
func (d *derivation) digest(article []byte, digest uint64) error {
	for i, level := range d.levels {
		level[string(article[:digestLevels[i]])] ^= digest
	}
	return d.putDigest(article, digest)
}

// writeDigests writes the digests of the shorter keys.
func (d *derivation) writeDigests() error {
	for _, level := range d.levels {
		for _, k := range slices.Sorted(maps.Keys(level)) {
			if err := d.putDigest([]byte(k), level[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

// putDigest writes a digest. One of 0 has no row.
func (d *derivation) putDigest(k []byte, digest uint64) error {
	if digest == 0 {
		return nil
	}
	return d.put(d.tables.digests, bytes.Clone(k), binary.BigEndian.AppendUint64(nil, digest))
}
