package nquads

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// scanner takes one statement off a line. The first error stays; what is called after it does nothing.
type scanner struct {
	in      []byte
	at      int
	scratch []byte
	err     error
}

func (s *scanner) fail(format string, args ...any) Term {
	if s.err == nil {
		s.err = fmt.Errorf(format, args...)
	}
	return Term{}
}

// peek returns the byte ahead, or 0 at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.in) {
		return s.in[s.at]
	}
	return 0
}

func (s *scanner) space() {
	for s.peek() == ' ' || s.peek() == '\t' {
		s.at++
	}
}

// end takes the full stop, and checks which terms stand where and that nothing but a comment follows.
func (s *scanner) end(q Quad) {
	s.space()
	switch {
	case s.err != nil:
		return
	case s.peek() != '.':
		s.fail("a full stop was expected")
		return
	case q.Predicate.Kind != IRI:
		s.fail("the predicate is not an IRI")
		return
	}
	s.at++
	s.space()
	switch s.peek() {
	case '#', '\r', '\n':
	default:
		if s.at < len(s.in) {
			s.fail("a line holds one statement, and something follows its full stop")
		}
	}
}

// term takes an IRI, a blank node or, where one may stand, a literal.
func (s *scanner) term(literal bool) Term {
	s.space()
	if s.err != nil {
		return Term{}
	}
	switch c := s.peek(); {
	case c == '<':
		return Term{Kind: IRI, Value: s.iri()}
	case c == '_':
		return s.blank()
	case c == '"' && literal:
		return s.literal()
	case c == '"':
		return s.fail("a literal may only be an object")
	}
	return s.fail("a term was expected")
}

// iri takes <…>, which must be absolute.
func (s *scanner) iri() []byte {
	start, odd := s.at+1, false
	for i := start; i < len(s.in); i++ {
		switch c := s.in[i]; iriBytes[c] {
		case plain:
		case beyond:
			odd = true
		case escape:
			odd = true
			i++
		case closing:
			s.at = i + 1
			return s.checkIRI(s.in[start:i], odd)
		case other:
			s.at = i
			if c != '\n' && c != '\r' {
				s.fail("an IRI may not hold %q", c)
			}
			s.fail("an IRI is not closed by >")
			return nil
		}
	}
	s.at = len(s.in)
	s.fail("an IRI is not closed by >")
	return nil
}

// What a byte does within <…>.
const (
	other   = iota // it may not stand there
	plain          // it is a character of the IRI
	beyond         // it is a part of one beyond ASCII
	escape         // it begins an escape
	closing        // it ends the IRI
)

var iriBytes = func() (class [256]byte) {
	for c := range class {
		switch {
		case c >= utf8.RuneSelf:
			class[c] = beyond
		case c == '\\':
			class[c] = escape
		case c == '>':
			class[c] = closing
		case iriRune(rune(c)):
			class[c] = plain
		}
	}
	return class
}()

// checkIRI resolves the escapes of an IRI; odd says that it may have some, or characters beyond ASCII.
func (s *scanner) checkIRI(iri []byte, odd bool) []byte {
	if odd {
		if !utf8.Valid(iri) {
			s.fail("an IRI is not valid UTF-8")
			return nil
		}
		if bytes.IndexByte(iri, '\\') >= 0 {
			iri = s.resolve(iri, false)
		}
	}
	switch {
	case s.err != nil:
	case !absolute(iri):
		s.fail("the IRI <%s> is relative", iri)
	case odd && bytes.ContainsFunc(iri, func(r rune) bool { return !iriRune(r) }):
		s.fail("an IRI holds an escape of a character that it may not hold")
	default:
		return iri
	}
	return nil
}

