package identity

import (
	"slices"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Outcome is the id that a profile was given and the ground for it, in words.
type Outcome struct {
	ID     graph.EntityID
	Ground string
}

// Settle gives each profile its id. It depends on the set of profiles alone. The profiles given must hold
// all that are linked with one of them.
func Settle(profiles []Profile) []Outcome {
	s := &settler{ps: profiles, out: make([]Outcome, len(profiles))}
	order := make([]int, len(profiles)) // by key, so that no order of the input shows
	keys := make([]string, len(profiles))
	for i, p := range profiles {
		order[i], keys[i] = i, p.Key()
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(keys[a], keys[b]) })
	s.byID(order)
	s.byCode(order)
	names := map[string][]int{}
	for _, i := range order {
		if p := profiles[i]; p.Local == "" {
			name := string(p.Kind) + "/" + p.Slug
			names[name] = append(names[name], i)
		} else if s.out[i].ID == "" {
			s.out[i] = Outcome{p.id(p.Local), "a name that is good in its article only"}
		}
	}
	for _, group := range names {
		s.byName(group, features[s.ps[group[0]].Kind], nil)
	}
	return s.out
}

type settler struct {
	ps  []Profile
	out []Outcome
}

// id returns an id of the profile's kind and name, with what tells it apart.
func (p Profile) id(apart ...string) graph.EntityID {
	id := string(p.Kind) + "/" + p.Slug
	for _, a := range apart {
		id += "." + graph.Slug(a)
	}
	return graph.EntityID(id)
}

func (s *settler) byID(order []int) {
	for _, i := range order {
		if id := s.ps[i].ID; id != "" {
			s.out[i] = Outcome{id, "its id"}
		}
	}
}

// byCode settles profiles without an id that have codes: by the one id that bears one of the codes,
// else by the codes themselves.
func (s *settler) byCode(order []int) {
	ids := map[string]map[graph.EntityID]bool{}
	for _, i := range order {
		for _, c := range kindedCodes(s.ps[i]) {
			if id := s.ps[i].ID; id != "" {
				if ids[c] == nil {
					ids[c] = map[graph.EntityID]bool{}
				}
				ids[c][id] = true
			}
		}
	}
	var free []int
	for _, i := range order {
		p := s.ps[i]
		if p.ID != "" || len(p.Codes) == 0 {
			continue
		}
		if id, code := onlyID(p, ids); id != "" {
			s.out[i] = Outcome{id, "the code " + code}
		} else {
			free = append(free, i)
		}
	}
	for _, class := range s.classes(free, kindedCodes) {
		s.nameByCode(class)
	}
}

func kindedCodes(p Profile) []string {
	out := make([]string, len(p.Codes))
	for i, c := range p.Codes {
		out[i] = string(p.Kind) + " " + c
	}
	return out
}

// onlyID returns the id that the profile's codes lead to, and by which code, if they lead to one only.
func onlyID(p Profile, ids map[string]map[graph.EntityID]bool) (found graph.EntityID, code string) {
	for _, c := range p.Codes {
		for id := range ids[string(p.Kind)+" "+c] {
			if found != "" && id != found {
				return "", ""
			}
			if found == "" {
				found, code = id, c
			}
		}
	}
	return found, code
}

// nameByCode names profiles that share codes: by the smallest of their names and codes, a country by its code alone.
func (s *settler) nameByCode(class []int) {
	first := s.ps[class[0]]
	var all []string
	for _, i := range class {
		first.Slug = min(first.Slug, s.ps[i].Slug)
		all = append(all, s.ps[i].Codes...)
	}
	code := slices.Min(all)
	if at := slices.IndexFunc(all, func(c string) bool { return strings.HasPrefix(c, "iso3166=") }); at >= 0 && first.Kind == graph.Country {
		code = all[at]
		first.Slug = ""
	}
	_, value, _ := strings.Cut(code, "=")
	id := first.id(value)
	if first.Slug == "" {
		id = graph.EntityID(string(first.Kind) + "/" + graph.Slug(value))
	}
	for _, i := range class {
		s.out[i] = Outcome{id, "the code " + code}
	}
}

