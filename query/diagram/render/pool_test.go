package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clewgraph/clew/query/diagram/render/dormant"
)

// newTestPool returns a pool whose workers misbehave as told, "" for good ones. Closing it must leave nothing running.
func newTestPool(t *testing.T, how string, o Options) *Pool {
	t.Helper()
	t.Setenv(behaviour, how)
	p := NewPool(o)
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		if len(p.idle) > 0 {
			t.Errorf("%d workers left", len(p.idle))
		}
	})
	return p
}

func TestRender(t *testing.T) {
	p := newTestPool(t, "", Options{})
	for _, c := range []struct{ format, engine, want string }{
		{"svg", "", "<title>a&#45;&gt;b</title>"},
		{"json", "dot", `"_draw_"`},
		{"svg", "sfdp", "<title>b</title>"},
	} {
		out, err := p.Render(t.Context(), Job{DOT: "digraph { a -> b }", Format: Format(c.format), Engine: Engine(c.engine)})
		if err != nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s by %s: %v, without %q", c.format, c.engine, err, c.want)
		}
	}
}

func TestRenderRefusesOtherFormats(t *testing.T) {
	p := newTestPool(t, "dies at once", Options{})
	for _, j := range []Job{{Format: "png"}, {Format: "/etc/passwd"}, {Format: SVG, Engine: "neato"}} {
		if _, err := p.Render(t.Context(), j); err == nil || !strings.Contains(err.Error(), "neither") {
			t.Errorf("%+v: %v", j, err)
		}
	}
}

func TestGraphThatCannotBeRead(t *testing.T) {
	p := newTestPool(t, "", Options{Workers: 1})
	for _, dot := range []string{"", "digraph {", "\x00", "digraph { a [label=<<TABLE></TABLE>>] "} {
		if _, err := p.Render(t.Context(), Job{DOT: dot, Format: SVG}); !errors.Is(err, ErrLayout) {
			t.Errorf("%q: error %v, want one of Graphviz", dot, err)
		}
	}
	if _, err := p.Render(t.Context(), Job{DOT: "digraph { a }", Format: SVG}); err != nil {
		t.Errorf("after errors: %v", err)
	}
}

func TestWorkersThatFail(t *testing.T) {
	for how, want := range map[string]string{
		"dies at once":     "start the drawing process: the drawing process ended: no such luck",
		"dies":             "the drawing process ended: out of ink",
		"answers rubbish":  errRubbish.Error(),
		"answers too long": errRubbish.Error(),
		"refuses":          "syntax error in line 1",
	} {
		t.Run(how, func(t *testing.T) {
			p := newTestPool(t, how, Options{})
			_, err := p.Render(t.Context(), Job{Format: SVG})
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want one that says %q", err, want)
			}
		})
	}
}

func TestJobOfAWorkerThatDiedIsDoneByAnother(t *testing.T) {
	p := newTestPool(t, "dies the first time:"+filepath.Join(t.TempDir(), "died"), Options{})
	out, err := p.Render(t.Context(), Job{Format: SVG})
	if err != nil || string(out) != "drawn" {
		t.Errorf("%q, %v", out, err)
	}
}

func TestWorkerThatHangsIsKilled(t *testing.T) {
	for _, how := range []string{"hangs", "hangs at once"} {
		t.Run(how, func(t *testing.T) {
			p := newTestPool(t, how, Options{Workers: 1})
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if _, err := p.Render(ctx, Job{Format: SVG}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v, want a missed deadline", err)
			}
		})
	}
}

func TestDeadlineOfThePool(t *testing.T) {
	p := newTestPool(t, "hangs", Options{Deadline: 100 * time.Millisecond})
	if _, err := p.Render(context.Background(), Job{Format: SVG}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want a missed deadline", err)
	}
}

func TestJobWaitsForAWorker(t *testing.T) {
	p := newTestPool(t, "hangs", Options{Workers: 1})
	busy, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := p.Render(busy, Job{Format: SVG})
		done <- err
	}()
	for len(p.slots) == 0 {
		time.Sleep(time.Millisecond)
	}
	short, cancelShort := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancelShort()
	if _, err := p.Render(short, Job{Format: SVG}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the job that waited: %v", err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the job called off: %v", err)
	}
}

