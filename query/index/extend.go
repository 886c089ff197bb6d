package index

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Journal is a [Source] that may know what has changed since one of its generations; known is false if it does not.
type Journal interface {
	Source
	Since(ctx context.Context, generation string) (d graph.Delta, known bool, err error)
}

// Extend replaces the index at path, of whatever generation, by that of a source that differs from it as the delta says. It
// writes the same bytes as [Create] would, but copies what has not changed instead of asking the source for it. It
// fails with [ErrDamaged] if the index does not match its checksums or the delta, and leaves it as it was.
func Extend(ctx context.Context, path, generation string, d graph.Delta) (err error) {
	x, err := open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	return create(path, generation, func(b *builder) error {
		e := extension{builder: b, ctx: ctx, x: x}
		for _, step := range []func(graph.Delta) error{e.articlesOf, e.entitiesOf, e.keysOf, e.statementsOf} {
			if err := step(d); err != nil {
				return err
			}
		}
		return errors.Join(x.Err(), ctx.Err())
	})
}

// GenerationOf reads the generation of the index at path. It fails as [Open] does.
func GenerationOf(path string) (generation string, err error) {
	x, err := open(path)
	if err != nil {
		return "", err
	}
	return x.Generation(), x.Close()
}

// extension fills a builder from an index and a delta.
type extension struct {
	*builder
	ctx     context.Context
	x       *Index
	old     []uint32 // by number of an article in the index: the number now, or none
	moved   []Node   // likewise
	changed []bool   // by node of the index: the delta has it, so that its names are to be taken from there
}

// errDelta says that a delta names what the index does not have, or leaves out what it must have.
func errDelta(format string, args ...any) error {
	return fmt.Errorf("%w: what has changed does not fit it: %w", ErrDamaged, fmt.Errorf(format, args...))
}

// merge goes over two sorted lists, of n entries that are kept unless the other replaces or drops them, and of changes. It
// calls keep for an entry, or change for a change with the entry of the same id, -1 if there is none.
func merge[T any](n int, changes []T, compare func(i int, c T) int, keep func(i int), change func(c T, i int) error) error {
	at := 0
	for i := range n {
		for at < len(changes) && compare(i, changes[at]) > 0 {
			if err := change(changes[at], -1); err != nil {
				return err
			}
			at++
		}
		if at < len(changes) && compare(i, changes[at]) == 0 {
			if err := change(changes[at], i); err != nil {
				return err
			}
			at++
			continue
		}
		keep(i)
	}
	for _, c := range changes[at:] {
		if err := change(c, -1); err != nil {
			return err
		}
	}
	return nil
}

// change is an entry of a delta: what there is now under an id, nil if it is gone.
type change[ID any, T any] struct {
	id  ID
	now *T
}

// changes puts what is new and what is gone in one list, in order.
func changes[ID any, T any](now []T, id func(*T) ID, gone []ID, compare func(a, b ID) int) []change[ID, T] {
	list := make([]change[ID, T], 0, len(now)+len(gone))
	for i := range now {
		list = append(list, change[ID, T]{id(&now[i]), &now[i]})
	}
	for _, g := range gone {
		list = append(list, change[ID, T]{id: g})
	}
	slices.SortFunc(list, func(a, b change[ID, T]) int { return compare(a.id, b.id) })
	return list
}

