package nlp

import (
	"context"
	"fmt"
)

// Mention is a range of words, half-open, that stands for something.
type Mention struct {
	Start, End int
	Class      Class
	Kinds      KindSet // that it can be of; one for a name
}

// Pair says what the network makes of two mentions.
type Pair struct {
	Subject, Object int       // in the mentions given
	Probability     []float32 // by Config.Outputs, 0 where the kinds do not allow the output
}

// Link says which name a reference may stand for. The probabilities of its candidates and None add up to one.
type Link struct {
	Mention    int
	Candidates []Candidate // by Name
	None       float32     // that the name does not stand nearby
}

// Candidate is a name that a reference may stand for.
type Candidate struct {
	Name        int // in the mentions given
	Probability float32
}

// Scores are what a model makes of the mentions of a reading.
type Scores struct {
	Pairs []Pair // by Subject and Object
	Links []Link // by Mention
}

// Score scores every ordered pair of mentions that are close enough and of fitting kinds, and links every
// reference. The mentions are in the order of their start. Pairs with no probability of at least floor but that of
// "past" are left out. What several windows say is averaged. It stops with the context's error within a window's time.
func (r *Reading) Score(ctx context.Context, mentions []Mention, floor float32) (Scores, error) {
	if err := r.check(mentions); err != nil {
		return Scores{}, err
	}
	m := r.model
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	sum := newSums(m.config.Outputs, floor)
	from := 0
	for i, w := range r.windows {
		if err := ctx.Err(); err != nil {
			return Scores{}, fmt.Errorf("score window %d of %d: %w", i+1, len(r.windows), err)
		}
		for from < len(mentions) && mentions[from].Start < w.start {
			from++
		}
		sum.flush(from)
		v := view{m: m, s: s, r: r, window: w}
		for j := from; j < len(mentions) && mentions[j].Start < w.end; j++ {
			if mentions[j].End <= w.end {
				v.index, v.mentions = append(v.index, j), append(v.mentions, mentions[j])
			}
		}
		if len(v.mentions) == 0 {
			continue
		}
		v.hidden = r.hidden(s, i)
		v.describe()
		if err := v.pairs(ctx, &sum); err != nil {
			return Scores{}, fmt.Errorf("score window %d of %d: %w", i+1, len(r.windows), err)
		}
		v.links(&sum)
	}
	return sum.done(len(mentions)), nil
}

// check reports mentions that are not as Score wants them.
func (r *Reading) check(mentions []Mention) error {
	at := 0
	for i, m := range mentions {
		if m.Start < at || m.End <= m.Start || m.End > len(r.text.Words) || m.Class >= classes {
			return fmt.Errorf("mention %d of words %d to %d is out of order, or of no class", i, m.Start, m.End)
		}
		at = m.Start
	}
	return nil
}

// hidden returns the states of a window: those kept, or encoded again.
func (r *Reading) hidden(s *scratch, window int) hidden {
	if window < len(r.kept) {
		return r.kept[window]
	}
	r.model.encodeWindow(s, r, r.windows[window])
	s.keep(&s.again)
	return s.again
}
