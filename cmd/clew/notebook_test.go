package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestExampleNotebooks runs the notebooks of examples/notebooks in a copy and compares what they show with what
// the files hold. UPDATE=1 writes it into the files instead.
func TestExampleNotebooks(t *testing.T) {
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/notebooks",
		RequireExplicitExec: true,
		Condition: func(name string) (bool, error) {
			switch name {
			case "update":
				return os.Getenv("UPDATE") != "", nil
			case "nbconvert":
				return os.Getenv("CLEW_NBCONVERT") != "", nil
			}
			return false, fmt.Errorf("there is no condition %q", name)
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("EXAMPLES", examples)
			e.Setenv("CLEW_NBCONVERT", os.Getenv("CLEW_NBCONVERT"))
			for _, folder := range []string{"articles", "notebooks"} {
				if err := os.CopyFS(filepath.Join(e.WorkDir, folder), os.DirFS(filepath.Join(examples, folder))); err != nil {
					return err
				}
			}
			return nil
		},
	})
}
