package query_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/index"
	"github.com/clewgraph/clew/query/match"
)

// talent is a graph of people, institutions, policies and countries with hubs, for measuring: read
// from the folder that CLEW_BENCH_GRAPH names (nodes.csv, edges.csv, pairs.csv, starts.csv), else
// generated with CLEW_BENCH_EDGES edges (100,000).
type talent struct {
	ids   []graph.EntityID
	edges []talentEdge
	pairs [][2]uint32 // nodes to connect
}

type talentEdge struct {
	subject, object uint32
	predicate       graph.Predicate
	confidence      float64
	article         uint32
	year            int
}

func loadTalent(tb testing.TB) *talent {
	tb.Helper()
	t := &talent{}
	if dir := os.Getenv("CLEW_BENCH_GRAPH"); dir != "" {
		t.read(tb, dir)
	} else {
		edges, err := strconv.Atoi(cmp.Or(os.Getenv("CLEW_BENCH_EDGES"), "100000"))
		if err != nil {
			tb.Fatal(err)
		}
		t.generate(edges)
	}
	return t
}

func rows(tb testing.TB, dir, name string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			tb.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		r := csv.NewReader(f)
		r.ReuseRecord = true
		for line := 0; ; line++ {
			row, err := r.Read()
			if err == io.EOF {
				return
			}
			if err != nil {
				tb.Fatal(err)
			}
			if line > 0 && !yield(row) {
				return
			}
		}
	}
}

func number(s string) uint32 {
	n, _ := strconv.Atoi(s)
	return uint32(n)
}

func (t *talent) read(tb testing.TB, dir string) {
	kinds := map[string]graph.Kind{"Person": graph.Person, "Institution": graph.Institution, "Policy": graph.Policy, "Country": graph.Country}
	for row := range rows(tb, dir, "nodes.csv") {
		t.ids = append(t.ids, graph.EntityID(string(kinds[row[1]])+"/"+row[2]))
	}
	predicates := map[string]graph.Predicate{}
	for row := range rows(tb, dir, "edges.csv") {
		if predicates[row[2]] == "" {
			predicates[string([]byte(row[2]))] = graph.Predicate([]byte(row[2]))
		}
		confidence, _ := strconv.ParseFloat(row[6], 64)
		t.edges = append(t.edges, talentEdge{number(row[0]), number(row[1]), predicates[row[2]], confidence, number(row[7][1:]), int(number(row[4][:4]))})
	}
	for row := range rows(tb, dir, "pairs.csv") {
		t.pairs = append(t.pairs, [2]uint32{number(row[0]), number(row[1])})
	}
}

// generate makes a graph of the same shape: a fifth as many people as edges, an institution for 40 of
// them, 200 countries, and ends drawn by a power law.
func (t *talent) generate(edges int) {
	r := rand.New(rand.NewPCG(1, uint64(edges)))
	people, countries := edges/5, 200
	institutions, policies := people/40, people/100
	skewed := func(n int, a float64) uint32 {
		return uint32(min(float64(n-1), float64(n)*math.Pow(r.Float64(), 1/(1-a))))
	}
	groups := []struct {
		kind  graph.Kind
		count int
	}{{graph.Person, people}, {graph.Institution, institutions}, {graph.Policy, policies}, {graph.Country, countries}}
	var first []uint32
	for _, g := range groups {
		first = append(first, uint32(len(t.ids)))
		for i := range g.count {
			t.ids = append(t.ids, graph.EntityID(fmt.Sprintf("%s/%c%d", g.kind, g.kind[0]-32, i)))
		}
	}
	person := func() uint32 { return uint32(r.IntN(people)) }
	at := func(group int, n uint32) uint32 { return first[group] + n }
	seen := map[[3]uint32]bool{}
	add := func(s uint32, p int, o uint32) {
		names := []graph.Predicate{"educatedAt", "worksFor", "coauthorOf", "advisedBy", "citizenOf", "fundedBy", "locatedIn"}
		key := [3]uint32{s, uint32(p), o}
		if s == o || seen[key] {
			return
		}
		seen[key] = true
		t.edges = append(t.edges, talentEdge{s, o, names[p], 0.3 + 0.01*float64(r.IntN(70)), uint32(r.IntN(edges/8 + 1)), 1950 + r.IntN(74)})
	}
	for i := range institutions {
		add(at(1, uint32(i)), 6, at(3, skewed(countries, 0.6)))
	}
	for len(t.edges) < edges {
		switch x := r.Float64(); {
		case x < 0.22:
			add(person(), 0, at(1, skewed(institutions, 0.6)))
		case x < 0.44:
			add(person(), 1, at(1, skewed(institutions, 0.6)))
		case x < 0.74:
			add(skewed(people, 0.5), 2, skewed(people, 0.5))
		case x < 0.82:
			add(person(), 3, skewed(people, 0.6))
		case x < 0.90:
			add(person(), 4, at(3, skewed(countries, 0.6)))
		default:
			add(person(), 5, at(2, skewed(policies, 0.6)))
		}
	}
	for len(t.pairs) < 200 {
		if e, f := t.edges[r.IntN(len(t.edges))], t.edges[r.IntN(len(t.edges))]; e.subject != f.subject && e.subject < uint32(people) && f.subject < uint32(people) {
			t.pairs = append(t.pairs, [2]uint32{e.subject, f.subject})
		}
	}
}

