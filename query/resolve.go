package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// UnknownError is returned for a name that no entity has.
type UnknownError struct {
	Name    string
	Kind    graph.Kind  // that was asked for, "" for any
	Nearest []graph.Ref // the entities whose names are most like it, nearest first
}

func (e *UnknownError) Error() string {
	if e.Kind != "" {
		return fmt.Sprintf("there is no %s %q", e.Kind, e.Name)
	}
	return fmt.Sprintf("there is no entity %q", e.Name)
}

// AmbiguousError is returned for a name that several entities have.
type AmbiguousError struct {
	Name       string
	Candidates []Candidate // the most stated first
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q fits %d entities", e.Name, len(e.Candidates))
}

// Candidate is an entity that a name may mean, with what tells it from the others.
type Candidate struct {
	graph.Ref
	Statements int         // how many it occurs in
	Sources    int         // how many articles state them
	Neighbours []graph.Ref // the up to three it is most surely connected with
}

// Resolve returns the entity that a name means: that of the id or IRI; else the one of that very name or
// alias; else the one whose name or alias is the same without case, accents, punctuation and a leading
// "the". Before the name may stand a kind, as in "person:Jordan"; a kind given as an argument narrows
// likewise. It fails with an [*AmbiguousError] or an [*UnknownError].
func (g *Graph) Resolve(name string, kind graph.Kind) (index.Node, error) {
	if n, ok := g.identified(name, kind); ok {
		return n, nil
	}
	fits, err := g.fits(name, kind)
	if err != nil {
		return 0, err
	}
	switch len(fits) {
	case 0:
		return 0, &UnknownError{Name: name, Kind: kind, Nearest: g.Nearest(name, kind, 5)}
	case 1:
		return fits[0], nil
	}
	return 0, &AmbiguousError{Name: name, Candidates: g.candidates(fits)}
}

// identified returns the entity of an id or IRI.
func (g *Graph) identified(name string, kind graph.Kind) (index.Node, bool) {
	id, err := graph.ParseEntityID(name)
	if err != nil || kind != "" && id.Kind() != kind {
		return 0, false
	}
	return g.x.Find(id)
}

// fits returns the entities of the first rule on names that finds any.
func (g *Graph) fits(name string, kind graph.Kind) ([]index.Node, error) {
	if fits := g.named(name, kind); len(fits) > 0 {
		return fits, nil
	}
	before, after, ok := strings.Cut(name, ":")
	if narrowed, err := graph.ParseKind(before); ok && err == nil && (kind == "" || kind == narrowed) {
		return g.named(strings.TrimSpace(after), narrowed), g.x.Err()
	}
	return nil, g.x.Err()
}

// named returns the entities of exactly that name, else of that name folded.
func (g *Graph) named(name string, kind graph.Kind) []index.Node {
	var exact, folded []index.Node
	for _, n := range g.x.Named(name) {
		if kind != "" && g.x.Kind(n) != kind {
			continue
		}
		folded = append(folded, n)
		if g.x.Name(n) == name || slices.Contains(g.x.Aliases(n), name) {
			exact = append(exact, n)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return folded
}

// resolveList resolves one name or, where it is none, the names between its commas.
func (g *Graph) resolveList(name string, kind graph.Kind) ([]index.Node, error) {
	n, err := g.Resolve(name, kind)
	unknown, ok := err.(*UnknownError)
	if !ok || !strings.Contains(name, ",") {
		return []index.Node{n}, err
	}
	var out []index.Node
	for item := range strings.SplitSeq(name, ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		if n, err = g.Resolve(item, kind); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		return nil, unknown
	}
	return out, nil
}

// Nearest returns the entities whose names are most like a name: those that hold all its words, or
// differ in few letters.
func (g *Graph) Nearest(name string, kind graph.Kind, limit int) []graph.Ref {
	if before, after, ok := strings.Cut(name, ":"); ok {
		if narrowed, err := graph.ParseKind(before); err == nil {
			name, kind = strings.TrimSpace(after), narrowed
		}
	}
	var out []graph.Ref
	for _, n := range g.x.Nearest(name, kind, limit) {
		out = append(out, g.x.Ref(n))
	}
	return out
}

// candidates tells apart the entities that a name fits.
func (g *Graph) candidates(nodes []index.Node) []Candidate {
	var out []Candidate
	for _, n := range nodes {
		out = append(out, g.candidate(n))
	}
	slices.SortStableFunc(out, func(a, b Candidate) int { return b.Statements - a.Statements })
	return out
}

const candidateArcs = 1000 // arcs of a candidate that are looked at

func (g *Graph) candidate(n index.Node) Candidate {
	c := Candidate{Ref: g.x.Ref(n), Statements: g.x.Degree(n)}
	type neighbour struct {
		node index.Node
		cost uint16
	}
	var near []neighbour
	articles := map[int]bool{}
	for _, r := range []index.Run{g.x.Out(n), g.x.In(n)} {
		for i := range min(r.Len(), candidateArcs) {
			near = append(near, neighbour{r.Arcs[i].To, r.Arcs[i].Cost})
			for _, a := range g.x.ArticlesOf(r.Edge(i)) {
				articles[a] = true
			}
		}
	}
	c.Sources = len(articles)
	slices.SortStableFunc(near, func(a, b neighbour) int { return int(a.cost) - int(b.cost) })
	for _, m := range near {
		if ref := g.x.Ref(m.node); len(c.Neighbours) < 3 && !slices.Contains(c.Neighbours, ref) {
			c.Neighbours = append(c.Neighbours, ref)
		}
	}
	return c
}
