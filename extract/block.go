package extract

import (
	"strings"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// Layout says what part of a page a block is.
type Layout string

// The parts of a page.
const (
	Paragraph Layout = "paragraph"
	Heading   Layout = "heading"
	Item      Layout = "item"      // of a list
	Caption   Layout = "caption"   // of a picture, with the credit that it may end with
	Credit    Layout = "credit"    // whose picture it is
	Byline    Layout = "byline"    // who wrote it
	Furniture Layout = "furniture" // the page's, not the article's
)

// Block is a stretch of text that no sentence crosses: a line, or several that only the width of a page parts.
type Block struct {
	graph.Span
	Layout      Layout
	First, Last int // its sentences are Document.Sentences[First:Last]
}

// isOfMakers reports whether a block names who made the article or its pictures.
func (b Block) isOfMakers() bool { return b.Layout == Byline || b.Layout == Credit }

// readBlocks is the stage that cuts a text into sentences, joins those that follow each other without a
// line end to blocks, and tells what part of the page each block is.
func readBlocks(text string) ([]graph.Span, []Block) {
	sentences := splitDatelines(text, nlp.Sentences(text))
	var blocks []Block
	for i, s := range sentences {
		if last := len(blocks) - 1; last >= 0 && blocks[last].End == s.Start {
			blocks[last].End, blocks[last].Last = s.End, i+1
			continue
		}
		blocks = append(blocks, Block{Span: s, First: i, Last: i + 1})
	}
	for i := range blocks {
		blocks[i].Layout = layoutOf(text, blocks, i)
	}
	return sentences, blocks
}

// readWords is the stage that cuts the sentences of the article itself, the page's furniture aside, into words.
// A word's Sentence is its index in sentences.
func readWords(text string, sentences []graph.Span, blocks []Block) []nlp.Word {
	var own []graph.Span
	var number []int
	for _, b := range blocks {
		if b.Layout == Furniture {
			continue
		}
		for i := b.First; i < b.Last; i++ {
			own, number = append(own, sentences[i]), append(number, i)
		}
	}
	words := nlp.Words(text, own)
	for i := range words {
		words[i].Sentence = number[words[i].Sentence]
	}
	return words
}

// trimmed returns the span without the white space at its ends.
func trimmed(text string, s graph.Span) graph.Span {
	t := s.Of(text)
	left := len(t) - len(strings.TrimLeft(t, whiteSpace))
	s.Start += left
	s.End = s.Start + len(strings.TrimRight(t[left:], whiteSpace))
	return s
}

const whiteSpace = " \t\r\n\f\v\u00a0\u2003\ufeff"
