package match_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/match"
)

// run answers a query.
func run(t *testing.T, g *memory, query string, o match.Options) (*match.Result, error) {
	t.Helper()
	plan, err := match.Prepare(g.index(t), query, o)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Run(context.Background())
}

// crowd is a graph in which everybody knows everybody.
func crowd(n int) *memory {
	m := &memory{articles: []graph.Article{{ID: "a:1", Name: "one", Bytes: 90}}}
	var people []graph.Ref
	for i := range n {
		people = append(people, m.entity(graph.EntityID(fmt.Sprintf("person/%02d", i)), fmt.Sprint("P", i)))
	}
	for _, a := range people {
		for _, b := range people {
			if a != b {
				m.state(a, "knows", b, 1, graph.Evidence{}, 0)
			}
		}
	}
	return m.sort()
}

// TestRunawayQueryIsStopped asks for more paths than there is time in the world.
func TestRunawayQueryIsStopped(t *testing.T) {
	const path = `MATCH p = WALK (a)-[]-{1,30}(b) `
	for query, whole := range map[string]bool{
		path + `RETURN length(p)`:                                         true,
		path + `RETURN length(p) LIMIT 1000000`:                           true,
		path + `RETURN count(*)`:                                          false,
		path + `RETURN a.name, max(length(p))`:                            false,
		path + `RETURN a, b ORDER BY length(p)`:                           false,
		path + `RETURN a, b ORDER BY length(p) LIMIT 1`:                   false,
		path + `RETURN DISTINCT a, b`:                                     false,
		path + `WHERE length(p) > 30 RETURN a`:                            true,
		`MATCH p = SHORTEST 9999 TRAIL (a)-[]-*(b) ` + `RETURN length(p)`: true,
	} {
		got, err := run(t, crowd(20), query, match.Options{Timeout: time.Nanosecond, MaxRows: -1})
		switch {
		case whole && (err != nil || !got.Truncated || !strings.Contains(got.Reason, "longer than 1ns")):
			t.Errorf("%s: %v, %+v", query, err, got)
		case !whole && !errors.Is(err, match.ErrCut):
			t.Errorf("%s: error %v, want one that the rows were cut", query, err)
		}
	}
}

