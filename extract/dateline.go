package extract

import (
	"regexp"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/graph"
)

// dateline is what many articles begin with: where they were written, sometimes when, and the agency: "OSLO, May 5 (NTB) - ".
var dateline = regexp.MustCompile(`^\s*(\p{Lu}[\p{Lu}.’'-]{2,}(?: \p{Lu}[\p{Lu}.’'-]+){0,3})` +
	`((?:, \p{Lu}[\p{L}. ]{1,24})?(?:,? (?:\p{Lu}\p{L}{2,8}\.? \d{1,2}|\d{1,2} \p{Lu}\p{L}{2,8}))?(?: \([^()\n]{2,30}\))?)(?: ?— ?| (?:–|-|--) )`)

// splitDatelines makes a sentence of the dateline that a sentence begins with, so that nothing joins the two.
func splitDatelines(text string, sentences []graph.Span) []graph.Span {
	var out []graph.Span
	for _, s := range sentences {
		if end := datelineEnd(s.Of(text)); end > 0 && s.Start+end < s.End {
			out = append(out, graph.Span{Start: s.Start, End: s.Start + end})
			s.Start += end
		}
		out = append(out, s)
	}
	return out
}

// datelineEnd returns the length of the dateline that a sentence begins with, 0 if it begins with none. The place alone
// must be a known one; an agency or a region after it is sign enough.
func datelineEnd(sentence string) int {
	m := dateline.FindStringSubmatchIndex(sentence)
	if m == nil {
		return 0
	}
	place := sentence[m[2]:m[3]]
	if m[4] == m[5] && !isKnownPlace(titleCased(place)) {
		return 0
	}
	return m[1]
}

func isKnownPlace(name string) bool {
	return lexicon.On(lexicon.Words(name)...)&(lexicon.Cities|lexicon.Capitals|lexicon.Countries) != 0
}

// inDateline reports whether a sentence is one that splitDatelines made.
func inDateline(text string, sentence graph.Span) bool {
	return datelineEnd(sentence.Of(text)) == sentence.End-sentence.Start
}

// datelineKind returns the kind of a name in a dateline, which never stands for a government or a person.
func datelineKind(name string, k graph.Kind) graph.Kind {
	if !isShouted(name) || !isKnownPlace(titleCased(name)) {
		return k
	}
	if _, ok := lexicon.CountryOf(titleCased(name)); ok {
		return graph.Country
	}
	return graph.Place
}
