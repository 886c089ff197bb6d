package nlp

import (
	"github.com/clewgraph/clew/extract/nlp/kernel"
)

// furthestAhead is how many words after a reference its name may begin.
const furthestAhead = 25

// links scores, for each pronoun and description of a view, the names that it may stand for.
func (v *view) links(sum *sums) {
	names, references := v.side(Class.IsName), v.side(Class.IsReference)
	if len(references) == 0 {
		return
	}
	byName := v.linkVectors(&v.m.heads.name, names)
	byReference := v.linkVectors(&v.m.heads.reference, references)
	ahead := v.m.heads.reference.out
	for r, reference := range references {
		l := Link{Mention: v.index[reference]}
		row := byReference[r*ahead : (r+1)*ahead]
		scores := []float32{clampLink(row[2*linkWidth])}
		for n, name := range names {
			distance := v.mentions[reference].Start - v.mentions[name].Start
			if v.mentions[reference].Kinds&v.mentions[name].Kinds == 0 || distance < -furthestAhead {
				continue
			}
			score := v.m.linkScore(row, byName[n*2*linkWidth:(n+1)*2*linkWidth], v.bucket(distance))
			scores = append(scores, clampLink(score))
			l.Candidates = append(l.Candidates, Candidate{Name: v.index[name]})
		}
		l.share(scores)
		sum.link(l)
	}
}

// side lists the mentions of some classes.
func (v *view) side(of func(Class) bool) (out []int) {
	for i, m := range v.mentions {
		if of(m.Class) {
			out = append(out, i)
		}
	}
	return out
}

// linkVectors runs a layer on the vectors of some mentions.
func (v *view) linkVectors(head *linear, mentions []int) []float32 {
	rows := kernel.Pad(len(mentions))
	x := room(&v.s.score.inputs, rows*mentionWidth)
	for i, m := range mentions {
		copy(x[i*mentionWidth:], v.s.score.vectors[m*mentionWidth:(m+1)*mentionWidth])
	}
	y := make([]float32, rows*head.out)
	head.run(v.m.level, len(mentions), x, mentionWidth, y, head.out)
	return y
}

// linkScore scores one reference and one name, both as two vectors of linkWidth.
func (m *Model) linkScore(reference, name []float32, bucket int) float32 {
	var x [2 * linkWidth]float32
	distance := m.heads.linkDist[bucket*linkWidth:]
	for j := range linkWidth {
		x[j] = reference[j] + name[j] + distance[j]
		x[linkWidth+j] = reference[linkWidth+j] * name[linkWidth+j]
	}
	m.level.GELU(x[:linkWidth])
	for j := range x {
		x[j] = float32(x[j] * m.heads.link[j])
	}
	return kernel.Sum(x[:]) + m.heads.link[2*linkWidth]
}

func clampLink(x float32) float32 { return min(max(x, -50), 50) }

// share makes probabilities of the scores: that of no name first, then those of the candidates.
func (l *Link) share(scores []float32) {
	top := scores[0]
	for _, s := range scores {
		top = max(top, s)
	}
	var total float32
	for i, s := range scores {
		scores[i] = kernel.Exp(s - top)
		total += scores[i]
	}
	l.None = scores[0] / total
	for i := range l.Candidates {
		l.Candidates[i].Probability = scores[i+1] / total
	}
}
