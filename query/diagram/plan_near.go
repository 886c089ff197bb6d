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
	d.title = "Around " + excerpt(middle.Name, inTitle)
	d.add(middle, centre)
	if d.isWeb(middle, sorted) {
		d.planWeb(sorted)
		return
	}
	d.hubs = true
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
	d.subtitle = count(d.total-1, "neighbour", "neighbours") + "."
	if d.total > 2 {
		d.subtitle = fmt.Sprintf("%s, grouped by what connects them.", count(d.total-1, "neighbour", "neighbours"))
	}
	if d.shown < d.total {
		d.subtitle = fmt.Sprintf("%s of %s neighbours shown, those with the most sources. The rest are folded into stacks.", thousands(d.shown-1), thousands(d.total-1))
	}
}

// isWeb reports whether the neighbours are few and connected among each other, so that every statement can be drawn.
func (d *drawing) isWeb(middle graph.Ref, sorted []graph.Statement) bool {
	touching := 0
	for _, s := range sorted {
		if _, _, ok := keyOf(middle, s); ok {
			touching++
		}
	}
	return touching < len(sorted) && len(sorted) <= 36 && entities(sorted) <= min(24, d.opts.MaxNodes)
}

// planWeb draws every statement with its words.
func (d *drawing) planWeb(sorted []graph.Statement) {
	chosen := d.choose(sorted)
	d.connect(chosen, ordinary, nil, nil)
	d.subtitle = fmt.Sprintf("%s and what the articles say of them.", count(d.total-1, "entity", "entities"))
}

// groupKey is what the statements of a group have in common.
type groupKey struct {
	incoming  bool
	predicate graph.Predicate
}

// keyOf returns the group of a statement of the centre and the statement's other end.
func keyOf(middle graph.Ref, s graph.Statement) (groupKey, graph.Ref, bool) {
	switch {
	case s.Subject.ID == s.Object.ID:
		return groupKey{}, graph.Ref{}, false
	case s.Object.ID == middle.ID:
		return groupKey{true, s.Predicate}, s.Subject, true
	case s.Subject.ID == middle.ID:
		return groupKey{false, s.Predicate}, s.Object, true
	}
	return groupKey{}, graph.Ref{}, false
}

// groupsAround sorts statements of the centre into groups, the best supported first. An entity is on the side
// of its strongest statement, so that what connects it otherwise does not cross the picture.
func groupsAround(middle graph.Ref, sorted []graph.Statement, words func(graph.Statement) string) []*group {
	first := map[graph.EntityID]groupKey{} // the group of an entity's strongest statement
	size := map[groupKey]int{}
	var keys []groupKey
	for _, s := range sorted {
		k, other, ok := keyOf(middle, s)
		if _, seen := first[other.ID]; !ok || seen {
			continue
		}
		first[other.ID] = k
		if size[k]++; size[k] == 1 {
			keys = append(keys, k)
		}
	}
	left := balance(keys, size)
	type key struct {
		groupKey
		left bool
	}
	byKey := map[key]*group{}
	var groups []*group
	for _, s := range sorted {
		gk, other, ok := keyOf(middle, s)
		if !ok {
			continue
		}
		k := key{gk, left[first[other.ID]]}
		g := byKey[k]
		if g == nil {
			g = &group{predicate: s.Predicate, words: words(s), incoming: k.incoming, left: k.left}
			byKey[k] = g
			groups = append(groups, g)
		}
		g.members = append(g.members, s)
		g.sources += s.Sources()
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return cmp.Compare(b.sources, a.sources) })
	return groups
}

// crowded is how much longer one side may be than the other.
const crowded = 6

