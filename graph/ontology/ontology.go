// Package ontology says which predicates there are and which kinds of entity each connects.
//
// The predicates are data: the twenty of the embedded ontology.json, or those of a user's own file.
package ontology

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

//go:embed ontology.json
var embedded []byte

// Predicate describes one way in which entities are connected.
type Predicate struct {
	Name      graph.Predicate `json:"name"`
	Label     string          `json:"label"`          // read from subject to object: "works for"
	Inverse   string          `json:"inverse"`        // read from object to subject: "employs"
	Past      string          `json:"past,omitempty"` // Label where the statement is past, if it differs
	Subject   []graph.Kind    `json:"subject"`        // domain
	Object    []graph.Kind    `json:"object"`         // range
	Symmetric bool            `json:"symmetric,omitempty"`
	Event     bool            `json:"event,omitempty"` // happens at its time, and does not last from then on; heeded of the embedded predicates

	// The nearest terms of other vocabularies; Inverse says that theirs runs from object to subject.
	Schema          string `json:"schema,omitempty"`
	SchemaInverse   bool   `json:"schemaInverse,omitempty"`
	Wikidata        string `json:"wikidata,omitempty"`
	WikidataInverse bool   `json:"wikidataInverse,omitempty"`
	// From names the predicate of the embedded ontology that this one renames; Triggers are phrases
	// between subject and object that state it. Both occur in a user's own ontology only.
	From     graph.Predicate `json:"from,omitempty"`
	Triggers []string        `json:"triggers,omitempty"`
}

// Fits reports whether the predicate may connect a subject and an object of these kinds.
func (p Predicate) Fits(subject, object graph.Kind) bool {
	return slices.Contains(p.Subject, subject) && slices.Contains(p.Object, object)
}

// Reading returns the words that stand between subject and object, or between object and
// subject where inverse, as in "worked for".
func (p Predicate) Reading(past, inverse bool) string {
	switch {
	case inverse:
		return p.Inverse
	case past && p.Past != "":
		return p.Past
	}
	return p.Label
}

// Ontology is a list of predicates in the order in which they are shown.
type Ontology struct {
	Predicates []Predicate `json:"predicates"`
}

// Default returns the embedded ontology.
func Default() *Ontology {
	o, err := Parse(embedded)
	if err != nil {
		panic("embedded ontology: " + err.Error()) // a test reads it
	}
	return o
}

// Parse reads an ontology in the form of ontology.json.
func Parse(data []byte) (*Ontology, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	o := &Ontology{}
	if err := dec.Decode(o); err != nil {
		return nil, fmt.Errorf("ontology: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("ontology: something follows the end of the object")
	}
	if len(o.Predicates) == 0 {
		return nil, errors.New("ontology: there are no predicates")
	}
	seen := map[string]bool{}
	for i := range o.Predicates {
		p := &o.Predicates[i]
		if err := p.complete(); err != nil {
			return nil, fmt.Errorf("ontology: predicate %d: %w", i+1, err)
		}
		if key := strings.ToLower(string(p.Name)); seen[key] {
			return nil, fmt.Errorf("ontology: predicate %q occurs twice", p.Name)
		} else {
			seen[key] = true
		}
	}
	return o, nil
}

// complete checks a predicate and fills in the labels that its file leaves out.
func (p *Predicate) complete() error {
	if p.Name == "" || strings.ContainsFunc(string(p.Name), func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9')
	}) {
		return fmt.Errorf("the name %q is not made of letters and digits", p.Name)
	}
	for _, kinds := range [][]graph.Kind{p.Subject, p.Object} {
		if len(kinds) == 0 {
			return fmt.Errorf("%s: subject and object need at least one kind each", p.Name)
		}
		for _, k := range kinds {
			if !slices.Contains(graph.Kinds, k) {
				return fmt.Errorf("%s: %q is no kind", p.Name, k)
			}
		}
	}
	if p.Label == "" {
		p.Label = words(string(p.Name))
	}
	if p.Inverse == "" {
		p.Inverse = "← " + p.Label
	}
	return nil
}

// words splits a camel-case name: "worksFor" becomes "works for".
func words(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && 'A' <= r && r <= 'Z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// Find returns the predicate of that name, without regard to case.
func (o *Ontology) Find(name string) (Predicate, bool) {
	for _, p := range o.Predicates {
		if strings.EqualFold(string(p.Name), name) {
			return p, true
		}
	}
	return Predicate{}, false
}
