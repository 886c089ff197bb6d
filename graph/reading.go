package graph

import "fmt"

// Reading is what one article says, by itself: its entities as the article names
// them, and its statements among these.
type Reading struct {
	Article    Article // with its text, or without where an import has none
	Entities   []LocalEntity
	Statements []LocalStatement
	Foreign    bool // the text is not English: there are names at most
}

// LocalEntity is an entity as one article knows it.
type LocalEntity struct {
	ID       EntityID // "" unless it was imported or a code or alias table settles it
	Name     string   // the fullest form in the article, or the usual name of a country or well-known institution
	Kind     Kind
	Aliases  []string // the other forms in the article, sorted
	IDs      map[string]string
	Mentions []Span   // in order; empty only in an import
	Words    []string // of the mentions, "" where unknown; nil unless an import has them and not the article's text
}

// LocalStatement connects two of the reading's entities, given by their index in Reading.Entities.
type LocalStatement struct {
	Subject   int
	Predicate Predicate
	Object    int
	Evidence  []Evidence // Article is nil: it is the reading's
}

// Check reports the first thing that makes a reading untrue: a span outside the text, a quote that
// differs from it, a statement without evidence or about an entity that is not there. A reading without
// text keeps its quotes, whose length must be that of their spans.
func (r Reading) Check() error {
	text := r.Article.Text
	for _, e := range r.Entities {
		if err := e.check(text); err != nil {
			return fmt.Errorf("%s: %w", r.Article.Name, err)
		}
	}
	for _, s := range r.Statements {
		if min(s.Subject, s.Object) < 0 || max(s.Subject, s.Object) >= len(r.Entities) || s.Subject == s.Object {
			return fmt.Errorf("%s: a %s statement does not connect two of the article's entities", r.Article.Name, s.Predicate)
		}
		if len(s.Evidence) == 0 {
			return fmt.Errorf("%s: a %s statement has no evidence", r.Article.Name, s.Predicate)
		}
		for _, e := range s.Evidence {
			if err := e.check(text); err != nil {
				return fmt.Errorf("%s: a %s statement: %w", r.Article.Name, s.Predicate, err)
			}
		}
	}
	return nil
}

func (e LocalEntity) check(text string) error {
	if e.Words != nil && (text != "" || len(e.Words) != len(e.Mentions)) {
		return fmt.Errorf("%q has the words of %d mentions, and %d mentions; where the text is there it has none", e.Name, len(e.Words), len(e.Mentions))
	}
	for i, m := range e.Mentions {
		switch {
		case text != "" && !m.In(text):
			return fmt.Errorf("mention of %q at %d-%d is no place in the text", e.Name, m.Start, m.End)
		case e.Words != nil && e.Words[i] != "" && len(e.Words[i]) != m.End-m.Start:
			return fmt.Errorf("the mention %q of %q is not %d bytes long, as its span %d-%d says", e.Words[i], e.Name, m.End-m.Start, m.Start, m.End)
		}
	}
	return nil
}

func (e Evidence) check(text string) error {
	switch {
	case e.End-e.Start != len(e.Text) || e.Text == "" || e.Start < 0:
		return fmt.Errorf("the quote %q is not %d bytes long, as its span %d-%d says", e.Text, e.End-e.Start, e.Start, e.End)
	case text != "" && (!e.In(text) || e.Of(text) != e.Text):
		return fmt.Errorf("the quote %q is not what the text has at %d-%d", e.Text, e.Start, e.End)
	case !(e.Confidence >= 0 && e.Confidence <= 1):
		return fmt.Errorf("confidence %v is not in 0..1", e.Confidence)
	}
	return nil
}
