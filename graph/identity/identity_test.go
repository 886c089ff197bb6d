package identity

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// said is one article's entity with what the article states of it: predicate, object, and a year.
type said struct {
	kind   graph.Kind
	name   string
	id     graph.EntityID
	ids    map[string]string
	states [][3]string // predicate, object as "kind/name", year
}

func (s said) reading(key string) graph.Reading {
	r := graph.Reading{Article: graph.Article{Name: key, ID: graph.IDOfText(key)}}
	r.Entities = append(r.Entities, graph.LocalEntity{Name: s.name, Kind: s.kind, ID: s.id, IDs: s.ids})
	for _, st := range s.states {
		id := graph.EntityID(st[1])
		o := graph.LocalEntity{Name: st[1][len(id.Kind())+1:], Kind: id.Kind()}
		switch o.Name { // what a table of countries adds
		case "CN", "PRC":
			o.ID, o.IDs = "country/china", map[string]string{"iso3166": "CN"}
		}
		r.Entities = append(r.Entities, o)
		r.Statements = append(r.Statements, graph.LocalStatement{
			Subject: 0, Predicate: graph.Predicate(st[0]), Object: len(r.Entities) - 1,
			Evidence: []graph.Evidence{{Span: graph.Span{End: 1}, Text: "x", Confidence: 1, From: graph.Date(st[2])}},
		})
	}
	return r
}

func person(name string, states ...[3]string) said {
	return said{kind: graph.Person, name: name, states: states}
}

func institution(name string, states ...[3]string) said {
	return said{kind: graph.Institution, name: name, states: states}
}

func with(s said, scheme, value string) said {
	s.ids = map[string]string{scheme: value}
	return s
}

func as(s said, id graph.EntityID) said {
	s.id = id
	return s
}

