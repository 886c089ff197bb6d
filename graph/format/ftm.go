package format

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"strings"
	"unicode"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// ftmEntity is an entity of FollowTheMoney (https://followthemoney.tech), in which a connection is an entity too.
type ftmEntity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"` // encoding/json sorts the keys
}

// ftmSchemas are the schemata of the kinds. FollowTheMoney has none for policies; a project comes nearest.
var ftmSchemas = map[graph.Kind]string{
	graph.Person: "Person", graph.Institution: "Organization", graph.Policy: "Project", graph.Country: "Territory", graph.Place: "Territory",
}

// ftmLink is the schema of a predicate between entities that fit it, and its properties for subject and object.
type ftmLink struct{ schema, subject, object string }

// ftmAny is the schema of every other connection.
var ftmAny = ftmLink{"UnknownLink", "subject", "object"}

// ftmLinkOf returns the schema of a statement, by its predicate and, where that decides, its ends.
func ftmLinkOf(p graph.Predicate, subject, object graph.Kind) ftmLink {
	toInstitution := object == graph.Institution
	switch {
	case (p == "worksFor" || p == "workedFor") && subject == graph.Person && toInstitution:
		return ftmLink{"Employment", "employee", "employer"}
	case p == "leads" && subject == graph.Person && toInstitution:
		return ftmLink{"Directorship", "director", "organization"}
	case p == "memberOf" && subject != graph.Country && toInstitution:
		return ftmLink{"Membership", "member", "organization"}
	case p == "advisedBy" && subject == graph.Person && object == graph.Person:
		return ftmLink{"Associate", "person", "associate"}
	}
	return ftmAny
}

func writeFTM(ctx context.Context, w io.Writer, g Graph, o Options) error {
	err := each(ctx, g.Entities, func(e graph.Entity) error { return JSON(w, ftmThing(e)) })
	if err != nil {
		return err
	}
	onto := o.ontology()
	return each(ctx, g.Statements, func(s graph.Statement) error { return JSON(w, ftmStatement(s, onto)) })
}

// ftmID is an id as FollowTheMoney allows it: letters, digits and hyphens.
func ftmID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "clew-" + hex.EncodeToString(sum[:12])
}

func ftmThing(e graph.Entity) ftmEntity {
	p := properties{}
	p.add("name", cmp.Or(ftmName(e.Name), string(e.ID)))
	for _, alias := range e.Aliases {
		p.add("alias", ftmName(alias))
	}
	if q := e.IDs["wikidata"]; isWikidata(q) {
		p.add("wikidataId", q)
	}
	if code := e.IDs["iso3166"]; len(code) == 2 {
		p.add("country", strings.ToLower(code))
	}
	p.add("notes", ftmText(string(e.ID)))
	return ftmEntity{ftmID(string(e.ID)), ftmSchemas[e.Kind], p}
}

func ftmStatement(s graph.Statement, o *ontology.Ontology) ftmEntity {
	link := ftmLinkOf(s.Predicate, s.Subject.Kind, s.Object.Kind)
	past, from, to := s.Held()
	p := properties{}
	p.add(link.subject, ftmID(string(s.Subject.ID)))
	p.add(link.object, ftmID(string(s.Object.ID)))
	p.add("startDate", string(from))
	p.add("endDate", string(to))
	p.add("recordId", string(s.Predicate))
	label := string(s.Predicate)
	if described, ok := o.Find(label); ok {
		label = described.Reading(past, false)
	}
	p.add(map[bool]string{true: "relationship", false: "role"}[link.schema == "Associate"], label)
	for _, e := range s.Evidence {
		p.add("summary", ftmText(e.Text))
		p.add("publisher", ftmText(e.Article.Publisher))
		if isWebAddress(e.Article.URL) {
			p.add("sourceUrl", e.Article.URL)
		}
	}
	return ftmEntity{ftmID(string(s.Subject.ID), string(s.Predicate), string(s.Object.ID)), link.schema, p}
}

// properties are lists of values by name; none is empty and none has a value twice.
type properties map[string][]string

func (p properties) add(name, value string) {
	for _, have := range p[name] {
		if have == value {
			return
		}
	}
	if value != "" {
		p[name] = append(p[name], value)
	}
}

// ftmText brings a text to the form that FollowTheMoney keeps texts in: one line, without control and format
// characters (it drops marks of direction and byte order, and joiners).
func ftmText(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)), " ")
}

// ftmName is ftmText without quotes around it, which FollowTheMoney takes off names.
func ftmName(s string) string {
	s = ftmText(s)
	for len(s) > 1 && strings.ContainsRune(`"'`, rune(s[0])) && strings.ContainsRune(`"'`, rune(s[len(s)-1])) {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Host, ".")
}
