package match_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// writer writes random queries over random graphs.
type writer struct {
	*rand.Rand
	n                                           int // names given
	entities, statements, paths, things, passed []string
}

func (w *writer) name(prefix string) string {
	w.n++
	return fmt.Sprint(prefix, w.n)
}

func (w *writer) one(list ...string) string { return list[w.IntN(len(list))] }

func (w *writer) chance(percent int) bool { return w.IntN(100) < percent }

// query writes a query whose answer the standard determines, the order of rows aside.
func (w *writer) query() string {
	var b strings.Builder
	for i := range 1 + w.IntN(5)/3 {
		if i > 0 && w.chance(60) || w.chance(5) {
			b.WriteString("OPTIONAL ")
		}
		b.WriteString("MATCH ")
		different := w.chance(10)
		if different {
			b.WriteString("DIFFERENT EDGES ")
		}
		for j := range 1 + w.IntN(4)/3 {
			if j > 0 {
				b.WriteString(", ")
			}
			b.WriteString(w.path(different, j > 0 || i > 0))
		}
		if w.chance(50) {
			b.WriteString(" WHERE " + w.condition(2))
		}
		b.WriteString(" ")
	}
	b.WriteString(w.returns())
	return b.String()
}

// choice writes a query of one path of which the standard leaves the choice to the engine.
func (w *writer) choice() string {
	k := 1 + w.IntN(3)
	search := w.one("ANY", "ANY SHORTEST", fmt.Sprintf("ANY %d", k), fmt.Sprintf("SHORTEST %d", k))
	mode := w.one("", "WALK", "TRAIL", "ACYCLIC", "SIMPLE")
	one := !strings.ContainsAny(search, "23") // the second walk may be longer than the naive evaluator looks
	return fmt.Sprintf("MATCH p = %s %s %s RETURN *", search, mode, w.items(mode != "" && mode != "WALK", one, false))
}

func (w *writer) path(different, later bool) string {
	mode := w.one("", "", "WALK", "TRAIL", "ACYCLIC", "SIMPLE")
	restricted := different || mode != "" && mode != "WALK"
	text, selective := mode, false
	if !different && w.chance(35) {
		selective = true
		text = w.one("ALL SHORTEST "+mode, fmt.Sprintf("SHORTEST %d %s GROUPS", 1+w.IntN(2), mode), "ALL SHORTEST "+mode)
	}
	name := ""
	if w.chance(40) {
		name = w.name("p")
	}
	text += " " + w.items(restricted, selective && !strings.Contains(text, "2"), later)
	if name != "" {
		text = name + " = " + text
		w.paths = append(w.paths, name)
	}
	return text
}

// items writes the nodes and edges of a path. unbounded says that a quantifier may have no upper
// end anyway, once where the shortest paths are sought.
func (w *writer) items(restricted, unbounded, later bool) string {
	var b strings.Builder
	b.WriteString(w.node(later))
	once := unbounded && !restricted && w.chance(40)
	for i := range w.IntN(3) {
		switch {
		case once && i == 0:
			b.WriteString(w.edge() + w.one("*", "+", "{2,}"))
		case w.chance(20) && !once:
			b.WriteString(w.group() + w.quantifier(restricted))
		case w.chance(40) && !once:
			b.WriteString(w.quantified(restricted))
		default:
			b.WriteString(w.bindEdge())
		}
		b.WriteString(w.node(true))
	}
	return b.String()
}

func (w *writer) quantifier(restricted bool) string {
	if restricted && w.chance(30) {
		return w.one("*", "+", "{1,}")
	}
	return w.one("{1,2}", "{0,2}", "{2}", "?", "{0,1}", "{1}", "{,2}")
}

