package query

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ExprError says where a property path is wrong.
type ExprError struct {
	Expr   string // what was parsed
	Offset int    // the byte where it goes wrong
	Reason string // what was expected there
}

// Error tells it in one line; [ExprError.Caret] shows the place.
func (e *ExprError) Error() string {
	return fmt.Sprintf("property path: column %d: %s", e.column(), e.Reason)
}

// Caret returns the expression and below it a caret at the place.
func (e *ExprError) Caret() string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, e.Expr)
	return plain + "\n" + strings.Repeat(" ", e.column()-1) + "^"
}

func (e *ExprError) column() int {
	return utf8.RuneCountInString(e.Expr[:min(e.Offset, len(e.Expr))]) + 1
}

// exprOp is what a part of a property path does.
type exprOp int

const (
	opStep exprOp = iota // cross one statement whose predicate is, or is not, one of the names
	opSequence
	opChoice
	opRepeat // the part, as often as many and none allow
)

// expr is a property path (SPARQL 1.1, section 9). Inverses have been moved to the steps.
type expr struct {
	op    exprOp
	parts []expr
	many  bool // opRepeat: more than once
	none  bool // opRepeat: or not at all
	step  step
}

// step is a set of labels: those named or, where negated, all others of the directions that
// forwardSide and inverseSide name.
type step struct {
	names                    []stepName
	negated                  bool
	forwardSide, inverseSide bool
}

// stepName is a predicate as it was written, and where.
type stepName struct {
	name    string
	inverse bool
	offset  int
}

const (
	maxExpr  = 4096 // bytes
	maxDepth = 100  // of parentheses
)

// parseExpr reads a property path.
func parseExpr(text string) (expr, error) {
	if len(text) > maxExpr {
		return expr{}, &ExprError{text[:64], 64, fmt.Sprintf("the expression is longer than %d bytes", maxExpr)}
	}
	p := exprParser{text: text}
	e, err := p.choice(false)
	if err == nil && p.peek() != 0 {
		err = p.expected("an operator (/ | * + ?) or the end")
	}
	return e, err
}

// exprParser is a recursive descent parser of the grammar of SPARQL 1.1, productions 88 to 96.
type exprParser struct {
	text  string
	at    int
	depth int
}

// peek returns the next byte that is no space, 0 at the end.
func (p *exprParser) peek() byte {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *exprParser) take(c byte) bool {
	if p.peek() != c || c == 0 {
		return false
	}
	p.at++
	return true
}

func (p *exprParser) expected(what string) error {
	found := "the end"
	if p.peek() != 0 {
		r, _ := utf8.DecodeRuneInString(p.text[p.at:])
		found = fmt.Sprintf("%q", r)
	}
	return &ExprError{p.text, p.at, fmt.Sprintf("expected %s, found %s", what, found)}
}

// choice reads PathAlternative. Under inverse, every method reads the path backwards.
func (p *exprParser) choice(inverse bool) (expr, error) {
	parts, err := p.list('|', func() (expr, error) { return p.sequence(inverse) })
	return whole(opChoice, parts), err
}

func (p *exprParser) sequence(inverse bool) (expr, error) {
	parts, err := p.list('/', func() (expr, error) { return p.element(inverse) })
	if inverse {
		slices.Reverse(parts)
	}
	return whole(opSequence, parts), err
}

// list reads parts with a separator between.
func (p *exprParser) list(separator byte, part func() (expr, error)) ([]expr, error) {
	var parts []expr
	for {
		e, err := part()
		if err != nil {
			return nil, err
		}
		if parts = append(parts, e); !p.take(separator) {
			return parts, nil
		}
	}
}

// whole makes an expression of its parts; one alone stands for itself.
func whole(op exprOp, parts []expr) expr {
	if len(parts) == 1 {
		return parts[0]
	}
	return expr{op: op, parts: parts}
}

// element reads PathEltOrInverse with its modifier.
func (p *exprParser) element(inverse bool) (expr, error) {
	if p.take('^') {
		inverse = !inverse
	}
	e, err := p.primary(inverse)
	if err != nil {
		return expr{}, err
	}
	switch c := p.peek(); c {
	case '*', '+', '?':
		p.at++
		e = expr{op: opRepeat, parts: []expr{e}, many: c != '?', none: c != '+'}
	}
	return e, nil
}

func (p *exprParser) primary(inverse bool) (expr, error) {
	switch {
	case p.take('('):
		if p.depth++; p.depth > maxDepth {
			return expr{}, &ExprError{p.text, p.at, fmt.Sprintf("expected at most %d parentheses in one another", maxDepth)}
		}
		e, err := p.choice(inverse)
		if err == nil && !p.take(')') {
			err = p.expected("an operator (/ | * + ?) or a closing parenthesis")
		}
		p.depth--
		return e, err
	case p.take('!'):
		return p.negated(inverse)
	}
	n, err := p.name(inverse)
	return expr{op: opStep, step: step{names: []stepName{n}}}, err
}

// negated reads PathNegatedPropertySet: the labels that are none of those named, in the directions
// in which some are named; an empty set means any forward label.
func (p *exprParser) negated(inverse bool) (expr, error) {
	s := step{negated: true}
	one := func() error {
		n, err := p.name(inverse != p.take('^'))
		s.names = append(s.names, n)
		s.forwardSide = s.forwardSide || !n.inverse
		s.inverseSide = s.inverseSide || n.inverse
		return err
	}
	if !p.take('(') {
		err := one()
		return expr{op: opStep, step: s}, err
	}
	if p.take(')') {
		s.forwardSide, s.inverseSide = !inverse, inverse
		return expr{op: opStep, step: s}, nil
	}
	for {
		if err := one(); err != nil {
			return expr{}, err
		}
		if p.take(')') {
			return expr{op: opStep, step: s}, nil
		}
		if !p.take('|') {
			return expr{}, p.expected("| or a closing parenthesis")
		}
	}
}

// name reads a predicate: letters, digits and - _ . : or anything in angle brackets.
func (p *exprParser) name(inverse bool) (stepName, error) {
	if p.take('<') {
		return p.iri(inverse)
	}
	p.peek()
	start := p.at
	for p.at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.at:])
		if r == utf8.RuneError && size < 2 || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.:", r) {
			break
		}
		p.at += size
	}
	if p.at == start {
		return stepName{}, p.expected("a predicate, ^, ! or (")
	}
	return stepName{p.text[start:p.at], inverse, start}, nil
}

// iri reads what stands between angle brackets; "urn:clew:vocab:worksFor" is worksFor.
func (p *exprParser) iri(inverse bool) (stepName, error) {
	start := p.at
	end := strings.IndexByte(p.text[start:], '>')
	if end < 0 {
		p.at = len(p.text)
		return stepName{}, p.expected("a closing >")
	}
	name := p.text[start : start+end]
	p.at = start + end + 1
	if rest, ok := strings.CutPrefix(name, "urn:clew:vocab:"); ok {
		plain, err := url.PathUnescape(rest)
		if err != nil {
			return stepName{}, &ExprError{p.text, start, "expected an IRI without broken percent signs"}
		}
		name = plain
	}
	return stepName{name, inverse, start}, nil
}
