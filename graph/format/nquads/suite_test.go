package nquads_test

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// manifestEntry is a test of a W3C manifest: its type and the file it is about.
var manifestEntry = regexp.MustCompile(`rdft:Test(\w+)(?s:.*?)mf:action\s+<([^>]+)>`)

// turtleResult is the N-Triples that a test of the Turtle suite expects.
var turtleResult = regexp.MustCompile(`mf:result\s+<([^>]+\.nt)>`)

// TestSuite runs the W3C suites of N-Quads and N-Triples, and reads the N-Triples that the tests of
// Turtle expect. CLEW_RDF_SUITES names the folder that holds them (rdf11 of github.com/w3c/rdf-tests);
// without it the small set of our own in testdata is run.
func TestSuite(t *testing.T) {
	root := cmp.Or(os.Getenv("CLEW_RDF_SUITES"), filepath.Join("testdata", "suite"))
	manifests, err := filepath.Glob(filepath.Join(root, "rdf-n-*", "manifest.ttl"))
	if err != nil || len(manifests) == 0 {
		t.Fatalf("%s holds no suites (%v)", root, err)
	}
	for _, manifest := range manifests {
		runManifest(t, manifest)
	}
	if turtle, err := os.ReadFile(filepath.Join(root, "rdf-turtle", "manifest.ttl")); err == nil {
		results := turtleResult.FindAllStringSubmatch(string(turtle), -1)
		for _, m := range results {
			checkPositive(t, filepath.Join(root, "rdf-turtle", m[1]))
		}
		t.Logf("rdf-turtle: %d results", len(results))
	}
}

func runManifest(t *testing.T, manifest string) {
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	positive, negative := 0, 0
	for _, m := range manifestEntry.FindAllStringSubmatch(string(text), -1) {
		file := filepath.Join(filepath.Dir(manifest), m[2])
		switch {
		case strings.HasSuffix(m[1], "PositiveSyntax"):
			positive++
			checkPositive(t, file)
		case strings.HasSuffix(m[1], "NegativeSyntax"):
			negative++
			checkNegative(t, file)
		default:
			t.Errorf("%s: a test of type %s", manifest, m[1])
		}
	}
	if positive == 0 || negative == 0 {
		t.Errorf("%s: no tests were found", manifest)
	}
	t.Logf("%s: %d positive, %d negative", filepath.Base(filepath.Dir(manifest)), positive, negative)
}

// checkPositive reads a file, writes it, and reads that again.
func checkPositive(t *testing.T, file string) {
	t.Run(filepath.Base(file), func(t *testing.T) {
		in, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		once, quads, err := canonical(in)
		if err != nil {
			t.Fatalf("%v:\n%s", err, in)
		}
		twice, again, err := canonical(once)
		if err != nil || again != quads || string(twice) != string(once) {
			t.Errorf("%d quads are written as %d (%v):\n%s", quads, again, err, once)
		}
	})
}

func checkNegative(t *testing.T, file string) {
	t.Run(filepath.Base(file), func(t *testing.T) {
		in, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if out, _, err := canonical(in); err == nil {
			t.Errorf("it was read as\n%s", out)
		}
	})
}
