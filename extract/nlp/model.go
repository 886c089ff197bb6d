package nlp

import (
	"fmt"
	"sync"

	"github.com/clewgraph/clew/extract/nlp/kernel"
	"github.com/clewgraph/clew/extract/nlp/weightfile"
)

// The shape of the network.
const (
	layers          = 6
	width           = 384 // of a hidden state
	heads           = 12
	headWidth       = width / heads
	inner           = 1536 // of the feed-forward part
	positions       = 256  // pieces that a window may have, with the two at its ends
	maxFeatures     = 32
	classWidth      = 64 // of a mention's class
	mentionWidth    = 2*width + classWidth
	pairWidth       = 256
	linkWidth       = 128
	distanceBuckets = 16
	sentenceBuckets = 4
)

// Options say how a model runs. The zero value is right.
type Options struct {
	Kernel string // name of a [kernel.Level], to compare them; the best of this machine where empty
}

// Model is the network with its weights. It never changes, and any number of goroutines may use it at a time.
type Model struct {
	config     Config
	hash       string
	level      kernel.Level
	vocabulary vocabulary
	encoder    encoder
	heads      headWeights
	fits       [][]uint64 // outputs that two kinds allow, by subject kind and object kind
	scratch    sync.Pool  // *scratch
}

// Load makes the model of a weight file, which stays in use: map it, do not copy it. It fails on a file of
// another version or shape, and on a kernel that this machine lacks.
func Load(weights string, o Options) (*Model, error) {
	f, err := weightfile.Open(weights)
	if err != nil {
		return nil, err
	}
	m := &Model{hash: f.Hash()}
	if m.level, err = kernel.ParseLevel(o.Kernel); err != nil {
		return nil, err
	}
	config, err := f.Bytes("config", -1)
	if err != nil {
		return nil, err
	}
	if m.config, err = parseConfig(config); err != nil {
		return nil, err
	}
	if m.vocabulary, err = openVocabulary(f); err != nil {
		return nil, err
	}
	load := loader{f: f}
	m.encoder = load.encoder(m.vocabulary.size())
	m.heads = load.heads(len(m.config.Tags), len(m.config.Outputs))
	m.fits = m.config.fits()
	m.scratch.New = func() any { return newScratch(m) }
	return m, load.err
}

// Config returns what the training program settled.
func (m *Model) Config() Config { return m.config }

// Hash returns the SHA-256 of the weights, in hexadecimal.
func (m *Model) Hash() string { return m.hash }

// Kernel returns the name of the kernels that the model runs on.
func (m *Model) Kernel() string { return m.level.String() }

// fits tabulates the signatures: bit o of fits[subject kind][object kind] is set where output o takes them.
func (c *Config) fits() [][]uint64 {
	table := make([][]uint64, len(c.Kinds))
	for i := range table {
		table[i] = make([]uint64, len(c.Kinds))
	}
	for o, name := range c.Outputs {
		subjects, objects := c.signature(name)
		for i := range table {
			for j := range table {
				if subjects>>i&1 != 0 && objects>>j&1 != 0 {
					table[i][j] |= 1 << o
				}
			}
		}
	}
	return table
}

// linear is a layer of a head: in x out weights packed by [kernel.PackFloat32], out rounded up to whole panels.
type linear struct {
	in, out       int
	weights, bias []float32
}

func (l *linear) run(level kernel.Level, rows int, x []float32, ldx int, y []float32, ldy int) {
	level.MulFloat32(rows, l.out, l.in, x, ldx, l.weights, l.bias, y, ldy)
}

// affine is what follows a layer normalisation.
type affine struct{ gain, shift []float32 }

// layer is one of the encoder's.
type layer struct {
	attention, output, up, down kernel.Int8Matrix
	afterAttention, after       affine
}

// encoder holds the weights that turn pieces into hidden states.
type encoder struct {
	words     string // int8, width values a piece
	wordScale string // float32, one a piece
	positions []float32
	features  []float32
	norm      affine
	layers    [layers]layer
}

// headWeights hold the weights that read hidden states. Where two layers read the same, their columns lie side by side.
type headWeights struct {
	tags      linear            // of a word
	class     []float32         // of a mention, by class
	mention   kernel.Int8Matrix // to four vectors of pairWidth: two as subject, two as object
	reference linear            // to two vectors of linkWidth and the score of "no name here"
	name      linear            // to two vectors of linkWidth
	between   kernel.Int8Matrix // mean of the words between
	context   kernel.Int8Matrix // of the pieces to which both mentions attend
	distance  []float32
	sentence  []float32
	hidden    kernel.Int8Matrix
	outputs   linear
	linkDist  []float32
	link      []float32 // weights of the link's score, and its bias
}

// loader reads sections until one fails.
type loader struct {
	f   *weightfile.File
	err error
}

func (l *loader) bytes(name string, size int) string {
	s, err := l.f.Bytes(name, size)
	l.fail(err)
	return s
}

func (l *loader) floats(name string, n int) []float32 {
	v, err := l.f.Float32(name, n)
	l.fail(err)
	return v
}

func (l *loader) halves(name string, n int) []float32 {
	v, err := l.f.Float16(name, n)
	l.fail(err)
	return v
}

func (l *loader) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

func (l *loader) linear(name string, in, out int) linear {
	out = kernel.PadLanes(out)
	return linear{in, out, l.halves(name+".weights", in*out), l.floats(name+".bias", out)}
}

func (l *loader) int8(name string, in, out int) kernel.Int8Matrix {
	sums, err := l.f.Int32(name+".sums", out)
	l.fail(err)
	return kernel.Int8Matrix{
		K: in, N: out, Sums: sums,
		Packed: l.bytes(name+".weights", in*out),
		Scale:  l.floats(name+".scale", out),
		Bias:   l.floats(name+".bias", out),
	}
}

func (l *loader) norm(name string) affine {
	return affine{l.floats(name+".gain", width), l.floats(name+".shift", width)}
}

func (l *loader) encoder(pieces int) encoder {
	e := encoder{
		words:     l.bytes("words", pieces*width),
		wordScale: l.bytes("words.scale", pieces*4),
		positions: l.floats("positions", positions*width),
		features:  l.floats("features", maxFeatures*width),
		norm:      l.norm("norm"),
	}
	for i := range e.layers {
		name := fmt.Sprintf("layer%d.", i)
		e.layers[i] = layer{
			attention:      l.int8(name+"attention", width, 3*width),
			output:         l.int8(name+"output", width, width),
			up:             l.int8(name+"up", width, inner),
			down:           l.int8(name+"down", inner, width),
			afterAttention: l.norm(name + "norm1"),
			after:          l.norm(name + "norm2"),
		}
	}
	return e
}

func (l *loader) heads(tags, outputs int) headWeights {
	return headWeights{
		tags:      l.linear("tags", width, tags),
		class:     l.halves("class", classes*classWidth),
		mention:   l.int8("mention", mentionWidth, 4*pairWidth),
		reference: l.linear("reference", mentionWidth, 2*linkWidth+1),
		name:      l.linear("name", mentionWidth, 2*linkWidth),
		between:   l.int8("between", width, pairWidth),
		context:   l.int8("context", width, pairWidth),
		distance:  l.halves("distance", distanceBuckets*pairWidth),
		sentence:  l.halves("sentence", sentenceBuckets*pairWidth),
		hidden:    l.int8("hidden", 2*pairWidth, pairWidth),
		outputs:   l.linear("outputs", pairWidth, outputs),
		linkDist:  l.halves("linkdistance", distanceBuckets*linkWidth),
		link:      l.floats("link", 2*linkWidth+1),
	}
}
