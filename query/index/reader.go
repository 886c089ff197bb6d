package index

import "github.com/clewgraph/clew/graph"

// Reader gives out statements and makes what several of them have in common once: the names of entities, the descriptions
// of articles, and a statement that is asked for again. It serves one answer, in one goroutine.
type Reader struct {
	x          *Index
	refs       map[Node]graph.Ref
	articles   map[uint32]*graph.Article
	statements map[Edge]graph.Statement
}

// Reader returns a reader that has read nothing yet.
func (x *Index) Reader() *Reader {
	return &Reader{x: x, refs: map[Node]graph.Ref{}, articles: map[uint32]*graph.Article{}, statements: map[Edge]graph.Statement{}}
}

// Expect makes statements ready that will be asked for, unless they have been read.
func (r *Reader) Expect(edges []Edge) {
	var unread []Edge
	for _, e := range edges {
		if _, read := r.statements[e]; !read {
			unread = append(unread, e)
		}
	}
	r.x.PrefetchStatements(unread)
}

// Ref returns an entity as statements name it.
func (r *Reader) Ref(n Node) graph.Ref {
	ref, ok := r.refs[n]
	if !ok {
		ref = r.x.Ref(n)
		r.refs[n] = ref
	}
	return ref
}

// Statement returns a statement with its evidence, which is shared by all that ask for it.
func (r *Reader) Statement(e Edge) graph.Statement {
	s, ok := r.statements[e]
	if !ok {
		subject, object := r.x.Ends(e)
		s = graph.Statement{Subject: r.Ref(subject), Predicate: r.x.Predicate(r.x.PredicateOf(e)), Object: r.Ref(object), Evidence: r.evidence(e)}
		r.statements[e] = s
	}
	return s
}

// evidence returns what the statement rests on, sorted by article and place.
func (r *Reader) evidence(e Edge) []graph.Evidence {
	out := make([]graph.Evidence, 0, max(1, r.x.Sources(e)))
	for v := range r.x.evidence(e) {
		out = append(out, graph.Evidence{
			Article: r.article(v.article), Span: graph.Span{Start: int(v.start), End: int(v.end)}, Text: string(v.quote),
			Confidence: v.confidence, Past: v.past, From: v.from.date(), To: v.to.date(),
		})
	}
	return out
}

func (r *Reader) article(n uint32) *graph.Article {
	a := r.articles[n]
	if a == nil {
		description := r.x.Article(int(n))
		a = &description
		r.articles[n] = a
	}
	return a
}

// Statement returns a statement with its evidence.
func (x *Index) Statement(e Edge) graph.Statement { return x.Reader().Statement(e) }

// Evidence returns what the statement rests on, sorted by article and place.
func (x *Index) Evidence(e Edge) []graph.Evidence { return x.Reader().evidence(e) }