func (t *talent) Articles(context.Context) iter.Seq2[graph.Article, error] {
	last := uint32(0)
	for _, e := range t.edges {
		last = max(last, e.article)
	}
	return func(yield func(graph.Article, error) bool) {
		for i := range last + 1 {
			if !yield(*talentArticle(i), nil) {
				return
			}
		}
	}
}

func talentArticle(i uint32) *graph.Article {
	return &graph.Article{ID: graph.ArticleID(fmt.Sprintf("a:%016x", i)), Name: fmt.Sprintf("A%d.txt", i)}
}

func (t *talent) ref(n uint32) graph.Ref {
	kind := t.ids[n].Kind()
	return graph.Ref{ID: t.ids[n], Name: string(t.ids[n][len(kind)+1:]), Kind: kind}
}

func (t *talent) Entities(context.Context) iter.Seq2[graph.Entity, error] {
	return func(yield func(graph.Entity, error) bool) {
		for _, n := range t.order() {
			r := t.ref(n)
			if !yield(graph.Entity{ID: r.ID, Name: r.Name, Kind: r.Kind}, nil) {
				return
			}
		}
	}
}

// order lists the entities in the order of their ids.
func (t *talent) order() []uint32 {
	order := make([]uint32, len(t.ids))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(t.ids[a], t.ids[b]) })
	return order
}

// sortEdges puts the edges in the order of triples.
func (t *talent) sortEdges() {
	place := make([]uint32, len(t.ids))
	for i, n := range t.order() {
		place[n] = uint32(i)
	}
	slices.SortFunc(t.edges, func(a, b talentEdge) int {
		return cmp.Or(cmp.Compare(place[a.subject], place[b.subject]), cmp.Compare(a.predicate, b.predicate), cmp.Compare(place[a.object], place[b.object]))
	})
}

