package main

import (
	"slices"

	"github.com/clewgraph/clew/extract/nlp/kernel"
)

// heads writes the layers that read hidden states. Layers of the same input become one, side by side; those that many
// mentions and pairs go through are int8.
func (v *converter) heads(kept []int, outputs int) {
	v.linear("tags", v.layerOf("tag", v.in["tag.weight"].rows, width))
	v.halves("class", v.get("ce.weight", classes, classWidth).values)
	v.int8("mention", v.layersOf(pairWidth, "ws", "wo", "us", "uo")...)
	v.linear("reference", append(v.layersOf(linkWidth, "ca", "cc"), v.layerOf("cn", 1, mentionWidth))...)
	v.linear("name", v.layersOf(linkWidth, "cb", "cd")...)
	v.int8("between", v.layerOf("wb", pairWidth, width))
	v.int8("context", v.layerOf("wc", pairWidth, width))
	v.halves("distance", v.get("de.weight", distanceBuckets, pairWidth).values)
	v.halves("sentence", v.get("se.weight", sentenceBuckets, pairWidth).values)
	v.int8("hidden", v.layerOf("h1", pairWidth, 2*pairWidth))
	v.linear("outputs", v.layerOf("out", outputs, pairWidth).only(kept))
	v.halves("linkdistance", v.get("ce2.weight", distanceBuckets, linkWidth).values)
	score := v.layerOf("cv", 1, 2*linkWidth)
	v.floats("link", append(append([]float32{}, score.weights.values...), score.bias...))
}

// dense is one layer: out x in weights and a bias for each row.
type dense struct {
	weights tensor
	bias    []float32
}

func (v *converter) layerOf(name string, out, in int) dense {
	return dense{v.get(name+".weight", out, in), v.get(name+".bias", 1, out).values}
}

func (v *converter) layersOf(out int, names ...string) (layers []dense) {
	for _, name := range names {
		layers = append(layers, v.layerOf(name, out, mentionWidth))
	}
	return layers
}

// only returns the layer with some of its rows.
func (d dense) only(rows []int) dense {
	if d.weights.values == nil || d.bias == nil {
		return d
	}
	out := dense{weights: tensor{rows: len(rows), columns: d.weights.columns}}
	for _, r := range rows {
		out.weights.values = append(out.weights.values, d.weights.row(r)...)
		out.bias = append(out.bias, d.bias[r])
	}
	return out
}

// scaled returns the layer with its first n rows multiplied by a factor.
func (d dense) scaled(n int, factor float32) dense {
	d.weights.values, d.bias = slices.Clone(d.weights.values), slices.Clone(d.bias)
	for i := range d.weights.values[:min(n*d.weights.columns, len(d.weights.values))] {
		d.weights.values[i] *= factor
	}
	for i := range d.bias[:min(n, len(d.bias))] {
		d.bias[i] *= factor
	}
	return d
}

// beside returns layers of one input as one.
func beside(layers []dense) (all dense) {
	for _, l := range layers {
		all.weights.columns = l.weights.columns
		all.weights.rows += l.weights.rows
		all.weights.values = append(all.weights.values, l.weights.values...)
		all.bias = append(all.bias, l.bias...)
	}
	return all
}

// linear writes layers of one input side by side, packed.
func (v *converter) linear(name string, layers ...dense) {
	if v.err != nil {
		return
	}
	all := beside(layers)
	in, rows := all.weights.columns, all.weights.rows
	out := kernel.PadLanes(rows)
	packed := make([]float32, in*out)
	kernel.PackColumns(packed, all.weights.values, in, rows)
	v.halves(name+".weights", packed)
	v.floats(name+".bias", append(all.bias, make([]float32, out-rows)...))
}
