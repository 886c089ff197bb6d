package match

import (
	"cmp"
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// automaton is a path pattern as a machine that reads a path from its first entity to its
// last, or backwards. Quantifiers are written out; one without an upper end is a loop.
//
// Nothing leads into the state start and nothing out of accept.
type automaton struct {
	trans         []transition
	out, in       [][]int32 // the transitions from a state and to it
	start, accept int32
	anchors       []int32 // the transitions of the nodes outside of quantifiers, from left to right
	loops         bool    // a quantifier's upper end is left to the length of the path
}

// transition goes from one state to another, forwards or backwards.
type transition struct {
	from, to int32
	kind     transitionKind
	element  *element // of a test and a cross
	level    []int    // of a round: the slots that begin empty
}

type transitionKind uint8

const (
	skip  transitionKind = iota // nothing happens
	test                        // the entity must be as the element says
	cross                       // over a statement to another entity
	enter                       // a round of a quantifier begins, or ends when read backwards
	leave                       // the other way round
)

// element is a node or edge pattern.
type element struct {
	slot  int    // where the entity or statement is kept during the search, -1 where nothing asks for it
	list  int    // the slot of the row that collects it from each round, -1 where none does
	own   []eval // conditions on it alone
	with  []cond // conditions on it and others
	any   bool   // any kind or predicate will do
	kinds []graph.Kind
	preds []index.Pred
	dir   gql.Direction
	fixed *index.Node // the one entity it may be, while two ends are searched between
}

// cond is a condition that is tested as soon as all its slots are set.
type cond struct {
	holds eval
	needs []int
	apart bool // says no more than that two entities differ
}

func (a *automaton) state() int32 {
	a.out, a.in = append(a.out, nil), append(a.in, nil)
	return int32(len(a.out) - 1)
}

func (a *automaton) join(t transition) {
	i := int32(len(a.trans))
	a.trans = append(a.trans, t)
	a.out[t.from] = append(a.out[t.from], i)
	a.in[t.to] = append(a.in[t.to], i)
}

// part is a piece of a compiled pattern before quantifiers are written out.
type part struct {
	element *element
	edge    bool
	parts   []part // of a group, else nil
	quant   *gql.Quant
	level   []int
}

// maxTransitions bounds a pattern whose quantifiers are written out.
const maxTransitions = 20_000

// build writes out a pattern. It reports whether it stayed within bounds.
//
// If one part alone is repeated a varying number of times, its upper end is left to the length of
// the path: a path that is not longer than the longest does not repeat it too often. So the
// automaton has a loop there instead of a state for each round.
func (a *automaton) build(parts []part, longest int) bool {
	a.loops = varying(parts) == 1 && longest != unlimited
	a.start = a.state()
	at := a.start
	for _, p := range parts {
		if p.quant == nil && !p.edge {
			a.anchors = append(a.anchors, int32(len(a.trans)))
		}
		at = a.add(p, at)
	}
	a.accept = at
	a.shortFirst()
	return len(a.trans) < maxTransitions
}

// shortFirst puts the ways out of a loop before another round, so that shorter paths are found first.
func (a *automaton) shortFirst() {
	for _, lists := range [][][]int32{a.out, a.in} {
		for _, list := range lists {
			slices.SortStableFunc(list, func(i, j int32) int { return cmp.Compare(a.trans[i].kind, a.trans[j].kind) })
		}
	}
}

// add writes out a part behind a state and returns the state behind it.
func (a *automaton) add(p part, from int32) int32 {
	if p.quant == nil {
		return a.once(p, from)
	}
	at := from
	for i := 0; i < p.quant.Min && len(a.trans) < maxTransitions; i++ {
		at = a.once(p, at)
	}
	if p.quant.Max == gql.Unbounded || a.loops && p.quant.Min < p.quant.Max {
		return a.loop(p, at)
	}
	exit := a.state()
	a.join(transition{from: at, to: exit})
	for i := p.quant.Min; i < p.quant.Max && len(a.trans) < maxTransitions; i++ {
		at = a.once(p, at)
		a.join(transition{from: at, to: exit})
	}
	return exit
}

// loop writes out any number of rounds.
func (a *automaton) loop(p part, from int32) int32 {
	loop := a.state() // not from, which other parts may lead on from
	a.join(transition{from: from, to: loop})
	if p.edge && len(p.level) == 0 {
		a.join(transition{from: loop, to: loop, kind: cross, element: p.element})
	} else {
		a.join(transition{from: a.once(p, loop), to: loop})
	}
	return loop
}

// once writes out one round of a part.
func (a *automaton) once(p part, from int32) int32 {
	at := from
	if len(p.level) > 0 {
		at = a.then(transition{from: at, kind: enter, level: p.level})
	}
	switch {
	case p.parts != nil:
		for _, q := range p.parts {
			at = a.add(q, at)
		}
	case p.edge:
		at = a.then(transition{from: at, kind: cross, element: p.element})
	default:
		at = a.then(transition{from: at, kind: test, element: p.element})
	}
	if len(p.level) > 0 {
		at = a.then(transition{from: at, kind: leave, level: p.level})
	}
	return at
}

// then joins a new state behind another.
func (a *automaton) then(t transition) int32 {
	t.to = a.state()
	a.join(t)
	return t.to
}

// unambiguous reports whether a path can be read in one way only: there is at most one part
// that is repeated a varying number of times, and it holds no other.
func unambiguous(parts []part) bool { return varying(parts) <= 1 }

func varying(parts []part) int {
	n := 0
	for _, p := range parts {
		inner := varying(p.parts)
		if p.quant != nil && p.quant.Min != p.quant.Max {
			n++
		} else if p.quant != nil && inner > 0 {
			n++ // the same part, repeated
		}
		n += inner
	}
	return n
}

// longest is the greatest number of edges that a pattern crosses, unlimited without one.
func longest(parts []part) int {
	n := 0
	for _, p := range parts {
		one := 0
		switch {
		case p.edge:
			one = 1
		case p.parts != nil:
			one = longest(p.parts)
		}
		switch {
		case one == unlimited || p.quant != nil && p.quant.Max == gql.Unbounded:
			return unlimited
		case p.quant != nil:
			one *= p.quant.Max
		}
		n += one
	}
	return n
}

const unlimited = -1
