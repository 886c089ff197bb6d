package format

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clewgraph/clew/graph"
)

// writeJSONL writes an object a line: the articles, the entities with their mentions, the statements.
func writeJSONL(ctx context.Context, w io.Writer, g Graph, _ Options) error {
	err := each(ctx, g.Articles, func(a graph.Article) error { return JSON(w, ArticleOf(a)) })
	if err != nil {
		return err
	}
	err = each(ctx, g.Entities, func(e graph.Entity) error {
		mentions, err := g.mentions(ctx, e.ID)
		if err != nil {
			return err
		}
		return JSON(w, EntityOf(e, mentions))
	})
	if err != nil {
		return err
	}
	return each(ctx, g.Statements, func(s graph.Statement) error { return JSON(w, StatementOf(s)) })
}

// gatherJSONL reads the lines, in any order.
func gatherJSONL(ctx context.Context, in source, g *gathering) error {
	for l := newLines(in.r); ; {
		if l.number&0xFF == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, err := l.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = g.jsonLine(bytes.TrimSpace(line), l.number)
		}
		if err != nil {
			return at(in.path, l.number, err)
		}
	}
	if line, err := g.check(); err != nil {
		return at(in.path, line, err)
	}
	return nil
}

func (g *gathering) jsonLine(line []byte, number int) error {
	if len(line) == 0 {
		return nil
	}
	if !utf8.Valid(line) {
		return errors.New("it is not valid UTF-8")
	}
	var head struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return jsonError(err)
	}
	switch head.Kind {
	case "article":
		return g.articleLine(line)
	case "entity":
		return g.entityLine(line, number)
	case "statement":
		return g.statementLine(line, number)
	}
	return fmt.Errorf("kind %q is none of article, entity, statement", head.Kind)
}

// jsonError leaves the names of Go's packages and types out of what a reader of the message sees.
func jsonError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		field := strings.Join(slices.DeleteFunc(strings.Split(wrong.Field, "."), func(part string) bool { return part != strings.ToLower(part) }), ".")
		return fmt.Errorf("%s is a %s, and should be a %s", field, wrong.Value, wrong.Type.Kind())
	}
	return fmt.Errorf("no JSON: %w", err)
}

func (g *gathering) articleLine(line []byte) error {
	var o struct {
		ArticleObject
		Text string `json:"text"` // not written by us; taken where it is there
	}
	if err := json.Unmarshal(line, &o); err != nil {
		return jsonError(err)
	}
	date, err := graph.ParseDate(string(o.Date))
	if err != nil {
		return err
	}
	return g.addArticle(graph.Article{
		ID: o.ID, Name: o.Name, Title: o.Title, Date: date, URL: o.URL, Author: o.Author, Publisher: o.Publisher, Bytes: o.Bytes, Text: o.Text,
	})
}

func (g *gathering) entityLine(line []byte, number int) error {
	var o EntityObject
	if err := json.Unmarshal(line, &o); err != nil {
		return jsonError(err)
	}
	kind, err := graph.ParseKind(string(o.Type))
	if err != nil {
		return err
	}
	entity, err := g.addEntity(graph.Entity{ID: o.ID, Name: o.Name, Kind: kind, Aliases: o.Aliases, IDs: o.IDs}, number)
	if err != nil {
		return err
	}
	for _, m := range o.Mentions {
		article, err := g.articleNamed([]byte(m.Article))
		if err != nil {
			return err
		}
		if err := g.addMention(entity, article, graph.Span{Start: m.Start, End: m.End}, m.Text, number); err != nil {
			return err
		}
	}
	return nil
}

// statementLine is a StatementObject as it is read: what a piece of evidence does not say of itself, its statement says.
type statementLine struct {
	Subject    RefObject       `json:"subject"`
	Predicate  graph.Predicate `json:"predicate"`
	Object     RefObject       `json:"object"`
	Confidence *float64        `json:"confidence"`
	Past       bool            `json:"past"`
	From       graph.Date      `json:"from"`
	To         graph.Date      `json:"to"`
	Evidence   []struct {
		SpanObject
		Confidence *float64    `json:"confidence"`
		Past       *bool       `json:"past"`
		From       *graph.Date `json:"from"`
		To         *graph.Date `json:"to"`
	} `json:"evidence"`
}

func (g *gathering) statementLine(line []byte, number int) (err error) {
	var o statementLine
	if err := json.Unmarshal(line, &o); err != nil {
		return jsonError(err)
	}
	c := claim{line: number}
	if c.subject, err = g.entity([]byte(o.Subject.ID), number); err != nil {
		return err
	}
	if c.predicate, err = g.predicate([]byte(o.Predicate)); err != nil {
		return err
	}
	if c.object, err = g.entity([]byte(o.Object.ID), number); err != nil {
		return err
	}
	if len(o.Evidence) == 0 {
		return errors.New("the statement has no evidence")
	}
	one := 1.0
	for _, e := range o.Evidence {
		if c.article, err = g.articleNamed([]byte(e.Article)); err != nil {
			return err
		}
		if c.from, err = g.date([]byte(*cmp.Or(e.From, &o.From))); err != nil {
			return err
		}
		if c.to, err = g.date([]byte(*cmp.Or(e.To, &o.To))); err != nil {
			return err
		}
		c.Span, c.text = graph.Span{Start: e.Start, End: e.End}, []byte(e.Text)
		c.confidence, c.past = *cmp.Or(e.Confidence, o.Confidence, &one), *cmp.Or(e.Past, &o.Past)
		if err := g.add(c); err != nil {
			return err
		}
	}
	return nil
}
