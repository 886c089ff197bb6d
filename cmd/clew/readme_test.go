package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/query/notebook"
)

// TestReadme runs the sessions of README.md, one after the other in one folder, and holds that they print what the
// page shows. UPDATE=1 writes what they print.
func TestReadme(t *testing.T) {
	const file = "../../README.md"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	articles, err := filepath.Abs("../../examples/articles")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.CopyFS("examples/articles", os.DirFS(articles)); err != nil {
		t.Fatal(err)
	}
	want := runSessions(t, string(page))
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(page)); diff != "" {
		t.Errorf("README.md shows something else than clew prints (-printed +shown); write it with: UPDATE=1 go test ./cmd/clew -run TestReadme\n%s", diff)
	}
}

// runSessions returns the page with the output of each command in place of what it shows.
func runSessions(t *testing.T, page string) string {
	var out strings.Builder
	inSession := false
	for line := range strings.Lines(page) {
		command, isCommand := strings.CutPrefix(line, "$ clew ")
		switch {
		case strings.HasPrefix(line, "```"):
			inSession = line == "```console\n"
			out.WriteString(line)
		case inSession && isCommand:
			if !strings.HasSuffix(out.String(), "```console\n") {
				out.WriteString("\n")
			}
			out.WriteString(line)
			out.WriteString(runCommand(t, command))
		case !inSession:
			out.WriteString(line)
		}
	}
	return out.String()
}

func runCommand(t *testing.T, command string) string {
	words, err := notebook.Words(command)
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run(context.Background(), append([]string{"clew"}, words...), strings.NewReader(""), &stdout, &stderr); code != 0 {
		t.Errorf("clew %s: exit code %d: %s", strings.TrimSpace(command), code, stderr.String())
	}
	return stdout.String()
}
