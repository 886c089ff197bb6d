package query

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// places is a set of places in a property path, numbered from 0, its beginning. Place i > 0 has
// just crossed a statement as the expression's step i says.
type places uint64

const (
	maxPlaces = 62 // 63 stands for having arrived
	arrived   = 63
	beginning = places(1)
)

// all calls each with every place of the set.
func (s places) all(yield func(int) bool) {
	for ; s != 0; s &= s - 1 {
		if !yield(bits.TrailingZeros64(uint64(s))) {
			return
		}
	}
}

// label is what a path crosses: a predicate's number doubled, plus 1 where it is crossed from object to subject.
type label uint32

func labelOf(p index.Pred, inverse bool) label {
	if inverse {
		return label(p)<<1 | 1
	}
	return label(p) << 1
}

// automaton accepts the words of a property path: Glushkov's construction, without empty moves
// ("The Abstract Theory of Automata", 1961).
type automaton struct {
	follow  []places // by place: where the next step may lead
	precede []places // by place: the other way round
	takes   []places // by label: the places that are reached by crossing it
	accepts places   // where the expression may end
	empty   bool     // the expression matches the path of no steps
}

// part is what Glushkov's construction knows of a part of an expression.
type part struct {
	first, last places
	empty       bool
}

// anything returns the automaton of all paths, of those that follow subject to object if directed.
func anything(x *index.Index, directed bool) *automaton {
	a := &automaton{follow: []places{2, 2}, precede: []places{0, 3}, takes: make([]places, 2*x.PredicateCount()), accepts: 2}
	for l := range a.takes {
		if !directed || l&1 == 0 {
			a.takes[l] = 2
		}
	}
	return a
}

// compile makes the automaton of a property path over the predicates of an index. A predicate that no
// statement has and the ontology does not know is an error where strict, and else matches nothing.
func compile(x *index.Index, text string, strict bool) (*automaton, error) {
	e, err := parseExpr(text)
	if err != nil {
		return nil, err
	}
	a := &automaton{follow: []places{0}, takes: make([]places, 2*x.PredicateCount())}
	c := compiler{automaton: a, x: x, text: text, strict: strict}
	whole, err := c.part(e)
	if err != nil {
		return nil, err
	}
	a.follow[0] |= whole.first
	a.accepts, a.empty = whole.last, whole.empty
	a.precede = make([]places, len(a.follow))
	for from, to := range a.follow {
		for next := range to.all {
			a.precede[next] |= 1 << from
		}
	}
	return a, nil
}

// compiler carries a compilation.
type compiler struct {
	*automaton
	x      *index.Index
	text   string
	strict bool
}

func (c *compiler) part(e expr) (part, error) {
	switch e.op {
	case opStep:
		return c.step(e.step)
	case opSequence:
		return c.sequence(e.parts)
	case opChoice:
		return c.choice(e.parts)
	}
	p, err := c.part(e.parts[0])
	if e.many {
		c.connect(p.last, p.first)
	}
	p.empty = p.empty || e.none
	return p, err
}

func (c *compiler) sequence(parts []expr) (part, error) {
	whole := part{empty: true}
	for _, e := range parts {
		p, err := c.part(e)
		if err != nil {
			return part{}, err
		}
		c.connect(whole.last, p.first)
		if whole.empty {
			whole.first |= p.first
		}
		if !p.empty {
			whole.last = 0
		}
		whole.last |= p.last
		whole.empty = whole.empty && p.empty
	}
	return whole, nil
}

func (c *compiler) choice(parts []expr) (part, error) {
	var whole part
	for _, e := range parts {
		p, err := c.part(e)
		if err != nil {
			return part{}, err
		}
		whole.first |= p.first
		whole.last |= p.last
		whole.empty = whole.empty || p.empty
	}
	return whole, nil
}

func (c *compiler) connect(from, to places) {
	for p := range from.all {
		c.follow[p] |= to
	}
}

// step adds a place for a step.
func (c *compiler) step(s step) (part, error) {
	if len(c.follow) > maxPlaces {
		return part{}, &ExprError{c.text, s.names[0].offset, fmt.Sprintf("expected at most %d predicates", maxPlaces)}
	}
	here := places(1) << len(c.follow)
	c.follow = append(c.follow, 0)
	if s.negated {
		for l := range c.takes {
			if l&1 == 0 && s.forwardSide || l&1 == 1 && s.inverseSide {
				c.takes[l] |= here
			}
		}
	}
	for _, n := range s.names {
		p, found, err := c.predicate(n)
		if err != nil {
			return part{}, err
		}
		switch l := labelOf(p, n.inverse); {
		case !found:
		case s.negated:
			c.takes[l] &^= here
		default:
			c.takes[l] |= here
		}
	}
	return part{first: here, last: here}, nil
}

// predicate returns the number of a predicate, found false for one of the ontology that no statement has.
func (c *compiler) predicate(n stepName) (p index.Pred, found bool, err error) {
	if p, found = c.x.FindPredicate(n.name); found {
		return p, true, nil
	}
	if err := unknownPredicate(c.x, n.name); err != nil && c.strict {
		return 0, false, &ExprError{c.text, n.offset, err.Error()}
	}
	return 0, false, nil
}

// nearest returns the up to three predicates that are fewest edits from a name, within half its length.
func nearest(name string, names []graph.Predicate) []string {
	type scored struct {
		name  string
		edits int
	}
	var list []scored
	for _, n := range names {
		if d := index.Edits(strings.ToLower(name), strings.ToLower(string(n)), len(name)/2+1); d <= len(name)/2 {
			list = append(list, scored{string(n), d})
		}
	}
	slices.SortFunc(list, func(a, b scored) int {
		if a.edits != b.edits {
			return a.edits - b.edits
		}
		return strings.Compare(a.name, b.name)
	})
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s.name) && len(out) < 3 {
			out = append(out, s.name)
		}
	}
	return out
}

// after returns the places to which crossing a label leads from any of some places.
func (a *automaton) after(at places, l label) places {
	var next places
	for p := range at.all {
		next |= a.follow[p]
	}
	return next & a.takes[l]
}
