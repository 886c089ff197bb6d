package extract

import (
	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// The model has one output, employed, for worksFor and workedFor, which its output past tells apart.
const (
	pastOutput     = "past"
	employedOutput = "employed"
	worksFor       = graph.Predicate("worksFor")
	workedFor      = graph.Predicate("workedFor")
)

var embedded = ontology.Default()

// predicateOf returns the predicate of the embedded ontology that an output stands for.
func predicateOf(output string, past bool) graph.Predicate {
	switch {
	case output != employedOutput:
		return graph.Predicate(output)
	case past:
		return workedFor
	}
	return worksFor
}

// isTensed reports whether the model tells for an output whether it is over.
func isTensed(output string) bool { return output == employedOutput || output == "leads" }

// fits reports whether an output may connect entities of these kinds.
func fits(output string, subject, object graph.Kind) bool {
	p, ok := embedded.Find(string(predicateOf(output, false)))
	return ok && p.Fits(subject, object)
}

// vocabulary says which predicates of a user's ontology stand for the embedded ones, by the embedded name.
type vocabulary map[graph.Predicate]ontology.Predicate

func newVocabulary(o *ontology.Ontology) vocabulary {
	v := vocabulary{}
	for _, p := range o.Predicates {
		name := p.Name
		if p.From != "" {
			name = p.From
		}
		if e, ok := embedded.Find(string(name)); ok {
			v[e.Name] = p
		}
	}
	return v
}

// rename puts the user's predicates in the place of the embedded ones and drops the statements that none of them fits.
func (v vocabulary) rename(d *Document) {
	var out []Statement
	for _, s := range d.Statements {
		p, ok := v[s.Predicate]
		if ok && p.Fits(d.Entities[s.Subject].Kind, d.Entities[s.Object].Kind) {
			s.Predicate = p.Name
			out = append(out, s)
		}
	}
	d.Statements = out
}
