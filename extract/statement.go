package extract

import (
	"cmp"
	"math"
	"slices"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// Statement connects two entities of a document.
type Statement struct {
	Subject   int // in Document.Entities
	Predicate graph.Predicate
	Object    int
	Polarity  Polarity // only what is asserted goes into a reading
	Grounds   []Ground // at least one, in the order of the text
}

// Ground is one place that states a statement, and why it was taken to.
type Ground struct {
	graph.Evidence
	Mentions  [2]int  // in Document.Mentions: where subject and object are read
	Rule      string  // that drew it; "" for the model
	Score     float64 // of the model, times how sure the links are
	Threshold float64 // that the best score of the statement passed
	PastScore float64 // of the model, that it is over
}

// linkFloor is the least probability with which a reference is linked.
const linkFloor = 0.5

// linkReferences is the stage that gives each pronoun and description the entity that its likeliest names have
// together, if that is likelier than not.
func (d *Document) linkReferences(links []nlp.Link) {
	genders := d.genders()
	d.learnGenders(genders, links)
	for _, l := range links {
		if e, p := d.likeliest(l, genders); e >= 0 && p >= linkFloor {
			d.Mentions[l.Mention].Entity, d.Mentions[l.Mention].Score = e, p
		}
	}
}

// keepReferences lets a pronoun that begins a sentence stand for what the same pronoun stood for that began the sentence
// before: "He was in Oslo when Sand came. He left." The model tends to the name between them. It looks at the mentions in
// the order of the text.
func (d *Document) keepReferences() {
	before := -1 // the pronoun that began the last sentence that had one
	for i := range d.Mentions {
		m := &d.Mentions[i]
		if !m.Class.IsReference() || m.Last-m.First != 1 || m.First > 0 && d.Words[m.First-1].Sentence == d.Words[m.First].Sentence {
			continue
		}
		if before >= 0 {
			b := d.Mentions[before]
			if b.Entity >= 0 && d.Words[b.First].Sentence == d.Words[m.First].Sentence-1 && b.Of(d.Article.Text) == m.Of(d.Article.Text) {
				m.Entity, m.Score = b.Entity, b.Score
			}
		}
		before = i
	}
}

// sure returns how sure a mention's entity is: a name's is settled.
func (m Mention) sure() float64 {
	if m.Class.IsName() {
		return 1
	}
	return m.Score
}

// candidate is a pair of mentions that may state something about two entities.
type candidate struct {
	key
	sentence    int // of the later mention
	mentions    [2]int
	score, past float64
}

// key is what makes candidates one statement.
type key struct {
	subject, object int // entities
	output          string
}

func (k key) compare(l key) int {
	return cmp.Or(cmp.Compare(k.subject, l.subject), cmp.Compare(k.output, l.output), cmp.Compare(k.object, l.object))
}

// candidates returns, for each statement that some pair scores at least floor, the best pair of each sentence,
// sorted by statement, best first.
func (d *Document) candidates(pairs []nlp.Pair, outputs []string, floor float64) []candidate {
	type place struct {
		key
		sentence int
	}
	best := map[place]candidate{}
	past := slices.Index(outputs, pastOutput)
	for _, p := range pairs {
		a, b := d.Mentions[p.Subject], d.Mentions[p.Object]
		if a.Entity < 0 || b.Entity < 0 || a.Entity == b.Entity || a.Dateline != b.Dateline || d.areApart(a, b) {
			continue
		}
		sure := math.Sqrt(a.sure() * b.sure())
		for k, output := range outputs {
			score := float64(p.Probability[k]) * sure
			if score >= floor {
				output = d.corrected(output, a, b)
			}
			if k == past || score < floor || output == "" || !fits(output, d.Entities[a.Entity].Kind, d.Entities[b.Entity].Kind) {
				continue
			}
			c := candidate{
				key: key{a.Entity, b.Entity, output}, sentence: d.Words[max(a.First, b.First)].Sentence,
				mentions: [2]int{p.Subject, p.Object}, score: score,
			}
			if past >= 0 {
				c.past = float64(p.Probability[past])
			}
			if at := (place{c.key, c.sentence}); best[at].score < score {
				best[at] = c
			}
		}
	}
	out := make([]candidate, 0, len(best))
	for _, c := range best {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(a.key.compare(b.key), cmp.Compare(b.score, a.score), cmp.Compare(a.sentence, b.sentence))
	})
	return out
}

// areApart reports whether one of two mentions stands in a byline or a credit, and the other elsewhere: who wrote an
// article has nothing to do with the line below.
func (d *Document) areApart(a, b Mention) bool {
	i, j := d.blockOf(a), d.blockOf(b)
	return i != j && (d.Blocks[i].isOfMakers() || d.Blocks[j].isOfMakers())
}

// blockOf returns the number of a mention's block.
func (d *Document) blockOf(m Mention) int {
	i, _ := slices.BinarySearchFunc(d.Blocks, d.Words[m.First].Sentence, func(b Block, sentence int) int {
		switch {
		case sentence < b.First:
			return 1
		case sentence >= b.Last:
			return -1
		}
		return 0
	})
	return i
}

// maxGrounds bounds the places that are kept for one statement of an article.
const maxGrounds = 8

// readStatements is the stage that makes statements of the candidates whose best score passes their threshold.
func (x *Extractor) readStatements(d *Document, candidates []candidate) []Statement {
	var out []Statement
	passed := map[key]bool{}
	for first := 0; first < len(candidates); {
		last := first + 1
		for last < len(candidates) && candidates[last].key == candidates[first].key {
			last++
		}
		group := candidates[first:last]
		if group[0].score >= x.threshold(group[0].output) {
			passed[group[0].key] = true
			out = append(out, x.statement(d, group[:min(last-first, maxGrounds)]))
		}
		first = last
	}
	return slices.DeleteFunc(out, func(s Statement) bool { return isImplied(s, passed) })
}

// isImplied reports whether a statement says less than another that holds: a leader and a founder work there.
func isImplied(s Statement, passed map[key]bool) bool {
	if s.Predicate != worksFor && s.Predicate != workedFor {
		return false
	}
	return passed[key{s.Subject, s.Object, "leads"}] || passed[key{s.Subject, s.Object, "founded"}]
}

// statement makes the statement of its candidates, which are sorted by score.
func (x *Extractor) statement(d *Document, group []candidate) Statement {
	best := group[0]
	s := Statement{Subject: best.subject, Object: best.object, Polarity: d.polarity(best)}
	past := d.isPast(best)
	s.Predicate = predicateOf(best.output, past)
	threshold := x.threshold(best.output)
	for _, c := range group {
		if c.score < threshold || d.isPast(c) != past || c != best && d.polarity(c) != s.Polarity {
			continue
		}
		g := Ground{Mentions: c.mentions, Score: c.score, Threshold: threshold, PastScore: c.past}
		g.Evidence = d.evidence(c.mentions)
		g.Confidence = confidence(c.score)
		g.Past = past
		g.From, g.To = held(d.timeOf(c.mentions), c.output)
		s.Grounds = append(s.Grounds, g)
	}
	s.sortGrounds()
	return s
}

// local returns the statement as a reading holds it.
func (s Statement) local() graph.LocalStatement {
	out := graph.LocalStatement{Subject: s.Subject, Predicate: s.Predicate, Object: s.Object}
	for _, g := range s.Grounds {
		out.Evidence = append(out.Evidence, g.Evidence)
	}
	return out
}
