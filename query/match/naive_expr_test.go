package match_test

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
)

// eval computes an expression with the three values of the standard: true, false and nil.
func (n *naive) eval(e gql.Expr, v env) any {
	switch e := e.(type) {
	case *gql.Literal:
		return e.Value
	case *gql.Param:
		return n.params[e.Name]
	case *gql.Ref:
		return v[e.Name]
	case *gql.ListLit:
		list := []any{}
		for _, x := range e.Items {
			list = append(list, n.eval(x, v))
		}
		return list
	case *gql.Prop:
		return n.prop(n.eval(e.Of, v), e.Name)
	case *gql.Unary:
		if e.Op == "NOT" {
			return negate(n.eval(e.X, v))
		}
		return calculate("-", int64(0), n.eval(e.X, v))
	case *gql.Binary:
		return binary(e.Op, n.eval(e.X, v), n.eval(e.Y, v))
	case *gql.IsNull:
		return (n.eval(e.X, v) == nil) != e.Not
	case *gql.HasLabel:
		switch x := n.eval(e.X, v).(type) {
		case graph.EntityID:
			return label(e.Label, string(x.Kind())) != e.Not
		case graph.Triple:
			return label(e.Label, string(x.Predicate)) != e.Not
		}
	case *gql.Call:
		return n.call(e, v)
	case *gql.Each:
		return n.each(e, v)
	}
	return nil
}

func (n *naive) prop(of any, name string) any {
	switch of := of.(type) {
	case graph.EntityID:
		i := slices.IndexFunc(n.g.entities, func(e graph.Entity) bool { return e.ID == of })
		return map[string]any{"name": n.g.entities[i].Name, "id": string(of), "kind": string(of.Kind()), "type": string(of.Kind())}[name]
	case graph.Triple:
		i := slices.IndexFunc(n.g.statements, func(s graph.Statement) bool { return s.Triple() == of })
		s := n.g.statements[i]
		past, from, _ := s.Held()
		props := map[string]any{
			"predicate": string(of.Predicate), "type": string(of.Predicate), "confidence": s.Confidence(),
			"sources": int64(s.Sources()), "past": past, "quote": s.Best().Text, "from": nil,
		}
		if from != "" {
			props["from"] = string(from)
		}
		return props[name]
	}
	return nil
}

func (n *naive) call(e *gql.Call, v env) any {
	x := n.eval(e.Args[0], v)
	switch x := x.(type) {
	case walk:
		switch e.Name {
		case "length":
			return int64(len(x.edges))
		case "nodes":
			return anys(x.nodes)
		case "relationships":
			return anys(x.edges)
		}
	case []any:
		return int64(len(x))
	case string:
		if e.Name == "size" {
			return int64(len(x))
		}
		return strings.ToLower(x)
	case graph.Triple:
		return string(x.Predicate)
	}
	return nil
}

func anys[T any](list []T) []any {
	all := []any{}
	for _, x := range list {
		all = append(all, x)
	}
	return all
}

func (n *naive) each(e *gql.Each, v env) any {
	list, ok := n.eval(e.In, v).([]any)
	if !ok {
		return nil
	}
	var kept []any
	results := map[any]int{}
	for _, x := range list {
		inner := v.with(e.Var, x)
		holds := any(true)
		if e.Where != nil {
			holds = n.eval(e.Where, inner)
		}
		results[holds]++
		if holds == true && e.Value != nil {
			x = n.eval(e.Value, inner)
		}
		if holds == true {
			kept = append(kept, x)
		}
	}
	switch e.Op {
	case "LIST":
		return append([]any{}, kept...)
	case "ALL":
		return worst(results[false] > 0, results[nil] > 0)
	case "NONE":
		return worst(results[true] > 0, results[nil] > 0)
	case "ANY":
		return negate(worst(results[true] > 0, results[nil] > 0))
	}
	return worst(results[true] > 1 || results[true]+results[nil] == 0, results[nil] > 0)
}

// worst is false if something says so, else null if something is unknown.
func worst(isFalse, isUnknown bool) any {
	switch {
	case isFalse:
		return false
	case isUnknown:
		return nil
	}
	return true
}

func negate(v any) any {
	if b, ok := v.(bool); ok {
		return !b
	}
	return nil
}

