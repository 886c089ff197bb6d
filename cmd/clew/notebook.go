package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/query/notebook"
)

func (a *app) notebookCommand() *cli.Command {
	return &cli.Command{
		Name:      "notebook",
		Usage:     "run, start and show notebooks (.ipynb) of clew cells, without Jupyter",
		UsageText: "clew notebook new trail.ipynb\n   clew notebook run trail.ipynb\n   clew notebook html trail.ipynb --out trail.html",
		Subcommands: []*cli.Command{
			{
				Name:      "run",
				Usage:     "execute a notebook's cells in order and write their outputs into it",
				UsageText: "clew notebook run trail.ipynb\n   clew notebook run trail.ipynb --out done.ipynb\n   clew notebook run trail.ipynb --check",
				ArgsUsage: "FILE.ipynb",
				Flags: []cli.Flag{
					&cli.BoolFlag{Name: "check", Usage: "compare the outputs with those in the file, fail where they differ, and write nothing"},
					&cli.BoolFlag{Name: "allow-errors", Usage: "go on after a cell that fails"},
				},
				Action: a.notebookRun,
			},
			{
				Name:      "new",
				Usage:     "start a notebook",
				UsageText: "clew notebook new trail.ipynb -g clew.graph",
				ArgsUsage: "FILE.ipynb",
				Action:    a.notebookNew,
			},
			{
				Name:      "html",
				Usage:     "make one self-contained page of a notebook, diagrams included",
				UsageText: "clew notebook html trail.ipynb            writes trail.html\n   clew notebook html trail.ipynb --out -     to stdout",
				ArgsUsage: "FILE.ipynb",
				Action:    a.notebookHTML,
			},
		},
	}
}

func readNotebook(file string) (*notebook.Notebook, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the notebook: %w", err)
	}
	n, err := notebook.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return n, nil
}

func (a *app) notebookRun(c *cli.Context) error {
	if err := exactly(c, 1, "one file"); err != nil {
		return err
	}
	file := c.Args().First()
	n, err := readNotebook(file)
	if err != nil {
		return err
	}
	out, err := filepath.Abs(cmp.Or(c.String("out"), file))
	if err != nil {
		return err
	}
	before, err := readNotebook(file)
	if err != nil {
		return err
	}
	failed := a.runCells(c, n, filepath.Dir(file))
	var cell *notebook.CellError
	if failed != nil && !errors.As(failed, &cell) {
		return failed // interrupted, or the folder is not there: nothing is written
	}
	if c.Bool("check") && c.Bool("allow-errors") {
		return checkOutputs(file, before, n) // a cell may fail, if it did in the file
	}
	if c.Bool("check") {
		return cmp.Or(failed, checkOutputs(file, before, n))
	}
	data, err := n.Encode()
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	write := func(w io.Writer) error { _, err := w.Write(data); return err }
	if c.String("out") == "-" {
		return cmp.Or(write(a.stdout), failed)
	}
	return cmp.Or(writeFile(out, write), failed)
}

// runCells executes the notebook in its folder, to which the paths in cells are relative.
func (a *app) runCells(c *cli.Context, n *notebook.Notebook, folder string) (err error) {
	back, err := os.Getwd()
	if err != nil {
		return err
	}
	in := a.interpreter(c, true)
	if !c.IsSet("graph") {
		in.set.graph = ""
	} else if in.set.graph, err = filepath.Abs(in.set.graph); err != nil {
		return err
	}
	in.set.out = ""
	if err := os.Chdir(folder); err != nil {
		return fmt.Errorf("run the notebook: %w", err)
	}
	defer func() { err = errors.Join(err, os.Chdir(back)) }()
	return n.Run(c.Context, in.notebook(), c.Bool("allow-errors"))
}

func checkOutputs(file string, before, after *notebook.Notebook) error {
	if cell := notebook.SameOutputs(before, after); cell != 0 {
		return &exitError{exitFailure, fmt.Errorf("%s: cell %d shows something else than the file has", file, cell), "write the new outputs with: clew notebook run " + file}
	}
	return nil
}

func (a *app) notebookNew(c *cli.Context) error {
	if err := exactly(c, 1, "one file"); err != nil {
		return err
	}
	file := c.Args().First()
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("start a notebook: %s is there already", file)
	}
	title := strings.TrimSuffix(filepath.Base(file), ".ipynb")
	n := notebook.New(
		notebook.Markdown("# "+title+"\n\nCells hold commands of clew, one a line; `help` lists them."),
		notebook.Code("%graph "+c.String("graph")),
		notebook.Code("stats"),
	)
	data, err := n.Encode()
	if err != nil {
		return err
	}
	if err := writeFile(file, func(w io.Writer) error { _, err := w.Write(data); return err }); err != nil {
		return err
	}
	a.note(c, "%s is ready; run it with: clew notebook run %s", file, file)
	return nil
}

func (a *app) notebookHTML(c *cli.Context) error {
	if err := exactly(c, 1, "one file"); err != nil {
		return err
	}
	file := c.Args().First()
	n, err := readNotebook(file)
	if err != nil {
		return err
	}
	title := strings.TrimSuffix(filepath.Base(file), ".ipynb")
	write := func(w io.Writer) error { return n.WritePage(w, title) }
	if c.String("out") == "-" {
		return write(a.stdout)
	}
	return writeFile(cmp.Or(c.String("out"), strings.TrimSuffix(file, ".ipynb")+".html"), write)
}
