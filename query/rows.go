package query

import (
	"context"
	"iter"

	"github.com/clewgraph/clew/query/match"
)

// Match answers a query of the graph query language (docs/query.md), row by row; see [match.Plan.Rows] for when rows come and
// which errors end them. A mistake in the text is a *gql.Error.
func (g *Graph) Match(ctx context.Context, text string, o match.Options) (columns []string, rows iter.Seq2[[]match.Value, error], err error) {
	plan, err := match.Prepare(g.x, text, o)
	if err != nil {
		return nil, nil, err
	}
	return plan.Columns(), plan.Rows(ctx), nil
}
