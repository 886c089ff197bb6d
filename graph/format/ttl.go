package format

import (
	"context"
	"io"
	"strings"
)

// turtle writes triples grouped by subject. Turtle has no labels; what an article states can still be told by the
// prov:wasDerivedFrom and oa:hasSource of each statement.
type turtle struct {
	w        io.Writer
	subject  string            // whose triples are being written
	prefixes map[string]string // by namespace
	buffer   []byte
}

func writeTTL(ctx context.Context, w io.Writer, g Graph, o Options) error {
	t := &turtle{w: w, prefixes: map[string]string{}}
	for _, p := range prefixes {
		t.prefixes[p[1]] = p[0]
		t.buffer = append(t.buffer, "@prefix "+p[0]+": <"+p[1]+"> .\n"...)
	}
	out := &rdfWriter{out: t}
	if err := out.write(ctx, g, o); err != nil {
		return err
	}
	if t.subject != "" {
		t.buffer = append(t.buffer, " .\n"...)
	}
	return t.flush()
}

func (t *turtle) labels() bool { return false }

func (t *turtle) quad(subject, predicate, object, _ string) error {
	switch t.subject {
	case subject:
		t.buffer = append(t.buffer, " ;\n\t"...)
	case "":
		t.buffer = append(append(t.buffer, "\n"+subject...), ' ')
	default:
		t.buffer = append(append(t.buffer, " .\n\n"+subject...), ' ')
	}
	t.subject = subject
	if predicate = t.prefixed(predicate); predicate == "rdf:type" {
		predicate = "a"
	}
	t.buffer = append(append(t.buffer, predicate...), ' ')
	t.buffer = append(t.buffer, t.shortObject(object)...)
	return t.flush()
}

func (t *turtle) flush() error {
	_, err := t.w.Write(t.buffer)
	t.buffer = t.buffer[:0]
	return err
}

// shortObject writes an object with prefixes in it, where it has an IRI or a datatype that has one.
func (t *turtle) shortObject(object string) string {
	if strings.HasPrefix(object, "<") {
		return t.prefixed(object)
	}
	if i := strings.LastIndex(object, `"^^<`); i > 0 && strings.HasSuffix(object, ">") {
		return object[:i+len(`"^^`)] + t.prefixed(object[i+len(`"^^`):])
	}
	return object
}

// prefixed writes an IRI with its prefix where what follows the namespace is letters and digits only.
func (t *turtle) prefixed(iri string) string {
	end := strings.LastIndexAny(iri, "#/:") + 1
	if prefix, ok := t.prefixes[iri[1:max(1, end)]]; ok && isWord(iri[end:len(iri)-1]) {
		return prefix + ":" + iri[end:len(iri)-1]
	}
	return iri
}

// isWord reports whether the name is made of ASCII letters and digits and begins with a letter.
func isWord(name string) bool {
	for i, r := range name {
		if !('a' <= r|0x20 && r|0x20 <= 'z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}