func binary(op gql.Op, x, y any) any {
	switch op {
	case "AND":
		return worst(x == false || y == false, x == nil || y == nil)
	case "OR":
		return negate(worst(x == true || y == true, x == nil || y == nil))
	}
	if x == nil || y == nil && op != "IN" {
		if list, ok := y.([]any); op == "IN" && ok && len(list) == 0 {
			return false
		}
		return nil
	}
	switch op {
	case "XOR":
		return x != y
	case "=":
		return same(x, y)
	case "<>":
		return negate(same(x, y))
	case "<", ">", "<=", ">=":
		return compare(op, x, y)
	case "IN":
		return among(x, y)
	case "CONTAINS":
		return strings.Contains(x.(string), y.(string))
	case "STARTS WITH":
		return strings.HasPrefix(x.(string), y.(string))
	case "ENDS WITH":
		return strings.HasSuffix(x.(string), y.(string))
	case "=~":
		return regexp.MustCompile("^(" + y.(string) + ")$").MatchString(x.(string))
	}
	return calculate(op, x, y)
}

func among(x, list any) any {
	l, ok := list.([]any)
	if !ok {
		return nil
	}
	unknown := false
	for _, e := range l {
		switch same(x, e) {
		case true:
			return true
		case nil:
			unknown = true
		}
	}
	return worst(!unknown, unknown)
}

// same is the = of the language. The random queries compare lists of plain values only.
func same(x, y any) any {
	switch {
	case x == nil || y == nil:
		return nil
	case rank(x) != rank(y):
		return false
	}
	return totalOrder(x, y) == 0
}

func compare(op gql.Op, x, y any) any {
	if rank(x) != rank(y) {
		return nil
	}
	c := totalOrder(x, y)
	return map[gql.Op]bool{"<": c < 0, ">": c > 0, "<=": c <= 0, ">=": c >= 0}[op]
}

func calculate(op gql.Op, x, y any) any {
	a, aInt := x.(int64)
	b, bInt := y.(int64)
	if aInt && bInt {
		switch {
		case op == "+":
			return a + b
		case op == "-":
			return a - b
		case op == "*":
			return a * b
		case b == 0:
			return nil
		case op == "/":
			return a / b
		}
		return a % b
	}
	f, ok := float(x)
	g, ok2 := float(y)
	if !ok || !ok2 {
		return nil
	}
	r := map[gql.Op]float64{"+": f + g, "-": f - g, "*": f * g, "/": f / g, "%": math.Mod(f, g)}[op]
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return nil
	}
	return r
}

