package match

import (
	"slices"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// pathPlan is a path pattern, ready to be searched.
type pathPlan struct {
	pattern   *gql.Path
	auto      automaton
	longest   int    // unlimited without an upper end
	unique    bool   // no path is found twice
	different bool   // no edge occurs twice in the clause
	alone     bool   // what an element may be does not depend on the others
	guards    []eval // conditions that are known to hold or fail before the search begins
	after     []eval // conditions on the whole of what was found
	pathSlot  int    // of the path's variable, -1 without one
	lists     []list
	exports   []export
	singles   []int              // the slots of the row that the search sets itself
	uses      map[int][]*element // by slot, of the variables that this path binds
	swept     bool               // each end is to be found once, see sweep
	anew      bool               // what a sweep finds depends on where it began
	counted   bool               // its ends are only counted

	first, last access // how the ends are found
	anchor      int    // which of auto.anchors the search of all paths begins at
	start       access // how that is found
}

// list is a variable inside of a quantifier: a list or, where single, the last value or null.
type list struct {
	slot   int
	single bool
}

// export carries a variable of a path that was selected over to the row.
type export struct{ from, to int }

func (p *pathPlan) selective() bool { return p.pattern.Selector != gql.All }

// pathCompiler compiles one path pattern.
type pathCompiler struct {
	*compiler
	plan    *pathPlan
	rows    map[string]int  // slots of the row
	earlier *scope          // the variables of earlier clauses
	known   map[string]bool // the variables that are bound before this path is searched
	level0  *scope
	uses    map[int][]*element // by slot
	waiting []attachment
}

// attachment is a condition whose place is known when the whole path has been read.
type attachment struct {
	cond
	e *element // where it is written, nil for WHERE after the paths
}

// level is where variables mean one entity or statement: outside of all quantifiers or in a round of one.
type level struct {
	scope *scope
	slots []int
	quant []*gql.Quant // those around it
}

// path compiles a pattern with the conditions of WHERE that can be tested while it is
// searched, and with those that must wait until it is found.
func (c *compiler) path(p *gql.Path, m *gql.Match, rows map[string]int, earlier *scope, known map[string]bool, during, after []gql.Expr) (*pathPlan, error) {
	pc := &pathCompiler{
		compiler: c, rows: rows, earlier: earlier, known: known, uses: map[int][]*element{},
		plan: &pathPlan{pattern: p, different: m.Different, pathSlot: -1},
	}
	c.asking = pc.plan
	defer func() { c.asking = nil }()
	top := &level{scope: &scope{names: map[string]int{}, outer: earlier}}
	pc.level0 = top.scope
	pc.name(p.Items, top)
	parts, err := pc.parts(withEnds(p.Items), top)
	if err != nil {
		return nil, err
	}
	for _, e := range during {
		if err := pc.condition(e, top, nil); err != nil {
			return nil, err
		}
	}
	for _, a := range pc.waiting {
		pc.attach(a)
	}
	if pc.plan.after, err = c.exprs(after, &scope{names: rows}); err != nil {
		return nil, err
	}
	pc.plan.alone = pc.isAlone()
	pc.plan.uses = pc.uses
	for name := range known {
		delete(pc.uses, rows[name])
	}
	if p.Var != "" {
		pc.plan.pathSlot = rows[p.Var]
	}
	pc.plan.unique, pc.plan.longest = unambiguous(parts), longest(parts)
	if !pc.plan.auto.build(parts, pc.plan.longest) {
		return nil, &gql.Error{Query: c.query.Text, Pos: p.Pos, Msg: "the quantifiers of this path multiply to more than can be searched"}
	}
	return pc.plan, nil
}

// withEnds makes a path begin and end with a node outside of quantifiers, and takes apart
// groups without one.
func withEnds(items []gql.Item) []gql.Item {
	var flat []gql.Item
	for _, it := range items {
		if g, ok := it.(*gql.Group); ok && g.Quant == nil && g.Where == nil {
			flat = append(flat, withEnds(g.Items)...)
		} else {
			flat = append(flat, it)
		}
	}
	if _, ok := flat[0].(*gql.Node); !ok {
		flat = slices.Insert(flat, 0, gql.Item(&gql.Node{}))
	}
	if _, ok := flat[len(flat)-1].(*gql.Node); !ok {
		flat = append(flat, &gql.Node{})
	}
	return flat
}

// isAlone reports whether no variable occurs twice and no condition is about several.
func (c *pathCompiler) isAlone() bool {
	for _, users := range c.uses {
		if len(users) > 1 || len(users[0].with) > 0 {
			return false
		}
	}
	return true
}

// name gives the variables of a level their slots. A path that is selected from has slots of
// its own, since it is searched as if it stood alone.
func (c *pathCompiler) name(items []gql.Item, l *level) {
	for _, it := range items {
		switch it := it.(type) {
		case *gql.Node:
			c.nameOne(it.Var, l)
		case *gql.Edge:
			if it.Quant == nil {
				c.nameOne(it.Var, l)
			}
		case *gql.Group:
			if it.Quant == nil {
				c.name(it.Items, l)
			}
		}
	}
}

func (c *pathCompiler) nameOne(name string, l *level) {
	if _, taken := l.scope.names[name]; taken || name == "" {
		return
	}
	slot := c.rows[name]
	switch {
	case len(l.quant) > 0:
		slot = c.newSlot()
		l.slots = append(l.slots, slot)
	case c.plan.selective():
		slot = c.newSlot()
		c.plan.exports = append(c.plan.exports, export{slot, c.rows[name]})
	default:
		c.plan.singles = append(c.plan.singles, slot)
	}
	l.scope.names[name] = slot
}

// inside returns the level of a quantified part.
func (c *pathCompiler) inside(q *gql.Quant, l *level) *level {
	return &level{scope: &scope{names: map[string]int{}, outer: c.earlier}, quant: append(slices.Clone(l.quant), q)}
}

func (c *pathCompiler) parts(items []gql.Item, l *level) ([]part, error) {
	var parts []part
	for _, it := range items {
		p, err := c.part(it, l)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

func (c *pathCompiler) part(it gql.Item, l *level) (part, error) {
	switch it := it.(type) {
	case *gql.Node:
		e := c.element(it.Var, it.Label, l)
		e.kinds = c.kinds(it.Label)
		return part{element: e}, c.conditions(it.Props, it.Where, l, e)
	case *gql.Edge:
		return c.edge(it, l)
	case *gql.Group:
		return c.group(it, l)
	}
	return part{}, nil
}

func (c *pathCompiler) edge(it *gql.Edge, l *level) (part, error) {
	if it.Quant != nil {
		l = c.inside(it.Quant, l)
		c.nameOne(it.Var, l)
	}
	e := c.element(it.Var, it.Label, l)
	e.preds, e.dir = c.preds(it.Label), it.Dir
	err := c.conditions(it.Props, it.Where, l, e)
	return part{element: e, edge: true, quant: it.Quant, level: quantSlots(it.Quant, l)}, err
}

// quantSlots are the slots that each round of a quantifier begins with empty.
func quantSlots(q *gql.Quant, l *level) []int {
	if q == nil {
		return nil
	}
	return l.slots
}

func (c *pathCompiler) group(it *gql.Group, l *level) (part, error) {
	if it.Quant != nil {
		l = c.inside(it.Quant, l)
		c.name(it.Items, l)
	}
	parts, err := c.parts(it.Items, l)
	if err != nil {
		return part{}, err
	}
	for _, e := range gql.Conjuncts(it.Where) {
		if err := c.condition(e, l, firstElement(parts)); err != nil {
			return part{}, err
		}
	}
	quant := it.Quant
	if quant == nil {
		quant = &gql.Quant{Min: 1, Max: 1}
	}
	return part{parts: parts, quant: quant, level: quantSlots(it.Quant, l)}, nil
}

func firstElement(parts []part) *element {
	if parts[0].parts != nil {
		return firstElement(parts[0].parts)
	}
	return parts[0].element
}

func (c *pathCompiler) element(name string, label gql.Label, l *level) *element {
	e := &element{slot: -1, list: -1, any: label == nil}
	if name == "" {
		return e
	}
	e.slot = l.scope.names[name]
	c.uses[e.slot] = append(c.uses[e.slot], e)
	c.ask(e.slot)
	if len(l.quant) > 0 {
		e.list = c.rows[name]
		c.collect(e.list, slices.IndexFunc(l.quant, func(q *gql.Quant) bool { return !q.Question }) < 0)
	}
	return e
}

func (c *pathCompiler) collect(slot int, single bool) {
	if !slices.ContainsFunc(c.plan.lists, func(l list) bool { return l.slot == slot }) {
		c.plan.lists = append(c.plan.lists, list{slot, single})
	}
}

func (c *pathCompiler) kinds(l gql.Label) []graph.Kind {
	return slices.DeleteFunc(slices.Clone(graph.Kinds), func(k graph.Kind) bool { return !labelHolds(l, string(k)) })
}

func (c *pathCompiler) preds(l gql.Label) []index.Pred {
	var preds []index.Pred
	for i, p := range c.x.Predicates() {
		if l != nil && labelHolds(l, string(p)) {
			preds = append(preds, index.Pred(i))
		}
	}
	return preds
}

// conditions compiles the property map and the WHERE of an element.
func (c *pathCompiler) conditions(props []gql.PropEq, where gql.Expr, l *level, e *element) error {
	for _, p := range props {
		want, err := c.expr(p.Value, l.scope)
		if err != nil {
			return err
		}
		if e.slot < 0 {
			e.slot = c.newSlot()
			c.uses[e.slot] = []*element{e}
		}
		slot := e.slot
		prop := property(p.Name, func(f *frame) value { return f.slots[slot] })
		holds := func(f *frame) value { return equal(prop(f), want(f)) }
		c.waiting = append(c.waiting, attachment{cond{holds: holds, needs: append(c.needs(p.Value, l), slot)}, e})
	}
	for _, w := range gql.Conjuncts(where) {
		if err := c.condition(w, l, e); err != nil {
			return err
		}
	}
	return nil
}

// condition compiles a condition of a level. It belongs to the element e, nil for one of WHERE after the paths.
func (c *pathCompiler) condition(x gql.Expr, l *level, e *element) error {
	s := l.scope
	if e == nil {
		s = &scope{names: l.scope.names, outer: &scope{names: c.rows}}
	}
	holds, err := c.expr(x, s)
	if err != nil {
		return err
	}
	c.waiting = append(c.waiting, attachment{cond{holds, c.needs(x, l), isApart(x)}, e})
	return nil
}

// isApart reports whether a condition is that two variables differ.
func isApart(x gql.Expr) bool {
	b, ok := x.(*gql.Binary)
	if !ok || b.Op != "<>" {
		return false
	}
	_, first := b.X.(*gql.Ref)
	_, second := b.Y.(*gql.Ref)
	return first && second
}

// needs are the slots of a condition that the search fills.
func (c *pathCompiler) needs(x gql.Expr, l *level) []int {
	var needs []int
	for _, name := range gql.FreeVars(x) {
		slot, ok := l.scope.names[name]
		if ok && (len(l.quant) > 0 || c.plan.selective() || !c.known[name]) {
			needs = append(needs, slot)
		}
	}
	return needs
}

// attach puts a condition where it is tested.
func (c *pathCompiler) attach(a attachment) {
	slices.Sort(a.needs)
	a.needs = slices.Compact(a.needs)
	switch {
	case len(a.needs) == 0 && a.e == nil:
		c.plan.guards = append(c.plan.guards, a.holds)
	case len(a.needs) == 0:
		a.e.own = append(a.e.own, a.holds)
	case len(a.needs) == 1:
		for _, u := range c.uses[a.needs[0]] {
			u.own = append(u.own, a.holds)
		}
	default:
		for _, slot := range a.needs {
			for _, u := range c.uses[slot] {
				u.with = append(u.with, a.cond)
			}
		}
	}
}
