package notebook

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/peterh/liner"
)

// Shell is a prompt at which cells are typed.
type Shell struct {
	In      Interpreter
	Prompt  string            // before each line, as in "clew> "
	History string            // file of earlier lines, "" for none
	Report  func(error)       // tells people of an error of a cell
	Quit    func(string) bool // whether a line ends the shell
	Stdout  io.Writer         // of results
	Screen  bool              // whether Stdout is a terminal
	Stderr  io.Writer         // of notes
}

// lineSource gives the lines of a cell. io.EOF ends the shell, errAborted drops what was typed.
type lineSource interface {
	line(prompt string) (string, error)
	remember(cell string)
	close() error
}

var errAborted = errors.New("the line was dropped")

// Run reads cells until the input ends. At a terminal it edits lines, completes them, and keeps a history; Ctrl-C
// stops the cell that runs, or drops the line. From a pipe it runs the cells one after the other; it returns the
// first error of a cell.
func (s Shell) Run(ctx context.Context, stdin io.Reader, terminal bool) (err error) {
	var source lineSource = &pipe{bufio.NewReader(stdin)}
	if terminal {
		source = s.newPrompt(ctx)
	}
	defer func() { err = errors.Join(err, source.close()) }()
	interrupts := make(chan os.Signal, 1)
	if terminal {
		signal.Notify(interrupts, os.Interrupt)
		defer signal.Stop(interrupts)
	}
	var first error
	for {
		cell, err := s.cell(source)
		if errors.Is(err, errAborted) {
			continue
		}
		if errors.Is(err, io.EOF) || err == nil && s.Quit(strings.TrimSpace(cell)) {
			return first
		}
		if err != nil {
			return err
		}
		source.remember(cell)
		if err := s.run(ctx, cell, interrupts); err != nil {
			s.Report(err)
			if first == nil && !terminal {
				first = err
			}
		}
		if ctx.Err() != nil && !terminal {
			return ctx.Err()
		}
	}
}

// cell reads lines until they make a cell.
func (s Shell) cell(source lineSource) (string, error) {
	cell, err := source.line(s.Prompt)
	for err == nil && Incomplete(cell) {
		var next string
		if next, err = source.line(strings.Repeat(" ", max(len(s.Prompt)-2, 0)) + "> "); err == nil {
			cell += "\n" + next
		}
	}
	if errors.Is(err, io.EOF) && strings.TrimSpace(cell) != "" {
		return cell, nil
	}
	return cell, err
}

// run carries out a cell that an interrupt stops.
func (s Shell) run(ctx context.Context, cell string, interrupts <-chan os.Signal) error {
	if interrupts != nil {
		ctx = context.WithoutCancel(ctx) // Ctrl-C ends the cell, not the shell
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-interrupts:
			cancel()
		case <-done:
		}
	}()
	return s.In.safely(ctx, cell, s.show)
}

// clearScreen puts the cursor at the top and forgets the lines above it.
const clearScreen = "\x1b[H\x1b[2J\x1b[3J"

// show prints what a cell shows in its form for people.
func (s Shell) show(o Output) {
	w, text := s.Stdout, o.Text
	switch {
	case o.Clear && s.Screen:
		text = clearScreen
	case o.Clear:
	case o.Stream == "stderr":
		w = s.Stderr
	case o.Stream == "":
		text, _ = o.Data["text/plain"].(string)
		text += "\n"
	}
	if _, err := io.WriteString(w, text); err != nil {
		fmt.Fprintln(s.Stderr, "clew: write the result:", err)
	}
}

// pipe reads lines from a stream.
type pipe struct{ r *bufio.Reader }

func (p *pipe) line(string) (string, error) {
	line, err := p.r.ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}

func (p *pipe) remember(string) {}
func (p *pipe) close() error    { return nil }

// prompt reads lines from a person.
type prompt struct {
	state   *liner.State
	history string
	report  func(error)
}

func (s Shell) newPrompt(ctx context.Context) *prompt {
	p := &prompt{liner.NewLiner(), s.History, s.Report}
	p.state.SetCtrlCAborts(true)
	p.state.SetTabCompletionStyle(liner.TabPrints)
	p.state.SetWordCompleter(func(line string, pos int) (head string, words []string, tail string) {
		at := len(string([]rune(line)[:pos]))
		words, start := s.In.Complete(ctx, line, at)
		if len(words) == 1 && at == len(line) {
			words = []string{words[0] + " "} // nothing else fits: on to the next word
		}
		return line[:start], words, line[at:]
	})
	if s.History != "" {
		if err := p.readHistory(); err != nil && !errors.Is(err, os.ErrNotExist) {
			s.Report(err)
		}
	}
	return p
}

func (p *prompt) readHistory() (err error) {
	f, err := os.Open(p.history)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = p.state.ReadHistory(f)
	return err
}

func (p *prompt) line(prompt string) (string, error) {
	line, err := p.state.Prompt(prompt)
	if errors.Is(err, liner.ErrPromptAborted) {
		return "", errAborted
	}
	return line, err
}

func (p *prompt) remember(cell string) {
	p.state.AppendHistory(strings.NewReplacer("\\\n", " ", "\n", " ").Replace(cell))
}

// close gives the terminal back and keeps the history.
func (p *prompt) close() error {
	err := p.state.Close()
	if p.history == "" {
		return err
	}
	f, ferr := os.OpenFile(p.history, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if errors.Is(ferr, os.ErrNotExist) {
		return err // no graph was made, and no history is kept of none
	}
	if ferr != nil {
		return errors.Join(err, fmt.Errorf("keep the history: %w", ferr))
	}
	_, werr := p.state.WriteHistory(f)
	return errors.Join(err, werr, f.Close())
}
