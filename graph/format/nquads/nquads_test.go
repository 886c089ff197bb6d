package nquads_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph/format/nquads"
	"github.com/google/go-cmp/cmp"
)

// canonical reads a document and returns it as this package writes it.
func canonical(in []byte) (out []byte, quads int, err error) {
	r := nquads.NewReader(bytes.NewReader(in))
	for {
		q, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, quads, nil
		}
		if err != nil {
			return nil, quads, err
		}
		quads++
		out = appendQuad(out, q)
	}
}

// appendQuad appends the quad and a newline in the canonical form of N-Quads.
func appendQuad(b []byte, q nquads.Quad) []byte {
	for _, t := range []nquads.Term{q.Subject, q.Predicate, q.Object, q.Graph} {
		if t.Kind != nquads.None {
			b = append(appendTerm(b, t), ' ')
		}
	}
	return append(b, '.', '\n')
}

func appendTerm(b []byte, t nquads.Term) []byte {
	switch t.Kind {
	case nquads.IRI:
		return nquads.AppendIRI(b, string(t.Value))
	case nquads.Blank:
		return append(append(b, "_:"...), t.Value...)
	case nquads.Literal:
		b = nquads.AppendString(b, string(t.Value))
		switch {
		case len(t.Language) > 0:
			return append(append(b, '@'), t.Language...)
		case len(t.Datatype) > 0:
			return nquads.AppendIRI(append(b, "^^"...), string(t.Datatype))
		}
	}
	return b
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"comments and blank lines", "# a\n\n  \t# b\r\n#c", ""},
		{"triple", "<a:s> <a:p> <a:o> .", "<a:s> <a:p> <a:o> .\n"},
		{"quad and comment", "<a:s> <a:p> <a:o> <a:g> . # why", "<a:s> <a:p> <a:o> <a:g> .\n"},
		{"least white space", "<a:s><a:p>\"o\"@en<a:g>.", "<a:s> <a:p> \"o\"@en <a:g> .\n"},
		{"most white space", "\t <a:s>\t<a:p>  _:o \t _:g  . \n", "<a:s> <a:p> _:o _:g .\n"},
		{"lines ended by CR", "_:a <a:p> \"\" .\r_:b <a:p> \"\" .\r\n", "_:a <a:p> \"\" .\n_:b <a:p> \"\" .\n"},
		{"byte order mark", "\uFEFF<a:s> <a:p> \"\" .", "<a:s> <a:p> \"\" .\n"},
		{"escapes", `<a:s> <a:p> "\t\b\n\r\f\"\'\\\u00e9\U0001F600" .`, "<a:s> <a:p> \"\\t\\b\\n\\r\\f\\\"'\\\\é😀\" .\n"},
		{"controls", `<a:s> <a:p> "\u0000\u001b\u007F\u0085" .`, "<a:s> <a:p> \"\\u0000\\u001B\\u007F\u0085\" .\n"},
		{"escaped IRI", `<a:\u00e9> <a:p> "1"^^<a:\u0074> .`, "<a:é> <a:p> \"1\"^^<a:t> .\n"},
		{"label with dots", "_:a.b..c <a:p> _:1-2.", "_:a.b..c <a:p> _:1-2 .\n"},
		{"language", `<a:s> <a:p> "x"@de-Latn-1996 .`, "<a:s> <a:p> \"x\"@de-Latn-1996 .\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := canonical([]byte(c.in))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"cut short", "<a:s> <a:p>", "line 1: column 12: a term was expected"},
		{"no full stop", "\n<a:s> <a:p> <a:o>\n", "line 2: column 18: a term was expected"},
		{"five terms", "<a:s> <a:p> <a:o> <a:g> <a:h> .", "a full stop was expected"},
		{"two on a line", "<a:s> <a:p> <a:o> . <a:s> <a:p> <a:o> .", "something follows"},
		{"literal subject", `"s" <a:p> <a:o> .`, "only be an object"},
		{"literal graph", `<a:s> <a:p> <a:o> "g" .`, "only be an object"},
		{"blank predicate", `<a:s> _:p <a:o> .`, "the predicate is not an IRI"},
		{"relative", `<s> <a:p> <a:o> .`, "the IRI <s> is relative"},
		{"space in IRI", `<a:s s> <a:p> <a:o> .`, "may not hold ' '"},
		{"escaped space in IRI", `<a:s\u0020> <a:p> <a:o> .`, "may not hold"},
		{"newline escape in IRI", `<a:\n> <a:p> <a:o> .`, `no escape \n`},
		{"open IRI", "<a:s\n> <a:p> <a:o> .", "not closed by >"},
		{"escape at the end of an IRI", `<a:\`, "not closed by >"},
		{"open literal", "<a:s> <a:p> \"o\n\" .", "not closed by a quote"},
		{"escape at the end of a literal", `<a:s> <a:p> "\`, "not closed by a quote"},
		{"unknown escape", `<a:s> <a:p> "\a" .`, `no escape \a`},
		{"short escape", `<a:s> <a:p> "\u12" .`, "cut short"},
		{"escape that is no number", `<a:s> <a:p> "\u12XY" .`, "no character"},
		{"surrogate", `<a:s> <a:p> "\uD800" .`, "no character"},
		{"beyond Unicode", `<a:s> <a:p> "\UFFFFFFFF" .`, "no character"},
		{"bad language", `<a:s> <a:p> "x"@1 .`, "a language tag is"},
		{"no datatype", `<a:s> <a:p> "x"^^_:b .`, "the IRI of a datatype"},
		{"no label", `_: <a:p> <a:o> .`, "has no label"},
		{"colon in a label", `_:a:b <a:p> <a:o> .`, "a term was expected"},
		{"bad UTF-8", "<a:s> <a:p> \"\xff\" .", "not valid UTF-8"},
		{"bad UTF-8 in an IRI", "<a:\xff> <a:p> \"\" .", "not valid UTF-8"},
		{"bad UTF-8 in a comment", "#\xff", "not valid UTF-8"},
		{"directive", "@prefix a: <a:> .", "a term was expected"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := canonical([]byte(c.in))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
	}
}

// TestLongLine reads a line that is longer than the buffer, and then the next.
func TestLongLine(t *testing.T) {
	in := `<a:s> <a:p> "` + strings.Repeat("long ", 1<<16) + "\" .\n<a:s> <a:p> <a:o> .\n"
	got, _, err := canonical([]byte(in))
	if err != nil || string(got) != in {
		t.Errorf("%d bytes and %v, want the %d bytes that were read", len(got), err, len(in))
	}
}

func TestAppendIRI(t *testing.T) {
	for in, want := range map[string]string{
		"urn:x:liu-jun":              "<urn:x:liu-jun>",
		"urn:x:a b<c>\"d\"{}|\\^`\n": "<urn:x:a%20b%3Cc%3E%22d%22%7B%7D%7C%5C%5E%60%0A>",
		"urn:x:刘军":                   "<urn:x:刘军>",
		"urn:x:\xff":                 "<urn:x:%FF>",
	} {
		if got := string(nquads.AppendIRI(nil, in)); got != want {
			t.Errorf("%q becomes %s, want %s", in, got, want)
		}
	}
}

// FuzzRead holds that whatever is read is written so that it is read again as the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte("<a:s> <a:p> \"o\\u00e9\"@en-GB <a:g> . # c\n_:b <a:p> \"1\"^^<a:t> .\r"))
	f.Add([]byte("_:a.b <a:\\u0074> \"\\\\\\\"\" _:g.\n"))
	f.Add([]byte("\uFEFF\n<a:"))
	f.Fuzz(func(t *testing.T, in []byte) {
		once, quads, err := canonical(in)
		if err != nil {
			return
		}
		twice, again, err := canonical(once)
		if err != nil || quads != again || !bytes.Equal(once, twice) {
			t.Errorf("%d quads, then %d and %v:\n%s\n%s", quads, again, err, once, twice)
		}
	})
}
