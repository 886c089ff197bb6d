package identity

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Profile is what identity looks at in an entity of one article. Equal profiles are the same entity.
type Profile struct {
	Kind  graph.Kind
	Slug  string         // of the name
	ID    graph.EntityID // "" unless it was imported or settled by a table
	Codes []string       // ids in other catalogues as "scheme=value", sorted
	Facts []string       // what may tell namesakes apart as "feature=value", sorted
	Local string         // a hash of the article's key where the name is good in its article only
}

// Profiles returns the profiles of the reading's entities, in their order.
func Profiles(r graph.Reading) []Profile {
	ps := make([]Profile, len(r.Entities))
	facts := factsOf(r)
	for i, e := range r.Entities {
		ps[i] = Profile{Kind: e.Kind, Slug: graph.Slug(e.Name), ID: e.ID, Codes: codes(e.IDs), Facts: facts[i]}
		if e.Kind != graph.Country && onlyLocal(e.Kind, e.Name) {
			ps[i].Facts, ps[i].Local = nil, KeyHash(r.Article.Name)
			if ps[i].ID != "" || len(ps[i].Codes) > 0 {
				ps[i].Local = shortName
			}
		}
	}
	return ps
}

// shortName stands for the article's hash where an id or a code takes the entity beyond
// its article: its short name still attracts no namesakes.
const shortName = "short"

// KeyHash returns the 8 hex digits that stand for an article's key in the ids of what stays in that article.
func KeyHash(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:4])
}

func codes(ids map[string]string) []string {
	var out []string
	for scheme, value := range ids {
		if scheme != "" && value != "" {
			out = append(out, scheme+"="+value)
		}
	}
	slices.Sort(out)
	return out
}

const (
	fieldSep = "\x1f"
	listSep  = "\x1e"
)

// Key returns the profile as a string: equal profiles have equal keys. Separators within the fields are replaced.
func (p Profile) Key() string {
	clean := strings.NewReplacer(fieldSep, " ", listSep, " ").Replace
	list := func(l []string) string {
		c := make([]string, len(l))
		for i, s := range l {
			c[i] = clean(s)
		}
		return strings.Join(c, listSep)
	}
	return strings.Join([]string{string(p.Kind), p.Slug, clean(string(p.ID)), list(p.Codes), list(p.Facts), p.Local}, fieldSep)
}

// ParseProfile reads the key of a profile. It reports whether it was one.
func ParseProfile(key string) (Profile, bool) {
	f := strings.Split(key, fieldSep)
	if len(f) != 6 {
		return Profile{}, false
	}
	list := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, listSep)
	}
	return Profile{graph.Kind(f[0]), f[1], graph.EntityID(f[2]), list(f[3]), list(f[4]), f[5]}, true
}

// Links returns the strings by which profiles are linked. Profiles without a link in common, directly or
// through others, have no bearing on each other's id.
func (p Profile) Links() []string {
	var links []string
	if p.ID != "" {
		links = append(links, "i"+fieldSep+string(p.ID))
	}
	for _, c := range p.Codes {
		links = append(links, "c"+fieldSep+string(p.Kind)+fieldSep+c)
	}
	switch {
	case p.Local == "":
		links = append(links, "n"+fieldSep+string(p.Kind)+fieldSep+p.Slug)
	case len(links) == 0:
		links = append(links, "l"+fieldSep+string(p.Kind)+fieldSep+p.Slug+fieldSep+p.Local)
	}
	return links
}
