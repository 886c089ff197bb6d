package diagram

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// group is the statements of one predicate between the centre and entities on one side of it.
type group struct {
	predicate graph.Predicate
	words     string
	incoming  bool // the centre is the object
	left      bool
	members   []graph.Statement // strongest first
	sources   int
}

// neighbour returns the statement's other end.
func (g *group) neighbour(s graph.Statement) graph.Ref {
	if g.incoming {
		return s.Subject
	}
	return s.Object
}

// planNeighbourhood draws the centre with its neighbours grouped by predicate and direction, then what the
// statements say among the neighbours and beyond them.
func (d *drawing) planNeighbourhood(middle graph.Ref, statements []graph.Statement) {
	sorted := strongestFirst(statements)
	d.hubs = true
	d.title = "Around " + clean(middle.Name)
	d.add(middle, centre)
	groups := groupsAround(middle, sorted, func(s graph.Statement) string { return reading(d.opts.Ontology, s) })
	d.total = max(1, entities(sorted))
	d.drawGroups(groups)
	d.drawBeyond(middle, sorted)
	d.shown = 0
	for _, n := range d.nodes {
		if n.stack == 0 {
			d.shown++
		}
	}
	d.subtitle = fmt.Sprintf("%s, grouped by what connects them.", count(d.total-1, "neighbour", "neighbours"))
	if d.shown < d.total {
		d.subtitle = fmt.Sprintf("%s of %s neighbours shown, those with the most sources. The rest are folded into stacks.", thousands(d.shown-1), thousands(d.total-1))
	}
	if d.total > 5000 {
		d.note = "To see more, narrow by kind, predicate or date."
	}
}

// groupsAround sorts statements of the centre into groups, the best supported first. An entity is on the side
// of its strongest statement, so that what connects it otherwise does not cross the picture.
func groupsAround(middle graph.Ref, sorted []graph.Statement, words func(graph.Statement) string) []*group {
	type key struct {
		left, incoming bool
		predicate      graph.Predicate
	}
	left := map[graph.EntityID]bool{}
	byKey := map[key]*group{}
	var groups []*group
	for _, s := range sorted {
		incoming := s.Object.ID == middle.ID
		if !incoming && s.Subject.ID != middle.ID || s.Subject.ID == s.Object.ID {
			continue
		}
		other := s.Object.ID
		if incoming {
			other = s.Subject.ID
		}
		if _, ok := left[other]; !ok {
			left[other] = incoming
		}
		k := key{left[other], incoming, s.Predicate}
		g := byKey[k]
		if g == nil {
			g = &group{predicate: s.Predicate, words: words(s), incoming: incoming, left: k.left}
			byKey[k] = g
			groups = append(groups, g)
		}
		g.members = append(g.members, s)
		g.sources += s.Sources()
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return cmp.Compare(b.sources, a.sources) })
	return groups
}

// drawGroups draws as many members of each group as there is room for, the same number of all, and one stack
// for the others of each. When even one of each is too much the weakest groups share one stack.
func (d *drawing) drawGroups(groups []*group) {
	for most := d.opts.MaxNodes; ; most = fewer(most) {
		kept := groups
		if most == 1 && neededFor(kept, 1) > d.opts.MaxNodes {
			for len(kept) > 1 && neededFor(kept, 1)+1 > d.opts.MaxNodes {
				kept = kept[:len(kept)-1]
			}
		}
		if most > 1 && neededFor(kept, most) > d.opts.MaxNodes {
			continue
		}
		for _, g := range kept {
			d.drawGroup(g, most)
		}
		d.drawOtherGroups(groups[len(kept):])
		return
	}
}

// fewer is the next smaller number of members to try.
func fewer(most int) int { return max(1, min(most-1, most*3/4)) }

// neededFor counts the nodes of groups of at most so many members: the centre, the members, the stacks.
func neededFor(groups []*group, most int) int {
	nodes := map[graph.EntityID]bool{}
	stacks := 0
	for _, g := range groups {
		for _, s := range g.members[:min(most, len(g.members))] {
			nodes[g.neighbour(s).ID] = true
		}
		if len(g.members) > most {
			stacks++
		}
	}
	return 1 + len(nodes) + stacks
}

