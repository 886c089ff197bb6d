package index

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// finish writes every section after the quotes, in the order of the section numbers.
func (b *builder) finish() error {
	b.w.begin(secEvidence)
	if err := b.evidence.copyTo(b.w); err != nil {
		return err
	}
	b.settleNodes()
	b.settlePreds()
	kinds := b.writeNodes()
	in := b.turn()
	b.writeArcs(in)
	b.w.section(secFacts, b.facts)
	b.writeArticles()
	keys := b.writeKeys()
	b.writeVocabulary(kinds)
	b.writeMentions()
	b.w.head.counts = counts{
		nodes: uint32(len(b.nodes)), edges: uint32(len(b.subject)), evidence: uint32(b.evidences), articles: uint32(len(b.articles)),
		keys: uint32(keys), kinds: uint32(len(kinds)), preds: uint32(len(b.preds)),
	}
	return b.w.finish()
}

// settleNodes numbers the nodes again if statements have added some.
func (b *builder) settleNodes() {
	if !b.late {
		return
	}
	ids := make([]graph.EntityID, len(b.nodes))
	for i, e := range b.nodes {
		ids[i] = e.ID
	}
	b.sortNodes()
	for _, list := range [][]Node{b.subject, b.object} {
		for i, n := range list {
			list[i] = b.number[ids[n]]
		}
	}
}

// settlePreds numbers the predicates by name.
func (b *builder) settlePreds() {
	names := slices.Clone(b.preds)
	slices.Sort(b.preds)
	to := make([]Pred, len(names))
	for i, name := range names {
		n, _ := slices.BinarySearch(b.preds, name)
		to[i] = Pred(n)
	}
	for i, p := range b.pred {
		b.pred[i] = to[p]
	}
}

// writeNodes writes what is known of each entity and returns the kinds.
func (b *builder) writeNodes() []graph.Kind {
	var ids, names, extras texts
	kinds := slices.Clone(graph.Kinds)
	number := make([]uint8, len(b.nodes))
	for i, e := range b.nodes {
		ids.add(string(e.ID))
		names.add(e.Name)
		extras.end(appendExtras(extras.bytes, e))
		k := slices.Index(kinds, e.Kind)
		if k < 0 && len(kinds) < 256 {
			k = len(kinds)
			kinds = append(kinds, e.Kind)
		}
		number[i] = uint8(max(k, 0))
	}
	ids.write(b.w, secIDs, secIDEnds)
	names.write(b.w, secNames, secNameEnds)
	writeNumbers(b.w, secKinds, number)
	extras.write(b.w, secExtras, secExtraEnds)
	return kinds
}

// turn lists the edges by object, predicate and subject: two counting sorts, each of which
// keeps the order of the one before.
func (b *builder) turn() []Edge {
	byPred := make([]uint32, len(b.preds)+1)
	for _, p := range b.pred {
		byPred[p+1]++
	}
	byObject := make([]uint32, len(b.nodes)+1)
	for _, o := range b.object {
		byObject[o+1]++
	}
	for _, starts := range [][]uint32{byPred, byObject} {
		for i := 1; i < len(starts); i++ {
			starts[i] += starts[i-1]
		}
	}
	first, second := make([]Edge, len(b.pred)), make([]Edge, len(b.pred))
	for e, p := range b.pred {
		first[byPred[p]] = Edge(e)
		byPred[p]++
	}
	for _, e := range first {
		o := b.object[e]
		second[byObject[o]] = e
		byObject[o]++
	}
	return second
}

// writeArcs writes the graph itself, given the edges as turn lists them.
func (b *builder) writeArcs(in []Edge) {
	writeNumbers(b.w, secHeads, b.heads())
	writeNumbers(b.w, secSubject, b.subject)
	writeNumbers(b.w, secObject, b.object)
	writeNumbers(b.w, secPred, b.pred)
	cost, weak := b.costs(in)
	writeNumbers(b.w, secCost, cost)
	writeNumbers(b.w, secWeak, weak)
	writeNumbers(b.w, secInFrom, pick(b.subject, in))
	writeNumbers(b.w, secInEdge, in)
	writeNumbers(b.w, secInPred, pick(b.pred, in))
	writeNumbers(b.w, secInCost, pick(cost, in))
	writeNumbers(b.w, secInWeak, pick(weak, in))
}

// heads gives for each node, and for one after the last, its first out edge and its first in arc.
func (b *builder) heads() []uint32 {
	heads := make([]uint32, 2*len(b.nodes)+2)
	for e := range b.subject {
		heads[2*b.subject[e]+2]++
		heads[2*b.object[e]+3]++
	}
	for i := 2; i < len(heads); i++ {
		heads[i] += heads[i-2]
	}
	return heads
}

// pick lists the values of edges.
func pick[T any](values []T, edges []Edge) []T {
	out := make([]T, len(edges))
	for i, e := range edges {
		out[i] = values[e]
	}
	return out
}

func (b *builder) writeArticles() {
	var t texts
	for _, a := range b.articles {
		t.end(appendArticle(t.bytes, a))
	}
	t.write(b.w, secArticles, secArticleEnds)
}

// key is a folded name of a node.
type key struct {
	prefix uint64 // the first eight bytes, to compare
	text   string
	node   Node
}

func newKey(name string, n Node) key {
	k := key{text: Fold(name), node: n}
	var first [8]byte
	copy(first[:], k.text)
	k.prefix = binary.BigEndian.Uint64(first[:])
	return k
}

func compareKeys(a, b key) int {
	if a.prefix != b.prefix {
		return cmp.Compare(a.prefix, b.prefix)
	}
	return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.node, b.node))
}

// writeKeys writes the folded names in order and returns their number.
func (b *builder) writeKeys() int {
	keys := make([]key, 0, len(b.nodes)*5/4)
	for i, e := range b.nodes {
		keys = append(keys, newKey(e.Name, Node(i)))
		for _, alias := range e.Aliases {
			keys = append(keys, newKey(alias, Node(i)))
		}
	}
	slices.SortFunc(keys, compareKeys)
	keys = slices.Compact(keys)
	var t texts
	nodes, signs := make([]Node, len(keys)), make([]uint64, len(keys))
	for i, k := range keys {
		t.add(k.text)
		nodes[i] = k.node
		signs[i] = sign(k.text)
	}
	t.write(b.w, secKeys, secKeyEnds)
	writeNumbers(b.w, secKeyNode, nodes)
	writeNumbers(b.w, secKeySign, signs)
	return len(keys)
}

// writeVocabulary writes the names of kinds and predicates.
func (b *builder) writeVocabulary(kinds []graph.Kind) {
	b.w.section(secVocabulary, appendTexts(appendTexts(nil, asStrings(kinds)), asStrings(b.preds)))
}

func asStrings[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

// writeMentions writes nothing yet for any node.
func (b *builder) writeMentions() {
	b.w.section(secMentions, nil)
	writeNumbers(b.w, secMentionEnds, make([]uint32, len(b.nodes)))
}
