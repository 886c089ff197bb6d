package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"maps"
	"path/filepath"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// Report is what Verify found.
type Report struct {
	Articles    int // whose sources were read
	Mentions    int // whose spans lie in their text
	Evidence    int // whose quotes were found in their text
	WithoutText int // evidence of articles whose text the graph does not have
	Differences []Difference
	More        int // differences beyond those listed
}

// Difference is one thing that is not as it should be.
type Difference struct {
	Where string // the article, entity, statement or part of the store
	What  string
}

// listedDifferences bounds the list of a report.
const listedDifferences = 1000

func (r *Report) add(where, format string, args ...any) {
	if len(r.Differences) >= listedDifferences {
		r.More++
		return
	}
	r.Differences = append(r.Differences, Difference{where, fmt.Sprintf(format, args...)})
}

// Verify reads the whole graph: every mention and quote in its article's text, and every part of the store against what
// the articles say: entities, evidence, cayley's quads, texts, the log and the counts. What differs is in the
// report; an error means that verifying was cut short.
func (s *Store) Verify(ctx context.Context) (Report, error) {
	var r Report
	s.write.Lock() // the file's pages are read past bbolt
	err := verifyPages(filepath.Join(s.dir, FileName))
	s.write.Unlock()
	if err != nil {
		r.add(FileName, "%v", err)
		return r, nil
	}
	err = s.read(ctx, func(v *view) error {
		c := checker{view: v, ctx: ctx, r: &r, seed: maphash.MakeSeed()}
		return c.run()
	})
	return r, err
}

// checker compares what the store holds with what its sources amount to. Rows are not compared one by one, which would
// need them all in memory, but as a sum of hashes; where the sums differ a second round finds out which rows do.
type checker struct {
	*view
	ctx       context.Context
	r         *Report
	seed      maphash.Seed
	decisions identity.Decisions
	profiles  map[profileKey]identity.Profile
	outcomes  map[profileKey]identity.Outcome
	counts    map[profileKey]int
	totals    totals
	ledgers   map[string]*ledger
	round     int
}

// ledger is what there should be of one kind of row, less what there is.
type ledger struct {
	sum  uint64
	rows map[uint64]int // in the second round
}

// The rounds in which rows are entered.
const (
	sumRound    = iota // add all up
	countRound         // count each, where the sums differ
	reportRound        // report what is missing
)

func (c *checker) run() error {
	var err error
	if c.decisions, err = c.activeDecisions(); err != nil {
		return err
	}
	c.profiles, c.counts, c.ledgers = map[profileKey]identity.Profile{}, map[profileKey]int{}, map[string]*ledger{}
	for _, step := range []func() error{c.sourcesAndTexts, c.settle, c.expect, c.found, c.checkTotals} {
		if err := step(); err != nil {
			return err
		}
	}
	return c.explain()
}

// explain finds out which rows differ.
func (c *checker) explain() error {
	maps.DeleteFunc(c.ledgers, func(_ string, l *ledger) bool { return l.sum == 0 })
	if len(c.ledgers) == 0 {
		return nil
	}
	for _, l := range c.ledgers {
		l.rows = map[uint64]int{}
	}
	c.round = countRound
	if err := c.expect(); err != nil {
		return err
	}
	if err := c.found(); err != nil {
		return err
	}
	c.round = reportRound
	return c.expect()
}

// enter enters a row in a ledger, n times; expected rows count up, found rows down.
func (c *checker) enter(name string, n int, expected bool, fields ...string) {
	l := c.ledgers[name]
	if l == nil {
		if c.round != sumRound {
			return
		}
		l = &ledger{}
		c.ledgers[name] = l
	}
	var h maphash.Hash
	h.SetSeed(c.seed)
	for _, f := range fields {
		fmt.Fprintf(&h, "%d:", len(f))
		h.WriteString(f)
	}
	row := h.Sum64()
	if !expected {
		n = -n
	}
	switch c.round {
	case sumRound:
		l.sum += row * uint64(n)
	case countRound:
		if l.rows[row] += n; l.rows[row] < 0 && !expected {
			c.r.add(name, "%q is in the store, but no article says so", fields)
			l.rows[row] = 0
		}
	case reportRound:
		if l.rows[row] > 0 {
			c.r.add(name, "%q is missing in the store", fields)
			l.rows[row] = 0
		}
	}
}

