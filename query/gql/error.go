package gql

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Error is a mistake in a query: where it is and what was expected there.
type Error struct {
	Query string // the whole text
	Pos   int    // byte offset of the mistake in the text
	Msg   string // one sentence without a full stop
	Hint  string // what to write instead, "" where nothing is known
}

// Error shows the sentence, the line of the query and a caret below the mistake.
func (e *Error) Error() string {
	line, column, shown, indent := e.place()
	s := fmt.Sprintf("line %d, column %d: %s\n  %s\n  %s^", line, column, e.Msg, shown, indent)
	if e.Hint != "" {
		s += "\n" + e.Hint
	}
	return s
}

// shownRunes is how much of a long line an error shows, before and after the mistake each.
const shownRunes = 60

// place returns the mistake's line and column, counted from 1 in characters, and that
// line, cut to what is near the mistake, with the blanks that bring a caret below it.
func (e *Error) place() (line, column int, shown, indent string) {
	pos := min(e.Pos, len(e.Query))
	start := strings.LastIndexByte(e.Query[:pos], '\n') + 1
	rest, _, _ := strings.Cut(e.Query[pos:], "\n")
	before := []rune(e.Query[start:pos])
	after := []rune(rest)
	line, column = 1+strings.Count(e.Query[:start], "\n"), 1+len(before)
	if len(before) > shownRunes {
		before = append([]rune("…"), before[len(before)-shownRunes:]...)
	}
	if len(after) > shownRunes {
		after = append(after[:shownRunes:shownRunes], '…')
	}
	head := printable(before)
	return line, column, head + printable(after), strings.Repeat(" ", cells(head))
}

// printable replaces what a terminal would not show as a character of its own.
func printable(runes []rune) string {
	var b strings.Builder
	for _, r := range runes {
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r == utf8.RuneError || !unicode.IsPrint(r):
			b.WriteRune('·')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cells counts the terminal cells that a printable string takes.
func cells(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			if !unicode.Is(unicode.M, r) {
				n++
			}
		}
	}
	return n
}
