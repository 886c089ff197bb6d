package match

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// frame is what expressions see while a query runs: the index, and a slot for each variable.
type frame struct {
	x     *index.Index
	slots []value
	err   error // why the run ends
}

// eval computes an expression. What has no answer is null; a number out of range is null too, and ends the run.
type eval func(*frame) value

// compiler turns expressions into functions. names says in which slot a variable lies.
type compiler struct {
	query  *gql.Query
	x      *index.Index
	params map[string]value
	slots  int                 // how many slots are given out
	asking *pathPlan           // that is being compiled, nil outside of paths
	askers map[int][]*pathPlan // by slot: the paths of which a pattern or a condition names it, nil for what is in none
}

// scope maps names to slots; inner names hide outer ones.
type scope struct {
	names map[string]int
	outer *scope
}

func (s *scope) slot(name string) (int, bool) {
	for ; s != nil; s = s.outer {
		if i, ok := s.names[name]; ok {
			return i, true
		}
	}
	return 0, false
}

func (c *compiler) newSlot() int {
	c.slots++
	return c.slots - 1
}

func (c *compiler) fail(e gql.Expr, msg string) error {
	return &gql.Error{Query: c.query.Text, Pos: e.Position(), Msg: msg}
}

// expr compiles a checked expression.
func (c *compiler) expr(e gql.Expr, s *scope) (eval, error) {
	switch e := e.(type) {
	case *gql.Literal:
		return constant(fromGo(e.Value)), nil
	case *gql.Param:
		return c.param(e)
	case *gql.Ref:
		return c.ref(e, s)
	case *gql.Binary:
		return c.binary(e, s)
	case *gql.Each:
		return c.each(e, s)
	}
	args, err := c.exprs(gql.Children(e), s)
	if err != nil {
		return nil, err
	}
	switch e := e.(type) {
	case *gql.ListLit:
		return func(f *frame) value { return listOf(evalAll(f, args)) }, nil
	case *gql.Prop:
		return property(e.Name, args[0]), nil
	case *gql.Unary:
		return c.inRange(e, unary(e.Op, args[0])), nil
	case *gql.IsNull:
		return func(f *frame) value { return boolean(args[0](f).null() != e.Not) }, nil
	case *gql.HasLabel:
		return hasLabel(e, args[0]), nil
	case *gql.Call:
		return c.inRange(e, call(e.Name, args)), nil
	case *gql.Index:
		return func(f *frame) value { return elementAt(args[0](f), args[1](f)) }, nil
	}
	return nil, c.fail(e, "this expression cannot be computed")
}

func (c *compiler) exprs(list []gql.Expr, s *scope) ([]eval, error) {
	var evals []eval
	for _, e := range list {
		v, err := c.expr(e, s)
		if err != nil {
			return nil, err
		}
		evals = append(evals, v)
	}
	return evals, nil
}

func evalAll(f *frame, evals []eval) []value {
	list := make([]value, len(evals))
	for i, e := range evals {
		list[i] = e(f)
	}
	return list
}

func constant(v value) eval { return func(*frame) value { return v } }

// fromGo makes a value of a literal or a parameter. What it does not know is unset.
func fromGo(v any) value {
	switch v := v.(type) {
	case nil:
		return null
	case bool:
		return boolean(v)
	case int:
		return integer(int64(v))
	case int64:
		return integer(v)
	case float64:
		return number(v)
	case string:
		return text(v)
	case graph.EntityID:
		return text(string(v))
	case []string:
		return listFromGo(v)
	case []any:
		return listFromGo(v)
	}
	return value{}
}

func listFromGo[T any](list []T) value {
	values := make([]value, len(list))
	for i, x := range list {
		if values[i] = fromGo(x); values[i].kind == unset {
			return value{}
		}
	}
	return listOf(values)
}

func (c *compiler) param(e *gql.Param) (eval, error) {
	v, ok := c.params[e.Name]
	if !ok {
		err := &gql.Error{Query: c.query.Text, Pos: e.Position(), Msg: "no value is given for the parameter $" + e.Name}
		if len(c.params) > 0 {
			err.Hint = "given are $" + strings.Join(sortedKeys(c.params), ", $")
		}
		return nil, err
	}
	return constant(v), nil
}

func sortedKeys(m map[string]value) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (c *compiler) ref(e *gql.Ref, s *scope) (eval, error) {
	slot, ok := s.slot(e.Name)
	if !ok {
		return nil, c.fail(e, e.Name+" is not bound here")
	}
	c.ask(slot)
	return func(f *frame) value { return f.slots[slot] }, nil
}

// ask notes that the path that is being compiled, or what is in none, names a slot.
func (c *compiler) ask(slot int) { c.askers[slot] = append(c.askers[slot], c.asking) }

