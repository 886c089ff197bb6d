package query_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/match"
)

// answers are what a question got, and the milliseconds of processor time that each answer took.
type answers struct {
	MS      []float64 `json:"ms"`
	Answers []int     `json:"answers"`
}

// TestPeer answers for clew what docs/peers asks about the graph that CLEW_PEERS names.
func TestPeer(t *testing.T) {
	dir := os.Getenv("CLEW_PEERS")
	if dir == "" {
		t.Skip("set CLEW_PEERS to a folder of the graph generator, as docs/peers/peers.py does")
	}
	most, err := strconv.ParseFloat(os.Getenv("CLEW_PEERS_SECONDS"), 64)
	if err != nil {
		t.Fatal(err)
	}
	talent := &talent{}
	talent.read(t, dir)
	start := processCPU()
	g := open(t, talent)
	out := map[string]any{"load": (processCPU() - start).Seconds()}
	id := func(n uint32) string { return string(talent.ids[n]) }
	ask := func(n int, answer func(i int) int) answers {
		var a answers
		for i, began := 0, time.Now(); i < n && time.Since(began).Seconds() < most; i++ {
			start := processCPU()
			a.Answers = append(a.Answers, answer(i))
			a.MS = append(a.MS, float64((processCPU()-start).Nanoseconds())/1e6)
		}
		return a
	}
	path := func(i int, all bool) graph.Answer {
		r := query.Request{From: []string{id(talent.pairs[i][0])}, To: []string{id(talent.pairs[i][1])}, MaxHops: 30, Rank: query.ByLength, Shortest: 1, All: all}
		a, err := g.Path(t.Context(), r)
		if err != nil || len(a.Paths) == 0 {
			t.Fatal(r, err)
		}
		return a
	}
	out["shortest"] = ask(len(talent.pairs), func(i int) int { return len(path(i, false).Paths[0].Steps) })
	out["all"] = ask(len(talent.pairs), func(i int) int { return ways(path(i, true)) })
	const hops = "MATCH (a {id: $a})-[]-{1,2}(b) WHERE b <> a RETURN count(DISTINCT b)"
	out["hops"] = ask(len(talent.pairs), func(i int) int {
		plan, err := match.Prepare(g.Index(), hops, match.Options{Params: map[string]any{"a": id(talent.pairs[i][0])}})
		if err != nil {
			t.Fatal(err)
		}
		r, err := plan.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return int(r.Rows[0][0].(int64))
	})
	var starts []uint32
	for row := range rows(t, dir, "starts.csv") {
		starts = append(starts, number(row[0]))
	}
	out["regular"] = ask(len(starts), func(i int) int {
		places, err := g.Reach(t.Context(), id(starts[i]), "", "educatedAt/^educatedAt/worksFor")
		if err != nil {
			t.Fatal(err)
		}
		return len(places)
	})
	line, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(strings.Replace(string(line), "{", `{"engine":"clew",`, 1))
}

// ways counts the different sequences of entities among an answer's paths.
func ways(a graph.Answer) int {
	seen := map[string]bool{}
	for _, p := range a.Paths {
		var key strings.Builder
		for _, n := range p.Nodes() {
			key.WriteString(string(n.ID) + "\n")
		}
		seen[key.String()] = true
	}
	return len(seen)
}
