package extract

import (
	"regexp"
	"slices"
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

// stayInParagraph lets "he" or "she" that opens a sentence stand for the only person whom the paragraph has named,
// if the sentence before begins with the name: "... Sand rose in 1940.\nReed was dismissed. He left." The model tends to
// whom the article is about.
func (d *Document) stayInParagraph() {
	genders := d.genders()
	for i := range d.Mentions {
		m := &d.Mentions[i]
		told := genderOfWord(m.Of(d.Article.Text))
		if told == untoldGender || m.Entity < 0 || !d.opens(*m) {
			continue
		}
		if e := d.introduced(i); e >= 0 && (genders[e].gender == untoldGender || genders[e].gender == told) {
			m.Entity = e
		}
	}
}

// stayWithNoun lets "the academy" stand for the only body of that word that the paragraph has named before it, if there is
// one: the model tends to one of an earlier paragraph.
func (d *Document) stayWithNoun() {
	for i := range d.Mentions {
		m := &d.Mentions[i]
		if !m.Class.IsReference() || m.Entity < 0 || m.Last-m.First != 2 || !strings.EqualFold(d.Words[m.First].Of(d.Article.Text), "the") {
			continue
		}
		if e := d.bodyOfNoun(i, graph.Fold(d.Words[m.Last-1].Of(d.Article.Text))); e >= 0 {
			m.Entity = e
		}
	}
}

// bodyOfNoun returns the only institution with a word in its name that the block of a mention has named before it, or -1.
func (d *Document) bodyOfNoun(mention int, noun string) int {
	block, only := d.blockOf(d.Mentions[mention]), -1
	for i := mention - 1; i >= 0 && d.blockOf(d.Mentions[i]) == block; i-- {
		m := d.Mentions[i]
		if !m.Class.IsName() || m.Entity < 0 || d.Entities[m.Entity].Kind != graph.Institution || !slices.Contains(lexicon.Words(graph.Fold(m.Of(d.Article.Text))), noun) {
			continue
		}
		if only >= 0 && only != m.Entity {
			return -1
		}
		only = m.Entity
	}
	return only
}

// opens reports whether a mention is the first of its sentence, or of the clause after what the sentence opens with: "Born in
// Oslo, he left."
func (d *Document) opens(m Mention) bool {
	return d.begins(m) || openingClause.MatchString(d.Article.Text[d.Sentences[d.Words[m.First].Sentence].Start:m.Start])
}

var openingClause = regexp.MustCompile(`^(?:Born|Raised|Brought up|Educated|Trained) [^,;:"“”]*, $`)

// turnBack lets "himself" and "herself" stand for whom their sentence has named last.
func (d *Document) turnBack() {
	for i := range d.Mentions {
		switch strings.ToLower(d.Mentions[i].Of(d.Article.Text)) {
		case "himself", "herself":
			if e := d.namedBefore(i); e >= 0 {
				d.Mentions[i].Entity, d.Mentions[i].Score = e, 1
			}
		}
	}
}

// namedBefore returns the person whom the sentence of a mention has named last before it, or -1.
func (d *Document) namedBefore(mention int) int {
	for i := mention - 1; i >= 0 && d.Words[d.Mentions[i].First].Sentence == d.Words[d.Mentions[mention].First].Sentence; i-- {
		if m := d.Mentions[i]; m.Class.IsName() && m.Entity >= 0 && d.Entities[m.Entity].Kind == graph.Person {
			return m.Entity
		}
	}
	return -1
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
