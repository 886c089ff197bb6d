package gql

import "github.com/clewgraph/clew/graph"

// Query is a read query: MATCH clauses whose rows RETURN shapes.
type Query struct {
	Text    string
	Matches []*Match
	Return  *Return
	Vars    []Var // what the MATCH clauses name, in order; set by Check
}

// Match is a MATCH clause: paths that are found together.
type Match struct {
	Pos       int
	Optional  bool // a row without a match stays, its new variables null
	Different bool // DIFFERENT EDGES: no edge occurs twice in the clause
	Paths     []*Path
	Where     Expr // nil without one; holds of the paths that were selected
}

// Selector says which of the paths between two ends are kept.
type Selector uint8

// The selectors of GQL. ANY k is Shortest with that count: of any k paths the k shortest are given.
const (
	All            Selector = iota // every path
	Any                            // Count paths, no matter which
	Shortest                       // the Count shortest
	ShortestGroups                 // all paths of the Count smallest lengths
)

// Mode says what a path may pass twice.
type Mode uint8

// The path modes of GQL.
const (
	Walk    Mode = iota // anything
	Trail               // no edge twice
	Acyclic             // no node twice
	Simple              // no node twice, but it may end where it began
)

// String returns the mode as answers state it.
func (m Mode) String() string { return [...]string{"walk", "trail", "acyclic", "simple"}[m] }

// Path is a path pattern: nodes and edges in turn, beginning and ending with a node.
type Path struct {
	Pos      int
	Var      string // "" without one
	Selector Selector
	Count    int // 1 or more, where the selector is not All
	Mode     Mode
	Items    []Item
	Text     string // as it was written
}

// Item is a part of a path pattern: a *Node, *Edge or *Group.
type Item interface{ item() }

// Node matches an entity.
type Node struct {
	Pos   int
	Var   string
	Label Label // its kind; nil for any
	Props []PropEq
	Where Expr
}

// Direction is how an edge pattern is crossed on the way from left to right.
type Direction uint8

// The directions of an edge pattern.
const (
	Either Direction = iota // -[]-
	Right                   // -[]->, from subject to object
	Left                    // <-[]-, from object to subject
)

// Edge matches a statement.
type Edge struct {
	Pos   int
	Var   string
	Dir   Direction
	Label Label // its predicate; nil for any
	Props []PropEq
	Where Expr
	Quant *Quant // nil for exactly one
}

// Group is a path pattern in parentheses.
type Group struct {
	Pos   int
	Items []Item // begins and ends with a node
	Where Expr   // holds of each repetition
	Quant *Quant // nil for exactly one
}

func (*Node) item()  {}
func (*Edge) item()  {}
func (*Group) item() {}

// Unbounded is the Max of a quantifier without an upper end.
const Unbounded = -1

// Quant says how often an edge or group is repeated. Its variables are lists
// outside of it, except after "?", where they are null when there is none.
type Quant struct {
	Pos      int
	Min, Max int
	Question bool
}

// PropEq is an entry of a property map: {name: 'Ada'}.
type PropEq struct {
	Pos   int
	Name  string
	Value Expr
}

// Label is a label expression: a *LabelName, *LabelAny, *LabelNot, *LabelAnd or *LabelOr.
type Label interface{ label() }

// LabelName is a kind or a predicate. Name is as the graph spells it once checked.
type LabelName struct {
	Pos  int
	Name string
}

// LabelAny is %, which every entity and statement has.
type LabelAny struct{}

// LabelNot is !L.
type LabelNot struct{ X Label }

// LabelAnd is L & M.
type LabelAnd struct{ X, Y Label }

// LabelOr is L | M.
type LabelOr struct{ X, Y Label }

func (*LabelName) label() {}
func (*LabelAny) label()  {}
func (*LabelNot) label()  {}
func (*LabelAnd) label()  {}
func (*LabelOr) label()   {}

// Return shapes the rows.
type Return struct {
	Pos      int
	Distinct bool
	Items    []ReturnItem // of RETURN *, filled in by Check
	Star     bool
	Order    []SortKey
	Skip     Expr // a number or parameter, nil without one
	Limit    Expr
}

// ReturnItem is a column.
type ReturnItem struct {
	Expr Expr
	Name string // its alias, or its text as written
}

// SortKey is a term of ORDER BY.
type SortKey struct {
	Expr       Expr
	Desc       bool
	NullsFirst bool // where nulls go: last when ascending and first when descending, unless said
}

// Type is what is known of an expression before it runs.
type Type uint8

// The types of expressions.
const (
	Unknown Type = iota // any of the others, or null
	Bool
	Number
	String
	Entity    // graph.Ref
	Statement // graph.Statement
	PathType  // graph.Path
	List      // of anything
	Entities  // a list of entities
	Statements
)

// Var is a variable of the MATCH clauses.
type Var struct {
	Name  string
	Type  Type
	Maybe bool // it may be null though its clause matched: inside "?"
}

// Vocabulary is what a query may name.
type Vocabulary struct {
	Predicates []graph.Predicate
	Params     map[string]Type // of $name, Unknown of null
}
