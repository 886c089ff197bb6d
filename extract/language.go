package extract

import (
	"strings"
	"unicode"

	"github.com/clewgraph/clew/extract/nlp"
)

// Language is the language of an article, as far as it matters: "en", or "other" for one that is not read.
type Language string

// The languages.
const (
	English      Language = "en"
	OtherSpeech  Language = "other"
	fewWords              = 30   // a shorter text is of another language only if
	someWords             = 8    // so many words hold not one that is common in English
	mostForeign           = 0.5  // of the letters may be of another script than Latin
	leastEnglish          = 0.07 // of the words in lower case must be among the commonest English ones; news has .3 to .45
)

// The commonest English words that other languages in Latin letters do not share.
var commonWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the of and to that for is was with his by he from at are this have had not but which be they
		it has who their been were its as on or she her would will when there more if out so said what about than into them can
		only other time new some could these two may first then do any like my now over such our even most after also did many`) {
		m[w] = true
	}
	return m
}()

// languageOf is the stage that tells English from other languages by its letters and commonest words.
func languageOf(text string, words []nlp.Word) Language {
	letters, foreign := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if !unicode.Is(unicode.Latin, r) {
				foreign++
			}
		}
	}
	if float64(foreign) > mostForeign*float64(letters) {
		return OtherSpeech
	}
	spelled, common := 0, 0
	for _, w := range words {
		s := w.Of(text)
		if c := s[0]; c >= 'a' && c <= 'z' || c >= 0x80 { // names are the same in many languages
			spelled++
			if commonWords[s] {
				common++
			}
		}
	}
	if spelled > fewWords && float64(common) < leastEnglish*float64(spelled) || spelled >= someWords && common == 0 {
		return OtherSpeech
	}
	return English
}
