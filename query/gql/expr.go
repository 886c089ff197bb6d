package gql

// Expr is an expression. Its Position is the byte offset at which an error about it points.
type Expr interface{ Position() int }

// at is the position that every expression has.
type at int

// Position returns the byte offset in the query's text.
func (p at) Position() int { return int(p) }

// Literal is a constant: nil, bool, int64, float64 or string.
type Literal struct {
	at
	Value any
}

// ListLit is [x, y].
type ListLit struct {
	at
	Items []Expr
}

// Param is $name.
type Param struct {
	at
	Name string
}

// Ref is a variable.
type Ref struct {
	at
	Name string
}

// Prop is a property of an entity or statement. Name is in lower case once checked.
type Prop struct {
	at
	Of   Expr
	Name string
}

// Op is an operator, written as in the language.
type Op string

// Unary is NOT x or -x.
type Unary struct {
	at
	Op Op
	X  Expr
}

// Binary is x Op y with AND, OR, XOR, =, <>, <, <=, >, >=, IN, CONTAINS,
// STARTS WITH, ENDS WITH, =~, +, -, *, / or %.
type Binary struct {
	at
	Op   Op
	X, Y Expr
}

// IsNull is x IS NULL or, where Not, x IS NOT NULL.
type IsNull struct {
	at
	X   Expr
	Not bool
}

// HasLabel is x:L or x IS LABELED L.
type HasLabel struct {
	at
	X     Expr
	Label Label
	Not   bool
}

// Call is a function or, where Check says so, an aggregate. Name is in lower case once checked.
type Call struct {
	at
	Name     string
	Star     bool // count(*)
	Distinct bool
	Args     []Expr
}

// Each is ALL, ANY, NONE or SINGLE (x IN list WHERE cond), or the list [x IN list WHERE cond | value].
type Each struct {
	at
	Op    Op // "ALL", "ANY", "NONE", "SINGLE" or "LIST"
	Var   string
	In    Expr
	Where Expr // nil without one
	Value Expr // of a list; nil for the element itself
}

// Index is list[i], counted from 0, from the end where negative.
type Index struct {
	at
	X, I Expr
}

// Children returns the expressions of which e is made.
func Children(e Expr) []Expr {
	switch e := e.(type) {
	case *ListLit:
		return e.Items
	case *Prop:
		return []Expr{e.Of}
	case *Unary:
		return []Expr{e.X}
	case *Binary:
		return []Expr{e.X, e.Y}
	case *IsNull:
		return []Expr{e.X}
	case *HasLabel:
		return []Expr{e.X}
	case *Call:
		return e.Args
	case *Index:
		return []Expr{e.X, e.I}
	case *Each:
		children := []Expr{e.In}
		for _, x := range []Expr{e.Where, e.Value} {
			if x != nil {
				children = append(children, x)
			}
		}
		return children
	}
	return nil
}

// Conjuncts splits an expression at its outermost ANDs. Of nil there are none.
func Conjuncts(e Expr) []Expr {
	if b, ok := e.(*Binary); ok && b.Op == "AND" {
		return append(Conjuncts(b.X), Conjuncts(b.Y)...)
	}
	if e == nil {
		return nil
	}
	return []Expr{e}
}

// FreeVars returns the variables that an expression refers to, without those that it
// binds itself, each once, in the order of their occurrence.
func FreeVars(e Expr) []string {
	var free []string
	seen := map[string]bool{}
	var walk func(e Expr, bound []string)
	walk = func(e Expr, bound []string) {
		switch e := e.(type) {
		case *Ref:
			if !seen[e.Name] && !contains(bound, e.Name) {
				seen[e.Name] = true
				free = append(free, e.Name)
			}
		case *Each:
			walk(e.In, bound)
			inner := append(bound[:len(bound):len(bound)], e.Var)
			for _, x := range Children(e)[1:] {
				walk(x, inner)
			}
		default:
			for _, x := range Children(e) {
				walk(x, bound)
			}
		}
	}
	if e != nil {
		walk(e, nil)
	}
	return free
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Rewrite returns a copy of an expression in which do has replaced what it returns something for.
func Rewrite(e Expr, do func(Expr) Expr) Expr {
	if e == nil {
		return nil
	}
	if r := do(e); r != nil {
		return r
	}
	switch e := e.(type) {
	case *ListLit:
		return &ListLit{e.at, rewriteAll(e.Items, do)}
	case *Prop:
		return &Prop{e.at, Rewrite(e.Of, do), e.Name}
	case *Unary:
		return &Unary{e.at, e.Op, Rewrite(e.X, do)}
	case *Binary:
		return &Binary{e.at, e.Op, Rewrite(e.X, do), Rewrite(e.Y, do)}
	case *IsNull:
		return &IsNull{e.at, Rewrite(e.X, do), e.Not}
	case *HasLabel:
		return &HasLabel{e.at, Rewrite(e.X, do), e.Label, e.Not}
	case *Call:
		return &Call{e.at, e.Name, e.Star, e.Distinct, rewriteAll(e.Args, do)}
	case *Each:
		return &Each{e.at, e.Op, e.Var, Rewrite(e.In, do), Rewrite(e.Where, do), Rewrite(e.Value, do)}
	case *Index:
		return &Index{e.at, Rewrite(e.X, do), Rewrite(e.I, do)}
	}
	return e
}

func rewriteAll(list []Expr, do func(Expr) Expr) []Expr {
	var all []Expr
	for _, e := range list {
		all = append(all, Rewrite(e, do))
	}
	return all
}