func TestWorkersAreReplaced(t *testing.T) {
	workers := func(t *testing.T, p *Pool, jobs int) (distinct int) {
		seen := map[string]bool{}
		for range jobs {
			out, err := p.Render(t.Context(), Job{Format: SVG})
			if err != nil {
				t.Fatal(err)
			}
			pid, _, _ := strings.Cut(string(out), " ")
			seen[pid] = true
		}
		return len(seen)
	}
	if n := workers(t, newTestPool(t, "tells its process", Options{Workers: 1}), 6); n != 1 {
		t.Errorf("%d workers did 6 jobs, want 1", n)
	}
	if n := workers(t, newTestPool(t, "tells its process", Options{Workers: 1, MaxJobs: 2}), 6); n != 3 {
		t.Errorf("%d workers of 2 jobs each did 6, want 3", n)
	}
	if n := workers(t, newTestPool(t, "grows", Options{Workers: 1, MaxMiB: 150}), 4); n < 2 {
		t.Errorf("%d worker that grows by 64 MiB a job did 4, want more", n)
	}
}

func TestManyAtOnce(t *testing.T) {
	p := newTestPool(t, "", Options{Workers: 2})
	p.Warm()
	first, err := p.Render(t.Context(), Job{DOT: graphOf(12), Format: JSON})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			out, err := p.Render(t.Context(), Job{DOT: graphOf(12), Format: JSON})
			if err != nil || !bytes.Equal(out, first) {
				t.Errorf("another picture of the same graph, %v", err)
			}
		})
	}
	all.Wait()
}

// TestFirstJobTakesTheWarmWorker gives a job while the worker that was warmed up is still starting.
func TestFirstJobTakesTheWarmWorker(t *testing.T) {
	marks := t.TempDir()
	p := newTestPool(t, "leaves a mark:"+marks, Options{Workers: 4})
	p.Warm()
	p.Warm()
	for range 2 {
		if out, err := p.Render(t.Context(), Job{Format: SVG}); err != nil || string(out) != "drawn" {
			t.Errorf("%q, %v", out, err)
		}
	}
	if started, err := os.ReadDir(marks); err != nil || len(started) != 1 {
		t.Errorf("%d workers were started for one job after the other, want 1; %v", len(started), err)
	}
}

func TestWarmWorkerThatFails(t *testing.T) {
	p := newTestPool(t, "dies at once", Options{})
	p.Warm()
	if _, err := p.Render(t.Context(), Job{Format: SVG}); err == nil || !strings.Contains(err.Error(), "no such luck") {
		t.Errorf("error %v", err)
	}
	hanging := newTestPool(t, "hangs at once", Options{Deadline: 300 * time.Millisecond})
	hanging.Warm()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := hanging.Render(ctx, Job{Format: SVG}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func graphOf(n int) string {
	var b strings.Builder
	b.WriteString("digraph {")
	for i := range n {
		fmt.Fprintf(&b, "n%d -> n%d [label=%d];", i, i*7%n, i)
	}
	return b.String() + "}"
}

func TestClosedPool(t *testing.T) {
	p := NewPool(Options{})
	p.Warm()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Render(t.Context(), Job{DOT: "digraph {}", Format: SVG}); !errors.Is(err, errClosed) {
		t.Errorf("error %v", err)
	}
	p.Warm()
}

func TestWorkerDoesNotStartWorkers(t *testing.T) {
	t.Setenv(dormant.Environment, t.TempDir())
	p := NewPool(Options{})
	defer p.Close()
	if _, err := p.Render(t.Context(), Job{DOT: "digraph {}", Format: SVG}); err == nil || !strings.Contains(err.Error(), "main must call Worker") {
		t.Errorf("error %v", err)
	}
}

func TestCacheFolder(t *testing.T) {
	base := t.TempDir()
	good := filepath.Join(base, "a", "b")
	if folder, _, err := cacheFolder(good); err != nil || folder != good {
		t.Errorf("%s, %v", folder, err)
	}
	if info, err := os.Stat(good); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the new folder is open to others: %v %v", info.Mode(), err)
	}
	link := filepath.Join(base, "link")
	if err := os.Symlink(good, link); err != nil {
		t.Skip(err)
	}
	open := filepath.Join(base, "open")
	if err := errors.Join(os.Mkdir(open, 0o700), os.Chmod(open, 0o777)); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{link, open} {
		if _, _, err := cacheFolder(bad); err == nil {
			t.Errorf("%s was taken", filepath.Base(bad))
		}
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	if folder, _, err := cacheFolder(""); err != nil || private(folder) != nil {
		t.Errorf("without a home: %s, %v", folder, err)
	}
}
