package gql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Check holds a query against what a graph knows, and the variables against each other.
// It spells kinds, predicates and properties as the graph does, fills in the columns of
// RETURN * and sets Vars. Its error is an *Error.
func Check(q *Query, v Vocabulary) (err error) {
	c := &checker{q: q, vocabulary: v}
	defer func() {
		if e, ok := recover().(*Error); ok {
			err = e
		} else if e != nil {
			panic(e)
		}
	}()
	for _, m := range q.Matches {
		c.match(m)
	}
	c.returns(q.Return)
	return nil
}

// checker walks a query once. Like the parser it panics with the *Error.
type checker struct {
	q          *Query
	vocabulary Vocabulary
	earlier    int        // how many of q.Vars come from MATCH clauses before this one
	path       *Path      // the path being declared
	declared   []declared // what this clause names
	levels     int
}

// declared is where a variable of the current clause was named. A level is a quantified part of a
// path, inside of which a variable is one entity or statement; level 0 is outside of all.
type declared struct {
	name  string
	path  *Path
	level int
	typ   Type // in its level
}

func (c *checker) fail(pos int, hint, format string, args ...any) {
	panic(&Error{Query: c.q.Text, Pos: pos, Msg: fmt.Sprintf(format, args...), Hint: hint})
}

func (c *checker) match(m *Match) {
	c.earlier, c.declared, c.levels = len(c.q.Vars), nil, 0
	for _, p := range m.Paths {
		c.declarePath(m, p)
	}
	for _, p := range m.Paths {
		level := 0
		c.path = p
		c.conditions(p.Items, 0, &level)
	}
	c.levels = 0
	if m.Where != nil {
		c.condition(m.Where, c.rowScope())
	}
}

// rowScope sees every variable of the clauses so far.
func (c *checker) rowScope() *scope {
	s := &scope{}
	for _, v := range c.q.Vars {
		s.vars = append(s.vars, typed{v.Name, v.Type})
	}
	return s
}

// levelScope sees the variables of one level of the current path and those of earlier clauses.
func (c *checker) levelScope(level int) *scope {
	s := &scope{clause: true}
	for _, v := range c.q.Vars[:c.earlier] {
		s.vars = append(s.vars, typed{v.Name, v.Type})
	}
	for _, d := range c.declared {
		if d.level == level && d.path == c.path && d.typ != PathType {
			s.vars = append(s.vars, typed{d.name, d.typ})
		}
	}
	return s
}

func (c *checker) declarePath(m *Match, p *Path) {
	c.path = p
	if m.Different && p.Selector != All {
		c.fail(p.Pos, "", "DIFFERENT EDGES compares whole matches and does not go with a search such as SHORTEST")
	}
	if p.Selector == All && p.Mode == Walk && !m.Different {
		c.refuseUnbounded(p.Items)
	}
	level := 0
	c.declareItems(p.Items, 0, nil, &level)
	if p.Var != "" {
		if c.find(p.Var) != nil {
			c.fail(p.Pos, "", "the name %s is taken, so it cannot name this path", p.Var)
		}
		c.q.Vars = append(c.q.Vars, Var{Name: p.Var, Type: PathType})
		c.declared = append(c.declared, declared{p.Var, p, 0, PathType})
	}
}

func (c *checker) refuseUnbounded(items []Item) {
	for _, it := range items {
		q := quantOf(it)
		if q != nil && q.Max == Unbounded {
			c.fail(q.Pos, "write TRAIL, ACYCLIC, SIMPLE, ANY SHORTEST or ALL SHORTEST before the path, or an upper end as in {1,4}",
				"a quantifier without an upper end finds walks without end")
		}
		if g, ok := it.(*Group); ok {
			c.refuseUnbounded(g.Items)
		}
	}
}

func quantOf(it Item) *Quant {
	switch it := it.(type) {
	case *Edge:
		return it.Quant
	case *Group:
		return it.Quant
	}
	return nil
}

// declareItems names the variables of a part of a path. quants are the quantifiers around it.
// levels counts the quantified parts in the order of their beginning, as conditions does.
func (c *checker) declareItems(items []Item, level int, quants []*Quant, levels *int) {
	for _, it := range items {
		switch it := it.(type) {
		case *Node:
			c.declare(it.Var, Entity, it.Pos, level, quants)
		case *Edge:
			c.declareEdge(it, level, quants, levels)
		case *Group:
			inner, around := level, quants
			if it.Quant != nil {
				inner, around = nextLevel(levels), append(quants[:len(quants):len(quants)], it.Quant)
				if minLength(it.Items) == 0 {
					c.fail(it.Pos, "", "what is repeated must cross at least one edge")
				}
			}
			c.declareItems(it.Items, inner, around, levels)
		}
	}
}

func nextLevel(levels *int) int {
	*levels++
	return *levels
}

func (c *checker) declareEdge(e *Edge, level int, quants []*Quant, levels *int) {
	if e.Quant != nil {
		level, quants = nextLevel(levels), append(quants[:len(quants):len(quants)], e.Quant)
	}
	c.declare(e.Var, Statement, e.Pos, level, quants)
}

// minLength is the least number of edges that a part of a path crosses.
func minLength(items []Item) int {
	n := 0
	for _, it := range items {
		least := 0
		switch it := it.(type) {
		case *Edge:
			least = 1
		case *Group:
			least = minLength(it.Items)
		}
		if q := quantOf(it); q != nil {
			least *= q.Min
		}
		n = min(n+least, MaxItems)
	}
	return n
}