func (d *drawing) drawGroup(g *group, most int) {
	p := plate{role: ordinary, group: len(g.members), rows: []row{{role: ordinary, words: g.words, back: g.left != g.incoming}}}
	stem := end{node: 0, statements: nil}
	var ends []end
	for _, s := range g.members[:min(most, len(g.members))] {
		i := d.add(g.neighbour(s), ordinary)
		d.remember(i, s)
		d.remember(0, s)
		ends = append(ends, end{node: i, statements: []graph.Statement{s}})
	}
	if rest := g.members[len(ends):]; len(rest) > 0 {
		ends = append(ends, end{node: d.addStack(rest, g.neighbour), statements: rest})
	}
	if p.tails, p.heads = []end{stem}, ends; g.left {
		p.tails, p.heads = ends, []end{stem}
	}
	if len(g.members) == 1 {
		p.rows[0].small = whenAndSources(g.members[0])
		p.group = 0
	}
	d.plates = append(d.plates, p)
}

// drawOtherGroups folds whole groups into one stack.
func (d *drawing) drawOtherGroups(groups []*group) {
	if len(groups) == 0 {
		return
	}
	var rest []graph.Statement
	other := map[graph.Triple]graph.Ref{}
	for _, g := range groups {
		for _, s := range g.members {
			rest = append(rest, s)
			other[s.Triple()] = g.neighbour(s)
		}
	}
	i := d.addStack(rest, func(s graph.Statement) graph.Ref { return other[s.Triple()] })
	d.plates = append(d.plates, plate{
		role: ordinary, group: len(rest), rows: []row{{role: ordinary, words: count(len(groups), "other relation", "other relations")}},
		tails: []end{{node: 0}}, heads: []end{{node: i, statements: rest}},
	})
}

// addStack makes a node that stands for the other ends of statements.
func (d *drawing) addStack(rest []graph.Statement, neighbour func(graph.Statement) graph.Ref) int {
	kind := neighbour(rest[0]).Kind
	seen := map[graph.EntityID]bool{}
	most := 0
	for _, s := range rest {
		ref := neighbour(s)
		seen[ref.ID] = true
		if ref.Kind != kind {
			kind = ""
		}
		most = max(most, s.Sources())
	}
	n := node{ref: graph.Ref{Name: moreOf(len(seen), kind), Kind: kind}, stack: len(seen), role: ordinary, said: rest[:min(3, len(rest))]}
	n.meta = "one source each"
	if most > 1 {
		n.meta = fmt.Sprintf("at most %d sources each", most)
	}
	d.nodes = append(d.nodes, n)
	return len(d.nodes) - 1
}

// maxBeyond is how many statements that do not touch the centre are drawn.
const maxBeyond = 40

// drawBeyond draws statements that do not touch the centre: those that lead further out with their words, those
// between two neighbours as bare lines.
func (d *drawing) drawBeyond(middle graph.Ref, sorted []graph.Statement) {
	left := d.sides()
	var outward []graph.Statement
	for _, s := range sorted {
		if s.Subject.ID == middle.ID || s.Object.ID == middle.ID || len(outward) == maxBeyond {
			continue
		}
		hasSubject, hasObject := d.has(s.Subject), d.has(s.Object)
		if hasSubject && hasObject {
			d.addBare(s)
			continue
		}
		if hasSubject == hasObject || len(d.nodes) >= d.opts.MaxNodes {
			continue
		}
		near, far := s.Subject, s.Object
		if hasObject {
			near, far = far, near
		}
		left[far.ID] = left[near.ID]
		d.add(far, receding)
		outward = append(outward, s)
	}
	d.connect(outward, receding, func(s graph.Statement) bool {
		// outward on the right is from the nearer to the farther, on the left the other way round
		return (d.index[s.Subject.ID] < d.index[s.Object.ID]) == left[s.Subject.ID]
	}, nil)
}

// sides tells which entities are to the left of the centre.
func (d *drawing) sides() map[graph.EntityID]bool {
	left := map[graph.EntityID]bool{}
	for _, p := range d.plates {
		for _, e := range p.tails {
			if e.node != 0 {
				left[d.nodes[e.node].ref.ID] = true
			}
		}
	}
	return left
}

// addBare draws a statement between two neighbours as a line without words, which the layout does not heed.
func (d *drawing) addBare(s graph.Statement) {
	i, j := d.index[s.Subject.ID], d.index[s.Object.ID]
	d.plates = append(d.plates, plate{
		role: receding, bare: true,
		tails: []end{{node: i, statements: []graph.Statement{s}}}, heads: []end{{node: j, statements: []graph.Statement{s}}},
	})
}
