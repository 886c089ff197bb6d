package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// fixed is the clock of the tests.
func fixed() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

func open(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	o.Now = fixed
	s, err := Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// writer makes readings out of a small world, so that names meet often.
type writer struct{ *rand.Rand }

func (w writer) pick(list ...string) string { return list[w.IntN(len(list))] }

// reading writes a small article under a key.
func (w writer) reading(key string) graph.Reading {
	text := &strings.Builder{}
	r := graph.Reading{}
	entity := func(e graph.LocalEntity) int {
		start := text.Len()
		text.WriteString(e.Name)
		e.Mentions = []graph.Span{{Start: start, End: text.Len()}}
		text.WriteString(" ")
		r.Entities = append(r.Entities, e)
		return len(r.Entities) - 1
	}
	state := func(s int, p graph.Predicate, o int, from graph.Date) {
		quote := r.Entities[s].Name
		m := r.Entities[s].Mentions[0]
		r.Statements = append(r.Statements, graph.LocalStatement{Subject: s, Predicate: p, Object: o, Evidence: []graph.Evidence{
			{Span: m, Text: quote, Confidence: float64(w.IntN(100)) / 100, From: from},
		}})
	}
	for range 1 + w.IntN(3) {
		person := entity(w.person())
		institution := entity(w.institution())
		country := entity(w.country())
		state(person, graph.Predicate(w.pick("worksFor", "educatedAt")), institution, graph.Date(w.pick("", "2010", "1890")))
		if w.IntN(2) == 0 {
			state(person, graph.Predicate(w.pick("citizenOf", "bornIn")), country, graph.Date(w.pick("", "", "1970", "1971")))
		}
		if w.IntN(3) == 0 {
			state(institution, "locatedIn", country, "")
		}
	}
	a, err := graph.NewArticle(key, text.String())
	if err != nil {
		panic(err)
	}
	a.Date = graph.Date(w.pick("", "2025-01-02"))
	if w.IntN(8) == 0 { // an import without its text
		a.Text = ""
	}
	r.Article = a
	return r
}

func (w writer) person() graph.LocalEntity {
	e := graph.LocalEntity{Name: w.pick("Liu Jun", "LIU Jun", "Li Wei", "Zhang", "Ada Lovelace"), Kind: graph.Person}
	switch w.IntN(8) {
	case 0:
		e.ID = graph.EntityID("person/" + w.pick("liu-jun", "li-wei", "li-wei.1971", "x"))
	case 1:
		e.IDs = map[string]string{"wikidata": w.pick("Q1", "Q2")}
	case 2:
		e.Aliases = []string{w.pick("Liu", "Jun", "Li")}
	}
	return e
}

func (w writer) institution() graph.LocalEntity {
	e := graph.LocalEntity{Name: w.pick("Northeastern University", "the Northeastern University", "MIT", "Tsinghua University", "清华大学"), Kind: graph.Institution}
	if e.Name == "清华大学" || w.IntN(6) == 0 {
		e.IDs = map[string]string{"ror": w.pick("03cve4549", "03cve4549", "r2")}
	}
	return e
}

func (w writer) country() graph.LocalEntity {
	name := w.pick("China", "United States", "France")
	e := graph.LocalEntity{Name: name, Kind: graph.Country}
	if w.IntN(3) > 0 {
		e.IDs = map[string]string{"iso3166": map[string]string{"China": "CN", "United States": "US", "France": "FR"}[name]}
	}
	return e
}

// content is everything that a graph says, in the order of an export.
type content struct {
	Entities   []graph.Entity
	Statements []graph.Statement
}

func contentOf(t testing.TB, s *Store) content {
	t.Helper()
	var c content
	for e, err := range s.Entities(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		c.Entities = append(c.Entities, e)
	}
	for st, err := range s.Statements(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		c.Statements = append(c.Statements, st)
	}
	return c
}

// TestHistoryDoesNotMatter takes graphs through random histories. After each step the graph must be what
// its articles and decisions amount to when they are put together at once, in memory.
func TestHistoryDoesNotMatter(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := history{writer: writer{rand.New(rand.NewPCG(seed, 1))}, s: open(t, t.TempDir(), Options{}), have: map[string]graph.Reading{}}
			if seed%3 == 0 { // now and then everything is built anew
				h.s.bulkStatements, h.s.bulkCommit, h.s.bulkMemory = 5, 3000, 500
			}
			for range 20 {
				before, generation := contentOf(t, h.s), generationOf(t, h.s)
				what := h.step(t)
				h.check(t, what)
				h.checkDelta(t, before, generation, what)
			}
			r, err := h.s.Verify(t.Context())
			if err != nil || len(r.Differences) > 0 {
				t.Error(r.Differences, err)
			}
		})
	}
}

type history struct {
	writer
	s    *Store
	have map[string]graph.Reading
}

