package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// holderName is a note of who changes the graph. It locks nothing: bbolt locks its file.
const holderName = "graph.holder"

func writeHolder(dir string, o Options) error {
	who := o.Holder
	if who == "" {
		who = filepath.Base(os.Args[0])
	}
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	note := fmt.Sprintf("%s, process %d on %s, since %s\n", who, os.Getpid(), host, o.Now().Format(time.DateTime))
	if err := os.WriteFile(filepath.Join(dir, holderName), []byte(note), 0o644); err != nil {
		return fmt.Errorf("open graph: %w", err)
	}
	return nil
}

func removeHolder(dir string) error {
	if err := os.Remove(filepath.Join(dir, holderName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("close graph: %w", err)
	}
	return nil
}

// readHolder returns who holds the graph. Readers leave no note.
func readHolder(dir string) string {
	note, err := os.ReadFile(filepath.Join(dir, holderName))
	if text := strings.TrimSpace(string(note)); err == nil && text != "" {
		return text
	}
	return "another process that reads it"
}

// mmapSize is the address space that a writer reserves. bbolt must wait for all readers when its file outgrows
// what is mapped, and a reader that writes then waits for itself; 16 GiB of address space cost nothing.
// On Windows the file itself would grow to that size, so that there the gate keeps writers and readers apart.
func mmapSize() int {
	if !remapsFreely() {
		return 0
	}
	size, err := strconv.Atoi("17179869184")
	if err != nil {
		return 0
	}
	return size
}

func remapsFreely() bool { return runtime.GOOS != "windows" && strconv.IntSize == 64 }

// gate makes changes wait for open readings where growing the file would wait for them without end.
type gate struct {
	mu      sync.Mutex
	readers int
	closed  bool
	strict  bool          // keep writers and readers apart whatever the system
	wait    time.Duration // how long to wait before giving up, 10 s where zero
}

// ErrBusy says that a change and a reading wait for each other, as when an iteration's body changes the graph.
var ErrBusy = errors.New("the graph is being read and changed at once; end the iteration before changing the graph")

func (g *gate) apart() bool { return g.strict || !remapsFreely() }

func (g *gate) enter(ctx context.Context) error {
	return g.until(ctx, func() bool {
		if g.closed {
			return false
		}
		g.readers++
		return true
	})
}

func (g *gate) leave() {
	g.mu.Lock()
	g.readers--
	g.mu.Unlock()
}

func (g *gate) close(ctx context.Context) error {
	return g.until(ctx, func() bool {
		if g.apart() && g.readers > 0 {
			return false
		}
		g.closed = g.apart()
		return true
	})
}

func (g *gate) open() {
	g.mu.Lock()
	g.closed = false
	g.mu.Unlock()
}

// until tries until it succeeds, the context ends or waiting is of no use.
func (g *gate) until(ctx context.Context, try func() bool) error {
	wait := g.wait
	if wait == 0 {
		wait = 10 * time.Second
	}
	for deadline := time.Now().Add(wait); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.mu.Lock()
		ok := try()
		g.mu.Unlock()
		if ok {
			return nil
		}
		if time.Now().After(deadline) {
			return ErrBusy
		}
		time.Sleep(time.Millisecond)
	}
}