func (e *extension) articlesOf(d graph.Delta) error {
	x := e.x
	if !x.f.sound(secArticles, 0, uint64(len(x.f.raw(secArticles)))) {
		return x.Err()
	}
	e.old = make([]uint32, x.Articles())
	old := func(i int) []byte { return x.f.span(secArticles, secArticleEnds, x.articleEnds, uint32(i)) }
	list := changes(d.Articles, func(a *graph.Article) graph.ArticleID { return a.ID }, d.ArticlesGone, cmp.Compare[graph.ArticleID])
	return merge(len(e.old), list,
		func(i int, c change[graph.ArticleID, graph.Article]) int {
			return bytes.Compare(describedID(old(i)), []byte(c.id))
		},
		func(i int) {
			e.old[i] = uint32(len(e.articles.ends))
			e.addArticle(string(describedID(old(i))), append(room(e.articles.bytes, 256), old(i)...))
		},
		func(c change[graph.ArticleID, graph.Article], i int) error {
			if i >= 0 {
				e.old[i] = none
			}
			if c.now == nil {
				return nil
			}
			if i >= 0 {
				e.old[i] = uint32(len(e.articles.ends))
			}
			e.addArticle(string(c.id), appendArticle(room(e.articles.bytes, 256), c.now))
			return nil
		})
}

// describedID returns the id in an article's description.
func describedID(b []byte) []byte {
	_, b = cutUvarint(b)
	_, b = cutUvarint(b)
	n, b := cutUvarint(b)
	return b[:min(n, uint64(len(b)))]
}

func (e *extension) entitiesOf(d graph.Delta) error {
	x := e.x
	e.moved, e.changed = make([]Node, x.Nodes()), make([]bool, x.Nodes())
	list := changes(d.Entities, func(v *graph.Entity) graph.EntityID { return v.ID }, d.EntitiesGone, cmp.Compare[graph.EntityID])
	return merge(len(e.moved), list,
		func(i int, c change[graph.EntityID, graph.Entity]) int {
			return strings.Compare(string(x.ID(Node(i))), string(c.id))
		},
		e.keepNode,
		func(c change[graph.EntityID, graph.Entity], i int) error {
			if i >= 0 {
				e.moved[i], e.changed[i] = none, true
			}
			if c.now == nil {
				return nil
			}
			if i >= 0 {
				e.moved[i] = Node(len(e.kind))
			}
			e.addEntity(c.now)
			return nil
		})
}

// keepNode copies an entity of the index.
func (e *extension) keepNode(i int) {
	x, n := e.x, uint32(i)
	e.moved[i] = Node(len(e.kind))
	e.ids.end(append(room(e.ids.bytes, 64), x.f.span(secIDs, secIDEnds, x.idEnds, n)...))
	e.names.end(append(room(e.names.bytes, 64), x.f.span(secNames, secNameEnds, x.nameEnds, n)...))
	e.extras.end(append(room(e.extras.bytes, 64), x.f.span(secExtras, secExtraEnds, x.extraEnds, n)...))
	e.kind = append(room(e.kind, 1), e.kindNumber(x.Kind(Node(i))))
}

// keysOf merges the names of entities that have stayed, which lie in order, into those of the entities of the delta.
func (e *extension) keysOf(graph.Delta) error {
	x := e.x
	e.keys.sort()
	fresh, kept := e.keys.list, make([]key, 0, len(x.keyEnds))
	for i := range x.keyEnds {
		if n := x.nodeOfKey(i); !e.changed[n] {
			kept = append(kept, e.keys.take(x.key(i), e.moved[n]))
		}
	}
	list := make([]key, 0, len(kept)+len(fresh))
	for len(kept) > 0 && len(fresh) > 0 {
		from := &kept
		if e.keys.compare(fresh[0], kept[0]) < 0 {
			from = &fresh
		}
		list = append(list, (*from)[0])
		*from = (*from)[1:]
	}
	e.keys.list = append(append(list, kept...), fresh...)
	return nil
}

// statementsOf copies the statements between those of the delta, and takes those of the delta from there.
func (e *extension) statementsOf(d graph.Delta) error {
	x := e.x
	e.number()
	e.preds = x.Predicates()
	for i, p := range e.preds {
		e.predNumber[p] = Pred(i)
	}
	list := changes(d.Statements, func(s *graph.Statement) graph.Triple { return s.Triple() }, d.StatementsGone, graph.Triple.Compare)
	at := Edge(0)
	for _, c := range list {
		place, has := x.placeOf(c.id)
		if err := e.copy(at, place); err != nil {
			return err
		}
		at = place
		if has {
			at++
		}
		if c.now == nil {
			continue
		}
		if err := errors.Join(e.enqueue(c.now), e.addQueued()); err != nil {
			return errDelta("%w", err)
		}
	}
	return e.copy(at, Edge(x.Edges()))
}

