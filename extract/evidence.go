package extract

import (
	"regexp"
	"strings"

	"github.com/clewgraph/clew/graph"
)

const (
	longClause = 160 // bytes above which a sentence is cut down to the clause that carries both mentions
	longQuote  = 350 // bytes above which a quote goes without the sentence that names what a pronoun stands for, and is cut at commas
)

// evidence returns the shortest stretch that carries both mentions: the clause or sentence of both, the two sentences
// and what lies between them where they stand in two, and the sentence before where that names what a pronoun stands for.
func (d *Document) evidence(m [2]int) graph.Evidence {
	a, b := d.Mentions[m[0]], d.Mentions[m[1]]
	if b.First < a.First {
		a, b = b, a
	}
	text := d.Article.Text
	first, last := d.Words[a.First].Sentence, d.Words[b.Last-1].Sentence
	s := graph.Span{Start: d.Sentences[first].Start, End: d.Sentences[last].End}
	both := graph.Span{Start: a.Start, End: max(a.End, b.End)}
	switch before := d.antecedentBefore(a, first); {
	case before >= 0 && last == first && s.End-d.Sentences[before].Start <= longQuote:
		s.Start = d.Sentences[before].Start
	case first == last && a.Class.IsName() && b.Class.IsName():
		s = clause(text, s, both)
	}
	if s.End-s.Start > longQuote {
		s = phrase(text, clause(text, s, both), both)
	}
	s = trimmed(text, s)
	return graph.Evidence{Span: s, Text: s.Of(text)}
}

// afterPair ends what a sentence says of two mentions, behind the second.
var afterPair = regexp.MustCompile(`;|, (?:and|but|while|who|which|where) | - | – | — | (?:before|after|until) (?:he|she|they|it|\w+ing) |,? and (?:then |later |also )?(?:joined|moved|became|went|returned|led|headed|ran|chaired|directed|founded|co-founded|sued|left (?:for |the |\p{Lu})|(?:work|studie|taught|teache|train|serve|intern)(?:s|d|ed)? (?:at|for|with|under)) `)

// timeOf returns the part of a sentence that may date what it says of two mentions: from the first of them to the end of
// its clause, and before that a beginning such as "Since 2010". It is "" where they stand in two sentences.
func (d *Document) timeOf(m [2]int) string {
	a, b := d.Mentions[m[0]], d.Mentions[m[1]]
	if b.First < a.First {
		a, b = b, a
	}
	s := d.Sentences[d.Words[a.First].Sentence]
	if d.Words[b.First].Sentence != d.Words[a.First].Sentence {
		return ""
	}
	text := d.Article.Text
	if at := afterPair.FindStringIndex(text[b.End:s.End]); at != nil {
		s.End = b.End + at[0]
	}
	if at := opening.FindStringIndex(text[s.Start:a.Start]); at == nil || at[0] > 0 {
		s.Start = a.Start
	}
	return s.Of(text)
}

// antecedentBefore returns the sentence right before if it, and not the mention's own, names what the mention stands for.
func (d *Document) antecedentBefore(m Mention, sentence int) int {
	if !m.Class.IsReference() || m.Entity < 0 || sentence == 0 {
		return -1
	}
	before := -1
	for _, i := range d.Entities[m.Entity].Mentions {
		n := d.Mentions[i]
		if n.First > m.First {
			break
		}
		switch d.Words[n.First].Sentence {
		case sentence:
			return -1
		case sentence - 1:
			before = sentence - 1
		}
	}
	return before
}

// clause cuts a long sentence to what stands between semicolons or dashes around the span.
func clause(text string, sentence, span graph.Span) graph.Span {
	if sentence.End-sentence.Start <= longClause {
		return sentence
	}
	for _, sign := range []string{"; ", " — ", " – ", " - ", " -- "} {
		if i := strings.LastIndex(text[sentence.Start:span.Start], sign); i >= 0 {
			sentence.Start += i + len(sign)
		}
		if i := strings.Index(text[span.End:sentence.End], sign); i >= 0 {
			sentence.End = span.End + i
			if sign == "; " {
				sentence.End++
			}
		}
	}
	return sentence
}

// phrase cuts a quote that is too long at the commas and colons next around the span.
func phrase(text string, quote, span graph.Span) graph.Span {
	if quote.End-quote.Start <= longQuote {
		return quote
	}
	const signs = ",:\n"
	if i := strings.LastIndexAny(text[quote.Start:span.Start], signs); i >= 0 {
		quote.Start += i + 1
	}
	if i := strings.IndexAny(text[span.End:quote.End], signs); i >= 0 {
		quote.End = span.End + i
	}
	return quote
}
