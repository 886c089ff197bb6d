package query

import (
	"context"
	"fmt"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// Reach returns the entities to which paths lead from an entity whose labels spell a word of a property
// path, in the order of ids. It may be the entity itself, over no step at all if the expression allows that.
func (g *Graph) Reach(ctx context.Context, name string, kind graph.Kind, via string) ([]graph.Ref, error) {
	n, err := g.Resolve(name, kind)
	if err != nil {
		return nil, err
	}
	a, err := compile(g.x, via, true)
	if err != nil {
		return nil, err
	}
	nodes, err := g.reach(ctx, n, a)
	if err != nil {
		return nil, fmt.Errorf("follow %s: %w", via, err)
	}
	refs := make([]graph.Ref, len(nodes))
	for i, n := range nodes {
		refs[i] = g.x.Ref(n)
	}
	return refs, g.x.Err()
}

// flood is a breadth-first search over nodes and places of an automaton at once: an entry a node, which
// serves one search after another.
type flood struct {
	been  []visit
	round uint32
	queue []index.Node
}

// visit is where in the automaton a search has been at a node, and what of it is still to be followed.
type visit struct {
	round   uint32
	at, new places
}

// reach returns the nodes at which the automaton accepts, in order.
func (g *Graph) reach(ctx context.Context, from index.Node, a *automaton) ([]index.Node, error) {
	f, _ := g.floods.Get().(*flood)
	if f == nil || len(f.been) != g.x.Nodes() {
		f = &flood{been: make([]visit, g.x.Nodes())}
	}
	defer g.floods.Put(f)
	if f.round++; f.round == 0 {
		clear(f.been)
		f.round = 1
	}
	var out []index.Node
	if a.empty {
		out = append(out, from)
	}
	f.queue = f.queue[:0]
	f.arrive(from, beginning)
	for i := 0; i < len(f.queue); i++ {
		if i&1023 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		n := f.queue[i]
		now := f.been[n].new
		f.been[n].new = 0
		if now&a.accepts != 0 {
			out = append(out, n)
		}
		var follow places
		for p := range now.all {
			follow |= a.follow[p]
		}
		if follow != 0 {
			f.cross(g.x.Out(n), follow, a)
			f.cross(g.x.In(n), follow, a)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// cross goes over the arcs that lead to any of some places.
func (f *flood) cross(r index.Run, follow places, a *automaton) {
	for lo, hi := range r.Groups {
		if next := follow & a.takes[labelOf(r.Arcs[lo].Pred, r.Inverse)]; next != 0 {
			for _, a := range r.Arcs[lo:hi] {
				f.arrive(a.To, next)
			}
		}
	}
}

// arrive notes that the search has come to a node at some places.
func (f *flood) arrive(n index.Node, at places) {
	v := &f.been[n]
	if v.round != f.round {
		*v = visit{round: f.round}
	}
	if at &^= v.at; at == 0 {
		return
	}
	if v.new == 0 {
		f.queue = append(f.queue, n)
	}
	v.at |= at
	v.new |= at
}
