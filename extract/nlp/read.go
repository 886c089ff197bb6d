package nlp

import (
	"context"
	"fmt"
)

// Features are up to 32 yes-or-no facts about a word that the caller knows, such as that it stands inside the
// name of a country. Which bit means what is agreed with the training program.
type Features uint32

// Text is what a model reads: words in order, with the features of each.
type Text struct {
	Source   string // the article's text
	Words    []Word
	Features []Features // as many as words
}

// Reading is a text that a model has read. It keeps the hidden states of its first windows, so hold it no longer
// than needed. Its methods may be called by one goroutine at a time.
type Reading struct {
	model   *Model
	text    Text
	pieces  pieces
	windows []window
	kept    []hidden // of the first windows; the others are encoded again when needed
}

// Tags are the probabilities of the tags of each word. They are apart from the reading because they are the larger
// part of what is known of a long text, and are not needed once names are found.
type Tags struct {
	width         int
	probabilities []float32 // by word and tag
}

// Of returns the probabilities of a word's tags, in the order of Config.Tags. Do not change them.
func (t Tags) Of(word int) []float32 { return t.probabilities[word*t.width : (word+1)*t.width] }

// keptWindows bounds the hidden states that a reading keeps: about a megabyte each.
const keptWindows = 24

// Read runs the encoder over a text and returns the reading, and the probability of each tag at each word. It
// stops with the context's error within a window's time.
func (m *Model) Read(ctx context.Context, t Text) (*Reading, Tags, error) {
	if err := t.check(); err != nil {
		return nil, Tags{}, err
	}
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	r := &Reading{model: m, text: t, pieces: s.splitter.splitAll(t)}
	r.windows = r.pieces.windows(t, m.config.WindowPieces, m.config.WindowOverlap)
	width := len(m.config.Tags)
	tags := Tags{width, make([]float32, len(t.Words)*width)}
	seen := make([]uint8, len(t.Words)) // by how many windows
	for i, w := range r.windows {
		if err := ctx.Err(); err != nil {
			return nil, Tags{}, fmt.Errorf("read window %d of %d: %w", i+1, len(r.windows), err)
		}
		m.encodeWindow(s, r, w)
		if i < keptWindows {
			r.kept = append(r.kept, hidden{})
			s.keep(&r.kept[i])
		}
		s.byWord(r, w, s.x)
		m.tagWords(s, w, tags, seen)
	}
	for i, n := range seen {
		for j := range tags.Of(i) {
			tags.Of(i)[j] /= float32(max(n, 1))
		}
	}
	return r, tags, nil
}

func (t *Text) check() error {
	if len(t.Features) != len(t.Words) {
		return fmt.Errorf("%d words have %d features", len(t.Words), len(t.Features))
	}
	end, sentence := 0, 0
	for i, w := range t.Words {
		if w.Start < end || w.End <= w.Start || w.End > len(t.Source) || w.Sentence < sentence {
			return fmt.Errorf("word %d at bytes %d to %d, sentence %d, is out of order", i, w.Start, w.End, w.Sentence)
		}
		end, sentence = w.End, w.Sentence
	}
	return nil
}

// Words returns the number of words.
func (r *Reading) Words() int { return len(r.text.Words) }

// encodeWindow runs the encoder on a window.
func (m *Model) encodeWindow(s *scratch, r *Reading, w window) {
	s.ids = append(s.ids[:0], pieceBegin)
	s.features = append(s.features[:0], 0)
	for i := w.start; i < w.end; i++ {
		for _, id := range r.pieces.of(i) {
			s.ids = append(s.ids, int(id))
			s.features = append(s.features, r.text.Features[i])
		}
	}
	s.ids = append(s.ids, pieceEnd)
	s.features = append(s.features, 0)
	m.encode(s)
}

// keep copies what the encoder left in the scratch into h, whose memory is used again.
func (s *scratch) keep(h *hidden) {
	n := len(s.ids)
	h.pieces, h.state, h.queries = n, room(&h.state, n*width), room(&h.queries, n*2*width)
	copy(h.state, s.x)
	for i := range 2 * heads {
		copy(h.queries[i*n*headWidth:(i+1)*n*headWidth], s.part(0, i))
	}
}

// byWord writes the mean of the states of each word's first and last piece to s.words.
func (s *scratch) byWord(r *Reading, w window, state []float32) {
	for i := w.start; i < w.end; i++ {
		first, last := r.pieces.ends(w, i)
		a, b := state[first*width:(first+1)*width], state[last*width:(last+1)*width]
		out := s.words[(i-w.start)*width : (i-w.start+1)*width]
		for j := range out {
			out[j] = (a[j] + b[j]) * 0.5
		}
	}
}

// tagWords adds the tag probabilities of a window's words to the sums.
func (m *Model) tagWords(s *scratch, w window, sums Tags, seen []uint8) {
	n := w.end - w.start
	head := &m.heads.tags
	head.run(m.level, n, s.words, width, s.scores, head.out)
	for i := range n {
		row := s.scores[i*head.out : (i+1)*head.out]
		for j := sums.width; j < head.out; j++ {
			row[j] = noScore
		}
		inverse := 1 / m.level.Softmax(row)
		for j := range sums.Of(w.start + i) {
			sums.Of(w.start + i)[j] += float32(row[j] * inverse)
		}
		seen[w.start+i]++
	}
}
