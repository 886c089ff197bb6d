package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

var pronounClasses = map[lexicon.Pronoun]nlp.Class{
	lexicon.PersonPronoun: nlp.PronounPerson,
	lexicon.ThingPronoun:  nlp.PronounThing,
	lexicon.PluralPronoun: nlp.PronounPlural,
}

var pronounKinds = map[lexicon.Pronoun]nlp.KindSet{
	lexicon.PersonPronoun: nlp.KindsOf(graph.Person),
	lexicon.ThingPronoun:  nlp.KindsOf(graph.Institution, graph.Policy, graph.Country, graph.Place),
	lexicon.PluralPronoun: nlp.KindsOf(graph.Person, graph.Institution, graph.Country),
}

// readReferences is the stage that finds pronouns and descriptions outside the taken words. A description is a
// determiner, up to three modifiers and a noun of the lexicon. The training program's references.py does the same.
func readReferences(text string, words []nlp.Word, taken []bool) []Mention {
	var out []Mention
	for i, w := range words {
		if taken[i] {
			continue
		}
		word := w.Of(text)
		lower := strings.ToLower(word)
		if p := lexicon.PronounOf(lower); p != "" && word != "US" && (lower != "i" || word == "I") {
			out = append(out, Mention{Span: w.Span, First: i, Last: i + 1, Class: pronounClasses[p], Kinds: pronounKinds[p], Entity: -1})
		}
		if !lexicon.IsDeterminer(lower) {
			continue
		}
		if last, kinds := descriptionAt(text, words, taken, i); last > 0 {
			span := graph.Span{Start: w.Start, End: words[last-1].End}
			out = append(out, Mention{Span: span, First: i, Last: last, Class: describedAs(kinds), Kinds: nlp.KindsOf(kinds...), Entity: -1})
		}
	}
	return out
}

// describedAs returns the class of a description: an institution if it may be one, else the first kind by name.
func describedAs(kinds []graph.Kind) nlp.Class {
	first := kinds[0]
	for _, k := range kinds {
		if k == graph.Institution {
			return nlp.DescribedInstitution
		}
		if k < first {
			first = k
		}
	}
	return nlp.DescribedAs(first)
}

// longestDescription is the number of words that may follow the determiner.
const longestDescription = 4

// descriptionAt returns where the description that begins with the determiner at i ends and what kinds its noun
// describes, 0 if there is none.
func descriptionAt(text string, words []nlp.Word, taken []bool, i int) (last int, kinds []graph.Kind) {
	for j := i + 1; j < len(words) && j <= i+longestDescription; j++ {
		word := words[j].Of(text)
		r, _ := utf8.DecodeRuneInString(word)
		if words[j].Sentence != words[i].Sentence || !unicode.IsLetter(r) && word != "-" {
			return 0, nil
		}
		kinds := lexicon.NounKinds(word)
		if len(kinds) == 0 || taken[j] {
			continue
		}
		if j+1 < len(words) {
			next := words[j+1].Of(text)
			if next == "-" || len(lexicon.NounKinds(next)) > 0 && words[j+1].Sentence == words[i].Sentence {
				continue
			}
		}
		return j + 1, kinds
	}
	return 0, nil
}

// stayInParagraph lets "he" or "she" at the beginning of a sentence stand for the only person whom the paragraph has named,
// if the sentence before begins with the name: "... Sand rose in 1940.\nReed was dismissed. He left." The model tends to
// whom the article is about.
func (d *Document) stayInParagraph() {
	genders := d.genders()
	for i := range d.Mentions {
		m := &d.Mentions[i]
		told := genderOfWord(m.Of(d.Article.Text))
		if told == untoldGender || m.Entity < 0 || !d.begins(*m) {
			continue
		}
		if e := d.introduced(i); e >= 0 && (genders[e].gender == untoldGender || genders[e].gender == told) {
			m.Entity = e
		}
	}
}

// begins reports whether a mention is the first of its sentence.
func (d *Document) begins(m Mention) bool {
	return m.First == 0 || d.Words[m.First-1].Sentence != d.Words[m.First].Sentence
}

// introduced returns the person with whose name the sentence before a mention begins, if the block has named no other
// before the mention; else -1.
func (d *Document) introduced(mention int) int {
	at := d.Mentions[mention]
	block, only, first := d.blockOf(at), -1, -1
	for i := mention - 1; i >= 0 && d.blockOf(d.Mentions[i]) == block; i-- {
		m := d.Mentions[i]
		if m.Entity < 0 || d.Entities[m.Entity].Kind != graph.Person {
			continue
		}
		if only >= 0 && only != m.Entity {
			return -1
		}
		only = m.Entity
		if m.Class.IsName() && d.begins(m) && d.Words[m.First].Sentence == d.Words[at.First].Sentence-1 {
			first = m.Entity
		}
	}
	return first
}
