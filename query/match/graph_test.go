package match_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// memory is a graph held in slices, from which an index is made and which the naive evaluator reads.
type memory struct {
	articles   []graph.Article
	entities   []graph.Entity
	statements []graph.Statement
}

func seq[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (m *memory) Articles(context.Context) iter.Seq2[graph.Article, error] { return seq(m.articles) }

func (m *memory) Entities(context.Context) iter.Seq2[graph.Entity, error] { return seq(m.entities) }

func (m *memory) Statements(context.Context) iter.Seq2[graph.Statement, error] {
	return seq(m.statements)
}

// index makes an index of the graph in a folder of the test.
func (m *memory) index(t testing.TB) *index.Index {
	t.Helper()
	path := filepath.Join(t.TempDir(), "index.bin")
	if err := index.Create(context.Background(), path, "1", m); err != nil {
		t.Fatal(err)
	}
	x, err := index.Open(path, "1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// talentIndex makes the index of the documented graph for the example.
func talentIndex() *index.Index {
	dir, err := os.MkdirTemp("", "clew")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // the index stays mapped
	path := filepath.Join(dir, "index.bin")
	if err := index.Create(context.Background(), path, "1", talent()); err != nil {
		panic(err)
	}
	x, err := index.Open(path, "1")
	if err != nil {
		panic(err)
	}
	return x
}

func (m *memory) sort() *memory {
	slices.SortFunc(m.entities, func(a, b graph.Entity) int { return strings.Compare(string(a.ID), string(b.ID)) })
	slices.SortFunc(m.statements, func(a, b graph.Statement) int { return a.Triple().Compare(b.Triple()) })
	return m
}

func (m *memory) entity(id graph.EntityID, name string, aliases ...string) graph.Ref {
	e := graph.Entity{ID: id, Name: name, Kind: id.Kind(), Aliases: aliases}
	m.entities = append(m.entities, e)
	return e.Ref()
}

// state adds a statement that the given articles make, the first one surest.
func (m *memory) state(s graph.Ref, p graph.Predicate, o graph.Ref, confidence float64, held graph.Evidence, articles ...int) {
	st := graph.Statement{Subject: s, Predicate: p, Object: o}
	for i, a := range articles {
		e := held
		e.Article, e.Confidence = &m.articles[a], confidence/float64(i+1)
		e.Text = fmt.Sprintf("%s %s %s.", s.Name, p, o.Name)
		e.Span = graph.Span{Start: i, End: i + len(e.Text)}
		st.Evidence = append(st.Evidence, e)
	}
	m.statements = append(m.statements, st)
}

// talent is the graph of docs/query.md.
func talent() *memory {
	m := &memory{articles: []graph.Article{
		{ID: "a:1", Name: "chips.txt", Date: "2024-01-05", Bytes: 500},
		{ID: "a:2", Name: "deans.txt", Date: "2025-03-01", Bytes: 500},
		{ID: "a:3", Name: "visas.txt", Date: "2025-09-20", Bytes: 500},
	}}
	ada := m.entity("person/ada-lim", "Ada Lim", "Dr Lim")
	bo := m.entity("person/bo-chen", "Bo Chen")
	cy := m.entity("person/cy-park", "Cy Park")
	di := m.entity("person/di-roy", "Di Roy")
	mit := m.entity("institution/mit", "MIT", "Massachusetts Institute of Technology")
	imec := m.entity("institution/imec", "imec")
	nus := m.entity("institution/nus", "NUS", "National University of Singapore")
	usa := m.entity("country/united-states", "United States", "US")
	sg := m.entity("country/singapore", "Singapore")
	visa := m.entity("policy/h-1b", "H-1B visa")
	now := graph.Evidence{}
	m.state(ada, "worksFor", mit, 0.9, now, 0, 1)
	m.state(ada, "educatedAt", nus, 0.8, graph.Evidence{From: "2001", To: "2005", Past: true}, 0)
	m.state(bo, "worksFor", mit, 0.6, now, 1)
	m.state(bo, "educatedAt", nus, 0.7, graph.Evidence{From: "2003", Past: true}, 0)
	m.state(bo, "advisedBy", ada, 0.5, now, 0)
	m.state(cy, "worksFor", imec, 0.95, now, 1, 2)
	m.state(cy, "advisedBy", bo, 0.4, now, 2)
	m.state(mit, "locatedIn", usa, 0.99, now, 0, 1, 2)
	m.state(nus, "locatedIn", sg, 0.99, now, 0)
	m.state(mit, "partnerOf", imec, 0.7, now, 2)
	m.state(imec, "partnerOf", nus, 0.6, now, 2)
	m.state(visa, "enactedBy", usa, 0.9, now, 2)
	m.state(di, "affectedBy", visa, 0.8, now, 2)
	return m.sort()
}

var (
	randomKinds      = []graph.Kind{graph.Person, graph.Institution, graph.Country}
	randomPredicates = []graph.Predicate{"worksFor", "knows", "partOf"}
)

// random makes a small graph, in which circles, statements both ways and about one entity itself occur.
func random(r *rand.Rand) *memory {
	m := &memory{articles: []graph.Article{{ID: "a:1", Name: "one", Date: "2020", Bytes: 90}, {ID: "a:2", Name: "two", Bytes: 90}}}
	var refs []graph.Ref
	for i := range 2 + r.IntN(4) {
		kind := randomKinds[r.IntN(len(randomKinds))]
		refs = append(refs, m.entity(graph.EntityID(fmt.Sprintf("%s/%c", kind, 'a'+i)), string(rune('A'+r.IntN(4)))))
	}
	seen := map[graph.Triple]bool{}
	for range r.IntN(8) {
		s, p, o := refs[r.IntN(len(refs))], randomPredicates[r.IntN(len(randomPredicates))], refs[r.IntN(len(refs))]
		if t := (graph.Triple{Subject: s.ID, Predicate: p, Object: o.ID}); seen[t] {
			continue
		} else {
			seen[t] = true
		}
		held := graph.Evidence{Past: r.IntN(2) == 0, From: []graph.Date{"", "2001", "2010"}[r.IntN(3)]}
		m.state(s, p, o, float64(1+r.IntN(4))/4, held, []int{0, 1}[:1+r.IntN(2)]...)
	}
	return m.sort()
}
