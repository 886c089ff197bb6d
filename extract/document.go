package extract

import (
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// Document is what the stages found in an article.
type Document struct {
	Article    graph.Article
	Language   Language     // of another language than English there are names at most
	Sentences  []graph.Span // in order, disjoint
	Blocks     []Block      // in order, disjoint, of whole sentences
	Words      []nlp.Word   // in order, disjoint, each in the sentence it names; none of the page's furniture
	Mentions   []Mention    // in order
	Entities   []Entity
	Statements []Statement // sorted by subject, predicate and object
}

// Reading returns what the article asserts, in the form that a graph stores.
func (d Document) Reading() graph.Reading {
	r := graph.Reading{Article: d.Article, Foreign: d.Language == OtherSpeech}
	for _, e := range d.Entities {
		r.Entities = append(r.Entities, e.local(d.Mentions))
	}
	for _, s := range d.Statements {
		if s.Polarity == Asserted {
			r.Statements = append(r.Statements, s.local())
		}
	}
	return r
}
