package gql

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

var vocabulary = Vocabulary{Predicates: []graph.Predicate{"educatedAt", "locatedIn", "worksFor"}}

// TestSameMeaning compares queries that are written differently and mean the same.
func TestSameMeaning(t *testing.T) {
	for _, c := range []struct{ cypher, gql string }{
		{"MATCH (a)-[:worksFor*1..3]->(b) RETURN b", "MATCH (a)-[:worksFor]->{1,3}(b) RETURN b"},
		{"MATCH TRAIL (a)-[:worksFor*2..]->(b) RETURN b", "MATCH TRAIL (a)-[:worksFor]->{2,}(b) RETURN b"},
		{"MATCH (a)-[*..3]->(b) RETURN b", "MATCH (a)-[]->{1,3}(b) RETURN b"},
		{"MATCH (a)-[*2]->(b) RETURN b", "MATCH (a)-[]->{2}(b) RETURN b"},
		{"MATCH TRAIL (a)-[*]->(b) RETURN b", "MATCH TRAIL (a)-[]->+(b) RETURN b"},
		{"MATCH p = shortestPath((a)-[*]-(b)) RETURN p", "MATCH p = ANY SHORTEST (a)-[]-+(b) RETURN p"},
		{"MATCH p = allShortestPaths((a)-[*]-(b)) RETURN p", "MATCH p = ALL SHORTEST (a)-[]-+(b) RETURN p"},
		{"MATCH p = shortestPath((a)-[*]-(b)) RETURN p", "MATCH p = SHORTEST 1 PATHS (a)-[]-+(b) RETURN p"},
		{"MATCH (a)-->(b)<--(c)--(d) RETURN d", "MATCH (a)->(b)<-(c)-(d) RETURN d"},
		{"MATCH (a)<-->(b) RETURN b", "MATCH (a)<-[]->(b) RETURN b"},
		{"MATCH (a)-[:worksFor|:educatedAt]->(b) RETURN b", "MATCH (a)-[IS worksFor|educatedAt]->(b) RETURN b"},
		{"MATCH (a:person:country) RETURN a", "MATCH (a:person&country) RETURN a"},
		{"match (a) where a.name starts with 'x' return a skip 1", "MATCH (a) WHERE a.name STARTS WITH 'x' RETURN a OFFSET 1"},
		{"MATCH (a) WHERE a:person RETURN a", "MATCH (a) WHERE a IS LABELED person RETURN a"},
		{"MATCH (a) WHERE a.name != 'x' RETURN a", "MATCH (a) WHERE a.name <> 'x' RETURN a"},
		{`MATCH (a {name: "O'Neill"}) RETURN a`, `MATCH (a {name: 'O''Neill'}) RETURN a`},
		{`MATCH (a {name: 'O\'Neill'}) RETURN a`, `MATCH (a {name: 'O\u0027Neill'}) RETURN a`},
		{"MATCH (a)-[]->()-[]->(b) RETURN b", "MATCH (a)-[]->-[]->(b) RETURN b"},
		{"MATCH (a)-[]->(b) RETURN DISTINCT b ORDER BY b.name DESC", "MATCH WALK (a)-[]->(b) RETURN DISTINCT b ORDER BY b.name DESCENDING NULLS FIRST"},
		{"MATCH (a) RETURN [n IN [1] | (n)--(3) + (n)-(2)]", "MATCH (a) RETURN [n IN [1] | n - -3 + n - 2]"},
		{"MATCH (a) RETURN COUNT(*), Sum(1), SIZE(a.name)", "MATCH (a) RETURN count(*), sum(1), size(a.name)"},
		{"MATCH (a) RETURN count(ALL a.kind)", "MATCH (a) RETURN count(a.kind)"},
		{"MATCH (a) RETURN ALL ALL(x IN [1] WHERE x = 1)", "MATCH (a) RETURN ALL(x IN [1] WHERE x = 1)"},
		{"MATCH (a) RETURN ALL (a.name), 1", "MATCH (a) RETURN (a.name), 1"},
		{"MATCH (a) RETURN count(ALL(x IN [1] WHERE x = 1))", "MATCH (a) RETURN count(ALL ALL(x IN [1] WHERE x = 1))"},
		{"MATCH (a) RETURN 0.5", "MATCH (a) RETURN .5"},
		{"MATCH (a) RETURN a.name AS n // all", "MATCH (a) /* all */ RETURN a.name AS `n`;"},
	} {
		a, b := parse(t, c.cypher), parse(t, c.gql)
		if diff := cmp.Diff(a, b, meaning); diff != "" {
			t.Errorf("%s\n%s\n%s", c.cypher, c.gql, diff)
		}
	}
}

