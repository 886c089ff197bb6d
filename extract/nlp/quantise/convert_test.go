package main

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/extract/nlp/weightfile"
)

// shapes are the tensors of a checkpoint, of a vocabulary of 200 pieces and three outputs.
func shapes() map[string][]int {
	s := map[string][]int{
		"enc.we.weight": {200, width}, "enc.pe.weight": {512, width}, "enc.te": {width}, "enc.feat.weight": {width, 20},
		"enc.ln.weight": {width}, "enc.ln.bias": {width},
		"tag.weight": {11, width}, "tag.bias": {11}, "ce.weight": {classes, classWidth},
		"wc.weight": {pairWidth, width}, "wc.bias": {pairWidth}, "wb.weight": {pairWidth, width}, "wb.bias": {pairWidth},
		"de.weight": {distanceBuckets, pairWidth}, "se.weight": {sentenceBuckets, pairWidth},
		"h1.weight": {pairWidth, 2 * pairWidth}, "h1.bias": {pairWidth}, "out.weight": {3, pairWidth}, "out.bias": {3},
		"ce2.weight": {distanceBuckets, linkWidth}, "cv.weight": {1, 2 * linkWidth}, "cv.bias": {1},
		"cn.weight": {1, mentionWidth}, "cn.bias": {1},
	}
	for out, names := range map[int][]string{pairWidth: {"ws", "wo", "us", "uo"}, linkWidth: {"ca", "cb", "cc", "cd"}} {
		for _, n := range names {
			s[n+".weight"], s[n+".bias"] = []int{out, mentionWidth}, []int{out}
		}
	}
	for i := range layers {
		p := "enc.layers." + string(rune('0'+i)) + "."
		for n, shape := range map[string][]int{"qkv": {3 * width, width}, "o": {width, width}, "f1": {inner, width}, "f2": {width, inner}} {
			s[p+n+".weight"], s[p+n+".bias"] = shape, shape[:1]
		}
		for _, n := range []string{"n1", "n2"} {
			s[p+n+".weight"], s[p+n+".bias"] = []int{width}, []int{width}
		}
	}
	return s
}

// writeModel writes the folder of a model with small random weights.
func writeModel(t *testing.T, config map[string]any) string {
	t.Helper()
	header, r := map[string]any{"__metadata__": map[string]string{"format": "pt"}}, rand.New(rand.NewPCG(1, 2))
	var body []byte
	for name, shape := range shapes() {
		n, from := 1, len(body)
		for _, d := range shape {
			n *= d
		}
		for range n {
			body = binary.LittleEndian.AppendUint16(body, weightfile.ToHalf(float32(r.NormFloat64()*0.05)))
		}
		header[name] = map[string]any{"dtype": "F16", "shape": shape, "data_offsets": []int{from, len(body)}}
	}
	folder := t.TempDir()
	text, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	data := slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text, body)
	settings, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	var vocabulary []string
	for i := range 200 {
		vocabulary = append(vocabulary, "piece"+string(rune('a'+i/26))+string(rune('a'+i%26)))
	}
	for name, content := range map[string][]byte{
		"m.safetensors": data, "config.json": settings, "vocab.txt": []byte(strings.Join(vocabulary, "\n") + "\n"),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func settings() map[string]any {
	kinds := []string{"person", "institution", "policy", "country", "place"}
	tags := []string{"O"}
	for _, k := range kinds {
		tags = append(tags, "B-"+k, "I-"+k)
	}
	return map[string]any{
		"tags": tags, "kinds": append(kinds, "date"), "outputs": []string{"leads", "kn1", "past"},
		"signatures":      map[string]any{"leads": [][]string{{"person"}, {"institution"}}, "kn1": [][]string{{"person"}, {"date"}}, "past": [][]string{{"person"}, {"institution"}}},
		"distance_bounds": []int{-60, -30, -18, -10, -6, -3, -1, 0, 2, 4, 7, 11, 19, 31, 61}, "max_word_distance": 70,
		"window_pieces": 200, "window_overlap_sentences": 3, "thresholds": map[string]float64{"*": 0.5}, "note": "kept",
	}
}

func TestRun(t *testing.T) {
	folder := writeModel(t, settings())
	out := filepath.Join(t.TempDir(), "weights.bin")
	var stdout strings.Builder
	if err := run([]string{"-in", folder, "-out", out}, &stdout); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	m, err := nlp.Load(string(data), nlp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := m.Config()
	if !slices.Equal(c.Outputs, []string{"leads", "past"}) || c.WindowOverlap != 3 || !strings.Contains(c.JSON, `"note":"kept"`) {
		t.Errorf("the configuration is %s", c.JSON)
	}
	if !strings.Contains(stdout.String(), m.Hash()) {
		t.Errorf("printed %q without the hash %s", stdout.String(), m.Hash())
	}
	again := filepath.Join(t.TempDir(), "again.bin")
	if err := run([]string{"-in", folder, "-out", again, "-cut", "^$"}, &stdout); err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile(again); err != nil {
		t.Fatal(err)
	}
	if m, err = nlp.Load(string(data), nlp.Options{}); err != nil {
		t.Fatal(err)
	}
	if c := m.Config(); len(c.Outputs) != 3 || c.WindowOverlap != 3 {
		t.Errorf("the configuration is %s", c.JSON)
	}
}

func TestRunRefuses(t *testing.T) {
	folder := writeModel(t, settings())
	cut := func(name string, bytes int) string {
		copied := t.TempDir()
		for _, file := range []string{"m.safetensors", "config.json", "vocab.txt"} {
			data, err := os.ReadFile(filepath.Join(folder, file))
			if err != nil {
				t.Fatal(err)
			}
			if file == name {
				data = data[:len(data)-bytes]
			}
			if err := os.WriteFile(filepath.Join(copied, file), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return copied
	}
	for _, test := range []struct{ name, folder, want string }{
		{"no folder", filepath.Join(folder, "none"), "has 0 files *.safetensors"},
		{"tensors cut short", cut("m.safetensors", 9), "do not hold"},
		{"configuration cut short", cut("config.json", 9), "JSON"},
		{"vocabulary cut short", cut("vocab.txt", 9), "enc.we.weight is 200 x 384, not 199 x 384"},
	} {
		err := run([]string{"-in", test.folder, "-out", filepath.Join(t.TempDir(), "w")}, &strings.Builder{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
	}
}

// TestQuantise: a row comes back to within half a step of its largest value.
func TestQuantise(t *testing.T) {
	row := []float32{0.5, -1, 0.001, 0, 0.99}
	q, scale := quantise(row, 63)
	for i, x := range row {
		if d := math.Abs(float64(float32(q[i])*scale - x)); d > float64(scale)/2*1.001 {
			t.Errorf("%g comes back %g off, a step being %g", x, d, scale)
		}
	}
	if q[1] != -63 {
		t.Errorf("the largest becomes %d, want -63", q[1])
	}
}
