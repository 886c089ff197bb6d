//go:build unix

package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// TestFullDisk lets a process run into the largest size that its files may have, which is to it what a full disk is,
// at every step of a change. The process must say so, and the graph must be what it was.
func TestFullDisk(t *testing.T) {
	if dir := os.Getenv("CLEW_FULL_DIR"); dir != "" { // the process that runs into it
		fillDisk(t, dir)
		return
	}
	dir := t.TempDir()
	s := open(t, dir, Options{})
	if _, err := s.Add(t.Context(), []graph.Reading{writer{rand.New(rand.NewPCG(1, 71))}.reading("a")}); err != nil {
		t.Fatal(err)
	}
	want := contentOf(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.db = nil
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$")
	cmd.Env = append(os.Environ(), "CLEW_FULL_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s = open(t, dir, Options{})
	if diff := cmp.Diff(want, contentOf(t, s)); diff != "" {
		t.Error(diff)
	}
	if r, err := s.Verify(t.Context()); err != nil || len(r.Differences) > 0 {
		t.Error(r, err)
	}
}

func fillDisk(t *testing.T, dir string) {
	signal.Ignore(syscall.SIGXFSZ)
	info, err := os.Stat(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = uint64(info.Size())
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Skip(err)
	}
	s := open(t, dir, Options{})
	w := writer{rand.New(rand.NewPCG(2, 71))}
	var batch []graph.Reading
	for i := range 1000 {
		batch = append(batch, w.reading(fmt.Sprint(i)))
	}
	for what, do := range map[string]func() error{
		"add": func() error { _, err := s.Add(context.Background(), batch); return err },
		"import": func() error {
			s.bulkStatements, s.bulkMemory = 0, 1000
			_, err := s.Import(context.Background(), withoutErrors(batch))
			return err
		},
	} {
		if err := do(); err == nil || !strings.Contains(err.Error(), syscall.EFBIG.Error()) {
			t.Errorf("%s: %v", what, err)
		}
	}
	contentOf(t, s) // it can still be read
}
