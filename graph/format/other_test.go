package format_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/clewgraph/clew/graph/format"
)

// TestOtherPrograms lets other programs read every format and compare it with the JSON lines. What they are and
// how they are set up stands in testdata/other/README.md.
func TestOtherPrograms(t *testing.T) {
	python, node := os.Getenv("CLEW_PYTHON"), os.Getenv("CLEW_NODE")
	if python == "" || node == "" {
		t.Skip("set CLEW_PYTHON and CLEW_NODE to where the other programs are, see testdata/other/README.md")
	}
	graphs := map[string]format.Graph{"hostile names": fixture()}
	if dir := os.Getenv("CLEW_CSV"); dir != "" {
		graphs[dir] = joined(t, find(t, "csv").Read(t.Context(), dir, format.Options{}))
	}
	for name, g := range graphs {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeAll(t, dir, g)
			for _, command := range []*exec.Cmd{
				exec.Command(python, "testdata/other/check.py", dir),
				exec.Command("node", "testdata/other/cypher.mjs", node, filepath.Join(dir, "graph.cypher")),
			} {
				out, err := command.CombinedOutput()
				t.Logf("\n%s", out)
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// writeAll writes the graph into the folder, in every format, as graph.NAME.
func writeAll(t *testing.T, dir string, g format.Graph) {
	for _, f := range format.Formats() {
		if f.Folder {
			if err := f.WriteFolder(t.Context(), filepath.Join(dir, f.Name), g, format.Options{}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		file, err := os.Create(filepath.Join(dir, "graph."+f.Name))
		if err == nil {
			err = errors.Join(f.Write(t.Context(), file, g, format.Options{}), file.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