// placeOf returns the statement of a triple, or the first after where it would be.
func (x *Index) placeOf(t graph.Triple) (e Edge, has bool) {
	subject, hasSubject := x.From(t.Subject)
	object, hasObject := x.From(t.Object)
	pred, hasPred := slices.BinarySearch(x.preds, t.Predicate)
	if int(subject) == x.Nodes() {
		return Edge(x.Edges()), false
	}
	h := x.ends(subject)
	if !hasSubject {
		return Edge(h[0]), false
	}
	if !hasPred {
		object = 0 // before all statements of the next predicate
	}
	r := x.Out(subject)
	i, has := slices.BinarySearchFunc(r.Arcs, Arc{To: object, Pred: Pred(pred)}, func(a, b Arc) int {
		return cmp.Or(cmp.Compare(a.Pred, b.Pred), cmp.Compare(a.To, b.To))
	})
	return Edge(h[0] + uint32(i)), has && hasPred && hasObject
}

// copy takes over statements of the index with their evidence and quotes, a piece at a time.
func (e *extension) copy(lo, hi Edge) error {
	const piece = 1 << 14
	for ; lo < hi; lo = min(lo+piece, hi) {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		if err := e.copyPiece(lo, min(lo+piece, hi)); err != nil {
			return err
		}
	}
	return nil
}

func (e *extension) copyPiece(lo, hi Edge) error {
	x := e.x
	first, last := uint64(lo), uint64(hi)
	if !x.f.sound(secSubject, first*4, last*4) || !x.f.sound(secFacts, first*factSize, last*factSize) || !x.f.sound(secWeak, first*2, last*2) {
		return x.Err()
	}
	from, _ := x.evidenceRange(lo)
	_, to := x.evidenceRange(hi - 1)
	shift := (e.evidenceAt - from) << sourceBits // may wrap around
	for i := lo; i < hi; i++ {
		arc := x.arc(i)
		subject, object := e.moved[x.subject[i]], e.moved[arc.To]
		if subject == none || object == none {
			return errDelta("statement %d names an entity that is gone", i)
		}
		e.subject = append(room(e.subject, 1), subject)
		e.out = append(room(e.out, 1), Arc{To: object, Pred: arc.Pred})
		at := len(e.facts)
		e.facts = append(room(e.facts, factSize), x.factBytes[uint64(i)*factSize:uint64(i+1)*factSize]...)
		end := e.facts[at+factEnd:]
		binary.LittleEndian.PutUint64(end, binary.LittleEndian.Uint64(end)+shift)
	}
	e.weak = append(room(e.weak, int(hi-lo)), x.weak[lo:hi]...)
	return e.copyEvidence(from, to)
}

// copyEvidence takes over pieces of evidence, which follow one another.
func (e *extension) copyEvidence(from, to uint64) error {
	x := e.x
	if from >= to || !x.f.sound(secEvidence, from, to) {
		return x.Err()
	}
	for b := x.evidenceBytes[from:to]; len(b) > 0; {
		v, rest, ok := cutEvidence(b)
		if !ok || int(v.article) >= len(e.old) || e.old[v.article] == none {
			return errDelta("evidence is of an article that is gone")
		}
		e.record = append(e.record[:0], b[:len(b)-len(rest)]...)
		binary.LittleEndian.PutUint32(e.record[evidenceArticle:], e.old[v.article])
		if err := e.writeEvidence(e.record); err != nil {
			return err
		}
		b = rest
	}
	return nil
}
