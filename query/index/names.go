package index

import (
	"bytes"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Fold is graph.Fold, but keeps a name that folds to nothing.
func Fold(name string) string {
	if f := graph.Fold(name); f != "" {
		return f
	}
	return name
}

// sign returns the set of a text's pairs of neighbouring bytes, each hashed to one of 64.
// A text within k edits of another lacks at most 2k of its pairs.
func sign[T string | []byte](text T) uint64 {
	var s uint64
	last := byte(' ')
	for i := range len(text) {
		s |= 1 << pairHash(last, text[i])
		last = text[i]
	}
	return s | 1<<pairHash(last, ' ')
}

func pairHash(a, b byte) uint32 { return (uint32(a)<<8 | uint32(b)) * 0x9E3779B1 >> 26 }

// key returns folded name i.
func (x *Index) key(i int) []byte { return x.f.span(secKeys, secKeyEnds, x.keyEnds, uint32(i)) }

// nodeOfKey returns whose name key i is.
func (x *Index) nodeOfKey(i int) Node {
	if !x.f.pageSound(secKeyNode, uint64(i)*4) {
		return 0
	}
	return x.keyNode[i]
}

// Named returns the entities of which a name or alias folds to the same as this one, in order of ids.
func (x *Index) Named(name string) []Node {
	folded := Fold(name)
	at := sort.Search(len(x.keyEnds), func(i int) bool { return string(x.key(i)) >= folded })
	var nodes []Node
	for ; at < len(x.keyEnds) && string(x.key(at)) == folded; at++ {
		nodes = append(nodes, x.nodeOfKey(at))
	}
	return nodes
}

// StartingWith returns up to limit entities with a name or alias that folds to something that begins
// like prefix, in the order of folded names.
func (x *Index) StartingWith(prefix string, limit int) []Node {
	folded := []byte(Fold(prefix))
	at := sort.Search(len(x.keyEnds), func(i int) bool { return bytes.Compare(x.key(i), folded) >= 0 })
	var nodes []Node
	for ; at < len(x.keyEnds) && len(nodes) < limit && bytes.HasPrefix(x.key(at), folded); at++ {
		if n := x.nodeOfKey(at); !slices.Contains(nodes, n) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// near is a name that is like another.
type near struct {
	key   int
	score int // edits, but 1 at most where it has all the words
}

// Nearest returns up to limit entities, of that kind if one is given, whose names are most like a name:
// those that hold all its words, and those that a few edits make the same. Equally near ones come in
// the order of folded names.
func (x *Index) Nearest(name string, kind graph.Kind, limit int) []Node {
	folded := Fold(name)
	if limit < 1 || folded == "" || !x.f.sound(secKeySign, 0, uint64(len(x.keySign))*8) {
		return nil
	}
	edits := min(1+len(folded)/4, maxEdits)
	var d distance
	d.set(folded)
	words, wordSign := strings.Fields(folded), inner(folded)
	wanted := sign(folded)
	var best []near
	for i, s := range x.keySign {
		worst := edits + 1
		if len(best) == limit {
			worst = min(worst, best[limit-1].score)
		}
		holds := wordSign&^s == 0
		if !holds && bits.OnesCount64(wanted&^s) >= 2*worst {
			continue
		}
		score := worst
		key := x.key(i)
		if holds && hasWords(key, words) {
			score = min(score, 1)
		}
		if score > 0 {
			score = min(score, d.to(key, worst))
		}
		if score < worst && (kind == "" || x.Kind(x.nodeOfKey(i)) == kind) {
			best = x.keep(best, near{i, score}, limit)
		}
	}
	nodes := make([]Node, len(best))
	for i, n := range best {
		nodes[i] = x.nodeOfKey(n.key)
	}
	return nodes
}

const maxEdits = 3

// keep adds a near name in its place to a list of at most limit, one for each entity.
func (x *Index) keep(best []near, n near, limit int) []near {
	node := x.nodeOfKey(n.key)
	if i := slices.IndexFunc(best, func(o near) bool { return x.nodeOfKey(o.key) == node }); i >= 0 {
		if best[i].score <= n.score {
			return best
		}
		best = slices.Delete(best, i, i+1)
	}
	at := sort.Search(len(best), func(i int) bool { return best[i].score > n.score })
	best = slices.Insert(best, at, n)
	return best[:min(len(best), limit)]
}

// inner is sign without the pairs at either end of a text and between its words.
func inner(text string) uint64 {
	var s uint64
	for i := 1; i < len(text); i++ {
		if text[i-1] != ' ' && text[i] != ' ' {
			s |= 1 << pairHash(text[i-1], text[i])
		}
	}
	return s
}

// hasWords reports whether a folded name has all the words.
func hasWords(key []byte, words []string) bool {
	for _, w := range words {
		if !hasWord(key, w) {
			return false
		}
	}
	return len(words) > 0
}

func hasWord(key []byte, word string) bool {
	for at := 0; ; {
		i := bytes.Index(key[at:], []byte(word))
		if i < 0 {
			return false
		}
		lo, hi := at+i, at+i+len(word)
		if (lo == 0 || key[lo-1] == ' ') && (hi == len(key) || key[hi] == ' ') {
			return true
		}
		at = lo + 1
	}
}
