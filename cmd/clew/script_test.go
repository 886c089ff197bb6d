package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/clewgraph/clew/query/diagram"
)

func TestMain(m *testing.M) {
	if code, ok := diagram.Worker(os.Stdin, os.Stdout); ok {
		os.Exit(code) // started by a test to draw
	}
	testscript.Main(m, map[string]func(){"clew": main})
}

// TestScripts runs the sessions in testdata/script: what people type and what they get. Each begins in a folder with
// testdata/shared in it: news, two articles, and csv, a graph to import.
func TestScripts(t *testing.T) {
	cache := t.TempDir() // of the drawing processes, so that one of them compiles Graphviz for all
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_CACHE_HOME", cache)
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("CLEW_GRAPH", filepath.Join(e.WorkDir, "g"))
			return os.CopyFS(e.WorkDir, os.DirFS("testdata/shared"))
		},
	})
}
