package gql

import "slices"

func (c *checker) returns(r *Return) {
	if r.Star {
		c.star(r)
	}
	s := c.rowScope()
	s.aggregates = true
	columns := &scope{}
	for _, item := range r.Items {
		if _, taken := columns.find(item.Name); taken {
			c.fail(item.Expr.Position(), "give one of them another name with AS", "two columns are named %s", quoted(item.Name))
		}
		columns.vars = append(columns.vars, typed{item.Name, c.expr(item.Expr, s)})
	}
	grouped := slices.ContainsFunc(r.Items, func(i ReturnItem) bool { return HasAggregate(i.Expr) }) ||
		slices.ContainsFunc(r.Order, func(k SortKey) bool { return HasAggregate(k.Expr) })
	var keys []string
	for _, item := range r.Items {
		if !HasAggregate(item.Expr) {
			keys = append(keys, Key(item.Expr))
		}
	}
	for _, item := range r.Items {
		if HasAggregate(item.Expr) {
			c.beside(item.Expr, keys)
		}
	}
	c.order(r, columns, grouped, keys)
}

// star fills in the columns of RETURN *.
func (c *checker) star(r *Return) {
	for _, v := range c.q.Vars {
		r.Items = append(r.Items, ReturnItem{&Ref{at(r.Pos), v.Name}, v.Name})
	}
	if len(r.Items) == 0 {
		c.fail(r.Pos, "name a node, an edge or a path: MATCH p = (a)-[e]->(b) RETURN *", "RETURN * has nothing to return: the query names nothing")
	}
}

// beside checks that what stands beside an aggregate is a column of its own, as GROUP BY would demand.
func (c *checker) beside(e Expr, keys []string) {
	if IsAggregate(e) || slices.Contains(keys, Key(e)) {
		return
	}
	if r, ok := e.(*Ref); ok {
		c.fail(r.Position(), "return it as a column of its own too", "%s stands beside an aggregate but the rows are not grouped by it", r.Name)
	}
	for _, x := range Children(e) {
		c.beside(x, keys)
	}
}

// order checks ORDER BY, which sees the columns and, where each row is one match, the variables.
func (c *checker) order(r *Return, columns *scope, grouped bool, keys []string) {
	s := &scope{vars: columns.vars, outer: c.rowScope(), aggregates: true}
	for _, k := range r.Order {
		if slices.ContainsFunc(r.Items, func(i ReturnItem) bool { return Key(i.Expr) == Key(k.Expr) }) {
			continue
		}
		c.expr(k.Expr, s)
		if !grouped && !r.Distinct {
			continue
		}
		if r.Distinct && HasAggregate(k.Expr) {
			c.fail(k.Expr.Position(), "return it as a column", "with DISTINCT the rows are ordered by their columns")
		}
		for _, item := range r.Items {
			keys = append(keys, Key(&Ref{Name: item.Name}), Key(item.Expr))
		}
		c.onlyColumns(k.Expr, keys)
	}
}

func (c *checker) onlyColumns(e Expr, keys []string) {
	if IsAggregate(e) || slices.Contains(keys, Key(e)) {
		return
	}
	if r, ok := e.(*Ref); ok {
		c.fail(r.Position(), "return it as a column too", "%s is no column, and after an aggregate or DISTINCT only columns are left to order by", r.Name)
	}
	for _, x := range Children(e) {
		c.onlyColumns(x, keys)
	}
}
