package nlp

import (
	"context"
	"math/bits"

	"github.com/clewgraph/clew/extract/nlp/kernel"
)

// couple is two mentions of a view, with the outputs that each direction allows. What the scorer needs of both
// directions alike (the words between, the shared context) is computed once a couple.
type couple struct {
	first, second     int
	forward, backward uint64
}

// batch bounds the couples that are scored together, and so the memory.
const batch = 48

// pairs scores the pairs of a view.
func (v *view) pairs(ctx context.Context, sum *sums) error {
	couples := v.couples()
	if len(couples) == 0 {
		return nil
	}
	v.project()
	v.attention()
	v.sumWords()
	n := v.hidden.pieces
	kernel.PackFloat32(room(&v.s.score.state, n*width), v.hidden.state, n, width)
	ranks := v.ranks()
	for len(couples) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		some := couples[:min(len(couples), batch)]
		couples = couples[len(some):]
		v.shareContext(some)
		v.meanBetween(some)
		v.scoreBatch(some, ranks, sum)
	}
	return nil
}

// couples lists the mentions that are close enough to be scored and whose kinds fit.
func (v *view) couples() []couple {
	var out []couple
	for i, a := range v.mentions {
		for j := i + 1; j < len(v.mentions); j++ {
			b := v.mentions[j]
			if b.Start-a.Start > v.m.config.MaxWordDistance || v.sentence(j)-v.sentence(i) > 1 {
				break
			}
			if b.Start < a.End {
				continue
			}
			c := couple{i, j, v.m.allowed(a, b), v.m.allowed(b, a)}
			if c.forward|c.backward != 0 {
				out = append(out, c)
			}
		}
	}
	return out
}

// allowed returns the outputs that the kinds of a subject and an object fit.
func (m *Model) allowed(subject, object Mention) (outputs uint64) {
	if subject.Class == Date {
		return 0
	}
	for i, row := range m.fits {
		for j, fit := range row {
			if subject.Kinds>>i&1 != 0 && object.Kinds>>j&1 != 0 {
				outputs |= fit
			}
		}
	}
	return outputs
}

// project writes the four vectors of each mention.
func (v *view) project() {
	n, head := len(v.mentions), &v.m.heads.mention
	v.m.multiply(v.s, n, head, v.s.score.vectors, room(&v.s.score.projected, kernel.Pad(n)*head.N))
}

// ranks returns for each mention how many begin before it.
func (v *view) ranks() []int {
	ranks := make([]int, len(v.mentions))
	for i := range ranks {
		ranks[i] = i
		if i > 0 && v.mentions[i].Start == v.mentions[i-1].Start {
			ranks[i] = ranks[i-1]
		}
	}
	return ranks
}

// attention writes, for each mention and head, the mean of the attention that its first and its last piece pay
// to each piece of the window.
func (v *view) attention() {
	n, rows := v.hidden.pieces, 2*len(v.mentions)
	columns := kernel.PadLanes(n)
	sc := &v.s.score
	attention := room(&sc.attention, len(v.mentions)*heads*columns)
	queries := room(&sc.queries, kernel.Pad(rows)*headWidth)
	scores, inverse := room(&sc.scores, kernel.Pad(rows)*columns), room(&sc.inverse, rows)
	for h := range heads {
		query := v.hidden.query(h)
		for i := range v.mentions {
			first, last := v.pieces(i)
			copy(queries[2*i*headWidth:][:headWidth], query[first*headWidth:])
			copy(queries[(2*i+1)*headWidth:][:headWidth], query[last*headWidth:])
		}
		kernel.PackColumns(v.s.keys, v.hidden.key(h), headWidth, n)
		v.m.level.MulFloat32(rows, columns, headWidth, queries, headWidth, v.s.keys, v.s.zeros, scores, columns)
		v.m.softmaxRows(scores, rows, n, inverse)
		for i := range v.mentions {
			out := attention[(i*heads+h)*columns:][:columns]
			a, b := scores[2*i*columns:][:columns], scores[(2*i+1)*columns:][:columns]
			x, y := inverse[2*i]*0.5, inverse[2*i+1]*0.5
			for j := range out {
				out[j] = float32(a[j]*x) + float32(b[j]*y)
			}
		}
	}
}

// sumWords writes the sums of the word states before each word.
func (v *view) sumWords() {
	n := v.window.end - v.window.start
	prefix := room(&v.s.score.prefix, (n+1)*width)
	clear(prefix[:width])
	for i := range n {
		before, after := prefix[i*width:(i+1)*width], prefix[(i+1)*width:(i+2)*width]
		for j, x := range v.word(v.window.start + i) {
			after[j] = before[j] + x
		}
	}
}

