package match

import (
	"fmt"
	"strings"

	"github.com/clewgraph/clew/query/gql"
)

// output is a compiled RETURN.
type output struct {
	columns  []string
	items    []eval
	slots    []int // of the columns, which ORDER BY sees
	grouped  bool
	keys     []int // the items by which rows are grouped
	totals   []total
	distinct bool
	order    []sortKey
	skip     int
	limit    int // unlimited without one
}

// total is an aggregate.
type total struct {
	name     string
	of       eval // nil of count(*)
	variable int  // the slot that of reads where it is a variable, else -1
	distinct bool
	slot     int
	key      string // of its expression
	tooLarge error
}

type sortKey struct {
	of         eval
	desc       bool
	nullsFirst bool
}

func (c *compiler) compileReturn(r *gql.Return, rows map[string]int) (*output, error) {
	o := &output{distinct: r.Distinct, limit: unlimited}
	inner := &scope{names: rows}
	columns := &scope{names: map[string]int{}, outer: inner}
	for _, item := range r.Items {
		o.columns = append(o.columns, item.Name)
		slot := c.newSlot()
		o.slots = append(o.slots, slot)
		columns.names[item.Name] = slot
		o.grouped = o.grouped || gql.HasAggregate(item.Expr)
	}
	for _, k := range r.Order {
		o.grouped = o.grouped || gql.HasAggregate(k.Expr)
	}
	if err := c.items(o, r, inner); err != nil {
		return nil, err
	}
	if err := c.sortKeys(o, r, columns); err != nil {
		return nil, err
	}
	return o, c.window(o, r)
}

func (c *compiler) items(o *output, r *gql.Return, s *scope) error {
	for i, item := range r.Items {
		e := item.Expr
		if o.grouped && !gql.HasAggregate(e) {
			o.keys = append(o.keys, i)
		} else if o.grouped {
			var err error
			if e, err = c.totals(o, r, e, s); err != nil {
				return err
			}
		}
		v, err := c.expr(e, s.with(hidden(o, r)))
		if err != nil {
			return err
		}
		o.items = append(o.items, v)
	}
	return nil
}

// with adds names to a scope.
func (s *scope) with(names map[string]int) *scope { return &scope{names: names, outer: s} }

// hidden names the slots of totals and columns by texts that no variable has.
func hidden(o *output, r *gql.Return) map[string]int {
	names := map[string]int{}
	for i, item := range r.Items {
		names[hiddenName(gql.Key(item.Expr))] = o.slots[i]
	}
	for _, t := range o.totals {
		names[hiddenName(t.key)] = t.slot
	}
	return names
}

func hiddenName(key string) string { return "\x00" + key }

// totals replaces aggregates by their slots, and the expressions that are columns of their own by theirs.
func (c *compiler) totals(o *output, r *gql.Return, e gql.Expr, s *scope) (gql.Expr, error) {
	var failed error
	return gql.Rewrite(e, func(e gql.Expr) gql.Expr {
		key := gql.Key(e)
		if !gql.IsAggregate(e) {
			for _, item := range r.Items {
				if !gql.HasAggregate(item.Expr) && gql.Key(item.Expr) == key {
					return &gql.Ref{Name: hiddenName(key)}
				}
			}
			return nil
		}
		if _, known := hidden(&output{totals: o.totals}, &gql.Return{})[hiddenName(key)]; !known {
			if err := c.total(o, e.(*gql.Call), key, s); err != nil {
				failed = err
			}
		}
		return &gql.Ref{Name: hiddenName(key)}
	}), failed
}

func (c *compiler) total(o *output, call *gql.Call, key string, s *scope) error {
	t := total{name: call.Name, distinct: call.Distinct, key: key, variable: -1, tooLarge: c.rangeError(call)}
	if !call.Star {
		of, err := c.expr(call.Args[0], s)
		if err != nil {
			return err
		}
		t.of = of
		if slot, ok := slotOf(call.Args[0], s); ok {
			t.variable = slot
		}
	}
	t.slot = c.newSlot()
	o.totals = append(o.totals, t)
	return nil
}

// sortKeys compiles ORDER BY. A name means a column first, then a variable; an expression that is a
// column of its own means that column.
func (c *compiler) sortKeys(o *output, r *gql.Return, columns *scope) error {
	for _, k := range r.Order {
		e, err := c.columnsIn(o, r, k.Expr, columns)
		if err != nil {
			return err
		}
		of, err := c.expr(e, columns.with(hidden(o, r)))
		if err != nil {
			return err
		}
		o.order = append(o.order, sortKey{of, k.Desc, k.NullsFirst})
	}
	return nil
}

func (c *compiler) columnsIn(o *output, r *gql.Return, e gql.Expr, columns *scope) (gql.Expr, error) {
	e = gql.Rewrite(e, func(e gql.Expr) gql.Expr {
		if ref, ok := e.(*gql.Ref); ok && columns.names[ref.Name] > 0 {
			return ref
		}
		for _, item := range r.Items {
			if key := gql.Key(item.Expr); key == gql.Key(e) {
				return &gql.Ref{Name: hiddenName(key)}
			}
		}
		return nil
	})
	if !o.grouped {
		return e, nil
	}
	return c.totals(o, &gql.Return{}, e, columns.outer)
}

// window computes SKIP and LIMIT.
func (c *compiler) window(o *output, r *gql.Return) error {
	for _, w := range []struct {
		e  gql.Expr
		to *int
	}{{r.Skip, &o.skip}, {r.Limit, &o.limit}} {
		if w.e == nil {
			continue
		}
		of, err := c.expr(w.e, nil)
		if err != nil {
			return err
		}
		v := of(nil)
		if v.kind != isInt || int64(v.n) < 0 {
			return c.fail(w.e, "expected a whole number that is not negative")
		}
		*w.to = int(min(v.n, 1<<31-1))
	}
	return nil
}

// needsAll reports whether the answer is untrue unless every match is seen.
func (o *output) needsAll() bool { return o.whatNeedsAll() != "" }

func (o *output) whatNeedsAll() string {
	switch {
	case o.grouped:
		return "the aggregate"
	case o.distinct:
		return "DISTINCT"
	case len(o.order) > 0:
		return "ORDER BY"
	}
	return ""
}

func (o *output) explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "return %s", strings.Join(o.columns, ", "))
	if o.grouped {
		fmt.Fprintf(&b, ", %d aggregates in groups by %d columns", len(o.totals), len(o.keys))
	}
	if o.distinct {
		b.WriteString(", each row once")
	}
	if len(o.order) > 0 {
		b.WriteString(", sorted")
		if o.limit != unlimited {
			fmt.Fprintf(&b, ", of which only the first %d are kept", o.skip+o.limit)
		}
	} else if o.limit != unlimited && !o.grouped {
		fmt.Fprintf(&b, ", stop after %d rows", o.skip+o.limit)
	}
	return b.String() + "\n"
}
