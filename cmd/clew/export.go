package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/graph/store"
)

func (a *app) exportCommand() *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write the whole graph in a form that other programs read",
		UsageText: "clew export --format nq --out graph.nq\n   clew export --format csv --out graph-csv/\n   clew export --format graphml > graph.graphml",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Usage: formatNames(func(format.Format) bool { return true })},
			&cli.StringFlag{Name: "ontology", Usage: "your own `FILE` of predicates"},
			&cli.BoolFlag{Name: "texts", Usage: "write the articles' texts too, where the format has a place for them"},
		},
		Action: func(c *cli.Context) error {
			if err := exactly(c, 0, "none"); err != nil {
				return err
			}
			f, err := chosenFormat(c, "jsonl", outFile(c))
			if err != nil {
				return err
			}
			return a.withStore(c, store.Options{ReadOnly: true}, func(s *store.Store) error { return a.export(c, s, f) })
		},
	}
}

func (a *app) export(c *cli.Context, s *store.Store, f format.Format) (err error) {
	var o format.Options
	if o.Ontology, err = chosenOntology(c); err != nil {
		return err
	}
	g := format.Graph{Articles: s.Articles(c.Context), Entities: s.Entities(c.Context), Mentions: s.Mentions, Statements: s.Statements(c.Context)}
	if c.Bool("texts") {
		g.Articles = withTexts(c.Context, s)
	}
	if f.Folder {
		if outFile(c) == "" {
			return usageError("export: %s is a folder; name one with --out DIR", f.Name)
		}
		return f.WriteFolder(c.Context, outFile(c), g, o)
	}
	return a.result(c, func(w io.Writer) error { return f.Write(c.Context, w, g, o) })
}

// withTexts yields the articles with their texts.
func withTexts(ctx context.Context, s *store.Store) iter.Seq2[graph.Article, error] {
	return func(yield func(graph.Article, error) bool) {
		for a, err := range s.Articles(ctx) {
			if err == nil {
				a.Text, err = s.Text(ctx, a.ID)
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// chosenFormat returns the format of --format, else that of --output, else the one that the file's name
// ends in, else the default.
func chosenFormat(c *cli.Context, otherwise, file string) (format.Format, error) {
	for _, name := range []string{c.String("format"), c.String("output")} {
		if name == "" {
			continue
		}
		f, err := format.Find(name)
		if err != nil {
			return f, usageError("%s: %w", c.Command.Name, err)
		}
		return f, nil
	}
	if f, ok := format.ForFile(file); ok {
		return f, nil
	}
	return format.Find(otherwise)
}

// formatNames lists formats for the help.
func formatNames(fit func(format.Format) bool) string {
	var names []string
	for _, f := range format.Formats() {
		if fit(f) {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ", ")
}

func (a *app) importCommand() *cli.Command {
	return &cli.Command{
		Name:      "import",
		Usage:     "add a graph that clew export or another program wrote, all of it or nothing",
		UsageText: "clew import graph.nq\n   clew import --format csv graph-csv/\n   clew import --format jsonl - < graph.jsonl",
		ArgsUsage: "PATH",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Usage: formatNames(format.Format.CanRead)},
			&cli.StringFlag{Name: "ontology", Usage: "your own `FILE` of predicates"},
		},
		Action: func(c *cli.Context) error {
			if err := exactly(c, 1, "one file or folder"); err != nil {
				return err
			}
			return a.importGraph(c, c.Args().First())
		},
	}
}

func (a *app) importGraph(c *cli.Context, path string) error {
	f, err := chosenFormat(c, "csv", path)
	if err != nil {
		return err
	}
	if !f.CanRead() {
		return usageError("import: %s cannot be read back; there are %s", f.Name, formatNames(format.Format.CanRead))
	}
	var o format.Options
	if o.Ontology, err = chosenOntology(c); err != nil {
		return err
	}
	readings := f.Read(c.Context, path, o)
	if path == "-" {
		readings = f.ReadFrom(c.Context, "stdin", a.stdin, o)
	}
	var sum addition
	err = a.withStore(c, store.Options{}, func(s *store.Store) error {
		if sum.Changes, err = s.Import(c.Context, readings); err != nil {
			return fmt.Errorf("nothing was imported: %w", err)
		}
		sum.counts, err = s.Size(c.Context)
		return err
	})
	if err != nil {
		return err
	}
	if c.Bool("quiet") && c.String("output") == "" {
		return nil
	}
	return a.show(c, sum.result())
}