// TestIdentity holds which articles' entities become one. Each article is named a, b, c … and says one thing;
// want holds the ids that they get.
func TestIdentity(t *testing.T) {
	type ids = []graph.EntityID
	a, b := "."+KeyHash("a"), "."+KeyHash("b")
	for name, test := range map[string]struct {
		said []said
		want ids
	}{
		"full name and kind":               {[]said{person("Liu Jun"), person("LIU  Jün")}, ids{"person/liu-jun", "person/liu-jun"}},
		"the article of a name":            {[]said{institution("The Royal Society"), institution("Royal Society")}, ids{"institution/royal-society", "institution/royal-society"}},
		"another kind":                     {[]said{person("Ada Lovelace"), institution("Ada Lovelace")}, ids{"person/ada-lovelace", "institution/ada-lovelace"}},
		"a lone surname stays":             {[]said{person("Liu"), person("Liu")}, ids{graph.EntityID("person/liu" + a), graph.EntityID("person/liu" + b)}},
		"initials stay":                    {[]said{person("J. Liu"), person("J. Liu")}, ids{graph.EntityID("person/j-liu" + a), graph.EntityID("person/j-liu" + b)}},
		"an acronym stays":                 {[]said{institution("MIT"), institution("MIT")}, ids{graph.EntityID("institution/mit" + a), graph.EntityID("institution/mit" + b)}},
		"a visa is no acronym":             {[]said{{kind: graph.Policy, name: "H-1B"}, {kind: graph.Policy, name: "H-1B"}}, ids{"policy/h-1b", "policy/h-1b"}},
		"three Chinese characters are two": {[]said{person("刘军军"), person("刘军军")}, ids{"person/刘军军", "person/刘军军"}},
		"a short Chinese name stays":       {[]said{person("刘军"), person("刘军")}, ids{graph.EntityID("person/刘军" + a), graph.EntityID("person/刘军" + b)}},
		"an id is kept":                    {[]said{as(person("Liu Jun"), "person/x"), person("Liu Jun")}, ids{"person/x", "person/x"}},
		"an id takes an acronym along":     {[]said{as(institution("MIT"), "institution/mit"), institution("MIT")}, ids{"institution/mit", graph.EntityID("institution/mit" + b)}},
		"two ids of one name":              {[]said{as(person("Liu Jun"), "person/x"), as(person("Liu Jun"), "person/y"), person("Liu Jun")}, ids{"person/x", "person/y", "person/liu-jun"}},
		"a shared code": {
			[]said{with(institution("Peking University"), "ror", "02v51f717"), with(institution("Beijing University"), "ror", "02v51f717")},
			ids{"institution/beijing-university.02v51f717", "institution/beijing-university.02v51f717"},
		},
		"a code and its name":        {[]said{with(institution("Peking University"), "ror", "r1"), institution("Peking University")}, ids{"institution/peking-university.r1", "institution/peking-university.r1"}},
		"a code leads to an id":      {[]said{with(as(institution("PKU"), "institution/pku"), "ror", "r1"), with(institution("Peking University"), "ror", "r1")}, ids{"institution/pku", "institution/pku"}},
		"codes that differ":          {[]said{with(person("Li Wei"), "orcid", "1"), with(person("Li Wei"), "orcid", "2")}, ids{"person/li-wei.1", "person/li-wei.2"}},
		"a country's code is its id": {[]said{with(said{kind: graph.Country, name: "China"}, "iso3166", "CN"), with(said{kind: graph.Country, name: "PR China"}, "iso3166", "CN"), {kind: graph.Country, name: "China"}}, ids{"country/cn", "country/cn", "country/cn"}},
		"one name in two countries": {
			[]said{
				institution("Northeastern University", [3]string{"locatedIn", "country/China"}),
				institution("Northeastern University", [3]string{"locatedIn", "country/United States"}),
				institution("Northeastern University"),
			},
			ids{"institution/northeastern-university.china", "institution/northeastern-university.united-states", "institution/northeastern-university"},
		},
		"one country, by name and by code": {
			[]said{
				institution("Fudan University", [3]string{"locatedIn", "country/China"}),
				institution("Fudan University", [3]string{"locatedIn", "country/CN"}),
				institution("Fudan University", [3]string{"locatedIn", "country/PRC"}),
			},
			ids{"institution/fudan-university", "institution/fudan-university", "institution/fudan-university"},
		},
		"one country, said or not": {
			[]said{institution("Fudan University", [3]string{"locatedIn", "country/China"}), institution("Fudan University")},
			ids{"institution/fudan-university", "institution/fudan-university"},
		},
		"an article that knows both": {
			[]said{
				institution("New York University", [3]string{"locatedIn", "country/China"}),
				institution("New York University", [3]string{"locatedIn", "country/United States"}),
				institution("New York University", [3]string{"locatedIn", "country/China"}, [3]string{"locatedIn", "country/United States"}),
			},
			ids{"institution/new-york-university", "institution/new-york-university", "institution/new-york-university"},
		},
		"years of birth": {
			[]said{person("Li Wei", [3]string{"bornIn", "country/China", "1970"}), person("Li Wei", [3]string{"bornIn", "country/China", "1985"}), person("Li Wei")},
			ids{"person/li-wei.1970", "person/li-wei.1985", "person/li-wei"},
		},
		"a hundred years apart": {
			[]said{person("John Smith", [3]string{"worksFor", "institution/Acme", "1880"}), person("John Smith", [3]string{"worksFor", "institution/Acme", "2020"})},
			ids{"person/john-smith.1850", "person/john-smith.2000"},
		},
		"a long life": {
			[]said{person("John Smith", [3]string{"worksFor", "institution/Acme", "1949"}), person("John Smith", [3]string{"worksFor", "institution/Acme", "2020"})},
			ids{"person/john-smith", "person/john-smith"},
		},
		"citizenships without a shared institution": {
			[]said{
				person("Li Wei", [3]string{"citizenOf", "country/China"}, [3]string{"worksFor", "institution/Fudan"}),
				person("Li Wei", [3]string{"citizenOf", "country/Canada"}, [3]string{"worksFor", "institution/McGill"}),
			},
			ids{"person/li-wei.china", "person/li-wei.canada"},
		},
		"citizenships with one": {
			[]said{
				person("Li Wei", [3]string{"citizenOf", "country/China"}, [3]string{"worksFor", "institution/Fudan"}),
				person("Li Wei", [3]string{"citizenOf", "country/Canada"}, [3]string{"educatedAt", "institution/Fudan"}),
			},
			ids{"person/li-wei", "person/li-wei"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var readings []graph.Reading
			for i, s := range test.said {
				readings = append(readings, s.reading(string(rune('a'+i))))
			}
			var got ids
			for _, of := range Resolve(readings, nil) {
				got = append(got, of[0])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecisions(t *testing.T) {
	ds := Decisions{
		{From: []graph.EntityID{"person/b"}, Into: "person/a"},
		{From: []graph.EntityID{"person/a"}, Into: "person/a.apart", Names: []string{"bob"}},
		{From: []graph.EntityID{"person/a"}, Into: "person/c", Articles: []string{"x.txt"}},
	}
	for _, test := range []struct {
		id        graph.EntityID
		slug, key string
		want      graph.EntityID
	}{
		{"person/a", "ann", "y.txt", "person/a"},
		{"person/b", "ann", "y.txt", "person/a"},
		{"person/b", "bob", "y.txt", "person/a.apart"},
		{"person/b", "ann", "x.txt", "person/c"},
		{"person/z", "bob", "x.txt", "person/z"},
	} {
		if got := ds.Apply(test.id, test.slug, test.key); got != test.want {
			t.Errorf("%+v: got %s", test, got)
		}
	}
}

// TestOrderDoesNotMatter settles the same profiles in many orders, and some of them twice.
func TestOrderDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var ps []Profile
		for range 12 {
			ps = append(ps, randomProfile(r))
		}
		want := map[string]Outcome{}
		for i, o := range Settle(ps) {
			want[ps[i].Key()] = o
		}
		for range 5 {
			r.Shuffle(len(ps), func(i, j int) { ps[i], ps[j] = ps[j], ps[i] })
			for i, o := range Settle(ps) {
				if o != want[ps[i].Key()] {
					t.Fatalf("%+v: %v in one order, %v in another", ps[i], want[ps[i].Key()], o)
				}
			}
		}
	}
}

func randomProfile(r *rand.Rand) Profile {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	p := Profile{Kind: graph.Person, Slug: pick("li-wei", "liu-jun"), ID: graph.EntityID(pick("", "", "person/x", "person/li-wei"))}
	for _, c := range []string{"orcid=1", "orcid=2", "wikidata=Q1"} {
		if r.IntN(6) == 0 {
			p.Codes = append(p.Codes, c)
		}
	}
	for _, f := range []string{"birthland=cn", "birthland=us", "born=1970", "born=1980", "era=1850", "era=2000", "nation=cn", "nation=us"} {
		if r.IntN(8) == 0 {
			p.Facts = append(p.Facts, f)
		}
	}
	return p
}

// TestOnlyLinkedProfilesMatter holds what the store relies on: settling a profile with those that it is linked
// with gives what settling all gives.
func TestOnlyLinkedProfilesMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var ps []Profile
		for i := range 14 {
			p := randomProfile(r)
			p.Slug = fmt.Sprint(p.Slug, i%4)
			ps = append(ps, p)
		}
		all := Settle(ps)
		linked := connected(ps)
		for i, o := range Settle(linked) {
			at := slices.IndexFunc(ps, func(p Profile) bool { return p.Key() == linked[i].Key() })
			if o != all[at] {
				t.Fatalf("%+v: %v among its own, %v among all", linked[i], o, all[at])
			}
		}
	}
}

// connected returns the profiles that are linked with the first, directly or through others.
func connected(ps []Profile) []Profile {
	links := map[string]bool{}
	in := make([]bool, len(ps))
	in[0] = true
	for changed := true; changed; {
		changed = false
		for i, p := range ps {
			if in[i] || slices.ContainsFunc(p.Links(), func(l string) bool { return links[l] }) {
				changed = changed || !in[i]
				in[i] = true
				for _, l := range p.Links() {
					changed = changed || !links[l]
					links[l] = true
				}
			}
		}
	}
	var out []Profile
	for i, p := range ps {
		if in[i] {
			out = append(out, p)
		}
	}
	return out
}

func FuzzProfileKey(f *testing.F) {
	f.Add("person", "li-wei", "person/x", "orcid=1", "born=1970", "")
	f.Add("place", "a\x1fb", "\x1e", "", "\x1f\x1f", "short")
	f.Fuzz(func(t *testing.T, kind, slug, id, code, fact, local string) {
		p := Profile{graph.Kind(kind), graph.Slug(slug), graph.EntityID(id), nil, nil, KeyHash(local)}
		if code != "" {
			p.Codes = []string{code}
		}
		if fact != "" {
			p.Facts = []string{fact}
		}
		if slices.Contains(graph.Kinds, p.Kind) {
			q, ok := ParseProfile(p.Key())
			if !ok || q.Key() != p.Key() {
				t.Errorf("%+v became %+v", p, q)
			}
		}
	})
}

func TestTally(t *testing.T) {
	var tally Tally
	for _, e := range []graph.LocalEntity{
		{Name: "MIT", Aliases: []string{"the Institute"}, IDs: map[string]string{"ror": "r1"}},
		{Name: "MIT"},
		{Name: "MIT", IDs: map[string]string{"ror": "r2"}},
		{Name: "Massachusetts Institute of Technology", Aliases: []string{"MIT"}, IDs: map[string]string{"ror": "r2"}},
	} {
		tally.Add(e, 1)
	}
	want := graph.Entity{
		ID: "institution/mit", Name: "Massachusetts Institute of Technology", Kind: graph.Institution,
		Aliases: []string{"MIT", "the Institute"}, IDs: map[string]string{"ror": "r2"},
	}
	if diff := cmp.Diff(want, tally.Entity("institution/mit")); diff != "" {
		t.Error(diff)
	}
}

func ExampleAssemble() {
	one := person("Liu Jun", [3]string{"worksFor", "institution/Fudan University"}).reading("a.txt")
	two := person("LIU Jun", [3]string{"worksFor", "institution/Fudan University"}).reading("b.txt")
	entities, statements := Assemble([]graph.Reading{one, two}, nil)
	for _, e := range entities {
		fmt.Println(e.ID, e.Name)
	}
	for _, s := range statements {
		fmt.Println(s.Subject.ID, s.Predicate, s.Object.ID, s.Sources(), "sources")
	}
	// Output:
	// institution/fudan-university Fudan University
	// person/liu-jun LIU Jun
	// person/liu-jun worksFor institution/fudan-university 2 sources
}