func (c *compiler) each(e *gql.Each, s *scope) (eval, error) {
	list, err := c.expr(e.In, s)
	if err != nil {
		return nil, err
	}
	slot := c.newSlot()
	inner := &scope{names: map[string]int{e.Var: slot}, outer: s}
	holds, result := constant(boolean(true)), eval(func(f *frame) value { return f.slots[slot] })
	if e.Where != nil {
		if holds, err = c.expr(e.Where, inner); err != nil {
			return nil, err
		}
	}
	if e.Value != nil {
		if result, err = c.expr(e.Value, inner); err != nil {
			return nil, err
		}
	}
	if e.Op == "LIST" {
		return comprehension(list, holds, result, slot), nil
	}
	return quantified(e.Op, list, holds, slot), nil
}

func comprehension(list, holds, result eval, slot int) eval {
	return func(f *frame) value {
		in := list(f)
		if in.kind != isList {
			return null
		}
		out := []value{}
		for _, x := range in.list {
			if f.slots[slot] = x; holds(f).true() {
				out = append(out, result(f))
			}
		}
		return listOf(out)
	}
}

// quantified counts for how many elements a condition holds, and for how many that is not known.
func quantified(op gql.Op, list, holds eval, slot int) eval {
	return func(f *frame) value {
		in := list(f)
		if in.kind != isList {
			return null
		}
		yes, unknown := 0, 0
		for _, x := range in.list {
			f.slots[slot] = x
			switch v := holds(f); {
			case v.true():
				yes++
			case v.null():
				unknown++
			}
		}
		return judge(op, yes, unknown, len(in.list))
	}
}

func judge(op gql.Op, yes, unknown, all int) value {
	sure, possible := false, false
	switch op {
	case "ALL":
		sure, possible = yes == all, yes+unknown == all
	case "ANY":
		sure, possible = yes > 0, yes+unknown > 0
	case "NONE":
		sure, possible = yes+unknown == 0, yes == 0
	case "SINGLE":
		sure, possible = yes == 1 && unknown == 0, yes <= 1 && yes+unknown >= 1
	}
	if sure != possible {
		return null
	}
	return boolean(sure)
}

func unary(op gql.Op, x eval) eval {
	if op == "NOT" {
		return func(f *frame) value {
			v := x(f)
			if v.kind != isBool {
				return null
			}
			return boolean(v.n == 0)
		}
	}
	return func(f *frame) value { return arithmetic("-", integer(0), x(f)) }
}

// elementAt is list[i]; the last is list[-1], and beyond the ends there is null.
func elementAt(list, i value) value {
	if list.kind != isList || i.kind != isInt {
		return null
	}
	at := int64(i.n)
	if at < 0 {
		at += int64(len(list.list))
	}
	if at < 0 || at >= int64(len(list.list)) {
		return null
	}
	return list.list[at]
}

// inRange ends the run with an error where an expression gives a number that is out of range.
func (c *compiler) inRange(e gql.Expr, of eval) eval {
	err := c.rangeError(e)
	return func(f *frame) value { return f.inRange(of(f), err) }
}

func (c *compiler) rangeError(e gql.Expr) error {
	return c.fail(e, "the result is out of range: integers have 64 bits, other numbers reach 1.8e308")
}

func (f *frame) inRange(v value, err error) value {
	if v.kind != outOfRange {
		return v
	}
	f.err = cmp.Or(f.err, err)
	return null
}

// arithmetic computes with two integers or two floats.
func arithmetic(op gql.Op, a, b value) value {
	switch {
	case a.kind == outOfRange:
		return a
	case !a.number() || !b.number(), (op == "/" || op == "%") && b.float() == 0:
		return null
	case a.kind == isInt && b.kind == isInt:
		if v, ok := exact(op, int64(a.n), int64(b.n)); ok {
			return integer(v)
		}
		return value{kind: outOfRange}
	}
	f := inexact(op, a.float(), b.float())
	if math.IsInf(f, 0) {
		return value{kind: outOfRange}
	}
	return float(f)
}

func inexact(op gql.Op, x, y float64) float64 {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	case "/":
		return x / y
	}
	return math.Mod(x, y)
}

// exact computes with integers; false where the result is none of 64 bits. It does not divide by 0.
func exact(op gql.Op, x, y int64) (int64, bool) {
	const least = math.MinInt64
	switch op {
	case "+":
		z := x + y
		return z, (z > x) == (y > 0)
	case "-":
		z := x - y
		return z, (z < x) == (y > 0)
	case "*":
		z := x * y
		return z, x == 0 || z/x == y && !(x == -1 && y == least)
	case "/":
		return x / y, y != -1 || x != least
	}
	return x % y, true
}
