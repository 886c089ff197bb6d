package gql

import (
	"fmt"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// The properties of entities and of statements, with their types.
var (
	entityProps = []typed{
		{"name", String},
		{"id", String},
		{"kind", String},
		{"type", String},
		{"aliases", List},
		{"wikidata", String},
		{"iso3166", String},
		{"ror", String},
		{"orcid", String},
	}
	statementProps = []typed{
		{"predicate", String},
		{"type", String},
		{"confidence", Number},
		{"sources", Number},
		{"articles", List},
		{"quote", String},
		{"past", Bool},
		{"from", String},
		{"to", String},
	}
)

type typed struct {
	name string
	typ  Type
}

// function describes a function: what its arguments may be and what it gives.
type function struct {
	name   string
	args   []Type // of each argument; Unknown takes anything
	result Type
}

var functions = []function{
	{"length", []Type{PathType}, Number},
	{"path_length", []Type{PathType}, Number},
	{"nodes", []Type{PathType}, Entities},
	{"relationships", []Type{PathType}, Statements},
	{"edges", []Type{PathType}, Statements},
	{"type", []Type{Statement}, String},
	{"labels", []Type{Entity}, List},
	{"id", []Type{Entity}, String},
	{"element_id", []Type{Entity}, String},
	{"startNode", []Type{Statement}, Entity},
	{"endNode", []Type{Statement}, Entity},
	{"size", []Type{Unknown}, Number},
	{"head", []Type{List}, Unknown},
	{"last", []Type{List}, Unknown},
	{"lower", []Type{String}, String},
	{"toLower", []Type{String}, String},
	{"upper", []Type{String}, String},
	{"toUpper", []Type{String}, String},
	{"trim", []Type{String}, String},
	{"toString", []Type{Unknown}, String},
	{"abs", []Type{Number}, Number},
	{"coalesce", nil, Unknown}, // any number of arguments
}

// aggregates are the functions over the rows of a group.
var aggregates = []function{
	{"count", []Type{Unknown}, Number},
	{"collect", []Type{Unknown}, List},
	{"collect_list", []Type{Unknown}, List},
	{"min", []Type{Unknown}, Unknown},
	{"max", []Type{Unknown}, Unknown},
	{"avg", []Type{Number}, Number},
	{"sum", []Type{Number}, Number},
}

// IsAggregate reports whether an expression is itself an aggregate.
func IsAggregate(e Expr) bool {
	c, ok := e.(*Call)
	return ok && findFunction(aggregates, c.Name) != nil
}

// HasAggregate reports whether an aggregate occurs in an expression.
func HasAggregate(e Expr) bool {
	if IsAggregate(e) {
		return true
	}
	for _, x := range Children(e) {
		if HasAggregate(x) {
			return true
		}
	}
	return false
}

func findFunction(list []function, name string) *function {
	for i := range list {
		if strings.EqualFold(list[i].name, name) {
			return &list[i]
		}
	}
	return nil
}

func findProp(props []typed, name string) (typed, bool) {
	for _, p := range props {
		if strings.EqualFold(p.name, name) {
			return p, true
		}
	}
	return typed{}, false
}

func propNames(props []typed) []string {
	var names []string
	for _, p := range props {
		names = append(names, p.name)
	}
	return names
}

func functionNames() []string {
	var names []string
	for _, f := range append(functions[:len(functions):len(functions)], aggregates...) {
		names = append(names, f.name)
	}
	return names
}

func kindNames() []string {
	var names []string
	for _, k := range graph.Kinds {
		names = append(names, string(k))
	}
	return names
}

// suggest says which of the known names is meant, or which there are.
func suggest(name string, known []string) string {
	meant := nearest(name, known, len([]rune(name))/3+1)
	switch {
	case meant != "":
		return meant
	case len(known) == 0:
		return ""
	case len(known) > 40:
		return fmt.Sprintf("known are %s and %d more", strings.Join(known[:40], ", "), len(known)-40)
	}
	return "known are " + strings.Join(known, ", ")
}

// nearest asks whether the nearest of the known names is meant, if that is within so many changes.
func nearest(name string, known []string, changes int) string {
	best, fewest := "", min(changes+1, len([]rune(name)))
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < fewest {
			best, fewest = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %s?", best)
}

// slips is how many changes a word of the language may be away from what was meant.
func slips(word string) int { return min(max(len(word)/3, 1), 2) }

// distance is the number of characters to insert, delete, replace or swap with the next
// to get from one word to the other: the optimal string alignment distance.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > 64 || len(t) > 64 {
		return max(len(s), len(t))
	}
	var before []int
	last := make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row := make([]int, len(t)+1)
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(t)]
}