// node writes a node, at times one that occurred before.
func (w *writer) node(again bool) string {
	if again && len(w.entities) > 0 && w.chance(25) {
		return "(" + w.one(w.entities...) + ")"
	}
	if w.chance(20) {
		return w.one("()", "(:person)", "(:!person)", "(:person|country)")
	}
	name := w.name("n")
	w.entities = append(w.entities, name)
	label := w.one("", "", "", ":Person", ":person|institution", ":!country", ":%", " IS person")
	switch {
	case w.chance(15):
		return fmt.Sprintf("(%s%s {name: '%s'})", name, label, w.one("A", "B", "C"))
	case w.chance(15):
		return fmt.Sprintf("(%s%s WHERE %s)", name, label, w.ofEntity(name))
	}
	return fmt.Sprintf("(%s%s)", name, label)
}

func (w *writer) edgeLabel() string {
	return w.one("", "", "", ":knows", ":knows|worksFor", ":!knows", ":KNOWS|:partOf")
}

func (w *writer) arrow(inside string) string {
	return fmt.Sprintf(w.one("-[%s]->", "<-[%s]-", "-[%s]-", "-[%s]-", "<-[%s]->"), inside)
}

func (w *writer) edge() string { return w.arrow(w.edgeLabel()) }

func (w *writer) bindEdge() string {
	if w.chance(40) {
		return w.one(w.edge(), "-->", "<--", "--", "->", "-")
	}
	name := w.name("e")
	inside := name + w.edgeLabel()
	if w.chance(20) {
		inside += " WHERE " + w.ofStatement(name)
	} else if w.chance(10) {
		inside += " {sources: 2}"
	}
	w.statements = append(w.statements, name)
	return w.arrow(inside)
}

func (w *writer) quantified(restricted bool) string {
	name, inside := "", w.edgeLabel()
	if w.chance(70) {
		name = w.name("q")
		inside = name + inside
		if w.chance(30) {
			inside += " WHERE " + w.ofStatement(name)
		}
	}
	q := w.quantifier(restricted)
	if name != "" && q != "?" {
		w.passed = append(w.passed, name)
	} else if name != "" {
		w.things = append(w.things, name)
	}
	if w.chance(20) && q == "{1,2}" {
		return w.arrow(strings.Replace(inside, " WHERE", "*1..2 WHERE", 1) + map[bool]string{true: "", false: "*1..2"}[strings.Contains(inside, " WHERE")])
	}
	return w.arrow(inside) + q
}

func (w *writer) group() string {
	x, y, e := w.name("x"), w.name("y"), w.name("g")
	where, middle := "", w.arrow(e+w.edgeLabel())
	if w.chance(40) {
		where = " WHERE " + w.one(x+".name <> "+y+".name", e+".confidence > 0.4", x+".kind = "+y+".kind OR "+e+".past")
	} else if w.chance(25) {
		middle += "{1,2}"
	}
	return fmt.Sprintf("((%s)%s(%s)%s)", x, middle, y, where)
}

// condition writes a condition on the variables so far.
func (w *writer) condition(depth int) string {
	if depth > 0 && w.chance(60) {
		x, y := w.condition(depth-1), w.condition(depth-1)
		switch w.IntN(5) {
		case 0:
			return "NOT (" + x + ")"
		case 1:
			return "(" + x + " OR " + y + ")"
		case 2:
			return "(" + x + " XOR " + y + ")"
		}
		return x + " AND " + y
	}
	var terms []string
	for _, n := range w.entities {
		terms = append(terms, w.ofEntity(n))
		terms = append(terms, n+w.one(" = ", " <> ")+w.one(w.entities...), n+".name "+w.one("=", "<", ">=")+" "+w.one(w.entities...)+".name")
	}
	for _, e := range w.statements {
		terms = append(terms, w.ofStatement(e), e+w.one(" = ", " <> ")+w.one(w.statements...), e+".from = "+w.one(w.statements...)+".from")
	}
	for _, p := range w.paths {
		terms = append(terms, fmt.Sprintf("length(%s) %s %d", p, w.one("=", "<=", ">"), w.IntN(3)))
		terms = append(terms, fmt.Sprintf("%s(x IN nodes(%s) WHERE %s)", w.one("ALL", "ANY", "NONE", "SINGLE"), p, w.ofEntity("x")))
		terms = append(terms, fmt.Sprintf("%s(x IN relationships(%s) WHERE %s)", w.one("ALL", "ANY", "NONE", "SINGLE"), p, w.ofStatement("x")))
	}
	for _, q := range w.passed {
		terms = append(terms, fmt.Sprintf("size(%s) %s %d", q, w.one("=", "<=", ">"), w.IntN(3)))
		terms = append(terms, fmt.Sprintf("%s(x IN %s WHERE %s)", w.one("ALL", "ANY", "NONE", "SINGLE"), q, w.ofStatement("x")))
	}
	for _, t := range w.things {
		terms = append(terms, w.ofStatement(t), t+" IS NULL")
	}
	if len(terms) == 0 {
		return w.one("TRUE", "1 < 2", "NULL", "NULL IS NULL")
	}
	return w.one(terms...)
}

