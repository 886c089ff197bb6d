package match_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
	"github.com/clewgraph/clew/query/match"
)

// hubs makes a graph of people, institutions and countries with CLEW_BENCH_EDGES edges (100,000),
// in which some institutions and countries are known to very many.
func hubs(tb testing.TB) (*index.Index, int) {
	edges, err := strconv.Atoi(cmp.Or(os.Getenv("CLEW_BENCH_EDGES"), "100000"))
	if err != nil {
		tb.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	m := &memory{articles: []graph.Article{{ID: "a:1", Name: "one", Bytes: 90}}}
	people := edges / 5
	skewed := func(n int) int { return int(float64(n) * r.Float64() * r.Float64() * r.Float64()) }
	refs := map[graph.Kind][]graph.Ref{}
	for kind, n := range map[graph.Kind]int{graph.Person: people, graph.Institution: people / 40, graph.Country: 200} {
		for i := range n {
			name := fmt.Sprintf("%c%d", kind[0]-32, i)
			refs[kind] = append(refs[kind], m.entity(graph.EntityID(fmt.Sprintf("%s/%s", kind, name)), name))
		}
	}
	seen := map[graph.Triple]bool{}
	for len(m.statements) < edges {
		s := refs[graph.Person][r.IntN(people)]
		p := []graph.Predicate{"educatedAt", "worksFor", "coauthorOf", "coauthorOf", "citizenOf"}[r.IntN(5)]
		to := map[graph.Predicate]graph.Kind{"coauthorOf": graph.Person, "citizenOf": graph.Country}[p]
		list := refs[cmp.Or(to, graph.Institution)]
		o := list[skewed(len(list))]
		if t := (graph.Triple{Subject: s.ID, Predicate: p, Object: o.ID}); s != o && !seen[t] {
			seen[t] = true
			m.state(s, p, o, r.Float64(), graph.Evidence{}, 0)
		}
	}
	return m.sort().index(tb), people
}

func BenchmarkQuery(b *testing.B) {
	x, people := hubs(b)
	for _, bench := range []struct{ name, query string }{
		{"shortest", `MATCH p = ANY SHORTEST (a {id: $a})-[]-{1,6}(b {id: $b}) RETURN p`},
		{"allshortest", `MATCH p = ALL SHORTEST (a {id: $a})-[]-{1,6}(b {id: $b}) RETURN p`},
		{"filtered", `MATCH p = ANY SHORTEST (a {id: $a})-[e WHERE e.confidence > 0.2]-{1,6}(b {id: $b}) RETURN p`},
		{"shortest3", `MATCH p = SHORTEST 3 ACYCLIC (a {id: $a})-[]-{1,6}(b {id: $b}) RETURN p`},
		{"twohop", `MATCH (a {id: $a})--()--(b) RETURN count(DISTINCT b)`},
		{"colleagues", `MATCH (a {id: $a})-[:worksFor]->(i)<-[:worksFor]-(b) RETURN count(DISTINCT b)`},
		{"regular", `MATCH ANY SHORTEST (a {id: $a})-[:educatedAt]->()<-[:educatedAt]-()-[:coauthorOf]->{0,2}()-[:worksFor]->(i) RETURN count(DISTINCT i)`},
		{"trails", `MATCH p = TRAIL (a {id: $a})-[]-{1,4}(b {id: $b}) RETURN count(p)`},
		{"scan", `MATCH (a:person)-[:worksFor]->(i) RETURN i.name, count(*) AS n ORDER BY n DESC LIMIT 10`},
	} {
		b.Run(bench.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(3, 4))
			id := func() string { return fmt.Sprintf("person/P%d", r.IntN(people)) }
			for b.Loop() {
				plan, err := match.Prepare(x, bench.query, match.Options{Params: map[string]any{"a": id(), "b": id()}})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := plan.Run(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPrepare(b *testing.B) {
	x := talent().index(b)
	const query = `MATCH p = ALL SHORTEST ACYCLIC (a:Person {name: 'Ada Lim'})-[e:worksFor|educatedAt WHERE e.confidence >= 0.7 AND e.from <= '2010']-{1,6}(b:Country)
		RETURN p, length(p) AS hops, [n IN nodes(p) | n.name] ORDER BY hops LIMIT 10`
	for b.Loop() {
		if _, err := match.Prepare(x, query, match.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
