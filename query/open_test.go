package query_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/index"
)

// journal is a source that knows what has changed, and refuses to be read whole.
type journal struct {
	statements
	since map[string]graph.Delta
}

func (j journal) Since(_ context.Context, generation string) (graph.Delta, bool, error) {
	d, known := j.since[generation]
	return d, known, nil
}

func (j journal) Statements(context.Context) iter.Seq2[graph.Statement, error] {
	return func(yield func(graph.Statement, error) bool) { yield(graph.Statement{}, errors.New("read whole")) }
}

// TestOpenExtends opens a graph that has lost a statement: the index is extended by that, where the source knows it.
func TestOpenExtends(t *testing.T) {
	dir := t.TempDir()
	j := journal{lab, map[string]graph.Delta{"1": {StatementsGone: []graph.Triple{{Subject: "person/ann", Predicate: "advisedBy", Object: "person/bob"}}}}}
	steps := []struct {
		generation string
		source     index.Source
		paths      int
		fails      bool
	}{{"1", lab, 3, false}, {"2", j, 2, false}, {"2", nil, 2, false}, {"3", j, 0, true}}
	for _, step := range steps {
		g, err := query.Open(t.Context(), dir, step.generation, func(context.Context) (index.Source, io.Closer, error) {
			return step.source, io.NopCloser(nil), nil
		})
		if step.fails {
			if err == nil {
				t.Fatal("a generation that the source does not know was opened without reading it whole")
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		a, err := g.Path(t.Context(), query.Request{From: []string{"ann"}, To: []string{"cyd"}})
		if err := errors.Join(err, g.Close()); err != nil {
			t.Fatal(err)
		}
		if len(a.Paths) != step.paths {
			t.Errorf("generation %s has %d paths, not %d", step.generation, len(a.Paths), step.paths)
		}
	}
}
