// Package glyph knows how wide text is, where it breaks, and what it looks like.
//
// Layout must not depend on the fonts of a machine, so widths come from Liberation Sans, which ships inside
// the binary and has the widths of Arial and Helvetica, and for scripts that it lacks from simple rules.
// Only painting ([Shaper]) looks for fonts of the system.
package glyph

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"github.com/go-text/typesetting/font"
	"github.com/rivo/uniseg"
)

var regular = sync.OnceValue(func() *font.Face { return parse(liberationsansregular.TTF) })

var bold = sync.OnceValue(func() *font.Face { return parse(liberationsansbold.TTF) })

func parse(ttf []byte) *font.Face {
	face, err := font.ParseTTF(bytes.NewReader(ttf))
	if err != nil {
		panic("embedded font: " + err.Error()) // a test reads it
	}
	return face
}

// Width returns how much room the text needs on a line, in the unit of size.
func Width(text string, size float64, isBold bool) float64 {
	face := regular()
	if isBold {
		face = bold()
	}
	em := 0.0
	for rest, state := text, -1; rest != ""; {
		var cluster string
		var cells int
		cluster, rest, cells, state = uniseg.FirstGraphemeClusterInString(rest, state)
		em += clusterWidth(face, cluster, cells)
	}
	return em * size
}

// clusterWidth returns the width of what is drawn as one sign, in em.
func clusterWidth(face *font.Face, cluster string, cells int) float64 {
	if cells == 2 {
		if r := []rune(cluster); unicode.Is(unicode.So, r[0]) || r[0] >= 0x1f000 {
			return 1.3 // an emoji
		}
		return 1.04
	}
	em := 0.0
	for _, r := range cluster {
		em += runeWidth(face, r)
	}
	return em
}

// otherWidth is for letters of scripts that Liberation Sans lacks: Arabic, Devanagari, Thai.
const otherWidth = 0.66

func runeWidth(face *font.Face, r rune) float64 {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	if g, ok := face.NominalGlyph(r); ok {
		return float64(face.HorizontalAdvance(g)) / float64(face.Upem())
	}
	return otherWidth
}

// Exact reports whether Width is what an Arial of any make draws, because Liberation Sans has every letter.
func Exact(text string) bool {
	for _, r := range text {
		if _, ok := regular().NominalGlyph(r); !ok {
			return false
		}
	}
	return true
}

// Cells returns how many columns the text takes in a terminal.
func Cells(text string) int { return uniseg.StringWidth(text) }

// Wrap fills lines like [Fill], then makes them as even as they can be without becoming more.
func Wrap(text string, width float64, maxLines int, measure func(string) float64) []string {
	lines := Fill(text, width, maxLines, measure)
	if len(lines) == 1 || strings.HasSuffix(lines[len(lines)-1], "…") {
		return lines
	}
	for narrow, wide := width/2, width; wide-narrow > 1; {
		middle := (narrow + wide) / 2
		even := Fill(text, middle, maxLines+1, measure)
		if len(even) > len(lines) || splitsMore(even, lines) {
			narrow = middle
		} else {
			lines, wide = even, middle
		}
	}
	return lines
}

// splitsMore reports whether one way of breaking breaks more words than the other: into more pieces, with more hyphens,
// or before a hyphen that was there.
func splitsMore(lines, than []string) bool {
	a, b := strings.Fields(strings.Join(lines, " ")), strings.Fields(strings.Join(than, " "))
	return len(a) > len(b) || len(strings.Join(a, "")) > len(strings.Join(b, "")) ||
		slices.ContainsFunc(a, func(piece string) bool { return strings.HasPrefix(piece, "-") })
}

// Fill breaks the text into lines no wider than width by the measure, at spaces where it can and within a word
// where it must: there after a hyphen or between ideographs, else anywhere, with a hyphen where letters are parted.
// What does not fit on the last line allowed is stood for by "…". There is at least one line.
func Fill(text string, width float64, maxLines int, measure func(string) float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		joined := strings.TrimLeft(line+" "+word, " ")
		if measure(joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		broken := breakWord(word, width, measure)
		lines = append(lines, broken[:len(broken)-1]...)
		line = broken[len(broken)-1]
		if len(lines) > maxLines {
			break // enough is known
		}
	}
	lines = append(lines, line)
	if len(lines) > maxLines {
		lines = lines[:maxLines]
		lines[maxLines-1] = ellipsis(lines[maxLines-1], width, measure)
	}
	return lines
}

// maxPieces bounds the pieces of a word.
const maxPieces = 64

// breakWord cuts a word into pieces no wider than width; a piece holds at least one sign.
func breakWord(word string, width float64, measure func(string) float64) []string {
	var pieces []string
	piece := ""
	for rest, state := word, -1; rest != "" && len(pieces) < maxPieces; {
		var part string
		part, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		if measure(piece+part) <= width {
			piece += part
			continue
		}
		if piece != "" {
			pieces = append(pieces, piece)
		}
		broken := breakAnywhere(part, width, measure)
		pieces = append(pieces, broken[:len(broken)-1]...)
		piece = broken[len(broken)-1]
	}
	return append(pieces, piece)
}

// breakAnywhere cuts between signs.
func breakAnywhere(word string, width float64, measure func(string) float64) []string {
	var pieces []string
	piece := ""
	for rest, state := word, -1; rest != "" && len(pieces) < maxPieces; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if piece != "" && measure(piece+cluster+hyphen(cluster, rest)) > width {
			pieces = append(pieces, piece+hyphen(piece, cluster))
			piece = ""
		}
		piece += cluster
	}
	return append(pieces, piece)
}

// hyphen is what stands at the end of a line that is cut between letters of an alphabet that is hyphenated.
func hyphen(before, after string) string {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	if unicode.In(last, hyphenated...) && unicode.In(next, hyphenated...) {
		return "-"
	}
	return ""
}

var hyphenated = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek}

// ellipsis shortens a line so that it ends in "…" and fits.
func ellipsis(line string, width float64, measure func(string) float64) string {
	for line != "" && measure(line+"…") > width {
		signs := uniseg.NewGraphemes(line)
		last := 0
		for signs.Next() {
			last, _ = signs.Positions()
		}
		line = strings.TrimRight(line[:last], " ")
	}
	return line + "…"
}
