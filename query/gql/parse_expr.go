package gql

import (
	"math"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// expr = xor {"OR" xor}
func (p *parser) expr() Expr {
	defer p.down()()
	return p.chain([]string{"OR"}, p.xor)
}

func (p *parser) xor() Expr { return p.chain([]string{"XOR"}, p.and) }
func (p *parser) and() Expr { return p.chain([]string{"AND"}, p.not) }

// maxChain bounds the operators of one level that follow each other, since each makes the tree deeper.
const maxChain = 1000

// chain = operand {op operand}, to the left
func (p *parser) chain(ops []string, operand func() Expr) Expr {
	x := operand()
	for n := 0; ; n++ {
		t := p.tok()
		op := p.takeOne(ops...)
		if op == "" {
			return x
		}
		if n == maxChain {
			p.fail(t.pos, "a long choice is written as a list: x IN [1, 2, 3]", "there are more than %d operators in a row", maxChain)
		}
		x = &Binary{at(t.pos), Op(op), x, operand()}
	}
}

// not = "NOT" not | comparison
func (p *parser) not() Expr {
	t := p.tok()
	if !p.take("NOT") {
		return p.comparison()
	}
	defer p.down()()
	return &Unary{at(t.pos), "NOT", p.not()}
}

var comparisons = []string{"=~", "=", "<>", "!=", "<=", ">=", "<", ">", "IN", "CONTAINS"}

// comparison = sum [comparator sum | "STARTS" "WITH" sum | "ENDS" "WITH" sum | "IS" test | ":" label];
// a chain as in 1 < x < 5 is refused.
func (p *parser) comparison() Expr {
	x := p.sum()
	t := p.tok()
	switch {
	case p.take("STARTS"):
		p.want("WITH", " after STARTS")
		x = &Binary{at(t.pos), "STARTS WITH", x, p.sum()}
	case p.take("ENDS"):
		p.want("WITH", " after ENDS")
		x = &Binary{at(t.pos), "ENDS WITH", x, p.sum()}
	case p.take("NOT", "IN"):
		x = &Unary{at(t.pos), "NOT", &Binary{at(t.pos), "IN", x, p.sum()}}
	default:
		if op := p.takeOne(comparisons...); op != "" {
			x = &Binary{at(t.pos), Op(strings.Replace(op, "!=", "<>", 1)), x, p.sum()}
		}
	}
	for p.at("IS") || p.at(":") {
		x = p.test(x)
	}
	if t := p.tok(); p.takeOne(comparisons...) != "" {
		p.fail(t.pos, "join them with AND: a < b AND b < c", "comparisons do not follow each other")
	}
	return x
}

// test = "IS" ["NOT"] ("NULL" | "LABELED" label) | ":" label
func (p *parser) test(x Expr) Expr {
	t := p.advance()
	if t.is(":") {
		return &HasLabel{at(t.pos), x, p.labelOr(), false}
	}
	not := p.take("NOT")
	switch {
	case p.take("NULL"):
		return &IsNull{at(t.pos), x, not}
	case p.take("LABELED"), p.take("LABELLED"):
		return &HasLabel{at(t.pos), x, p.labelOr(), not}
	}
	p.expected("NULL or LABELED")
	return nil
}

func (p *parser) sum() Expr     { return p.chain([]string{"+", "-", "||"}, p.product) }
func (p *parser) product() Expr { return p.chain([]string{"*", "/", "%"}, p.unary) }

// least is the integer of which the digits alone are out of range.
const least = "-9223372036854775808"

func (p *parser) unary() Expr {
	t := p.tok()
	switch {
	case p.at("-") && p.peek(1).kind == tokInt && p.peek(1).text == least[1:]:
		p.advance()
		p.advance()
		return &Literal{at(t.pos), int64(math.MinInt64)}
	case p.take("-"):
		defer p.down()()
		return &Unary{at(t.pos), "-", p.unary()}
	case p.take("+"):
		defer p.down()()
		return p.unary()
	}
	return p.postfix()
}

// postfix = primary {"." name | "[" expr "]"}
func (p *parser) postfix() Expr {
	x := p.primary()
	for n := 0; n < MaxDepth; n++ {
		t := p.tok()
		switch {
		case p.take("."):
			name := p.word("the name of a property after the dot")
			x = &Prop{at(name.pos), x, name.text}
		case p.take("["):
			p.refuseSlice()
			x = &Index{at(t.pos), x, p.expr()}
			p.refuseSlice()
			p.want("]", " after the index")
		default:
			return x
		}
	}
	p.fail(p.tok().pos, "", "this nests deeper than %d levels", MaxDepth)
	return nil
}

func (p *parser) refuseSlice() {
	if t := p.tok(); t.is("..") {
		p.fail(t.pos, "an element is x[0], the last x[-1]", "a part of a list, x[0..2], is not part of this language")
	}
}

// noPattern says what stands for the patterns that Cypher takes for conditions.
const noPattern = "a path is written in MATCH; to count paths, write OPTIONAL MATCH and count()"

// atPattern tells a path such as (a)-[:worksFor]->(b) from an expression in parentheses.
func (p *parser) atPattern() bool {
	first, second := p.peek(1), p.peek(2)
	isNode := first.is(")") || first.is(":") || first.kind == tokWord && (second.is(")") || second.is(":") || second.is("{"))
	if !p.at("(") || !isNode {
		return false
	}
	after := parser{tokens: p.tokens, i: p.i}
	for t := after.advance(); !t.is(")") && t.kind != tokEnd; {
		t = after.advance()
	}
	return after.at("-", "[") || after.at("-", ">") || after.at("-", "-", ">") || after.at("-", "-", "(", ")") || after.at("<", "-", "[")
}

func (p *parser) primary() Expr {
	t := p.tok()
	pos := at(t.pos)
	switch t.kind {
	case tokString:
		p.advance()
		return &Literal{pos, t.text}
	case tokInt:
		p.advance()
		return &Literal{pos, p.integer(t)}
	case tokFloat:
		p.advance()
		return &Literal{pos, p.float(t)}
	case tokParam:
		p.advance()
		return &Param{pos, t.text}
	}
	switch {
	case p.atPattern():
		p.fail(t.pos, noPattern, "a path as a value is not part of this language")
	case p.take("("):
		var x Expr
		p.apart(false, func() { x = p.expr() })
		p.want(")", " after the expression")
		return x
	case p.at("["):
		return p.list()
	case p.take("TRUE"):
		return &Literal{pos, true}
	case p.take("FALSE"):
		return &Literal{pos, false}
	case p.take("NULL"):
		return &Literal{pos, nil}
	case p.at("DATE") && p.peek(1).kind == tokString:
		return p.date()
	case t.kind == tokWord && p.peek(1).is("("):
		return p.callOrEach()
	case p.at("EXISTS", "{"), p.at("COUNT", "{"):
		p.fail(t.pos, "use OPTIONAL MATCH and count()", "a query inside a query is not part of this language")
	case p.at("{"):
		p.fail(t.pos, "return a column for each value", "a map, {name: value}, is not part of this language")
	case p.at("CASE"):
		p.fail(t.pos, "", "CASE is not part of this language")
	}
	if !p.atName() {
		p.expected("a value: a name, a property such as a.name, a number, a 'string', a list or a function")
	}
	return &Ref{pos, p.name("a value")}
}

func (p *parser) float(t token) float64 {
	f, err := strconv.ParseFloat(t.text, 64)
	if err != nil {
		p.fail(t.pos, "", "the number %s is too large", quoted(t.text))
	}
	return f
}

// date = "DATE" string; dates are strings such as 2016-05-31, which compare as they should
func (p *parser) date() Expr {
	p.advance()
	t := p.advance()
	if _, err := graph.ParseDate(t.text); err != nil {
		p.fail(t.pos, "", "%v", err)
	}
	return &Literal{at(t.pos), t.text}
}

// list = "[" [expr {"," expr}] "]" | "[" name "IN" expr ["WHERE" expr] ["|" expr] "]"
func (p *parser) list() Expr {
	t := p.advance()
	if p.atName() && p.peek(1).is("IN") {
		each := p.each(at(t.pos), "LIST")
		p.want("]", " at the end of the list")
		return each
	}
	l := &ListLit{at: at(t.pos)}
	for more := !p.at("]"); more; more = p.take(",") {
		l.Items = append(l.Items, p.expr())
		p.bounded(len(l.Items), "values")
	}
	p.want("]", " or , in the list")
	return l
}

// each = name "IN" expr ["WHERE" expr] ["|" expr]
func (p *parser) each(pos at, op Op) *Each {
	e := &Each{at: pos, Op: op, Var: p.name("a name")}
	p.want("IN", " after the name")
	e.In = p.expr()
	if p.take("WHERE") {
		p.apart(op == "LIST", func() { e.Where = p.expr() })
	}
	if op == "LIST" && p.take("|") {
		e.Value = p.expr()
	}
	return e
}

// atEach tells a condition on the elements of a list from a function, and ALL(x IN list WHERE x > 1) from ALL (x).
func (p *parser) atEach() bool {
	t := p.tok()
	return (t.is("ALL") || t.is("ANY") || t.is("NONE") || t.is("SINGLE")) && p.peek(1).is("(") && p.peek(2).kind == tokWord && p.peek(3).is("IN")
}

// callOrEach = ("ALL" | "ANY" | "NONE" | "SINGLE") "(" each ")" | name "(" ["DISTINCT" | "ALL"] ("*" | [expr {"," expr}]) ")"
func (p *parser) callOrEach() Expr {
	each := p.atEach()
	t := p.advance()
	p.advance()
	if each {
		e := p.each(at(t.pos), Op(strings.ToUpper(t.text)))
		if e.Where == nil {
			p.expected("WHERE and a condition")
		}
		p.want(")", " after the condition")
		return e
	}
	c := &Call{at: at(t.pos), Name: t.text}
	if findFunction(aggregates, c.Name) != nil || p.at("DISTINCT") {
		c.Distinct = p.distinct()
	}
	if p.take("*") {
		c.Star = true
	} else {
		for more := !p.at(")"); more; more = p.take(",") {
			c.Args = append(c.Args, p.expr())
			p.bounded(len(c.Args), "arguments")
		}
	}
	p.want(")", " after the arguments")
	return c
}
