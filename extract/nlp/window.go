package nlp

import "strings"

// pieces are the pieces of all words of a text.
type pieces struct {
	ids   []uint16
	start []uint32 // of each word in ids; one more than there are words
}

// splitAll splits the words of a text.
func (s *splitter) splitAll(t Text) pieces {
	p := pieces{ids: make([]uint16, 0, len(t.Words)*5/4), start: make([]uint32, 1, len(t.Words)+1)}
	for _, w := range t.Words {
		for _, piece := range s.split(w.Of(t.Source)) {
			p.ids = append(p.ids, uint16(piece.ID))
		}
		p.start = append(p.start, uint32(len(p.ids)))
	}
	return p
}

// of returns the pieces of a word.
func (p *pieces) of(word int) []uint16 { return p.ids[p.start[word]:p.start[word+1]] }

// count returns the number of pieces of the words from start to end.
func (p *pieces) count(start, end int) int { return int(p.start[end] - p.start[start]) }

// ends returns the first and the last piece of a word, counted in a window, which begins with the piece of its own.
func (p *pieces) ends(w window, word int) (first, last int) {
	from := p.start[w.start] - 1
	return int(p.start[word] - from), int(p.start[word+1]-from) - 1
}

// window is a range of words, of whole sentences where those are not too long.
type window struct{ start, end int }

// windows cuts a text into windows of at most size pieces. A window shares its last sentences with the next one,
// at most overlap of them and at most 45 in 100 of its pieces. It ends with a paragraph where one ends in its last fifth:
// what is said of one thing seldom goes on in the next paragraph.
func (p *pieces) windows(t Text, size, overlap int) []window {
	ends := p.sentenceEnds(t.Words, size*19/20)
	var out []window
	for first := 0; first < len(ends)-1; {
		next := first + 1
		for next < len(ends)-1 && p.count(ends[first], ends[next+1]) <= size {
			next++
		}
		if next < len(ends)-1 {
			next = p.paragraphEnd(t, ends, first, next, size*4/5)
		}
		out = append(out, window{ends[first], ends[next]})
		if next == len(ends)-1 {
			break
		}
		first = p.stepBack(ends, first, next, size*9/20, overlap)
	}
	return out
}

// paragraphEnd returns the last sentence end up to next that ends a line, too, and leaves the window at least so many
// pieces; next where there is none.
func (p *pieces) paragraphEnd(t Text, ends []int, first, next, least int) int {
	for end := next; end > first && p.count(ends[first], ends[end]) >= least; end-- {
		word := ends[end]
		if strings.Contains(t.Source[t.Words[word-1].End:t.Words[word].Start], "\n") {
			return end
		}
	}
	return next
}

// stepBack returns the sentence with which the window after [first, next) begins.
func (p *pieces) stepBack(ends []int, first, next, most, overlap int) int {
	begin := next
	for begin > first+1 && next-begin < overlap && p.count(ends[begin-1], ends[next]) <= most {
		begin--
	}
	return begin
}

// sentenceEnds returns 0 and the end of each sentence, in words; a sentence of more than size pieces is cut.
func (p *pieces) sentenceEnds(words []Word, size int) []int {
	ends, begin := []int{0}, 0
	for i := range words {
		if i > begin && p.count(begin, i+1) > size {
			ends, begin = append(ends, i), i
		}
		if i+1 == len(words) || words[i+1].Sentence != words[i].Sentence {
			ends, begin = append(ends, i+1), i+1
		}
	}
	return ends
}
