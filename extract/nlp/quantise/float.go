package main

import (
	"math"
	"slices"
)

// floatModel runs a checkpoint in float64, slowly and plainly: what the int8 model is compared with.
type floatModel struct {
	c      checkpoint
	config modelConfig
}

// modelConfig is what the float model needs of config.json.
type modelConfig struct {
	Outputs        []string               `json:"outputs"`
	Kinds          []string               `json:"kinds"`
	Signatures     map[string][2][]string `json:"signatures"`
	DistanceBounds []int                  `json:"distance_bounds"`
}

// window is what the float model reads: pieces with those at both ends, and words as ranges of them.
type window struct {
	IDs      []int `json:"ids"`
	Words    []windowWord
	First    []int `json:"first_piece"`
	Last     []int `json:"last_piece"`
	Mentions []windowMention
}

type windowWord struct {
	Text     string `json:"text"`
	Sentence int    `json:"sentence"`
	Features []int  `json:"features"`
}

type windowMention struct {
	Start int      `json:"start"`
	End   int      `json:"end"`
	Class int      `json:"cls"`
	Kinds []string `json:"kinds"`
}

// states are what the encoder makes of a window.
type states struct {
	pieces    [][]float64   // by piece
	words     [][]float64   // by word
	attention [][][]float64 // of the last layer, by head, piece and piece
}

// apply runs the layer of that name on a vector.
func (m *floatModel) apply(name string, x []float64) []float64 {
	w, bias := m.c[name+".weight"], m.c[name+".bias"].values
	y := make([]float64, w.rows)
	for i := range y {
		y[i] = float64(bias[i])
		for j, v := range w.row(i) {
			y[i] += float64(v) * x[j]
		}
	}
	return y
}

// normalise is the layer normalisation of that name.
func (m *floatModel) normalise(name string, x []float64) []float64 {
	gain, shift := m.c[name+".weight"].values, m.c[name+".bias"].values
	var mean, variance float64
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x))
	}
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = (v-mean)/math.Sqrt(variance+1e-12)*float64(gain[i]) + float64(shift[i])
	}
	return y
}

// encode runs the encoder.
func (m *floatModel) encode(w window) states {
	x := m.embed(w)
	var s states
	for l := range layers {
		name := "enc.layers." + string(rune('0'+l)) + "."
		var y [][]float64
		y, s.attention = m.attend(name, x)
		for i := range x {
			x[i] = m.normalise(name+"n1", plus(x[i], m.apply(name+"o", y[i])))
			up := m.apply(name+"f1", x[i])
			x[i] = m.normalise(name+"n2", plus(x[i], m.apply(name+"f2", gelu(up))))
		}
	}
	s.pieces = x
	for i := range w.Words {
		s.words = append(s.words, scaled(plus(x[w.First[i]], x[w.Last[i]]), 0.5))
	}
	return s
}

func (m *floatModel) embed(w window) [][]float64 {
	x := make([][]float64, len(w.IDs))
	for i, id := range w.IDs {
		x[i] = plus(wide(m.c["enc.we.weight"].row(id)), wide(m.c["enc.pe.weight"].row(i)))
		x[i] = plus(x[i], wide(m.c["enc.te"].values))
	}
	features := m.c["enc.feat.weight"]
	for k, word := range w.Words {
		for f, on := range word.Features {
			for i := w.First[k]; on != 0 && i <= w.Last[k]; i++ {
				for j := range width {
					x[i][j] += float64(features.row(j)[f])
				}
			}
		}
	}
	for i := range x {
		x[i] = m.normalise("enc.ln", x[i])
	}
	return x
}

// attend returns the attention-weighted values, and the attention by head.
func (m *floatModel) attend(name string, x [][]float64) (y [][]float64, attention [][][]float64) {
	n := len(x)
	qkv := make([][]float64, n)
	for i := range x {
		qkv[i] = m.apply(name+"qkv", x[i])
		y = append(y, make([]float64, width))
	}
	for h := range heads {
		rows := make([][]float64, n)
		for i := range n {
			row := make([]float64, n)
			for j := range n {
				row[j] = dot(qkv[i][h*headWidth:][:headWidth], qkv[j][width+h*headWidth:][:headWidth]) / math.Sqrt(headWidth)
			}
			rows[i] = softmax(row)
			for j, p := range rows[i] {
				for d := range headWidth {
					y[i][h*headWidth+d] += p * qkv[j][2*width+h*headWidth+d]
				}
			}
		}
		attention = append(attention, rows)
	}
	return y, attention
}

