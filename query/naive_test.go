package query

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// naive evaluates requests straight from the definitions: it lists every walk of up to so many steps
// and keeps those that the request allows.
type naive struct {
	x     *index.Index
	r     Request
	expr  *expr // nil: every walk
	from  nodeSet
	to    nodeSet
	avoid nodeSet
}

// paths returns every path that the request allows, whatever its rank.
func (v *naive) paths() []found {
	var out []found
	for _, start := range v.from {
		v.extend(found{start: start}, start, &out)
	}
	return out
}

func (v *naive) extend(p found, end index.Node, out *[]found) {
	if len(p.cross) > 0 && slices.Contains(v.to, end) && v.allowed(p) {
		*out = append(*out, found{start: p.start, cross: slices.Clone(p.cross)})
	}
	if len(p.cross) == v.r.MaxHops {
		return
	}
	for e := range index.Edge(v.x.Edges()) {
		subject, object := v.x.Ends(e)
		if subject == end {
			v.extend(found{start: p.start, cross: append(p.cross, crossingOf(e, false))}, object, out)
		}
		if object == end && (v.expr != nil || !v.r.Directed) {
			v.extend(found{start: p.start, cross: append(p.cross, crossingOf(e, true))}, subject, out)
		}
	}
}

// allowed holds a walk against the mode, the filters and the expression.
func (v *naive) allowed(p found) bool {
	nodes := (&search{x: v.x}).nodes(p)
	for i, c := range p.cross {
		if v.x.Confidence(c.edge()) < v.r.MinConfidence || v.x.Sources(c.edge()) < v.r.MinSources || !v.held(c.edge()) {
			return false
		}
		if i > 0 && (slices.Contains(v.avoid, nodes[i]) || slices.Contains(v.r.AvoidKinds, v.x.Kind(nodes[i]))) {
			return false
		}
	}
	return v.modeAllows(p, nodes) && (v.expr == nil || v.matches(*v.expr, p.cross, nodes))
}

func (v *naive) modeAllows(p found, nodes []index.Node) bool {
	if v.r.Mode == Walk {
		return true
	}
	for i, c := range p.cross {
		for _, d := range p.cross[:i] {
			if c.edge() == d.edge() {
				return false
			}
		}
	}
	for j := range nodes {
		for i := range j {
			returns := i == 0 && j == len(nodes)-1
			if nodes[i] == nodes[j] && (v.r.Mode == Acyclic || v.r.Mode == Simple && !returns) {
				return false
			}
		}
	}
	return true
}

func init() { events()["q"] = true } // of the random graphs' predicates one happens and does not last

// held reports whether some evidence lies in the request's time, by comparing days as text.
func (v *naive) held(e index.Edge) bool {
	if v.r.Since == "" && v.r.Until == "" {
		return true
	}
	for _, ev := range v.x.Evidence(e) {
		from, to := ev.From, ev.To
		if from == "" && to == "" {
			from, to = ev.Article.Date, ev.Article.Date
			if from == "" {
				continue
			}
		} else if to == "" && events()[v.x.Predicate(v.x.PredicateOf(e))] {
			to = from
		} else if to == "" && ev.Past {
			to = ev.Article.Date
		}
		if !to.Before(v.r.Since) && !v.r.Until.Before(from) {
			return true
		}
	}
	return false
}

// matches reports whether the labels of a walk spell a word of the expression, by trying every way to
// divide it.
func (v *naive) matches(e expr, cross []crossing, nodes []index.Node) bool {
	switch e.op {
	case opStep:
		return len(cross) == 1 && v.steps(e.step, cross[0])
	case opChoice:
		return slices.ContainsFunc(e.parts, func(p expr) bool { return v.matches(p, cross, nodes) })
	case opSequence:
		if len(e.parts) == 1 {
			return v.matches(e.parts[0], cross, nodes)
		}
		rest := expr{op: opSequence, parts: e.parts[1:]}
		for i := range len(cross) + 1 {
			if v.matches(e.parts[0], cross[:i], nil) && v.matches(rest, cross[i:], nil) {
				return true
			}
		}
		return false
	}
	if len(cross) == 0 {
		return e.none || v.matches(e.parts[0], nil, nil)
	}
	if !e.many {
		return v.matches(e.parts[0], cross, nil)
	}
	for i := range len(cross) {
		if v.matches(e.parts[0], cross[:i+1], nil) && (i+1 == len(cross) || v.matches(e, cross[i+1:], nil)) {
			return true
		}
	}
	return false
}

