package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/graph/store"
)

func (a *app) addCommand() *cli.Command {
	return &cli.Command{
		Name:      "add",
		Usage:     "read articles and add what they say to the graph",
		UsageText: "clew add news/\n   clew add article.txt page.html https://example.org/story\n   cat article.txt | clew add -\n   clew add news/ --dry-run",
		ArgsUsage: "PATH...",
		Description: "PATH is a file, a folder, a http(s) address, or - for standard input. Files end in .txt .md .html .htm\n" +
			".jsonl .ndjson, each also with .gz. What was read before changes nothing; an article that has changed\n" +
			"replaces what it said.",
		Flags: append(readingFlags(),
			&cli.BoolFlag{Name: "again", Usage: "extract articles again that the graph has as they are, as after an update of clew"},
			&cli.BoolFlag{Name: "dry-run", Usage: "say what would come and go, and change nothing"}),
		Action: func(c *cli.Context) error {
			if c.Args().Len() == 0 {
				return usageError("add: name at least one file, folder, address, or - for standard input")
			}
			if _, err := a.format(c, "text", "json", "jsonl"); err != nil {
				return err
			}
			return a.add(c)
		},
	}
}

// batch is how many articles are added in one transaction. An interrupted add keeps those before.
const batch = 256

func (a *app) add(c *cli.Context) error {
	sum, err := a.addPaths(c, c.Args().Slice())
	if err != nil {
		return err
	}
	if quiet := c.Bool("quiet") && c.String("output") == "" && !sum.dry; !quiet {
		if err := a.show(c, sum.result()); err != nil {
			return err
		}
	}
	return unreadError(sum.failed, sum.read())
}

// addPaths adds the articles of the paths. Those that the graph has as they are are not extracted again, unless that was
// asked for or the command line says how to extract.
func (a *app) addPaths(c *cli.Context, paths []string) (sum addition, err error) {
	sum.dry = c.Bool("dry-run")
	err = a.withStore(c, store.Options{}, func(s *store.Store) error {
		known := s.Holds
		if c.Bool("again") || c.IsSet("names") || c.IsSet("ontology") || c.IsSet("min-confidence") {
			known = nil
		}
		readings, err := a.newReadings(c, paths, known)
		if err != nil {
			return err
		}
		if err := a.addAll(c, s, readings, &sum); err != nil {
			return err
		}
		sum.counts, err = s.Size(c.Context)
		return err
	})
	return sum, err
}

// addAll adds the readings in batches; a dry run looks at them all at once.
func (a *app) addAll(c *cli.Context, s *store.Store, readings iter.Seq2[graph.Reading, error], sum *addition) (err error) {
	progress := a.progress(c, "articles")
	defer progress.done()
	apply := s.Add
	if sum.dry {
		apply = s.DryAdd
	}
	var pending []graph.Reading
	flush := func() error {
		changes, err := apply(c.Context, pending)
		pending = pending[:0]
		sum.join(changes)
		return err
	}
	sum.failed, err = a.eachReading(c, sum.withoutUnchanged(readings, progress), func(r graph.Reading) error {
		progress.step()
		if pending = append(pending, r); len(pending) < batch || sum.dry {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// addition is what an add did.
type addition struct {
	store.Changes
	counts store.Size // of the graph afterwards
	failed int
	dry    bool
}

// withoutUnchanged counts the articles that were not read again and passes on the others.
func (s *addition) withoutUnchanged(readings iter.Seq2[graph.Reading, error], p *progress) iter.Seq2[graph.Reading, error] {
	return func(yield func(graph.Reading, error) bool) {
		for r, err := range readings {
			if errors.Is(err, errUnchanged) {
				s.Unchanged++
				p.step()
			} else if !yield(r, err) {
				return
			}
		}
	}
}

func (s *addition) read() int { return s.Added + s.Unchanged + s.Replaced }

// join adds what one batch did.
func (s *addition) join(c store.Changes) {
	s.Added += c.Added
	s.Unchanged += c.Unchanged
	s.Replaced += c.Replaced
	s.EntitiesGained = append(s.EntitiesGained, c.EntitiesGained...)
	s.EntitiesLost = append(s.EntitiesLost, c.EntitiesLost...)
	s.StatementsGained = append(s.StatementsGained, c.StatementsGained...)
	s.StatementsLost = append(s.StatementsLost, c.StatementsLost...)
}

func (s *addition) result() result {
	return result{
		object: map[string]any{
			"articles": map[string]int{"read": s.read(), "added": s.Added, "unchanged": s.Unchanged, "replaced": s.Replaced, "failed": s.failed},
			"entities": s.counts.Entities, "statements": s.counts.Statements, "dryRun": s.dry,
			"gained": changeObject(s.EntitiesGained, s.StatementsGained), "lost": changeObject(s.EntitiesLost, s.StatementsLost),
		},
		text: func(p *page) {
			if s.dry {
				p.changes(s.Changes)
				p.printf("dry run, nothing was changed: ")
			}
			p.printf("%s read, %d unchanged, %d failed; %s, %s\n", plural(s.read(), "article"), s.Unchanged, s.failed,
				plural(s.counts.Entities, "entity"), plural(s.counts.Statements, "statement"))
		},
	}
}

// changes prints what comes with a plus and what goes with a minus.
func (p *page) changes(c store.Changes) {
	for _, list := range []struct {
		sign       string
		entities   []graph.EntityID
		statements []graph.Triple
	}{{"+", c.EntitiesGained, c.StatementsGained}, {"-", c.EntitiesLost, c.StatementsLost}} {
		for _, e := range list.entities {
			p.printf("%s %s\n", list.sign, clean(string(e)))
		}
		for _, t := range list.statements {
			p.printf("%s %s -%s-> %s\n", list.sign, clean(string(t.Subject)), t.Predicate, clean(string(t.Object)))
		}
	}
}

// changeObject names entities and statements in JSON. The object is made when it is written: an import may gain millions.
func changeObject(entities []graph.EntityID, statements []graph.Triple) json.Marshaler {
	return changedNames{entities, statements}
}

type changedNames struct {
	entities   []graph.EntityID
	statements []graph.Triple
}

func (c changedNames) MarshalJSON() ([]byte, error) {
	triples := make([][3]string, len(c.statements))
	for i, t := range c.statements {
		triples[i] = [3]string{string(t.Subject), string(t.Predicate), string(t.Object)}
	}
	var b bytes.Buffer
	err := format.JSON(&b, map[string]any{"entities": append([]graph.EntityID{}, c.entities...), "statements": triples})
	return b.Bytes(), err
}