// tags returns the probabilities of each word's tags.
func (m *floatModel) tagLogits(s states) (out [][]float64) {
	for _, w := range s.words {
		out = append(out, m.apply("tag", w))
	}
	return out
}

// vector describes a mention: its first and last word and its class.
func (m *floatModel) vector(s states, x windowMention) []float64 {
	return slices.Concat(s.words[x.Start], s.words[x.End-1], wide(m.c["ce.weight"].row(x.Class)))
}

// pairLogits scores one pair for all outputs.
func (m *floatModel) pairLogits(w window, s states, subject, object int) []float64 {
	a, b := w.Mentions[subject], w.Mentions[object]
	va, vb := m.vector(s, a), m.vector(s, b)
	z := plus(m.apply("ws", va), m.apply("wo", vb))
	z = plus(z, m.apply("wb", m.between(s, a, b)))
	z = plus(z, m.apply("wc", m.shared(w, s, a, b)))
	z = plus(z, wide(m.c["de.weight"].row(m.bucket(b.Start-a.Start))))
	z = plus(z, wide(m.c["se.weight"].row(sentenceBucket(w, subject, object))))
	product := m.apply("us", va)
	for i, v := range m.apply("uo", vb) {
		product[i] *= v
	}
	return m.apply("out", gelu(m.apply("h1", slices.Concat(gelu(z), product))))
}

func (m *floatModel) bucket(distance int) int {
	at, _ := slices.BinarySearch(m.config.DistanceBounds, distance)
	return at
}

// between is the mean of the words between two mentions.
func (m *floatModel) between(s states, a, b windowMention) []float64 {
	mean := make([]float64, width)
	low, high := min(a.End, b.End), max(a.Start, b.Start)
	for i := low; i < high; i++ {
		mean = plus(mean, scaled(s.words[i], 1/float64(high-low)))
	}
	return mean
}

// shared is the mean of the pieces, by how much both mentions attend to them.
func (m *floatModel) shared(w window, s states, a, b windowMention) []float64 {
	weights, total := make([]float64, len(w.IDs)), 1e-6
	for _, rows := range s.attention {
		for i := range weights {
			pa := rows[w.First[a.Start]][i] + rows[w.Last[a.End-1]][i]
			pb := rows[w.First[b.Start]][i] + rows[w.Last[b.End-1]][i]
			weights[i] += pa / 2 * pb / 2
			total += pa / 2 * pb / 2
		}
	}
	mean := make([]float64, width)
	for i, p := range weights {
		mean = plus(mean, scaled(s.pieces[i], p/total))
	}
	return mean
}

func sentenceBucket(w window, i, j int) int {
	rank := func(k int) (n int) {
		for _, m := range w.Mentions {
			if m.Start < w.Mentions[k].Start {
				n++
			}
		}
		return n
	}
	bucket := 0
	if w.Words[w.Mentions[i].Start].Sentence != w.Words[w.Mentions[j].Start].Sentence {
		bucket = 2
	}
	if d := rank(i) - rank(j); d >= -1 && d <= 1 {
		bucket++
	}
	return bucket
}

// linkLogit scores a name for a reference, and none the absence of a name.
func (m *floatModel) linkLogit(w window, s states, reference, name int) (score, none float64) {
	a, b := w.Mentions[reference], w.Mentions[name]
	va, vb := m.vector(s, a), m.vector(s, b)
	z := plus(plus(m.apply("ca", va), m.apply("cb", vb)), wide(m.c["ce2.weight"].row(m.bucket(a.Start-b.Start))))
	product := m.apply("cc", va)
	for i, v := range m.apply("cd", vb) {
		product[i] *= v
	}
	return m.apply("cv", slices.Concat(gelu(z), product))[0], m.apply("cn", va)[0]
}

// wide returns the values in float64.
func wide(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func plus(a, b []float64) []float64 {
	y := make([]float64, len(a))
	for i := range a {
		y[i] = a[i] + b[i]
	}
	return y
}

func scaled(x []float64, by float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = v * by
	}
	return y
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func gelu(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = 0.5 * v * (1 + math.Erf(v/math.Sqrt2))
	}
	return y
}

func softmax(x []float64) []float64 {
	y, total, top := make([]float64, len(x)), 0.0, slices.Max(x)
	for i, v := range x {
		y[i] = math.Exp(v - top)
		total += y[i]
	}
	return scaled(y, 1/total)
}
