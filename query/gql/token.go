package gql

import (
	"fmt"
	"strings"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokWord
	tokQuoted // `a name`
	tokString
	tokInt
	tokFloat
	tokParam // $name
	tokPunct
)

// token is a piece of the query's text. Of a string, a quoted name and a parameter, text is the value.
type token struct {
	kind tokenKind
	pos  int // byte offset where it begins
	end  int // byte offset after it
	text string
}

// is reports whether the token is this keyword, in capitals, or this punctuation.
func (t token) is(s string) bool {
	return t.kind == tokPunct && t.text == s || t.kind == tokWord && strings.EqualFold(t.text, s)
}

// String shows the token in an error.
func (t token) String() string {
	switch t.kind {
	case tokEnd:
		return "the end of the query"
	case tokString:
		return fmt.Sprintf("the string %s", quoted(t.text))
	case tokParam:
		return "$" + t.text
	case tokQuoted:
		return "`" + t.text + "`"
	}
	return t.text
}

// quoted shows a string of the query, cut where it is long.
func quoted(s string) string {
	if r := []rune(s); len(r) > 30 {
		s = string(r[:30]) + "…"
	}
	return "'" + printable([]rune(s)) + "'"
}

// reserved are the words that stand for themselves only in backquotes.
var reserved = wordSet(`ACYCLIC ALL AND ANY AS ASC BY CONTAINS CREATE DELETE DESC DISTINCT ENDS FALSE IN INSERT IS LIMIT
	MATCH MERGE NOT NULL OFFSET OPTIONAL OR ORDER REMOVE RETURN SET SHORTEST SIMPLE SKIP STARTS TRAIL TRUE UNION WALK WHERE WITH XOR`)

// writing are the words that begin a statement that changes a graph.
var writing = wordSet(`CREATE INSERT SET DELETE DETACH NODETACH REMOVE MERGE DROP FOREACH ALTER GRANT REVOKE START COMMIT ROLLBACK`)

// unsupported are the words that begin other statements of GQL and Cypher, and an operator of Cypher.
var unsupported = wordSet(`WITH UNWIND UNION CALL LOAD LET FOR FILTER NEXT EXCEPT INTERSECT OTHERWISE USE SELECT FINISH SHOW EXPLAIN PROFILE GROUP HAVING ^`)

// operators are the words that may follow a value.
var operators = strings.Fields(`AND OR XOR NOT IN IS CONTAINS STARTS ENDS`)

// elsewhere says how operators and a function of other languages are written here.
var elsewhere = map[string]string{
	"LIKE":    "write a.name CONTAINS 'part', or a.name =~ '.*part.*' with a regular expression",
	"ILIKE":   "write a.name =~ '(?i).*part.*' with a regular expression",
	"REGEXP":  "write a.name =~ '.*part.*'",
	"BETWEEN": "write x >= 1 AND x <= 9",
	"^":       "write x * x",
	"DATE":    "write DATE '2016-05-31', or the text alone",
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