func (h *history) step(t *testing.T) string {
	t.Helper()
	key := h.pick("a", "b", "c", "d", "e", "f", "g", "h")
	switch n := h.IntN(13); {
	case n >= 10 && len(h.have) > 0:
		return h.decide(t)
	case n < 7 || len(h.have) == 0:
		var batch []graph.Reading
		for range 1 + h.IntN(3) {
			r := h.reading(key)
			if keys := slices.Sorted(maps.Keys(h.have)); len(keys) > 0 && h.IntN(6) == 0 { // the same text under another key
				r = h.have[keys[h.IntN(len(keys))]]
				r.Article.Name = key
			}
			batch = append(batch, r)
			h.have[key] = r
			key = h.pick("a", "b", "c", "d", "e", "f", "g", "h")
		}
		if _, err := h.s.Add(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint("add ", len(batch))
	default:
		key := h.pick(slices.Sorted(maps.Keys(h.have))...)
		if _, err := h.s.Remove(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		delete(h.have, key)
		return "remove " + key
	}
}

// decide merges, splits or undoes something.
func (h *history) decide(t *testing.T) string {
	t.Helper()
	c := contentOf(t, h.s)
	a, b := c.Entities[h.IntN(len(c.Entities))], c.Entities[h.IntN(len(c.Entities))]
	switch h.IntN(3) {
	case 0:
		n, err := h.s.Undo(t.Context(), 0, "")
		return fmt.Sprint("undo ", n, err)
	case 1:
		parts := Parts{}
		if len(a.Aliases) > 0 {
			parts.Names = a.Aliases[:1]
		} else {
			parts.Articles = []string{h.pick("a", "b", "c", "d")}
		}
		id, _, err := h.s.Split(t.Context(), a.ID, parts, "two people")
		return fmt.Sprint("split ", a.ID, parts, id, err)
	}
	_, err := h.s.Merge(t.Context(), a.ID, b.ID, "one person")
	return fmt.Sprint("merge ", a.ID, b.ID, err)
}

func (h *history) check(t *testing.T, what string) {
	t.Helper()
	var readings []graph.Reading
	for _, key := range slices.Sorted(maps.Keys(h.have)) {
		readings = append(readings, h.have[key])
	}
	var want content
	var ds identity.Decisions
	if err := h.s.read(t.Context(), func(v *view) (err error) { ds, err = v.activeDecisions(); return err }); err != nil {
		t.Fatal(err)
	}
	want.Entities, want.Statements = identity.Assemble(readings, ds)
	if diff := cmp.Diff(want, contentOf(t, h.s)); diff != "" {
		t.Fatalf("after %s: (-want +got)\n%s", what, diff)
	}
}

func generationOf(t *testing.T, s *Store) string {
	t.Helper()
	g, err := Generation(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// checkDelta changes what the graph was by what the journal says: it must be what the graph is. Only what is built
// anew may be unknown.
func (h *history) checkDelta(t *testing.T, before content, generation, what string) {
	t.Helper()
	d, known, err := h.s.Since(t.Context(), generation)
	if err != nil || !known && h.s.bulkStatements == bulkStatements {
		t.Fatalf("after %s: what has changed is known: %v, %v", what, known, err)
	}
	if !known {
		return
	}
	now := contentOf(t, h.s)
	entities := apply(before.Entities, d.Entities, d.EntitiesGone, func(e graph.Entity) graph.EntityID { return e.ID }, byText[graph.EntityID])
	if diff := cmp.Diff(now.Entities, entities); diff != "" {
		t.Fatalf("after %s: entities: (-want +got)\n%s", what, diff)
	}
	rename := map[graph.EntityID]graph.Ref{}
	for _, e := range now.Entities {
		rename[e.ID] = e.Ref()
	}
	statements := apply(before.Statements, d.Statements, d.StatementsGone, graph.Statement.Triple, graph.Triple.Compare)
	for i := range statements {
		statements[i].Subject, statements[i].Object = rename[statements[i].Subject.ID], rename[statements[i].Object.ID]
	}
	if diff := cmp.Diff(now.Statements, statements); diff != "" {
		t.Fatalf("after %s: statements: (-want +got)\n%s", what, diff)
	}
}

func byText[T ~string](a, b T) int { return strings.Compare(string(a), string(b)) }

// apply replaces, adds and takes away.
func apply[T any, ID comparable](list, now []T, gone []ID, id func(T) ID, compare func(a, b ID) int) []T {
	byID := map[ID]T{}
	for _, v := range slices.Concat(list, now) {
		byID[id(v)] = v
	}
	for _, g := range gone {
		delete(byID, g)
	}
	var out []T
	for _, k := range slices.SortedFunc(maps.Keys(byID), compare) {
		out = append(out, byID[k])
	}
	return out
}
