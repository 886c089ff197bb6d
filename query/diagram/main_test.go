package diagram_test

import (
	"os"
	"testing"

	"github.com/clewgraph/clew/query/diagram"
)

// TestMain lets the tests' own program serve as a drawing process.
func TestMain(m *testing.M) {
	if code, ok := diagram.Worker(os.Stdin, os.Stdout); ok {
		os.Exit(code)
	}
	os.Exit(m.Run())
}
