package store

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/cayley/query/path"
	"github.com/cayleygraph/quad"
)

// cayleyPeer answers with cayley's own path API, on its store in memory.
type cayleyPeer struct {
	t     *testing.T
	store *memstore.QuadStore
}

func (c cayleyPeer) rows(dir, name string, each func([]string)) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		c.t.Fatal(err)
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
			c.t.Fatal(err)
		}
		if line > 0 {
			each(row)
		}
	}
}

// values collects what a path leads to, each once.
func (c cayleyPeer) values(p *path.Path) []quad.Value {
	list, err := p.Iterate(c.t.Context()).Paths(false).AllValues(c.store)
	if err != nil {
		c.t.Fatal(err)
	}
	return list
}

// shortest goes a level further at the smaller end until the ends meet.
func (c cayleyPeer) shortest(a, b quad.Value) int {
	seen := [2]map[quad.Value]bool{{a: true}, {b: true}}
	edge := [2][]quad.Value{{a}, {b}}
	for steps := 1; len(edge[0]) > 0 && len(edge[1]) > 0; steps++ {
		i := 0
		if len(edge[1]) < len(edge[0]) {
			i = 1
		}
		var next []quad.Value
		for _, v := range c.values(path.StartPath(c.store, edge[i]...).Both()) {
			if seen[1-i][v] {
				return steps
			}
			if !seen[i][v] {
				seen[i][v] = true
				next = append(next, v)
			}
		}
		edge[i] = next
	}
	return -1
}

func (c cayleyPeer) hops(a quad.Value) int {
	near := c.values(path.StartPath(c.store, a).Both())
	seen := map[quad.Value]bool{}
	for _, v := range slices.Concat(near, c.values(path.StartPath(c.store, near...).Both())) {
		seen[v] = true
	}
	delete(seen, a)
	return len(seen)
}

func (c cayleyPeer) regular(a quad.Value) int {
	p := path.StartPath(c.store, a).Out(quad.IRI("educatedAt")).In(quad.IRI("educatedAt")).Out(quad.IRI("worksFor"))
	seen := map[quad.Value]bool{}
	for _, v := range c.values(p.Unique()) {
		seen[v] = true
	}
	return len(seen)
}

// TestPeer answers for cayley what docs/peers asks about the graph that CLEW_PEERS names.
func TestPeer(t *testing.T) {
	dir := os.Getenv("CLEW_PEERS")
	if dir == "" {
		t.Skip("set CLEW_PEERS to a folder of the graph generator, as docs/peers/peers.py does")
	}
	most, err := strconv.ParseFloat(os.Getenv("CLEW_PEERS_SECONDS"), 64)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c := cayleyPeer{t, memstore.New()}
	c.rows(dir, "edges.csv", func(row []string) {
		c.store.AddQuad(quad.Quad{Subject: quad.IRI("n" + row[0]), Predicate: quad.IRI(slices.Clone(row)[2]), Object: quad.IRI("n" + row[1])})
	})
	out := map[string]any{"load": time.Since(began).Seconds()}
	ask := func(name, file string, answer func([]quad.Value) int) {
		var ms []float64
		var answers []int
		began := time.Now()
		c.rows(dir, file, func(row []string) {
			if time.Since(began).Seconds() > most {
				return
			}
			var ends []quad.Value
			for _, n := range row {
				ends = append(ends, quad.IRI("n"+n))
			}
			start := time.Now()
			answers = append(answers, answer(ends))
			ms = append(ms, float64(time.Since(start).Nanoseconds())/1e6)
		})
		out[name] = map[string]any{"ms": ms, "answers": answers}
	}
	ask("shortest", "pairs.csv", func(v []quad.Value) int { return c.shortest(v[0], v[1]) })
	ask("hops", "pairs.csv", func(v []quad.Value) int { return c.hops(v[0]) })
	ask("regular", "starts.csv", func(v []quad.Value) int { return c.regular(v[0]) })
	line, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(`{"engine":"cayley, in memory",` + string(line[1:]))
}
