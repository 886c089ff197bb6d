package query

import (
	"errors"
	"fmt"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Mode says what may repeat in a path.
type Mode string

// The modes, as in ISO GQL.
const (
	Acyclic Mode = "acyclic" // no entity twice
	Simple  Mode = "simple"  // no entity twice, but the path may end where it began
	Trail   Mode = "trail"   // no statement twice
	Walk    Mode = "walk"    // anything
)

// Rank says which paths are better. See the package's documentation for the costs.
type Rank string

// The ranks.
const (
	BySurprise Rank = "surprise"
	BySupport  Rank = "support"
	ByLength   Rank = "length"
)

// Request asks how From and To are connected. Its zero value with From and To set is what
// clew path asks for.
type Request struct {
	From, To         []string   // names or ids, as [Graph.Resolve] understands them; a comma separates several
	FromKind, ToKind graph.Kind // narrows the names; without a name, every entity of the kind
	Via              string     // a property path over the predicates
	MaxHops          int        // 0: 6
	Shortest         int        // how many paths, the best by Rank; 0: 3
	All              bool       // instead, all of the best length
	Mode             Mode       // "": acyclic
	Directed         bool       // cross statements from subject to object only
	Avoid            []string   // entities not to pass
	AvoidKinds       []graph.Kind
	MinConfidence    float64
	MinSources       int
	Since, Until     graph.Date // see the package's documentation
	Rank             Rank       // "": surprise
	Budget           int        // how many turns the search takes before it is cut, each an entity, a group of statements or a level of hops; 0: 20 million
}

const (
	defaultHops     = 6
	defaultShortest = 3
	defaultBudget   = 20_000_000
	maxHops         = 64
	maxPaths        = 10_000
)

// RequestError is returned for a request that no graph could answer.
type RequestError struct{ Reason string }

func (e *RequestError) Error() string { return e.Reason }

// ParseMode returns the mode of that name.
func ParseMode(s string) (Mode, error) {
	switch m := Mode(strings.ToLower(s)); m {
	case Acyclic, Simple, Trail, Walk:
		return m, nil
	}
	return "", &RequestError{fmt.Sprintf("mode %q is none of walk, trail, acyclic, simple", s)}
}

// ParseRank returns the rank of that name.
func ParseRank(s string) (Rank, error) {
	switch r := Rank(strings.ToLower(s)); r {
	case BySurprise, BySupport, ByLength:
		return r, nil
	}
	return "", &RequestError{fmt.Sprintf("rank %q is none of support, length, surprise", s)}
}

// complete fills in what the request leaves out and checks the rest.
func (r *Request) complete() error {
	defaults(&r.MaxHops, defaultHops)
	defaults(&r.Shortest, defaultShortest)
	defaults(&r.Budget, defaultBudget)
	defaults(&r.Mode, Acyclic)
	defaults(&r.Rank, BySurprise)
	var err error
	if r.Mode, err = ParseMode(string(r.Mode)); err != nil {
		return err
	}
	if r.Rank, err = ParseRank(string(r.Rank)); err != nil {
		return err
	}
	switch {
	case r.MaxHops < 1 || r.MaxHops > maxHops:
		return &RequestError{fmt.Sprintf("at most %d hops: the number must be from 1 to %d", r.MaxHops, maxHops)}
	case r.Shortest < 1 || r.Shortest > maxPaths:
		return &RequestError{fmt.Sprintf("the shortest %d: the number must be from 1 to %d", r.Shortest, maxPaths)}
	case !(r.MinConfidence >= 0 && r.MinConfidence <= 1):
		return &RequestError{fmt.Sprintf("a confidence of %v is not in 0..1", r.MinConfidence)}
	case r.Budget < 0:
		return &RequestError{"the budget is negative"}
	case len(r.From) == 0 && r.FromKind == "", len(r.To) == 0 && r.ToKind == "":
		return &RequestError{"a path needs an entity or a kind to start from and one to go to"}
	}
	return r.checkDates()
}

func (r *Request) checkDates() error {
	_, err := graph.ParseDate(string(r.Since))
	_, err2 := graph.ParseDate(string(r.Until))
	if err := errors.Join(err, err2); err != nil {
		return &RequestError{err.Error()}
	}
	if r.Until.Before(r.Since) {
		return &RequestError{fmt.Sprintf("until %s lies before since %s", r.Until, r.Since)}
	}
	return nil
}

func defaults[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
