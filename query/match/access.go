package match

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// access is a way to find the entities that a node pattern may match. What it gives is
// tested against the pattern all the same.
type access struct {
	by     accessKind
	slot   int  // where by is bound
	values eval // the ids or names sought, a string or a list, where by is byID or byName
	kinds  []graph.Kind
	cost   int    // about how many entities it gives
	text   string // for the plan
}

type accessKind uint8

const (
	all accessKind = iota
	byKind
	byName
	byID
	bound
)

// unknownCount stands for how many entities a name finds that is not known before the query runs.
const unknownCount = 2

// access returns the cheapest way to a node pattern. where are conditions on its variable,
// known the variables that have values by then.
func (c *compiler) access(n *gql.Node, where []gql.Expr, known map[string]bool, rows map[string]int, earlier *scope) access {
	if n.Var != "" && known[n.Var] {
		return access{by: bound, slot: rows[n.Var], cost: 1, text: n.Var + ", bound before"}
	}
	best := c.scan(n)
	for _, eq := range c.lookups(n, where) {
		if a, ok := c.lookup(eq, known, rows, earlier); ok && a.cost < best.cost {
			best = a
		}
	}
	return best
}

// scan goes through the entities of the kinds that the pattern allows. The ids of a kind
// lie next to each other.
func (c *compiler) scan(n *gql.Node) access {
	a := access{kinds: graph.Kinds, cost: c.x.Nodes(), text: "every entity"}
	if n.Label == nil {
		return a
	}
	a.by, a.cost, a.kinds = byKind, 0, nil
	var names []string
	for _, k := range graph.Kinds {
		if labelHolds(n.Label, string(k)) {
			a.kinds = append(a.kinds, k)
			lo, hi := kindRange(c.x, k)
			a.cost += int(hi - lo)
			names = append(names, string(k))
		}
	}
	slices.Sort(a.kinds)
	a.text = "every " + strings.Join(names, " and ")
	if len(names) == 0 {
		a.text = "nothing: no kind fits"
	}
	return a
}

// kindRange returns the nodes of a kind: those whose id begins with it and a slash.
func kindRange(x *index.Index, k graph.Kind) (lo, hi index.Node) {
	lo, _ = x.From(graph.EntityID(k) + "/")
	hi, _ = x.From(graph.EntityID(k) + "0") // the character after the slash
	return lo, hi
}

// lookupTerm is a condition prop = value or prop IN values on a node.
type lookupTerm struct {
	prop  string
	value gql.Expr
}

func (c *compiler) lookups(n *gql.Node, where []gql.Expr) []lookupTerm {
	var terms []lookupTerm
	for _, p := range n.Props {
		terms = append(terms, lookupTerm{p.Name, p.Value})
	}
	if n.Var == "" {
		return terms
	}
	for _, e := range append(gql.Conjuncts(n.Where), where...) {
		b, ok := e.(*gql.Binary)
		if !ok || b.Op != "=" && b.Op != "IN" {
			continue
		}
		if prop := propOf(b.X, n.Var); prop != "" {
			terms = append(terms, lookupTerm{prop, b.Y})
		} else if prop := propOf(b.Y, n.Var); prop != "" && b.Op == "=" {
			terms = append(terms, lookupTerm{prop, b.X})
		}
	}
	return terms
}

// propOf returns "name" of v.name, "id" of v.id and id(v), or "".
func propOf(e gql.Expr, name string) string {
	prop, of := "", e
	switch e := e.(type) {
	case *gql.Prop:
		prop, of = e.Name, e.Of
	case *gql.Call:
		if e.Name == "id" || e.Name == "element_id" {
			prop, of = "id", e.Args[0]
		}
	}
	if r, ok := of.(*gql.Ref); !ok || r.Name != name {
		return ""
	}
	return prop
}

func (c *compiler) lookup(t lookupTerm, known map[string]bool, rows map[string]int, earlier *scope) (access, bool) {
	by := map[string]accessKind{"id": byID, "name": byName}[t.prop]
	free := gql.FreeVars(t.value)
	if by == all || slices.ContainsFunc(free, func(v string) bool { return !known[v] }) {
		return access{}, false
	}
	values, err := c.expr(t.value, &scope{names: rows, outer: earlier})
	if err != nil {
		return access{}, false // path compiles the same expression and reports it
	}
	a := access{by: by, values: values, cost: unknownCount, text: "by " + t.prop}
	if len(free) == 0 {
		f := &frame{x: c.x, slots: make([]value, c.slots)}
		a.cost = len(a.find(f))
		a.text = fmt.Sprintf("%s = %s", t.prop, shown(values(f)))
	}
	return a, true
}

// shown is a constant as the plan shows it.
func shown(v value) string {
	switch v.kind {
	case isString:
		return fmt.Sprintf("%q", v.s)
	case isList:
		return fmt.Sprintf("one of %d", len(v.list))
	}
	return "null"
}

// small reports whether the access gives a few entities at once.
func (a access) small() bool { return a.by >= byName }

// find returns what a small access gives, in order.
func (a access) find(f *frame) []index.Node {
	if a.by == bound {
		if v := f.slots[a.slot]; v.kind == isNode {
			return []index.Node{v.node()}
		}
		return nil
	}
	sought := a.values(f)
	if sought.kind != isList {
		sought = listOf([]value{sought})
	}
	var found []index.Node
	for _, v := range sought.list {
		if v.kind == isString {
			found = append(found, a.one(f.x, v.s)...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func (a access) one(x *index.Index, s string) []index.Node {
	if a.by == byID {
		if n, ok := x.Find(graph.EntityID(s)); ok {
			return []index.Node{n}
		}
		return nil
	}
	return slices.DeleteFunc(x.Named(s), func(n index.Node) bool { return x.Name(n) != s })
}

// each yields what the access gives, in order.
func (a access) each(f *frame) iter.Seq[index.Node] {
	if a.small() {
		return slices.Values(a.find(f))
	}
	return func(yield func(index.Node) bool) {
		if a.by == all {
			yieldRange(0, index.Node(f.x.Nodes()), yield)
			return
		}
		for _, k := range a.kinds {
			if lo, hi := kindRange(f.x, k); !yieldRange(lo, hi, yield) {
				return
			}
		}
	}
}

func yieldRange(lo, hi index.Node, yield func(index.Node) bool) bool {
	for n := lo; n < hi; n++ {
		if !yield(n) {
			return false
		}
	}
	return true
}
