package nquads

import "unicode/utf8"

// Kind says what a term is.
type Kind byte

// The kinds of term. None is the graph label of a quad of the default graph.
const (
	None Kind = iota
	IRI
	Blank
	Literal
)

// Term is an IRI, a blank node or a literal. Escapes are resolved in all its parts.
type Term struct {
	Kind     Kind
	Value    []byte // the IRI without <>, the label without _:, the text without quotes
	Language []byte // of a literal, as in "en-GB"; nil where it has none
	Datatype []byte // IRI of a literal's type; nil where it has none, which means xsd:string
}

// Quad is a statement of RDF and the graph that it stands in.
type Quad struct {
	Subject, Predicate, Object, Graph Term
}

// AppendIRI appends <iri>, percent-encoding each byte that an IRI may not hold, so that
// the line stays readable whatever the IRI is.
func AppendIRI(b []byte, iri string) []byte {
	b = append(b, '<')
	for i := 0; i < len(iri); {
		if iriBytes[iri[i]] == plain {
			b = append(b, iri[i])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(iri[i:])
		for _, c := range []byte(iri[i : i+size]) {
			if r == utf8.RuneError && size == 1 || !iriRune(r) {
				b = append(b, '%', upperHex[c>>4], upperHex[c&15])
			} else {
				b = append(b, c)
			}
		}
		i += size
	}
	return append(b, '>')
}

// iriRune reports whether IRIREF allows the character.
func iriRune(r rune) bool {
	switch r {
	case '<', '>', '"', '{', '}', '|', '^', '`', '\\':
		return false
	}
	return r > ' '
}

const upperHex = "0123456789ABCDEF"

// AppendString appends the text as a quoted literal. Bytes that are no UTF-8 become U+FFFD.
func AppendString(b []byte, text string) []byte {
	b = append(b, '"')
	for _, r := range text {
		if r >= ' ' && r != '"' && r != '\\' && r != 0x7F {
			b = utf8.AppendRune(b, r)
			continue
		}
		b = appendEscape(b, r)
	}
	return append(b, '"')
}

func appendEscape(b []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(b, '\\', byte(r))
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	case '\b':
		return append(b, `\b`...)
	case '\f':
		return append(b, `\f`...)
	}
	return append(b, '\\', 'u', '0', '0', upperHex[r>>4&15], upperHex[r&15])
}
