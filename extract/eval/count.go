package eval

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// Entity is an extracted entity with the places that name it.
type Entity struct {
	graph.Entity
	Mentions []graph.Mention
}

// Tally counts hits, false alarms and misses.
type Tally struct{ Hit, False, Missed int }

// Precision is the share of what was found that is right, 0 where nothing was found.
func (t Tally) Precision() float64 { return ratio(t.Hit, t.Hit+t.False) }

// Recall is the share of what is right that was found, 0 where nothing is.
func (t Tally) Recall() float64 { return ratio(t.Hit, t.Hit+t.Missed) }

// F1 is the harmonic mean of precision and recall.
func (t Tally) F1() float64 {
	p, r := t.Precision(), t.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Report is the outcome of a comparison.
type Report struct {
	Predicates map[graph.Predicate]Tally
	Entities   Tally
	Duplicates int // entities that are another one again; they count as false
	WrongKind  int // they count as false and missed
	Statements Tally
	Spans      int // mentions and evidence of articles whose text is at hand
	Verbatim   int // of these, with the text that they claim
}

// Count compares entities and statements with the annotations. What lies in other articles does not count.
func Count(golds []Gold, entities []Entity, statements []graph.Statement) Report {
	r := Report{Predicates: map[graph.Predicate]Tally{}}
	byID := map[graph.EntityID]Entity{}
	for _, e := range entities {
		byID[e.ID] = e
	}
	for i := range golds {
		r.countEntities(&golds[i], entities)
		r.countStatements(&golds[i], byID, statements)
	}
	for _, t := range r.Predicates {
		r.Statements.Hit += t.Hit
		r.Statements.False += t.False
		r.Statements.Missed += t.Missed
	}
	r.countSpans(entities, statements)
	return r
}

func (r *Report) countEntities(g *Gold, entities []Entity) {
	found := map[term]int{}
	for _, e := range entities {
		names := append([]string{e.Name}, e.Aliases...)
		here := false
		for _, m := range e.Mentions {
			if path.Base(m.Article.Name) == g.Article {
				here, names = true, append(names, m.Text)
			}
		}
		if !here {
			continue
		}
		hits := g.find(string(e.Kind), names...)
		if len(hits) == 0 {
			r.Entities.False++
			continue
		}
		hit := hits[0]
		found[hit]++
		switch {
		case g.optional[hit]:
		case found[hit] > 1:
			r.Duplicates++
			r.Entities.False++
		case hit.kind != string(e.Kind):
			r.WrongKind++
			r.Entities.False++
			found[hit] = 0
		default:
			r.Entities.Hit++
		}
	}
	for _, t := range g.kinds {
		if !g.optional[t] && found[t] == 0 {
			r.Entities.Missed++
		}
	}
}

func (r *Report) countStatements(g *Gold, entities map[graph.EntityID]Entity, statements []graph.Statement) {
	hits, seen := map[triple]bool{}, map[triple]bool{}
	for _, s := range statements {
		if !slices.ContainsFunc(s.Evidence, func(e graph.Evidence) bool { return path.Base(e.Article.Name) == g.Article }) {
			continue
		}
		candidates := g.candidates(s, entities)
		at := slices.IndexFunc(candidates, func(t triple) bool { return g.required[t] })
		switch {
		case at >= 0 && !hits[candidates[at]]:
			hits[candidates[at]] = true
			r.tally(s.Predicate, Tally{Hit: 1})
			continue
		case at >= 0, slices.ContainsFunc(candidates, func(t triple) bool { return g.allowed[t] }):
			continue
		}
		key := triple{norm(s.Subject.Name), string(s.Predicate), norm(s.Object.Name)}
		if len(candidates) > 0 {
			key = candidates[0]
		}
		if !seen[key] {
			seen[key] = true
			r.tally(s.Predicate, Tally{False: 1})
		}
	}
	for t := range g.required {
		if !hits[t] {
			r.tally(graph.Predicate(t.predicate), Tally{Missed: 1})
		}
	}
}

// candidates returns the statements of the annotation's entities that a statement may mean.
func (g *Gold) candidates(s graph.Statement, entities map[graph.EntityID]Entity) []triple {
	terms := func(end graph.Ref) []term {
		return g.find(string(end.Kind), append([]string{end.Name}, entities[end.ID].Aliases...)...)
	}
	var out []triple
	for _, a := range terms(s.Subject) {
		for _, b := range terms(s.Object) {
			out = append(out, triple{a.name, string(s.Predicate), b.name})
		}
	}
	return out
}

func (r *Report) tally(p graph.Predicate, t Tally) {
	sum := r.Predicates[p]
	r.Predicates[p] = Tally{sum.Hit + t.Hit, sum.False + t.False, sum.Missed + t.Missed}
}

func (r *Report) countSpans(entities []Entity, statements []graph.Statement) {
	check := func(a *graph.Article, s graph.Span, text string) {
		if a.Text == "" {
			return
		}
		r.Spans++
		if s.In(a.Text) && s.Of(a.Text) == text {
			r.Verbatim++
		}
	}
	for _, e := range entities {
		for _, m := range e.Mentions {
			check(m.Article, m.Span, m.Text)
		}
	}
	for _, s := range statements {
		for _, e := range s.Evidence {
			check(e.Article, e.Span, e.Text)
		}
	}
}

// Write prints the report as a table: a line for each predicate, then entities, statements and spans.
func (r Report) Write(w io.Writer) error {
	var predicates []graph.Predicate
	for p := range r.Predicates {
		predicates = append(predicates, p)
	}
	slices.SortFunc(predicates, cmp.Compare)
	out := fmt.Appendf(nil, "%-14s%5s%7s%8s%8s%8s%8s\n", "predicate", "hit", "false", "missed", "P", "R", "F1")
	for _, p := range predicates {
		t := r.Predicates[p]
		out = fmt.Appendf(out, "%-14s%5d%7d%8d%8.3f%8.3f%8.3f\n", p, t.Hit, t.False, t.Missed, t.Precision(), t.Recall(), t.F1())
	}
	e, s := r.Entities, r.Statements
	out = fmt.Appendf(out, "entities    P=%.3f R=%.3f F1=%.3f  hit=%d false=%d (duplicates %d, wrong type %d) missed=%d\n",
		e.Precision(), e.Recall(), e.F1(), e.Hit, e.False, r.Duplicates, r.WrongKind, e.Missed)
	out = fmt.Appendf(out, "statements  P=%.3f R=%.3f F1=%.3f  hit=%d false=%d missed=%d\n",
		s.Precision(), s.Recall(), s.F1(), s.Hit, s.False, s.Missed)
	out = fmt.Appendf(out, "grounded    %d/%d spans verbatim at their offsets\n", r.Verbatim, r.Spans)
	_, err := w.Write(out)
	return err
}
