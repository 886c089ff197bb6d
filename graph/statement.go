package graph

import (
	"cmp"
	"slices"
)

// Predicate names how a subject and an object are connected, as in "worksFor".
type Predicate string

// IRI returns the predicate in clew's vocabulary, "urn:clew:vocab:worksFor".
func (p Predicate) IRI() string { return iriPrefix + "vocab:" + escapeIRI(string(p)) }

// Triple is the identity of a statement.
type Triple struct {
	Subject   EntityID
	Predicate Predicate
	Object    EntityID
}

// Compare orders triples by subject, predicate and object.
func (t Triple) Compare(u Triple) int {
	return cmp.Or(cmp.Compare(t.Subject, u.Subject), cmp.Compare(t.Predicate, u.Predicate), cmp.Compare(t.Object, u.Object))
}

// Statement says that subject and object are connected by a predicate. It rests on at
// least one piece of evidence, sorted by article and place.
type Statement struct {
	Subject   Ref
	Predicate Predicate
	Object    Ref
	Evidence  []Evidence
}

// Triple returns what makes the statement this one.
func (s Statement) Triple() Triple { return Triple{s.Subject.ID, s.Predicate, s.Object.ID} }

// Confidence is the highest of its evidence, in 0..1.
func (s Statement) Confidence() float64 {
	best := 0.0
	for _, e := range s.Evidence {
		best = max(best, e.Confidence)
	}
	return best
}

// Sources counts the articles that state it.
func (s Statement) Sources() int {
	seen := map[ArticleID]bool{}
	for _, e := range s.Evidence {
		seen[e.Article.ID] = true
	}
	return len(seen)
}

// Best returns the evidence to show: the most confident, then the newest, then the shortest.
func (s Statement) Best() Evidence {
	return slices.MinFunc(s.Evidence, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(b.Article.Date, a.Article.Date),
			cmp.Compare(len(a.Text), len(b.Text)), CompareEvidence(a, b))
	})
}

// Held tells when the statement held according to the newest article that states it.
func (s Statement) Held() (past bool, from, to Date) {
	e := slices.MinFunc(s.Evidence, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(b.Article.Date, a.Article.Date), cmp.Compare(b.Confidence, a.Confidence), CompareEvidence(a, b))
	})
	return e.Past, e.From, e.To
}

// Evidence is a quote that states a statement: bytes Start to End of the article's text, which equal Text.
type Evidence struct {
	Article *Article // described without its text
	Span
	Text       string
	Confidence float64 // 0..1
	Past       bool    // it held before the article was written
	From, To   Date    // when it held, where the text says so
}

// CompareEvidence orders evidence by article and place.
func CompareEvidence(a, b Evidence) int {
	return cmp.Or(cmp.Compare(a.Article.ID, b.Article.ID), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

// Step is a statement as a path crosses it: from subject to object or, where Inverse, from object to subject.
type Step struct {
	Statement
	Inverse bool
}

// Ends returns where the step leaves and where it arrives.
func (s Step) Ends() (from, to Ref) {
	if s.Inverse {
		return s.Object, s.Subject
	}
	return s.Subject, s.Object
}

// Path is a walk, each step leaving where the last arrived. No statement occurs twice except in a path
// that was asked for as a walk. Only a query finds paths without a step: these are where they Start.
type Path struct {
	Steps []Step
	Cost  float64 // by the ranking that was asked for; smaller is better
	Start Ref     // the one entity of a path without a step; else empty, the first step says it
}

// Nodes returns the entities on the way, the first and the last included.
func (p Path) Nodes() []Ref {
	switch {
	case len(p.Steps) == 0 && p.Start.ID == "":
		return nil
	case len(p.Steps) == 0:
		return []Ref{p.Start}
	}
	from, _ := p.Steps[0].Ends()
	nodes := []Ref{from}
	for _, s := range p.Steps {
		_, to := s.Ends()
		nodes = append(nodes, to)
	}
	return nodes
}

// Answer says how two entities are connected.
type Answer struct {
	From, To  Ref
	Selector  string // "shortest" or "all"
	Mode      string // "walk", "trail", "acyclic" or "simple"
	Truncated bool   // a limit of time or number cut the search short
	Paths     []Path // best first
}
