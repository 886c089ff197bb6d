package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cayleygraph/quad"

	"github.com/clewgraph/clew/graph"
)

// Find returns the key under which the article lies that a name means: an id, a key, an address or an
// unambiguous base name. Where the article was read under several keys it returns all of them, sorted: an article is
// taken out by taking out all of its keys. The error wraps ErrNoArticle or is an *AmbiguousError.
func (s *Store) Find(ctx context.Context, name string) (keys []string, err error) {
	err = s.read(ctx, func(v *view) error {
		keys, err = v.find(ctx, name)
		return err
	})
	return keys, err
}

func (v *view) find(ctx context.Context, name string) ([]string, error) {
	if a, err := packArticle(graph.ArticleID(name)); err == nil {
		if keys, err := v.keysOf(a); err != nil || keys != nil {
			return keys, err
		}
	}
	if data, err := v.sources.get([]byte(name)); err != nil || data != nil {
		return []string{name}, err
	}
	var keys []string
	r := v.sources.scan(nil)
	for r.next() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := decodeDescription(string(r.k), &decoder{b: r.v})
		if err != nil {
			return nil, &DamagedError{What: fmt.Sprintf("source %s: %v", r.k, err)}
		}
		if s.reading.Article.URL == name {
			return []string{string(r.k)}, nil
		}
		if baseName(string(r.k)) == name {
			keys = append(keys, string(r.k))
		}
	}
	switch {
	case r.err != nil:
		return nil, r.err
	case len(keys) == 0:
		return nil, fmt.Errorf("%s: %w", name, ErrNoArticle)
	case len(keys) > 1:
		return nil, &AmbiguousError{name, keys}
	}
	return keys, nil
}

func baseName(key string) string {
	key = strings.TrimRight(key, "/")
	return key[strings.LastIndexAny(key, `/\`)+1:]
}

// Article returns the article of an id, with its text where the store has it.
func (s *Store) Article(ctx context.Context, id graph.ArticleID) (graph.Article, error) {
	k, err := packArticle(id)
	if err != nil {
		return graph.Article{}, err
	}
	var article graph.Article
	err = s.read(ctx, func(v *view) error {
		if keys, err := v.keysOf(k); err != nil || keys == nil {
			return cmpError(err, fmt.Errorf("%s: %w", id, ErrNoArticle))
		}
		a, err := v.describe(k)
		if err != nil {
			return err
		}
		article = *a
		article.Text, err = v.text(k)
		return err
	})
	return article, err
}

// Entity returns the entity of an id. The error wraps ErrNoEntity where there is none.
func (s *Store) Entity(ctx context.Context, id graph.EntityID) (graph.Entity, error) {
	var e graph.Entity
	err := s.read(ctx, func(v *view) error {
		r, err := v.entityRecord(id)
		if err != nil || r == nil {
			return cmpError(err, fmt.Errorf("%s: %w", id, ErrNoEntity))
		}
		e = r.Entity(id)
		return nil
	})
	return e, err
}

// Named returns the entities one of whose names folds to the same as the name given, sorted by id. It reads all entities:
// the path index answers this faster.
func (s *Store) Named(ctx context.Context, name string) ([]graph.Entity, error) {
	fold := graph.Fold(name)
	var out []graph.Entity
	for e, err := range s.Entities(ctx) {
		if err != nil {
			return nil, err
		}
		if graph.Fold(e.Name) == fold || slices.ContainsFunc(e.Aliases, func(a string) bool { return graph.Fold(a) == fold }) {
			out = append(out, e)
		}
	}
	return out, nil
}

// About returns the statements of which an entity is subject or object, sorted.
func (s *Store) About(ctx context.Context, id graph.EntityID) ([]graph.Statement, error) {
	var out []graph.Statement
	err := s.read(ctx, func(v *view) error {
		triples := map[graph.Triple]bool{}
		for _, d := range []quad.Direction{quad.Subject, quad.Object} {
			err := eachQuad(ctx, v.quads, id.IRI(), d, func(q statedQuad) error { triples[q.Triple] = true; return nil })
			if err != nil {
				return err
			}
		}
		var err error
		out, err = v.statements(triples)
		return err
	})
	return out, err
}

// By returns the statements of an article, with the evidence of all articles, sorted.
func (s *Store) By(ctx context.Context, id graph.ArticleID) ([]graph.Statement, error) {
	var out []graph.Statement
	err := s.read(ctx, func(v *view) error {
		triples := map[graph.Triple]bool{}
		err := eachQuad(ctx, v.quads, id.IRI(), quad.Label, func(q statedQuad) error { triples[q.Triple] = true; return nil })
		if err != nil {
			return err
		}
		out, err = v.statements(triples)
		return err
	})
	return out, err
}

// Why returns a statement with all its evidence; ok is false where the graph does not have it.
func (s *Store) Why(ctx context.Context, t graph.Triple) (st graph.Statement, ok bool, err error) {
	err = s.read(ctx, func(v *view) error {
		row, err := v.tables.evidence.get([]byte(tripleKey(t)))
		if err != nil || row == nil {
			return err
		}
		found, err := v.statements(map[graph.Triple]bool{t: true})
		if err == nil {
			st, ok = found[0], true
		}
		return err
	})
	return st, ok, err
}

func (v *view) statements(triples map[graph.Triple]bool) ([]graph.Statement, error) {
	q := newQuoter()
	var out []graph.Statement
	for t := range triples {
		key := tripleKey(t)
		row, err := v.tables.evidence.get([]byte(key))
		if err != nil {
			return nil, err
		}
		if row == nil {
			return nil, &DamagedError{What: fmt.Sprintf("the evidence of %s %s %s is missing", t.Subject, t.Predicate, t.Object)}
		}
		st, err := q.statement(v, key, row)
		if err != nil {
			return nil, err
		}
		out = append(out, st)
	}
	slices.SortFunc(out, func(a, b graph.Statement) int { return a.Triple().Compare(b.Triple()) })
	return out, q.quote(v, out)
}

// Readings iterates over what was read, by key: the truth from which the graph is derived, texts included.
func (s *Store) Readings(ctx context.Context) func(yield func(graph.Reading, error) bool) {
	return walk(ctx, s, func(v *view) (table, int, func(k, row []byte) (graph.Reading, error), error) {
		t, err := v.readTotals()
		return v.sources, t.sources, func(k, row []byte) (graph.Reading, error) {
			s, err := decodeSource(string(k), bytes.Clone(row))
			if err != nil {
				return graph.Reading{}, &DamagedError{What: fmt.Sprintf("source %s: %v", k, err)}
			}
			err = v.fillTexts(&s)
			return s.reading, err
		}, err
	}, nil)
}

// fillTexts puts a source's text and quotes back.
func (v *view) fillTexts(s *source) error {
	if !s.hasText {
		return nil
	}
	text, err := v.text(s.article)
	if err != nil {
		return err
	}
	s.reading.Article.Text = text
	for _, st := range s.reading.Statements {
		for i := range st.Evidence {
			e := &st.Evidence[i]
			if !e.In(text) {
				return &DamagedError{What: "the text of " + s.reading.Article.Name + " does not hold a quote"}
			}
			e.Text = e.Of(text)
		}
	}
	return nil
}
