package nlp

import (
	"cmp"
	"slices"
)

// sums add up what the windows say of pairs and links, until no window to come has a word on them.
type sums struct {
	outputs int
	past    int // the output that says nothing by itself, -1 without one
	floor   float32
	pairs   map[[2]int]*pairSum
	links   map[int]*linkSum
	spare   []*pairSum // of pairs that were left out
	scores  Scores
}

type pairSum struct {
	probability []float32
	windows     float32
}

type linkSum struct {
	names   map[int]float32
	none    float32
	windows float32
}

func newSums(outputs []string, floor float32) sums {
	return sums{outputs: len(outputs), past: slices.Index(outputs, "past"), floor: floor, pairs: map[[2]int]*pairSum{}, links: map[int]*linkSum{}}
}

// pair adds what a window says of a pair.
func (s *sums) pair(subject, object int, probability []float32) {
	key := [2]int{subject, object}
	sum := s.pairs[key]
	if sum == nil {
		sum = s.newPair()
		s.pairs[key] = sum
	}
	sum.windows++
	for i, p := range probability {
		sum.probability[i] += p
	}
}

func (s *sums) newPair() *pairSum {
	last := len(s.spare) - 1
	if last < 0 {
		return &pairSum{probability: make([]float32, s.outputs)}
	}
	sum := s.spare[last]
	s.spare = s.spare[:last]
	clear(sum.probability)
	sum.windows = 0
	return sum
}

// link adds what a window says of a reference.
func (s *sums) link(l Link) {
	sum := s.links[l.Mention]
	if sum == nil {
		sum = &linkSum{names: map[int]float32{}}
		s.links[l.Mention] = sum
	}
	sum.windows++
	sum.none += l.None
	for _, c := range l.Candidates {
		sum.names[c.Name] += c.Probability
	}
}

// flush moves the pairs and links of mentions before the given one to the scores.
func (s *sums) flush(before int) {
	for key, sum := range s.pairs {
		if min(key[0], key[1]) < before {
			s.finishPair(key, sum)
			delete(s.pairs, key)
		}
	}
	for mention, sum := range s.links {
		if mention < before {
			s.finishLink(mention, sum)
			delete(s.links, mention)
		}
	}
}

func (s *sums) finishPair(key [2]int, sum *pairSum) {
	var best float32
	for i := range sum.probability {
		sum.probability[i] /= sum.windows
		if i != s.past {
			best = max(best, sum.probability[i])
		}
	}
	if best >= s.floor {
		s.scores.Pairs = append(s.scores.Pairs, Pair{key[0], key[1], sum.probability})
	} else {
		s.spare = append(s.spare, sum)
	}
}

func (s *sums) finishLink(mention int, sum *linkSum) {
	if len(sum.names) == 0 {
		return
	}
	l := Link{Mention: mention, None: sum.none / sum.windows}
	for name, p := range sum.names {
		l.Candidates = append(l.Candidates, Candidate{name, p / sum.windows})
	}
	slices.SortFunc(l.Candidates, func(a, b Candidate) int { return cmp.Compare(a.Name, b.Name) })
	s.scores.Links = append(s.scores.Links, l)
}

// done returns the scores, sorted.
func (s *sums) done(mentions int) Scores {
	s.flush(mentions)
	slices.SortFunc(s.scores.Pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Object, b.Object))
	})
	slices.SortFunc(s.scores.Links, func(a, b Link) int { return cmp.Compare(a.Mention, b.Mention) })
	return s.scores
}