// balance tells which groups stand to the left of the centre: what leads to it, as far as the sides are then
// about as long. Else the group moves over that evens them out best, and so on.
func balance(keys []groupKey, size map[groupKey]int) map[groupKey]bool {
	left := map[groupKey]bool{}
	difference := 0 // rows on the left minus rows on the right
	height := func(k groupKey) int { return min(size[k], startMembers+1) + 1 }
	for _, k := range keys {
		if left[k] = k.incoming; left[k] {
			difference += height(k)
		} else {
			difference -= height(k)
		}
	}
	moved := func(k groupKey) int { // what the difference becomes when the group moves over
		if left[k] {
			return difference - 2*height(k)
		}
		return difference + 2*height(k)
	}
	for abs(difference) > crowded {
		best := slices.MinFunc(keys, func(a, b groupKey) int { return cmp.Compare(abs(moved(a)), abs(moved(b))) })
		if abs(moved(best)) >= abs(difference) {
			break
		}
		difference = moved(best)
		left[best] = !left[best]
	}
	return left
}

func abs(n int) int { return max(n, -n) }

// startMembers is how many members of each group are drawn, at most, once not all can be.
const startMembers = 8

// drawGroups draws as many members of each group as there is room for, the same number of all, and one stack
// for the others of each. When even one of each is too much the weakest groups share one stack.
func (d *drawing) drawGroups(groups []*group) {
	for most := d.opts.MaxNodes; ; most = min(startMembers, fewer(most)) {
		kept := groups
		if most == 1 && neededFor(kept, 1) > d.opts.MaxNodes {
			for len(kept) > 1 && neededFor(kept, 1)+1 > d.opts.MaxNodes {
				kept = kept[:len(kept)-1]
			}
		}
		if most > 1 && neededFor(kept, most) > d.opts.MaxNodes {
			continue
		}
		d.drawOtherGroups(groups[len(kept):])
		for _, g := range slices.Backward(kept) {
			d.drawGroup(g, most)
		}
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
	stem := end{node: 0}
	var ends []end
	for _, s := range g.members[:min(most, len(g.members))] {
		i := d.add(g.neighbour(s), ordinary)
		d.remember(i, s)
		d.remember(0, s)
		if d.nodes[i].meta == "" {
			d.nodes[i].meta = whenAndSources(d.opts.Ontology, s)
		}
		ends = append(ends, end{node: i, statements: []graph.Statement{s}})
	}
	if rest := g.members[len(ends):]; len(rest) > 0 {
		ends = append(ends, end{node: d.addStack(rest, g.neighbour), statements: rest})
	}
	slices.Reverse(ends) // as the layout begins at the bottom
	if len(g.members) == 1 {
		stem.statements = g.members // the stem is as strong as the one line that it leads to
	}
	if p.tails, p.heads = []end{stem}, ends; g.left {
		p.tails, p.heads = ends, []end{stem}
	}
	if len(g.members) == 1 {
		d.nodes[ends[0].node].meta = ""
		p.rows[0].small = whenAndSources(d.opts.Ontology, g.members[0])
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

// drawBeyond draws statements that do not touch the centre but lead further out from a neighbour. Those between
// two neighbours would cross everything else; a note counts them.
func (d *drawing) drawBeyond(middle graph.Ref, sorted []graph.Statement) {
	left := d.sides()
	var outward []graph.Statement
	among := 0
	for _, s := range sorted {
		if s.Subject.ID == middle.ID || s.Object.ID == middle.ID {
			continue
		}
		near, far := s.Subject, s.Object
		if d.has(far) {
			near, far = far, near
		}
		switch {
		case d.has(far):
			among++
		case d.has(near) && len(outward) < maxBeyond && len(d.nodes) < d.opts.MaxNodes:
			left[far.ID] = left[near.ID]
			d.add(far, receding)
			outward = append(outward, s)
		}
	}
	d.connect(outward, receding, func(s graph.Statement) bool {
		// to the right the layout goes from the nearer to the farther, to the left the other way round
		return (d.index[s.Subject.ID] < d.index[s.Object.ID]) == left[s.Subject.ID]
	}, nil)
	if among > 0 {
		d.addNote(count(among, "statement", "statements") + " between neighbours not drawn.")
	}
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