// meaning compares queries without regard to where their parts stand in the text.
var meaning = cmp.Options{
	cmp.Exporter(func(_ reflect.Type) bool { return true }),
	cmp.FilterPath(func(p cmp.Path) bool {
		f, ok := p.Last().(cmp.StructField)
		return ok && (f.Name() == "Pos" || f.Name() == "at" || f.Name() == "Text" || f.Name() == "Name" && p.Index(-2).Type().Name() == "ReturnItem")
	}, cmp.Ignore()),
}

func parse(t *testing.T, text string) *Query {
	t.Helper()
	q, err := Parse(text)
	if err == nil {
		err = Check(q, vocabulary)
	}
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestErrorShowsThePlace(t *testing.T) {
	for query, want := range map[string]string{
		"MATCH (a:Person)\n-[:worksAt]->(b)\nRETURN b": `line 2, column 4: 'worksAt' is no predicate
  -[:worksAt]->(b)
     ^
did you mean worksFor?`,
		"MATCH (日本)-->(b) RETURN 日本.nam": `line 1, column 28: an entity has no property 'nam'
  MATCH (日本)-->(b) RETURN 日本.nam
                                 ^
did you mean name?`,
		"MATCH\t(a)\tRETURN a.\x1b[31m": `line 1, column 20: the character '\x1b' has no meaning here
  MATCH (a) RETURN a.·[31m
                     ^`,
		"MATCH (a) WHERE a.name = '" + strings.Repeat("x", 200) + "' AND a.name RETURN a": `line 1, column 235: expected true or false, found a string
  …` + strings.Repeat("x", 52) + `' AND a.name RETURN a
                                                               ^`,
	} {
		q, err := Parse(query)
		if err == nil {
			err = Check(q, vocabulary)
		}
		if err == nil {
			t.Errorf("%s: no error", query)
		} else if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%s: error (-want +got)\n%s", query, diff)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	for query, want := range map[string]string{
		"MATCH (a)-[a]->(b) RETURN b":                                           "a is an entity, so it cannot be a statement too",
		"MATCH a = (a)-->(b) RETURN b":                                          "the name a is taken",
		"MATCH (a)-[e]->{1,2}(b)-[e]->(c) RETURN b":                             "it is a list",
		"MATCH (a) ((a)-->(x)){1,2} (b) RETURN b":                               "it is a list",
		"MATCH (a)-[e]->?(b), (c)-[e]->(d) RETURN b":                            "inside a quantified part and outside of it",
		"MATCH (a) ((x)-[e]->(y) WHERE a.name = x.name){1,2} (b) RETURN b":      "a is not bound in this part of the path",
		"MATCH (a), (b WHERE b.name = a.name) RETURN b":                         "a is not bound in this part of the path",
		"MATCH TRAIL (a) ((x)){1,} (b) RETURN b":                                "must cross at least one edge",
		"MATCH TRAIL (a) (()-[]->*()){1,} (b) RETURN b":                         "must cross at least one edge",
		"MATCH DIFFERENT EDGES p = ANY SHORTEST (a)-->(b) RETURN p":             "DIFFERENT EDGES",
		"MATCH (a) RETURN a.name, count(*) + size(a.id)":                        "a stands beside an aggregate",
		"MATCH (a) RETURN count(count(a))":                                      "not into another aggregate",
		"MATCH (a) WHERE count(a) > 1 RETURN a":                                 "belongs into RETURN",
		"MATCH (a) RETURN DISTINCT a.name ORDER BY a.id":                        "a is no column",
		"MATCH (a) RETURN a.kind, count(*) ORDER BY a.name":                     "a is no column",
		"MATCH (a) RETURN a.name, a.name":                                       "two columns are named 'a.name'",
		"MATCH () RETURN *":                                                     "nothing to return",
		"MATCH (a) RETURN sum(a.name)":                                          "sum takes a number, found a string",
		"MATCH (a) RETURN lower(ALL a.name)":                                    "expected a value",
		"MATCH (a) RETURN sum(*)":                                               "only count takes *",
		"MATCH p = (a)-->(b) WHERE length(a) > 1 RETURN p":                      "length takes a path, found an entity",
		"MATCH p = (a)-->(b) WHERE size(p) > 1 RETURN p":                        "size takes a list or a string, found a path",
		"MATCH (a) WHERE a RETURN a":                                            "expected true or false, found an entity",
		"MATCH (a) WHERE a < a RETURN a":                                        "an entity has no order",
		"MATCH (a {name: 1}) RETURN a":                                          "never equal",
		"MATCH (a) WHERE 1 < 2 < 3 RETURN a":                                    "comparisons do not follow each other",
		"MATCH (a) RETURN a.name + 1":                                           "cannot join a string and a number",
		"MATCH (a) RETURN a SKIP -1":                                            "expected the number of rows to skip",
		"MATCH (a) RETURN a LIMIT 1 SKIP 1":                                     "SKIP comes too late",
		"MATCH SHORTEST 0 (a)-->(b) RETURN a":                                   "expected a number of paths from 1",
		"MATCH (a)-->{3,2}(b) RETURN a":                                         "from its smaller to its larger",
		"MATCH (a)-->{0}(b) RETURN a":                                           "at least 1",
		"MATCH (a)-->{1,9999}(b) RETURN a":                                      "counts to 1000 at most",
		"MATCH (a)-[e*2]->{2}(b) RETURN a":                                      "a quantifier already",
		"MATCH (a)(b)-->) RETURN a":                                             "expected RETURN",
		"MATCH (match) RETURN a":                                                "expected ) or a name",
		"MATCH (a) RETURN a AS limit":                                           "found the keyword limit",
		"MATCH (a) WHERE a.name = 'x RETURN a":                                  "what begins here is not ended",
		"MATCH (a) WHERE a.name =~ '\\d' RETURN a":                              `\d is no escape`,
		"MATCH (a) RETURN 1a":                                                   "expected a space after the number 1",
		"MATCH (a) RETURN 99999999999999999999":                                 "is too large",
		"MATCH (a) WHERE a.from = DATE '2016-13' RETURN a":                      "not in the calendar",
		"MATCH (a) RETURN EXISTS { (a)-->(b) }":                                 "a query inside a query",
		"MATCH (a)-->(b) RETURN a UNION MATCH (a) RETURN a":                     "UNION is not part of this language",
		"MATCH p = ((a)-->(b) | (a)<--(b)) RETURN p":                            "alternatives of whole paths",
		"MATCH p = (TRAIL (a)-->(b)) RETURN p":                                  "a path mode holds of a whole path",
		"MATCH (a) /* RETURN a":                                                 "not closed",
		"MATCH (a) RETURN a\xff":                                                "not valid UTF-8",
		"MATCH (a) RETURN " + strings.Repeat("(", 300):                          "nests deeper than 200",
		"MATCH (a) WHERE " + strings.Repeat("NOT ", 300) + "TRUE RETURN a":      "nests deeper than 200",
		"MATCH (a) WHERE TRUE" + strings.Repeat(" OR TRUE", 2000) + " RETURN a": "more than 1000 operators",
		"MATCH (a:" + strings.Repeat("!", 300) + "person) RETURN a":             "nests deeper than 200",
		"MATCH (a) RETURN [1" + strings.Repeat(",1", 20000) + "]":               "more than 10000 values",
		"MATCH ()" + strings.Repeat("--()", 2000) + " RETURN 1":                 "more than 2000 nodes",
		"MATCH " + strings.Repeat("(", 300):                                     "nests deeper than 200",
		strings.Repeat(" ", MaxText+1):                                          "more than 1048576",
	} {
		q, err := Parse(query)
		if err == nil {
			err = Check(q, vocabulary)
		}
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Msg, want) {
			t.Errorf("%.80s: error %v, want one that says %s", query, err, want)
		}
	}
}