// sourcesAndTexts checks what was read against the texts, and gathers the profiles.
func (c *checker) sourcesAndTexts() error {
	rows := c.sources.scan(nil)
	byArticle := map[articleKey][]string{}
	texts := map[articleKey]bool{}
	for rows.next() {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		key := string(rows.k)
		s, err := decodeSource(key, rows.v)
		if err != nil {
			c.r.add(key, "what was read is garbled: %v", err)
			continue
		}
		c.totals.sources++
		byArticle[s.article] = append(byArticle[s.article], key)
		texts[s.article] = texts[s.article] || s.hasText
		c.checkSpans(key, s)
	}
	if rows.err != nil {
		return rows.err
	}
	c.totals.articles = len(byArticle)
	for a, keys := range byArticle {
		stored, err := c.keysOf(a)
		if err != nil {
			return err
		}
		if !slices.Equal(stored, keys) {
			c.r.add(string(a.id()), "it was read under %q, but lies under %q", keys, stored)
		}
		if _, has, err := c.blockOf(a); err != nil {
			return err
		} else if has != texts[a] {
			c.r.add(keys[0], "its text is there: %v; it should be: %v", has, texts[a])
		}
	}
	return nil
}

// checkSpans looks a source's quotes and mentions up in its text.
func (c *checker) checkSpans(key string, s source) {
	c.r.Articles++
	var text string
	var err error
	if s.hasText {
		if text, err = c.text(s.article); err != nil {
			c.r.add(key, "its text cannot be read: %v", err)
			return
		}
		if graph.IDOfText(text) != s.article.id() {
			c.r.add(key, "its text is not the one that was read")
			return
		}
	}
	for _, e := range s.reading.Entities {
		for _, m := range e.Mentions {
			switch {
			case !s.hasText:
			case m.In(text):
				c.r.Mentions++
			default:
				c.r.add(key, "the mention of %q at %d-%d is no place in its text", e.Name, m.Start, m.End)
			}
		}
	}
	for _, st := range s.reading.Statements {
		for _, e := range st.Evidence {
			switch {
			case !s.hasText:
				c.r.WithoutText++
			case e.In(text):
				c.r.Evidence++
			default:
				c.r.add(key, "the quote at %d-%d for %s is no place in its text", e.Start, e.End, st.Predicate)
			}
		}
	}
}

// eachEffective calls do for each article's source that counts.
func (c *checker) eachEffective(do func(s source, data []byte, a articleKey) error) error {
	rows := c.articles.scan(nil)
	for rows.next() {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		var a articleKey
		copy(a[:], rows.k)
		d := &decoder{b: rows.v}
		keys := d.strs()
		e, err := c.effective(keys)
		if err != nil {
			return err
		}
		if e == nil {
			c.r.add(string(a.id()), "it was read under no key")
			continue
		}
		s, err := e.decode()
		if err != nil {
			return err
		}
		if err := do(s, e.data, a); err != nil {
			return err
		}
	}
	return rows.err
}

// settle finds the ids that the profiles should have.
func (c *checker) settle() error {
	err := c.eachEffective(func(s source, _ []byte, _ articleKey) error {
		for _, p := range identity.Profiles(s.reading) {
			k := keyOf(p)
			c.profiles[k] = p
			c.counts[k]++
		}
		return nil
	})
	if err != nil {
		return err
	}
	keys := slices.Collect(maps.Keys(c.profiles))
	list := make([]identity.Profile, len(keys))
	for i, k := range keys {
		list[i] = c.profiles[k]
	}
	c.outcomes = make(map[profileKey]identity.Outcome, len(keys))
	for i, o := range identity.Settle(list) {
		c.outcomes[keys[i]] = o
	}
	return nil
}

