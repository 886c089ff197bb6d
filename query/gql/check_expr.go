package gql

import (
	"cmp"
	"fmt"
	"strings"
)

// scope is what an expression may refer to.
type scope struct {
	vars       []typed
	outer      *scope
	aggregates bool // they may occur
	clause     bool // it is inside of a path
}

func (s *scope) find(name string) (Type, bool) {
	for ; s != nil; s = s.outer {
		for _, v := range s.vars {
			if v.name == name {
				return v.typ, true
			}
		}
	}
	return Unknown, false
}

func (s *scope) names() []string {
	var names []string
	for ; s != nil; s = s.outer {
		for _, v := range s.vars {
			names = append(names, v.name)
		}
	}
	return names
}

// String says what a value of the type is.
func (t Type) String() string {
	return [...]string{
		"a value", "true or false", "a number", "a string", "an entity", "a statement", "a path",
		"a list", "a list of entities", "a list of statements",
	}[t]
}

func (t Type) isList() bool { return t == List || t == Entities || t == Statements }

// fits reports whether a value of the type may be where want is expected.
func (t Type) fits(want Type) bool {
	return t == want || t == Unknown || want == Unknown || want == List && t.isList()
}

// element is the type of a list's elements.
func (t Type) element() Type {
	switch t {
	case Entities:
		return Entity
	case Statements:
		return Statement
	}
	return Unknown
}

func (c *checker) condition(e Expr, s *scope) { c.typed(e, Bool, s) }

func (c *checker) typed(e Expr, want Type, s *scope) {
	if t := c.expr(e, s); !t.fits(want) {
		hint := map[bool]string{true: noPattern}[t == Entity && want == Number] // (a)--(b) subtracts
		c.fail(e.Position(), hint, "expected %s, found %s", want, t)
	}
}

// list checks an expression that must be a list and returns of what.
func (c *checker) list(e Expr, s *scope) Type {
	t := c.expr(e, s)
	if !t.fits(List) {
		c.fail(e.Position(), "", "expected a list, found %s", t)
	}
	return t
}

// expr checks an expression and returns its type.
func (c *checker) expr(e Expr, s *scope) Type {
	switch e := e.(type) {
	case *Literal:
		return typeOfLiteral(e.Value)
	case *Ref:
		return c.ref(e, s)
	case *Prop:
		return c.prop(e, s)
	case *ListLit:
		for _, x := range e.Items {
			c.expr(x, s)
		}
		return List
	case *Unary:
		want := map[Op]Type{"NOT": Bool, "-": Number}[e.Op]
		c.typed(e.X, want, s)
		return want
	case *Binary:
		return c.binary(e, s)
	case *IsNull:
		c.expr(e.X, s)
		return Bool
	case *HasLabel:
		return c.hasLabel(e, s)
	case *Call:
		return c.call(e, s)
	case *Each:
		return c.each(e, s)
	case *Index:
		c.typed(e.I, Number, s)
		return c.list(e.X, s).element()
	case *Param:
		return c.vocabulary.Params[e.Name]
	}
	return Unknown
}

func typeOfLiteral(v any) Type {
	switch v.(type) {
	case bool:
		return Bool
	case int64, float64:
		return Number
	case string:
		return String
	}
	return Unknown
}

func (c *checker) ref(e *Ref, s *scope) Type {
	t, ok := s.find(e.Name)
	if ok {
		return t
	}
	for _, v := range c.q.Vars {
		if v.Name == e.Name && s.clause {
			c.fail(e.Position(), "put the condition into the WHERE after the paths", "%s is not bound in this part of the path", e.Name)
		}
	}
	c.fail(e.Position(), suggest(e.Name, s.names()), "%s is no variable of this query", quoted(e.Name))
	return Unknown
}

func (c *checker) prop(e *Prop, s *scope) Type {
	t := c.expr(e.Of, s)
	var known []typed
	switch t {
	case Entity:
		known = entityProps
	case Statement:
		known = statementProps
	case Unknown:
		known = append(entityProps[:len(entityProps):len(entityProps)], statementProps...)
	case Entities, Statements:
		c.fail(e.Position(), "put the condition inside the brackets, -[e WHERE e.confidence > 0.5]-{1,3}, or ask ALL(x IN e WHERE x.confidence > 0.5)",
			"this is %s, because it is repeated; a list has no properties", t)
	default:
		c.fail(e.Position(), "", "%s has no properties", t)
	}
	p, ok := findProp(known, e.Name)
	if !ok {
		c.fail(e.Position(), suggest(e.Name, propNames(known)), "%s has no property %s", t, quoted(e.Name))
	}
	e.Name = p.name
	return p.typ
}

func (c *checker) hasLabel(e *HasLabel, s *scope) Type {
	switch t := c.expr(e.X, s); t {
	case Entity:
		c.kinds(e.Label)
	case Statement:
		c.predicates(e.Label)
	default:
		c.fail(e.Position(), "", "expected an entity or a statement before the label, found %s", t)
	}
	return Bool
}

