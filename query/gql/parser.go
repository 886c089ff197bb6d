package gql

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MaxDepth bounds how deep parentheses, brackets and operators nest.
const MaxDepth = 200

// MaxItems bounds the parts of a list and of a clause, MaxParts the nodes and edges of a query.
const (
	MaxItems = 10_000
	MaxParts = 2_000
)

// Parse reads a query. Its error is an *Error.
func Parse(text string) (q *Query, err error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, tokens: tokens}
	defer func() {
		if e, ok := recover().(*Error); ok {
			q, err = nil, e
		} else if e != nil {
			panic(e)
		}
	}()
	return p.query(), nil
}

// parser is a recursive descent over the tokens. A method reads its production or
// panics with the *Error, as go/parser does; Parse returns it.
type parser struct {
	text   string
	tokens []token
	i      int
	depth  int
	end    int  // byte offset after the last token read
	parts  int  // nodes and edges so far
	noBar  bool // a bar ends the condition of a list, and joins no labels
}

func (p *parser) tok() token { return p.tokens[p.i] }

func (p *parser) peek(n int) token { return p.tokens[min(p.i+n, len(p.tokens)-1)] }

func (p *parser) advance() token {
	t := p.tok()
	p.end = t.end
	if t.kind != tokEnd {
		p.i++
	}
	return t
}

// at reports whether these words or marks come next.
func (p *parser) at(words ...string) bool {
	for i, w := range words {
		if !p.peek(i).is(w) {
			return false
		}
	}
	return true
}

// apart reads something in which a bar joins labels, or does not.
func (p *parser) apart(noBar bool, read func()) {
	before := p.noBar
	p.noBar = noBar
	read()
	p.noBar = before
}

// take reads these words or marks where they come next.
func (p *parser) take(words ...string) bool {
	if !p.at(words...) {
		return false
	}
	for range words {
		p.advance()
	}
	return true
}

// takeOne reads one of these words and returns it in capitals, or "".
func (p *parser) takeOne(words ...string) string {
	for _, w := range words {
		if p.take(w) {
			return w
		}
	}
	return ""
}

func (p *parser) want(mark, where string) {
	if !p.take(mark) {
		p.expected(mark + where)
	}
}

func (p *parser) fail(pos int, hint, format string, args ...any) {
	panic(&Error{Query: p.text, Pos: pos, Msg: fmt.Sprintf(format, args...), Hint: hint})
}

// expected fails at the next token.
func (p *parser) expected(what string) {
	t := p.tok()
	p.refuse(t)
	p.fail(t.pos, hint(t, what), "expected %s, found %s", what, t)
}

// hint says which of the expected keywords, which are in capitals, a word was meant to be.
func hint(t token, expected string) string {
	word := strings.ToUpper(t.text)
	switch {
	case t.kind != tokWord || reserved[word]:
		return ""
	case elsewhere[word] != "":
		return elsewhere[word]
	}
	known := strings.FieldsFunc(expected, func(r rune) bool { return r < 'A' || r > 'Z' })
	if strings.Contains(expected, "operator") {
		known = append(known, operators...)
	}
	return nearest(word, known, slips(word))
}

// refuse fails where the token begins a statement that clew does not run.
func (p *parser) refuse(t token) {
	if t.kind != tokWord && t.kind != tokPunct {
		return
	}
	switch word := strings.ToUpper(t.text); {
	case writing[word]:
		p.fail(t.pos, "articles are added with clew add and taken out with clew rm; entities are corrected with clew merge and clew split",
			"%s would change the graph, and a query only reads it", word)
	case unsupported[word]:
		p.fail(t.pos, cmp.Or(elsewhere[word], "a query is one or more MATCH clauses and a RETURN"), "%s is not part of this language", word)
	}
}

