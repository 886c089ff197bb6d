package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/extract"
	"github.com/clewgraph/clew/extract/article"
	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// readingFlags are those of the commands that read articles.
func readingFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "jobs", Usage: "articles read at the same time, 0 for one a processor"},
		&cli.Float64Flag{Name: "min-confidence", Usage: "leave out statements below this confidence, 0 to 1"},
		&cli.StringFlag{Name: "extractor", Value: "model", Usage: "what finds the statements; there is one, called model"},
		&cli.StringFlag{Name: "names", Usage: "your own `FILE.csv` of names: name,kind,aliases,ids; several aliases or ids with | between them"},
		&cli.StringFlag{Name: "ontology", Usage: "your own `FILE` of predicates"},
		&cli.BoolFlag{Name: "allow-local", Usage: "fetch from addresses on this machine and the local network too"},
	}
}

// readings reads the articles of the paths and extracts what they say, several at a time but in
// order. An article that cannot be read yields an error that names it.
func (a *app) readings(c *cli.Context, paths []string) (iter.Seq2[graph.Reading, error], error) {
	return a.newReadings(c, paths, nil)
}

// errUnchanged stands for an article that is known and was not read again.
var errUnchanged = errors.New("the article is in the graph as it is")

// newReadings is readings, but an article that is known is not extracted and yields errUnchanged.
func (a *app) newReadings(c *cli.Context, paths []string, known func(context.Context, graph.Article) (bool, error)) (iter.Seq2[graph.Reading, error], error) {
	documents, err := a.documents(c, paths, known)
	if err != nil {
		return nil, err
	}
	return func(yield func(graph.Reading, error) bool) {
		for d, err := range documents {
			r := d.Reading()
			if err == nil {
				err = r.Check()
			}
			if !yield(r, err) {
				return
			}
		}
	}, nil
}

// documents reads the articles of the paths and finds what they say. Where known is given and knows an article,
// errUnchanged stands in its place.
func (a *app) documents(c *cli.Context, paths []string, known func(context.Context, graph.Article) (bool, error)) (iter.Seq2[extract.Document, error], error) {
	x, err := newExtractor(c)
	if err != nil {
		return nil, err
	}
	jobs := c.Int("jobs")
	switch {
	case jobs < 0:
		return nil, usageError("--jobs %d is less than 0", jobs)
	case jobs == 0:
		jobs = runtime.GOMAXPROCS(0)
	}
	articles := article.Read(c.Context, paths, article.Options{Stdin: a.stdin, AllowLocal: c.Bool("allow-local")})
	return ordered(c.Context, articles, jobs, func(ctx context.Context, art graph.Article) (extract.Document, error) {
		if known != nil {
			if is, err := known(ctx, art); err != nil || is {
				return extract.Document{}, cmp.Or(err, errUnchanged)
			}
		}
		if len(art.Text) > longArticle {
			collectSooner()
		}
		doc, err := x.Extract(ctx, art)
		if err != nil {
			return doc, fmt.Errorf("%s: %w", art.Name, err)
		}
		return doc, nil
	}), nil
}

// longArticle is from how many bytes on what is known of an article weighs more than the garbage of reading it.
const longArticle = 1_000_000

// collectSooner keeps the memory of very long articles small: what is known of them lies on the heap, and the collector lets a
// tenth as much garbage gather beside it instead of as much again. Short articles would be read a tenth slower.
func collectSooner() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(10)
	}
}

func newExtractor(c *cli.Context) (*extract.Extractor, error) {
	if name := cmp.Or(c.String("extractor"), "model"); name != "model" {
		return nil, usageError("--extractor %q: there is one, called model", name)
	}
	o := extract.Options{MinConfidence: c.Float64("min-confidence")}
	if !(o.MinConfidence >= 0 && o.MinConfidence <= 1) { // nor is NaN
		return nil, usageError("--min-confidence %v is not between 0 and 1", o.MinConfidence)
	}
	var err error
	if o.Ontology, err = chosenOntology(c); err != nil {
		return nil, err
	}
	if o.Names, err = ownNames(c.String("names")); err != nil {
		return nil, err
	}
	return extract.New(o)
}

// chosenOntology returns the predicates of --ontology, or the embedded ones.
func chosenOntology(c *cli.Context) (*ontology.Ontology, error) {
	file := c.String("ontology")
	if file == "" {
		return ontology.Default(), nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the ontology: %w", err)
	}
	o, err := ontology.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return o, nil
}

// ordered applies f to every value, up to jobs at a time, and yields the results in the order of
// the values. An error of the input is passed on in its place.
func ordered[T, R any](ctx context.Context, values iter.Seq2[T, error], jobs int, f func(context.Context, T) (R, error)) iter.Seq2[R, error] {
	type outcome struct {
		result R
		err    error
	}
	return func(yield func(R, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		pending := make(chan chan outcome, jobs-1) // with the one being waited for, jobs at a time
		go func() {
			defer close(pending)
			for v, err := range values {
				done := make(chan outcome, 1)
				if err != nil {
					done <- outcome{err: err}
				}
				select {
				case pending <- done:
				case <-ctx.Done():
					return
				}
				if err == nil {
					go func() {
						r, err := f(ctx, v)
						done <- outcome{r, err}
					}()
				}
			}
		}()
		for done := range pending {
			if o := <-done; !yield(o.result, o.err) {
				return
			}
		}
	}
}
