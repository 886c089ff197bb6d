package render

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// Options says how a pool works. The zero value is good for a command.
type Options struct {
	Workers  int           // at most so many processes; 0 is as many as there are processors, at most 4
	Command  []string      // what to start as a worker; empty is this program
	Cache    string        // folder for compiled code, private to this user; empty is one below the user's cache folder
	MaxJobs  int           // a worker is replaced after so many; 0 is 2,000
	MaxMiB   int           // a worker is replaced when it holds so much; 0 is 512
	Deadline time.Duration // a job's, where its context has none; 0 is 30 seconds
}

// Pool keeps workers. It is safe for many goroutines; jobs beyond the number of workers wait.
type Pool struct {
	opts  Options
	slots chan struct{} // one for each worker that may run

	mu      sync.Mutex
	idle    []*process
	closed  bool
	cache   string          // folder, once chosen
	remove  bool            // the folder is this pool's alone
	warming <-chan *process // a worker that is starting and that no job has claimed; nil where there is none
	warm    sync.WaitGroup
}

// NewPool returns a pool that has started nothing yet.
func NewPool(o Options) *Pool {
	if o.Workers <= 0 {
		o.Workers = min(runtime.NumCPU(), 4)
	}
	if o.MaxJobs <= 0 {
		o.MaxJobs = 2000
	}
	if o.MaxMiB <= 0 {
		o.MaxMiB = 512
	}
	if o.Deadline <= 0 {
		o.Deadline = 30 * time.Second
	}
	return &Pool{opts: o, slots: make(chan struct{}, o.Workers)}
}

// Warm starts a worker in the background, unless there is one. The first job claims it, and waits for it where it is
// not ready yet: a second one would only take the processor away from the first.
func (p *Pool) Warm() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.warming != nil || len(p.idle) > 0 || len(p.slots) > 0 {
		return
	}
	starting := make(chan *process, 1)
	p.warming = starting
	p.warm.Go(func() {
		defer close(starting)
		ctx, cancel := context.WithTimeout(context.Background(), p.opts.Deadline)
		defer cancel()
		if w, err := p.start(ctx); err == nil { // else the first job meets the error and reports it
			starting <- w
		}
	})
}

// claim waits for a worker that was warmed up. It returns nil where that one could not be started.
func (p *Pool) claim(ctx context.Context, starting <-chan *process) (*process, error) {
	select {
	case w := <-starting:
		return w, nil
	case <-ctx.Done():
		p.warm.Go(func() {
			if w := <-starting; w != nil {
				p.giveBack(w)
			}
		})
		return nil, ctx.Err()
	}
}

var errClosed = errors.New("the pool of drawing processes is closed")

// Render lays out a graph. An error of the context means that the layout took too long or was called off; its
// worker is gone. A worker that died or answered rubbish is replaced, and the job tried once more.
func (p *Pool) Render(ctx context.Context, j Job) ([]byte, error) {
	if j.Engine == "" {
		j.Engine = Dot
	}
	if err := j.check(); err != nil {
		return nil, err
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.opts.Deadline)
		defer cancel()
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	picture, err := p.try(ctx, j)
	if err != nil && ctx.Err() == nil && !errors.Is(err, ErrLayout) && !errors.Is(err, errClosed) {
		picture, err = p.try(ctx, j)
	}
	if err != nil {
		return nil, fmt.Errorf("lay out the picture: %w", err)
	}
	return picture, nil
}

func (p *Pool) try(ctx context.Context, j Job) ([]byte, error) {
	w, err := p.take(ctx)
	if err != nil {
		return nil, err
	}
	picture, err := w.do(ctx, j)
	if err != nil && !errors.Is(err, ErrLayout) {
		w.kill()
		return nil, err
	}
	p.giveBack(w)
	return picture, err
}

// take returns an idle worker, the one that was warmed up, or a new one.
func (p *Pool) take(ctx context.Context) (*process, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, errClosed
	}
	if n := len(p.idle); n > 0 {
		w := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return w, nil
	}
	starting := p.warming
	p.warming = nil
	p.mu.Unlock()
	if starting != nil {
		if w, err := p.claim(ctx, starting); w != nil || err != nil {
			return w, err
		}
	}
	return p.start(ctx)
}

// start starts a worker.
func (p *Pool) start(ctx context.Context) (*process, error) {
	p.mu.Lock()
	command, cache, err := p.prepare()
	p.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return start(ctx, command, cache)
}

// prepare says what to start and where compiled code is kept.
func (p *Pool) prepare() (command []string, cache string, err error) {
	if isWorker() {
		return nil, "", errors.New("a drawing process cannot draw by itself: main must call Worker before anything else")
	}
	command = p.opts.Command
	if len(command) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, "", fmt.Errorf("find this program, to start it as a drawing process: %w", err)
		}
		command = []string{self, "drawing-process"} // the word is for people who list processes
	}
	if p.cache == "" {
		if p.cache, p.remove, err = cacheFolder(p.opts.Cache); err != nil {
			return nil, "", err
		}
	}
	return command, p.cache, nil
}

// giveBack keeps a worker for the next job unless it is used up.
func (p *Pool) giveBack(w *process) {
	p.mu.Lock()
	keep := !p.closed && w.jobs < p.opts.MaxJobs && w.memory < p.opts.MaxMiB
	if keep {
		p.idle = append(p.idle, w)
	}
	p.mu.Unlock()
	if !keep {
		w.kill()
	}
}

// Close ends the idle workers and waits for the busy ones. No job may be given afterwards.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	for range cap(p.slots) { // every job has come back
		p.slots <- struct{}{}
	}
	p.warm.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.warming != nil {
		if w := <-p.warming; w != nil {
			p.idle = append(p.idle, w)
		}
		p.warming = nil
	}
	var errs []error
	for _, w := range p.idle {
		errs = append(errs, w.close())
	}
	p.idle = nil
	for range cap(p.slots) {
		<-p.slots
	}
	if p.remove {
		p.remove = false
		errs = append(errs, os.RemoveAll(p.cache))
	}
	return errors.Join(errs...)
}
