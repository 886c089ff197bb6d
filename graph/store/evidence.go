package store

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// tripleKey is the key of a statement's evidence: subject, predicate and object with NULs between, so that
// the order of keys is that of triples.
func tripleKey(t graph.Triple) string {
	return string(t.Subject) + "\x00" + string(t.Predicate) + "\x00" + string(t.Object)
}

func parseTriple(key string) (graph.Triple, error) {
	f := strings.Split(key, "\x00")
	if len(f) != 3 {
		return graph.Triple{}, &DamagedError{What: "a key in evidence is garbled"}
	}
	return graph.Triple{Subject: graph.EntityID(f[0]), Predicate: graph.Predicate(f[1]), Object: graph.EntityID(f[2])}, nil
}

// evidenceChange is what an article's evidence for a statement becomes; nil where it has none any longer.
type evidenceChange struct {
	triple  string
	article articleKey
	had     bool // the article stated it before
	data    []byte
}

// A row of the evidence table is, for each article in order, the article, the length of its evidence and the evidence.
type articleEvidence struct {
	article articleKey
	data    []byte
}

func splitEvidence(row []byte) ([]articleEvidence, error) {
	d := &decoder{b: row}
	var out []articleEvidence
	for len(d.b) > 0 {
		var x articleEvidence
		copy(x.article[:], d.raw(8))
		x.data = d.raw(d.len())
		out = append(out, x)
	}
	return out, d.end()
}

func joinEvidence(list []articleEvidence) []byte {
	e := &encoder{}
	for _, x := range list {
		e.raw(x.article[:])
		e.int(len(x.data))
		e.raw(x.data)
	}
	return e.b
}

// writeEvidence writes the changed evidence, and the quads that say which article states what.
func (w *work) writeEvidence() error {
	slices.SortFunc(w.evidence, func(a, b evidenceChange) int {
		return cmp.Or(strings.Compare(a.triple, b.triple), compareKeys(a.article, b.article))
	})
	var del, add []statedQuad
	for rest := w.evidence; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].triple == rest[0].triple {
			n++
		}
		if err := w.writeTriple(rest[0].triple, rest[:n], &del, &add); err != nil {
			return err
		}
		rest = rest[n:]
	}
	w.evidence = nil
	w.totals.quads += len(add) - len(del)
	return changeQuads(w.quads, del, add)
}

// writeTriple changes the evidence of one statement.
func (w *work) writeTriple(key string, changes []evidenceChange, del, add *[]statedQuad) error {
	t, err := parseTriple(key)
	if err != nil {
		return err
	}
	row, err := w.tables.evidence.get([]byte(key))
	if err != nil {
		return err
	}
	old, err := splitEvidence(row)
	if err != nil {
		return &DamagedError{What: "evidence of " + key + ": " + err.Error()}
	}
	for _, c := range changes {
		switch {
		case c.had && c.data == nil:
			*del = append(*del, statedQuad{t, c.article})
		case !c.had:
			*add = append(*add, statedQuad{t, c.article})
		}
	}
	now := mergeEvidence(old, changes)
	if len(now) == 0 {
		if len(old) > 0 {
			w.totals.statements--
			w.changes.StatementsLost = append(w.changes.StatementsLost, t)
		}
		return w.tables.evidence.del([]byte(key))
	}
	if len(old) == 0 {
		w.totals.statements++
		w.changes.StatementsGained = append(w.changes.StatementsGained, t)
	}
	if joined := joinEvidence(now); !bytes.Equal(joined, row) {
		return w.tables.evidence.put([]byte(key), joined)
	}
	return nil
}

// mergeEvidence replaces the evidence of the articles that changed. Both lists are in the order of articles.
func mergeEvidence(old []articleEvidence, changes []evidenceChange) []articleEvidence {
	out := make([]articleEvidence, 0, len(old)+len(changes))
	for len(old) > 0 || len(changes) > 0 {
		if len(changes) == 0 || len(old) > 0 && compareKeys(old[0].article, changes[0].article) < 0 {
			out, old = append(out, old[0]), old[1:]
			continue
		}
		if len(old) > 0 && old[0].article == changes[0].article {
			old = old[1:]
		}
		if changes[0].data != nil {
			out = append(out, articleEvidence{changes[0].article, changes[0].data})
		}
		changes = changes[1:]
	}
	return out
}