func float(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// rank orders values of different kinds, as docs/query.md says.
func rank(v any) int {
	switch v.(type) {
	case graph.EntityID:
		return 0
	case graph.Triple:
		return 1
	case []any:
		return 2
	case walk:
		return 3
	case string:
		return 4
	case bool:
		return 5
	case int64, float64:
		return 6
	}
	return 7
}

func totalOrder(x, y any) int {
	if c := cmp.Compare(rank(x), rank(y)); c != 0 || x == nil {
		return c
	}
	switch x := x.(type) {
	case graph.EntityID:
		return cmp.Compare(x, y.(graph.EntityID))
	case graph.Triple:
		return x.Compare(y.(graph.Triple))
	case string:
		return cmp.Compare(x, y.(string))
	case bool:
		return cmp.Compare(fmt.Sprint(x), fmt.Sprint(y))
	case []any:
		return slices.CompareFunc(x, y.([]any), totalOrder)
	case walk:
		w := y.(walk)
		return cmp.Or(cmp.Compare(len(x.edges), len(w.edges)), slices.Compare(x.nodes, w.nodes),
			slices.CompareFunc(x.edges, w.edges, graph.Triple.Compare))
	}
	f, _ := float(x)
	g, _ := float(y)
	return cmp.Compare(f, g)
}

// answer shapes the rows as RETURN says.
func (n *naive) answer(q *gql.Query) [][]any {
	r := q.Return
	var table [][]any // the columns, then what ORDER BY sorts by
	var exprs []gql.Expr
	for _, item := range r.Items {
		exprs = append(exprs, item.Expr)
	}
	for _, k := range r.Order {
		exprs = append(exprs, column(r, k.Expr))
	}
	if slices.ContainsFunc(exprs, gql.HasAggregate) {
		table = n.grouped(q, exprs)
	} else {
		for _, row := range n.rows(q) {
			var cells []any
			for _, e := range exprs {
				cells = append(cells, n.eval(e, row))
			}
			table = append(table, cells)
		}
	}
	if r.Distinct {
		table = once(table, len(r.Items))
	}
	slices.SortStableFunc(table, func(a, b []any) int { return n.byKeys(r, a, b) })
	if r.Skip != nil {
		table = table[min(len(table), int(n.eval(r.Skip, nil).(int64))):]
	}
	if r.Limit != nil {
		table = table[:min(len(table), int(n.eval(r.Limit, nil).(int64)))]
	}
	for i := range table {
		table[i] = table[i][:len(r.Items)]
	}
	return table
}

// column returns what a column's name stands for; the random queries order by nothing else.
func column(r *gql.Return, e gql.Expr) gql.Expr {
	i := slices.IndexFunc(r.Items, func(i gql.ReturnItem) bool { return i.Name == e.(*gql.Ref).Name })
	return r.Items[i].Expr
}

func (n *naive) byKeys(r *gql.Return, a, b []any) int {
	for i, k := range r.Order {
		x, y := a[len(r.Items)+i], b[len(r.Items)+i]
		c := totalOrder(x, y)
		switch {
		case (x == nil) != (y == nil):
			c = map[bool]int{true: -1, false: 1}[(x == nil) == k.NullsFirst]
		case k.Desc:
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

func once(table [][]any, width int) [][]any {
	seen := map[string]bool{}
	return slices.DeleteFunc(table, func(row []any) bool {
		key := canonical(row[:width])
		before := seen[key]
		seen[key] = true
		return before
	})
}

// grouped makes a row of the matches that agree in the columns without aggregates.
func (n *naive) grouped(q *gql.Query, exprs []gql.Expr) [][]any {
	var keys []string
	groups := map[string][]env{}
	constant := !slices.ContainsFunc(q.Return.Items, func(i gql.ReturnItem) bool { return !gql.HasAggregate(i.Expr) })
	if constant {
		keys, groups[""] = []string{""}, nil
	}
	for _, row := range n.rows(q) {
		key := ""
		for _, item := range q.Return.Items {
			if !gql.HasAggregate(item.Expr) {
				key += canonical(n.eval(item.Expr, row)) + ";"
			}
		}
		if _, ok := groups[key]; !ok {
			keys = append(keys, key)
		}
		groups[key] = append(groups[key], row)
	}
	var table [][]any
	for _, key := range keys {
		var cells []any
		for _, e := range exprs {
			cells = append(cells, n.total(e, groups[key]))
		}
		table = append(table, cells)
	}
	return table
}

// total computes an expression over the rows of a group.
func (n *naive) total(e gql.Expr, rows []env) any {
	if !gql.HasAggregate(e) {
		if len(rows) == 0 {
			return n.eval(e, nil)
		}
		return n.eval(e, rows[0])
	}
	if b, ok := e.(*gql.Binary); ok {
		return binary(b.Op, n.total(b.X, rows), n.total(b.Y, rows))
	}
	call := e.(*gql.Call)
	if call.Star {
		return int64(len(rows))
	}
	list := []any{}
	for _, row := range rows {
		if v := n.eval(call.Args[0], row); v != nil {
			list = append(list, v)
		}
	}
	if call.Distinct {
		seen := map[string]bool{}
		list = slices.DeleteFunc(list, func(v any) bool {
			before := seen[canonical(v)]
			seen[canonical(v)] = true
			return before
		})
	}
	switch call.Name {
	case "count":
		return int64(len(list))
	case "collect":
		return list
	}
	return reduce(call.Name, list)
}

func reduce(name string, list []any) any {
	switch {
	case len(list) == 0 && name == "sum":
		return int64(0)
	case len(list) == 0:
		return nil
	case name == "min":
		return slices.MinFunc(list, totalOrder)
	case name == "max":
		return slices.MaxFunc(list, totalOrder)
	}
	sum := list[0]
	for _, v := range list[1:] {
		sum = calculate("+", sum, v)
	}
	if name == "avg" {
		f, _ := float(sum)
		return f / float64(len(list))
	}
	return sum
}

// canonical writes a value of the naive evaluator or of the engine.
func canonical(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case int64:
		return fmt.Sprintf("%.9g", float64(v))
	case float64:
		return fmt.Sprintf("%.9g", v)
	case string:
		return fmt.Sprintf("%q", v)
	case graph.EntityID:
		return "(" + string(v) + ")"
	case graph.Ref:
		return "(" + string(v.ID) + ")"
	case graph.Triple:
		return fmt.Sprintf("[%s %s %s]", v.Subject, v.Predicate, v.Object)
	case graph.Statement:
		return canonical(v.Triple())
	case walk:
		return "<" + canonical(anys(v.nodes)) + canonical(anys(v.edges)) + ">"
	case graph.Path:
		w := walk{}
		for _, n := range v.Nodes() {
			w.nodes = append(w.nodes, n.ID)
		}
		for _, s := range v.Steps {
			w.edges = append(w.edges, s.Triple())
		}
		return canonical(w)
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = canonical(x)
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	return fmt.Sprint(v)
}

func canonicalEnv(e env) string {
	var parts []string
	for k, v := range e {
		parts = append(parts, k+"="+canonical(v))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}
