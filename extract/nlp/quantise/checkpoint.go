package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"

	"github.com/clewgraph/clew/extract/nlp/weightfile"
)

// checkpoint is what the training program wrote: tensors by name.
type checkpoint map[string]tensor

// tensor is a matrix, or a vector as a matrix of one row.
type tensor struct {
	rows, columns int
	values        []float32
}

func (t tensor) row(i int) []float32 { return t.values[i*t.columns : (i+1)*t.columns] }

// readCheckpoint reads a safetensors file of float16, bfloat16 or float32.
func readCheckpoint(path string) (checkpoint, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(data) < 8 || binary.LittleEndian.Uint64(data) > uint64(len(data)-8) {
		return nil, fmt.Errorf("%s is not a safetensors file: its header is cut short", path)
	}
	body := data[8+binary.LittleEndian.Uint64(data):]
	var header map[string]json.RawMessage
	if err := json.Unmarshal(data[8:len(data)-len(body)], &header); err != nil {
		return nil, fmt.Errorf("%s: header: %w", path, err)
	}
	delete(header, "__metadata__")
	c := checkpoint{}
	for name, raw := range header {
		t, err := readTensor(raw, body)
		if err != nil {
			return nil, fmt.Errorf("%s: tensor %s: %w", path, name, err)
		}
		c[name] = t
	}
	return c, nil
}

func readTensor(raw json.RawMessage, body []byte) (t tensor, err error) {
	var d struct {
		Type    string    `json:"dtype"`
		Shape   []int     `json:"shape"`
		Offsets [2]uint64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return t, err
	}
	t.rows, t.columns = 1, 1
	for i, n := range d.Shape {
		if i == len(d.Shape)-1 {
			t.columns = n
		} else {
			t.rows *= n
		}
	}
	size := map[string]int{"F16": 2, "BF16": 2, "F32": 4}[d.Type]
	if size == 0 {
		return t, fmt.Errorf("type %s is not F16, BF16 or F32", d.Type)
	}
	if d.Offsets[0] > d.Offsets[1] || d.Offsets[1] > uint64(len(body)) || d.Offsets[1]-d.Offsets[0] != uint64(t.rows*t.columns*size) {
		return t, fmt.Errorf("bytes %d to %d do not hold %v values", d.Offsets[0], d.Offsets[1], d.Shape)
	}
	t.values = make([]float32, t.rows*t.columns)
	for i := range t.values {
		t.values[i] = decode(d.Type, body[d.Offsets[0]:], i)
	}
	return t, nil
}

func decode(kind string, data []byte, i int) float32 {
	switch kind {
	case "F16":
		return weightfile.Half(binary.LittleEndian.Uint16(data[i*2:]))
	case "BF16":
		return math.Float32frombits(uint32(binary.LittleEndian.Uint16(data[i*2:])) << 16)
	}
	return math.Float32frombits(binary.LittleEndian.Uint32(data[i*4:]))
}

// get returns the tensor of that name and shape.
func (c checkpoint) get(name string, rows, columns int) (tensor, error) {
	t, ok := c[name]
	switch {
	case !ok:
		return t, fmt.Errorf("the checkpoint has no tensor %s", name)
	case t.rows != rows || t.columns != columns:
		return t, fmt.Errorf("tensor %s is %d x %d, not %d x %d", name, t.rows, t.columns, rows, columns)
	}
	return t, nil
}
