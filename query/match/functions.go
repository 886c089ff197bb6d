package match

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// property reads a property of an entity or statement; of another value it is null.
func property(name string, of eval) eval {
	onNode, onEdge := nodeProperty(name), edgeProperty(name)
	return func(f *frame) value {
		switch v := of(f); v.kind {
		case isNode:
			return onNode(f.x, v.node())
		case isEdge:
			return onEdge(f.x, v.edge())
		}
		return null
	}
}

func nodeProperty(name string) func(*index.Index, index.Node) value {
	switch name {
	case "name":
		return func(x *index.Index, n index.Node) value { return text(x.Name(n)) }
	case "id":
		return func(x *index.Index, n index.Node) value { return text(string(x.ID(n))) }
	case "kind", "type":
		return func(x *index.Index, n index.Node) value { return text(string(x.Kind(n))) }
	case "aliases":
		return func(x *index.Index, n index.Node) value { return listFromGo(x.Aliases(n)) }
	case "wikidata", "iso3166", "ror", "orcid":
		return func(x *index.Index, n index.Node) value { return textOrNull(x.Entity(n).IDs[name]) }
	}
	return func(*index.Index, index.Node) value { return null }
}

func edgeProperty(name string) func(*index.Index, index.Edge) value {
	switch name {
	case "predicate", "type":
		return func(x *index.Index, e index.Edge) value { return text(string(x.Predicate(x.PredicateOf(e)))) }
	case "confidence":
		return func(x *index.Index, e index.Edge) value { return float(x.Confidence(e)) }
	case "sources":
		return func(x *index.Index, e index.Edge) value { return integer(int64(x.Sources(e))) }
	case "articles":
		return articles
	case "quote":
		return func(x *index.Index, e index.Edge) value { return text(x.Statement(e).Best().Text) }
	}
	return func(x *index.Index, e index.Edge) value {
		switch past, from, to := x.Held(e); name {
		case "past":
			return boolean(past)
		case "from":
			return textOrNull(string(from))
		case "to":
			return textOrNull(string(to))
		}
		return null
	}
}

// articles lists the names of the articles that state it, sorted.
func articles(x *index.Index, e index.Edge) value {
	var names []string
	for _, i := range x.ArticlesOf(e) {
		names = append(names, x.Article(i).Name)
	}
	slices.Sort(names)
	return listFromGo(slices.Compact(names))
}

// hasLabel compiles x:Label.
func hasLabel(e *gql.HasLabel, x eval) eval {
	return func(f *frame) value {
		v := x(f)
		var name string
		switch v.kind {
		case isNode:
			name = string(f.x.Kind(v.node()))
		case isEdge:
			name = string(f.x.Predicate(f.x.PredicateOf(v.edge())))
		default:
			return null
		}
		return boolean(labelHolds(e.Label, name) != e.Not)
	}
}

// labelHolds tests a label expression on the one kind or predicate that an element has.
func labelHolds(l gql.Label, name string) bool {
	switch l := l.(type) {
	case *gql.LabelName:
		return l.Name == name
	case *gql.LabelNot:
		return !labelHolds(l.X, name)
	case *gql.LabelAnd:
		return labelHolds(l.X, name) && labelHolds(l.Y, name)
	case *gql.LabelOr:
		return labelHolds(l.X, name) || labelHolds(l.Y, name)
	}
	return true // none, or %
}

// call compiles the functions of gql.Check, which knows their names and numbers of arguments.
func call(name string, args []eval) eval {
	if name == "coalesce" {
		return func(f *frame) value {
			for _, a := range args {
				if v := a(f); !v.null() {
					return v
				}
			}
			return null
		}
	}
	if prop, ok := map[string]string{"type": "predicate", "id": "id", "element_id": "id"}[name]; ok {
		return property(prop, args[0])
	}
	do := map[string]func(*frame, value) value{
		"length": length, "path_length": length, "size": size, "nodes": nodes, "relationships": relationships, "edges": relationships,
		"labels": labels, "startnode": end(false), "endnode": end(true), "head": at(0), "last": at(-1),
		"lower": onString(strings.ToLower), "tolower": onString(strings.ToLower), "upper": onString(strings.ToUpper),
		"toupper": onString(strings.ToUpper), "trim": onString(strings.TrimSpace), "tostring": toString, "abs": abs,
	}[name]
	if do == nil {
		do = func(*frame, value) value { return null }
	}
	return func(f *frame) value { return do(f, args[0](f)) }
}