func (c *checker) binary(e *Binary, s *scope) Type {
	switch e.Op {
	case "AND", "OR", "XOR":
		c.typed(e.X, Bool, s)
		c.typed(e.Y, Bool, s)
		return Bool
	case "CONTAINS", "STARTS WITH", "ENDS WITH", "=~":
		c.typed(e.X, String, s)
		c.typed(e.Y, String, s)
		return Bool
	case "IN":
		c.expr(e.X, s)
		c.typed(e.Y, List, s)
		return Bool
	case "+", "||":
		return c.plus(e, s)
	case "-", "*", "/", "%":
		c.typed(e.X, Number, s)
		c.typed(e.Y, Number, s)
		return Number
	}
	c.comparable(e, e.Op, c.expr(e.X, s), c.expr(e.Y, s))
	return Bool
}

// plus adds numbers and joins strings and lists.
func (c *checker) plus(e *Binary, s *scope) Type {
	x, y := c.expr(e.X, s), c.expr(e.Y, s)
	switch {
	case x.isList() && (y.isList() || y == Unknown), y.isList() && x == Unknown:
		return List
	case e.Op == "+" && x.fits(Number) && y.fits(Number) && x != Unknown:
		return Number
	case x.fits(String) && y.fits(String) && (x != Unknown || e.Op == "||"):
		return String
	case x == Unknown && (y == Unknown || y == Number || y == String):
		return y
	}
	c.fail(e.Position(), "toString() makes a string of a number", "%s cannot join %s and %s", e.Op, x, y)
	return Unknown
}

// comparable refuses comparisons that can never hold.
func (c *checker) comparable(e Expr, op Op, x, y Type) {
	pos := e.Position()
	switch {
	case !x.fits(y) && !(x.isList() && y.isList()):
		c.fail(pos, c.paramHint(append(Children(e), e)), "%s and %s are never equal, nor is one before the other", x, y)
	case op != "=" && op != "<>" && (x > String || y > String):
		c.fail(pos, "", "%s has no order: only = and <> compare it", max(x, y))
	}
}

// paramHint says how a number that was meant as text is given.
func (c *checker) paramHint(list []Expr) string {
	for _, e := range list {
		if p, ok := e.(*Param); ok && c.vocabulary.Params[p.Name] == Number {
			return fmt.Sprintf(`$%s is a number; as text it is given in quotes: --param '%s="2016"'`, p.Name, p.Name)
		}
	}
	return ""
}

func (c *checker) call(e *Call, s *scope) Type {
	if f := findFunction(aggregates, e.Name); f != nil {
		return c.aggregate(e, f, s)
	}
	f := findFunction(functions, e.Name)
	switch {
	case f == nil:
		c.fail(e.Position(), cmp.Or(elsewhere[strings.ToUpper(e.Name)], nearest(e.Name, functionNames(), slips(e.Name))), "%s is no function", quoted(e.Name))
	case e.Star || e.Distinct:
		c.fail(e.Position(), "", "%s is no aggregate: it takes neither * nor DISTINCT", e.Name)
	case f.args == nil && len(e.Args) == 0, f.args != nil && len(e.Args) != len(f.args):
		c.fail(e.Position(), "", "%s takes %d %s, found %d", e.Name, max(1, len(f.args)), "argument", len(e.Args))
	}
	var t Type
	for i, a := range e.Args {
		t = c.expr(a, s)
		if f.args != nil && !t.fits(f.args[i]) && !(f.name == "length" && t.fits(List)) {
			c.fail(a.Position(), "", "%s takes %s, found %s", e.Name, f.args[i], t)
		}
		if f.name == "size" && t != Unknown && t != String && !t.isList() {
			c.fail(a.Position(), "length() measures a path", "size takes a list or a string, found %s", t)
		}
	}
	e.Name = strings.ToLower(f.name)
	if f.name == "head" || f.name == "last" {
		return t.element()
	}
	return f.result
}

func (c *checker) aggregate(e *Call, f *function, s *scope) Type {
	defer func() { e.Name = f.name }()
	switch {
	case !s.aggregates:
		c.fail(e.Position(), "", "the aggregate %s belongs into RETURN or ORDER BY, and not into another aggregate", e.Name)
	case e.Star && f.name != "count":
		c.fail(e.Position(), "", "only count takes *")
	case e.Star && e.Distinct:
		c.fail(e.Position(), "", "count(DISTINCT x) needs to know of what")
	case !e.Star && len(e.Args) != 1:
		c.fail(e.Position(), "", "%s takes one argument, found %d", e.Name, len(e.Args))
	case e.Star:
		return Number
	}
	inner := &scope{vars: s.vars, outer: s.outer}
	t := c.expr(e.Args[0], inner)
	if !t.fits(f.args[0]) {
		c.fail(e.Args[0].Position(), "", "%s takes %s, found %s", e.Name, f.args[0], t)
	}
	switch {
	case f.name == "min" || f.name == "max":
		return t
	case f.result == List && t == Entity:
		return Entities
	case f.result == List && t == Statement:
		return Statements
	}
	return f.result
}

func (c *checker) each(e *Each, s *scope) Type {
	list := c.list(e.In, s)
	inner := &scope{vars: []typed{{e.Var, list.element()}}, outer: s, clause: s.clause}
	if e.Where != nil {
		c.condition(e.Where, inner)
	}
	switch {
	case e.Op != "LIST":
		return Bool
	case e.Value == nil:
		return list
	}
	switch c.expr(e.Value, inner) {
	case Entity:
		return Entities
	case Statement:
		return Statements
	}
	return List
}
