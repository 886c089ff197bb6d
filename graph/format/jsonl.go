package format

import (
	"context"
	"io"

	"github.com/clewgraph/clew/graph"
)

// writeJSONL writes an object a line: the articles, the entities with their mentions, the statements.
func writeJSONL(ctx context.Context, w io.Writer, g Graph, _ Options) error {
	err := each(ctx, g.Articles, func(a graph.Article) error { return JSON(w, ArticleOf(a)) })
	if err != nil {
		return err
	}
	err = each(ctx, g.Entities, func(e graph.Entity) error {
		mentions, err := g.mentions(ctx, e.ID)
		if err != nil {
			return err
		}
		return JSON(w, EntityOf(e, mentions))
	})
	if err != nil {
		return err
	}
	return each(ctx, g.Statements, func(s graph.Statement) error { return JSON(w, StatementOf(s)) })
}
