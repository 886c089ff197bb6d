package format

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// importName begins the name of the article that stands for an import itself. It holds the entities that
// no article of the import mentions or states anything about, so that they are not lost.
const importName = "import:"

// readings yields what each article says, in the order of the articles' ids. The gathering has been checked.
func (g *gathering) readings(ctx context.Context) iter.Seq2[graph.Reading, error] {
	g.placeOrphans()
	rank := g.ranks()
	facts := grouped(len(g.articles), g.facts.n, func(i uint32) uint32 { return g.facts.at(i).article })
	mentions := grouped(len(g.articles), g.mentions.n, func(i uint32) uint32 { return g.mentions.at(i).article })
	return func(yield func(graph.Reading, error) bool) {
		for _, article := range g.articleOrder() {
			if err := ctx.Err(); err != nil {
				yield(graph.Reading{}, err)
				return
			}
			if !yield(g.reading(article, rank, facts.of(article), mentions.of(article)), nil) {
				return
			}
		}
	}
}

func (g *gathering) articleOrder() []uint32 {
	order := make([]uint32, len(g.articles))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(g.articles[a].ID, g.articles[b].ID) })
	return order
}

// ranks returns each entity's place in the order of ids.
func (g *gathering) ranks() []uint32 {
	order := make([]uint32, len(g.entities))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(g.entities[a].ID, g.entities[b].ID) })
	rank := make([]uint32, len(order))
	for r, i := range order {
		rank[i] = uint32(r)
	}
	return rank
}

// placeOrphans gives entities without a mention or statement to the article that stands for an import:
// the one that the input has, as an export of such an import does, or a new one, named by their ids.
// Such a mention has no span: it is a row of no length, which reading leaves out.
func (g *gathering) placeOrphans() {
	orphans := g.orphans()
	if len(orphans) == 0 {
		return
	}
	article, found := g.importArticle()
	if !found {
		article = g.newImportArticle(orphans)
	}
	for _, e := range orphans {
		g.mentions.add(mention{entity: e, article: article})
	}
}

func (g *gathering) orphans() []uint32 {
	used := make([]bool, len(g.entities))
	for f := range g.facts.all() {
		used[f.subject], used[f.object] = true, true
	}
	for m := range g.mentions.all() {
		used[m.entity] = true
	}
	var orphans []uint32
	for i, u := range used {
		if !u {
			orphans = append(orphans, uint32(i))
		}
	}
	return orphans
}

// importArticle returns the first article, by name, that stands for an import.
func (g *gathering) importArticle() (uint32, bool) {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(g.articleOf)), func(name string) bool {
		a := &g.articles[g.articleOf[name]]
		return !strings.HasPrefix(name, importName) || a.ID != idOfName(name)
	})
	if len(names) == 0 {
		return 0, false
	}
	return g.articleOf[names[0]], true
}

func (g *gathering) newImportArticle(orphans []uint32) uint32 {
	var ids []string
	for _, e := range orphans {
		ids = append(ids, string(g.entities[e].ID))
	}
	slices.Sort(ids)
	sum := sha256.Sum256([]byte(strings.Join(ids, "\n")))
	name := importName + hex.EncodeToString(sum[:8])
	article := graph.Article{ID: idOfName(name), Name: name, Title: "entities that no article of the import names"}
	g.articles = append(g.articles, gatheredArticle{article, true})
	return uint32(len(g.articles) - 1)
}

