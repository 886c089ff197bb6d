package match_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/match"
)

// The full run of 50,000 queries, some minutes long, is
//
//	go test ./query/match -run Agrees -graphs 5000
var graphs = flag.Int("graphs", 250, "random graphs on which the engine is compared with the naive evaluator, with ten queries each")

func TestEngineAgreesWithNaiveEvaluator(t *testing.T) {
	var seen tally
	for seed := range *graphs {
		agree(t, uint64(seed), &seen)
		if t.Failed() {
			return
		}
	}
	t.Log(seen)
	if seen.rows < *graphs || seen.empty > seen.queries*3/4 {
		t.Errorf("the random queries found too little to compare: %v", seen)
	}
}

func FuzzEngineAgreesWithNaiveEvaluator(f *testing.F) {
	for seed := range 10 {
		f.Add(uint64(seed) << 40)
	}
	f.Fuzz(func(t *testing.T, seed uint64) { agree(t, seed, &tally{}) })
}

// tally counts what has been compared.
type tally struct{ queries, rows, empty, refused, chosen int }

func (s tally) String() string {
	return fmt.Sprintf("%d queries (%d of them a choice), %d rows, %d answers without a row, %d queries refused by the checker",
		s.queries, s.chosen, s.rows, s.empty, s.refused)
}

// agree compares ten queries on one random graph.
func agree(t *testing.T, seed uint64, seen *tally) {
	r := rand.New(rand.NewPCG(seed, 7))
	g := random(r)
	x := g.index(t)
	for range 10 {
		w := &writer{Rand: r}
		choice := r.IntN(5) == 0
		text := ""
		switch {
		case choice:
			text = w.choice()
		case r.IntN(4) == 0:
			text = w.ends("{1,2}", "?", "{0,2}")
		default:
			text = w.query()
		}
		q, err := gql.Parse(text)
		if err == nil {
			err = gql.Check(q, gql.Vocabulary{Predicates: randomPredicates})
		}
		if err != nil {
			seen.refused++
			if !strings.Contains(err.Error(), "it is a list") {
				t.Fatalf("seed %d: %s: %v", seed, text, err)
			}
			continue
		}
		plan, err := match.Prepare(x, text, match.Options{Timeout: 20 * time.Second, Predicates: randomPredicates})
		if err != nil {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
		got, err := plan.Run(context.Background())
		if err != nil || got.Truncated {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
		seen.queries++
		seen.rows += len(got.Rows)
		if len(got.Rows) == 0 {
			seen.empty++
		}
		n := &naive{g: g, limit: 6, cache: map[*gql.Path][]reading{}}
		if choice {
			seen.chosen++
		}
		compareAnswer(t, n, q, got, choice)
		if t.Failed() {
			t.Logf("seed %d: %s\n%s%s", seed, text, plan.Explain(), describe(g))
			return
		}
	}
}

// compareAnswer compares an answer with the naive evaluator's, unless that takes too long.
func compareAnswer(t *testing.T, n *naive, q *gql.Query, got *match.Result, choice bool) {
	defer func() {
		if r := recover(); r != nil && r != (tooNaive{}) {
			panic(r)
		}
	}()
	if choice {
		compareChoice(t, n, q, got)
	} else {
		compareRows(t, n.answer(q), got.Rows, q)
	}
}

func describe(g *memory) string {
	var b strings.Builder
	for _, e := range g.entities {
		fmt.Fprintf(&b, "%s %q\n", e.ID, e.Name)
	}
	for _, s := range g.statements {
		past, from, _ := s.Held()
		fmt.Fprintf(&b, "%s %s %s confidence %v sources %d past %v from %q\n", s.Subject.ID, s.Predicate, s.Object.ID, s.Confidence(), s.Sources(), past, from)
	}
	return b.String()
}

// compareRows compares rows one by one where ORDER BY determines them, else as bags.
func compareRows(t *testing.T, want, got [][]any, q *gql.Query) {
	t.Helper()
	a, b := lines(want, q), lines(got, q)
	if len(q.Return.Order) == 0 {
		slices.Sort(a)
		slices.Sort(b)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("naive (-) and engine (+) differ:\n%s", diff)
	}
}

func lines(table [][]any, q *gql.Query) []string {
	list := []string{}
	for _, row := range table {
		var cells []string
		for i, cell := range row {
			if call, ok := q.Return.Items[i].Expr.(*gql.Call); ok && call.Name == "collect" {
				cells = append(cells, canonicalBag(cell))
			} else {
				cells = append(cells, canonical(cell))
			}
		}
		list = append(list, strings.Join(cells, " | "))
	}
	return list
}

// canonicalBag writes a collected list, whose order is open.
func canonicalBag(v any) string {
	var parts []string
	for _, x := range v.([]any) {
		parts = append(parts, canonical(x))
	}
	slices.Sort(parts)
	return fmt.Sprint(parts)
}

// compareChoice checks what ANY and SHORTEST chose: between each two ends as many matches as
// asked for, or all there are, each of them true and, of SHORTEST, none longer than one left out.
func compareChoice(t *testing.T, n *naive, q *gql.Query, got *match.Result) {
	t.Helper()
	p := q.Matches[0].Paths[0]
	candidates := map[[2]graph.EntityID]map[string]int{} // the length of each match
	for _, m := range n.path(p, false, env{}) {
		if candidates[ends(m.walk)] == nil {
			candidates[ends(m.walk)] = map[string]int{}
		}
		candidates[ends(m.walk)][canonicalEnv(m.env)] = len(m.walk.edges)
	}
	chosen := map[[2]graph.EntityID][]int{}
	for _, row := range got.Rows {
		e := env{}
		for i, name := range got.Columns {
			e[name] = row[i]
		}
		nodes := e[p.Var].(graph.Path).Nodes()
		pair := [2]graph.EntityID{nodes[0].ID, nodes[len(nodes)-1].ID}
		key := canonicalEnv(e)
		length, ok := candidates[pair][key]
		if !ok {
			t.Errorf("the engine found %s, which is no match or was found before", key)
			return
		}
		candidates[pair][key] = -1
		chosen[pair] = append(chosen[pair], length)
		delete(candidates[pair], key)
	}
	for pair, left := range candidates {
		if len(chosen[pair]) < p.Count && len(left) > 0 {
			t.Errorf("between %v the engine found %d of %d", pair, len(chosen[pair]), len(chosen[pair])+len(left))
		}
		for key, length := range left {
			if p.Selector == gql.Shortest && len(chosen[pair]) > 0 && slices.Max(chosen[pair]) > length {
				t.Errorf("between %v the engine left out the shorter %s", pair, key)
			}
		}
	}
}