// down counts a level of nesting; the returned function leaves it.
func (p *parser) down() func() {
	p.depth++
	if p.depth > MaxDepth {
		p.fail(p.tok().pos, "", "this nests deeper than %d levels", MaxDepth)
	}
	return func() { p.depth-- }
}

func (p *parser) bounded(n int, what string) {
	if n > MaxItems {
		p.fail(p.tok().pos, "", "there are more than %d %s here", MaxItems, what)
	}
}

// query = match+ return [";"]
func (p *parser) query() *Query {
	q := &Query{Text: p.text}
	for p.at("MATCH") || p.at("OPTIONAL") {
		q.Matches = append(q.Matches, p.match())
		p.bounded(len(q.Matches), "MATCH clauses")
	}
	if len(q.Matches) == 0 {
		p.expected("MATCH or OPTIONAL MATCH")
	}
	if !p.at("RETURN") {
		p.unfinished(q.Matches[len(q.Matches)-1])
	}
	q.Return = p.returns()
	if !p.take(";") && p.tok().kind != tokEnd {
		p.expected(p.rest(q.Return))
	}
	if p.tok().kind != tokEnd {
		p.expected("the end of the query")
	}
	return q
}

// unfinished fails at what neither continues a clause nor begins another.
func (p *parser) unfinished(last *Match) {
	const rest = "an operator such as AND, RETURN or a further MATCH"
	switch {
	case last.Where == nil:
		p.expected("RETURN, WHERE, a further path or a further MATCH")
	case p.at(","):
		p.fail(p.tok().pos, "all paths stand before WHERE: MATCH (a), (b) WHERE a.name < b.name", "expected %s, found a comma", rest)
	}
	p.expected(rest)
}

// rest says what may still follow a RETURN.
func (p *parser) rest(r *Return) string {
	const end = "SKIP, LIMIT or the end of the query"
	switch {
	case r.Limit != nil:
		return "the end of the query"
	case r.Skip != nil:
		return "LIMIT or the end of the query"
	case r.Order != nil:
		return "an operator, a comma, ASC, DESC, NULLS, " + end
	case r.Star:
		return "ORDER BY, " + end
	case p.peek(-2).is("AS"):
		return "a comma, ORDER BY, " + end
	}
	return "an operator, AS, a comma, ORDER BY, " + end
}

// match = ["OPTIONAL"] "MATCH" [mode of match] path {"," path} ["WHERE" expr]
func (p *parser) match() *Match {
	m := &Match{Pos: p.tok().pos, Optional: p.take("OPTIONAL")}
	p.want("MATCH", " after OPTIONAL")
	switch {
	case p.take("DIFFERENT"):
		m.Different = true
		if p.takeOne("EDGES", "EDGE", "RELATIONSHIPS", "RELATIONSHIP") == "" {
			p.expected("EDGES or RELATIONSHIPS after DIFFERENT")
		}
		p.takeOne("BINDINGS")
	case p.take("REPEATABLE"):
		if p.takeOne("ELEMENTS", "ELEMENT") == "" {
			p.expected("ELEMENTS after REPEATABLE")
		}
		p.takeOne("BINDINGS")
	}
	for more := true; more; more = p.take(",") {
		m.Paths = append(m.Paths, p.path())
		p.bounded(len(m.Paths), "paths")
	}
	if p.take("WHERE") {
		m.Where = p.expr()
	}
	return m
}

