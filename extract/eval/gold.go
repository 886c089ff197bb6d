// Package eval counts how well extracted entities and statements agree with articles that people annotated:
// hits, false alarms and misses, by predicate.
//
//	golds, err := eval.ReadGold("gold")
//	report := eval.Count(golds, entities, statements)
//	err = report.Write(os.Stdout)
//
// An annotated article names its entities with all their aliases, the statements that it makes, and optional ones that
// are neither asked for nor counted against. Names are compared without case, accents and punctuation.
package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Gold is an annotated article.
type Gold struct {
	Article  string // its base name
	kinds    []term // in the order of the file
	optional map[term]bool
	byName   map[string][]term
	required map[triple]bool
	allowed  map[triple]bool // statements that are neither asked for nor counted against
}

// term is an entity of an annotation.
type term struct{ name, kind string }

type triple struct{ subject, predicate, object string }

// file is how an annotation is written.
type file struct {
	Article  string
	Entities []struct {
		Name, Type string
		Aliases    []string
		Optional   bool
	}
	Statements [][]string
	Optional   [][]string
}

// ReadGold reads the .json files of a folder in the order of their names.
func ReadGold(dir string) ([]Gold, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []Gold
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		g, err := parseGold(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, g)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no annotated articles (.json) in this folder", dir)
	}
	return out, nil
}

func parseGold(data []byte) (Gold, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return Gold{}, err
	}
	g := Gold{Article: f.Article, optional: map[term]bool{}, byName: map[string][]term{}, required: map[triple]bool{}, allowed: map[triple]bool{}}
	if f.Article == "" {
		return g, fmt.Errorf("no article is named")
	}
	for _, e := range f.Entities {
		t := term{e.Name, e.Type}
		if !slices.Contains(g.kinds, t) {
			g.kinds = append(g.kinds, t)
		}
		if e.Optional {
			g.optional[t] = true
		}
		for _, n := range append([]string{e.Name}, e.Aliases...) {
			g.byName[norm(n)] = append(g.byName[norm(n)], t)
		}
	}
	if err := fill(g.required, f.Statements); err != nil {
		return g, err
	}
	if err := fill(g.allowed, f.Optional); err != nil {
		return g, err
	}
	g.imply()
	g.close()
	return g, nil
}

func fill(set map[triple]bool, rows [][]string) error {
	for _, r := range rows {
		if len(r) < 3 {
			return fmt.Errorf("the statement %q is not subject, predicate, object", strings.Join(r, " | "))
		}
		set[triple{r[0], r[1], r[2]}] = true
	}
	return nil
}

// all returns the required and the optional statements.
func (g *Gold) all() []triple {
	var out []triple
	for _, set := range []map[triple]bool{g.required, g.allowed} {
		for t := range set {
			out = append(out, t)
		}
	}
	return out
}

// imply allows what follows from other statements: who leads or founded a body works for it, partners are each other's.
func (g *Gold) imply() {
	for _, t := range g.all() {
		switch t.predicate {
		case "leads", "founded":
			g.allowed[triple{t.subject, "worksFor", t.object}] = true
			g.allowed[triple{t.subject, "workedFor", t.object}] = true
		case "partnerOf":
			g.allowed[triple{t.object, "partnerOf", t.subject}] = true
		}
	}
}

// close allows the transitive closure of partOf and locatedIn, and work for what the employer is part of.
func (g *Gold) close() {
	part := map[[2]string]bool{}
	for _, t := range g.all() {
		if t.predicate == "partOf" || t.predicate == "locatedIn" {
			part[[2]string{t.subject, t.object}] = true
		}
	}
	for grown := true; grown; {
		grown = false
		for a := range part {
			for b := range part {
				if c := [2]string{a[0], b[1]}; a[1] == b[0] && a[0] != b[1] && !part[c] {
					part[c], grown = true, true
				}
			}
		}
	}
	for p := range part {
		g.allowed[triple{p[0], "partOf", p[1]}] = true
		g.allowed[triple{p[0], "locatedIn", p[1]}] = true
	}
	for _, t := range g.all() {
		if t.predicate != "worksFor" && t.predicate != "workedFor" {
			continue
		}
		for p := range part {
			if p[0] == t.object {
				g.allowed[triple{t.subject, t.predicate, p[1]}] = true
			}
		}
	}
	for t := range g.required {
		delete(g.allowed, t)
	}
}

// find returns the entities that any of the names may mean; only those of the kind if there are some.
func (g *Gold) find(kind string, names ...string) []term {
	var hits, same []term
	for _, n := range names {
		for _, t := range g.byName[norm(n)] {
			if !slices.Contains(hits, t) {
				hits = append(hits, t)
			}
		}
	}
	for _, t := range hits {
		if t.kind == kind {
			same = append(same, t)
		}
	}
	if len(same) > 0 {
		return same
	}
	return hits
}