// shareContext writes what the pieces say to which both mentions of a couple attend: ATLOP's localized context
// (Zhou et al. 2021), projected.
func (v *view) shareContext(couples []couple) {
	n := v.hidden.pieces
	columns := kernel.PadLanes(n)
	sc := &v.s.score
	shared := room(&sc.shared, kernel.Pad(batch)*columns)
	for i, c := range couples {
		out := shared[i*columns : (i+1)*columns]
		multiplyHeads(out, sc.attention[c.first*heads*columns:], sc.attention[c.second*heads*columns:])
		inverse := 1 / (kernel.Sum(out) + 1e-6)
		for j := range out {
			out[j] *= inverse
		}
	}
	means := room(&sc.means, kernel.Pad(batch)*width)
	v.m.level.MulFloat32(len(couples), width, n, shared, columns, sc.state, zeroBias[:], means, width)
	v.m.multiply(v.s, len(couples), &v.m.heads.context, means, room(&sc.context, kernel.Pad(batch)*pairWidth))
}

var zeroBias [width]float32

// multiplyHeads writes the sum over the heads of the products of two rows of attention.
func multiplyHeads(out, a, b []float32) {
	n := len(out)
	clear(out)
	for h := range heads {
		a, b := a[h*n:(h+1)*n], b[h*n:(h+1)*n]
		for j := range out {
			out[j] += float32(a[j] * b[j])
		}
	}
}

// meanBetween writes the mean of the words between two mentions, projected.
func (v *view) meanBetween(couples []couple) {
	sc := &v.s.score
	means := room(&sc.means, kernel.Pad(batch)*width)
	for i, c := range couples {
		low := min(v.mentions[c.first].End, v.mentions[c.second].End) - v.window.start
		high := max(v.mentions[c.second].Start-v.window.start, low)
		below, above := sc.prefix[low*width:], sc.prefix[high*width:]
		inverse := 1 / float32(max(high-low, 1))
		for j := range width {
			means[i*width+j] = (above[j] - below[j]) * inverse
		}
	}
	v.m.multiply(v.s, len(couples), &v.m.heads.between, means, room(&sc.between, kernel.Pad(batch)*pairWidth))
}

// scoreBatch runs the last two layers on both directions of each couple and adds the probabilities to the sums.
func (v *view) scoreBatch(couples []couple, ranks []int, sum *sums) {
	sc, h := &v.s.score, &v.m.heads
	inputs := room(&sc.inputs, kernel.Pad(2*batch)*2*pairWidth)
	rows := 0
	for i, c := range couples {
		if c.forward != 0 {
			v.input(inputs[rows*2*pairWidth:], i, c.first, c.second, ranks)
			rows++
		}
		if c.backward != 0 {
			v.input(inputs[rows*2*pairWidth:], i, c.second, c.first, ranks)
			rows++
		}
	}
	hidden := room(&sc.hidden, kernel.Pad(2*batch)*pairWidth)
	v.m.multiply(v.s, rows, &h.hidden, inputs, hidden)
	v.m.level.GELU(hidden[:rows*pairWidth])
	outputs := room(&sc.outputs, kernel.Pad(2*batch)*h.outputs.out)
	h.outputs.run(v.m.level, rows, hidden, pairWidth, outputs, h.outputs.out)
	for _, c := range couples {
		if c.forward != 0 {
			v.add(sum, c.first, c.second, c.forward, outputs)
			outputs = outputs[h.outputs.out:]
		}
		if c.backward != 0 {
			v.add(sum, c.second, c.first, c.backward, outputs)
			outputs = outputs[h.outputs.out:]
		}
	}
}

// input writes what the scorer's hidden layer reads of one direction of the couple at that place in the batch.
func (v *view) input(row []float32, place, subject, object int, ranks []int) {
	sc, h := &v.s.score, &v.m.heads
	a := sc.projected[subject*4*pairWidth:][:4*pairWidth]
	b := sc.projected[object*4*pairWidth:][:4*pairWidth]
	between, context := sc.between[place*pairWidth:], sc.context[place*pairWidth:]
	distance := h.distance[v.bucket(v.mentions[object].Start-v.mentions[subject].Start)*pairWidth:]
	sentence := h.sentence[v.sentenceBucket(subject, object, ranks)*pairWidth:]
	for j := range pairWidth {
		row[j] = a[j] + b[pairWidth+j] + between[j] + distance[j] + sentence[j] + context[j]
		row[pairWidth+j] = a[2*pairWidth+j] * b[3*pairWidth+j]
	}
	v.m.level.GELU(row[:pairWidth])
}

// sentenceBucket tells pairs of one sentence from others, and neighbours from those with mentions between them.
func (v *view) sentenceBucket(i, j int, ranks []int) int {
	bucket := 0
	if v.sentence(i) != v.sentence(j) {
		bucket = 2
	}
	if d := ranks[i] - ranks[j]; d >= -1 && d <= 1 {
		bucket++
	}
	return bucket
}

// add adds the probabilities of one pair's allowed outputs to the sums.
func (v *view) add(sum *sums, subject, object int, allowed uint64, logits []float32) {
	var probability [64]float32
	for o := allowed; o != 0; o &= o - 1 {
		i := bits.TrailingZeros64(o)
		probability[i] = kernel.Sigmoid(logits[i])
	}
	sum.pair(v.index[subject], v.index[object], probability[:sum.outputs])
}