// returns = "RETURN" ["DISTINCT" | "ALL"] ("*" | item {"," item}) [order] [skip] [limit]
func (p *parser) returns() *Return {
	r := &Return{Pos: p.tok().pos}
	p.want("RETURN", "")
	r.Distinct = p.distinct()
	if p.take("*") {
		r.Star = true
	} else {
		for more := true; more; more = p.take(",") {
			r.Items = append(r.Items, p.returnItem())
			p.bounded(len(r.Items), "columns")
		}
	}
	if p.take("ORDER") {
		p.want("BY", " after ORDER")
		for more := true; more; more = p.take(",") {
			r.Order = append(r.Order, p.sortKey())
			p.bounded(len(r.Order), "sort keys")
		}
	}
	if p.takeOne("SKIP", "OFFSET") != "" {
		r.Skip = p.count("the number of rows to skip")
	}
	if p.take("LIMIT") {
		r.Limit = p.count("the number of rows to return")
	}
	if t := p.tok(); t.is("SKIP") || t.is("OFFSET") || t.is("ORDER") {
		p.fail(t.pos, "", "the order is ORDER BY, SKIP, LIMIT: %s comes too late", strings.ToUpper(t.text))
	}
	return r
}

// distinct reads "DISTINCT" or "ALL", or neither, and reports whether each value counts once.
func (p *parser) distinct() bool {
	return !p.atEach() && p.takeOne("DISTINCT", "ALL") == "DISTINCT"
}

func (p *parser) returnItem() ReturnItem {
	start := p.tok().pos
	item := ReturnItem{Expr: p.expr()}
	p.notTooLong(start)
	item.Name = strings.Join(strings.Fields(p.text[start:p.end]), " ")
	if r, ok := item.Expr.(*Ref); ok {
		item.Name = r.Name
	}
	if p.take("AS") {
		item.Name = p.name("a name for the column")
	}
	return item
}

func (p *parser) sortKey() SortKey {
	start := p.tok().pos
	k := SortKey{Expr: p.expr()}
	p.notTooLong(start)
	switch p.takeOne("ASCENDING", "ASC", "DESCENDING", "DESC") {
	case "DESCENDING", "DESC":
		k.Desc, k.NullsFirst = true, true
	}
	if p.take("NULLS") {
		switch p.takeOne("FIRST", "LAST") {
		case "FIRST":
			k.NullsFirst = true
		case "LAST":
			k.NullsFirst = false
		default:
			p.expected("FIRST or LAST after NULLS")
		}
	}
	return k
}

// maxColumn bounds the text of a column and of a sort key, in bytes.
const maxColumn = 16 << 10

func (p *parser) notTooLong(start int) {
	if p.end-start > maxColumn {
		p.fail(start, "long lists are handed over as a parameter: x IN $names", "this expression has more than %d bytes", maxColumn)
	}
}

// count reads a number that is not negative, or a parameter.
func (p *parser) count(what string) Expr {
	switch t := p.tok(); t.kind {
	case tokInt:
		p.advance()
		return &Literal{at(t.pos), p.integer(t)}
	case tokParam:
		p.advance()
		return &Param{at(t.pos), t.text}
	}
	p.expected(what)
	return nil
}

func (p *parser) integer(t token) int64 {
	n, err := strconv.ParseInt(t.text, 10, 64)
	if err != nil {
		p.fail(t.pos, "", "the number %s is too large", quoted(t.text))
	}
	return n
}

// name reads the name of a variable.
func (p *parser) name(what string) string {
	t := p.tok()
	switch {
	case t.kind == tokQuoted && t.text != "":
	case t.kind == tokWord && !reserved[strings.ToUpper(t.text)]:
	case t.kind == tokWord && !slices.Contains([]string{"WHERE", "RETURN", "MATCH"}, strings.ToUpper(t.text)) && p.i > 0:
		p.fail(t.pos, "write it in backquotes to use it as a name: `"+t.text+"`", "expected %s, found the keyword %s", what, t)
	default:
		p.expected(what)
	}
	p.advance()
	return t.text
}

// atName reports whether a name comes next.
func (p *parser) atName() bool {
	t := p.tok()
	return t.kind == tokQuoted || t.kind == tokWord && !reserved[strings.ToUpper(t.text)]
}

// word reads a label or property, which may be a keyword.
func (p *parser) word(what string) token {
	t := p.tok()
	if t.kind != tokWord && t.kind != tokQuoted {
		p.expected(what)
	}
	return p.advance()
}