// byName settles profiles of one kind and name, some of which may have an id already. It splits
// them by the first feature that disagrees, then the parts by the features that follow.
func (s *settler) byName(group []int, features, apart []string) {
	for n, feature := range features {
		parts := s.split(group, feature)
		if len(parts) < 2 {
			continue
		}
		for _, part := range parts {
			tag := apart
			if part.tag != "" {
				tag = append(slices.Clone(apart), part.tag)
			}
			s.byName(part.members, features[n+1:], tag)
		}
		return
	}
	s.join(group, apart)
}

// join makes one entity of profiles of one name that nothing keeps apart. If exactly one id
// is among them, all take it.
func (s *settler) join(group []int, apart []string) {
	ids := map[graph.EntityID]bool{}
	for _, i := range group {
		if id := s.out[i].ID; id != "" {
			ids[id] = true
		}
	}
	o := Outcome{s.ps[group[0]].id(apart...), "full name and kind"}
	if len(apart) > 0 {
		o.Ground += ", apart from namesakes by " + strings.Join(apart, ", ")
	}
	if len(ids) == 1 {
		for id := range ids {
			o.ID = id
		}
	}
	for _, i := range group {
		if s.out[i].ID == "" {
			s.out[i] = o
		}
	}
}

// part is a part of a group of namesakes, with the value that tells it apart, "" where none is known.
type part struct {
	tag     string
	members []int
}

// split parts a group by what its members say of a feature. Values that one profile, or one id, states
// together are one; so are eras close to each other, and citizenships of people who share an institution.
func (s *settler) split(group []int, feature string) []part {
	with := func(p Profile) []string { return p.values(feature) }
	var known, rest []int
	for _, i := range group {
		if len(with(s.ps[i])) > 0 {
			known = append(known, i)
		} else {
			rest = append(rest, i)
		}
	}
	bind := func(p Profile) []string { return bonds(p, feature) }
	var parts []part
	for _, class := range s.classes(known, bind) {
		var tags []string
		for _, i := range class {
			tags = append(tags, with(s.ps[i])...)
		}
		parts = append(parts, part{slices.Min(tags), class})
	}
	if len(parts) > 1 && len(rest) > 0 {
		parts = append(parts, part{"", rest})
	}
	return parts
}

// bonds returns what keeps profiles together when namesakes are split by a feature.
func bonds(p Profile, feature string) []string {
	var out []string
	for _, v := range p.values(feature) {
		out = append(out, "="+v)
		if year, err := strconv.Atoi(v); err == nil && feature == "era" {
			for n := 1; n < eraGap; n++ {
				out = append(out, "="+strconv.Itoa(year+n*eraYears))
			}
		}
	}
	if feature == "nation" {
		out = append(out, p.values("institution")...)
	}
	if p.ID != "" {
		out = append(out, "id "+string(p.ID))
	}
	return out
}

// classes groups the profiles, given by index in order, that share a string, directly or through others.
func (s *settler) classes(members []int, bonds func(Profile) []string) [][]int {
	parent := map[int]int{}
	var find func(int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	first := map[string]int{}
	for _, i := range members {
		parent[i] = i
		for _, str := range bonds(s.ps[i]) {
			if j, ok := first[str]; ok {
				a, b := find(i), find(j)
				parent[max(a, b)] = min(a, b)
			} else {
				first[str] = i
			}
		}
	}
	var out [][]int
	at := map[int]int{}
	for _, i := range members {
		root := find(i)
		if _, ok := at[root]; !ok {
			at[root] = len(out)
			out = append(out, nil)
		}
		out[at[root]] = append(out[at[root]], i)
	}
	return out
}
