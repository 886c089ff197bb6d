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