// TestSearchDoesNotPassItsEnd bounds the steps to paths of which there are few, in a graph that has a great many.
func TestSearchDoesNotPassItsEnd(t *testing.T) {
	x := crowd(12).index(t)
	for query, want := range map[string]string{
		`MATCH p = SHORTEST 2 ACYCLIC (a {name: 'P1'})-[]-*(b {name: 'P1'}) RETURN length(p)`:        "0",
		`MATCH p = SHORTEST 2 ACYCLIC GROUPS (a {name: 'P1'})-[]-*(b {name: 'P1'}) RETURN length(p)`: "0",
		`MATCH p = SHORTEST 2 ACYCLIC (a {name: 'P1'})-[]-+(b {name: 'P1'}) RETURN length(p)`:        "",
		`MATCH p = SHORTEST 2 ACYCLIC (a {name: 'P1'})-[]-*(a) RETURN length(p)`:                     "0",
		`MATCH p = SHORTEST 3 ACYCLIC (a {name: 'P1'})-[]-*(b:person) RETURN count(p)`:               "34",
		`MATCH p = SHORTEST 3 ACYCLIC (b:person)-[]-*(a {name: 'P1'}) RETURN count(p)`:               "34",
		`MATCH p = ACYCLIC (a {name: 'P1'})-[]-*(b {name: 'P1'}) RETURN length(p)`:                   "0",
	} {
		plan, err := match.Prepare(x, query, match.Options{Timeout: 2 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		got, err := plan.Run(context.Background())
		if err != nil || readable(got.Rows) != want || got.Truncated {
			t.Errorf("%s: %v, %v", query, got, err)
		}
		if steps, err := plan.Steps(context.Background()); err != nil || steps > 20_000 {
			t.Errorf("%s: %d steps, error %v", query, steps, err)
		}
	}
}

func TestMaxRows(t *testing.T) {
	for _, c := range []struct {
		query string
		want  string // rows, "+" where there are more, or "cut"
	}{
		{`MATCH (a)-->(b) RETURN a.name`, "5+"},
		{`MATCH (a)-->(b) RETURN a.name LIMIT 5`, "5"},
		{`MATCH (a)-->(b) RETURN a.name LIMIT 6`, "5+"},
		{`MATCH (a)-->(b) RETURN a.name SKIP 28`, "2"},
		{`MATCH (a)-->(b) RETURN count(*)`, "1"},
		{`MATCH (a)-->(b) RETURN a.name, count(*)`, "cut"},
		{`MATCH (a)-->(b) RETURN collect(a.name)`, "cut"},
		{`MATCH (a)-->(b) RETURN count(DISTINCT a)`, "cut"},
		{`MATCH (a)-->(b) RETURN DISTINCT a.name`, "cut"},
		{`MATCH (a)-->(b) RETURN DISTINCT a.kind`, "1"},
		{`MATCH (a)-->(b) RETURN a.name ORDER BY b.name`, "cut"},
		{`MATCH (a)-->(b) RETURN a.name ORDER BY b.name LIMIT 3`, "3"},
		{`MATCH (a)-->(b) RETURN a.name ORDER BY b.name LIMIT 0`, "0"},
	} {
		got, err := run(t, crowd(6), c.query, match.Options{MaxRows: 5})
		answer := "cut"
		if !errors.Is(err, match.ErrCut) {
			answer = fmt.Sprint(len(got.Rows)) + map[bool]string{true: "+"}[got.Truncated]
		}
		if answer != c.want {
			t.Errorf("%s: %s (%v), want %s", c.query, answer, err, c.want)
		}
	}
}

func TestRunStopsWithItsContext(t *testing.T) {
	plan, err := match.Prepare(crowd(20).index(t), `MATCH (a)-[]-{1,30}(b) RETURN count(*)`, match.Options{Timeout: -1})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := plan.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestModesDiffer asks for the same paths of a circle of three in every mode.
func TestModesDiffer(t *testing.T) {
	m := &memory{articles: []graph.Article{{ID: "a:1", Name: "one", Bytes: 90}}}
	a, b, c := m.entity("person/a", "A"), m.entity("person/b", "B"), m.entity("person/c", "C")
	for _, pair := range [][2]graph.Ref{{a, b}, {b, c}, {c, a}, {a, c}} {
		m.state(pair[0], "knows", pair[1], 1, graph.Evidence{}, 0)
	}
	m.sort()
	for mode, want := range map[string]string{
		"":        "A – B – C – A – B – C; A – B – C – A – C; A – B – C; A – C – A – B – C; A – C – A – C; A – C – A – C – A – C; A – C",
		"TRAIL":   "A – B – C – A – C; A – B – C; A – C – A – B – C; A – C",
		"ACYCLIC": "A – B – C; A – C",
		"SIMPLE":  "A – B – C; A – C",
	} {
		got, err := run(t, m, `MATCH p = `+mode+` (a {name: 'A'})-[]->{1,5}(c {name: 'C'}) RETURN p`, match.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if wantMode := strings.ToLower(mode); got.Mode != wantMode && mode != "" || mode == "" && got.Mode != "walk" {
			t.Errorf("mode %q, want %q", got.Mode, wantMode)
		}
		found := strings.Split(readable(got.Rows), "; ")
		slices.Sort(found)
		all := strings.Split(want, "; ")
		slices.Sort(all)
		if diff := cmp.Diff(all, found); diff != "" {
			t.Errorf("%s (-want +got)\n%s", mode, diff)
		}
	}
	closed, err := run(t, m, `MATCH p = SIMPLE (a {name: 'A'})-[]->+(a) RETURN p`, match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("A – B – C – A; A – C – A", readable(closed.Rows)); diff != "" {
		t.Errorf("circles: %s", diff)
	}
}

func TestParameters(t *testing.T) {
	x := talent().index(t)
	for _, c := range []struct {
		query, want string
		params      map[string]any
	}{
		{`MATCH (a) WHERE a.name IN $names RETURN a.name`, "imec; MIT", map[string]any{"names": []string{"MIT", "imec"}}},
		{`MATCH (a) WHERE a.id IN $ids RETURN a.name`, "MIT", map[string]any{"ids": []any{"institution/mit", 7, nil}}},
		{`MATCH (a {name: $name}) RETURN a.name`, "", map[string]any{"name": "MIT' OR TRUE //"}},
		{`MATCH (a)-[e]->() WHERE e.confidence >= $x RETURN count(*)`, "2", map[string]any{"x": 0.99}},
		{`MATCH (a:person) RETURN a.name ORDER BY a.name SKIP $n LIMIT $n`, "Bo Chen", map[string]any{"n": 1}},
	} {
		plan, err := match.Prepare(x, c.query, match.Options{Params: c.params})
		if err != nil {
			t.Fatal(err)
		}
		got, err := plan.Run(context.Background())
		if err != nil || readable(got.Rows) != c.want {
			t.Errorf("%s: %v, %v", c.query, got, err)
		}
	}
	for query, y := range map[string]any{
		`MATCH ()-[e]->() WHERE e.from = $y RETURN e`:       1911,
		`MATCH ()-[e]->() WHERE $y < e.from RETURN e`:       1911.5,
		`MATCH ()-[e {from: $y}]->() RETURN e`:              1911,
		`MATCH (a) WHERE a.name CONTAINS $y RETURN a`:       1,
		`MATCH (a) WHERE a.name IN $y RETURN a`:             "MIT",
		`MATCH ()-[e]->() WHERE e.confidence > $y RETURN e`: "0.5",
		`MATCH ()-[e]->() WHERE e.past = $y RETURN e`:       []string{"true"},
		`MATCH (a) RETURN a.name + $y`:                      2,
	} {
		_, err := match.Prepare(x, query, match.Options{Params: map[string]any{"y": y}})
		var wrong *gql.Error
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Msg, "string") && !strings.Contains(wrong.Msg, "list") {
			t.Errorf("%s with %v: error %v", query, y, err)
		}
		if _, isInt := y.(int); isInt && strings.Contains(query, "from") && !strings.Contains(wrong.Hint, `--param 'y="2016"'`) {
			t.Errorf("%s with %v: hint %q", query, y, wrong.Hint)
		}
		if _, err := match.Prepare(x, query, match.Options{Params: map[string]any{"y": nil}}); err != nil {
			t.Errorf("%s with null: error %v", query, err)
		}
	}
	for query, params := range map[string]map[string]any{
		`MATCH (a) RETURN $k`:         {"k": struct{}{}},
		`MATCH (a) RETURN a LIMIT $k`: {"k": "ten"},
		`MATCH (a) RETURN a SKIP $k`:  {"k": -1},
		`MATCH (a) RETURN $l`:         {"k": 1},
	} {
		if _, err := match.Prepare(x, query, match.Options{Params: params}); err == nil {
			t.Errorf("%s with %v is no error", query, params)
		}
	}
}

func TestExplain(t *testing.T) {
	x := talent().index(t)
	for query, want := range map[string]string{
		`MATCH (a:person)-[:worksFor]->(i {name: 'MIT'}) RETURN a`: `1. (a:person)-[:worksFor]->(i {name: 'MIT'})
   mode walk
   begin at name = "MIT" (1)
return a
`,
		`MATCH p = shortestPath((a)-[*]-(b)) WHERE a.name = 'Cy Park' AND b.id = 'country/singapore' RETURN p LIMIT 1`: `1. shortestPath((a)-[*]-(b))
   mode shortest 1 walk
   from both ends at once: name = "Cy Park" (1); id = "country/singapore" (1)
return p, stop after 1 rows
`,
		`MATCH (a)-->(i), ALL SHORTEST (a)-[]->*(c:country) WHERE i.name = 'NUS' RETURN i.name, count(*) AS n ORDER BY n LIMIT 3`: `1. (a)-->(i)
   mode walk
   begin at name = "NUS" (1)
2. ALL SHORTEST (a)-[]->*(c:country)
   mode all shortest walk
   breadth first from a, bound before to every end that is reached
return i.name, n, 1 aggregates in groups by 1 columns, sorted, of which only the first 3 are kept
`,
		`MATCH TRAIL (a {name: 'MIT'})-[]-{1,4}(b {name: 'NUS'}) RETURN DISTINCT b`: `1. TRAIL (a {name: 'MIT'})-[]-{1,4}(b {name: 'NUS'})
   mode trail
   begin at name = "MIT" (1)
   leave out what cannot reach name = "NUS" (1)
return b, each row once
`,
	} {
		plan, err := match.Prepare(x, query, match.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, plan.Explain()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", query, diff)
		}
	}
}

// TestPathWithoutStep finds a path that stays where it is.
func TestPathWithoutStep(t *testing.T) {
	got, err := run(t, talent(), `MATCH p = (a:policy)-[]->{0,1}(b:policy) RETURN p, length(p)`, match.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]match.Value{{graph.Path{Start: graph.Ref{ID: "policy/h-1b", Name: "H-1B visa", Kind: graph.Policy}}, int64(0)}}
	if diff := cmp.Diff(want, got.Rows); diff != "" {
		t.Error(diff)
	}
}

// TestOutOfRange computes at the ends of 64 bits and beyond them.
func TestOutOfRange(t *testing.T) {
	x := crowd(2).index(t)
	const most, least = "9223372036854775807", "-9223372036854775808"
	for expr, want := range map[string]string{
		least:                              least,
		"- 9223372036854775808":            least,
		most + " - 1 + 1":                  most,
		least + " + 1 - 1":                 least,
		least + " / 1":                     least,
		least + " % -1":                    "0",
		"-1 * " + most:                     "-9223372036854775807",
		"abs(-" + most + ")":               most,
		"sum(" + most + " - 1) - 1":        "out of range", // of two entities
		"sum(DISTINCT " + most + ")":       most,
		"avg(" + most + ")":                "9.223372036854776e+18",
		"sum(1e308)":                       "out of range",
		most + " + 1":                      "out of range",
		most + " * 2":                      "out of range",
		least + " - 1":                     "out of range",
		"-1 * " + least:                    "out of range",
		least + " * -1":                    "out of range",
		least + " / -1":                    "out of range",
		"- " + least:                       "out of range",
		"abs(" + least + ")":               "out of range",
		"1e308 * 10":                       "out of range",
		"1e308 / 1e-10":                    "out of range",
		"[n IN [1] | n + " + most + "]":    "out of range",
		"toString(" + most + " + 1)":       "out of range",
		"coalesce(NULL, 1 + " + most + ")": "out of range",
		"coalesce(2, 1 + " + most + ")":    "2",
		"1 / 0":                            "<nil>",
		"1.5 / 0":                          "<nil>",
		"FALSE AND 1 + " + most + " > 0":   "false",
		"9223372036854775808":              "is too large",
		"1 - 9223372036854775808":          "is too large",
		most + " + $one":                   "out of range",
		"max(" + most + " + 1)":            "out of range",
		"count(*) + " + most:               "out of range",
	} {
		got := "nothing"
		plan, err := match.Prepare(x, `MATCH (a) RETURN `+expr+` LIMIT 1`, match.Options{Params: map[string]any{"one": 1}})
		if err == nil {
			for row, e := range plan.Rows(context.Background()) {
				if err = e; err == nil {
					got = fmt.Sprint(row[0])
				}
			}
		}
		var wrong *gql.Error
		if errors.As(err, &wrong) {
			got = wrong.Msg
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, %v, want %s", expr, got, err, want)
		}
	}
}

func ExamplePrepare() {
	x := talentIndex()
	plan, err := match.Prepare(x, `MATCH (a:Person)-[e:worksFor]->(i {name: $where}) RETURN a, e.sources AS sources ORDER BY a.name`,
		match.Options{Params: map[string]any{"where": "MIT"}})
	if err != nil {
		fmt.Println(err) // shows the place of the mistake
		return
	}
	result, err := plan.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range result.Rows {
		fmt.Println(row[0].(graph.Ref).Name, row[1])
	}
	// Output:
	// Ada Lim 2
	// Bo Chen 1
}
