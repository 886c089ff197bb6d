package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// triggered is the stage that draws the statements of the user's own predicates: a trigger phrase between two names
// of fitting kinds with no other name of the object's kinds before it.
func (x *Extractor) triggered(d *Document) []Statement {
	var out []Statement
	for _, p := range x.options.Ontology.Predicates {
		for _, t := range p.Triggers {
			out = append(out, d.triggeredBy(p, strings.ToLower(strings.TrimSpace(t)))...)
		}
	}
	return out
}

// maxTrigger bounds the bytes between two names that a trigger may connect.
const maxTrigger = 200

func (d *Document) triggeredBy(p ontology.Predicate, trigger string) []Statement {
	var out []Statement
	for i, a := range d.Mentions {
		if trigger == "" || a.Entity < 0 || !slices.Contains(p.Subject, d.Entities[a.Entity].Kind) {
			continue
		}
		for j := i + 1; j < len(d.Mentions); j++ {
			b := d.Mentions[j]
			if d.Words[b.First].Sentence != d.Words[a.First].Sentence || b.Start-a.End > maxTrigger {
				break
			}
			if b.Start < a.End || b.Entity < 0 || b.Entity == a.Entity || !p.Fits(d.Entities[a.Entity].Kind, d.Entities[b.Entity].Kind) {
				continue
			}
			if hasPhrase(d.Article.Text[a.End:b.Start], trigger) {
				out = append(out, d.ruled(a.Entity, p.Name, b.Entity, [2]int{i, j}, "trigger: "+trigger, triggerConfidence))
			}
			break
		}
	}
	return out
}

// triggerConfidence is that of a statement that a user's trigger draws.
const triggerConfidence = 0.8

// hasPhrase reports whether a text holds a phrase in lower case, as whole words.
func hasPhrase(text, phrase string) bool {
	text = " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !isWordRune(r) && r != '-' && r != '\'' }), " ") + " "
	return strings.Contains(text, " "+phrase+" ")
}

// ruled makes the statement that a rule draws from two mentions.
func (d *Document) ruled(subject int, p graph.Predicate, object int, m [2]int, rule string, confidence float64) Statement {
	g := Ground{Evidence: d.evidence(m), Mentions: m, Rule: rule, Score: confidence}
	g.Confidence = confidence
	return Statement{Subject: subject, Predicate: p, Object: object, Grounds: []Ground{g}}
}

// mergeStatements sorts statements by subject, predicate and object, and puts the grounds of those that are the same together,
// without those below the least confidence.
func mergeStatements(list []Statement, least float64) []Statement {
	slices.SortStableFunc(list, func(a, b Statement) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Predicate, b.Predicate), cmp.Compare(a.Object, b.Object), cmp.Compare(a.Polarity, b.Polarity))
	})
	var out []Statement
	for _, s := range list {
		if k := len(out) - 1; k >= 0 && out[k].Subject == s.Subject && out[k].Predicate == s.Predicate && out[k].Object == s.Object && out[k].Polarity == s.Polarity {
			out[k].Grounds = append(out[k].Grounds, s.Grounds...)
			continue
		}
		out = append(out, s)
	}
	for i := range out {
		out[i].Grounds = slices.DeleteFunc(out[i].Grounds, func(g Ground) bool { return g.Confidence < least })
		out[i].sortGrounds()
	}
	return slices.DeleteFunc(out, func(s Statement) bool { return len(s.Grounds) == 0 })
}

// sortGrounds puts the grounds in the order of the text, the best of those with one quote.
func (s *Statement) sortGrounds() {
	slices.SortStableFunc(s.Grounds, func(a, b Ground) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(b.Confidence, a.Confidence))
	})
	s.Grounds = slices.CompactFunc(s.Grounds, func(a, b Ground) bool { return a.Span == b.Span })
}
