package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/extract/nlp/kernel"
	"github.com/clewgraph/clew/extract/nlp/weightfile"
)

// The shape of the network, as package nlp reads it.
const (
	layers          = 6
	width           = 384
	heads           = 12
	headWidth       = width / heads
	inner           = 1536
	positions       = 256
	maxFeatures     = 32
	classes         = 14
	classWidth      = 64
	mentionWidth    = 2*width + classWidth
	pairWidth       = 256
	linkWidth       = 128
	distanceBuckets = 16
	sentenceBuckets = 4
)

// converter makes the sections of a weight file. It stops at the first failure.
type converter struct {
	in       checkpoint
	sections []weightfile.Section
	err      error
}

// convert makes the sections of a checkpoint, with the outputs that keep names.
func convert(c checkpoint, config []byte, vocabulary string, keep func(output string) bool) ([]weightfile.Section, error) {
	v := &converter{in: c}
	kept, total := v.config(config, keep)
	if v.err != nil {
		return nil, v.err
	}
	pieces := strings.Split(strings.TrimSuffix(vocabulary, "\n"), "\n")
	if v.sections, v.err = nlp.AppendVocabulary(v.sections, pieces); v.err != nil {
		return nil, v.err
	}
	v.embeddings(len(pieces))
	for i := range layers {
		v.layer(fmt.Sprintf("enc.layers.%d.", i), fmt.Sprintf("layer%d.", i))
	}
	v.heads(kept, total)
	return v.sections, v.err
}

// config writes the configuration with the outputs that are kept, and returns their numbers and how many there were.
func (v *converter) config(config []byte, keep func(output string) bool) (kept []int, total int) {
	fields := map[string]json.RawMessage{}
	var outputs, names []string
	signatures := map[string]json.RawMessage{}
	v.try(json.Unmarshal(config, &fields))
	v.try(json.Unmarshal(fields["outputs"], &outputs))
	v.try(json.Unmarshal(fields["signatures"], &signatures))
	for i, o := range outputs {
		if keep(o) {
			kept, names = append(kept, i), append(names, o)
		} else {
			delete(signatures, o)
		}
	}
	var err error
	fields["outputs"], err = json.Marshal(names)
	v.try(err)
	fields["signatures"], err = json.Marshal(signatures)
	v.try(err)
	text, err := json.Marshal(fields)
	v.try(err)
	v.add("config", text)
	return kept, len(outputs)
}

func (v *converter) embeddings(pieces int) {
	words := v.get("enc.we.weight", pieces, width)
	packed, scales := make([]byte, 0, pieces*width), make([]float32, pieces)
	for i := range pieces {
		row, scale := quantise(words.row(i), 127)
		scales[i] = scale
		for _, q := range row {
			packed = append(packed, byte(q))
		}
	}
	v.add("words", packed)
	v.floats("words.scale", scales)
	places, kind := v.in["enc.pe.weight"], v.get("enc.te", 1, width)
	if places.rows < positions || places.columns != width {
		v.try(fmt.Errorf("tensor enc.pe.weight is %d x %d, not %d x %d or more", places.rows, places.columns, positions, width))
		return
	}
	sum := slices.Clone(places.values[:positions*width])
	for i := range sum {
		sum[i] += kind.values[i%width]
	}
	v.floats("positions", sum)
	v.features()
	v.norm("enc.ln", "norm")
}

// features writes a row for each feature; those that the model has not are zero.
func (v *converter) features() {
	in := v.in["enc.feat.weight"]
	if in.rows != width || in.columns > maxFeatures {
		v.try(fmt.Errorf("tensor enc.feat.weight is %d x %d, not %d x %d or less", in.rows, in.columns, width, maxFeatures))
		return
	}
	out := make([]float32, maxFeatures*width)
	for i := range in.rows {
		for j, x := range in.row(i) {
			out[j*width+i] = x
		}
	}
	v.floats("features", out)
}

func (v *converter) layer(from, to string) {
	root := float32(1 / math.Sqrt(headWidth)) // attention divides the queries by it
	v.int8(to+"attention", v.layerOf(from+"qkv", 3*width, width).scaled(width, root))
	v.int8(to+"output", v.layerOf(from+"o", width, width))
	v.int8(to+"up", v.layerOf(from+"f1", inner, width))
	v.int8(to+"down", v.layerOf(from+"f2", width, inner))
	v.norm(from+"n1", to+"norm1")
	v.norm(from+"n2", to+"norm2")
}

// int8 writes layers of one input side by side, as whole numbers with a scale for each output.
func (v *converter) int8(name string, layers ...dense) {
	if v.err != nil {
		return
	}
	all := beside(layers)
	var values []int8
	scales, sums := make([]float32, all.weights.rows), make([]byte, 0, all.weights.rows*4)
	for i := range scales {
		row, scale := quantise(all.weights.row(i), kernel.MaxInt8)
		var sum int32
		for _, q := range row {
			sum += int32(q)
		}
		values, scales[i] = append(values, row...), scale
		sums = binary.LittleEndian.AppendUint32(sums, uint32(sum))
	}
	packed := make([]byte, len(values))
	kernel.PackInt8(packed, values, all.weights.columns, all.weights.rows)
	v.add(name+".weights", packed)
	v.add(name+".sums", sums)
	v.floats(name+".scale", scales)
	v.floats(name+".bias", all.bias)
}

func (v *converter) norm(from, to string) {
	v.floats(to+".gain", v.get(from+".weight", 1, width).values)
	v.floats(to+".shift", v.get(from+".bias", 1, width).values)
}

func (v *converter) get(name string, rows, columns int) tensor {
	t, err := v.in.get(name, rows, columns)
	v.try(err)
	return t
}

func (v *converter) floats(name string, x []float32) {
	var data []byte
	for _, f := range x {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(f))
	}
	v.add(name, data)
}

func (v *converter) halves(name string, x []float32) {
	var data []byte
	for _, f := range x {
		data = binary.LittleEndian.AppendUint16(data, weightfile.ToHalf(f))
	}
	v.add(name, data)
}

func (v *converter) add(name string, data []byte) {
	v.sections = append(v.sections, weightfile.Section{Name: name, Data: data})
}

func (v *converter) try(err error) {
	if v.err == nil {
		v.err = err
	}
}

// quantise rounds a row of weights to whole numbers from -limit to limit, and returns what one of them is worth.
func quantise(row []float32, limit float32) ([]int8, float32) {
	top := float32(1e-30)
	for _, x := range row {
		top = max(top, x, -x)
	}
	scale := top / limit
	out := make([]int8, len(row))
	for i, x := range row {
		out[i] = int8(math.RoundToEven(float64(x / scale)))
	}
	return out, scale
}
