package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	cayley "github.com/cayleygraph/cayley/graph"
	ckv "github.com/cayleygraph/cayley/graph/kv"
	"github.com/cayleygraph/quad"
	hkv "github.com/hidal-go/hidalgo/kv"

	"github.com/clewgraph/clew/graph"
)

// quadIndexes are the indexes that cayley keeps: forwards, backwards, and by article and subject, which
// finds the quads of an article and keeps the lists short that cayley reads to see whether a quad is there.
var quadIndexes = []ckv.QuadIndex{
	{Dirs: []quad.Direction{quad.Subject, quad.Predicate}},
	{Dirs: []quad.Direction{quad.Object, quad.Predicate, quad.Subject}},
	{Dirs: []quad.Direction{quad.Label, quad.Subject}},
}

var quadIndexesKey = hkv.Key{[]byte("meta"), []byte("indexes")}

// initQuads makes an empty table a cayley store with our indexes.
func initQuads(t table) error {
	kv := transactionKV{t, true}
	if err := ckv.Init(kv, nil); err != nil {
		return fmt.Errorf("make the quad store: %w", err)
	}
	indexes, err := json.Marshal(quadIndexes)
	if err != nil {
		return err
	}
	return kv.Put(quadIndexesKey, indexes)
}

// openQuads opens the cayley store in a table. It lives as long as the transaction, so that what cayley remembers
// never outlives a transaction that failed (cayley keeps ids of nodes that were rolled back). Its Bloom filter is off:
// filling it would read the whole file.
func openQuads(t table, rw bool) (cayley.QuadStore, error) {
	qs, err := ckv.New(transactionKV{t, rw}, cayley.Options{ckv.OptNoBloom: true})
	if err != nil {
		return nil, fmt.Errorf("open the quad store: %w", err)
	}
	return qs, nil
}

// statedQuad is a statement of one article, as cayley holds it: subject, predicate and object, labelled
// with the article.
type statedQuad struct {
	graph.Triple
	article articleKey
}

func (q statedQuad) quad() quad.Quad {
	return quad.Quad{
		Subject:   quad.IRI(q.Subject.IRI()),
		Predicate: quad.IRI(q.Predicate.IRI()),
		Object:    quad.IRI(q.Object.IRI()),
		Label:     quad.IRI(q.article.id().IRI()),
	}
}

// changeQuads takes quads away and puts quads in. Quads taken away must be there, quads put in must not: cayley
// miscounts otherwise. The two are applied one after the other, because cayley forgets a node of an added
// quad that more quads lose than gain in one go.
func changeQuads(t table, del, add []statedQuad) error {
	for _, step := range []struct {
		quads  []statedQuad
		action cayley.Procedure
	}{{del, cayley.Delete}, {add, cayley.Add}} {
		if len(step.quads) == 0 {
			continue
		}
		deltas := make([]cayley.Delta, len(step.quads))
		for i, q := range step.quads {
			deltas[i] = cayley.Delta{Quad: q.quad(), Action: step.action}
		}
		qs, err := openQuads(t, true)
		if err != nil {
			return quadsDamaged(err)
		}
		if err := qs.ApplyDeltas(deltas, cayley.IgnoreOpts{IgnoreDup: true, IgnoreMissing: true}); err != nil {
			return quadsDamaged(err)
		}
	}
	return nil
}

// parseQuad reads back what quad wrote.
func parseQuad(q quad.Quad) (statedQuad, error) {
	var s statedQuad
	iris := [4]string{}
	for i, v := range []quad.Value{q.Subject, q.Predicate, q.Object, q.Label} {
		iri, ok := v.(quad.IRI)
		if !ok {
			return s, fmt.Errorf("the quad %v is none of ours", q)
		}
		iris[i] = string(iri)
	}
	var err error
	if s.Subject, err = graph.ParseEntityID(iris[0]); err != nil {
		return s, err
	}
	if s.Object, err = graph.ParseEntityID(iris[2]); err != nil {
		return s, err
	}
	p, ok := strings.CutPrefix(iris[1], graph.Predicate("").IRI())
	label, isArticle := strings.CutPrefix(iris[3], graph.ArticleID("a:").IRI())
	if !ok || !isArticle {
		return s, fmt.Errorf("the quad %v is none of ours", q)
	}
	if p, err = url.PathUnescape(p); err != nil {
		return s, err
	}
	s.Predicate = graph.Predicate(p)
	s.article, err = packArticle(graph.ArticleID("a:" + label))
	return s, err
}

// quadsDamaged makes an error of cayley's one of damage, which is the only reason why it should fail inside a
// transaction; where its table has lost a node it even returns quads of nothing.
func quadsDamaged(err error) error {
	var d *DamagedError
	if err == nil || errors.As(err, &d) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &DamagedError{What: "quads: " + err.Error()}
}

// eachQuad calls do for each quad that cayley holds, or for those with a node in one direction.
func eachQuad(ctx context.Context, t table, node string, direction quad.Direction, do func(statedQuad) error) error {
	qs, err := openQuads(t, false)
	if err != nil {
		return quadsDamaged(err)
	}
	shape := qs.QuadsAllIterator()
	if node != "" {
		ref, err := qs.ValueOf(quad.IRI(node))
		if err != nil || ref == nil {
			return quadsDamaged(err)
		}
		shape = qs.QuadIterator(direction, ref)
	}
	it := shape.Iterate()
	for it.Next(ctx) {
		q, err := qs.Quad(it.Result())
		if err != nil {
			return quadsDamaged(err)
		}
		s, err := parseQuad(q)
		if err != nil {
			return quadsDamaged(err)
		}
		if err := do(s); err != nil {
			return err
		}
	}
	if err := errors.Join(it.Err(), it.Close()); err != nil {
		return quadsDamaged(err)
	}
	return ctx.Err() // a scan that its context ended says nothing of it
}
