package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/examples"
	"github.com/clewgraph/clew/query"
)

// What the demo asks, and where it draws the answer.
const (
	demoFrom    = "Charles Lieber"
	demoTo      = "Andrew Yao"
	demoPicture = "clew-demo.svg"
)

func (a *app) demoCommand() *cli.Command {
	return &cli.Command{
		Name:      "demo",
		Usage:     "read the articles that come with clew, ask how two people are connected, and draw the answer",
		UsageText: "clew demo\n   clew demo DIR      keeps the articles and the graph in DIR for questions of your own",
		ArgsUsage: "[DIR]",
		Flags:     a.pictureFlags(),
		Action: func(c *cli.Context) error {
			switch c.Args().Len() {
			case 0:
				return a.demoInTemporary(c)
			case 1:
				return a.demo(c, c.Args().First(), true)
			}
			return exactly(c, 1, "at most one folder")
		},
	}
}

func (a *app) demoInTemporary(c *cli.Context) (err error) {
	dir, err := os.MkdirTemp("", "clew-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return a.demo(c, dir, false)
}

// demo does in DIR what a person would: clew add, clew path, clew path --out.
func (a *app) demo(c *cli.Context, dir string, kept bool) error {
	articles := filepath.Join(dir, "articles")
	if err := copyArticles(articles); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := c.Set("graph", filepath.Join(dir, "clew.graph")); err != nil {
		return err
	}
	sum, err := a.addPaths(c, []string{articles})
	if err != nil {
		return err
	}
	a.note(c, "read %s: %s, %s", plural(sum.read(), "article"), plural(sum.counts.Entities, "entity"), plural(sum.counts.Statements, "statement"))
	a.note(c, "clew path %q %q", demoFrom, demoTo)
	if err := a.demoAsk(c); err != nil {
		return err
	}
	a.note(c, "the diagram is in %s", demoPicture)
	if kept {
		a.note(c, "ask more: clew path %q \"Harvard University\" -g %s", demoFrom, filepath.Join(dir, "clew.graph"))
	}
	return nil
}

// demoAsk prints the answer and draws it.
func (a *app) demoAsk(c *cli.Context) error {
	g, err := a.open(c.Context, c.String("graph"))
	if err != nil {
		return err
	}
	answer, err := g.Path(c.Context, query.Request{From: []string{demoFrom}, To: []string{demoTo}})
	if err != nil {
		return errors.Join(askError(err), a.release(g))
	}
	r := answerResult(answer, g.Around(answer))
	if err := errors.Join(a.show(c, r), a.release(g)); err != nil {
		return err
	}
	if r.picture == nil {
		return nothing("%s and %s: no path found", demoFrom, demoTo)
	}
	if outFile(c) != "" {
		return nil // the person chose where the answer goes
	}
	return a.drawFile(c, demoPicture, *r.picture)
}

// copyArticles writes the articles that ship with clew into a folder.
func copyArticles(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files := examples.Articles()
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return err
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
