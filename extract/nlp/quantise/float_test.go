package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// TestFloatModel compares the float model with windows that the training program computed in float32. CLEW_MODEL
// names the folder of a trained model, with its reference.json.
func TestFloatModel(t *testing.T) {
	folder := os.Getenv("CLEW_MODEL")
	if folder == "" {
		t.Skip("set CLEW_MODEL to the folder of a model with its reference.json, see CONTRIBUTING.md")
	}
	m, err := readFloatModel(folder)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(folder, "reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var references []struct {
		window
		Hidden    [][]float64 `json:"hidden_first8"`
		TagLogits [][]float64 `json:"tag_logits"`
		Pairs     []struct {
			Subject, Object int
			Logits          []float64
		}
	}
	if err := json.Unmarshal(data, &references); err != nil {
		t.Fatal(err)
	}
	for i, ref := range references[:2] {
		s := m.encode(ref.window)
		var worst [3]float64
		for k, want := range ref.Hidden {
			worst[0] = max(worst[0], distance(want, s.pieces[20*k][:8]))
		}
		for k, logits := range m.tagLogits(s) {
			worst[1] = max(worst[1], distance(ref.TagLogits[k], logits))
		}
		for _, p := range ref.Pairs {
			worst[2] = max(worst[2], distance(p.Logits, m.pairLogits(ref.window, s, p.Subject, p.Object)))
		}
		t.Logf("window %d: hidden states within %.1e, tag logits %.1e, pair logits %.1e", i, worst[0], worst[1], worst[2])
		// The reference was computed before the checkpoint was rounded to half precision: PyTorch on the rounded
		// weights is as far from it.
		if max(worst[0], worst[1], worst[2]) > 1e-2 {
			t.Errorf("window %d: further than 1e-2", i)
		}
	}
}

func distance(a, b []float64) (worst float64) {
	for i := range a {
		worst = max(worst, math.Abs(a[i]-b[i]))
	}
	return worst
}
