package gql

// atEdge reports whether an edge comes next: -, <- or one of GQL's undirected forms.
func (p *parser) atEdge() bool {
	return p.at("-") || p.at("<", "-") || p.at("~") || p.at("<", "~")
}

// edge = ["<"] "-" ["[" [name] [label] [star] [properties] ["WHERE" expr] "]" "-"] [">"] [quantifier]
//
// The short forms are ->, <- and - of GQL and -->, <-- and -- of Cypher.
func (p *parser) edge() *Edge {
	e := &Edge{Pos: p.tok().pos}
	left := p.take("<")
	if p.at("~") {
		p.fail(p.tok().pos, "-[]- crosses a statement either way", "~ asks for edges without a direction, and every statement has one")
	}
	p.want("-", " of an edge")
	if p.take("[") {
		p.edgeBody(e)
		p.want("]", " at the end of the edge")
		p.want("-", " after ]")
	} else {
		p.take("-")
	}
	right := p.take(">")
	switch {
	case left && !right:
		e.Dir = Left
	case right && !left:
		e.Dir = Right
	}
	if t := p.tok(); p.atQuant() {
		if e.Quant != nil {
			p.fail(t.pos, "", "the edge has a quantifier already, inside the brackets")
		}
		e.Quant = p.quant()
	}
	return e
}

func (p *parser) edgeBody(e *Edge) {
	if p.atName() && !(p.at("IS") && !p.peek(1).is("]")) {
		e.Var = p.name("a name")
	}
	e.Label = p.labelAfterColon()
	e.Quant = p.star()
	e.Props = p.props()
	if p.take("WHERE") {
		e.Where = p.expr()
	}
	if !p.at("]") {
		p.expected("] or " + map[bool]string{true: "an operator", false: "a name, :, *, { or WHERE"}[e.Where != nil])
	}
}

// star reads Cypher's *, *n, *m.., *..n and *m..n.
func (p *parser) star() *Quant {
	q := &Quant{Pos: p.tok().pos, Min: 1, Max: Unbounded}
	if !p.take("*") {
		return nil
	}
	low := p.bound()
	if low >= 0 {
		q.Min, q.Max = low, low
	}
	if p.take("..") {
		q.Max = p.bound() // none is -1, which is Unbounded
	}
	p.checkQuant(q)
	return q
}

// MaxRepeat bounds the numbers of a quantifier.
const MaxRepeat = 1000

// bound reads a number of repetitions, -1 where there is none.
func (p *parser) bound() int {
	t := p.tok()
	if t.kind != tokInt {
		return Unbounded
	}
	n := p.integer(t)
	if n > MaxRepeat {
		p.fail(t.pos, "without an upper end, write * or {1,}", "a quantifier counts to %d at most, found %s", MaxRepeat, t)
	}
	p.advance()
	return int(n)
}

func (p *parser) atQuant() bool { return p.at("*") || p.at("+") || p.at("?") || p.at("{") }

// quant = ["*" | "+" | "?" | "{" n "}" | "{" [m] "," [n] "}"]
func (p *parser) quant() *Quant {
	q := &Quant{Pos: p.tok().pos}
	switch {
	case p.take("*"):
		q.Min, q.Max = 0, Unbounded
	case p.take("+"):
		q.Min, q.Max = 1, Unbounded
	case p.take("?"):
		q.Min, q.Max, q.Question = 0, 1, true
	case p.take("{"):
		low := p.bound()
		q.Min, q.Max = max(low, 0), low
		if p.take(",") {
			q.Max = p.bound()
		} else if low < 0 {
			p.expected("a number of repetitions")
		}
		p.want("}", " at the end of the quantifier")
	default:
		return nil
	}
	p.checkQuant(q)
	return q
}

func (p *parser) checkQuant(q *Quant) {
	if q.Max == 0 {
		p.fail(q.Pos, "from 0 times on is {0,1} or {0,}", "to repeat nothing is not part of this language: a quantifier counts to at least 1")
	}
	if q.Max != Unbounded && q.Max < q.Min {
		p.fail(q.Pos, "", "a quantifier counts from its smaller to its larger number; found %d to %d", q.Min, q.Max)
	}
}

// labelAfterColon = [(":" | "IS") label]
func (p *parser) labelAfterColon() Label {
	if p.take(":") || p.take("IS") {
		return p.labelOr()
	}
	return nil
}

// labelOr = labelAnd {"|" [":"] labelAnd}; Cypher writes a colon after the bar.
func (p *parser) labelOr() Label {
	defer p.down()()
	l := p.labelAnd()
	for n := 0; !p.noBar && p.take("|"); n++ {
		p.bounded(n*(MaxItems/MaxDepth), "labels")
		p.take(":")
		l = &LabelOr{l, p.labelAnd()}
	}
	return l
}

// labelAnd = labelNot {("&" | ":") labelNot}; Cypher writes a colon.
func (p *parser) labelAnd() Label {
	l := p.labelNot()
	for n := 0; p.take("&") || p.take(":"); n++ {
		p.bounded(n*(MaxItems/MaxDepth), "labels")
		l = &LabelAnd{l, p.labelNot()}
	}
	return l
}

// labelNot = "!" labelNot | "%" | "(" labelOr ")" | name
func (p *parser) labelNot() Label {
	switch {
	case p.take("!"):
		defer p.down()()
		return &LabelNot{p.labelNot()}
	case p.take("%"):
		return &LabelAny{}
	case p.take("("):
		var l Label
		p.apart(false, func() { l = p.labelOr() })
		p.want(")", " in the label")
		return l
	}
	t := p.word("a kind or a predicate")
	return &LabelName{t.pos, t.text}
}
