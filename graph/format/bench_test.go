package format_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/clewgraph/clew/graph/format"
)

// BenchmarkRead reads the folder of CSV that CLEW_CSV names, and what the writers make of it.
// For docs/performance.md: go run bench/graphgen -edges 500000 -out DIR, then CLEW_CSV=DIR/clew.
func BenchmarkRead(b *testing.B) {
	dir := os.Getenv("CLEW_CSV")
	if dir == "" {
		b.Skip("set CLEW_CSV to a folder of CSV, see CONTRIBUTING.md")
	}
	paths := map[string]string{"csv": dir}
	g := joined(b, find(b, "csv").Read(b.Context(), dir, format.Options{}))
	for _, name := range []string{"nq", "jsonl"} {
		paths[name] = filepath.Join(b.TempDir(), name)
		file, err := os.Create(paths[name])
		if err == nil {
			err = errors.Join(find(b, name).Write(b.Context(), file, g, format.Options{}), file.Close())
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	g = format.Graph{}
	for _, name := range []string{"csv", "jsonl", "nq"} {
		b.Run(name, func(b *testing.B) {
			evidence := 0
			for b.Loop() {
				for r, err := range find(b, name).Read(b.Context(), paths[name], format.Options{}) {
					if err != nil {
						b.Fatal(err)
					}
					for _, s := range r.Statements {
						evidence += len(s.Evidence)
					}
				}
			}
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			b.ReportMetric(float64(memory.HeapSys)/1e6, "heap-MB")
			b.ReportMetric(float64(evidence)/b.Elapsed().Seconds(), "evidence/s")
		})
	}
}

// BenchmarkWrite writes the same graph in every format that is a stream.
func BenchmarkWrite(b *testing.B) {
	dir := os.Getenv("CLEW_CSV")
	if dir == "" {
		b.Skip("set CLEW_CSV to a folder of CSV, see CONTRIBUTING.md")
	}
	g := joined(b, find(b, "csv").Read(b.Context(), dir, format.Options{}))
	for _, f := range format.Formats() {
		if f.Folder {
			continue
		}
		b.Run(f.Name, func(b *testing.B) {
			for b.Loop() {
				var w counter
				if err := f.Write(b.Context(), &w, g, format.Options{}); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(w))
			}
		})
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
