package match

import (
	"regexp"
	"strings"

	"github.com/clewgraph/clew/query/gql"
)

func (c *compiler) binary(e *gql.Binary, s *scope) (eval, error) {
	args, err := c.exprs([]gql.Expr{e.X, e.Y}, s)
	if err != nil {
		return nil, err
	}
	x, y := args[0], args[1]
	switch e.Op {
	case "=~":
		return c.matches(e, x, y)
	case "AND":
		return func(f *frame) value { return and(x(f), y, f) }, nil
	case "OR":
		return func(f *frame) value { return or(x(f), y, f) }, nil
	}
	op := operator(e.Op)
	i, isVar := slotOf(e.X, s)
	j, isToo := slotOf(e.Y, s)
	if isVar && isToo && (e.Op == "=" || e.Op == "<>") {
		return sameness(op, i, j, e.Op == "="), nil
	}
	of := func(f *frame) value { return op(x(f), y(f)) }
	if strings.Contains("+-*/%||", string(e.Op)) {
		return c.inRange(e, of), nil
	}
	return of, nil
}

// slotOf returns the slot of an expression that is a variable.
func slotOf(e gql.Expr, s *scope) (int, bool) {
	if r, ok := e.(*gql.Ref); ok {
		return s.slot(r.Name)
	}
	return 0, false
}

// sameness is op, which is = or <>, of two variables. Searches ask it of each entity, so those are compared where they lie.
func sameness(op func(x, y value) value, i, j int, want bool) eval {
	return func(f *frame) value {
		x, y := &f.slots[i], &f.slots[j]
		if x.kind == isNode && y.kind == isNode {
			return boolean((x.n == y.n) == want)
		}
		return op(*x, *y)
	}
}

// and is false if one side is, else null if one side is unknown.
func and(x value, y eval, f *frame) value {
	if x.false() {
		return x
	}
	v := y(f)
	switch {
	case v.false():
		return v
	case x.true() && v.true():
		return v
	}
	return null
}

// or is true if one side is, else null if one side is unknown.
func or(x value, y eval, f *frame) value {
	if x.true() {
		return x
	}
	v := y(f)
	switch {
	case v.true():
		return v
	case x.false() && v.false():
		return v
	}
	return null
}

// operator returns the operators that need both their values.
func operator(op gql.Op) func(x, y value) value {
	switch op {
	case "=":
		return equal
	case "<>":
		return func(x, y value) value { return not(equal(x, y)) }
	case "<":
		return less
	case ">":
		return func(x, y value) value { return less(y, x) }
	case "<=":
		return func(x, y value) value { return not(less(y, x)) }
	case ">=":
		return func(x, y value) value { return not(less(x, y)) }
	case "XOR":
		return xor
	case "IN":
		return func(x, y value) value { return contains(y, x) }
	case "CONTAINS":
		return onStrings(strings.Contains)
	case "STARTS WITH":
		return onStrings(strings.HasPrefix)
	case "ENDS WITH":
		return onStrings(strings.HasSuffix)
	case "+", "||":
		return plus
	}
	return func(x, y value) value { return arithmetic(op, x, y) }
}

func not(v value) value {
	if v.kind != isBool {
		return null
	}
	return boolean(v.n == 0)
}

func xor(x, y value) value {
	if x.kind != isBool || y.kind != isBool {
		return null
	}
	return boolean(x.n != y.n)
}

func onStrings(test func(s, part string) bool) func(x, y value) value {
	return func(x, y value) value {
		if x.kind != isString || y.kind != isString {
			return null
		}
		return boolean(test(x.s, y.s))
	}
}

// maxBuilt bounds a string or list that a query puts together.
const maxBuilt = 1 << 20

// plus adds numbers and joins strings and lists.
func plus(x, y value) value {
	switch {
	case x.kind == isString && y.kind == isString && len(x.s)+len(y.s) <= maxBuilt:
		return text(x.s + y.s)
	case x.kind == isList && y.kind == isList && len(x.list)+len(y.list) <= maxBuilt:
		return listOf(append(x.list[:len(x.list):len(x.list)], y.list...))
	}
	return arithmetic("+", x, y)
}

// maxPattern bounds a regular expression, in bytes.
const maxPattern = 64 << 10

// matches compiles x =~ pattern. The pattern must match the whole string, as in Cypher.
// A constant pattern is compiled once; another when it changes, and a bad one matches nothing.
func (c *compiler) matches(e *gql.Binary, x, y eval) (eval, error) {
	var last string
	var re *regexp.Regexp
	if len(gql.FreeVars(e.Y)) == 0 {
		v := y(&frame{x: c.x, slots: make([]value, c.slots)})
		if v.kind == isString {
			var err error
			if re, err = wholeMatch(v.s); err != nil {
				return nil, c.fail(e.Y, "this is no RE2 regular expression: "+err.Error())
			}
			last = v.s
		}
	}
	return func(f *frame) value {
		s, p := x(f), y(f)
		if s.kind != isString || p.kind != isString {
			return null
		}
		if re == nil || p.s != last {
			last = p.s
			re, _ = wholeMatch(p.s) // a pattern made from data may be none
		}
		if re == nil {
			return null
		}
		return boolean(re.MatchString(s.s))
	}, nil
}

func wholeMatch(pattern string) (*regexp.Regexp, error) {
	if len(pattern) > maxPattern {
		pattern = pattern[:maxPattern] + "("
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return nil, err
	}
	return regexp.Compile(`\A(?:` + pattern + `)\z`)
}
