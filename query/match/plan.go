package match

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clewgraph/clew/query/gql"
)

// clausePlan is a MATCH clause: its paths in the order in which they are searched.
type clausePlan struct {
	optional bool
	paths    []*pathPlan
	names    []int // the slots of the variables that the clause binds first
}

// planner orders the paths of a query and gives each condition of WHERE to the first path
// at which all of its variables are bound.
type planner struct {
	compiler
	rows    map[string]int
	known   map[string]bool
	clauses []*clausePlan
}

func (p *planner) plan() error {
	p.rows, p.known = map[string]int{}, map[string]bool{}
	for _, v := range p.query.Vars {
		p.rows[v.Name] = p.newSlot()
	}
	for _, m := range p.query.Matches {
		if err := p.clause(m); err != nil {
			return err
		}
	}
	return nil
}

func (p *planner) clause(m *gql.Match) error {
	clause := &clausePlan{optional: m.Optional}
	earlier := &scope{names: map[string]int{}}
	for name := range p.known {
		earlier.names[name] = p.rows[name]
	}
	where := gql.Conjuncts(m.Where)
	for paths := slices.Clone(m.Paths); len(paths) > 0; {
		i := p.cheapest(paths, where, earlier)
		path := paths[i]
		paths = slices.Delete(paths, i, i+1)
		plan, rest, err := p.path(path, m, where, earlier)
		if err != nil {
			return err
		}
		clause.paths, where = append(clause.paths, plan), rest
	}
	for name, slot := range p.rows {
		if _, before := earlier.names[name]; p.known[name] && !before {
			clause.names = append(clause.names, slot)
		}
	}
	p.clauses = append(p.clauses, clause)
	return nil
}

// cheapest picks the path whose best node is found with the fewest entities. A search for
// shortest paths with a loose end waits until other paths have bound it.
func (p *planner) cheapest(paths []*gql.Path, where []gql.Expr, earlier *scope) int {
	costs := make([]int, len(paths))
	for i, path := range paths {
		a := p.accesses(path, where, earlier)
		costs[i] = slices.MinFunc(a, byCost).cost
		if first, last := a[0].cost, a[len(a)-1].cost; path.Selector != gql.All {
			costs[i] = 4*min(first, last) + max(first, last)/4
		}
	}
	return slices.Index(costs, slices.Min(costs))
}

func byCost(a, b access) int { return a.cost - b.cost }

// accesses returns how each node of a path outside of quantifiers may be found. Of a path
// that is selected from, WHERE helps with the ends.
func (p *planner) accesses(path *gql.Path, where []gql.Expr, earlier *scope) []access {
	var list []access
	for _, it := range withEnds(path.Items) {
		if n, ok := it.(*gql.Node); ok {
			list = append(list, p.access(n, where, p.known, p.rows, earlier))
		}
	}
	return list
}

// path plans a path and returns the conditions that are left for later ones.
func (p *planner) path(path *gql.Path, m *gql.Match, where []gql.Expr, earlier *scope) (*pathPlan, []gql.Expr, error) {
	accesses := p.accesses(path, where, earlier)
	during, after, rest := p.conditions(path, where)
	plan, err := p.compiler.path(path, m, p.rows, earlier, p.known, during, after)
	if err != nil {
		return nil, nil, err
	}
	plan.first, plan.last = accesses[0], accesses[len(accesses)-1]
	plan.start = slices.MinFunc(accesses, byCost)
	plan.anchor = slices.IndexFunc(accesses, func(a access) bool { return a.cost == plan.start.cost })
	if last := len(accesses) - 1; accesses[last].cost == plan.start.cost && plan.anchor > 0 {
		plan.anchor, plan.start = last, accesses[last] // an end rather than the middle
	}
	for _, v := range varsOf(path) {
		p.known[v] = true
	}
	return plan, rest, nil
}

