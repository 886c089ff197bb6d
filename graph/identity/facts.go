package identity

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// The features by which namesakes are told apart, in the order in which they are asked, by kind.
var features = map[graph.Kind][]string{
	graph.Person:      {"born", "birthland", "era", "nation"},
	graph.Institution: {"country"},
	graph.Place:       {"country"},
	graph.Policy:      {"country"},
}

// eraYears is the coarseness of a person's dates; eraGap eras apart is no longer one life's work.
const (
	eraYears = 50
	eraGap   = 3
)

// factsOf returns, for each entity of the reading, the facts that may tell it from its namesakes, sorted.
func factsOf(r graph.Reading) [][]string {
	f := gatherer{r: r, facts: make([]map[string]bool, len(r.Entities)), lies: map[int][]int{}}
	for _, s := range r.Statements {
		if s.Predicate == "locatedIn" || s.Predicate == "partOf" {
			f.lies[s.Subject] = append(f.lies[s.Subject], s.Object)
		}
	}
	for _, s := range r.Statements {
		f.statement(s)
	}
	out := make([][]string, len(r.Entities))
	for i, set := range f.facts {
		out[i] = f.sorted(i, set)
	}
	return out
}

type gatherer struct {
	r     graph.Reading
	facts []map[string]bool
	lies  map[int][]int // what lies in or is part of what, by the article
}

func (f *gatherer) add(i int, feature string, values ...string) {
	if f.facts[i] == nil {
		f.facts[i] = map[string]bool{}
	}
	for _, v := range values {
		f.facts[i][feature+"="+v] = true
	}
}

func (f *gatherer) statement(s graph.LocalStatement) {
	switch f.r.Entities[s.Subject].Kind {
	case graph.Person:
		f.person(s)
	case graph.Institution, graph.Place:
		if s.Predicate == "locatedIn" {
			f.add(s.Subject, "country", f.countryOf(s.Object, 3)...)
		}
	case graph.Policy:
		if s.Predicate == "enactedBy" {
			f.add(s.Subject, "country", f.countryOf(s.Object, 3)...)
		}
	}
}

func (f *gatherer) person(s graph.LocalStatement) {
	for _, e := range s.Evidence {
		if s.Predicate == "bornIn" && len(e.From) >= 4 {
			f.add(s.Subject, "born", string(e.From[:4]))
		}
		for _, d := range []graph.Date{e.From, e.To} {
			if year, err := strconv.Atoi(string(d[:min(4, len(d))])); err == nil {
				f.add(s.Subject, "era", strconv.Itoa(year/eraYears*eraYears))
			}
		}
	}
	switch s.Predicate {
	case "bornIn":
		f.add(s.Subject, "birthland", f.countryOf(s.Object, 3)...)
	case "citizenOf":
		f.add(s.Subject, "nation", f.countryOf(s.Object, 1)...)
	case "worksFor", "workedFor", "educatedAt", "leads", "founded", "memberOf":
		f.add(s.Subject, "institution", f.handles(s.Object)...)
	}
}

// countryOf returns what the country goes by that an entity is or lies in according to the article, looking so
// many steps far.
func (f *gatherer) countryOf(i, steps int) []string {
	if f.r.Entities[i].Kind == graph.Country {
		return f.handles(i)
	}
	var best []string
	for _, o := range f.lies[i] {
		if steps == 0 {
			break
		}
		if c := f.countryOf(o, steps-1); len(c) > 0 && (best == nil || slices.Compare(c, best) < 0) {
			best = c
		}
	}
	return best
}

// handles names an entity as far as the article by itself can: by its code, its id and its name, sorted. Articles
// know different ones of these; those that one article knows together are one.
func (f *gatherer) handles(i int) []string {
	e := f.r.Entities[i]
	out := []string{graph.Slug(e.Name)}
	if code := e.IDs["iso3166"]; code != "" {
		out = append(out, strings.ToLower(code))
	}
	if _, slug, ok := strings.Cut(string(e.ID), "/"); ok {
		out = append(out, slug)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sorted returns the facts as a list. Institutions count only where they may speak for
// one person with two citizenships, and only of those that no id settles.
func (f *gatherer) sorted(i int, set map[string]bool) []string {
	e := f.r.Entities[i]
	hasNation := false
	for fact := range set {
		hasNation = hasNation || strings.HasPrefix(fact, "nation=")
	}
	var out []string
	for fact := range set {
		institution := strings.HasPrefix(fact, "institution=")
		if (institution || strings.HasPrefix(fact, "nation=")) && e.ID != "" || institution && !hasNation {
			continue
		}
		out = append(out, fact)
	}
	slices.Sort(out)
	return out
}

// values returns what a profile's facts say of a feature.
func (p Profile) values(feature string) []string {
	var out []string
	for _, f := range p.Facts {
		if v, ok := strings.CutPrefix(f, feature+"="); ok {
			out = append(out, v)
		}
	}
	return out
}
