package query

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// Path answers how the request's entities are connected. An answer without paths is no error. It fails
// with an [*AmbiguousError] or [*UnknownError] for a name, an [*ExprError] for the expression, a
// [*RequestError] for the rest of a request, [index.ErrDamaged], or the context's error; where a
// deadline has passed and something was found, that is the answer, truncated.
func (g *Graph) Path(ctx context.Context, r Request) (graph.Answer, error) {
	s, from, to, paths, err := g.seek(ctx, &r)
	if err != nil {
		return graph.Answer{}, err
	}
	answer := g.answer(s, r, from, to, paths)
	return answer, g.x.Err()
}

// Paths answers as [Graph.Path] does, path by path, the best first. It searches when the first is asked for; the names
// and quotes of a path are looked up when its turn comes. The last error, if there is one, is one of those that Path returns,
// the context's also between two paths, or [ErrTruncated].
func (g *Graph) Paths(ctx context.Context, r Request) iter.Seq2[graph.Path, error] {
	return func(yield func(graph.Path, error) bool) {
		s, _, _, paths, err := g.seek(ctx, &r)
		reader := g.x.Reader()
		for _, p := range paths {
			path := cite(reader, p)
			if s.err == nil { // else the search has been cut by the deadline, and this is what it found
				err = ctx.Err()
			}
			if err = errors.Join(err, g.x.Err()); err != nil {
				break
			}
			if !yield(path, nil) {
				return
			}
		}
		if err == nil && (s.truncated || s.err != nil) {
			err = ErrTruncated
		}
		if err != nil {
			yield(graph.Path{}, err)
		}
	}
}

// ErrTruncated says that there may be better paths than those given: the search was cut by its budget or a deadline.
var ErrTruncated = errors.New("the search for paths was cut")

// seek plans a request, which it completes, and searches. It returns the starts and targets, and the paths in order.
func (g *Graph) seek(ctx context.Context, r *Request) (s *search, from, to nodeSet, paths []found, err error) {
	if err := r.complete(); err != nil {
		return nil, nil, nil, nil, err
	}
	if s, err = g.plan(ctx, *r, true); err != nil {
		return nil, nil, nil, nil, err
	}
	from, to = s.from, s.to
	paths = g.find(s, *r)
	if s.err != nil && (!errors.Is(s.err, context.DeadlineExceeded) || len(paths) == 0) {
		return nil, nil, nil, nil, fmt.Errorf("search for paths: %w", s.err)
	}
	return s, from, to, paths, nil
}

// plan resolves the request's names and expression. Where strict, a predicate must be known.
func (g *Graph) plan(ctx context.Context, r Request, strict bool) (*search, error) {
	s := &search{ctx: ctx, x: g.x, rank: r.Rank, mode: r.Mode, hops: r.MaxHops, budget: r.Budget, directed: r.Directed && r.Via == ""}
	s.err = ctx.Err()
	var err error
	if s.from, err = g.ends(r.From, r.FromKind); err != nil {
		return nil, err
	}
	if s.to, err = g.ends(r.To, r.ToKind); err != nil {
		return nil, err
	}
	avoid, err := g.ends(r.Avoid, "")
	if err != nil {
		return nil, err
	}
	s.filter = filter{
		x: g.x, avoid: avoid, avoidKinds: r.AvoidKinds, minConfidence: r.MinConfidence, minSources: r.MinSources, since: r.Since, until: r.Until,
	}
	s.filter.ready()
	if r.Via == "" {
		if s.a = g.any[0]; r.Directed {
			s.a = g.any[1]
		}
		return s, nil
	}
	s.a, err = compile(g.x, r.Via, strict)
	return s, err
}

// ends returns the entities that names mean or, without a name, those of a kind.
func (g *Graph) ends(names []string, kind graph.Kind) (nodeSet, error) {
	var set nodeSet
	for _, name := range names {
		list, err := g.resolveList(name, kind)
		if err != nil {
			return nil, err
		}
		if len(names) == 1 {
			set = list
			break
		}
		set = append(set, list...)
	}
	if len(names) == 0 && kind != "" {
		for n := range index.Node(g.x.Nodes()) {
			if g.x.Kind(n) == kind {
				set = append(set, n)
			}
		}
	}
	slices.Sort(set)
	return slices.Compact(set), nil
}

// find searches as the request's selector says and returns the paths in order.
func (g *Graph) find(s *search, r Request) []found {
	if s.fronts, _ = g.fronts.Get().(*fronts); s.fronts == nil {
		s.fronts = &fronts{}
	}
	defer g.fronts.Put(s.fronts)
	var paths []found
	for _, pair := range s.pairs() {
		if s.cut() {
			break
		}
		s.from, s.to = pair[0], pair[1]
		paths = append(paths, g.between(s, r)...)
	}
	if r.All {
		paths = shortest(paths)
		s.rank = r.Rank
	}
	for i := range paths {
		s.price(&paths[i])
	}
	slices.SortFunc(paths, found.compare)
	paths = slices.CompactFunc(paths, func(p, q found) bool { return p.compare(q) == 0 })
	if !r.All {
		return paths[:min(len(paths), r.Shortest)]
	}
	s.truncated = s.truncated || len(paths) > maxPaths
	return paths[:min(len(paths), maxPaths)]
}