// declare names an entity or statement. A name that occurs again means the same one.
func (c *checker) declare(name string, typ Type, pos, level int, quants []*Quant) {
	if name == "" {
		return
	}
	outer := Var{Name: name, Type: typ}
	for _, q := range quants {
		if q.Question {
			outer.Maybe = true
		} else {
			outer.Type = map[Type]Type{Entity: Entities, Statement: Statements}[typ]
		}
	}
	i := slices.IndexFunc(c.q.Vars, func(v Var) bool { return v.Name == name })
	if i < 0 {
		c.q.Vars = append(c.q.Vars, outer)
		c.declared = append(c.declared, declared{name, c.path, level, typ})
		return
	}
	c.again(c.q.Vars[i], outer, pos, level)
	if !slices.Contains(c.declared, declared{name, c.path, level, typ}) {
		c.declared = append(c.declared, declared{name, c.path, level, typ})
	}
}

// again checks that a name may occur a second time.
func (c *checker) again(first, second Var, pos, level int) {
	d := c.find(first.Name)
	sameLevel := d.level == level && d.path == c.path
	switch {
	case sameLevel && first.Type == second.Type && (level == 0 || c.all(first.Name, level)):
	case first.Type != Entity && first.Type != Statement || second.Type != first.Type || first.Maybe && d.level >= 0 || second.Maybe || level > 0:
		if first.Type == second.Type || first.Type == Entities || first.Type == Statements || second.Type == Entities || second.Type == Statements {
			c.fail(pos, "", "%s occurs inside a quantified part and outside of it, where it is a list", first.Name)
		}
		c.fail(pos, "", "%s is %s, so it cannot be %s too", first.Name, first.Type, second.Type)
	}
}

// all reports whether every occurrence of the name in this clause is at that level of the current path.
func (c *checker) all(name string, level int) bool {
	for _, d := range c.declared {
		if d.name == name && (d.level != level || d.path != c.path) {
			return false
		}
	}
	return true
}

// find returns where the current clause names a variable first.
func (c *checker) find(name string) *declared {
	for i := range c.declared {
		if c.declared[i].name == name {
			return &c.declared[i]
		}
	}
	if slices.ContainsFunc(c.q.Vars[:c.earlier], func(v Var) bool { return v.Name == name }) {
		return &declared{name: name, level: -1}
	}
	return nil
}

// conditions checks labels, property maps and WHERE inside of a path.
func (c *checker) conditions(items []Item, level int, levels *int) {
	for _, it := range items {
		switch it := it.(type) {
		case *Node:
			c.kinds(it.Label)
			c.props(it.Props, entityProps, "an entity", level)
			c.inside(it.Where, level)
		case *Edge:
			inner := level
			if it.Quant != nil {
				inner = nextLevel(levels)
			}
			c.predicates(it.Label)
			c.props(it.Props, statementProps, "a statement", inner)
			c.inside(it.Where, inner)
		case *Group:
			inner := level
			if it.Quant != nil {
				inner = nextLevel(levels)
			}
			c.conditions(it.Items, inner, levels)
			c.inside(it.Where, inner)
		}
	}
}

func (c *checker) inside(where Expr, level int) {
	if where != nil {
		c.condition(where, c.levelScope(level))
	}
}

func (c *checker) props(props []PropEq, known []typed, what string, level int) {
	for i := range props {
		p, ok := findProp(known, props[i].Name)
		if !ok {
			c.fail(props[i].Pos, suggest(props[i].Name, propNames(known)), "%s has no property %s", what, quoted(props[i].Name))
		}
		props[i].Name = p.name
		t := c.expr(props[i].Value, c.levelScope(level))
		c.comparable(props[i].Value, "=", p.typ, t)
	}
}

// kinds spells the names of a node's label as graph.Kinds does.
func (c *checker) kinds(l Label) {
	eachName(l, func(n *LabelName) {
		kind, err := graph.ParseKind(n.Name)
		if err != nil {
			c.fail(n.Pos, suggest(n.Name, kindNames()), "%s is no kind of entity", quoted(n.Name))
		}
		n.Name = string(kind)
	})
}

// predicates spells the names of an edge's label as the vocabulary does.
func (c *checker) predicates(l Label) {
	eachName(l, func(n *LabelName) {
		i := slices.Index(c.vocabulary.Predicates, graph.Predicate(n.Name))
		if i < 0 {
			i = slices.IndexFunc(c.vocabulary.Predicates, func(p graph.Predicate) bool { return strings.EqualFold(string(p), n.Name) })
		}
		if i < 0 {
			var known []string
			for _, p := range c.vocabulary.Predicates {
				known = append(known, string(p))
			}
			c.fail(n.Pos, suggest(n.Name, known), "%s is no predicate", quoted(n.Name))
		}
		n.Name = string(c.vocabulary.Predicates[i])
	})
}

func eachName(l Label, do func(*LabelName)) {
	switch l := l.(type) {
	case *LabelName:
		do(l)
	case *LabelNot:
		eachName(l.X, do)
	case *LabelAnd:
		eachName(l.X, do)
		eachName(l.Y, do)
	case *LabelOr:
		eachName(l.X, do)
		eachName(l.Y, do)
	}
}
