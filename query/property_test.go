package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/index"
)

// triples is a source of plain triples; loners are entities without a statement.
type triples struct {
	list   [][3]string
	loners []string
}

func termID(term string) graph.EntityID { return graph.EntityID("place/" + term) }

func (t triples) Articles(ctx context.Context) iter.Seq2[graph.Article, error] {
	return ArticlesOf(t.Statements(ctx))
}

func (t triples) Entities(ctx context.Context) iter.Seq2[graph.Entity, error] {
	var loners []graph.Entity
	for _, l := range t.loners {
		loners = append(loners, graph.Entity{ID: termID(l), Name: l, Kind: graph.Place})
	}
	return EntitiesOf(t.Statements(ctx), loners...)
}

func (t triples) Statements(context.Context) iter.Seq2[graph.Statement, error] {
	slices.SortFunc(t.list, func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
	evidence := []graph.Evidence{{Article: &graph.Article{ID: "a:0"}, Span: graph.Span{End: 1}, Text: "x", Confidence: 1}}
	return func(yield func(graph.Statement, error) bool) {
		for _, l := range slices.Compact(t.list) {
			ref := func(s string) graph.Ref { return graph.Ref{ID: termID(s), Name: s, Kind: graph.Place} }
			if !yield(graph.Statement{Subject: ref(l[0]), Predicate: graph.Predicate(l[1]), Object: ref(l[2]), Evidence: evidence}, nil) {
				return
			}
		}
	}
}

// endPairs returns every pair of terms that a property path connects.
func endPairs(t *testing.T, src triples, expr string) [][2]string {
	t.Helper()
	g, err := Open(t.Context(), t.TempDir(), "1", func(context.Context) (index.Source, io.Closer, error) { return src, io.NopCloser(nil), nil })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.Close() }()
	a, err := compile(g.x, expr, false)
	if err != nil {
		t.Fatal(err)
	}
	var pairs [][2]string
	for n := range index.Node(g.x.Nodes()) {
		to, err := g.reach(t.Context(), n, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range to {
			pairs = append(pairs, [2]string{g.x.Name(n), g.x.Name(m)})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	return pairs
}

func TestPropertyPaths(t *testing.T) {
	const chain, diamond, mixed = "a p b, b p c, c q d", "a p b, a p c, b p d, c p d, d p d", "a p b, c p b, b q a, a r a"
	tests := []struct{ data, expr, want string }{
		{chain, "p", "ab bc"},
		{chain, " p / p ", "ac"},
		{chain, "^p", "ba cb"},
		{chain, "^(p/q)", "db"},
		{chain, "^((p/q))", "db"},
		{chain, "^((p/q)|r)", "db"},
		{chain, "p|q", "ab bc cd"},
		{chain, "p|q/q|p/q", "ab bc bd"},
		{chain, "(p|q)/(p|q)", "ac bd"},
		{chain, "p?", "aa ab bb bc cc dd"},
		{chain, "p*", "aa ab ac bb bc cc dd"},
		{chain, "p+", "ab ac bc"},
		{chain, "((p)*)*", "aa ab ac bb bc cc dd"},
		{chain, "(p/p)?", "aa ac bb cc dd"},
		{chain, "p*/q", "ad bd cd"},
		{chain, "!p", "cd"},
		{chain, "!^p", "dc"},
		{chain, "!(p|^q)", "ba cb cd"},
		{chain, "!()", "ab bc cd"},
		{chain, "^!p", "dc"},
		{chain, "<p>/<urn:clew:vocab:p>", "ac"},
		{chain, "endedBy?", "aa bb cc dd"}, // the ontology knows it though nothing states it
		{diamond, "p+", "ab ac ad bd cd dd"},
		{diamond, "p/p", "ad bd cd dd"},
		{diamond, "^p/p", "bb bc cb cc dd"},
		{mixed, "p/^p", "aa ac ca cc"},
		{mixed, "(p/q)+", "aa ca"},
		{mixed, "^r*", "aa bb cc"},
		{mixed, "!(p|^p)", "aa ab ba"},
	}
	for _, test := range tests {
		t.Run(test.expr, func(t *testing.T) {
			var src triples
			for item := range strings.SplitSeq(test.data, ", ") {
				src.list = append(src.list, [3]string(strings.Fields(item)))
			}
			var got []string
			for _, p := range endPairs(t, src, test.expr) {
				got = append(got, p[0]+p[1])
			}
			if d := cmp.Diff(test.want, strings.Join(got, " ")); d != "" {
				t.Errorf("%s over %s: %s", test.expr, test.data, d)
			}
		})
	}
}

func TestExprErrors(t *testing.T) {
	g, err := Open(t.Context(), t.TempDir(), "1", func(context.Context) (index.Source, io.Closer, error) {
		return triples{list: [][3]string{{"a", "worksFor", "b"}}}, io.NopCloser(nil), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.Close() }()
	tests := []struct{ expr, want string }{
		{"", "column 1: expected a predicate, ^, ! or (, found the end"},
		{"worksFor/", "column 10: expected a predicate, ^, ! or (, found the end"},
		{"(worksFor", "column 10: expected an operator (/ | * + ?) or a closing parenthesis, found the end"},
		{"worksFor)", "column 9: expected an operator (/ | * + ?) or the end, found ')'"},
		{"worksFor worksFor", "column 10: expected an operator (/ | * + ?) or the end, found 'w'"},
		{"worksFor**", "column 10: expected an operator (/ | * + ?) or the end, found '*'"},
		{"!(worksFor", "column 11: expected | or a closing parenthesis, found the end"},
		{"!(worksFor/leads)", "column 11: expected | or a closing parenthesis, found '/'"},
		{"<worksFor", "column 10: expected a closing >, found the end"},
		{"é/%", "column 3: expected a predicate, ^, ! or (, found '%'"},
		{"leads/workFor", `column 7: there is no predicate "workFor"; did you mean worksFor, workedFor?`},
		{"zzzzzzzzzzzzzzzzzzzz", `column 1: there is no predicate "zzzzzzzzzzzzzzzzzzzz"`},
		{strings.Repeat("(", 200) + "leads", "column 102: expected at most 100 parentheses in one another"},
		{strings.Repeat("leads/", 70) + "leads", "column 373: expected at most 62 predicates"},
	}
	for _, test := range tests {
		_, err := compile(g.x, test.expr, true)
		var e *ExprError
		if !errors.As(err, &e) {
			t.Errorf("%q: %v", test.expr, err)
			continue
		}
		if d := cmp.Diff("property path: "+test.want, e.Error()); d != "" {
			t.Errorf("%q: %s", test.expr, d)
		}
	}
}

func ExampleExprError_Caret() {
	_, err := parseExpr("educatedAt/|worksFor")
	var e *ExprError
	if errors.As(err, &e) {
		fmt.Println(e.Caret())
	}
	// Output:
	// educatedAt/|worksFor
	//            ^
}

func FuzzParseExpr(f *testing.F) {
	for _, s := range []string{"", "p", "^(p/q)*|!(a|^b)?", "<urn:clew:vocab:a%20b>", "!()", "((((", "é/\xff", "p**"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, err := parseExpr(s)
		var e *ExprError
		if err != nil && (!errors.As(err, &e) || e.Offset > len(s) || strings.Count(e.Caret(), "\n") != 1) {
			t.Errorf("%q: %v", s, err)
		}
	})
}

// TestW3C runs the property-path part of the SPARQL 1.1 test suite (github.com/w3c/rdf-tests, folder
// sparql/sparql11/property-path) where CLEW_W3C_PROPERTY_PATH names a copy of it. Of each query the path
// alone is taken; pairs of ends are compared as sets.
func TestW3C(t *testing.T) {
	dir := os.Getenv("CLEW_W3C_PROPERTY_PATH")
	if dir == "" {
		t.Skip("CLEW_W3C_PROPERTY_PATH names no copy of the suite")
	}
	manifest := readText(t, dir, "manifest.ttl")
	tests := regexp.MustCompile(`(?s)\n:(\S+)\s+rdf:type mf:QueryEvaluationTest.*?mf:result\s+<([^>]+)>`).FindAllStringSubmatch(manifest, -1)
	if len(tests) != 33 {
		t.Fatalf("the manifest has %d tests, not 33", len(tests))
	}
	for _, m := range tests {
		t.Run(m[1], func(t *testing.T) { runW3C(t, dir, m[0], readText(t, dir, m[2])) })
	}
}

func readText(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// runW3C evaluates a test's pattern, which is one triple, over each of its graphs by itself.
func runW3C(t *testing.T, dir, test, result string) {
	text := readText(t, dir, regexp.MustCompile(`qt:query\s+<([^>]+)>`).FindStringSubmatch(test)[1])
	prefixes := map[string]string{}
	for _, m := range regexp.MustCompile(`(?i)prefix\s+(\S*):\s*<([^>]*)>`).FindAllStringSubmatch(text, -1) {
		prefixes[m[1]] = m[2]
	}
	graphs := regexp.MustCompile(`<([^>]+\.ttl)>`).FindAllStringSubmatch(test, -1)
	if m := regexp.MustCompile(`<(ng-\d+\.ttl)>`).FindStringSubmatch(text); m != nil {
		graphs = [][]string{m}
	}
	pattern := regexp.MustCompile(`(?s)(\S+)\s+(\S.*?)\s+(\S+)\s*$`).FindStringSubmatch(pathPattern(text))
	subject, expr, object := fullTerm(pattern[1], prefixes), fullExpr(pattern[2], prefixes), fullTerm(pattern[3], prefixes)
	got := map[string]bool{}
	for _, g := range graphs {
		src := readTurtle(t, dir, g[1])
		for _, term := range []string{subject, object} {
			if term[0] != '?' {
				src.loners = append(src.loners, term)
			}
		}
		for _, p := range endPairs(t, src, expr) {
			if row, ok := bind(subject, object, p, result); ok {
				got[row] = true
			}
		}
	}
	if d := cmp.Diff(wantedRows(result), got); d != "" {
		t.Errorf("%s %s %s: %s", subject, expr, object, d)
	}
}

// pathPattern returns what stands in the query's innermost braces that hold a path.
func pathPattern(text string) string {
	text = regexp.MustCompile(`(?s)VALUES[^}]*}|FILTER.*?\)|(?i)GRAPH\s+\S+`).ReplaceAllString(text, "")
	text = text[strings.LastIndex(text, "{")+1:]
	return strings.TrimSpace(text[:strings.Index(text, "}")])
}

func fullTerm(term string, prefixes map[string]string) string {
	prefix, local, ok := strings.Cut(term, ":")
	if base, known := prefixes[prefix]; ok && known {
		return base + local
	}
	return strings.Trim(term, "<>")
}

func fullExpr(expr string, prefixes map[string]string) string {
	return regexp.MustCompile(`<[^>]*>|\w*:\w+|\ba\b`).ReplaceAllStringFunc(expr, func(s string) string {
		if s == "a" {
			return "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
		}
		return "<" + fullTerm(s, prefixes) + ">"
	})
}

// bind returns a pair of ends as a row of the result's variables, if the constants and equal variables
// agree with it.
func bind(subject, object string, pair [2]string, result string) (string, bool) {
	values := map[string]string{}
	for i, term := range []string{subject, object} {
		if term[0] != '?' && term != pair[i] || values[term] != "" && values[term] != pair[i] {
			return "", false
		}
		if term[0] == '?' {
			values[term] = pair[i]
		}
	}
	for name := range values {
		if !regexp.MustCompile(`<variable name=["']` + name[1:] + `["']`).MatchString(result) {
			delete(values, name)
		}
	}
	return rowText(values), true
}

func rowText(values map[string]string) string {
	var row []string
	for name, value := range values {
		row = append(row, strings.Trim(name, "?")+"="+value)
	}
	slices.Sort(row)
	return strings.Join(row, " ")
}

// wantedRows reads a SPARQL result; true is one row without variables.
func wantedRows(result string) map[string]bool {
	rows := map[string]bool{}
	if strings.Contains(result, "<boolean>true") {
		rows[""] = true
	}
	for _, r := range regexp.MustCompile(`(?s)<result>(.*?)</result>`).FindAllStringSubmatch(result, -1) {
		values := map[string]string{}
		for _, b := range regexp.MustCompile(`(?s)<binding name=["'](\w+)["']>\s*<(?:uri|literal)[^>]*>(.*?)</`).FindAllStringSubmatch(r[1], -1) {
			values[b[1]] = b[2]
		}
		rows[rowText(values)] = true
	}
	return rows
}

// readTurtle reads the little Turtle that the suite's data is written in.
func readTurtle(t *testing.T, dir, name string) triples {
	t.Helper()
	prefixes := map[string]string{}
	var src triples
	var line []string
	for _, token := range regexp.MustCompile(`#[^\n]*\n|<[^>]*>|"[^"]*"|[;,.]\s|[^\s;,.]+`).FindAllString(readText(t, dir, name)+"\n", -1) {
		switch token = strings.TrimSpace(token); {
		case strings.HasPrefix(token, "#"):
		case token == "." && len(line) == 3 && line[0] == "@prefix":
			prefixes[strings.TrimSuffix(line[1], ":")] = strings.Trim(line[2], "<>")
			line = nil
		case token == "." || token == ";" || token == ",":
			if len(line) == 3 {
				src.list = append(src.list, [3]string{fullTerm(line[0], prefixes), predicateTerm(line[1], prefixes), fullTerm(strings.Trim(line[2], `"`), prefixes)})
			}
			line = line[:min(len(line), map[string]int{".": 0, ";": 1, ",": 2}[token])]
		default:
			line = append(line, token)
		}
	}
	return src
}

func predicateTerm(term string, prefixes map[string]string) string {
	return strings.Trim(fullExpr(term, prefixes), "<>")
}
