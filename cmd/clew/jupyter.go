package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/query/notebook/jupyter"
)

func (a *app) jupyterCommand() *cli.Command {
	where := []cli.Flag{
		&cli.BoolFlag{Name: "user", Usage: "for this user, the default"},
		&cli.BoolFlag{Name: "sys-prefix", Usage: "for the Python installation that python3 is of"},
		&cli.StringFlag{Name: "prefix", Usage: "below `DIR`/share/jupyter"},
	}
	return &cli.Command{
		Name:      "jupyter",
		Usage:     "make clew a kernel of Jupyter",
		UsageText: "clew jupyter install\n   clew jupyter install --sys-prefix\n   clew jupyter uninstall",
		Subcommands: []*cli.Command{
			{Name: "install", Usage: "tell Jupyter where the kernel is", UsageText: "clew jupyter install --user", Flags: where, Action: a.jupyterInstall},
			{Name: "uninstall", Usage: "take the kernel away", UsageText: "clew jupyter uninstall --user", Flags: where, Action: a.jupyterUninstall},
			{Name: "kernel", Usage: "run the kernel; Jupyter does this", UsageText: "clew jupyter kernel CONNECTION_FILE", ArgsUsage: "CONNECTION_FILE", Action: a.jupyterKernel},
		},
	}
}

// jupyterFolder returns the data folder of Jupyter that the flags choose.
func jupyterFolder(c *cli.Context) (string, error) {
	switch {
	case c.String("prefix") != "":
		return jupyter.PrefixFolder(c.String("prefix")), nil
	case c.Bool("sys-prefix"):
		out, err := exec.CommandContext(c.Context, "python3", "-c", "import sys; print(sys.prefix)").Output()
		if err != nil {
			return "", &exitError{exitFailure, fmt.Errorf("ask python3 for its prefix: %w", err), "name it with --prefix DIR"}
		}
		return jupyter.PrefixFolder(strings.TrimSpace(string(out))), nil
	}
	return jupyter.UserFolder()
}

func (a *app) jupyterInstall(c *cli.Context) error {
	folder, err := jupyterFolder(c)
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	dir, err := jupyter.Install(folder, program)
	if err != nil {
		return err
	}
	a.note(c, "the kernel is installed in %s", dir)
	if strings.HasPrefix(program, os.TempDir()) {
		a.note(c, "but %s is a temporary file: install clew first, as with 'go install ./cmd/clew'", program)
	}
	return nil
}

func (a *app) jupyterUninstall(c *cli.Context) error {
	folder, err := jupyterFolder(c)
	if err != nil {
		return err
	}
	dir, err := jupyter.Uninstall(folder)
	if err != nil {
		return err
	}
	a.note(c, "the kernel was taken from %s", dir)
	return nil
}

func (a *app) jupyterKernel(c *cli.Context) error {
	if c.Args().Len() < 1 { // some front ends add arguments of their own
		return exactly(c, 1, "the connection file")
	}
	signal.Ignore(os.Interrupt) // interrupts come as messages
	in := a.interpreter(c, true)
	if !c.IsSet("graph") {
		in.set.graph = ""
	}
	a.rendererFor().Warm()
	return jupyter.Serve(c.Context, c.Args().First(), in.notebook(), version, func(err error) { a.note(c, "%v", err) })
}