// reading makes what one article says out of its facts and mentions.
func (g *gathering) reading(article uint32, rank []uint32, facts, mentions []uint32) graph.Reading {
	slices.SortFunc(facts, func(a, b uint32) int { return compareFacts(rank, g.facts.at(a), g.facts.at(b)) })
	slices.SortFunc(mentions, func(a, b uint32) int {
		m, n := g.mentions.at(a), g.mentions.at(b)
		return cmp.Or(cmp.Compare(rank[m.entity], rank[n.entity]), cmp.Compare(m.start, n.start), cmp.Compare(m.end, n.end), cmp.Compare(m.line, n.line))
	})
	local := g.locals(rank, facts, mentions)
	index := func(entity uint32) int {
		i, _ := slices.BinarySearchFunc(local, rank[entity], func(e, r uint32) int { return cmp.Compare(rank[e], r) })
		return i
	}
	r := graph.Reading{Article: g.articles[article].Article, Entities: make([]graph.LocalEntity, len(local))}
	for i, e := range local {
		d := &g.entities[e]
		r.Entities[i] = graph.LocalEntity{ID: d.ID, Name: d.Name, Kind: d.Kind, Aliases: d.Aliases, IDs: d.IDs}
	}
	for _, i := range mentions {
		m := g.mentions.at(i)
		if m.end > 0 {
			g.addPlace(&r.Entities[index(m.entity)], m, r.Article.Text == "")
		}
	}
	r.Statements = g.statements(facts, index)
	return r
}

// addPlace adds a mention to an entity of an article, with its words where it has some that count. Mentions come in order.
func (g *gathering) addPlace(e *graph.LocalEntity, m *mention, counts bool) {
	s := graph.Span{Start: int(m.start), End: int(m.end)}
	n := len(e.Mentions)
	if n == 0 || e.Mentions[n-1] != s {
		e.Mentions = append(e.Mentions, s)
		if e.Words != nil {
			e.Words = append(e.Words, "")
		}
	}
	if m.word > 0 && counts {
		if e.Words == nil {
			e.Words = make([]string, len(e.Mentions))
		}
		e.Words[len(e.Mentions)-1] = string(g.quotes.get(m.word-1, s.End-s.Start))
	}
}

// locals returns the entities of an article in the order of their ids.
func (g *gathering) locals(rank, facts, mentions []uint32) []uint32 {
	local := make([]uint32, 0, 2*len(facts)+len(mentions))
	for _, i := range facts {
		local = append(local, g.facts.at(i).subject, g.facts.at(i).object)
	}
	for _, i := range mentions {
		local = append(local, g.mentions.at(i).entity)
	}
	slices.SortFunc(local, func(a, b uint32) int { return cmp.Compare(rank[a], rank[b]) })
	return slices.Compact(local)
}

// statements joins the facts of one article, which are sorted, into statements.
func (g *gathering) statements(facts []uint32, index func(uint32) int) []graph.LocalStatement {
	var list []graph.LocalStatement
	var last *fact
	for _, i := range facts {
		f := g.facts.at(i)
		if last == nil || last.subject != f.subject || last.predicate != f.predicate || last.object != f.object {
			list = append(list, graph.LocalStatement{Subject: index(f.subject), Predicate: g.ontology[f.predicate].Name, Object: index(f.object)})
		}
		s := &list[len(list)-1]
		if e := g.evidence(f); len(s.Evidence) == 0 || s.Evidence[len(s.Evidence)-1] != e {
			s.Evidence = append(s.Evidence, e)
		}
		last = f
	}
	return list
}

func (g *gathering) evidence(f *fact) graph.Evidence {
	return graph.Evidence{
		Span: graph.Span{Start: int(f.start), End: int(f.end)}, Text: string(g.quotes.get(f.quote, int(f.end-f.start))),
		Confidence: f.confidence, Past: f.past, From: f.from.date(), To: f.to.date(),
	}
}

// groups are rows sorted by the article that they belong to.
type groups struct {
	rows []uint32
	ends []uint32 // of each article's rows
}

// grouped sorts n rows by article, by counting.
func grouped(articles, n int, of func(uint32) uint32) groups {
	next := make([]uint32, articles+1)
	for i := range uint32(n) {
		next[of(i)+1]++
	}
	for i := range articles {
		next[i+1] += next[i]
	}
	rows := make([]uint32, n)
	for i := range uint32(n) {
		a := of(i)
		rows[next[a]] = i
		next[a]++
	}
	return groups{rows: rows, ends: next[:articles]}
}

// of returns the rows of an article.
func (g groups) of(article uint32) []uint32 {
	start := uint32(0)
	if article > 0 {
		start = g.ends[article-1]
	}
	return g.rows[start:g.ends[article]]
}