func length(f *frame, v value) value {
	if v.kind == isPath {
		return integer(int64(len(v.path.edges)))
	}
	return size(f, v)
}

func size(_ *frame, v value) value {
	switch v.kind {
	case isList:
		return integer(int64(len(v.list)))
	case isString:
		return integer(int64(len([]rune(v.s))))
	}
	return null
}

func nodes(_ *frame, v value) value {
	if v.kind != isPath {
		return null
	}
	list := make([]value, len(v.path.nodes))
	for i, n := range v.path.nodes {
		list[i] = nodeValue(n)
	}
	return listOf(list)
}

func relationships(_ *frame, v value) value {
	if v.kind != isPath {
		return null
	}
	list := make([]value, len(v.path.edges))
	for i, e := range v.path.edges {
		list[i] = edgeValue(e)
	}
	return listOf(list)
}

func labels(f *frame, v value) value {
	if v.kind != isNode {
		return null
	}
	return listOf([]value{text(string(f.x.Kind(v.node())))})
}

// end returns a statement's object or subject.
func end(object bool) func(*frame, value) value {
	return func(f *frame, v value) value {
		if v.kind != isEdge {
			return null
		}
		from, to := f.x.Ends(v.edge())
		if object {
			return nodeValue(to)
		}
		return nodeValue(from)
	}
}

func at(i int64) func(*frame, value) value {
	return func(_ *frame, v value) value { return elementAt(v, integer(i)) }
}

func onString(do func(string) string) func(*frame, value) value {
	return func(_ *frame, v value) value {
		if v.kind != isString {
			return null
		}
		return text(do(v.s))
	}
}

func toString(f *frame, v value) value {
	switch v.kind {
	case isString:
		return v
	case isBool:
		return text(strconv.FormatBool(v.n == 1))
	case isInt:
		return text(strconv.FormatInt(int64(v.n), 10))
	case isFloat:
		return text(strconv.FormatFloat(v.float(), 'g', -1, 64))
	case isNode:
		return text(f.x.Name(v.node()))
	}
	return null
}

func abs(_ *frame, v value) value {
	switch {
	case v.kind == isInt && int64(v.n) < 0:
		return arithmetic("-", integer(0), v)
	case v.kind == isFloat:
		return float(math.Abs(v.float()))
	case v.kind == isInt:
		return v
	}
	return null
}

// toGo makes a value of the answer: see [Value].
func toGo(x *index.Index, v value) Value {
	switch v.kind {
	case isBool:
		return v.n == 1
	case isInt:
		return int64(v.n)
	case isFloat:
		return v.float()
	case isString:
		return v.s
	case isNode:
		return x.Ref(v.node())
	case isEdge:
		return x.Statement(v.edge())
	case isList:
		list := make([]Value, len(v.list))
		for i, e := range v.list {
			list[i] = toGo(x, e)
		}
		return list
	case isPath:
		return v.path.toGo(x)
	}
	return nil
}

func (p *path) toGo(x *index.Index) graph.Path {
	if len(p.edges) == 0 {
		return graph.Path{Start: x.Ref(p.nodes[0])}
	}
	steps := make([]graph.Step, len(p.edges))
	for i, e := range p.edges {
		subject, _ := x.Ends(e)
		steps[i] = graph.Step{Statement: x.Statement(e), Inverse: subject != p.nodes[i]}
	}
	return graph.Path{Steps: steps}
}
