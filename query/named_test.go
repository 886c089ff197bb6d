package query

import (
	"cmp"
	"iter"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// ArticlesOf lists the articles that statements rest on, EntitiesOf the entities that they name, for sources that are
// nothing but statements.
func ArticlesOf(statements iter.Seq2[graph.Statement, error]) iter.Seq2[graph.Article, error] {
	var list []graph.Article
	for s := range statements {
		for _, e := range s.Evidence {
			list = append(list, *e.Article)
		}
	}
	return inOrder(list, func(a graph.Article) graph.ArticleID { return a.ID })
}

func EntitiesOf(statements iter.Seq2[graph.Statement, error], more ...graph.Entity) iter.Seq2[graph.Entity, error] {
	for s := range statements {
		for _, r := range []graph.Ref{s.Subject, s.Object} {
			more = append(more, graph.Entity{ID: r.ID, Name: r.Name, Kind: r.Kind})
		}
	}
	return inOrder(more, func(e graph.Entity) graph.EntityID { return e.ID })
}

// inOrder gives each of a list once, in the order of ids.
func inOrder[T any, ID cmp.Ordered](list []T, id func(T) ID) iter.Seq2[T, error] {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
	list = slices.CompactFunc(list, func(a, b T) bool { return id(a) == id(b) })
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}
