package main

import (
	"errors"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/query/notebook"
)

func (a *app) shellCommand() *cli.Command {
	return &cli.Command{
		Name:      "shell",
		Usage:     "ask one question after the other, with history and completion",
		UsageText: "clew shell\n   echo 'path \"Liu Jun\" China' | clew shell",
		Description: "A line is a command of clew without the word \"clew\"; a line that begins with MATCH begins a query, which\n" +
			"ends with a semicolon. Tab completes commands, predicates, kinds and names. A picture, as of 'path A B -o png', is shown\n" +
			"in terminals that take pictures (kitty, iTerm2, WezTerm, ghostty, foot and others) and else written to a file, which\n" +
			"is named. 'NAME?' tells of a command or an entity. .help tells the rest.",
		Action: func(c *cli.Context) error {
			if err := exactly(c, 0, "none"); err != nil {
				return err
			}
			return a.shell(c)
		},
	}
}

func (a *app) shell(c *cli.Context) error {
	screen := isTerminal(a.stdout)
	terminal := screen && isTerminal(a.stdin)
	if screen {
		a.screen = a.stdout
	}
	in := a.interpreter(c, false)
	in.set.inline = a.screenInline()
	s := notebook.Shell{
		In: in.notebook(), Prompt: "clew> ", Stdout: a.stdout, Screen: screen, Stderr: a.stderr,
		Report: func(err error) { report(a.stderr, err) },
		Quit:   func(line string) bool { return line == ".quit" || line == ".exit" || line == "exit" || line == "quit" },
	}
	if dir, err := filepath.Abs(c.String("graph")); terminal && err == nil {
		s.History = filepath.Join(dir, "history")
	}
	if terminal {
		a.note(c, "clew %s, graph %s; .help for help, .quit to leave", version, c.String("graph"))
	}
	if err := s.Run(c.Context, a.stdin, terminal); err != nil {
		return &exitError{code: exitFailure, err: errors.New("")} // it was told where it happened
	}
	return nil
}
