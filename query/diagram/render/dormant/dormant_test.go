package dormant_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/goccy/go-graphviz"

	"github.com/clewgraph/clew/query/diagram/render/dormant"
)

const tell = "CLEW_TEST_TELL"

// TestMain tells, in a process that a test started, what the process found.
func TestMain(m *testing.M) {
	dormant.Wake()
	if os.Getenv(tell) != "" {
		reads := false
		if !dormant.Asleep() {
			graph, err := graphviz.ParseBytes([]byte("digraph { a }"))
			reads = err == nil && graph != nil
		}
		fmt.Printf("asleep %v, reads a graph %v, temporary directory %s", dormant.Asleep(), reads, os.TempDir())
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// start runs this program anew with an empty temporary directory. It returns what it tells, and what is then in
// that directory: go-graphviz' cache, if go-graphviz was initialised before this package.
func start(t *testing.T, shared string, environment ...string) (told string, left []os.DirEntry) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), append(environment, tell+"=1", "TMPDIR="+shared, "TMP="+shared, "TEMP="+shared)...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if left, err = os.ReadDir(shared); err != nil {
		t.Fatal(err)
	}
	return string(out), left
}

func TestProcessThatDoesNotDraw(t *testing.T) {
	shared := t.TempDir()
	told, left := start(t, shared)
	if want := "asleep true, reads a graph false, temporary directory " + shared; told != want {
		t.Errorf("it tells %q, want %q", told, want)
	}
	if len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

func TestProcessThatDraws(t *testing.T) {
	shared, private := t.TempDir(), t.TempDir()
	told, left := start(t, shared, dormant.Environment+"="+private)
	if want := "asleep false, reads a graph true, temporary directory " + shared; told != want {
		t.Errorf("it tells %q, want %q", told, want)
	}
	if len(left) > 0 {
		t.Errorf("it left %v", left)
	}
	if _, err := os.Stat(filepath.Join(private, "go-graphviz")); err != nil {
		t.Errorf("the compiled code is not in the private folder: %v", err)
	}
}
