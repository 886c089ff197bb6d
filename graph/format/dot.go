package format

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// writeDOT writes the whole graph plainly, for Graphviz and what reads its language. The diagrams of
// answers are drawn by query/diagram.
func writeDOT(ctx context.Context, w io.Writer, g Graph, _ Options) error {
	if _, err := io.WriteString(w, "digraph clew {\n"); err != nil {
		return err
	}
	err := each(ctx, g.Entities, func(e graph.Entity) error {
		_, err := fmt.Fprintf(w, "\t%s [label=%s, class=%s];\n", dotID(string(e.ID)), dotLabel(e.Name), dotID(string(e.Kind)))
		return err
	})
	if err != nil {
		return err
	}
	err = each(ctx, g.Statements, func(s graph.Statement) error {
		style := ""
		if past, _, _ := s.Held(); past {
			style = ", style=dashed"
		}
		_, err := fmt.Fprintf(w, "\t%s -> %s [label=%s, weight=%d%s];\n", dotID(string(s.Subject.ID)), dotID(string(s.Object.ID)), dotLabel(string(s.Predicate)), s.Sources(), style)
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "}\n")
	return err
}

// dotID quotes a string that Graphviz takes as it is. A backslash is written as %5C, and % as %25: Graphviz
// leaves backslashes in ids as they are written, and one before the closing quote would open it again.
func dotID(s string) string { return `"` + dotIDEscapes.Replace(clean(s)) + `"` }

var dotIDEscapes = strings.NewReplacer(`"`, `\"`, `\`, `%5C`, `%`, `%25`, "\n", `%0A`, "\r", `%0D`)

// dotLabel quotes a string that Graphviz takes for a label, in which \N is the node's name and &amp; an ampersand.
func dotLabel(s string) string { return `"` + dotLabelEscapes.Replace(clean(s)) + `"` }

var dotLabelEscapes = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "&", "&amp;", "<", "&lt;", ">", "&gt;", "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// clean puts U+FFFD in the place of control characters other than line breaks and tabs, and of what is no UTF-8.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7F {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
