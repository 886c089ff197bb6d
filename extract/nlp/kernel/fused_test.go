package kernel

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestNothingFused: the compiler fuses x*y+z on arm64 unless the product is converted, and a fused result has
// other bits. So no multiplication of ours may be fused, here or in the package that uses this one.
func TestNothingFused(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for arm64: run without -short")
	}
	fused := regexp.MustCompile(`\bFN?M(ADD|SUB)[SD]\b`)
	for _, folder := range []string{".", ".."} {
		compile := exec.Command("go", "build", "-gcflags=-S", folder)
		compile.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
		listing, err := compile.CombinedOutput()
		if err != nil {
			t.Fatalf("go build for arm64: %v\n%s", err, listing)
		}
		if !strings.Contains(string(listing), "FMULS") {
			t.Fatalf("the listing of %s has no multiplications", folder)
		}
		for line := range strings.Lines(string(listing)) {
			if fused.MatchString(line) {
				t.Errorf("fused: %s", strings.TrimSpace(line))
			}
		}
	}
}