// absolute reports whether the IRI begins with a scheme (RFC 3986, 3.1).
func absolute(iri []byte) bool {
	for i, c := range iri {
		switch {
		case c == ':':
			return i > 0
		case isLetter(c):
		case i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'):
		default:
			return false
		}
	}
	return false
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// blank takes _:label.
func (s *scanner) blank() Term {
	if !bytes.HasPrefix(s.in[s.at:], []byte("_:")) {
		return s.fail("a blank node begins with _:")
	}
	s.at += 2
	start := s.at
	for s.at < len(s.in) {
		r, size := utf8.DecodeRune(s.in[s.at:])
		if !labelRune(r, s.at == start) || r == utf8.RuneError && size == 1 {
			break
		}
		s.at += size
	}
	for s.at > start && s.in[s.at-1] == '.' { // a label does not end in a full stop
		s.at--
	}
	if s.at == start {
		return s.fail("a blank node has no label")
	}
	return Term{Kind: Blank, Value: s.in[start:s.at]}
}

// labelRune is PN_CHARS_U | [0-9] for the first character of a label, PN_CHARS | '.' for the others.
// The colon, which the grammar of 2014 had among them, is none (RDF 1.1 errata).
func labelRune(r rune, first bool) bool {
	switch {
	case r < utf8.RuneSelf:
		c := byte(r)
		return isLetter(c) || isDigit(c) || c == '_' || !first && (c == '-' || c == '.')
	case r == 0xB7 || 0x300 <= r && r <= 0x36F || 0x203F <= r && r <= 0x2040:
		return !first
	}
	for _, in := range labelRanges {
		if in[0] <= r && r <= in[1] {
			return true
		}
	}
	return false
}

// labelRanges is PN_CHARS_BASE beyond ASCII.
var labelRanges = [...][2]rune{
	{0xC0, 0xD6},
	{0xD8, 0xF6},
	{0xF8, 0x2FF},
	{0x370, 0x37D},
	{0x37F, 0x1FFF},
	{0x200C, 0x200D},
	{0x2070, 0x218F},
	{0x2C00, 0x2FEF},
	{0x3001, 0xD7FF},
	{0xF900, 0xFDCF},
	{0xFDF0, 0xFFFD},
	{0x10000, 0xEFFFF},
}

// literal takes "…", "…"@lang or "…"^^<type>.
func (s *scanner) literal() Term {
	t := Term{Kind: Literal, Value: s.quoted()}
	switch {
	case s.err != nil:
	case s.peek() == '@':
		t.Language = s.language()
	case bytes.HasPrefix(s.in[s.at:], []byte("^^<")):
		s.at += 2
		t.Datatype = s.iri()
	case s.peek() == '^':
		return s.fail("^^ must be followed by the IRI of a datatype")
	}
	return t
}

func (s *scanner) quoted() []byte {
	s.at++
	start, escaped := s.at, false
	for {
		i := bytes.IndexAny(s.in[s.at:], "\"\\\r\n")
		if i < 0 || s.in[s.at+i] < ' ' {
			s.fail("a literal is not closed by a quote")
			return nil
		}
		s.at += i + 1
		if s.in[s.at-1] == '"' {
			break
		}
		escaped = true
		s.at = min(s.at+1, len(s.in))
	}
	text := s.in[start : s.at-1]
	if !utf8.Valid(text) {
		s.fail("a literal is not valid UTF-8")
	}
	if escaped {
		return s.resolve(text, true)
	}
	return text
}

func (s *scanner) language() []byte {
	s.at++
	start := s.at
	for part := 0; ; part++ {
		from := s.at
		for isLetter(s.peek()) || part > 0 && isDigit(s.peek()) {
			s.at++
		}
		if s.at == from {
			s.fail("a language tag is letters, then parts of letters and digits after hyphens")
			return nil
		}
		if s.peek() != '-' {
			return s.in[start:s.at]
		}
		s.at++
	}
}

// resolve returns the text with its escapes resolved: \u and \U anywhere, \t and the like in literals.
func (s *scanner) resolve(text []byte, literal bool) []byte {
	start := len(s.scratch)
	for len(text) > 0 {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			i = len(text)
		}
		s.scratch = append(s.scratch, text[:i]...)
		if text = text[i:]; len(text) == 0 {
			break
		}
		r, size, err := unescape(text, literal)
		if err != nil {
			s.fail("%w", err)
			return nil
		}
		s.scratch = utf8.AppendRune(s.scratch, r)
		text = text[size:]
	}
	return s.scratch[start:len(s.scratch):len(s.scratch)]
}

// unescape returns the character that the escape at the start of the text stands for, and the escape's length.
func unescape(text []byte, literal bool) (rune, int, error) {
	if len(text) < 2 {
		return 0, 0, errors.New("an escape is cut short")
	}
	switch c := text[1]; {
	case c == 'u':
		return unescapeHex(text, 6)
	case c == 'U':
		return unescapeHex(text, 10)
	case literal:
		if i := bytes.IndexByte([]byte(`tbnrf"'\`), c); i >= 0 {
			return rune("\t\b\n\r\f\"'\\"[i]), 2, nil
		}
	}
	return 0, 0, fmt.Errorf(`there is no escape \%c`, text[1])
}

func unescapeHex(text []byte, size int) (rune, int, error) {
	if len(text) < size {
		return 0, 0, errors.New("an escape is cut short")
	}
	n, err := strconv.ParseUint(string(text[2:size]), 16, 32)
	if err != nil || !utf8.ValidRune(rune(n)) || n > utf8.MaxRune {
		return 0, 0, fmt.Errorf("the escape %s is no character", text[:size])
	}
	return rune(n), size, nil
}
