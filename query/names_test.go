package query_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query"
)

const homonyms = statements(`country/Jordan locatedIn place/Middle_East
institution/Stanford_University locatedIn place/California
institution/The_World_Bank locatedIn place/Washington,_D.C.
person/Jordan worksFor institution/Stanford_University
person/José_García worksFor institution/The_World_Bank
person/Liu_Jun worksFor institution/Stanford_University 0.9 2
person/liu_jun worksFor institution/The_World_Bank
`)

func TestResolve(t *testing.T) {
	g := open(t, homonyms)
	tests := []struct {
		name string
		kind graph.Kind
		want graph.EntityID
	}{
		{"person/Liu_Jun", "", "person/Liu_Jun"},
		{"urn:clew:person:Liu_Jun", "", "person/Liu_Jun"},
		{"Liu Jun", "", "person/Liu_Jun"}, // exact before folded
		{"liu jun", "", "person/liu_jun"},
		{"jose garcia", "", "person/José_García"},
		{"world bank", "", "institution/The_World_Bank"},
		{"WORLD-BANK!", "", "institution/The_World_Bank"},
		{"person:Jordan", "", "person/Jordan"},
		{"Country: jordan", "", "country/Jordan"},
		{"Jordan", graph.Person, "person/Jordan"},
	}
	for _, test := range tests {
		n, err := g.Resolve(test.name, test.kind)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := g.Index().ID(n); got != test.want {
			t.Errorf("%s is %s, not %s", test.name, got, test.want)
		}
	}
}

func TestResolveAmbiguous(t *testing.T) {
	g := open(t, homonyms)
	_, err := g.Resolve("LIU JUN", "")
	var ambiguous *query.AmbiguousError
	if !errors.As(err, &ambiguous) {
		t.Fatalf("error %v", err)
	}
	want := []query.Candidate{
		{Ref: ref("person/Liu_Jun"), Statements: 1, Sources: 2, Neighbours: []graph.Ref{ref("institution/Stanford_University")}},
		{Ref: ref("person/liu_jun"), Statements: 1, Sources: 1, Neighbours: []graph.Ref{ref("institution/The_World_Bank")}},
	}
	if d := cmp.Diff(want, ambiguous.Candidates); d != "" {
		t.Error(d)
	}
}

func TestResolveUnknown(t *testing.T) {
	g := open(t, homonyms)
	tests := []struct {
		name string
		want []string
	}{
		{"Stanford", []string{"Stanford University"}},
		{"Stanfrod Universty", []string{"Stanford University"}},
		{"person:Jordn", []string{"Jordan"}},
		{"Garcia", []string{"José García"}},
		{"Xyzzy Plugh", nil},
		{"", nil},
	}
	for _, test := range tests {
		_, err := g.Resolve(test.name, "")
		var unknown *query.UnknownError
		if !errors.As(err, &unknown) {
			t.Errorf("%q: error %v", test.name, err)
			continue
		}
		var got []string
		for _, r := range unknown.Nearest {
			got = append(got, r.Name)
		}
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%q: %s", test.name, d)
		}
	}
}

func TestSeveralEnds(t *testing.T) {
	g := open(t, homonyms)
	a, err := g.Path(t.Context(), query.Request{From: []string{"Washington, D.C."}, To: []string{"person:Jordan, Liu Jun"}, Rank: query.ByLength, Shortest: 1})
	if err != nil || len(a.Paths) != 0 {
		t.Errorf("%d paths, %v", len(a.Paths), err)
	}
	a, err = g.Path(t.Context(), query.Request{From: []string{"California"}, To: []string{"person:Jordan, Liu Jun"}})
	if err != nil || len(a.Paths) != 2 || a.To.Name != "Liu Jun" {
		t.Errorf("%d paths to %s, %v", len(a.Paths), a.To.Name, err)
	}
}
