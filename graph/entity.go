package graph

import (
	"fmt"
	"net/url"
	"strings"
)

// Kind says what an entity is. The five kinds are fixed; predicates are data (see graph/ontology).
type Kind string

// The kinds of entity.
const (
	Person      Kind = "person"      // a named human being
	Institution Kind = "institution" // a named organisation
	Policy      Kind = "policy"      // a named programme, visa, law, order, fund or treaty
	Country     Kind = "country"     // a state or a territory with an ISO 3166-1 code
	Place       Kind = "place"       // a city, state, province or named region
)

// Kinds lists every kind in the order in which they are shown.
var Kinds = []Kind{Person, Institution, Policy, Country, Place}

// ParseKind returns the kind of that name, without regard to case.
func ParseKind(s string) (Kind, error) {
	for _, k := range Kinds {
		if strings.EqualFold(string(k), s) {
			return k, nil
		}
	}
	return "", fmt.Errorf("kind %q is none of person, institution, policy, country, place", s)
}

// EntityID names an entity for good: its kind, a slash, and its slug, as in
// "person/liu-jun". Imported ids keep the slug they came with.
type EntityID string

const iriPrefix = "urn:clew:"

// NewEntityID derives an id from a kind and a name. Namesakes are told apart by what
// else is known of them, as in NewEntityID(Person, "Li Wei", "1972").
func NewEntityID(kind Kind, name string, apart ...string) EntityID {
	slug := Slug(name)
	for _, a := range apart {
		slug += "." + Slug(a)
	}
	return EntityID(string(kind) + "/" + slug)
}

// ParseEntityID reads "person/liu-jun" or its IRI "urn:clew:person:liu-jun".
func ParseEntityID(s string) (EntityID, error) {
	if rest, ok := strings.CutPrefix(s, iriPrefix); ok {
		kind, slug, _ := strings.Cut(rest, ":")
		slug, err := url.PathUnescape(slug)
		if err != nil {
			return "", fmt.Errorf("entity IRI %q: %w", s, err)
		}
		s = kind + "/" + slug
	}
	kind, slug, ok := strings.Cut(s, "/")
	if _, err := ParseKind(kind); !ok || slug == "" || err != nil || kind != strings.ToLower(kind) {
		return "", fmt.Errorf("entity id %q is not KIND/NAME with a kind of person, institution, policy, country or place", s)
	}
	return EntityID(s), nil
}

// Kind returns the part of the id before the slash.
func (id EntityID) Kind() Kind {
	kind, _, _ := strings.Cut(string(id), "/")
	return Kind(kind)
}

// IRI returns the id as a URN, percent-encoded so that it is a valid IRI whatever the id holds.
func (id EntityID) IRI() string {
	kind, slug, _ := strings.Cut(string(id), "/")
	return iriPrefix + kind + ":" + escapeIRI(slug)
}

// escapeIRI percent-encodes every byte that RFC 3987 does not allow in a URN's last part.
// Letters and digits of any script stay readable.
func escapeIRI(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 && !strings.ContainsRune("-._~!$&'()*+,;=@", r) && !isAlphanumeric(r) || r >= 0x80 && !isWord(r) {
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// Ref is an entity as statements and paths name it.
type Ref struct {
	ID   EntityID
	Name string
	Kind Kind
}

// Entity is one person, institution, policy, country or place.
type Entity struct {
	ID      EntityID
	Name    string            // its fullest form
	Kind    Kind              // equals ID.Kind()
	Aliases []string          // other forms, sorted, without Name
	IDs     map[string]string // in other catalogues: "wikidata": "Q148", "iso3166": "CN", "ror", "orcid"
}

// Ref returns the entity's short form.
func (e Entity) Ref() Ref { return Ref{e.ID, e.Name, e.Kind} }

// Mention is a place in an article that names an entity.
type Mention struct {
	Article *Article
	Span
	Text string
}
