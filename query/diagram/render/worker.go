package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/goccy/go-graphviz"

	"github.com/clewgraph/clew/query/diagram/render/dormant"
)

func init() { dormant.Wake() } // runs after go-graphviz' init; the order of imports says so

// Worker serves jobs until its input ends, if this process was started as a worker; code is then what to
// exit with. Otherwise it does nothing. Call it first thing in main, before flags are read.
func Worker(stdin io.Reader, stdout io.Writer) (code int, ok bool) {
	if !isWorker() {
		return 0, false
	}
	debug.SetGCPercent(400) // it was off while the process started; what a layout leaves behind is little beside Graphviz
	runtime.GOMAXPROCS(2)   // one for a layout that does not yield, one to see the input end
	if err := serve(stdin, stdout, layOut); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1, true
	}
	return 0, true
}

func isWorker() bool { return os.Getenv(dormant.Environment) != "" }

// serve answers each job. The input is read while a job is worked on: when it ends, the parent is gone.
func serve(in io.Reader, out io.Writer, work func(Job) ([]byte, error)) error {
	if err := writeMessage(out, message{status: ready, memory: memoryInUse()}); err != nil {
		return err
	}
	jobs := make(chan message)
	ended := make(chan error, 1)
	go func() {
		for {
			m, err := readMessage(in)
			if err != nil {
				ended <- err
				return
			}
			jobs <- m
		}
	}()
	for {
		select {
		case err := <-ended:
			return endOf(err)
		case m := <-jobs:
			answers := make(chan message, 1)
			go func() { answers <- answer(m, work) }()
			select {
			case err := <-ended:
				return endOf(err)
			case a := <-answers:
				if err := writeMessage(out, a); err != nil {
					return err
				}
			}
		}
	}
}

func endOf(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func answer(m message, work func(Job) ([]byte, error)) message {
	job, err := decodeJob(m.body)
	var picture []byte
	if err == nil {
		picture, err = work(job)
	}
	if err != nil {
		return message{failed, memoryInUse(), []byte(err.Error())}
	}
	return message{done, memoryInUse(), picture}
}

// memoryInUse is what the process took from the system, in MiB; Graphviz' own memory is part of it.
func memoryInUse() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.Sys >> 20)
}

// layOut runs Graphviz in this process.
func layOut(j Job) (picture []byte, err error) {
	if dormant.Asleep() {
		return nil, errors.New("this process was not started to draw")
	}
	ctx := context.Background()
	g, err := graphviz.New(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = g.Close() }() // what it returns is the number of warnings so far
	parsed, err := graphviz.ParseBytes([]byte(j.DOT))
	if err != nil {
		return nil, err
	}
	if parsed == nil {
		return nil, errors.New("the graph could not be read")
	}
	defer func() { err = errors.Join(err, parsed.Close()) }()
	var b bytes.Buffer
	if err := g.SetLayout(graphviz.Layout(j.Engine)).Render(ctx, parsed, graphviz.Format(j.Format), &b); err != nil {
		return nil, err
	}
	if b.Len() == 0 {
		return nil, errors.New("the graph came out empty")
	}
	return b.Bytes(), nil
}