func (w *writer) ofEntity(n string) string {
	return strings.ReplaceAll(w.one("$.name = 'A'", "$.name < 'C'", "'B' = $.name", "$.name IN ['A', 'C', NULL]", "$.kind = 'person'", "$:person",
		"$ IS NOT LABELED person|country", "$.id STARTS WITH 'person'", "$.name CONTAINS 'A'", "$.id ENDS WITH 'a'", "NOT $.type = 'country'", "$.name =~ '[AB]'",
		"$.id IN ['person/a', 'person/b', 'country/c']"), "$", n)
}

func (w *writer) ofStatement(e string) string {
	return strings.ReplaceAll(w.one("$.confidence >= 0.5", "$.confidence * 2 > 1", "$.sources = 2", "$.past", "NOT $.past", "$.from IS NULL", "$.from < '2005'",
		"$.from <> '2001'", "type($) = 'knows'", "$.type IN ['knows', 'partOf']", "$:knows", "$:!knows", "$.from IN ['2001', NULL]", "$.sources % 2 = 0"), "$", e)
}

// returns writes RETURN with ORDER BY over all columns where LIMIT cuts.
func (w *writer) returns() string {
	var columns []string
	add := func(c string) { columns = append(columns, c) }
	for range 1 + w.IntN(3) {
		switch all := w.everything(); {
		case len(w.entities) > 0 && w.chance(50):
			add(w.one(w.entities...) + w.one("", ".name", ".id"))
		case len(w.statements) > 0 && w.chance(50):
			add(w.one(w.statements...) + w.one("", ".confidence", ".from", ".quote"))
		case len(w.paths) > 0 && w.chance(50):
			p := w.one(w.paths...)
			add(w.one(p, "length("+p+")", "[x IN nodes("+p+") WHERE x.name < 'C' | x.name]"))
		case len(all) > 0:
			add(w.one(all...))
		}
	}
	if len(columns) == 0 {
		columns = []string{"1"}
	}
	if all := w.everything(); w.chance(35) && len(all) > 0 {
		x := w.one(all...)
		for range 1 + w.IntN(2) {
			add(w.one("count(*)", "count("+x+")", "count(DISTINCT "+x+")", "collect("+x+")", "min("+x+")", "max("+x+")", "count(*) * 2 + 1"))
		}
		for _, e := range w.statements {
			add(w.one("sum("+e+".sources)", "avg("+e+".confidence)", "min("+e+".from)", "sum("+e+".confidence)"))
		}
	}
	text := "RETURN " + map[bool]string{true: "DISTINCT "}[w.chance(25)]
	var order []string
	for i, c := range columns {
		text += map[bool]string{true: ", "}[i > 0] + c + fmt.Sprint(" AS c", i)
		order = append(order, fmt.Sprint("c", i)+w.one("", " ASC", " DESC", " DESC NULLS LAST", " NULLS FIRST"))
	}
	if w.chance(40) && !strings.Contains(text, "collect(") {
		text += " ORDER BY " + strings.Join(order, ", ")
		text += w.one("", " LIMIT 2", " SKIP 1", " OFFSET 1 LIMIT 3")
	}
	return text
}

func (w *writer) everything() []string {
	var all []string
	for _, list := range [][]string{w.entities, w.statements, w.paths, w.things, w.passed} {
		all = append(all, list...)
	}
	return all
}
