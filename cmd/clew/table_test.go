package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

func TestWhatIsTooWideForTheTerminalIsBrokenBetweenWords(t *testing.T) {
	rows := [][]string{
		{"institution/harbour-institute", "Harbour Institute of Marine Research", "2"},
		{"person/ada-stern", "Ada Stern", "11"},
	}
	statement := graph.Statement{
		Subject: graph.Ref{Name: "Ada Stern"}, Predicate: "worksFor", Object: graph.Ref{Name: "Harbour Institute of Marine Research"},
		Evidence: []graph.Evidence{{Article: &graph.Article{}}},
	}
	for width, want := range map[int]string{
		0: `
id                             name                                  count
institution/harbour-institute  Harbour Institute of Marine Research      2
person/ada-stern               Ada Stern                                11
Ada Stern -worksFor-> Harbour Institute of Marine Research  [1 source]
`,
		50: `
id                    name                   count
institution/harbour-  Harbour Institute of       2
institute             Marine Research
person/ada-stern      Ada Stern                 11
Ada Stern -worksFor-> Harbour Institute of
      Marine Research [1 source]
`,
	} {
		var out strings.Builder
		p := &page{w: &out, width: width}
		p.table([]string{"id", "name", "count"}, rows, "count")
		p.statement(statement)
		if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), out.String()); diff != "" || p.err != nil {
			t.Errorf("width %d: %v, (-want +got):\n%s", width, p.err, diff)
		}
	}
}