// Statements yields the edges in the order of triples.
func (t *talent) Statements(context.Context) iter.Seq2[graph.Statement, error] {
	t.sortEdges()
	return func(yield func(graph.Statement, error) bool) {
		for _, e := range t.edges {
			s := graph.Statement{Subject: t.ref(e.subject), Predicate: e.predicate, Object: t.ref(e.object)}
			text := s.Subject.Name + " and " + s.Object.Name
			s.Evidence = []graph.Evidence{{
				Article: talentArticle(e.article), Span: graph.Span{End: len(text)}, Text: text, Confidence: e.confidence,
				From: graph.Date(strconv.Itoa(e.year)),
			}}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// still is a source that makes nothing while it is read: its articles and names are made before, and every statement
// lies in the place of the one before. So the reading costs little, and what it costs can be told.
type still struct {
	*talent
	articles []graph.Article
	refs     []graph.Ref
}

func newStill(tb testing.TB, t *talent) still {
	s := still{talent: t}
	for a := range t.Articles(tb.Context()) {
		s.articles = append(s.articles, a)
	}
	for n := range t.ids {
		s.refs = append(s.refs, t.ref(uint32(n)))
	}
	slices.SortFunc(s.refs, func(a, b graph.Ref) int { return cmp.Compare(a.ID, b.ID) })
	t.sortEdges()
	return s
}

func (s still) Articles(context.Context) iter.Seq2[graph.Article, error] { return without(s.articles) }

func without[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (s still) Entities(context.Context) iter.Seq2[graph.Entity, error] {
	return func(yield func(graph.Entity, error) bool) {
		for _, r := range s.refs {
			if !yield(graph.Entity{ID: r.ID, Name: r.Name, Kind: r.Kind}, nil) {
				return
			}
		}
	}
}

func (s still) Statements(context.Context) iter.Seq2[graph.Statement, error] {
	place := map[graph.EntityID]uint32{}
	for i, r := range s.refs {
		place[r.ID] = uint32(i)
	}
	to := make([]uint32, len(s.ids))
	for i, id := range s.ids {
		to[i] = place[id]
	}
	evidence := []graph.Evidence{{Span: graph.Span{End: 20}, Text: "P1234567 and I765432", From: "1987"}}
	return func(yield func(graph.Statement, error) bool) {
		for i := range s.edges {
			e := &s.edges[i]
			evidence[0].Article, evidence[0].Confidence = &s.articles[e.article], e.confidence
			if !yield(graph.Statement{Subject: s.refs[to[e.subject]], Predicate: e.predicate, Object: s.refs[to[e.object]], Evidence: evidence}, nil) {
				return
			}
		}
	}
}

// readAll goes over the source and does nothing.
func (s still) readAll(b *testing.B) {
	for range s.Articles(b.Context()) {
	}
	for range s.Entities(b.Context()) {
	}
	for range s.Statements(b.Context()) {
	}
}

// BenchmarkCreate builds the index and reports statements a second of processor time, of all threads and of the
// system's work for them, without the time that going over the source takes by itself.
func BenchmarkCreate(b *testing.B) {
	s := newStill(b, loadTalent(b))
	path := filepath.Join(b.TempDir(), "index.bin")
	start := processCPU()
	s.readAll(b)
	reading := processCPU() - start
	b.ResetTimer()
	start = processCPU()
	for range b.N {
		if err := index.Create(b.Context(), path, "1", s); err != nil {
			b.Fatal(err)
		}
	}
	spent := processCPU() - start - reading*time.Duration(b.N)
	b.ReportMetric(float64(len(s.edges))*float64(b.N)/spent.Seconds(), "edges/cpu-s")
}

// BenchmarkExtend takes one statement out of the index, in milliseconds of processor time.
func BenchmarkExtend(b *testing.B) {
	s := newStill(b, loadTalent(b))
	path := filepath.Join(b.TempDir(), "index.bin")
	if err := index.Create(b.Context(), path, "1", s); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	start := processCPU()
	for i := range b.N {
		e := s.edges[(i*7919)%len(s.edges)]
		gone := graph.Triple{Subject: s.ids[e.subject], Predicate: e.predicate, Object: s.ids[e.object]}
		if err := index.Extend(b.Context(), path, strconv.Itoa(i), graph.Delta{StatementsGone: []graph.Triple{gone}}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processCPU()-start).Milliseconds())/float64(b.N), "cpu-ms/op")
}

// benchGraph opens the benchmarks' graph; with CLEW_BENCH_DIR its index is kept there.
func benchGraph(b *testing.B) (*query.Graph, *talent) {
	t := loadTalent(b)
	dir := cmp.Or(os.Getenv("CLEW_BENCH_DIR"), b.TempDir())
	g, err := query.Open(b.Context(), dir, "1", func(context.Context) (index.Source, io.Closer, error) { return t, io.NopCloser(nil), nil })
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = g.Close() })
	return g, t
}

// spread runs each query once for warmth and then for processor time, and reports the median and the 99th percentile.
func spread(b *testing.B, n int, run func(i int)) {
	for i := range n {
		run(i)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var times []time.Duration
	b.ResetTimer()
	for range b.N {
		for i := range n {
			start := cpu()
			run(i)
			times = append(times, cpu()-start)
		}
	}
	b.StopTimer()
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1e6, "p50-ms")
	b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds())/1e6, "p99-ms")
	b.ReportMetric(float64(times[len(times)-1].Nanoseconds())/1e6, "max-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkPath answers a request for each pair, names to citations, and for comparison searches a
// bare array of the same graph; "numbers" is without names and citations.
func BenchmarkPath(b *testing.B) {
	g, t := benchGraph(b)
	b.Run("bare", func(b *testing.B) {
		bare := newBare(t)
		spread(b, len(t.pairs), func(i int) { bare.shortest(t.pairs[i][0], t.pairs[i][1]) })
	})
	for _, test := range []struct {
		name string
		r    query.Request
	}{
		{"length", query.Request{Rank: query.ByLength, Shortest: 1}},
		{"length3", query.Request{Rank: query.ByLength}},
		{"length-filtered", query.Request{Rank: query.ByLength, Shortest: 1, MinConfidence: 0.6, AvoidKinds: []graph.Kind{graph.Country}}},
		{"all", query.Request{All: true}},
		{"surprise", query.Request{Shortest: 1}},
		{"surprise3", query.Request{}},
		{"support3", query.Request{Rank: query.BySupport}},
		{"via", query.Request{Via: "educatedAt/^educatedAt/(worksFor|coauthorOf)/^worksFor", Shortest: 1}},
	} {
		answer := func(r query.Request) error { _, err := g.Path(b.Context(), r); return err }
		search := func(r query.Request) error { _, err := g.Search(b.Context(), r); return err }
		b.Run(test.name, func(b *testing.B) { t.ask(b, test.r, answer) })
		b.Run(test.name+"-numbers", func(b *testing.B) { t.ask(b, test.r, search) })
	}
}

// ask answers a request for each pair.
func (t *talent) ask(b *testing.B, r query.Request, answer func(query.Request) error) {
	r.MaxHops, _ = strconv.Atoi(cmp.Or(os.Getenv("CLEW_BENCH_HOPS"), "0"))
	spread(b, len(t.pairs), func(i int) {
		r.From, r.To = []string{string(t.ids[t.pairs[i][0]])}, []string{string(t.ids[t.pairs[i][1]])}
		if err := answer(r); err != nil {
			b.Fatal(err)
		}
	})
}

// bare is the least that a search from both ends can do: arrays of both directions and nothing else.
type bare struct {
	off, to, mark [2][]uint32
	offset, arcs  []uint32
	round         uint32
}

func newBare(t *talent) *bare {
	b := &bare{offset: make([]uint32, len(t.ids)+1), arcs: make([]uint32, 2*len(t.edges))}
	for _, e := range t.edges {
		b.offset[e.subject+1]++
		b.offset[e.object+1]++
	}
	for i := range t.ids {
		b.offset[i+1] += b.offset[i]
	}
	at := slices.Clone(b.offset)
	for _, e := range t.edges {
		b.arcs[at[e.subject]], b.arcs[at[e.object]] = e.object, e.subject
		at[e.subject]++
		at[e.object]++
	}
	b.mark = [2][]uint32{make([]uint32, len(t.ids)), make([]uint32, len(t.ids))}
	return b
}

// shortest returns the steps between two nodes, -1 if there is no way.
func (b *bare) shortest(from, to uint32) int {
	b.round++
	var work [2]int
	for i, n := range []uint32{from, to} {
		b.off[i] = append(b.off[i][:0], n)
		b.mark[i][n] = b.round
		work[i] = int(b.offset[n+1] - b.offset[n])
	}
	for steps := 1; len(b.off[0]) > 0 && len(b.off[1]) > 0; steps++ {
		i := 0
		if work[1] < work[0] {
			i = 1
		}
		next := b.to[0][:0]
		work[i] = 0
		for _, n := range b.off[i] {
			for _, to := range b.arcs[b.offset[n]:b.offset[n+1]] {
				if b.mark[i][to] == b.round {
					continue
				}
				if b.mark[1-i][to] == b.round {
					return steps
				}
				b.mark[i][to] = b.round
				work[i] += int(b.offset[to+1] - b.offset[to])
				next = append(next, to)
			}
		}
		b.off[i], b.to[0] = next, b.off[i]
	}
	return -1
}

// withinTwo counts the nodes within two steps of a node.
func (b *bare) withinTwo(from uint32) (n int) {
	b.round++
	mark := b.mark[0]
	mark[from] = b.round
	level := append(b.to[0][:0], from)
	for first, step := 0, 0; step < 2; step++ {
		last := len(level)
		for _, at := range level[first:last] {
			for _, to := range b.arcs[b.offset[at]:b.offset[at+1]] {
				if mark[to] == b.round {
					continue
				}
				mark[to] = b.round
				n++
				if step == 0 {
					level = append(level, to)
				}
			}
		}
		first = last
	}
	b.to[0] = level
	return n
}

// BenchmarkOpen opens the graph anew, names the ends and gives a first answer with its citations.
func BenchmarkOpen(b *testing.B) {
	t := loadTalent(b)
	dir := cmp.Or(os.Getenv("CLEW_BENCH_DIR"), b.TempDir())
	ask := func(i int) {
		g, err := query.Open(b.Context(), dir, "1", func(context.Context) (index.Source, io.Closer, error) { return t, io.NopCloser(nil), nil })
		if err != nil {
			b.Fatal(err)
		}
		r := query.Request{Rank: query.ByLength, Shortest: 1, MaxHops: 10}
		r.From, r.To = []string{string(t.ids[t.pairs[i][0]])}, []string{string(t.ids[t.pairs[i][1]])}
		if _, err := g.Path(b.Context(), r); err != nil {
			b.Fatal(err)
		}
		if err := g.Close(); err != nil {
			b.Fatal(err)
		}
	}
	spread(b, min(20, len(t.pairs)), ask)
}

// BenchmarkResolve finds names as they are written and names with a letter too much.
func BenchmarkResolve(b *testing.B) {
	g, t := benchGraph(b)
	name := func(i int) string { return string(t.ids[t.pairs[i][0]][len("person/"):]) }
	b.Run("exact", func(b *testing.B) {
		spread(b, len(t.pairs), func(i int) {
			if _, err := g.Resolve(name(i), ""); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("unknown", func(b *testing.B) {
		spread(b, len(t.pairs), func(i int) { _, _ = g.Resolve("x"+name(i)+"x", "") })
	})
}

// BenchmarkReach follows a property path from one end.
func BenchmarkReach(b *testing.B) {
	g, t := benchGraph(b)
	spread(b, len(t.pairs), func(i int) {
		if _, err := g.Reach(b.Context(), string(t.ids[t.pairs[i][0]]), "", "educatedAt/^educatedAt/worksFor"); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkHops asks graph queries about what lies within two steps of an entity, from their text to the rows; "run" is
// without parsing and planning, "bare" counts the same on bare arrays.
func BenchmarkHops(b *testing.B) {
	const within = "MATCH (a {id: $a})-[]-{1,2}(b) WHERE b <> a RETURN count(DISTINCT b)"
	g, t := benchGraph(b)
	prepare := func(text string, i int) *match.Plan {
		plan, err := match.Prepare(g.Index(), text, match.Options{Params: map[string]any{"a": t.ids[t.pairs[i][0]]}})
		if err != nil {
			b.Fatal(err)
		}
		return plan
	}
	run := func(plan *match.Plan) {
		if _, err := plan.Run(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("bare", func(b *testing.B) {
		bare := newBare(t)
		spread(b, len(t.pairs), func(i int) { bare.withinTwo(t.pairs[i][0]) })
	})
	b.Run("run", func(b *testing.B) {
		var plans []*match.Plan
		for i := range t.pairs {
			plans = append(plans, prepare(within, i))
		}
		spread(b, len(plans), func(i int) { run(plans[i]) })
	})
	for _, test := range []struct{ name, text string }{
		{"within-two", within},
		{"at-two", "MATCH (a {id: $a})--()--(b) RETURN count(DISTINCT b)"},
		{"chain", "MATCH (a {id: $a})-[:worksFor|educatedAt]->(b)<-[:worksFor]-(c) RETURN DISTINCT c"},
		{"ways", "MATCH (a {id: $a})--()--(b) RETURN count(*)"},
		{"most-ways", "MATCH (a {id: $a})--()--(b) RETURN b, count(*) AS n ORDER BY n DESC LIMIT 10"},
	} {
		b.Run(test.name, func(b *testing.B) {
			spread(b, len(t.pairs), func(i int) { run(prepare(test.text, i)) })
		})
	}
}