func (v *naive) steps(s step, c crossing) bool {
	named := slices.ContainsFunc(s.names, func(n stepName) bool {
		return graph.Predicate(n.name) == v.x.Predicate(v.x.PredicateOf(c.edge())) && n.inverse == c.inverse()
	})
	if !s.negated {
		return named
	}
	return !named && (c.inverse() && s.inverseSide || !c.inverse() && s.forwardSide)
}

// chance is a source of random graphs: a handful of entities and statements, many of them parallel.
type chance struct{ statements []graph.Statement }

func newChance(r *rand.Rand) chance {
	nodes := 2 + r.IntN(5)
	names := []graph.Predicate{"p", "q", "r"}[:1+r.IntN(3)]
	ref := func(n int) graph.Ref {
		kind := graph.Kinds[n%2]
		return graph.Ref{ID: graph.EntityID(fmt.Sprintf("%s/%c", kind, 'a'+n)), Name: string(rune('a' + n)), Kind: kind}
	}
	dates := []graph.Date{"", "2001", "2002-05", "2003-02-03", "2004"}
	byTriple := map[graph.Triple]graph.Statement{}
	for range 1 + r.IntN(8) {
		s := graph.Statement{Subject: ref(r.IntN(nodes)), Predicate: names[r.IntN(len(names))], Object: ref(r.IntN(nodes))}
		for a := range 1 + r.IntN(2) {
			e := graph.Evidence{Article: &graph.Article{ID: graph.ArticleID(fmt.Sprintf("a:%d", a)), Date: dates[3*a]}, Span: graph.Span{End: 1}, Text: "x"}
			e.Confidence, e.Past = float64(5+r.IntN(6))/10, r.IntN(2) == 0
			e.From, e.To = dates[r.IntN(3)], dates[2*r.IntN(3)]
			s.Evidence = append(s.Evidence, e)
		}
		byTriple[s.Triple()] = s
	}
	var c chance
	for _, s := range byTriple {
		c.statements = append(c.statements, s)
	}
	slices.SortFunc(c.statements, func(a, b graph.Statement) int { return a.Triple().Compare(b.Triple()) })
	return c
}

func (c chance) Articles(ctx context.Context) iter.Seq2[graph.Article, error] {
	return ArticlesOf(c.Statements(ctx))
}

func (c chance) Entities(ctx context.Context) iter.Seq2[graph.Entity, error] {
	return EntitiesOf(c.Statements(ctx))
}

func (c chance) Statements(context.Context) iter.Seq2[graph.Statement, error] {
	return func(yield func(graph.Statement, error) bool) {
		for _, s := range c.statements {
			if !yield(s, nil) {
				return
			}
		}
	}
}

