package nlp

import (
	"sort"

	"github.com/clewgraph/clew/extract/nlp/kernel"
)

// view is a window with the mentions that lie in it.
type view struct {
	m        *Model
	s        *scratch
	r        *Reading
	window   window
	index    []int     // of the mentions, among all
	mentions []Mention // in the order of their start
	hidden   hidden
}

// scoreScratch is the working memory of the heads. Its slices grow as needed.
type scoreScratch struct {
	vectors   []float32 // mentions x mentionWidth
	projected []float32 // mentions x 4*pairWidth
	prefix    []float32 // (words+1) x width: sums of the word states
	queries   []float32 // of the mentions' pieces, one head
	attention []float32 // mentions x heads x columns
	scores    []float32
	inverse   []float32
	state     []float32 // of the pieces, packed
	shared    []float32 // couples x columns: to what both mentions attend
	means     []float32 // couples x width
	between   []float32 // couples x pairWidth
	context   []float32
	inputs    []float32 // pairs x 2*pairWidth
	hidden    []float32 // pairs x pairWidth
	outputs   []float32
}

// room returns a slice of n values whose contents do not matter.
func room(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, n)
	}
	return (*s)[:n]
}

// describe writes the vector of each mention: its first and last word and its class.
func (v *view) describe() {
	v.s.byWord(v.r, v.window, v.hidden.state)
	vectors := room(&v.s.score.vectors, kernel.Pad(len(v.mentions))*mentionWidth)
	for i, m := range v.mentions {
		row := vectors[i*mentionWidth : (i+1)*mentionWidth]
		copy(row, v.word(m.Start))
		copy(row[width:], v.word(m.End-1))
		copy(row[2*width:], v.m.heads.class[int(m.Class)*classWidth:][:classWidth])
	}
}

// word returns the state of a word of the text.
func (v *view) word(i int) []float32 {
	i -= v.window.start
	return v.s.words[i*width : (i+1)*width]
}

// sentence returns the sentence of a mention.
func (v *view) sentence(i int) int { return v.r.text.Words[v.mentions[i].Start].Sentence }

// bucket returns the bucket of a distance in words.
func (v *view) bucket(distance int) int {
	return sort.SearchInts(v.m.config.DistanceBounds, distance)
}

// pieces returns the first and the last piece of a mention, counted in the window.
func (v *view) pieces(i int) (first, last int) {
	m := v.mentions[i]
	first, _ = v.r.pieces.ends(v.window, m.Start)
	_, last = v.r.pieces.ends(v.window, m.End-1)
	return first, last
}
