package format

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/clewgraph/clew/graph"
)

// writeCypher writes a statement a line, for Neo4j 4.4 and later and what speaks its Cypher. Running it twice changes nothing.
// The first line makes the ids unique, and so found in no time.
func writeCypher(ctx context.Context, w io.Writer, g Graph, _ Options) error {
	if _, err := io.WriteString(w, "CREATE CONSTRAINT clew_entity IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE;\n"); err != nil {
		return err
	}
	err := each(ctx, g.Entities, func(e graph.Entity) error {
		_, err := fmt.Fprintf(w, "MERGE (e:Entity {id: %s}) SET e:%s, e.name = %s, e.aliases = %s%s;\n",
			cypherString(string(e.ID)), cypherLabel(e.Kind), cypherString(e.Name), cypherList(e.Aliases), cypherIDs(e.IDs))
		return err
	})
	if err != nil {
		return err
	}
	return each(ctx, g.Statements, func(s graph.Statement) error {
		past, from, to := s.Held()
		_, err := fmt.Fprintf(w, "MATCH (s:Entity {id: %s}), (o:Entity {id: %s}) MERGE (s)-[r:%s]->(o)"+
			" SET r.confidence = %s, r.past = %t, r.from = %s, r.to = %s, r.sources = %d, r.articles = %s, r.quote = %s;\n",
			cypherString(string(s.Subject.ID)), cypherString(string(s.Object.ID)), cypherName(string(s.Predicate)),
			number(s.Confidence()), past, cypherString(string(from)), cypherString(string(to)), s.Sources(), cypherList(sources(s)), cypherString(s.Best().Text))
		return err
	})
}

// cypherLabel is the label of a kind: Person, Institution, …
func cypherLabel(k graph.Kind) string {
	if k == "" {
		return "Entity"
	}
	return cypherName(strings.ToUpper(string(k[:1])) + string(k[1:]))
}

// cypherName quotes a name of a type or property. The bytes of what is no ASCII letter, digit or _ are written as %60, so that it
// holds no backtick, and no \u0060, which some versions take for one.
func cypherName(name string) string {
	b := []byte{'`'}
	for _, c := range []byte(name) {
		if c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' {
			b = append(b, c)
		} else {
			b = fmt.Appendf(b, "%%%02X", c)
		}
	}
	return string(append(b, '`'))
}

func cypherIDs(ids map[string]string) string {
	var b strings.Builder
	for _, catalogue := range sortedKeys(ids) {
		b.WriteString(", e." + cypherName("id_"+catalogue) + " = " + cypherString(ids[catalogue]))
	}
	return b.String()
}

func cypherList(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = cypherString(v)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// cypherString quotes a string. Control characters are written as \u001B, which openCypher and Neo4j read; FalkorDB leaves it
// as it is written.
func cypherString(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		switch {
		case r == '\\' || r == '\'':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