// conditions sorts the conditions of WHERE: tested during the search of the path, after it, or with a later path.
func (p *planner) conditions(path *gql.Path, where []gql.Expr) (during, after, rest []gql.Expr) {
	bound := varsOf(path)
	early := p.earlyVars(path)
	for _, e := range where {
		free := gql.FreeVars(e)
		switch {
		case !every(free, func(v string) bool { return p.known[v] || slices.Contains(bound, v) }):
			rest = append(rest, e)
		case every(free, func(v string) bool { return slices.Contains(early, v) || p.known[v] && !slices.Contains(bound, v) }):
			during = append(during, e)
		default:
			after = append(after, e)
		}
	}
	return during, after, rest
}

func every(names []string, ok func(string) bool) bool {
	return !slices.ContainsFunc(names, func(s string) bool { return !ok(s) })
}

// earlyVars are the variables of a path on which WHERE may be tested while it is searched: those
// that mean one entity or statement; of a path that is selected from, its two ends, since the
// selection compares only paths between the same ends.
func (p *planner) earlyVars(path *gql.Path) []string {
	var names []string
	for _, v := range p.query.Vars {
		if !v.Maybe && (v.Type == gql.Entity || v.Type == gql.Statement) && slices.Contains(varsOf(path), v.Name) {
			names = append(names, v.Name)
		}
	}
	if path.Selector == gql.All {
		return names
	}
	items := withEnds(path.Items)
	return []string{items[0].(*gql.Node).Var, items[len(items)-1].(*gql.Node).Var}
}

// varsOf returns the variables of a path, each once.
func varsOf(path *gql.Path) []string {
	names := varsIn(path.Items)
	if path.Var != "" {
		names = append(names, path.Var)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func varsIn(items []gql.Item) []string {
	var names []string
	for _, it := range items {
		name := ""
		switch it := it.(type) {
		case *gql.Node:
			name = it.Var
		case *gql.Edge:
			name = it.Var
		case *gql.Group:
			names = append(names, varsIn(it.Items)...)
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// explain describes the plan, one line a step.
func (p *planner) explain() string {
	var b strings.Builder
	step := 0
	for _, c := range p.clauses {
		for _, path := range c.paths {
			step++
			fmt.Fprintf(&b, "%d. %s%s\n", step, map[bool]string{true: "optional: "}[c.optional], strings.Join(strings.Fields(path.pattern.Text), " "))
			for _, line := range path.explain() {
				fmt.Fprintf(&b, "   %s\n", line)
			}
		}
	}
	return b.String()
}

func (p *pathPlan) explain() []string {
	lines := []string{"mode " + modeOf(p)}
	switch {
	case p.selective() && p.pairs():
		lines = append(lines, "from both ends at once: "+p.first.describe()+"; "+p.last.describe())
	case p.selective() && p.fromLast():
		lines = append(lines, "breadth first, backwards from "+p.last.describe()+" to every end that is reached")
	case p.selective():
		lines = append(lines, "breadth first from "+p.first.describe()+" to every end that is reached")
	default:
		lines = append(lines, "begin at "+p.start.describe()+map[bool]string{true: ", from there to the right, then to the left"}[p.anchor > 0 && p.anchor < len(p.auto.anchors)-1])
		if p.swept {
			lines = append(lines, "each end once, whatever the ways to it")
		}
		if p.prunes() {
			lines = append(lines, "leave out what cannot reach "+p.otherEnd().describe())
		}
	}
	if n := len(p.after); n > 0 {
		lines = append(lines, fmt.Sprintf("then test %d more of the conditions", n))
	}
	return lines
}

func (a access) describe() string {
	if a.by == bound || a.by == byKind && a.cost == 0 && len(a.kinds) == 0 {
		return a.text
	}
	return fmt.Sprintf("%s (%d)", a.text, a.cost)
}

// modeOf is the path mode as answers state it, with the search before it.
func modeOf(p *pathPlan) string {
	mode := p.pattern.Mode.String()
	if p.different {
		mode = "different edges"
	}
	switch s := p.pattern; {
	case s.Selector == gql.Any:
		return fmt.Sprintf("any %d %s", s.Count, mode)
	case s.Selector == gql.Shortest:
		return fmt.Sprintf("shortest %d %s", s.Count, mode)
	case s.Selector == gql.ShortestGroups && s.Count == 1:
		return "all shortest " + mode
	case s.Selector == gql.ShortestGroups:
		return fmt.Sprintf("shortest %d %s groups", s.Count, mode)
	}
	return mode
}
