package match_test

import (
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
)

// The naive evaluator answers a query straight from the semantics of the standard, over the
// slices of a graph and with no regard to time: it lists every walk, reads each in every way,
// throws away what the path mode, the conditions and the selector do not allow, and joins the
// rest. It shares the parser with the engine and nothing else.

// naive evaluates over a graph. Its values are nil, bool, int64, float64, string, []any,
// graph.EntityID, graph.Triple and walk.
type naive struct {
	g      *memory
	params map[string]any
	limit  int // the length of walks without an upper end
	cache  map[*gql.Path][]reading
	rounds int // that were tried
}

// tooNaive is thrown where the naive evaluator would take seconds: one query in some ten thousand.
type tooNaive struct{}

const mostRounds = 1_000_000

// walk is a path: nodes[i] and nodes[i+1] are the ends of edges[i].
type walk struct {
	nodes []graph.EntityID
	edges []graph.Triple
}

type env map[string]any

func (e env) with(name string, v any) env {
	next := env{name: v}
	for k, x := range e {
		if k != name {
			next[k] = x
		}
	}
	return next
}

func (e env) over(outer env) env {
	next := env{}
	for k, v := range outer {
		next[k] = v
	}
	for k, v := range e {
		next[k] = v
	}
	return next
}

// walks lists the walks of at most max edges that a path mode allows.
func (n *naive) walks(mode gql.Mode, max int) []walk {
	var found []walk
	var extend func(w walk)
	extend = func(w walk) {
		found = append(found, w)
		if len(w.edges) == max {
			return
		}
		for _, s := range n.g.statements {
			t, at := s.Triple(), w.nodes[len(w.nodes)-1]
			for _, step := range [][2]graph.EntityID{{t.Subject, t.Object}, {t.Object, t.Subject}} {
				if next := (walk{append(slices.Clone(w.nodes), step[1]), append(slices.Clone(w.edges), t)}); step[0] == at && allowed(mode, next) {
					extend(next)
				}
				if t.Subject == t.Object {
					break
				}
			}
		}
	}
	for _, e := range n.g.entities {
		extend(walk{nodes: []graph.EntityID{e.ID}})
	}
	return found
}

func allowed(mode gql.Mode, w walk) bool {
	switch mode {
	case gql.Trail:
		return distinct(w.edges)
	case gql.Acyclic:
		return distinct(w.nodes)
	case gql.Simple:
		last := len(w.nodes) - 1
		return distinct(w.nodes) || distinct(w.nodes[:last]) && w.nodes[0] == w.nodes[last]
	}
	return true
}

func distinct[T comparable](list []T) bool {
	seen := map[T]bool{}
	for _, x := range list {
		seen[x] = true
	}
	return len(seen) == len(list)
}

// read gives every way to read the walk from a place on as the items: the place behind and
// the variables. earlier holds the variables of earlier clauses.
func (n *naive) read(items []gql.Item, w walk, at int, e, earlier env, yield func(int, env)) {
	if len(items) == 0 {
		yield(at, e)
		return
	}
	rest := func(at int, e env) { n.read(items[1:], w, at, e, earlier, yield) }
	switch it := items[0].(type) {
	case *gql.Node:
		if !label(it.Label, string(w.nodes[at].Kind())) {
			return
		}
		if next, ok := bindName(e, it.Var, w.nodes[at]); ok {
			rest(at, next)
		}
	case *gql.Edge:
		if it.Quant != nil {
			n.repeat([]gql.Item{edgeOnce(it)}, nil, it.Quant, w, at, e, earlier, rest)
		} else if at < len(w.edges) && crosses(it, w, at) {
			if next, ok := bindName(e, it.Var, w.edges[at]); ok {
				rest(at+1, next)
			}
		}
	case *gql.Group:
		if it.Quant != nil {
			n.repeat(it.Items, it.Where, it.Quant, w, at, e, earlier, rest)
		} else {
			n.read(it.Items, w, at, e, earlier, rest)
		}
	}
}

func edgeOnce(e *gql.Edge) *gql.Edge {
	once := *e
	once.Quant = nil
	return &once
}

func crosses(e *gql.Edge, w walk, at int) bool {
	t := w.edges[at]
	right := t.Subject == w.nodes[at] && t.Object == w.nodes[at+1]
	left := t.Object == w.nodes[at] && t.Subject == w.nodes[at+1]
	return label(e.Label, string(t.Predicate)) && (right && e.Dir != gql.Left || left && e.Dir != gql.Right)
}

