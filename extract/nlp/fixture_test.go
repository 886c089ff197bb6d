package nlp

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/extract/nlp/kernel"
	"github.com/clewgraph/clew/graph"
)

// A fixture is what the float model makes of a short passage; quantise -fixture writes it with the weights.
type fixture struct {
	Weights string
	Text    string
	Tags    [][]float64
	Marked  []struct {
		Start, End int
		Class      Class
		Kind       graph.Kind
	}
	Pairs []struct {
		Subject, Object int
		Probability     map[string]float64
	}
	Links []struct {
		Mention int
		None    float64
		Names   map[int]float64
	}
}

func readFixture(t testing.TB) (f fixture) {
	t.Helper()
	data, err := os.ReadFile("testdata/float.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) text() Text {
	t := Text{Source: f.Text, Words: Words(f.Text, Sentences(f.Text))}
	t.Features = make([]Features, len(t.Words))
	return t
}

func (f *fixture) mentions() (out []Mention) {
	for _, m := range f.Marked {
		out = append(out, Mention{m.Start, m.End, m.Class, KindsOf(m.Kind)})
	}
	return out
}

// readPassage reads the fixture's passage and scores its mentions.
func readPassage(t testing.TB, m *Model, f fixture) (Tags, Scores) {
	t.Helper()
	r, tags, err := m.Read(context.Background(), f.text())
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Score(context.Background(), f.mentions(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return tags, s
}

func defaultModel(t testing.TB) *Model {
	t.Helper()
	m, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFloat: on a passage the int8 model decides as the float model does wherever that is not close to even, with probabilities close to it.
func TestFloat(t *testing.T) {
	m, f := defaultModel(t), readFixture(t)
	if f.Weights != m.Hash() {
		t.Fatalf("testdata/float.json belongs to weights %s, not %s: run quantise with -fixture", f.Weights, m.Hash())
	}
	tags, scores := readPassage(t, m, f)
	var total, n, worst float64
	compare := func(what string, got float32, want float64) {
		d := math.Abs(float64(got) - want)
		total, n, worst = total+d, n+1, max(worst, d)
		if (got > 0.5) != (want > 0.5) && d > 0.05 {
			t.Errorf("%s: %.3f, the float model says %.3f", what, got, want)
		}
	}
	for i, want := range f.Tags {
		for j, p := range tags.Of(i) {
			compare(fmt.Sprintf("word %d is %s", i, m.Config().Tags[j]), p, want[j])
		}
	}
	byPair := map[[2]int][]float32{}
	for _, p := range scores.Pairs {
		byPair[[2]int{p.Subject, p.Object}] = p.Probability
	}
	for _, want := range f.Pairs {
		p, ok := byPair[[2]int{want.Subject, want.Object}]
		if !ok {
			t.Errorf("no pair %d, %d", want.Subject, want.Object)
			continue
		}
		for o, x := range want.Probability {
			compare(fmt.Sprintf("%d %s %d", want.Subject, o, want.Object), p[slices.Index(m.Config().Outputs, o)], x)
		}
	}
	for i, want := range f.Links {
		l := scores.Links[i]
		if l.Mention != want.Mention || len(l.Candidates) != len(want.Names) {
			t.Errorf("link %d is of mention %d to %d names, want %d to %d", i, l.Mention, len(l.Candidates), want.Mention, len(want.Names))
			continue
		}
		compare(fmt.Sprintf("%d stands for no name", l.Mention), l.None, want.None)
		for _, c := range l.Candidates {
			compare(fmt.Sprintf("%d stands for %d", l.Mention, c.Name), c.Probability, want.Names[c.Name])
		}
	}
	t.Logf("%.0f probabilities: mean error %.5f, worst %.4f", n, total/n, worst)
	if total/n > 0.005 || worst > 0.1 {
		t.Errorf("mean error %.4f, worst %.3f: int8 costs too much", total/n, worst)
	}
}

// TestKernelsAgree: every kernel gives the same bits, over windows of odd lengths, too.
func TestKernelsAgree(t *testing.T) {
	f := readFixture(t)
	type result struct {
		Tags   []float32
		Scores Scores
	}
	var want result
	for _, l := range kernel.Levels() {
		m, err := Load(weights, Options{Kernel: l.String()})
		if err != nil {
			t.Fatal(err)
		}
		tags, scores := readPassage(t, m, f)
		got := result{tags.probabilities, scores}
		for _, words := range []int{1, 2, 9} {
			short := f.text()
			short.Words, short.Features = short.Words[:words], short.Features[:words]
			_, tags, err := m.Read(context.Background(), short)
			if err != nil {
				t.Fatal(err)
			}
			got.Tags = append(got.Tags, tags.probabilities...)
		}
		if l == kernel.Plain {
			want = got
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-plain +%v):\n%s", l, l, diff)
		}
	}
}

// TestGoroutines: many goroutines with one model get what one gets.
func TestGoroutines(t *testing.T) {
	m, f := defaultModel(t), readFixture(t)
	tags, want := readPassage(t, m, f)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			again, got := readPassage(t, m, f)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("scores (-alone +together):\n%s", diff)
			}
			if diff := cmp.Diff(tags.probabilities, again.probabilities); diff != "" {
				t.Errorf("tags (-alone +together):\n%s", diff)
			}
		})
	}
	wg.Wait()
}
