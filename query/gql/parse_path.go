package gql

import "strings"

// path = [name "="] (prefix items | ("shortestPath" | "allShortestPaths") "(" items ")")
func (p *parser) path() *Path {
	path := &Path{Pos: p.tok().pos}
	if p.atName() && p.peek(1).is("=") {
		path.Var = p.name("a name for the path")
		p.advance()
	}
	begin := p.tok().pos
	if p.atCypherShortest() {
		p.cypherShortest(path)
	} else {
		p.prefix(path)
		path.Items = p.items()
	}
	path.Text = p.text[begin:p.end]
	return path
}

func (p *parser) atCypherShortest() bool {
	return (p.at("shortestPath") || p.at("allShortestPaths")) && p.peek(1).is("(")
}

func (p *parser) cypherShortest(path *Path) {
	path.Selector, path.Count = Shortest, 1
	if p.advance().is("allShortestPaths") {
		path.Selector = ShortestGroups
	}
	p.want("(", "")
	path.Items = p.items()
	p.want(")", " after the path")
}

// prefix reads a path search prefix or a path mode prefix:
//
//	ALL [mode] | ALL SHORTEST [mode] | ANY SHORTEST [mode] | ANY [k] [mode] |
//	SHORTEST [k] [mode] [GROUPS] | mode
//
// each mode with an optional PATH or PATHS after it.
func (p *parser) prefix(path *Path) {
	switch {
	case p.take("ALL", "SHORTEST"):
		path.Selector, path.Count = ShortestGroups, 1
	case p.take("ANY", "SHORTEST"):
		path.Selector, path.Count = Shortest, 1
	case p.take("ALL"):
	case p.take("ANY"):
		path.Selector, path.Count = Any, p.howMany()
	case p.take("SHORTEST"):
		path.Selector, path.Count = Shortest, p.howMany()
	}
	p.mode(path)
	p.takeOne("PATHS", "PATH")
	if t := p.tok(); p.takeOne("GROUPS", "GROUP") != "" {
		if path.Selector != Shortest {
			p.fail(t.pos, "", "GROUPS belongs to SHORTEST k")
		}
		path.Selector = ShortestGroups
		if p.at("WALK") || p.at("TRAIL") || p.at("SIMPLE") || p.at("ACYCLIC") {
			p.fail(p.tok().pos, "", "the mode stands before GROUPS: SHORTEST %d %s GROUPS", path.Count, strings.ToUpper(p.tok().text))
		}
	}
	if path.Selector == All && !p.at("(") && !p.atEdge() {
		p.expected("a node such as (a:Person), or a path mode or search such as ANY SHORTEST before it")
	}
}

func (p *parser) mode(path *Path) {
	switch p.takeOne("WALK", "TRAIL", "SIMPLE", "ACYCLIC") {
	case "TRAIL":
		path.Mode = Trail
	case "SIMPLE":
		path.Mode = Simple
	case "ACYCLIC":
		path.Mode = Acyclic
	}
}

// MaxPaths bounds the k of SHORTEST k and ANY k.
const MaxPaths = 1_000_000

func (p *parser) howMany() int {
	t := p.tok()
	if t.kind != tokInt {
		return 1
	}
	n := p.integer(t)
	if n < 1 || n > MaxPaths {
		p.fail(t.pos, "", "expected a number of paths from 1 to %d, found %s", MaxPaths, t)
	}
	p.advance()
	return int(n)
}

// items reads nodes, edges and groups, and puts an empty node where an edge lacks one.
func (p *parser) items() []Item {
	defer p.down()()
	var items []Item
	last := Item(&Edge{}) // the pattern begins with a node
	add := func(it Item) {
		if isEdge(last) && isEdge(it) {
			items = append(items, &Node{Pos: p.tok().pos})
		}
		items, last = append(items, it), it
		if p.parts++; p.parts > MaxParts {
			p.fail(p.tok().pos, "", "there are more than %d nodes and edges in the query", MaxParts)
		}
	}
	for {
		switch {
		case p.at("(") && p.atGroup():
			add(p.group())
		case p.at("("):
			add(p.node())
		case p.atEdge():
			add(p.edge())
		case len(items) == 0:
			p.expected("a node such as (a:Person)")
		default:
			if isEdge(last) {
				items = append(items, &Node{Pos: p.tok().pos})
			}
			return items
		}
	}
}

func isEdge(it Item) bool {
	_, ok := it.(*Edge)
	return ok
}

// atGroup tells a group from a node: a group's parenthesis is followed by another or by an edge.
func (p *parser) atGroup() bool {
	switch t := p.peek(1); {
	case t.is("("), t.is("-"), t.is("<"), t.is("~"):
		return true
	case t.kind == tokWord && (t.is("WALK") || t.is("TRAIL") || t.is("SIMPLE") || t.is("ACYCLIC")):
		return p.peek(2).is("(")
	}
	return false
}

// group = "(" items ["WHERE" expr] ")" [quantifier]
func (p *parser) group() *Group {
	g := &Group{Pos: p.tok().pos}
	p.want("(", "")
	if t := p.tok(); t.kind == tokWord {
		p.fail(t.pos, "write it before the first node of the path", "a path mode holds of a whole path, not of a part in parentheses")
	}
	g.Items = p.items()
	if t := p.tok(); t.is("|") || t.is("|+|") {
		p.fail(t.pos, "alternatives of labels are written in the label: -[:worksFor|educatedAt]->", "alternatives of whole paths are not part of this language")
	}
	if p.take("WHERE") {
		g.Where = p.expr()
	}
	p.want(")", " at the end of the group")
	g.Quant = p.quant()
	return g
}

// node = "(" [name] [label] [properties] ["WHERE" expr] ")"
func (p *parser) node() *Node {
	n := &Node{Pos: p.tok().pos}
	p.want("(", "")
	if p.atName() && !(p.at("IS") && !p.peek(1).is(")")) {
		n.Var = p.name("a name")
	}
	n.Label = p.labelAfterColon()
	n.Props = p.props()
	if p.take("WHERE") {
		n.Where = p.expr()
	}
	if !p.at(")") {
		p.expected(") or " + nodeParts(n))
	}
	p.advance()
	if q := p.tok(); p.atQuant() {
		p.fail(q.pos, "write it after an edge, -[:worksFor]->{1,3}, or after a group, ((a)-->(b)){1,3}", "a node cannot be repeated")
	}
	return n
}

// nodeParts says what a node may still have.
func nodeParts(n *Node) string {
	switch {
	case n.Where != nil:
		return "an operator"
	case n.Props != nil:
		return "WHERE"
	case n.Label != nil:
		return "|, &, { or WHERE"
	case n.Var != "":
		return ":, { or WHERE"
	}
	return "a name, :, { or WHERE"
}

// props = ["{" name ":" expr {"," name ":" expr} "}"]
func (p *parser) props() []PropEq {
	if !p.at("{") {
		return nil
	}
	p.advance()
	props := []PropEq{}
	for more := !p.at("}"); more; more = p.take(",") {
		t := p.word("the name of a property")
		p.want(":", " after the property")
		props = append(props, PropEq{t.pos, t.text, p.expr()})
		p.bounded(len(props), "properties")
	}
	p.want("}", " or , after the properties")
	return props
}