func openChance(t testing.TB, dir string, c chance) *Graph {
	g, err := Open(t.Context(), dir, fmt.Sprint(len(c.statements)), func(context.Context) (index.Source, io.Closer, error) {
		return c, io.NopCloser(nil), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// chanceExpr writes a random property path.
func chanceExpr(r *rand.Rand, depth int) string {
	if depth == 0 || r.IntN(3) == 0 {
		return []string{"p", "q", "^p", "^q", "r", "!p", "!^q", "!(p|^q)", "!()", "<p>"}[r.IntN(10)]
	}
	a, b := chanceExpr(r, depth-1), chanceExpr(r, depth-1)
	return []string{"(" + a + ")*", "(" + a + ")+", "(" + a + ")?", a + "/" + b, a + "|" + b, "^(" + a + ")", "(" + a + "/" + b + ")*"}[r.IntN(7)]
}

// chanceRequest draws a request about the index's entities.
func chanceRequest(r *rand.Rand, x *index.Index) Request {
	node := func() string { return string(x.ID(index.Node(r.IntN(x.Nodes())))) }
	maybe := func(odds int) bool { return r.IntN(odds) == 0 }
	q := Request{
		From: []string{node()}, To: []string{node()}, MaxHops: 1 + r.IntN(4), Shortest: 1 + r.IntN(5), All: maybe(4), Directed: maybe(3),
		Mode: []Mode{Walk, Trail, Acyclic, Simple}[r.IntN(4)], Rank: []Rank{BySurprise, BySupport, ByLength}[r.IntN(3)],
	}
	for maybe(3) {
		q.From, q.To = append(q.From, node()), append(q.To, node())
	}
	if maybe(3) {
		q.Via = chanceExpr(r, 2)
	}
	if maybe(5) {
		q.Avoid = []string{node()}
	}
	if maybe(6) {
		q.AvoidKinds = []graph.Kind{graph.Kinds[r.IntN(2)]}
	}
	if maybe(5) {
		q.MinConfidence, q.MinSources = float64(5+r.IntN(5))/10, r.IntN(3)
	}
	if maybe(5) {
		q.Since, q.Until = []graph.Date{"", "2001-06", "2002"}[r.IntN(3)], []graph.Date{"", "2002", "2003-02"}[r.IntN(3)]
	}
	return q
}

// agree holds the engine's answer to a random request on a random graph against the naive one.
func agree(t *testing.T, g *Graph, q Request) {
	t.Helper()
	if err := q.complete(); err != nil {
		t.Fatal(err)
	}
	s, err := g.plan(t.Context(), q, false)
	if err != nil {
		t.Fatal(err)
	}
	avoid, err := g.ends(q.Avoid, "")
	if err != nil {
		t.Fatal(err)
	}
	v := &naive{x: g.x, r: q, from: s.from, to: s.to, avoid: avoid}
	if q.Via != "" {
		e, err := parseExpr(q.Via)
		if err != nil {
			t.Fatal(err)
		}
		v.expr = &e
	}
	want := v.paths()
	rank := s.rank
	got := g.find(s, q)
	if s.truncated || s.err != nil || g.x.Err() != nil {
		t.Fatalf("%+v: truncated %v, %v, %v", q, s.truncated, s.err, g.x.Err())
	}
	s.rank = rank
	for i := range want {
		s.price(&want[i])
	}
	compareAnswers(t, q, want, got)
}

// compareAnswers checks that the answer is made of paths that are wanted, none twice, and that no
// better one was left out. Of equally good ones any may be given, unless all are asked for.
func compareAnswers(t *testing.T, q Request, want, got []found) {
	t.Helper()
	slices.SortFunc(want, found.compare)
	if q.All {
		want = shortest(want)
		slices.SortFunc(want, found.compare)
		if !slices.EqualFunc(want, got, func(a, b found) bool { return a.compare(b) == 0 }) {
			t.Fatalf("%+v\nwant %v\ngot  %v", q, want, got)
		}
		return
	}
	n := min(q.Shortest, len(want))
	if len(got) != n {
		t.Fatalf("%+v: %d paths, not %d\nwant %v\ngot  %v", q, len(got), n, want[:n], got)
	}
	for i, p := range got {
		if p.cost != want[i].cost {
			t.Fatalf("%+v: path %d costs %d, not %d\nwant %v\ngot  %v", q, i, p.cost, want[i].cost, want[:n], got)
		}
		if _, ok := slices.BinarySearchFunc(want, p, found.compare); !ok {
			t.Fatalf("%+v: %v is no path", q, p)
		}
		if i > 0 && cmp.Compare(0, got[i-1].compare(p)) == 0 {
			t.Fatalf("%+v: %v occurs twice", q, p)
		}
	}
}

// TestEngineAgreesWithDefinitions is the truth of the engine; -count and the fuzz target below go on.
func TestEngineAgreesWithDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	graphs := 400
	if testing.Short() {
		graphs = 50
	}
	defer shrink(0, 0)()
	for i := range graphs {
		shrink(i%3, i/3%3)
		g := openChance(t, t.TempDir(), newChance(r))
		for range 25 {
			agree(t, g, chanceRequest(r, g.x))
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// shrink makes what is much in a large graph much in a small one, in three sizes each, and returns what undoes it.
func shrink(hub, turns int) (undo func()) {
	wasHub, wasPatience := hubSize, patience
	hubSize, patience = []int{64, 0, 1}[hub], []int{2048, 0, 3}[turns]
	return func() { hubSize, patience = wasHub, wasPatience }
}

// TestMoreBudgetLosesNothing cuts searches everywhere: what was found by then is given.
func TestMoreBudgetLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	for range 30 {
		g := openChance(t, t.TempDir(), newChance(r))
		for range 10 {
			q := chanceRequest(r, g.x)
			q.All = false
			most, whole := 0, false
			for q.Budget = 1; !whole; q.Budget++ {
				a, err := g.Path(t.Context(), q)
				if err != nil {
					break
				}
				if len(a.Paths) < most {
					t.Fatalf("%+v: %d paths, with less budget %d", q, len(a.Paths), most)
				}
				most, whole = len(a.Paths), !a.Truncated
			}
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzEngineAgreesWithDefinitions(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, seed+1)
	}
	dir := filepath.Join(f.TempDir())
	f.Fuzz(func(t *testing.T, a, b uint64) {
		r := rand.New(rand.NewPCG(a, b))
		if err := Discard(dir); err != nil {
			t.Fatal(err)
		}
		g := openChance(t, dir, newChance(r))
		defer shrink(r.IntN(3), r.IntN(3))()
		for range 10 {
			agree(t, g, chanceRequest(r, g.x))
		}
		if err := g.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
