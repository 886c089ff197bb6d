package index_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// world is a small graph that changes at random: what a few articles say of a few entities.
type world struct {
	*rand.Rand
	articles map[int]graph.Article
	says     map[int]map[graph.Triple][]graph.Evidence // by article
	names    map[graph.EntityID]graph.Entity
}

func newWorld(seed uint64) *world {
	return &world{rand.New(rand.NewPCG(seed, 9)), map[int]graph.Article{}, map[int]map[graph.Triple][]graph.Evidence{}, map[graph.EntityID]graph.Entity{}}
}

func (w *world) pick(list ...string) string { return list[w.IntN(len(list))] }

// change adds, replaces or removes an article, or names an entity anew.
func (w *world) change() {
	n := w.IntN(8)
	switch w.IntN(5) {
	case 0:
		delete(w.articles, n)
		delete(w.says, n)
	case 1:
		for id, e := range w.names {
			e.Name, e.Aliases = w.pick("Li Wei", "Zoë", "the Wei", "MIT", "李伟"), nil
			if w.IntN(2) == 0 {
				e.Aliases, e.IDs = []string{w.pick("x", "Li", "MIT")}, map[string]string{"wikidata": "Q1"}
			}
			w.names[id] = e
			break
		}
	default:
		w.write(n)
	}
}

func (w *world) write(n int) {
	a := graph.Article{ID: graph.ArticleID(fmt.Sprintf("a:%d", n)), Name: w.pick("one", "two"), Date: graph.Date(w.pick("", "2020", "2021-05-06")), Bytes: 99}
	w.articles[n] = a
	w.says[n] = map[graph.Triple][]graph.Evidence{}
	for range w.IntN(5) {
		t := graph.Triple{Subject: w.entity(), Predicate: graph.Predicate(w.pick("worksFor", "advisedBy", "citizenOf", "p")), Object: w.entity()}
		text := w.pick("a quote", "q", "a somewhat longer quote")
		e := graph.Evidence{Span: graph.Span{Start: w.IntN(9), End: 40}, Text: text, Confidence: float64(w.IntN(100)) / 100, Past: w.IntN(2) == 0, From: graph.Date(w.pick("", "1999"))}
		w.says[n][t] = append(w.says[n][t], e)
	}
}

func (w *world) entity() graph.EntityID {
	id := graph.EntityID(w.pick("person/a", "person/b", "person/c", "institution/m", "country/z", "thing/t"))
	if _, ok := w.names[id]; !ok {
		w.names[id] = graph.Entity{ID: id, Name: "name of " + string(id), Kind: id.Kind()}
	}
	return id
}

// graph returns what the world says now, in order.
func (w *world) graph() memory {
	var m memory
	evidence, named := map[graph.Triple][]graph.Evidence{}, map[graph.EntityID]bool{}
	for n := range 8 {
		a, ok := w.articles[n]
		if !ok {
			continue
		}
		m.articles = append(m.articles, a)
		for t, list := range w.says[n] {
			for _, e := range list {
				e.Article = &a
				evidence[t] = append(evidence[t], e)
			}
			named[t.Subject], named[t.Object] = true, true
		}
	}
	for id := range named {
		m.entities = append(m.entities, w.names[id])
	}
	slices.SortFunc(m.entities, func(a, b graph.Entity) int { return bytes.Compare([]byte(a.ID), []byte(b.ID)) })
	for t, list := range evidence {
		m.statements = append(m.statements, graph.Statement{
			Subject: w.names[t.Subject].Ref(), Predicate: t.Predicate, Object: w.names[t.Object].Ref(), Evidence: list,
		})
	}
	slices.SortFunc(m.statements, func(a, b graph.Statement) int { return a.Triple().Compare(b.Triple()) })
	return m
}

// difference compares two states by looking at everything.
func difference(old, now memory) (d graph.Delta) {
	d.Articles, d.ArticlesGone = diff(old.articles, now.articles, func(a graph.Article) graph.ArticleID { return a.ID })
	d.Entities, d.EntitiesGone = diff(old.entities, now.entities, func(e graph.Entity) graph.EntityID { return e.ID })
	d.Statements, d.StatementsGone = diff(old.statements, now.statements, graph.Statement.Triple)
	return d
}

func diff[T any, ID comparable](old, now []T, id func(T) ID) (changed []T, gone []ID) {
	had, has := map[ID]T{}, map[ID]bool{}
	for _, v := range old {
		had[id(v)] = v
	}
	for _, v := range now {
		has[id(v)] = true
		if was, ok := had[id(v)]; !ok || !reflect.DeepEqual(was, v) {
			changed = append(changed, v)
		}
	}
	for _, v := range old {
		if !has[id(v)] {
			gone = append(gone, id(v))
		}
	}
	return changed, gone
}

// TestExtendedIsRebuilt takes graphs through random histories: after each step the extended index must be, byte for
// byte, the one that is built anew.
func TestExtendedIsRebuilt(t *testing.T) {
	dir := t.TempDir()
	extended, rebuilt := filepath.Join(dir, "extended"), filepath.Join(dir, "rebuilt")
	for seed := range uint64(10) {
		w := newWorld(seed)
		var old memory
		for step := range 25 {
			for range 1 + w.IntN(3) {
				w.change()
			}
			now, generation := w.graph(), fmt.Sprint(step)
			var err error
			if step == 0 {
				err = index.Create(t.Context(), extended, generation, now)
			} else {
				err = index.Extend(t.Context(), extended, generation, difference(old, now))
			}
			if err = errors.Join(err, index.Create(t.Context(), rebuilt, generation, now)); err != nil {
				t.Fatal(seed, step, err)
			}
			a, err := os.ReadFile(extended)
			b, err2 := os.ReadFile(rebuilt)
			if err = errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a, b) {
				t.Fatalf("seed %d, step %d: the extended index is another than the rebuilt one", seed, step)
			}
			old = now
		}
	}
}

// TestExtendRefuses gives deltas that do not fit, and damaged indexes: the index must stay what it was.
func TestExtendRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.bin")
	if err := index.Create(t.Context(), path, "7", small()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	stranger := small().statements[0]
	stranger.Subject = graph.Ref{ID: "person/nobody", Name: "Nobody", Kind: graph.Person}
	for name, d := range map[string]graph.Delta{
		"an entity that statements name is gone":   {EntitiesGone: []graph.EntityID{"person/zoe"}},
		"an article that statements rest on":       {ArticlesGone: []graph.ArticleID{"a:2"}},
		"a statement names an entity without more": {Statements: []graph.Statement{stranger}},
	} {
		if err := index.Extend(t.Context(), path, "8", d); !errors.Is(err, index.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(whole, now) {
			t.Errorf("%s: the index changed, %v", name, err)
		}
	}
	for at := 4096; at < len(whole); at += 1024 {
		b := bytes.Clone(whole)
		b[at] ^= 1
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		if index.Extend(t.Context(), path, "8", graph.Delta{}) != nil {
			continue
		}
		if x, err := index.Open(path, "8"); err != nil || errors.Join(x.Verify(), x.Close()) != nil {
			t.Errorf("a changed byte at %d went into the extended index: %v", at, err)
		} else if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now[4096:len(now)-256], whole[4096:len(whole)-256]) {
			t.Errorf("a changed byte at %d went into the extended index", at)
		}
	}
}
