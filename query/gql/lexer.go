package gql

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText bounds a query's text, in bytes.
const MaxText = 1 << 20

// lexer cuts a text into tokens.
type lexer struct {
	text   string
	pos    int
	tokens []token
}

// lex returns the tokens of the text, the last of kind tokEnd.
func lex(text string) ([]token, error) {
	l := &lexer{text: text}
	switch {
	case len(text) > MaxText:
		return nil, &Error{Query: text, Msg: fmt.Sprintf("the query has %d bytes, more than %d", len(text), MaxText)}
	case !utf8.ValidString(text):
		return nil, l.fail(firstInvalid(text), "the query is not valid UTF-8 here")
	}
	for {
		if err := l.blank(); err != nil {
			return nil, err
		}
		start := l.pos
		t, err := l.next()
		if err != nil {
			return nil, err
		}
		t.pos, t.end = start, l.pos
		l.tokens = append(l.tokens, t)
		if t.kind == tokEnd {
			return l.tokens, nil
		}
	}
}

func firstInvalid(text string) int {
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			return i
		}
	}
	return 0
}

func (l *lexer) fail(pos int, format string, args ...any) error {
	return &Error{Query: l.text, Pos: pos, Msg: fmt.Sprintf(format, args...)}
}

// blank skips white space and comments.
func (l *lexer) blank() error {
	for l.pos < len(l.text) {
		rest := l.text[l.pos:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case unicode.IsSpace(r) || r == '\ufeff':
			l.pos += size
		case strings.HasPrefix(rest, "//"):
			line, _, _ := strings.Cut(rest, "\n")
			l.pos += len(line)
		case strings.HasPrefix(rest, "/*"):
			comment, _, closed := strings.Cut(rest, "*/")
			if !closed {
				return l.fail(l.pos, "this comment is not closed by */")
			}
			l.pos += len(comment) + len("*/")
		default:
			return nil
		}
	}
	return nil
}

// puncts are the marks of the language, longer ones before their beginnings. The parts
// of an arrow are tokens of their own: whether "<-" begins an edge or compares with a
// negative number is the parser's to know.
var puncts = []string{
	"|+|", "<>", "<=", ">=", "=~", "!=", "||", "..",
	"-", "[", "]", "(", ")", "{", "}", "<", ">", "=", ",", ".", ":", ";", "*", "+", "?", "|", "&", "!", "%", "/", "~", "^",
}

func (l *lexer) next() (token, error) {
	rest := l.text[l.pos:]
	if rest == "" {
		return token{kind: tokEnd}, nil
	}
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case isWordStart(r):
		return l.word(tokWord), nil
	case '0' <= r && r <= '9', r == '.' && l.startsFraction():
		return l.number()
	case r == '\'' || r == '"':
		return l.quoted(tokString, byte(r))
	case r == '`':
		return l.quoted(tokQuoted, '`')
	case r == '$':
		return l.param()
	}
	for _, p := range puncts {
		if strings.HasPrefix(rest, p) {
			l.pos += len(p)
			return token{kind: tokPunct, text: p}, nil
		}
	}
	return token{}, l.fail(l.pos, "the character %q has no meaning here", r)
}

func isWordStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func (l *lexer) word(kind tokenKind) token {
	rest := l.text[l.pos:]
	n := strings.IndexFunc(rest, func(r rune) bool {
		return !isWordStart(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)
	})
	if n < 0 {
		n = len(rest)
	}
	l.pos += n
	return token{kind: kind, text: rest[:n]}
}

func (l *lexer) param() (token, error) {
	l.pos++
	t := l.word(tokParam)
	if t.text == "" {
		return t, l.fail(l.pos, "expected the name of a parameter after $")
	}
	return t, nil
}

// startsFraction tells ".5" from the dot of a property, which stands right behind something.
func (l *lexer) startsFraction() bool {
	rest := l.text[l.pos:]
	if len(rest) < 2 || !isDigit(rest[1]) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(l.text[:l.pos])
	return l.pos == 0 || unicode.IsSpace(before) || strings.ContainsRune("([{,=<>+-*/%|:", before)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// number reads 12, 1.5, .5 or 1e-3. The dots of "1..3" are not part of a number.
func (l *lexer) number() (token, error) {
	start, kind := l.pos, tokInt
	l.digits()
	rest := l.text[l.pos:]
	if len(rest) > 1 && rest[0] == '.' && isDigit(rest[1]) {
		kind = tokFloat
		l.pos++
		l.digits()
	}
	if n := exponent(l.text[l.pos:]); n > 0 {
		kind = tokFloat
		l.pos += n
		l.digits()
	}
	if r, _ := utf8.DecodeRuneInString(l.text[l.pos:]); isWordStart(r) {
		return token{}, l.fail(l.pos, "expected a space after the number %s", l.text[start:l.pos])
	}
	return token{kind: kind, text: l.text[start:l.pos]}, nil
}

func (l *lexer) digits() {
	for l.pos < len(l.text) && isDigit(l.text[l.pos]) {
		l.pos++
	}
}

// exponent returns the length of "e", "e+" or "e-" where a digit follows, else 0.
func exponent(s string) int {
	if s == "" || s[0] != 'e' && s[0] != 'E' {
		return 0
	}
	n := 1
	if len(s) > 1 && (s[1] == '+' || s[1] == '-') {
		n = 2
	}
	if len(s) > n && isDigit(s[n]) {
		return n
	}
	return 0
}

// quoted reads a string or a quoted name. The mark is doubled or escaped inside.
func (l *lexer) quoted(kind tokenKind, mark byte) (token, error) {
	start := l.pos
	var b strings.Builder
	for l.pos++; l.pos < len(l.text); {
		c := l.text[l.pos]
		switch {
		case c == mark && strings.HasPrefix(l.text[l.pos+1:], string(mark)):
			b.WriteByte(mark)
			l.pos += 2
		case c == mark:
			l.pos++
			return token{kind: kind, text: b.String()}, nil
		case c == '\\' && kind == tokString:
			if err := l.escape(&b); err != nil {
				return token{}, err
			}
		default:
			b.WriteByte(c)
			l.pos++
		}
	}
	return token{}, l.fail(start, "expected a closing %c: what begins here is not ended", mark)
}

var escapes = map[byte]string{'\\': "\\", '\'': "'", '"': "\"", '`': "`", 'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f"}

// escape reads \n, \', \u00e9 and the like.
func (l *lexer) escape(b *strings.Builder) error {
	rest := l.text[l.pos+1:]
	if rest == "" {
		return l.fail(l.pos, "expected a character after \\")
	}
	if s, ok := escapes[rest[0]]; ok {
		b.WriteString(s)
		l.pos += 2
		return nil
	}
	digits := map[byte]int{'u': 4, 'U': 6}[rest[0]]
	if digits == 0 || len(rest) <= digits {
		r, _ := utf8.DecodeRuneInString(rest)
		return l.fail(l.pos, "\\%c is no escape of a string; a backslash itself is written \\\\", r)
	}
	n, err := strconv.ParseUint(rest[1:1+digits], 16, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return l.fail(l.pos, "expected %d hexadecimal digits of a character after \\%c", digits, rest[0])
	}
	b.WriteRune(rune(n))
	l.pos += 2 + digits
	return nil
}