func bindName(e env, name string, v any) (env, bool) {
	if name == "" {
		return e, true
	}
	if before, ok := e[name]; ok {
		return e, before == v
	}
	return e.with(name, v), true
}

// repeat reads the items again and again. Outside of it their variables are lists, or null or a value after "?".
func (n *naive) repeat(items []gql.Item, where gql.Expr, q *gql.Quant, w walk, at int, e, earlier env, yield func(int, env)) {
	lists := namesIn(items)
	e = e.over(nil)
	for name, isList := range lists {
		if e[name] = nil; isList || !q.Question {
			e[name] = []any{}
		}
	}
	var round func(count, at int, e env)
	round = func(count, at int, e env) {
		if n.rounds++; n.rounds > mostRounds {
			panic(tooNaive{})
		}
		if count >= q.Min {
			yield(at, e)
		}
		if count == q.Max || at == len(w.edges) { // each round crosses an edge
			return
		}
		n.read(items, w, at, env{}, earlier, func(next int, inner env) {
			if !n.conditions(items, where, inner.over(earlier)) {
				return
			}
			after := e.over(nil)
			for name, isList := range lists {
				switch v := inner[name]; {
				case q.Question:
					after[name] = v
				case isList:
					after[name] = append(slices.Clone(after[name].([]any)), v.([]any)...)
				case v != nil:
					after[name] = append(slices.Clone(after[name].([]any)), v)
				}
			}
			round(count+1, next, after)
		})
	}
	round(0, at, e)
}

// namesIn tells which variables occur in items, and which of them are lists there.
func namesIn(items []gql.Item) map[string]bool {
	names := map[string]bool{}
	for _, it := range items {
		switch it := it.(type) {
		case *gql.Node:
			names[it.Var] = false
		case *gql.Edge:
			names[it.Var] = it.Quant != nil && !it.Quant.Question
		case *gql.Group:
			for name, isList := range namesIn(it.Items) {
				names[name] = isList || it.Quant != nil && !it.Quant.Question
			}
		}
	}
	delete(names, "")
	return names
}

// conditions tests property maps and WHERE of items outside of inner quantifiers.
func (n *naive) conditions(items []gql.Item, where gql.Expr, e env) bool {
	if where != nil && n.eval(where, e) != true {
		return false
	}
	for _, it := range items {
		switch it := it.(type) {
		case *gql.Node:
			if it.Where != nil && n.eval(it.Where, e) != true || !n.props(it.Props, it.Var, e) {
				return false
			}
		case *gql.Edge:
			if it.Quant == nil && (it.Where != nil && n.eval(it.Where, e) != true || !n.props(it.Props, it.Var, e)) {
				return false
			}
		case *gql.Group:
			if it.Quant == nil && !n.conditions(it.Items, it.Where, e) {
				return false
			}
		}
	}
	return true
}

// props tests a property map; the random queries name every element that has one.
func (n *naive) props(props []gql.PropEq, name string, e env) bool {
	for _, p := range props {
		if same(n.prop(e[name], p.Name), n.eval(p.Value, e)) != true {
			return false
		}
	}
	return true
}

// reading is one way to read a walk.
type reading struct {
	walk walk
	env  env
}

// path lists the matches of a path pattern, those that the selector keeps. Of selectors that may
// choose, it keeps every candidate and leaves the choice to the caller.
func (n *naive) path(p *gql.Path, different bool, earlier env) []reading {
	max, bounded := maxLength(p.Items)
	if !bounded {
		max = n.limit
		if p.Mode != gql.Walk || different {
			max = len(n.g.statements) + 1
		}
	}
	mode := p.Mode
	if different && mode == gql.Walk {
		mode = gql.Trail
	}
	var found []reading
	seen := map[string]bool{}
	for _, w := range n.walks(mode, max) {
		if !allowed(p.Mode, w) {
			continue
		}
		n.read(p.Items, w, 0, env{}, earlier, func(at int, e env) {
			if at < len(w.edges) || !n.conditions(p.Items, nil, e.over(earlier)) {
				return
			}
			if p.Var != "" {
				e = e.with(p.Var, w)
			}
			if key := canonical(w) + canonicalEnv(e); !seen[key] {
				seen[key] = true
				found = append(found, reading{w, e})
			}
		})
	}
	if p.Selector == gql.ShortestGroups {
		return shortestGroups(found, p.Count)
	}
	return found
}

