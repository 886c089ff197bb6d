package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

// TestMain runs the steps of TestKill where the test itself has started this process to be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CLEW_KILL_DIR"); dir != "" {
		from, _ := strconv.Atoi(os.Getenv("CLEW_KILL_FROM"))
		if err := killSteps(context.Background(), dir, from, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const killStepCount = 16

// killSteps adds, replaces, merges, imports and removes articles, the same each time, from a step on. It
// prints the number of each step before it begins.
func killSteps(ctx context.Context, dir string, from int, out *os.File) (err error) {
	for n := from; n < killStepCount; n++ {
		fmt.Fprintln(out, n)
		s, err := Open(ctx, dir, Options{Now: fixed})
		if err != nil {
			return err
		}
		s.bulkStatements, s.bulkCommit, s.bulkMemory = 20, 4000, 4000
		err = killStep(ctx, s, n)
		if errors.Is(err, ErrNoArticle) || errors.Is(err, ErrNoEntity) {
			err = nil // the step was done before the process was killed
		}
		if err = errors.Join(err, s.Close()); err != nil {
			return err
		}
	}
	return nil
}

func killStep(ctx context.Context, s *Store, n int) error {
	w := writer{rand.New(rand.NewPCG(uint64(n), 9))}
	var batch []graph.Reading
	for i := range 30 {
		batch = append(batch, w.reading(fmt.Sprint("article", (n*7+i)%45)))
	}
	var err error
	switch n % 4 {
	case 0:
		_, err = s.Add(ctx, append(batch[:4], baseReading()))
	case 1:
		_, err = s.Import(ctx, func(yield func(graph.Reading, error) bool) {
			for _, r := range batch {
				if !yield(r, nil) {
					return
				}
			}
		})
	case 2:
		_, err = s.Merge(ctx, "person/base-1", graph.EntityID(fmt.Sprint("person/base-", 2+n/4)), "one person")
	case 3:
		_, err = s.Remove(ctx, batch[0].Article.Name)
	}
	return err
}

// baseReading has the people that are merged.
func baseReading() graph.Reading {
	r := graph.Reading{Article: graph.Article{ID: graph.IDOfText("base"), Name: "base"}}
	for n := range 6 {
		r.Entities = append(r.Entities, graph.LocalEntity{
			ID: graph.EntityID(fmt.Sprint("person/base-", n+1)), Name: fmt.Sprint("Base Person ", n+1), Kind: graph.Person,
		})
	}
	return r
}

// TestKill kills a process that changes a graph, at random moments, CLEW_KILLS times (8 unless set; 200 in the long
// form). Each time the graph must open, verify and be what its articles amount to; the step that was killed
// is then repeated. In the end the graph must say what it says after an undisturbed run.
func TestKill(t *testing.T) {
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("CLEW_KILLS")); err == nil {
		kills = n
	}
	whole := t.TempDir()
	began := time.Now()
	if _, killed := runSteps(t, whole, 0, time.Hour); killed {
		t.Fatal("the undisturbed run was killed")
	}
	length := time.Since(began)
	want := contentOf(t, open(t, whole, Options{ReadOnly: true}))
	r := rand.New(rand.NewPCG(11, 12))
	steps := map[int]int{}
	for done := 0; done < kills; {
		dir := t.TempDir()
		for from := 0; ; {
			step, killed := runSteps(t, dir, from, time.Duration(r.Int64N(int64(length)/2)))
			checkAfterKill(t, dir)
			if !killed {
				break
			}
			steps[step%4]++
			done++
			from = step
		}
		if diff := cmp.Diff(want, contentOf(t, open(t, dir, Options{ReadOnly: true}))); diff != "" {
			t.Fatalf("after kills the graph says something else (-undisturbed +killed)\n%s", diff)
		}
	}
	t.Logf("kills during add, import, merge, rm: %d %d %d %d", steps[0], steps[1], steps[2], steps[3])
}

// runSteps runs the steps from one on in a process that is killed after a time. It returns the last step that began.
func runSteps(t *testing.T, dir string, from int, after time.Duration) (step int, killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CLEW_KILL_DIR="+dir, fmt.Sprint("CLEW_KILL_FROM=", from))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	step = from
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if n, err := strconv.Atoi(lines.Text()); err == nil {
			step = n
		}
	}
	err = cmd.Wait()
	if exit := (&exec.ExitError{}); errors.As(err, &exit) && exit.ExitCode() >= 0 {
		t.Fatalf("step %d failed by itself", step)
	}
	return step, err != nil
}

// checkAfterKill opens the graph, verifies it and compares it with what its articles amount to.
func checkAfterKill(t *testing.T, dir string) {
	t.Helper()
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if r, err := s.Verify(t.Context()); err != nil || len(r.Differences) > 0 {
		t.Fatalf("after a kill: %v, %v", r.Differences, err)
	}
	var readings []graph.Reading
	for r, err := range s.Readings(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		readings = append(readings, r)
	}
	slices.SortFunc(readings, func(a, b graph.Reading) int { return len(b.Article.Name) - len(a.Article.Name) }) // any order will do
	var ds identity.Decisions
	if err := s.read(t.Context(), func(v *view) (err error) { ds, err = v.activeDecisions(); return err }); err != nil {
		t.Fatal(err)
	}
	var want content
	want.Entities, want.Statements = identity.Assemble(readings, ds)
	if diff := cmp.Diff(want, contentOf(t, s)); diff != "" {
		t.Fatal(diff)
	}
}
