// Package extract reads an article and says what it states: which people, institutions,
// policies, countries and places it names, and how it says that they are connected.
//
// An article goes through stages, each of which leaves a plain value in the [Document]:
//
//	Article -> Blocks -> Sentences -> Words -> Mentions -> Entities -> Statements
//
// Every stage keeps positions in the article's text instead of copies of it, so that every
// mention and every quote can be found again. The same article gives the same document
// on every machine and with any number of goroutines.
package extract

import (
	"context"
	"errors"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// Options say how to extract. The zero value works.
type Options struct {
	Names         []Name             // the user's own entities, found wherever the article writes them
	Ontology      *ontology.Ontology // the predicates to find; nil means the embedded ones
	MinConfidence float64            // statements below it are left out; 0 keeps all that pass their predicate's threshold
}

// Name is an entity that the user knows.
type Name struct {
	Name    string
	Kind    graph.Kind
	Aliases []string
	IDs     map[string]string // in other catalogues: "wikidata", "ror", …
}

// Extractor extracts statements. Many goroutines may use one.
type Extractor struct {
	options Options
}

// New makes an extractor.
func New(o Options) (*Extractor, error) {
	if o.Ontology == nil {
		o.Ontology = ontology.Default()
	}
	if o.MinConfidence < 0 || o.MinConfidence > 1 {
		return nil, errors.New("the least confidence must lie between 0 and 1")
	}
	return &Extractor{o}, nil
}

// Extract reads the article. It fails where ctx is done, and then soon.
func (x *Extractor) Extract(ctx context.Context, a graph.Article) (Document, error) {
	if err := ctx.Err(); err != nil {
		return Document{}, err
	}
	return Document{Article: a}, nil
}

// Document is what the stages found in an article.
type Document struct {
	Article graph.Article
}

// Reading returns what the article says, in the form that a graph stores.
func (d Document) Reading() graph.Reading {
	return graph.Reading{Article: d.Article}
}
