package extract

import (
	"strings"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// gender is that of a person as far as the text tells: whether "he" or "she" can stand for them.
type gender int8

const (
	untoldGender gender = iota
	female
	male
)

// guess is a gender and how sure it is: a reference of the other one is that much less likely to stand for the person.
type guess struct {
	gender
	sure float64
}

// genders returns what the names of entities, and the words before them, tell of each.
func (d *Document) genders() []guess {
	out := make([]guess, len(d.Entities))
	for i, e := range d.Entities {
		if e.Kind != graph.Person {
			continue
		}
		told := map[gender]int{}
		for _, m := range e.Mentions {
			told[d.genderBefore(d.Mentions[m])]++
		}
		out[i] = guess{oneOf(told[female], told[male]), 1}
		if out[i].gender == untoldGender {
			out[i] = genderOfName(e.Name)
		}
	}
	return out
}

// oneOf returns the gender that is told, if only one is.
func oneOf(females, males int) gender {
	switch {
	case females > 0 && males == 0:
		return female
	case males > 0 && females == 0:
		return male
	}
	return untoldGender
}

// genderBefore returns the gender that the word before a name tells, or the name's own first: "Mrs Sand", "Sir Per".
func (d *Document) genderBefore(m Mention) gender {
	if !m.Class.IsName() {
		return untoldGender
	}
	told := untoldGender
	if m.Last-m.First > 1 { // "King" alone is a surname
		told = genderOfWord(d.Words[m.First].Of(d.Article.Text))
	}
	for i := m.First - 1; told == untoldGender && i >= max(0, m.First-2) && d.Words[i].Sentence == d.Words[m.First].Sentence; i-- {
		if word := d.Words[i].Of(d.Article.Text); word != "." {
			return genderOfTitle(word)
		}
	}
	return told
}

// genderOfTitle is genderOfWord for all but the pronouns: "her husband", and "his Anna", tell nothing of who is named.
func genderOfTitle(word string) gender {
	if lexicon.PronounOf(strings.ToLower(word)) != "" {
		return untoldGender
	}
	return genderOfWord(word)
}

func genderOfWord(word string) gender {
	switch {
	case lexicon.IsFemale(word):
		return female
	case lexicon.IsMale(word):
		return male
	}
	return untoldGender
}

// genderOfName returns the gender that a full name's first word tells, surely where the lists have it as a given name of one
// gender, else by its last letters.
func genderOfName(name string) guess {
	words := strings.Fields(name)
	if len(words) < 2 {
		return guess{}
	}
	first, _, _ := strings.Cut(words[0], "-")
	on := lexicon.On(first)
	if g := oneOf(int(on&lexicon.FemaleNames), int(on&lexicon.MaleNames)); g != untoldGender || on&lexicon.FemaleNames != 0 {
		return guess{g, 1}
	}
	for _, e := range endings {
		if strings.HasSuffix(first, e.letters) {
			return guess{e.gender, 0.7}
		}
	}
	return guess{}
}

// endings are the last letters of given names that one gender bears far oftener, the longer ones first.
var endings = []struct {
	letters string
	gender
}{{"iko", female}, {"ah", female}, {"a", female}, {"o", male}, {"us", male}, {"os", male}}

// likeliest returns the entity that the names which a reference may stand for have together, and how likely that is once
// those of the other gender are ruled out; -1 where there is none.
func (d *Document) likeliest(l nlp.Link, genders []guess) (entity int, probability float64) {
	told := genderOfWord(d.Mentions[l.Mention].Of(d.Article.Text))
	sums, left := map[int]float64{}, 1.0
	for _, c := range l.Candidates {
		e, p := d.Mentions[c.Name].Entity, float64(c.Probability)
		if e < 0 {
			continue
		}
		if g := genders[e]; told != untoldGender && g.gender != untoldGender && g.gender != told {
			left -= p * g.sure
			p *= 1 - g.sure
		}
		sums[e] += p
	}
	best := -1
	for e, p := range sums {
		if best < 0 || p > sums[best] || p == sums[best] && e < best {
			best = e
		}
	}
	if best < 0 {
		return -1, 0
	}
	return best, min(1, sums[best]/max(left, sums[best]))
}

// learnGenders fills in the genders that names do not tell by the pronouns that stand for them: where those of one
// gender are many and those of the other few, the few are mistakes.
func (d *Document) learnGenders(genders []guess, links []nlp.Link) {
	const enough, times = 1.5, 4
	masses := make([][3]float64, len(genders))
	for _, l := range links {
		if told := genderOfWord(d.Mentions[l.Mention].Of(d.Article.Text)); told != untoldGender {
			if e, p := d.likeliest(l, genders); e >= 0 {
				masses[e][told] += p
			}
		}
	}
	for e, m := range masses {
		switch {
		case genders[e].sure == 1 && genders[e].gender != untoldGender:
		case m[female] >= enough && m[female] >= times*m[male]:
			genders[e] = guess{female, 1}
		case m[male] >= enough && m[male] >= times*m[female]:
			genders[e] = guess{male, 1}
		}
	}
}
