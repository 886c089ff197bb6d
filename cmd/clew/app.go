package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/query/diagram"
)

// app is one run of clew: where it reads and writes, and what a command may ask of its surroundings.
type app struct {
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	now      func() time.Time
	renderer *diagram.Renderer // made when first asked for

	// In a shell or a notebook, whose commands follow each other in one process:
	inCell  bool
	cache   *graphCache
	set     settings
	screen  io.Writer                                         // the terminal behind a prompt; nil elsewhere
	display func(*cli.Context, result) (done bool, err error) // shows a result in another way than printing it, where it does; may be nil
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now}
	code := a.run(ctx, args)
	if err := a.close(); err != nil && code == exitAnswer {
		return report(stderr, err)
	}
	return code
}

// close ends what commands have left running for the next one.
func (a *app) close() error {
	var errs []error
	if a.cache != nil {
		errs = append(errs, a.cache.close())
	}
	if a.renderer != nil {
		errs = append(errs, a.renderer.Close())
	}
	return errors.Join(errs...)
}

func (a *app) run(ctx context.Context, args []string) int {
	return report(a.stderr, a.carryOut(ctx, args))
}

// carryOut runs the command of a command line.
func (a *app) carryOut(ctx context.Context, args []string) error {
	command := a.cli()
	arranged, err := arrange(command, args)
	if err == nil {
		err = command.RunContext(ctx, arranged)
	}
	if ctx.Err() != nil && err != nil {
		return context.Cause(ctx)
	}
	return err
}

// cli describes the command line. Every command is a file of this folder.
func (a *app) cli() *cli.App {
	return &cli.App{
		Name:            "clew",
		Usage:           "read news articles and answer how two names are connected, with a quote for every step",
		UsageText:       "clew COMMAND [NAMES] [FLAGS]",
		Description:     "Start with 'clew demo'. A graph is a folder; 'clew add FOLDER' reads articles into it and\n'clew path NAME NAME' asks it a question. 'clew COMMAND --help' explains a command.",
		Flags:           a.globalFlags(),
		Commands:        a.commands(),
		Reader:          a.stdin,
		Writer:          a.stdout,
		ErrWriter:       a.stderr,
		HideHelpCommand: true,
		HideVersion:     true,
		// Names hold commas.
		DisableSliceFlagSeparator: true,
		ExitErrHandler:            func(*cli.Context, error) {}, // report prints errors
		OnUsageError:              func(_ *cli.Context, err error, _ bool) error { return &exitError{code: exitUsage, err: err} },
		Action: func(c *cli.Context) error {
			return cli.ShowAppHelp(c)
		},
	}
}

func (a *app) commands() []*cli.Command {
	list := []*cli.Command{
		a.demoCommand(),
		a.addCommand(),
		a.extractCommand(),
		a.pathCommand(),
		a.nearCommand(),
		a.showCommand(),
		a.whyCommand(),
		a.listCommand(),
		a.statsCommand(),
		a.queryCommand(),
		a.rmCommand(),
		a.mergeCommand(),
		a.splitCommand(),
		a.undoCommand(),
		a.logCommand(),
		a.shellCommand(),
		a.notebookCommand(),
		a.jupyterCommand(),
		a.verifyCommand(),
		a.doctorCommand(),
		a.diffCommand(),
		a.evalCommand(),
		a.exportCommand(),
		a.importCommand(),
		a.completionCommand(),
		a.completeCommand(),
		a.versionCommand(),
	}
	for _, c := range list {
		c.OnUsageError = func(_ *cli.Context, err error, _ bool) error { return &exitError{code: exitUsage, err: err} }
		c.HideHelpCommand = true
	}
	return list
}

func (a *app) globalFlags() []cli.Flag {
	graph := &cli.StringFlag{Name: "graph", Aliases: []string{"g"}, Value: "clew.graph", EnvVars: []string{"CLEW_GRAPH"}, Usage: "the graph's folder"}
	if a.set.graph != "" {
		graph.Value, graph.EnvVars = a.set.graph, nil
	}
	return []cli.Flag{
		graph,
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "format of the result: text, json, jsonl and others, see the command"},
		&cli.StringFlag{Name: "out", Value: a.set.out, Usage: "write the result to a file; its name decides the format"},
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "no progress and no notes"},
		&cli.StringFlag{Name: "color", Value: "auto", Usage: "auto, always or never"},
	}
}

// exactly fails unless the command line has as many names as the command takes.
func exactly(c *cli.Context, want int, what string) error {
	if n := c.Args().Len(); n != want {
		return &exitError{code: exitUsage, err: fmt.Errorf("%s: %s given, want %s", c.Command.Name, plural(n, "name"), what), hint: "run 'clew " + c.Command.Name + " --help' for examples"}
	}
	return nil
}

// note tells people something that is not the result, unless they asked for quiet.
func (a *app) note(c *cli.Context, format string, args ...any) {
	if !c.Bool("quiet") {
		fmt.Fprintln(a.stderr, clean(fmt.Sprintf(format, args...)))
	}
}

// style returns how to mark up text on w.
func (a *app) style(c *cli.Context, w io.Writer) (style, error) {
	switch c.String("color") {
	case "always":
		return style{colour: true}, nil
	case "never":
		return style{}, nil
	case "auto":
		return style{colour: isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}, nil
	}
	return style{}, usageError("--color %q is none of auto, always, never", c.String("color"))
}

// screenOrStdout is where people read what goes to stdout.
func (a *app) screenOrStdout() io.Writer {
	if a.screen != nil {
		return a.screen
	}
	return a.stdout
}
