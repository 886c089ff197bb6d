package index

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Node is the number of an entity, Edge that of a statement, Pred that of a predicate.
type (
	Node uint32
	Edge uint32
	Pred uint16
)

// Index is an open snapshot. Its methods may be called from several goroutines, not after Close.
type Index struct {
	f     *file
	kinds []graph.Kind
	preds []graph.Predicate

	idEnds, idSlots, nameEnds, extraEnds, articleEnds, keyEnds []uint32

	heads                    []uint32
	subject                  []Node
	arcs                     []Arc
	inEdge                   []Edge
	cheapest, weak, inWeak   []uint16
	kind                     []uint8
	keyNode                  []Node
	keySign                  []uint64
	factBytes, evidenceBytes []byte
}

// Open maps the index at path. It fails with [ErrStale] if the index was made from another
// generation or by another version, with [ErrDamaged] if it does not match its checksums, and
// with fs.ErrNotExist if there is none; in each case, make it again.
func Open(path, generation string) (*Index, error) {
	x, err := open(path)
	if err != nil {
		return nil, err
	}
	if got := x.Generation(); got != generation {
		return nil, errors.Join(fmt.Errorf("open %s: %w: it is of generation %q, not %q", path, ErrStale, got, generation), x.Close())
	}
	return x, nil
}

// open maps the index at path, of whatever generation.
func open(path string) (*Index, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	x, err := newIndex(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), f.unmap())
	}
	return x, nil
}

func newIndex(f *file) (*Index, error) {
	vocabulary := f.raw(secVocabulary)
	if !f.sound(secVocabulary, 0, uint64(len(vocabulary))) {
		return nil, f.err()
	}
	kinds, rest := cutTexts(vocabulary)
	preds, _ := cutTexts(rest)
	if len(kinds) != int(f.head.counts.kinds) || len(preds) != int(f.head.counts.preds) {
		return nil, fmt.Errorf("%w: its list of predicates is broken", ErrDamaged)
	}
	x := &Index{
		f:           f,
		idEnds:      view[uint32](f, secIDEnds),
		idSlots:     view[uint32](f, secIDSlots),
		nameEnds:    view[uint32](f, secNameEnds),
		extraEnds:   view[uint32](f, secExtraEnds),
		articleEnds: view[uint32](f, secArticleEnds),
		keyEnds:     view[uint32](f, secKeyEnds),
		heads:       view[uint32](f, secHeads),
		subject:     view[Node](f, secSubject),
		arcs:        viewArcs(f),
		cheapest:    view[uint16](f, secCheapest),
		inEdge:      view[Edge](f, secInEdge),
		weak:        view[uint16](f, secWeak),
		inWeak:      view[uint16](f, secInWeak),
		kind:        view[uint8](f, secKinds),
		keyNode:     view[Node](f, secKeyNode),
		keySign:     view[uint64](f, secKeySign),

		factBytes:     f.raw(secFacts),
		evidenceBytes: f.raw(secEvidence),
	}
	for _, k := range kinds {
		x.kinds = append(x.kinds, graph.Kind(k))
	}
	for _, p := range preds {
		x.preds = append(x.preds, graph.Predicate(p))
	}
	return x, nil
}

// Close unmaps the file. What was returned before stays valid, except a [Run].
func (x *Index) Close() error { return x.f.unmap() }

// Generation is the state of the store that the index shows.
func (x *Index) Generation() string { return x.f.head.generation }

// Err returns the first damage that was met since opening, an [ErrDamaged]. Answers computed
// from a damaged index are incomplete: ask before giving one out.
func (x *Index) Err() error { return x.f.err() }

// Verify checks every page of the file.
func (x *Index) Verify() error { return x.f.verify() }

// Size is the size of the file in bytes.
func (x *Index) Size() int64 { return int64(len(x.f.data)) }

// Nodes is the number of entities, Edges that of statements, Articles that of articles.
func (x *Index) Nodes() int    { return len(x.idEnds) }
func (x *Index) Edges() int    { return len(x.subject) }
func (x *Index) Articles() int { return len(x.articleEnds) }

// EvidenceTotal is the number of pieces of evidence of all statements.
func (x *Index) EvidenceTotal() int { return int(x.f.head.counts.evidence) }

// Kinds lists the kinds that entities may have. Predicates lists the predicates by number, which is by name.
func (x *Index) Kinds() []graph.Kind           { return slices.Clone(x.kinds) }
func (x *Index) Predicates() []graph.Predicate { return slices.Clone(x.preds) }

// Predicate returns the name of a predicate's number.
func (x *Index) Predicate(p Pred) graph.Predicate {
	if int(p) >= len(x.preds) {
		return ""
	}
	return x.preds[p]
}

// FindPredicate returns the number of a predicate: the exact name, else the first without regard to case.
func (x *Index) FindPredicate(name string) (Pred, bool) {
	if i := slices.Index(x.preds, graph.Predicate(name)); i >= 0 {
		return Pred(i), true
	}
	i := slices.IndexFunc(x.preds, func(p graph.Predicate) bool { return strings.EqualFold(string(p), name) })
	return Pred(max(i, 0)), i >= 0
}

// ID returns an entity's id, Name its name, Kind its kind; "" for a number that is none.
func (x *Index) ID(n Node) graph.EntityID {
	return graph.EntityID(x.id(n))
}

func (x *Index) Name(n Node) string { return string(x.name(n)) }

func (x *Index) name(n Node) []byte { return x.f.span(secNames, secNameEnds, x.nameEnds, uint32(n)) }

func (x *Index) Kind(n Node) graph.Kind {
	if int(n) >= len(x.kind) || !x.f.pageSound(secKinds, uint64(n)) {
		return ""
	}
	return x.kinds[x.kind[n]]
}

// Ref returns an entity as statements name it.
func (x *Index) Ref(n Node) graph.Ref {
	return graph.Ref{ID: x.ID(n), Name: x.Name(n), Kind: x.Kind(n)}
}

// Entity returns all that is known of an entity.
func (x *Index) Entity(n Node) graph.Entity {
	e := graph.Entity{ID: x.ID(n), Name: x.Name(n), Kind: x.Kind(n)}
	e.Aliases, e.IDs = decodeExtras(x.f.span(secExtras, secExtraEnds, x.extraEnds, uint32(n)))
	return e
}

// Aliases returns an entity's other names, sorted.
func (x *Index) Aliases(n Node) []string { return x.Entity(n).Aliases }

// Find returns the entity of that id.
func (x *Index) Find(id graph.EntityID) (Node, bool) {
	hash, mask := hashID([]byte(id)), numberBits(len(x.idSlots))
	tag, at := tagOf(hash, x.idSlots), firstSlot(hash, x.idSlots)
	for range x.idSlots {
		if !x.f.pageSound(secIDSlots, at*4) || x.idSlots[at] == 0 {
			break
		}
		if n := Node(x.idSlots[at]&mask - 1); x.idSlots[at]&^mask == tag && string(x.id(n)) == string(id) {
			return n, true
		}
		at = (at + 1) % uint64(len(x.idSlots))
	}
	return 0, false
}

func (x *Index) id(n Node) []byte { return x.f.span(secIDs, secIDEnds, x.idEnds, uint32(n)) }

// From returns the first entity of that id or of one after it, and whether it is of that id.
func (x *Index) From(id graph.EntityID) (Node, bool) {
	n, found := sort.Find(len(x.idEnds), func(i int) int { return strings.Compare(string(id), string(x.id(Node(i)))) })
	return Node(n), found
}

// PredicateCount is the number of predicates.
func (x *Index) PredicateCount() int { return len(x.preds) }
