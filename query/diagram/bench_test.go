package diagram_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/diagram"
	"github.com/clewgraph/clew/query/diagram/render"
)

// longPath is an answer of ten entities in a row.
func longPath() diagram.Picture {
	var p graph.Path
	for i := range 9 {
		a, b := ref(graph.Person, fmt.Sprintf("Person %d", i)), ref(graph.Institution, fmt.Sprintf("Institution number %d", i))
		if i%2 == 1 {
			a, b = ref(graph.Institution, fmt.Sprintf("Institution number %d", i-1)), ref(graph.Person, fmt.Sprintf("Person %d", i+1))
			p.Steps = append(p.Steps, graph.Step{Statement: says(b, "memberOf", a, 1+i, ""), Inverse: true})
			continue
		}
		p.Steps = append(p.Steps, graph.Step{Statement: says(a, "leads", b, 1+i, "2010..2016")})
	}
	nodes := p.Nodes()
	return diagram.OfAnswer(graph.Answer{From: nodes[0], To: nodes[len(nodes)-1], Selector: "shortest", Mode: "acyclic", Paths: []graph.Path{p}}, nil)
}

// web is statements between n entities, three for every two.
func web(n int) diagram.Picture {
	var list []graph.Statement
	for i := range n * 3 / 2 {
		a, b := i*7919%n, (i*7919+1+i*104729%(n-1))%n
		list = append(list, says(ref(graph.Person, fmt.Sprintf("Person %d", a)), "memberOf", ref(graph.Institution, fmt.Sprintf("Institution %d", b)), 1+i%3, ""))
	}
	return diagram.OfStatements(list)
}

func draw(b *testing.B, r *diagram.Renderer, p diagram.Picture, o diagram.Options) {
	b.Helper()
	o.Ontology = vocabulary()
	if _, _, err := r.SVG(b.Context(), p, o); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkFirst draws with a drawing process that is started for it, as a command does.
func BenchmarkFirst(b *testing.B) {
	p := longPath()
	for b.Loop() {
		r := diagram.NewRenderer(render.Options{})
		r.Warm()
		draw(b, r, p, diagram.Options{})
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNext draws with a drawing process that has drawn before, as a shell does.
func BenchmarkNext(b *testing.B) {
	middle, near := aroundSample(975)
	for _, c := range []struct {
		name string
		p    diagram.Picture
		most int
	}{
		{"ten entities", longPath(), 0},
		{"1,000 neighbours, folded", diagram.OfNeighbourhood(middle, near), 0},
		{"1,000 neighbours, whole", diagram.OfNeighbourhood(middle, near), 1100},
		{"web of 200", web(200), 200},
		{"web of 1,000", web(1000), 1000},
		{"web of 2,000", web(2000), 2000},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := newRenderer(b)
			draw(b, r, c.p, diagram.Options{MaxNodes: c.most})
			for b.Loop() {
				draw(b, r, c.p, diagram.Options{MaxNodes: c.most})
			}
		})
	}
}

// TestMemoryStaysFlat draws one picture after the other and compares what this process holds on the way. CLEW_RENDERS
// says how many; few are drawn without it.
func TestMemoryStaysFlat(t *testing.T) {
	n := 60
	if wanted, err := strconv.Atoi(os.Getenv("CLEW_RENDERS")); err == nil {
		n = wanted
	}
	r, p := newRenderer(t), longPath()
	var held []uint64
	for i := range n {
		svg(t, r, p, diagram.Options{})
		if (i+1)%(n/3) == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			held = append(held, m.HeapAlloc)
		}
	}
	t.Logf("%d pictures: %d KiB, %d KiB, %d KiB", n, held[0]>>10, held[1]>>10, held[2]>>10)
	if held[2] > held[0]+1<<20 {
		t.Errorf("the heap grew from %d to %d bytes between a third and the whole of %d pictures", held[0], held[2], n)
	}
}
