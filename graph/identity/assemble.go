package identity

import (
	"cmp"
	"maps"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// Resolve returns the ids of each reading's entities, in their order. An article should occur once.
func Resolve(readings []graph.Reading, decisions Decisions) [][]graph.EntityID {
	at := map[string]int{}
	var distinct []Profile
	profiles := make([][]Profile, len(readings))
	for i, r := range readings {
		profiles[i] = Profiles(r)
		for _, p := range profiles[i] {
			if _, ok := at[p.Key()]; !ok {
				at[p.Key()] = len(distinct)
				distinct = append(distinct, p)
			}
		}
	}
	outcomes := Settle(distinct)
	ids := make([][]graph.EntityID, len(readings))
	for i, r := range readings {
		ids[i] = make([]graph.EntityID, len(r.Entities))
		for j, p := range profiles[i] {
			ids[i][j] = decisions.Apply(outcomes[at[p.Key()]].ID, p.Slug, r.Article.Name)
		}
	}
	return ids
}

// Assemble returns the entities and statements that the readings amount to, sorted. Of an article that occurs
// under several keys the smallest key's reading counts.
func Assemble(readings []graph.Reading, decisions Decisions) ([]graph.Entity, []graph.Statement) {
	readings = onePerArticle(readings)
	ids := Resolve(readings, decisions)
	tallies := map[graph.EntityID]*Tally{}
	evidence := map[graph.Triple][]graph.Evidence{}
	for i, r := range readings {
		for j, e := range r.Entities {
			if tallies[ids[i][j]] == nil {
				tallies[ids[i][j]] = &Tally{}
			}
			tallies[ids[i][j]].Add(e, 1)
		}
		for t, es := range Triples(r, ids[i]) {
			evidence[t] = append(evidence[t], es...)
		}
	}
	return assembled(tallies, evidence)
}

func assembled(tallies map[graph.EntityID]*Tally, evidence map[graph.Triple][]graph.Evidence) ([]graph.Entity, []graph.Statement) {
	refs := map[graph.EntityID]graph.Ref{}
	var entities []graph.Entity
	for _, id := range slices.Sorted(maps.Keys(tallies)) {
		entities = append(entities, tallies[id].Entity(id))
		refs[id] = entities[len(entities)-1].Ref()
	}
	var statements []graph.Statement
	for _, t := range slices.SortedFunc(maps.Keys(evidence), graph.Triple.Compare) {
		es := evidence[t]
		slices.SortStableFunc(es, graph.CompareEvidence)
		statements = append(statements, graph.Statement{Subject: refs[t.Subject], Predicate: t.Predicate, Object: refs[t.Object], Evidence: es})
	}
	return entities, statements
}

func onePerArticle(readings []graph.Reading) []graph.Reading {
	out := slices.Clone(readings)
	slices.SortStableFunc(out, func(a, b graph.Reading) int {
		return cmp.Or(cmp.Compare(a.Article.ID, b.Article.ID), cmp.Compare(a.Article.Name, b.Article.Name))
	})
	return slices.CompactFunc(out, func(a, b graph.Reading) bool { return a.Article.ID == b.Article.ID })
}

// Triples returns the evidence of each statement of a reading whose entities have these ids. What connects an
// entity with itself, because two of the article's entities turned out to be one, is no statement.
func Triples(r graph.Reading, ids []graph.EntityID) map[graph.Triple][]graph.Evidence {
	article := r.Article
	article.Text = ""
	out := map[graph.Triple][]graph.Evidence{}
	for _, s := range r.Statements {
		t := graph.Triple{Subject: ids[s.Subject], Predicate: s.Predicate, Object: ids[s.Object]}
		if t.Subject == t.Object {
			continue
		}
		for _, e := range s.Evidence {
			e.Article = &article
			out[t] = append(out[t], e)
		}
	}
	for t, es := range out {
		slices.SortFunc(es, compareWhole)
		out[t] = slices.CompactFunc(es, func(a, b graph.Evidence) bool { return compareWhole(a, b) == 0 })
	}
	return out
}

// compareWhole orders evidence of one article, telling apart whatever differs.
func compareWhole(a, b graph.Evidence) int {
	past := func(e graph.Evidence) int {
		if e.Past {
			return 1
		}
		return 0
	}
	return cmp.Or(graph.CompareEvidence(a, b), cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(past(a), past(b)),
		cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Text, b.Text))
}
