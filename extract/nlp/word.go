package nlp

import (
	"unicode"
	"unicode/utf8"

	"github.com/clewgraph/clew/graph"
)

// Word is a run of letters and digits, or a single other character that is not white space.
type Word struct {
	graph.Span     // bytes of the text
	Sentence   int // its number; words of one sentence follow each other
}

// Words cuts the sentences of a text into words. Combining marks belong to the word before them; control and
// format characters belong to none.
func Words(text string, sentences []graph.Span) []Word {
	out := make([]Word, 0, len(text)/bytesPerWord)
	for number, s := range sentences {
		for at := s.Start; at < s.End; {
			kind, end := wordAt(text[:s.End], at)
			if kind != between {
				out = append(out, Word{graph.Span{Start: at, End: end}, number})
			}
			at = end
		}
	}
	return out
}

// The kinds of character, as far as words go.
const (
	between   = iota // white space, controls: in no word
	character        // of a longer word
	single           // a word by itself
	mark             // continues a word
)

// bytesPerWord is a little less than prose has, white space and punctuation included, so that a list of words rarely grows.
const bytesPerWord = 5

// wordAt returns the word that begins at the offset, or what lies between words there, and its end.
func wordAt(text string, at int) (kind, end int) {
	r, n := utf8.DecodeRuneInString(text[at:])
	end = at + n
	kind = kindOf(r)
	if kind == mark {
		return between, end
	}
	if kind != character {
		return kind, end
	}
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if k := kindOf(r); k != character && k != mark {
			break
		}
		end += n
	}
	return kind, end
}

func kindOf(r rune) int {
	if r < utf8.RuneSelf {
		return int(asciiKinds[r])
	}
	switch {
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return character
	case unicode.IsMark(r) || r == '\u00ad' || r == '\u200c' || r == '\u200d':
		return mark
	case isSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf):
		return between
	}
	return single
}

var asciiKinds = func() (kinds [utf8.RuneSelf]uint8) {
	for r := range rune(utf8.RuneSelf) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			kinds[r] = character
		case !isSpace(r) && !unicode.IsControl(r):
			kinds[r] = single
		}
	}
	return kinds
}()

// isSpace reports white space, with the four separators of ASCII that package unicode leaves out.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }
