package format

import (
	"slices"
	"strconv"

	"github.com/clewgraph/clew/graph"
)

// attribute is a property that the formats for drawing programs give to nodes or edges.
type attribute struct {
	name string
	kind string // string, double, int or boolean
}

// The attributes of nodes and of edges. A drawing program shows label, and draws edges as thick as weight says,
// which is the number of articles that state the statement.
var (
	nodeAttributes = []attribute{{"label", "string"}, {"kind", "string"}, {"aliases", "string"}, {"ids", "string"}}
	edgeAttributes = []attribute{
		{"label", "string"},
		{"weight", "double"},
		{"confidence", "double"},
		{"past", "boolean"},
		{"from", "string"},
		{"to", "string"},
		{"articles", "string"},
		{"quote", "string"},
	}
)

// nodeValues returns an entity's attributes in the order of nodeAttributes. Lists are joined as in CSV.
func nodeValues(e graph.Entity) []string {
	return []string{e.Name, string(e.Kind), joinList(e.Aliases), joinIDs(e.IDs)}
}

// edgeValues returns a statement's attributes in the order of edgeAttributes.
func edgeValues(s graph.Statement) []string {
	past, from, to := s.Held()
	return []string{
		string(s.Predicate), strconv.Itoa(s.Sources()), number(s.Confidence()), strconv.FormatBool(past),
		string(from), string(to), joinList(sources(s)), s.Best().Text,
	}
}

// sources returns the keys of the articles that state it, sorted.
func sources(s graph.Statement) []string {
	var names []string
	for _, e := range s.Evidence {
		names = append(names, e.Article.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
