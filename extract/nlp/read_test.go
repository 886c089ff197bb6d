package nlp

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// longText repeats the fixture's passage.
func longText(t testing.TB, times int) (Text, []Mention) {
	f := readFixture(t)
	one := f.text()
	whole := fixture{Text: strings.Repeat(f.Text+" ", times)}
	var mentions []Mention
	for i := range times {
		for _, m := range f.mentions() {
			m.Start, m.End = m.Start+i*len(one.Words), m.End+i*len(one.Words)
			mentions = append(mentions, m)
		}
	}
	return whole.text(), mentions
}

// TestEncodedAgain: a window whose states were not kept scores as one whose states were.
func TestEncodedAgain(t *testing.T) {
	m := defaultModel(t)
	text, mentions := longText(t, 6)
	r, _, err := m.Read(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.Score(context.Background(), mentions, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.windows) < 2 {
		t.Fatalf("%d windows: too few for this test", len(r.windows))
	}
	r.kept = nil
	got, err := r.Score(context.Background(), mentions, 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-kept +encoded again):\n%s", diff)
	}
}

// TestProbabilities: tags add up to one, links too, pairs lie in order and below one.
func TestProbabilities(t *testing.T) {
	m := defaultModel(t)
	text, mentions := longText(t, 5)
	r, tags, err := m.Read(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Words() {
		var total float64
		for _, p := range tags.Of(i) {
			total += float64(p)
		}
		if math.Abs(total-1) > 1e-5 {
			t.Errorf("the tags of word %d add up to %g", i, total)
		}
	}
	const floor = 0.1
	s, err := r.Score(context.Background(), mentions, floor)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Pairs) == 0 || len(s.Links) == 0 {
		t.Fatalf("%d pairs and %d links", len(s.Pairs), len(s.Links))
	}
	for _, p := range s.Pairs {
		if best := slices.Max(p.Probability); best < floor || best > 1 {
			t.Errorf("pair %d, %d has %g at best", p.Subject, p.Object, best)
		}
	}
	for _, l := range s.Links {
		total := float64(l.None)
		for _, c := range l.Candidates {
			total += float64(c.Probability)
		}
		if math.Abs(total-1) > 1e-5 || !mentions[l.Mention].Class.IsReference() {
			t.Errorf("link of mention %d adds up to %g", l.Mention, total)
		}
	}
}

func TestReadStops(t *testing.T) {
	m := defaultModel(t)
	text, mentions := longText(t, 5)
	stopped, stop := context.WithCancel(context.Background())
	r, _, err := m.Read(stopped, text)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if _, _, err := m.Read(stopped, text); !errors.Is(err, context.Canceled) {
		t.Errorf("Read: %v", err)
	}
	if _, err := r.Score(stopped, mentions, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Score: %v", err)
	}
}

func TestReadNothing(t *testing.T) {
	r, _, err := defaultModel(t).Read(context.Background(), Text{})
	if err != nil || r.Words() != 0 {
		t.Fatalf("%d words, %v", r.Words(), err)
	}
	if s, err := r.Score(context.Background(), nil, 0); err != nil || len(s.Pairs)+len(s.Links) != 0 {
		t.Errorf("%v, %v", s, err)
	}
}

func TestReadRefuses(t *testing.T) {
	m := defaultModel(t)
	word := func(start, end, sentence int) Word { return Word{graph.Span{Start: start, End: end}, sentence} }
	for name, words := range map[string][]Word{
		"empty word":            {word(1, 1, 0)},
		"past the end":          {word(3, 9, 0)},
		"overlapping":           {word(0, 3, 0), word(2, 4, 0)},
		"sentence out of order": {word(0, 1, 1), word(2, 3, 0)},
	} {
		if _, _, err := m.Read(context.Background(), Text{Source: "a b c", Words: words, Features: make([]Features, len(words))}); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	if _, _, err := m.Read(context.Background(), Text{Source: "a", Words: []Word{word(0, 1, 0)}}); err == nil {
		t.Error("a word without features: read")
	}
}

func TestScoreRefuses(t *testing.T) {
	text, _ := longText(t, 1)
	r, _, err := defaultModel(t).Read(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	for name, mentions := range map[string][]Mention{
		"empty":        {{Start: 2, End: 2}},
		"past the end": {{Start: 2, End: 2000}},
		"out of order": {{Start: 2, End: 3}, {Start: 1, End: 2}},
		"of no class":  {{Start: 2, End: 3, Class: 99}},
	} {
		if _, err := r.Score(context.Background(), mentions, 0); err == nil {
			t.Errorf("%s: scored", name)
		}
	}
}

// TestWindows: windows cover every word, keep to the size, and overlap as told, by whole sentences or, where a
// sentence is too long for a window, by parts of it.
func TestWindows(t *testing.T) {
	m := defaultModel(t)
	text, _ := longText(t, 20)
	one := slices.Clone(text.Words)
	for i := range one {
		one[i].Sentence = 0
	}
	s := splitter{v: &m.vocabulary}
	p := s.splitAll(text)
	for _, words := range [][]Word{text.Words, one} {
		text.Words = words
		for _, size := range []int{40, 200} {
			for _, overlap := range []int{0, 1, 3} {
				checkWindows(t, &p, text, size, overlap)
			}
		}
	}
}

func checkWindows(t *testing.T, p *pieces, text Text, size, overlap int) {
	t.Helper()
	end := 0
	for i, w := range p.windows(text, size, overlap) {
		if w.start > end || w.end <= end || p.count(w.start, w.end) > size {
			t.Fatalf("size %d, overlap %d: window %d is %v after word %d, of %d pieces", size, overlap, i, w, end, p.count(w.start, w.end))
		}
		if overlap == 0 && end > w.start {
			t.Errorf("size %d: window %d shares %d words", size, i, end-w.start)
		}
		end = w.end
	}
	if end != len(text.Words) {
		t.Errorf("size %d, overlap %d: the windows end at word %d of %d", size, overlap, end, len(text.Words))
	}
}

// TestWindowsEndWithParagraphs: a window ends with a paragraph that ends in its last fifth, and with no other.
func TestWindowsEndWithParagraphs(t *testing.T) {
	const sentence = "We saw the old town. " // six pieces
	for _, c := range []struct {
		name   string
		source string
		want   int // words of the first window, of at most 60 pieces
	}{
		{"one paragraph", strings.Repeat(sentence, 20), 60},
		{"a paragraph after nine sentences", strings.Repeat(sentence, 9) + "\n" + strings.Repeat(sentence, 11), 54},
		{"the last of two", strings.Repeat(sentence, 8) + "\n" + sentence + "\n" + strings.Repeat(sentence, 11), 54},
		{"a paragraph too early", strings.Repeat(sentence, 7) + "\n" + strings.Repeat(sentence, 13), 60},
	} {
		text := Text{Source: c.source, Words: Words(c.source, Sentences(c.source))}
		s := splitter{v: &defaultModel(t).vocabulary}
		p := s.splitAll(text)
		if got := p.windows(text, 60, 0)[0]; got != (window{0, c.want}) {
			t.Errorf("%s: the first window is %v, want the first %d words", c.name, got, c.want)
		}
	}
}