// shortest returns the paths of the least length.
func shortest(paths []found) []found {
	if len(paths) == 0 {
		return nil
	}
	least := slices.MinFunc(paths, func(a, b found) int { return len(a.cross) - len(b.cross) })
	return slices.DeleteFunc(paths, func(p found) bool { return len(p.cross) > len(least.cross) })
}

// pairs returns the pairs of starts and targets to search between. Where an entity is both and a path may not return to it, no search
// has it at both ends: any two of those entities differ in a digit of their places, written with two digits, so that of
// each digit those with a 0 are searched to those with a 1, and back.
func (s *search) pairs() [][2]nodeSet {
	if s.mode != Acyclic || !s.from.meets(s.to) {
		return [][2]nodeSet{{s.from, s.to}}
	}
	var both, starts, targets nodeSet
	for _, n := range s.from {
		if s.to.has(n) {
			both = append(both, n)
		} else {
			starts = append(starts, n)
		}
	}
	for _, n := range s.to {
		if !s.from.has(n) {
			targets = append(targets, n)
		}
	}
	pairs := [][2]nodeSet{{starts, s.to}, {both, targets}}
	for digit := 1; digit < len(both); digit *= 2 {
		var halves [2]nodeSet
		for place, n := range both {
			half := &halves[min(place&digit, 1)]
			*half = append(*half, n)
		}
		pairs = append(pairs, halves, [2]nodeSet{halves[1], halves[0]})
	}
	return pairs
}

// between searches between s.from and s.to.
func (g *Graph) between(s *search, r Request) []found {
	var known []found
	plain := r.Via == "" && !s.from.meets(s.to)
	switch {
	case len(s.from) == 0 || len(s.to) == 0:
		return nil
	case r.All && plain:
		return g.breadthFirst(s, true)
	case r.All:
		s.rank = ByLength
		b := kbest{s: s, k: maxPaths, tied: true}
		return s.counted(b.run(), maxPaths)
	case plain && r.Rank == ByLength && r.Shortest == 1:
		return g.breadthFirst(s, false)
	case plain && r.Rank == ByLength:
		before := s.truncated
		paths := g.breadthFirst(s, true)
		if len(paths) >= r.Shortest && s.truncated == before {
			return paths // the first of them by their statements
		}
		s.truncated = before
		for i := range paths {
			s.price(&paths[i])
		}
		known = paths
	}
	s.lone = plain && r.Shortest == 1
	b := kbest{s: s, k: r.Shortest, known: known}
	return b.run()
}

// breadthFirst finds one shortest path or all.
func (g *Graph) breadthFirst(s *search, all bool) []found {
	b, _ := g.scratch.Get().(*breadth)
	if b == nil {
		b = &breadth{}
	}
	defer g.scratch.Put(b)
	b.reset(s)
	b.whole = all
	switch steps := b.search(); {
	case steps == 0:
		return nil
	case all:
		return s.counted(b.all(maxPaths), maxPaths)
	}
	return []found{b.path(b.met[0])}
}

// counted notes that the paths were cut if there are as many as may be.
func (s *search) counted(paths []found, limit int) []found {
	s.truncated = s.truncated || len(paths) >= limit
	return paths
}

// answer gives the paths their names, statements and quotes. Of several starts and targets it names
// those of the best path.
func (g *Graph) answer(s *search, r Request, from, to nodeSet, paths []found) graph.Answer {
	a := graph.Answer{Selector: "shortest", Mode: string(r.Mode), Truncated: s.truncated || s.err != nil}
	reader := g.x.Reader()
	switch {
	case len(paths) > 0:
		nodes := s.nodes(paths[0])
		a.From, a.To = reader.Ref(nodes[0]), reader.Ref(nodes[len(nodes)-1])
	case len(from) > 0 && len(to) > 0:
		a.From, a.To = reader.Ref(from[0]), reader.Ref(to[0])
	}
	if r.All {
		a.Selector = "all"
	}
	for _, p := range paths {
		a.Paths = append(a.Paths, cite(reader, p))
	}
	return a
}

// cite gives a path its names, statements and quotes.
func cite(r *index.Reader, p found) graph.Path {
	out := graph.Path{Cost: float64(p.cost) / index.Unit, Steps: make([]graph.Step, len(p.cross))}
	edges := make([]index.Edge, len(p.cross))
	for i, c := range p.cross {
		edges[i] = c.edge()
	}
	r.Expect(edges)
	for i, c := range p.cross {
		out.Steps[i] = graph.Step{Statement: r.Statement(c.edge()), Inverse: c.inverse()}
	}
	return out
}