// expect enters what there should be.
func (c *checker) expect() error {
	for k, p := range c.profiles {
		r := profileRecord{p, c.counts[k], c.outcomes[k]}
		c.enter("profiles", 1, true, string(k[:]), string(r.encode()))
		for _, l := range p.Links() {
			c.enter("links", 1, true, string(hash12(l))+string(k[:]))
		}
	}
	digests := map[articleKey]uint64{}
	err := c.eachEffective(func(s source, data []byte, a articleKey) error {
		ids := make([]entityID, len(s.reading.Entities))
		for i, p := range identity.Profiles(s.reading) {
			k := keyOf(p)
			ids[i] = c.decisions.Apply(c.outcomes[k].ID, p.Slug, s.reading.Article.Name)
			c.enter("members", 1, true, string(k[:])+string(a[:]), fmt.Sprint(i))
			c.enterEntity(ids[i], 1, true, s.reading.Entities[i], k)
		}
		digests[a] = digestOf(&contribution{data: data, ids: ids})
		e := &encoder{}
		e.ids(ids)
		c.enter("resolved", 1, true, string(a[:]), string(e.b))
		for t, es := range identity.Triples(s.reading, ids) {
			if c.round == sumRound {
				c.totals.quads++
				c.totals.evidence += len(es)
			}
			e := &encoder{}
			encodeEvidence(e, es, s.hasText)
			c.enter("evidence", 1, true, tripleKey(t), string(a[:]), string(e.b))
			c.enter("quads", 1, true, tripleKey(t), string(a[:]))
		}
		return nil
	})
	for k, d := range digestRows(digests) {
		if d != 0 {
			c.enter("digests", 1, true, k, string(binary.BigEndian.AppendUint64(nil, d)))
		}
	}
	return err
}

func (c *checker) enterEntity(id entityID, n int, expected bool, e graph.LocalEntity, k profileKey) {
	var t identity.Tally
	t.Add(e, 1)
	c.enterTally(id, n, expected, t, map[profileKey]int{k: 1})
}

func (c *checker) enterTally(id entityID, n int, expected bool, t identity.Tally, profiles map[profileKey]int) {
	for field, m := range map[string]map[string]int{"name": t.Names, "alias": t.Aliases, "code": t.Codes} {
		for form, count := range m {
			c.enter("entities", n*count, expected, string(id), field, form)
		}
	}
	for k, count := range profiles {
		c.enter("entities", n*count, expected, string(id), "profile", string(k[:]))
	}
}

// found enters what there is.
func (c *checker) found() error {
	for _, t := range []struct {
		table table
		enter func(k, v []byte) error
		count *int
	}{
		{c.tables.profiles, func(k, v []byte) error { c.enter("profiles", 1, false, string(k), string(v)); return nil }, &c.totals.profiles},
		{c.tables.links, func(k, _ []byte) error { c.enter("links", 1, false, string(k)); return nil }, new(int)},
		{c.members, c.foundMembers, new(int)},
		{c.resolved, func(k, v []byte) error { c.enter("resolved", 1, false, string(k), string(v)); return nil }, new(int)},
		{c.digests, func(k, v []byte) error { c.enter("digests", 1, false, string(k), string(v)); return nil }, new(int)},
		{c.tables.entities, c.foundEntity, &c.totals.entities},
		{c.tables.evidence, c.foundEvidence, &c.totals.statements},
	} {
		rows := t.table.scan(nil)
		for n := 0; rows.next(); n++ {
			if n%1024 == 0 && c.ctx.Err() != nil {
				return c.ctx.Err()
			}
			if err := t.enter(rows.k, rows.v); err != nil {
				return err
			}
			if c.round == sumRound {
				*t.count++
			}
		}
		if rows.err != nil {
			return rows.err
		}
	}
	return eachQuad(c.ctx, c.quads, "", 0, func(q statedQuad) error {
		c.enter("quads", 1, false, tripleKey(q.Triple), string(q.article[:]))
		return nil
	})
}

func (c *checker) foundMembers(k, v []byte) error {
	d := &decoder{b: v}
	for len(d.b) > 0 {
		c.enter("members", 1, false, string(k), fmt.Sprint(d.uint()))
	}
	return d.err
}

func (c *checker) foundEntity(k, v []byte) error {
	r, err := parseEntity(entityID(k), v)
	if err != nil {
		return err
	}
	c.enterTally(entityID(k), 1, false, r.Tally, r.profiles)
	return nil
}

func (c *checker) foundEvidence(k, v []byte) error {
	parts, err := splitEvidence(v)
	if err != nil {
		return &DamagedError{What: fmt.Sprintf("evidence of %s: %v", k, err)}
	}
	for _, p := range parts {
		c.enter("evidence", 1, false, string(k), string(p.article[:]), string(p.data))
	}
	return nil
}

func (c *checker) checkTotals() error {
	stored, err := c.readTotals()
	if err != nil {
		return err
	}
	names := []string{"articles by key", "articles", "profiles", "entities", "statements", "quads", "evidence"}
	for i, n := range stored.fields() {
		if found := *c.totals.fields()[i]; found != *n {
			c.r.add("counts", "the store counts %d %s, there are %d", *n, names[i], found)
		}
	}
	return nil
}
