package match

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/clewgraph/clew/query/index"
)

// value is what an expression gives while a query runs: entities and statements are
// numbers of the index until the rows of the answer are made.
type value struct {
	kind kind
	n    uint64 // a bool, the bits of an int64 or float64, a node or an edge
	s    string
	list []value
	path *path
}

// kind says which field of a value counts. The order is that in which ORDER BY puts values
// of different kinds.
type kind uint8

const (
	unset kind = iota // a variable that no pattern has bound yet; elsewhere it counts as null
	isNode
	isEdge
	isList
	isPath
	isString
	isBool
	isInt
	isFloat
	isNull
	outOfRange // of arithmetic only: see [frame.inRange]
)

// path is a found path: nodes[i] and nodes[i+1] are the ends of edges[i].
type path struct {
	nodes []index.Node
	edges []index.Edge
}

var null = value{kind: isNull}

func boolean(b bool) value {
	if b {
		return value{kind: isBool, n: 1}
	}
	return value{kind: isBool}
}

func integer(n int64) value        { return value{kind: isInt, n: uint64(n)} }
func float(f float64) value        { return value{kind: isFloat, n: math.Float64bits(f)} }
func text(s string) value          { return value{kind: isString, s: s} }
func nodeValue(n index.Node) value { return value{kind: isNode, n: uint64(n)} }
func edgeValue(e index.Edge) value { return value{kind: isEdge, n: uint64(e)} }
func listOf(list []value) value    { return value{kind: isList, list: list} }

// textOrNull is null where there is no text.
func textOrNull(s string) value {
	if s == "" {
		return null
	}
	return text(s)
}

func (v value) null() bool       { return v.kind == isNull || v.kind == unset }
func (v value) true() bool       { return v.kind == isBool && v.n == 1 }
func (v value) false() bool      { return v.kind == isBool && v.n == 0 }
func (v value) number() bool     { return v.kind == isInt || v.kind == isFloat }
func (v value) node() index.Node { return index.Node(v.n) }
func (v value) edge() index.Edge { return index.Edge(v.n) }

func (v value) float() float64 {
	if v.kind == isInt {
		return float64(int64(v.n))
	}
	return math.Float64frombits(v.n)
}

// inexact makes a float of an integer.
func (v value) inexact() value {
	if v.kind == isInt {
		return float(v.float())
	}
	return v
}

// number makes a float a value; what is no number is null.
func number(f float64) value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return null
	}
	return float(f)
}

// rank groups the kinds that compare with each other.
func (k kind) rank() kind {
	switch k {
	case isFloat:
		return isInt
	case unset:
		return isNull
	}
	return k
}

// order compares any two values, nulls last: the order of ORDER BY, min and max, in which
// only equal values compare as 0.
func order(a, b value) int {
	if c := cmp.Compare(a.kind.rank(), b.kind.rank()); c != 0 {
		return c
	}
	switch a.kind.rank() {
	case isInt:
		return compareNumbers(a, b)
	case isString:
		return strings.Compare(a.s, b.s)
	case isList:
		return slices.CompareFunc(a.list, b.list, order)
	case isPath:
		return comparePaths(a.path, b.path)
	case isNull:
		return 0
	}
	return cmp.Compare(a.n, b.n) // of nodes and edges this is the order of ids
}

func compareNumbers(a, b value) int {
	if a.kind == isInt && b.kind == isInt {
		return cmp.Compare(int64(a.n), int64(b.n))
	}
	return cmp.Compare(a.float(), b.float())
}

func comparePaths(a, b *path) int {
	return cmp.Or(cmp.Compare(len(a.edges), len(b.edges)), slices.Compare(a.nodes, b.nodes), slices.Compare(a.edges, b.edges))
}

// equal is the = of the language: null where it cannot be told.
func equal(a, b value) value {
	switch {
	case a.null() || b.null():
		return null
	case a.kind.rank() != b.kind.rank():
		return boolean(false)
	case a.kind == isList:
		return equalLists(a.list, b.list)
	}
	return boolean(order(a, b) == 0)
}

func equalLists(a, b []value) value {
	if len(a) != len(b) {
		return boolean(false)
	}
	result := boolean(true)
	for i := range a {
		switch v := equal(a[i], b[i]); {
		case v.false():
			return v
		case v.null():
			result = null
		}
	}
	return result
}

// less is the < of the language: null for what has no order.
func less(a, b value) value {
	if a.kind.rank() != b.kind.rank() {
		return null
	}
	switch a.kind {
	case isInt, isFloat, isString, isBool:
		return boolean(order(a, b) < 0)
	}
	return null
}

// contains is x IN list.
func contains(list value, x value) value {
	if list.kind != isList {
		return null
	}
	result := boolean(false)
	for _, e := range list.list {
		switch v := equal(x, e); {
		case v.true():
			return v
		case v.null():
			result = null
		}
	}
	return result
}

// appendKey appends bytes that are equal for values that order holds equal, and only for these.
func appendKey(b []byte, v value) []byte {
	b = append(b, byte(v.kind.rank()))
	switch v.kind {
	case isInt, isFloat:
		return appendNumber(b, v)
	case isString:
		return append(appendUint(b, uint64(len(v.s))), v.s...)
	case isList:
		b = appendUint(b, uint64(len(v.list)))
		for _, e := range v.list {
			b = appendKey(b, e)
		}
		return b
	case isPath:
		b = appendUint(b, uint64(len(v.path.edges)))
		for _, n := range v.path.nodes {
			b = appendUint(b, uint64(n))
		}
		for _, e := range v.path.edges {
			b = appendUint(b, uint64(e))
		}
		return b
	case isNull, unset:
		return b
	}
	return appendUint(b, v.n)
}

// appendNumber writes an integer and the float of the same value alike.
func appendNumber(b []byte, v value) []byte {
	if f := v.float(); v.kind == isFloat && (f != math.Trunc(f) || math.Abs(f) >= 1<<63) {
		return appendUint(append(b, 'f'), v.n)
	} else if v.kind == isFloat {
		return appendUint(append(b, 'i'), uint64(int64(f)))
	}
	return appendUint(append(b, 'i'), v.n)
}

func appendUint(b []byte, n uint64) []byte {
	return append(b, byte(n), byte(n>>8), byte(n>>16), byte(n>>24), byte(n>>32), byte(n>>40), byte(n>>48), byte(n>>56))
}
