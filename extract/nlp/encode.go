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
	state   []float32 // pieces x width
	queries []float32 // 2*heads x pieces x headWidth: queries, then keys
}

// query and key return those of a head, pieces x headWidth.
func (h *hidden) query(head int) []float32 { return h.queries[head*h.pieces*headWidth:] }
func (h *hidden) key(head int) []float32   { return h.query(heads + head) }

// scratch is the working memory of one window. Rows are padded for the kernels.
type scratch struct {
	splitter splitter
	ids      []int
	features []Features // by piece
	x, t     []float32  // hidden states
	qkv      []float32  // 3*heads x rows x headWidth: queries, keys and values, each head's together
	wide     []float32  // of the feed-forward part
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
	rows := maxRows
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

// maxRows is the room for the rows of a window.
var maxRows = kernel.Pad(positions)

// part returns the queries, keys or values (part 0, 1, 2) of a head.
func (s *scratch) part(part, head int) []float32 {
	return s.qkv[(part*heads+head)*maxRows*headWidth:][:maxRows*headWidth]
}

// encode runs the encoder on s.ids and s.features. The result lies in s.x and, for the last layer's queries and
// keys, in s.qkv.
func (m *Model) encode(s *scratch) {
	n := len(s.ids)
	m.embed(s)
	for i := range m.encoder.layers {
		l := &m.encoder.layers[i]
		m.project(s, n, &l.attention)
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

// multiply computes y = x*w + bias for n rows, as many at a time as s.rows has room for.
func (m *Model) multiply(s *scratch, n int, w *kernel.Int8Matrix, x, y []float32) {
	for ; n > 0; n -= maxRows {
		some := min(n, maxRows)
		m.quantise(s, some, w.K, x)
		m.level.MulInt8(some, s.rows, w, y, w.N)
		x, y = x[some*w.K:], y[some*w.N:]
	}
}

// quantise writes n rows of k values to s.rows.
func (m *Model) quantise(s *scratch, n, k int, x []float32) {
	for i := range n {
		s.rows.Scale[i], s.rows.Zero[i] = m.level.Quantise(x[i*k:(i+1)*k], s.rows.Q[i*k:])
	}
}

// project writes the queries, keys and values of s.x to s.qkv. Each head's lie together: rows as long as all three
// would put a head's into few sets of the cache.
func (m *Model) project(s *scratch, n int, w *kernel.Int8Matrix) {
	m.quantise(s, n, w.K, s.x)
	for h := range 3 * heads {
		part := w.Columns(h*headWidth, headWidth)
		m.level.MulInt8(n, s.rows, &part, s.part(0, h), headWidth)
	}
}

// addNorm normalises x+y into y, row by row.
func (m *Model) addNorm(n int, x, y []float32, to *affine) {
	for i := range n {
		row := y[i*width : (i+1)*width]
		m.level.AddNorm(x[i*width:(i+1)*width], row, to.gain, to.shift, row)
	}
}

// attend writes the attention-weighted mean of the values of s.qkv to s.context, head by head, and some rows at a
// time, whose scores then stay in the processor's nearest cache. The queries are scaled already.
func (m *Model) attend(s *scratch, n int) {
	columns := kernel.PadLanes(n)
	for h := range heads {
		kernel.PackColumns(s.keys, s.part(1, h), headWidth, n)
		kernel.PackFloat32(s.values, s.part(2, h), n, headWidth)
		for from := 0; from < n; from += attentionRows {
			rows := min(attentionRows, n-from)
			query, context := s.part(0, h)[from*headWidth:], s.context[from*width+h*headWidth:]
			m.level.MulFloat32(rows, columns, headWidth, query, headWidth, s.keys, s.zeros, s.scores, columns)
			m.softmaxRows(s.scores, rows, n, s.inverse)
			m.level.MulFloat32(rows, headWidth, n, s.scores, columns, s.values, s.zeros, context, width)
			m.level.ScaleRows(headWidth, context, width, s.inverse[:rows])
		}
	}
}

// attentionRows is a multiple of the rows of every kernel's tile.
const attentionRows = 48

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
