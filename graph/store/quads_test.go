package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/quad"
	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// TestVersionsArePinned guards cayley's version. It sorts below v0.7.7, so that an upgrade of all modules would go
// back to older code, and literals stored by the one cannot be looked up by the other.
func TestVersionsArePinned(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"github.com/cayleygraph/cayley v0.7.7-0.20220304214302-275a7428fb10",
		"github.com/cayleygraph/quad v1.2.4",
		"github.com/hidal-go/hidalgo v0.0.0-20190814174001-42e03f3b5eaa",
	} {
		if !strings.Contains(string(mod), want) {
			t.Errorf("go.mod does not require %s; a stored graph depends on it", want)
		}
	}
}

// TestBulkIsWhatCayleyWrites loads the same articles in bulk and one by one, through cayley's own writer, and compares
// the two through cayley's iterators: all quads and nodes, the quads of each node in each direction, and the sizes.
func TestBulkIsWhatCayleyWrites(t *testing.T) {
	w := writer{rand.New(rand.NewPCG(21, 22))}
	var readings []graph.Reading
	for i := range 60 {
		readings = append(readings, w.reading(fmt.Sprint(i)))
	}
	bulk, single := open(t, t.TempDir(), Options{}), open(t, t.TempDir(), Options{})
	bulk.bulkStatements, bulk.bulkCommit, bulk.bulkMemory = 0, 2500, 1000
	if _, err := bulk.Import(t.Context(), withoutErrors(readings)); err != nil {
		t.Fatal(err)
	}
	for _, r := range readings {
		if _, err := single.Add(t.Context(), []graph.Reading{r}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(contentOf(t, single), contentOf(t, bulk)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(cayleyContent(t, single), cayleyContent(t, bulk)); diff != "" {
		t.Errorf("(-cayley +bulk)\n%s", diff)
	}
	// Both go on alike when cayley's writer changes them.
	for _, s := range []*Store{bulk, single} {
		for i := 0; i < 60; i += 2 {
			if _, err := s.Remove(t.Context(), fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff := cmp.Diff(cayleyContent(t, single), cayleyContent(t, bulk)); diff != "" {
		t.Errorf("after removals (-cayley +bulk)\n%s", diff)
	}
}

// cayleyContent is what cayley's iterators show of a store.
func cayleyContent(t *testing.T, s *Store) (lines []string) {
	t.Helper()
	err := s.read(t.Context(), func(v *view) error {
		qs, err := openQuads(v.quads, false)
		if err != nil {
			return err
		}
		stats, err := qs.Stats(t.Context(), true)
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%+v", stats))
		lines = append(lines, quadLines(t, qs, "all", qs.QuadsAllIterator())...)
		it := qs.NodesAllIterator().Iterate()
		for it.Next(t.Context()) {
			node := it.Result()
			name, err := qs.NameOf(node)
			if err != nil {
				return err
			}
			lines = append(lines, "node "+name.String())
			for _, d := range quad.Directions {
				lines = append(lines, quadLines(t, qs, fmt.Sprint(d, " of ", name), qs.QuadIterator(d, node))...)
			}
		}
		return it.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

func quadLines(t *testing.T, qs cayley.QuadStore, of string, shape iterator.Shape) (lines []string) {
	it := shape.Iterate()
	for it.Next(t.Context()) {
		q, err := qs.Quad(it.Result())
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, of+": "+q.String())
	}
	if err := it.Close(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestNodesGoWithTheirQuads sees to it that references are counted right (cayley's traps 2 and 5): when
// all articles are gone, so are all nodes.
func TestNodesGoWithTheirQuads(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	w := writer{rand.New(rand.NewPCG(31, 32))}
	for i := range 80 {
		if _, err := s.Add(t.Context(), []graph.Reading{w.reading(fmt.Sprint(i % 20))}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 {
		if _, err := s.Remove(t.Context(), fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"{Nodes:{Value:0 Exact:true} Quads:{Value:0 Exact:true}}"}, cayleyContent(t, s)); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"sources", "articles", "texts", "blocks", "profiles", "links", "members", "resolved", "entities", "evidence", "digests"} {
		if n := rowCount(t, s, name); n != 0 {
			t.Errorf("%s has %d rows left", name, n)
		}
	}
}

func rowCount(t *testing.T, s *Store, name string) (n int) {
	t.Helper()
	err := s.read(t.Context(), func(v *view) error {
		return v.each(func(table string, t *table) error {
			r := t.scan(nil)
			for table == name && r.next() {
				n++
			}
			return r.err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestEveryQuadIsLabelled holds that each quad is labelled with the article that states it (traps 3 and 4).
func TestEveryQuadIsLabelled(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	w := writer{rand.New(rand.NewPCG(41, 42))}
	if _, err := s.Add(t.Context(), []graph.Reading{w.reading("a"), w.reading("b")}); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := s.read(t.Context(), func(v *view) error {
		return eachQuad(t.Context(), v.quads, "", 0, func(q statedQuad) error {
			n++
			if q.article == (articleKey{}) {
				t.Errorf("%v has no label", q)
			}
			return nil
		})
	})
	if st, _ := s.Size(t.Context()); err != nil || n == 0 || n != st.Quads {
		t.Errorf("%d quads of %d, %v", n, st.Quads, err)
	}
}

// TestQuadRoundTrip holds that whatever is in an id comes back out of a quad.
func TestQuadRoundTrip(t *testing.T) {
	for _, id := range []graph.EntityID{"person/liu-jun", "person/刘军", "policy/a b%20/c?d#e", "place/\"<>\\^`{|}", "person/é.x", "person/\u202e\U0001F600"} {
		want := statedQuad{graph.Triple{Subject: id, Predicate: "worksFor%", Object: "institution/x"}, articleKey{1, 2, 3}}
		got, err := parseQuad(want.quad())
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v", id, got, err)
		}
	}
}

func TestFlatKeyKeepsOrder(t *testing.T) {
	a, b := flatKey([][]byte{[]byte("sp"), {0, 1, '/', '\\'}}), flatKey([][]byte{[]byte("sp"), {0, 1, '/', 0xff}})
	if bytes.Compare(a, b) >= 0 {
		t.Errorf("%q sorts after %q", a, b)
	}
}
