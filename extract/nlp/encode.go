package nlp

import (
	"math"
	"math/bits"

	"github.com/clewgraph/clew/extract/nlp/kernel"
)

// hidden is what the encoder makes of a window: the last state of each piece, and the queries and keys of the
// last layer, from which the attention of single pieces can be had again.
type hidden struct {
	pieces  int
	state   []float32 // pieces x width, room for kernel.Pad(pieces)
	queries []float32 // pieces x 2*width: query and key
}

// scratch is the working memory of one window. Rows are padded for the kernels.
type scratch struct {
	splitter splitter
	ids      []int
	features []Features // by piece
	x, t     []float32  // hidden states
	qkv      []float32
	wide     []float32 // of the feed-forward part
	rows     kernel.Rows
	keys     []float32 // of one head, packed
	values   []float32
	scores   []float32
	context  []float32
	inverse  []float32
	zeros    []float32
	words    []float32 // hidden states by word
	again    hidden    // of a window that is encoded a second time
	score    scoreScratch
}

func newScratch(m *Model) *scratch {
	rows := kernel.Pad(positions)
	s := &scratch{
		splitter: splitter{v: &m.vocabulary},
		x:        make([]float32, rows*width),
		t:        make([]float32, rows*width),
		qkv:      make([]float32, rows*3*width),
		wide:     make([]float32, rows*inner),
		keys:     make([]float32, headWidth*positions),
		values:   make([]float32, headWidth*positions),
		scores:   make([]float32, rows*positions),
		context:  make([]float32, rows*width),
		inverse:  make([]float32, rows),
		zeros:    make([]float32, positions),
		words:    make([]float32, rows*width),
	}
	s.rows = kernel.Rows{Q: make([]uint8, rows*inner), Scale: make([]float32, rows), Zero: make([]int32, rows)}
	return s
}

// encode runs the encoder on s.ids and s.features. The result lies in s.x and, for the last layer's queries and
// keys, in s.qkv.
func (m *Model) encode(s *scratch) {
	n := len(s.ids)
	m.embed(s)
	for i := range m.encoder.layers {
		l := &m.encoder.layers[i]
		m.multiply(s, n, &l.attention, s.x, s.qkv)
		m.attend(s, n)
		m.multiply(s, n, &l.output, s.context, s.t)
		m.addNorm(n, s.t, s.x, &l.afterAttention)
		m.multiply(s, n, &l.up, s.x, s.wide)
		m.level.GELU(s.wide[:n*inner])
		m.multiply(s, n, &l.down, s.wide, s.t)
		m.addNorm(n, s.t, s.x, &l.after)
	}
}

// embed writes the sum of the embeddings of piece, place and features, normalised, to s.x.
func (m *Model) embed(s *scratch) {
	e := &m.encoder
	for i, id := range s.ids {
		word, rest := s.t[:width], s.t[width:2*width]
		b := e.wordScale[id*4 : id*4+4]
		scale := math.Float32frombits(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24)
		for j, q := range []byte(e.words[id*width : (id+1)*width]) {
			word[j] = float32(int8(q)) * scale
		}
		copy(rest, e.positions[i*width:(i+1)*width])
		for f := uint32(s.features[i]); f != 0; f &= f - 1 {
			at := bits.TrailingZeros32(f) * width
			for j, v := range e.features[at : at+width] {
				rest[j] += v
			}
		}
		m.level.AddNorm(word, rest, e.norm.gain, e.norm.shift, s.x[i*width:(i+1)*width])
	}
}

// multiply computes y = x*w + bias for n rows.
func (m *Model) multiply(s *scratch, n int, w *kernel.Int8Matrix, x, y []float32) {
	for i := range n {
		s.rows.Scale[i], s.rows.Zero[i] = m.level.Quantise(x[i*w.K:(i+1)*w.K], s.rows.Q[i*w.K:])
	}
	m.level.MulInt8(n, s.rows, w, y, w.N)
}

// addNorm normalises x+y into y, row by row.
func (m *Model) addNorm(n int, x, y []float32, to *affine) {
	for i := range n {
		row := y[i*width : (i+1)*width]
		m.level.AddNorm(x[i*width:(i+1)*width], row, to.gain, to.shift, row)
	}
}

// attend writes the attention-weighted mean of the values of s.qkv to s.context, head by head. The queries are
// scaled already.
func (m *Model) attend(s *scratch, n int) {
	columns := kernel.PadLanes(n)
	for h := range heads {
		query, key, value := s.qkv[h*headWidth:], s.qkv[width+h*headWidth:], s.qkv[2*width+h*headWidth:]
		kernel.PackFloat32(s.keys, key, headWidth, n, 1, 3*width)
		m.level.MulFloat32(n, columns, headWidth, query, 3*width, s.keys, s.zeros, s.scores, columns)
		m.softmaxRows(s.scores, n, n, s.inverse)
		kernel.PackFloat32(s.values, value, n, headWidth, 3*width, 1)
		m.level.MulFloat32(n, headWidth, n, s.scores, columns, s.values, s.zeros, s.context[h*headWidth:], width)
		for i, x := range s.inverse[:n] {
			row := s.context[i*width+h*headWidth:][:headWidth]
			for j := range row {
				row[j] *= x
			}
		}
	}
}

// softmaxRows replaces the first n scores of each row by their exponentials, and writes by what each row is to be
// multiplied to make probabilities of them. The padding of a row becomes nothing.
func (m *Model) softmaxRows(scores []float32, rows, n int, inverse []float32) {
	columns := kernel.PadLanes(n)
	for i := range rows {
		row := scores[i*columns : (i+1)*columns]
		for j := n; j < columns; j++ {
			row[j] = noScore
		}
		inverse[i] = 1 / m.level.Softmax(row)
		clear(row[n:])
	}
}

// noScore is the score of what is not there.
const noScore = -1e30
