package nlp

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clewgraph/clew/graph"
)

var (
	abbreviation = regexp.MustCompile(`(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Gen|Sen|Rep|Gov|Lt|Col|Inc|Ltd|Co|Corp|vs|No` +
		`|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|e\.g|i\.e|Rev|Hon)|\b[A-Z])\.$`)
	bullet = regexp.MustCompile(`^\s*(?:[-*•–—+>#]|\d+[.)]\s)`)
)

// Sentences cuts a text into sentences, in order. A line end ends a sentence unless the lines were wrapped by
// hand. The spans cover the white space after a sentence, too.
func Sentences(text string) []graph.Span {
	var out []graph.Span
	for _, b := range blocks(text) {
		start := b.Start
		for at := b.Start; at < b.End; at++ {
			stop, next, ok := sentenceEnd(text[:b.End], at)
			if !ok {
				continue
			}
			if !abbreviated(text[start:stop]) {
				out = appendText(out, text, graph.Span{Start: start, End: next})
				start = next
			}
			at = next - 1
		}
		out = appendText(out, text, graph.Span{Start: start, End: b.End})
	}
	return out
}

// sentenceEnd reports whether a sentence may end with the stop at text[at]: closing quotes and brackets may
// follow, then white space, then, perhaps after opening ones, a capital or a digit. It returns the end of the
// stop and the beginning of what follows.
func sentenceEnd(text string, at int) (stop, next int, ok bool) {
	if c := text[at]; c != '.' && c != '!' && c != '?' {
		return 0, 0, false
	}
	closed := skip(text, at+1, `"”’')]`)
	next = len(text) - len(strings.TrimLeftFunc(text[closed:], isSpace))
	if next == closed {
		return 0, 0, false
	}
	begin := skip(text, next, `"“‘'([`)
	if begin == len(text) {
		return 0, 0, false
	}
	c := text[begin]
	return at + 1, next, c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// skip returns the first offset from at on whose rune is none of set.
func skip(text string, at int, set string) int {
	return len(text) - len(strings.TrimLeft(text[at:], set))
}

// abbreviated reports whether the full stop at the end of s belongs to an abbreviation or an initial.
func abbreviated(s string) bool {
	if strings.HasSuffix(s, "U.S.") || strings.HasSuffix(s, "U.K.") {
		return false
	}
	tail := s[max(0, len(s)-8):]
	return abbreviation.MatchString(tail)
}

func appendText(out []graph.Span, text string, s graph.Span) []graph.Span {
	if s.Start >= s.End || strings.TrimFunc(s.Of(text), isSpace) == "" {
		return out
	}
	return append(out, s)
}

// blocks returns the spans that no sentence crosses: lines, or several lines that only wrapping by hand parts.
func blocks(text string) []graph.Span {
	var out []graph.Span
	width, begin, at := wrapWidth(text), 0, 0
	for at <= len(text) {
		line, rest, _ := strings.Cut(text[at:], "\n")
		end := at + len(line)
		if !wrapped(line, rest, width) {
			out = appendText(out, text, graph.Span{Start: begin, End: end})
			begin = end + 1
		}
		at = end + 1
	}
	return out
}

// wrapWidth returns the column, in characters, at which the text was wrapped by hand, or 0 where a line is a paragraph.
func wrapWidth(text string) int {
	const widest, narrowest, fewest = 90, 40, 6
	var lengths []int
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimFunc(line, isSpace) != "" {
			lengths = append(lengths, utf8.RuneCountInString(line))
		}
	}
	if len(lengths) < fewest {
		return 0
	}
	slices.Sort(lengths)
	width := lengths[98*(len(lengths)-1)/100]
	if width < narrowest || width > widest {
		return 0
	}
	return width
}

// wrapped reports whether the line goes on in the next one, which begins rest.
func wrapped(line, rest string, width int) bool {
	if width == 0 {
		return false
	}
	next, _, _ := strings.Cut(rest, "\n")
	if strings.TrimFunc(next, isSpace) == "" || bullet.MatchString(next) {
		return false
	}
	first, _, _ := strings.Cut(next, " ")
	length := utf8.RuneCountInString(line)
	return length >= width/2 && length+1+utf8.RuneCountInString(first) > width-4
}
