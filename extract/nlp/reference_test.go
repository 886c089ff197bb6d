package nlp

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// A reference is a window as the training program reads it, in float32. CLEW_MODEL names the folder of the model
// from which weights.bin was made; its reference.json holds some windows.
type reference struct {
	Words []struct {
		Text     string
		Sentence int
		Features []int
	}
	IDs       []int       `json:"ids"`
	TagLogits [][]float64 `json:"tag_logits"`
	Mentions  []struct {
		Start, End int
		Class      Class    `json:"cls"`
		Kinds      []string `json:"kinds"`
	}
	Pairs []struct {
		Subject, Object int
		Logits          []float64
	}
}

func readReferences(t *testing.T) []reference {
	t.Helper()
	folder := os.Getenv("CLEW_MODEL")
	if folder == "" {
		t.Skip("set CLEW_MODEL to the folder of a model with its reference.json, see CONTRIBUTING.md")
	}
	data, err := os.ReadFile(filepath.Join(folder, "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var refs []reference
	if err := json.Unmarshal(data, &refs); err != nil {
		t.Fatal(err)
	}
	return refs
}

func (ref *reference) text() Text {
	var source strings.Builder
	var t Text
	for _, w := range ref.Words {
		start := source.Len()
		source.WriteString(w.Text)
		t.Words = append(t.Words, Word{graph.Span{Start: start, End: source.Len()}, w.Sentence})
		source.WriteByte(' ')
		var f Features
		for i, x := range w.Features {
			f |= Features(x) << i
		}
		t.Features = append(t.Features, f)
	}
	t.Source = source.String()
	return t
}

func (ref *reference) mentions(m *Model) (out []Mention, from []int) {
	for i, x := range ref.Mentions {
		var kinds KindSet
		for _, k := range x.Kinds {
			kinds |= 1 << slices.Index(m.config.Kinds, k)
		}
		out, from = append(out, Mention{x.Start, x.End, x.Class, kinds}), append(from, i)
	}
	slices.SortStableFunc(from, func(a, b int) int { return out[a].Start - out[b].Start })
	sorted := make([]Mention, len(out))
	for i, f := range from {
		sorted[i] = out[f]
	}
	return sorted, from
}

func softmax(x []float64) []float64 {
	total, out := 0.0, make([]float64, len(x))
	for _, v := range x {
		total += math.Exp(v)
	}
	for i, v := range x {
		out[i] = math.Exp(v) / total
	}
	return out
}

// TestReference compares the int8 model with the float32 windows of the training program: the same pieces, the
// same decisions on tags but for a few in a thousand, and pair probabilities close on average.
func TestReference(t *testing.T) {
	refs := readReferences(t)
	m, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	var words, agree, pairs, flipped int
	var tagError, pairError, worst float64
	for _, ref := range refs {
		r, tags, err := m.Read(context.Background(), ref.text())
		if err != nil {
			t.Fatal(err)
		}
		ids := []int{pieceBegin}
		for _, id := range r.pieces.ids {
			ids = append(ids, int(id))
		}
		if diff := cmp.Diff(ref.IDs, append(ids, pieceEnd)); diff != "" {
			t.Fatalf("pieces (-want +got):\n%s", diff)
		}
		for i, logits := range ref.TagLogits {
			want, got := softmax(logits), tags.Of(i)
			best := 0
			for j := range got {
				tagError += math.Abs(float64(got[j]) - want[j])
				if got[j] > got[best] {
					best = j
				}
			}
			words++
			if want[best] == slices.Max(want) {
				agree++
			}
		}
		mentions, from := ref.mentions(m)
		scores, err := r.Score(context.Background(), mentions, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := map[[2]int][]float32{}
		for _, p := range scores.Pairs {
			got[[2]int{from[p.Subject], from[p.Object]}] = p.Probability
		}
		for _, p := range ref.Pairs {
			probability, ok := got[[2]int{p.Subject, p.Object}]
			if !ok {
				if m.allowed(mentions[slices.Index(from, p.Subject)], mentions[slices.Index(from, p.Object)]) == 0 {
					continue // only the outputs that are left out fit
				}
				t.Errorf("no pair %d, %d", p.Subject, p.Object)
				continue
			}
			for o, x := range probability {
				if x == 0 {
					continue
				}
				want := 1 / (1 + math.Exp(-p.Logits[o]))
				d := math.Abs(float64(x) - want)
				pairError += d
				worst = max(worst, d)
				pairs++
				if (x > 0.5) != (want > 0.5) {
					flipped++
				}
			}
		}
	}
	t.Logf("tags: %d of %d words agree, mean error %.4f; pairs: %d outputs, mean error %.4f, worst %.3f, %d on the other side of one half",
		agree, words, tagError/float64(words*11), pairs, pairError/float64(pairs), worst, flipped)
	if agree*100 < words*98 || pairError/float64(pairs) > 0.02 {
		t.Error("the int8 model is too far from the training program's")
	}
}