func maxLength(items []gql.Item) (int, bool) {
	n := 0
	for _, it := range items {
		one, q := 0, (*gql.Quant)(nil)
		switch it := it.(type) {
		case *gql.Edge:
			one, q = 1, it.Quant
		case *gql.Group:
			var ok bool
			if one, ok = maxLength(it.Items); !ok {
				return 0, false
			}
			q = it.Quant
		}
		if q != nil && q.Max == gql.Unbounded {
			return 0, false
		} else if q != nil {
			one *= q.Max
		}
		n += one
	}
	return n, true
}

func ends(w walk) [2]graph.EntityID {
	return [2]graph.EntityID{w.nodes[0], w.nodes[len(w.nodes)-1]}
}

// shortestGroups keeps, between each two ends, the matches of the k smallest lengths.
func shortestGroups(found []reading, k int) []reading {
	lengths := map[[2]graph.EntityID][]int{}
	for _, m := range found {
		if l := len(m.walk.edges); !slices.Contains(lengths[ends(m.walk)], l) {
			lengths[ends(m.walk)] = append(lengths[ends(m.walk)], l)
		}
	}
	return slices.DeleteFunc(found, func(m reading) bool {
		l := slices.Clone(lengths[ends(m.walk)])
		slices.Sort(l)
		return slices.Index(l, len(m.walk.edges)) >= k
	})
}

// rows lists the rows of the MATCH clauses.
func (n *naive) rows(q *gql.Query) []env {
	rows := []env{{}}
	for _, m := range q.Matches {
		var next []env
		for _, row := range rows {
			matches := n.clause(m, row)
			if len(matches) == 0 && m.Optional {
				matches = []env{n.nulls(m, row)}
			}
			next = append(next, matches...)
		}
		rows = next
	}
	return rows
}

func (n *naive) nulls(m *gql.Match, row env) env {
	e := env{}
	for _, p := range m.Paths {
		for name := range namesIn(p.Items) {
			e[name] = nil
		}
		if p.Var != "" {
			e[p.Var] = nil
		}
	}
	return row.over(e)
}

func (n *naive) clause(m *gql.Match, row env) []env {
	type partial struct {
		env   env
		edges []graph.Triple
	}
	partials := []partial{{row, nil}}
	for _, p := range m.Paths {
		found, known := n.cache[p]
		if !known {
			if found = n.path(p, m.Different, row); n.cache != nil && !dependent(p.Items, namesIn(p.Items)) {
				n.cache[p] = found
			}
		}
		var next []partial
		for _, part := range partials {
			for _, f := range found {
				edges := append(slices.Clone(part.edges), f.walk.edges...)
				if e, ok := join(part.env, f.env); ok && (!m.Different || distinct(edges)) {
					next = append(next, partial{e, edges})
				}
			}
		}
		partials = next
	}
	var rows []env
	for _, part := range partials {
		if m.Where == nil || n.eval(m.Where, part.env) == true {
			rows = append(rows, part.env)
		}
	}
	return rows
}

// dependent reports whether items have conditions on variables other than those.
func dependent(items []gql.Item, names map[string]bool) bool {
	for _, it := range items {
		var where gql.Expr
		switch it := it.(type) {
		case *gql.Node:
			where = it.Where
		case *gql.Edge:
			where = it.Where
		case *gql.Group:
			where = it.Where
			if dependent(it.Items, names) {
				return true
			}
		}
		for _, name := range gql.FreeVars(where) {
			if _, ok := names[name]; !ok {
				return true
			}
		}
	}
	return false
}

// join merges variables that must agree; null agrees with nothing.
func join(a, b env) (env, bool) {
	for name, v := range b {
		if before, ok := a[name]; ok && (before == nil || canonical(before) != canonical(v)) {
			return nil, false
		}
	}
	return b.over(a), true
}

func label(l gql.Label, name string) bool {
	switch l := l.(type) {
	case *gql.LabelName:
		return strings.EqualFold(l.Name, name)
	case *gql.LabelNot:
		return !label(l.X, name)
	case *gql.LabelAnd:
		return label(l.X, name) && label(l.Y, name)
	case *gql.LabelOr:
		return label(l.X, name) || label(l.Y, name)
	}
	return true
}
