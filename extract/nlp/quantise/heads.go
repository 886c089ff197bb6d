package main

import (
	"github.com/clewgraph/clew/extract/nlp/kernel"
)

// heads writes the layers that read hidden states. Layers of the same input become one, side by side.
func (v *converter) heads(kept []int, outputs int) {
	v.linear("tags", width, v.layerOf("tag", v.in["tag.weight"].rows, width))
	v.halves("class", v.get("ce.weight", classes, classWidth).values)
	v.linear("mention", mentionWidth, v.layersOf(pairWidth, "ws", "wo", "us", "uo")...)
	v.linear("reference", mentionWidth, append(v.layersOf(linkWidth, "ca", "cc"), v.layerOf("cn", 1, mentionWidth))...)
	v.linear("name", mentionWidth, v.layersOf(linkWidth, "cb", "cd")...)
	v.linear("between", width, v.layerOf("wb", pairWidth, width))
	v.linear("context", width, v.layerOf("wc", pairWidth, width))
	v.halves("distance", v.get("de.weight", distanceBuckets, pairWidth).values)
	v.halves("sentence", v.get("se.weight", sentenceBuckets, pairWidth).values)
	v.linear("hidden", 2*pairWidth, v.layerOf("h1", pairWidth, 2*pairWidth))
	v.linear("outputs", pairWidth, v.layerOf("out", outputs, pairWidth).only(kept))
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

// linear writes layers side by side, packed.
func (v *converter) linear(name string, in int, layers ...dense) {
	if v.err != nil {
		return
	}
	all := tensor{columns: in}
	var bias []float32
	for _, l := range layers {
		all.rows += l.weights.rows
		all.values = append(all.values, l.weights.values...)
		bias = append(bias, l.bias...)
	}
	out := kernel.PadLanes(all.rows)
	packed := make([]float32, in*out)
	kernel.PackColumns(packed, all.values, in, all.rows)
	v.halves(name+".weights", packed)
	v.floats(name+".bias", append(bias, make([]float32, out-all.rows)...))
}
