package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// delimiters is a run of asterisks or underscores in Markdown.
type delimiters struct {
	start, count int // where the run is and how many signs it has
	kept         int // how many of them are not paired yet, and shown
	opens        bool
	closes       bool
}

// withoutEmphasis drops the signs that mark emphasis, paired by the rules of CommonMark for what may open and what may
// close; the others stay.
func withoutEmphasis(s string) string {
	runs := delimiterRuns(s)
	open := map[byte][]int{} // runs that may be closed yet, by sign
	for i := range runs {
		sign := s[runs[i].start]
		if runs[i].closes {
			open[sign] = closeRuns(runs, open[sign], i)
		}
		if runs[i].opens && runs[i].kept > 0 {
			open[sign] = append(open[sign], i)
		}
	}
	var b strings.Builder
	at := 0
	for _, r := range runs {
		b.WriteString(s[at : r.start+r.kept])
		at = r.start + r.count
	}
	b.WriteString(s[at:])
	return b.String()
}

// closeRuns pairs the signs of a run with those of the open ones, the last first, and returns what is open then.
func closeRuns(runs []delimiters, open []int, i int) []int {
	for len(open) > 0 && runs[i].kept > 0 {
		o := open[len(open)-1]
		n := min(runs[o].kept, runs[i].kept)
		runs[o].kept -= n
		runs[i].kept -= n
		if runs[o].kept == 0 {
			open = open[:len(open)-1]
		}
	}
	return open
}

// delimiterRuns finds the runs of signs that no backslash escapes.
func delimiterRuns(s string) []delimiters {
	var runs []delimiters
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '*', '_':
			end := i + 1
			for end < len(s) && s[end] == s[i] {
				end++
			}
			before, _ := utf8.DecodeLastRuneInString(s[:i])
			after, _ := utf8.DecodeRuneInString(s[end:])
			r := delimiters{start: i, count: end - i, kept: end - i}
			r.opens, r.closes = flanks(s[i], before, after)
			runs = append(runs, r)
			i = end - 1
		}
	}
	return runs
}

// flanks reports whether a run between two characters may open and may close emphasis. At the ends of the text the
// character is utf8.RuneError.
func flanks(sign byte, before, after rune) (opens, closes bool) {
	space := func(r rune) bool { return r == utf8.RuneError || unicode.IsSpace(r) }
	mark := func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) && r != utf8.RuneError }
	left := !space(after) && (!mark(after) || space(before) || mark(before))
	right := !space(before) && (!mark(before) || space(after) || mark(after))
	if sign == '*' {
		return left, right
	}
	return left && (!right || mark(before)), right && (!left || mark(after))
}
