package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/extract"
	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/graph/identity"
)

func (a *app) extractCommand() *cli.Command {
	return &cli.Command{
		Name:      "extract",
		Usage:     "read articles and print what they say as JSON lines, without a graph",
		UsageText: "clew extract article.txt\n   clew extract news/ > news.jsonl\n   cat article.txt | clew extract -",
		ArgsUsage: "PATH...",
		Flags:     append(readingFlags(), &cli.BoolFlag{Name: "explain", Usage: "why each statement was drawn, or left out, instead: mentions, scores, threshold, clause"}),
		Action: func(c *cli.Context) error {
			if c.Args().Len() == 0 {
				return usageError("extract: name at least one file, folder, address, or - for standard input")
			}
			if _, err := a.format(c, "jsonl"); err != nil {
				return err
			}
			if c.Bool("explain") {
				return a.explain(c)
			}
			return a.extract(c)
		},
	}
}

func (a *app) extract(c *cli.Context) error {
	readings, failed, err := a.readAll(c, c.Args().Slice())
	if err != nil {
		return err
	}
	if err := a.result(c, func(w io.Writer) error { return writeReadings(c.Context, w, readings) }); err != nil {
		return err
	}
	return unreadError(failed, len(readings))
}

// readAll returns what the articles of the paths say, and how many could not be read.
func (a *app) readAll(c *cli.Context, paths []string) (readings []graph.Reading, failed int, err error) {
	all, err := a.readings(c, paths)
	if err != nil {
		return nil, 0, err
	}
	failed, err = a.eachReading(c, all, func(r graph.Reading) error {
		readings = append(readings, r)
		return nil
	})
	return readings, failed, err
}

// explain prints, a line each, why statements were drawn.
func (a *app) explain(c *cli.Context) error {
	documents, err := a.documents(c, c.Args().Slice(), nil)
	if err != nil {
		return err
	}
	failed, read := 0, 0
	err = a.result(c, func(w io.Writer) error {
		failed, err = eachOf(a, c, documents, func(d extract.Document) error {
			read++
			for _, e := range d.Explain() {
				line := struct {
					Article string `json:"article"`
					extract.Explanation
				}{d.Article.Name, e}
				if err := format.JSON(w, line); err != nil {
					return err
				}
			}
			return nil
		})
		return err
	})
	if err != nil {
		return err
	}
	return unreadError(failed, read)
}

// eachReading calls f with every reading, and tells people about each article that could not be
// read. It returns how many those were.
func (a *app) eachReading(c *cli.Context, readings iter.Seq2[graph.Reading, error], f func(graph.Reading) error) (failed int, err error) {
	return eachOf(a, c, readings, func(r graph.Reading) error {
		if r.Foreign {
			a.note(c, "%s: the text is not English; only names were read", r.Article.Name)
		}
		return f(r)
	})
}

func eachOf[T any](a *app, c *cli.Context, values iter.Seq2[T, error], f func(T) error) (failed int, err error) {
	for r, err := range values {
		if c.Context.Err() != nil {
			return failed, c.Context.Err()
		}
		if err != nil {
			fmt.Fprintf(a.stderr, "clew: %s\n", clean(err.Error()))
			failed++
			continue
		}
		if err := f(r); err != nil {
			return failed, err
		}
	}
	return failed, c.Context.Err()
}

// unreadError says with the exit code that articles could not be read; each was named before.
func unreadError(failed, read int) error {
	switch {
	case failed == 0:
		return nil
	case read == 0:
		return &exitError{code: exitFailure, err: fmt.Errorf("no article could be read")}
	}
	return &exitError{code: exitSomeUnread, err: fmt.Errorf("%s could not be read, the others are in", plural(failed, "article"))}
}

// writeReadings writes what the readings amount to together, as JSON lines.
func writeReadings(ctx context.Context, w io.Writer, readings []graph.Reading) error {
	jsonl, err := format.Find("jsonl")
	if err != nil {
		return err
	}
	entities, statements := identity.Assemble(readings, nil)
	mentions := mentionsOf(readings)
	articles := make([]graph.Article, len(readings))
	for i, r := range readings {
		articles[i] = r.Article
	}
	slices.SortFunc(articles, func(a, b graph.Article) int { return strings.Compare(a.Name, b.Name) })
	return jsonl.Write(ctx, w, format.Graph{
		Articles:   sequence(articles),
		Entities:   sequence(entities),
		Mentions:   func(_ context.Context, id graph.EntityID) ([]graph.Mention, error) { return mentions[id], nil },
		Statements: sequence(statements),
	}, format.Options{})
}

// mentionsOf returns where each entity is mentioned, by article and place.
func mentionsOf(readings []graph.Reading) map[graph.EntityID][]graph.Mention {
	mentions := map[graph.EntityID][]graph.Mention{}
	for i, ids := range identity.Resolve(readings, nil) {
		r := &readings[i]
		for j, e := range r.Entities {
			for _, span := range e.Mentions {
				mentions[ids[j]] = append(mentions[ids[j]], graph.Mention{Article: &r.Article, Span: span, Text: span.Of(r.Article.Text)})
			}
		}
	}
	for _, list := range mentions {
		slices.SortFunc(list, compareMentions)
	}
	return mentions
}

func compareMentions(a, b graph.Mention) int {
	if a.Article.Name != b.Article.Name {
		return strings.Compare(a.Article.Name, b.Article.Name)
	}
	return a.Start - b.Start
}

// sequence yields the values of a slice.
func sequence[T any](values []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}
