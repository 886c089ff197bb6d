package match_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/query/match"
)

// TestSweepsAnswerAsSearchesDo holds each answer of a sweep against that of the search for every way: the same rows in the
// same order.
func TestSweepsAnswerAsSearchesDo(t *testing.T) {
	swept := 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 8))
		x := random(r).index(t)
		for range 20 {
			w := &writer{Rand: r}
			text := w.ends("{1,2}", "{0,3}", "{2,5}", "?", "{1,6}")
			plan, err := match.Prepare(x, text, match.Options{Predicates: randomPredicates})
			if err != nil {
				if !strings.Contains(err.Error(), "it is a list") {
					t.Fatalf("%s: %v", text, err)
				}
				continue
			}
			got, err := plan.Run(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if !plan.SearchEveryWay() {
				continue
			}
			swept++
			want, err := plan.Run(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("seed %d: %s: every way (-) and the sweep (+) differ: %s", seed, text, d)
			}
		}
	}
	if swept < 1000 {
		t.Errorf("only %d queries were swept", swept)
	}
}

// ends writes a query whose answer is where a pattern leads.
// long are the quantifiers of its edges.
func (w *writer) ends(long ...string) string {
	items := w.node(false)
	for range 1 + w.IntN(2) {
		switch w.IntN(4) {
		case 0:
			items += w.edge() + w.one(long...)
		case 1:
			items += w.group() + "{1,2}"
		default:
			items += w.edge()
		}
		if w.chance(60) {
			items += "()"
		} else {
			items += w.node(true)
		}
	}
	text := "MATCH " + items
	if w.chance(30) {
		text += " MATCH " + w.node(true) + w.edge() + w.node(true)
	}
	if w.chance(50) && len(w.entities) > 0 {
		text += " WHERE " + w.condition(1)
	}
	if len(w.entities) == 0 {
		return text + " RETURN count(DISTINCT 1)"
	}
	end := w.entities[len(w.entities)-1]
	return text + " RETURN " + w.one("DISTINCT "+end, "DISTINCT "+end+".name, "+w.one(w.entities...), "count(DISTINCT "+end+")",
		"count(DISTINCT "+w.one(w.entities...)+"), min("+end+".name)", end+", count(DISTINCT "+w.one(w.entities...)+")", "collect(DISTINCT "+end+")")
}

func TestWhatIsSwept(t *testing.T) {
	x := talent().index(t)
	for text, want := range map[string]bool{
		`MATCH (a {name: 'MIT'})--()--(b) RETURN DISTINCT b`:                                               true,
		`MATCH (a {name: 'MIT'})-[]-{1,3}(b) WHERE b <> a RETURN count(DISTINCT b)`:                        true,
		`MATCH (a {name: 'MIT'})-[e WHERE e.confidence > 0.5]-{1,3}(b) RETURN DISTINCT a, b`:               true,
		`MATCH (a {name: 'MIT'})--(m:person)--(b) RETURN min(b.name)`:                                      true,
		`MATCH (a {name: 'MIT'})--(b) MATCH (b)--()--(c) RETURN count(DISTINCT c)`:                         true,
		`MATCH (a {name: 'MIT'})--()--(b) RETURN b`:                                                        false, // a row a way
		`MATCH (a {name: 'MIT'})--()--(b) RETURN count(*)`:                                                 false,
		`MATCH (a {name: 'MIT'})--()--(b) RETURN b, collect(b)`:                                            false,
		`MATCH (a {name: 'MIT'})--(m)--(b) RETURN DISTINCT m, b`:                                           false, // the middle is asked for
		`MATCH (a {name: 'MIT'})-[e]-()--(b) RETURN DISTINCT type(e), b`:                                   false,
		`MATCH (a {name: 'MIT'})-[e]-()-[f]-(b) WHERE e <> f RETURN DISTINCT b`:                            false, // what is passed decides
		`MATCH (a {name: 'MIT'})--(m)--(b) WHERE m.name < b.name RETURN DISTINCT b`:                        false,
		`MATCH (a {name: 'MIT'})--(m)--(b)--(m) RETURN DISTINCT a`:                                         false,
		`MATCH TRAIL (a {name: 'MIT'})--()--(b) RETURN DISTINCT b`:                                         false, // edges once
		`MATCH ACYCLIC (a {name: 'MIT'})--()--(b) RETURN DISTINCT b`:                                       false,
		`MATCH DIFFERENT EDGES (a {name: 'MIT'})--()--(b) RETURN DISTINCT b`:                               false,
		`MATCH p = (a {name: 'MIT'})--()--(b) RETURN DISTINCT length(p), b`:                                false,
		`MATCH (a {name: 'MIT'})-[e]-{1,2}(b) RETURN DISTINCT size(e), b`:                                  false,
		`MATCH (a {name: 'MIT'})--(m)--(b) MATCH (m)-[:worksFor]->(c) RETURN DISTINCT b, c`:                false,
		`MATCH (a {name: 'MIT'})--(m)--(b) OPTIONAL MATCH (c)--() WHERE m.name = c.name RETURN DISTINCT b`: false,
	} {
		plan, err := match.Prepare(x, text, match.Options{})
		if err != nil {
			t.Fatal(text, err)
		}
		if got := strings.Contains(strings.SplitN(plan.Explain(), "2. ", 2)[0], "each end once"); got != want {
			t.Errorf("%s: swept %v, not %v:\n%s", text, got, want, plan.Explain())
		}
	}
}

// TestEachEndByItself: a search that looks ahead from each of several far ends finds the paths to each once.
func TestEachEndByItself(t *testing.T) {
	x := talent().index(t)
	count := func(names string) int64 {
		plan, err := match.Prepare(x, `MATCH (a {name: 'MIT'})-[]-{1,6}(b) WHERE b.name IN [`+names+`] RETURN count(*)`, match.Options{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := plan.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return r.Rows[0][0].(int64)
	}
	both, near, far := count("'Ada Lim', 'NUS'"), count("'Ada Lim'"), count("'NUS'")
	if both != near+far || near == 0 || far == 0 {
		t.Errorf("%d paths to both, %d and %d to each", both, near, far)
	}
}
