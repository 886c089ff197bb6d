package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/clewgraph/clew/query/diagram/render/dormant"
)

// process is a running worker, used by one goroutine at a time.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    io.ReadCloser
	stderr *tail
	jobs   int // done so far
	memory int // MiB, as the worker last said
}

// start runs the command as a worker and waits until it says that it is ready.
func start(ctx context.Context, command []string, cache string) (*process, error) {
	cmd := exec.Command(command[0], command[1:]...)
	// Collecting garbage while the process starts, when all that it makes stays, takes a fifth of the time of its start.
	cmd.Env = append(os.Environ(), dormant.Environment+"="+cache, "GOGC=off")
	p := &process{cmd: cmd, stderr: &tail{}}
	cmd.Stderr = p.stderr
	var err error
	if p.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if p.out, err = cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the drawing process: %w", err)
	}
	m, err := p.exchange(ctx, nil)
	if err == nil && m.status != ready {
		err = errRubbish
	}
	if err != nil {
		err = p.explain(err)
		p.kill()
		return nil, fmt.Errorf("start the drawing process: %w", err)
	}
	p.memory = m.memory
	return p, nil
}

// exchange sends a message, if any, and receives one. When the context ends first the process is killed.
func (p *process) exchange(ctx context.Context, request []byte) (message, error) {
	type result struct {
		m   message
		err error
	}
	results := make(chan result, 1)
	go func() {
		if request != nil {
			if err := writeMessage(p.in, message{status: asked, body: request}); err != nil {
				results <- result{err: err}
				return
			}
		}
		m, err := readMessage(p.out)
		results <- result{m, err}
	}()
	select {
	case r := <-results:
		return r.m, r.err
	case <-ctx.Done():
		p.kill()
		<-results
		return message{}, ctx.Err()
	}
}

// do has a job done. After an error that does not wrap ErrLayout the process is of no more use.
func (p *process) do(ctx context.Context, j Job) ([]byte, error) {
	m, err := p.exchange(ctx, encodeJob(j))
	if err != nil {
		return nil, p.explain(err)
	}
	p.jobs++
	p.memory = m.memory
	switch m.status {
	case done:
		return m.body, nil
	case failed:
		return nil, fmt.Errorf("%w: %s", ErrLayout, m.body)
	}
	return nil, errRubbish
}

// explain adds what a dying worker wrote.
func (p *process) explain(err error) error {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, os.ErrClosed) && !isBrokenPipe(err) {
		return err
	}
	_ = p.cmd.Wait() // it has ended or is about to; its output is what is wanted
	if line := p.stderr.firstLine(); line != "" {
		return fmt.Errorf("the drawing process ended: %s", line)
	}
	return errors.New("the drawing process ended before it answered")
}

func isBrokenPipe(err error) bool { return strings.Contains(err.Error(), "pipe") }

// kill ends the process at once and frees what it holds. It may be called again.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	_ = p.cmd.Wait()
}

// close lets an idle process end by itself.
func (p *process) close() error {
	if err := p.in.Close(); err != nil {
		p.kill()
		return fmt.Errorf("end the drawing process: %w", err)
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("end the drawing process: %w", err)
	}
	return nil
}

// tail keeps the beginning of what a worker writes to its standard error.
type tail struct{ b bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	if room := 4096 - t.b.Len(); room > 0 {
		t.b.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

func (t *tail) firstLine() string {
	line, _, _ := strings.Cut(strings.TrimSpace(t.b.String()), "\n")
	return line
}
