package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"

	"github.com/clewgraph/clew/query/notebook"
)

// clean makes text from an article safe to print: control characters, escape sequences and marks
// that turn the direction of writing are shown as escapes, so that no name can move the cursor or
// disguise what is printed.
func clean(s string) string {
	if !strings.ContainsFunc(s, isUnsafe) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
		case isUnsafe(r):
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cleanLines is clean for text that has lines of its own.
func cleanLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = clean(line)
	}
	return strings.Join(lines, "\n")
}

// isUnsafe reports control characters and the bidirectional controls of Unicode TR36 and TR9.
func isUnsafe(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// isTerminal reports whether a person sits at the other end of the stream.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// terminalWidth returns the number of columns, 80 where it is unknown.
func terminalWidth(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return 80
}

// screenInline returns how the terminal behind the prompt takes pictures; where there is none, it takes none.
func (a *app) screenInline() notebook.Inline {
	if a.screen == nil {
		return notebook.NoInline
	}
	return notebook.TerminalInline(os.Getenv)
}

// columnWidth is the width of a column in pixels where the terminal does not tell it.
const columnWidth = 8

// style marks up text for people; where colour is off it only cleans it.
type style struct{ colour bool }

func (s style) mark(code, text string) string {
	if text = clean(text); !s.colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(text string) string { return s.mark("1", text) }
func (s style) dim(text string) string  { return s.mark("2", text) }
func (s style) red(text string) string  { return s.mark("1;31", text) }