// TestErrorSuggests holds the sentence and the hint of an error against what was meant.
func TestErrorSuggests(t *testing.T) {
	const afterWhere = "expected an operator such as AND, RETURN or a further MATCH, found "
	const afterColumn = "expected an operator, AS, a comma, ORDER BY, SKIP, LIMIT or the end of the query, found "
	for query, want := range map[string][2]string{
		"MTACH (a) RETURN a":                {"expected MATCH or OPTIONAL MATCH, found MTACH", "did you mean MATCH?"},
		"optinal match (a) RETURN a":        {"expected MATCH or OPTIONAL MATCH, found optinal", "did you mean OPTIONAL?"},
		"OPTIONAL MACH (a) RETURN a":        {"expected MATCH after OPTIONAL, found MACH", "did you mean MATCH?"},
		"MATCH (a) RETRUN a":                {"expected RETURN, WHERE, a further path or a further MATCH, found RETRUN", "did you mean RETURN?"},
		"MATCH (a) WERE a.id = '1'":         {"expected RETURN, WHERE, a further path or a further MATCH, found WERE", "did you mean WHERE?"},
		"MATCH (a) somewhere":               {"expected RETURN, WHERE, a further path or a further MATCH, found somewhere", ""},
		"MATCH (a WERE a.id = '1')":         {"expected ) or :, { or WHERE, found WERE", "did you mean WHERE?"},
		"MATCH (a) RETURN a ODER BY a.name": {afterColumn + "ODER", "did you mean ORDER?"},
		"MATCH (a) RETURN a AS b LIMT 2":    {"expected a comma, ORDER BY, SKIP, LIMIT or the end of the query, found LIMT", "did you mean LIMIT?"},
		"MATCH (a) RETURN * LIMT 2":         {"expected ORDER BY, SKIP, LIMIT or the end of the query, found LIMT", "did you mean LIMIT?"},
		"MATCH (a) RETURN a SKIP 1 LIMT 2":  {"expected LIMIT or the end of the query, found LIMT", "did you mean LIMIT?"},
		"MATCH (a) RETURN a LIMIT 1 2":      {"expected the end of the query, found 2", ""},
		"MATCH (a) RETURN a; RETURN a":      {"expected the end of the query, found RETURN", ""},
		"MATCH (a) RETURN a ORDER BY a.name DECS": {
			"expected an operator, a comma, ASC, DESC, NULLS, SKIP, LIMIT or the end of the query, found DECS", "did you mean DESC?",
		},
		"MATCH (a) WHERE a.name CONTANS 'x' RETURN a":          {afterWhere + "CONTANS", "did you mean CONTAINS?"},
		"MATCH (a) WHERE a.name LIKE 'x' RETURN a":             {afterWhere + "LIKE", "write a.name CONTAINS 'part', or a.name =~ '.*part.*' with a regular expression"},
		"MATCH (a WHERE a.name LIKE 'x') RETURN a":             {"expected ) or an operator, found LIKE", "write a.name CONTAINS 'part', or a.name =~ '.*part.*' with a regular expression"},
		"MATCH (a) RETURN a.name LIKE 'x'":                     {afterColumn + "LIKE", "write a.name CONTAINS 'part', or a.name =~ '.*part.*' with a regular expression"},
		"MATCH (a) WHERE a.id BETWEEN 1 AND 2 RETURN a":        {afterWhere + "BETWEEN", "write x >= 1 AND x <= 9"},
		"MATCH (a) WHERE a.id = '1', (b) RETURN a":             {afterWhere + "a comma", "all paths stand before WHERE: MATCH (a), (b) WHERE a.name < b.name"},
		"MATCH (a) WHERE a.id = '1' (b) RETURN a":              {afterWhere + "(", ""},
		"LOAD CSV FROM 'x' AS row RETURN row":                  {"LOAD is not part of this language", "a query is one or more MATCH clauses and a RETURN"},
		"MATCH (a) WHERE (a)-[:worksFor]->() RETURN a":         {"a path as a value is not part of this language", noPattern},
		"MATCH (a) WHERE NOT ()-->(a) RETURN a":                {"a path as a value is not part of this language", noPattern},
		"MATCH (a) RETURN size((a {name: 'x'})<-[]-(:person))": {"a path as a value is not part of this language", noPattern},
		"MATCH (a) WHERE (a)--() RETURN a":                     {"a path as a value is not part of this language", noPattern},
		"MATCH (a)--(b) WHERE (a)--(b) RETURN a":               {"expected a number, found an entity", noPattern},
		"MATCH (a) WHERE 2 ^ 3 = 8 RETURN a":                   {"^ is not part of this language", "write x * x"},
		"MATCH (a) RETURN a.aliases[0..2]":                     {"a part of a list, x[0..2], is not part of this language", "an element is x[0], the last x[-1]"},
		"MATCH (a) RETURN a.aliases[..2]":                      {"a part of a list, x[0..2], is not part of this language", "an element is x[0], the last x[-1]"},
		"MATCH (a) RETURN {name: a.name}":                      {"a map, {name: value}, is not part of this language", "return a column for each value"},
		"MATCH (a) RETURN date('2016-05-31')":                  {"'date' is no function", "write DATE '2016-05-31', or the text alone"},
		"MATCH (a) RETURN elementId(a)":                        {"'elementId' is no function", "did you mean element_id?"},
		"MATCH (a)-[*0]->(b) RETURN a":                         {"to repeat nothing is not part of this language: a quantifier counts to at least 1", "from 0 times on is {0,1} or {0,}"},
		"MATCH (a) RETURN subString(a.name, 1, 2)":             {"'subString' is no function", ""},
		"MATCH (a) RETURN lenght(a.name)":                      {"'lenght' is no function", "did you mean length?"},
		"MATCH (a) RETURN TOLOWER(1)":                          {"TOLOWER takes a string, found a number", ""},
		"MATCH (a) RETURN SUM(a.name)":                         {"SUM takes a number, found a string", ""},
		"MATCH (a) WHERE Count(*) > 1 RETURN a":                {"the aggregate Count belongs into RETURN or ORDER BY, and not into another aggregate", ""},
	} {
		q, err := Parse(query)
		if err == nil {
			err = Check(q, vocabulary)
		}
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: error %v", query, err)
		} else if diff := cmp.Diff(want, [2]string{e.Msg, e.Hint}); diff != "" {
			t.Errorf("%s (-want +got)\n%s", query, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, query := range []string{
		"MATCH p = SHORTEST 3 TRAIL GROUPS (a:Person {name: 'Ada'})-[e:worksFor|educatedAt WHERE e.confidence >= 0.7]-{1,6}(b) RETURN p LIMIT 10",
		"MATCH (a) ((x)-[:educatedAt]->()<-[:educatedAt]-(y) WHERE x <> y){1,3} (b) RETURN [n IN x WHERE n:person | n.name][0], count(*) AS n ORDER BY n DESC",
		"OPTIONAL MATCH DIFFERENT EDGES p = shortestPath((a)-[*1..3]-(b)), (c)-->(d) WHERE ALL(e IN relationships(p) WHERE e.from IS NULL) RETURN DISTINCT * SKIP $k",
		"MATCH (a IS !person&%) RETURN -1.5e3 + .5 || 'x\\u0041' AS `a b` // c",
	} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err == nil {
			err = Check(q, vocabulary)
		}
		var e *Error
		switch {
		case err == nil:
			for _, item := range q.Return.Items {
				if Key(item.Expr) == "" {
					t.Errorf("an expression of %q has no key", text)
				}
			}
		case !errors.As(err, &e):
			t.Errorf("%q: error %v is no *Error", text, err)
		case e.Pos < 0 || e.Pos > len(text) || e.Msg == "" || !strings.Contains(e.Error(), "^"):
			t.Errorf("%q: error %+v", text, e)
		}
	})
}
