package article

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// readFolder reads every article below the folder, sorted by key, which is the path below it.
func readFolder(ctx context.Context, dir string, o Options) iter.Seq2[graph.Article, error] {
	keys, errs := list(ctx, dir)
	return func(yield func(graph.Article, error) bool) {
		for _, err := range errs {
			if !yield(graph.Article{}, err) {
				return
			}
		}
		if len(keys)+len(errs) == 0 {
			yield(graph.Article{}, fmt.Errorf("%s: no articles in this folder: no .txt, .md, .html, .htm, .jsonl or .ndjson file", dir))
			return
		}
		for _, key := range keys {
			for a, err := range readFile(filepath.Join(dir, filepath.FromSlash(key)), key, o) {
				if !yield(a, err) {
					return
				}
			}
		}
	}
}

// list returns the keys of the readable files below dir and what could not be listed.
// Hidden files and folders are passed over; links to folders are not followed.
func list(ctx context.Context, dir string) (keys []string, errs []error) {
	walk := func(p string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", p, reason(err)))
			return nil
		case p != dir && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case d.IsDir() || formatOf(d.Name()) == formatUnknown || !isFile(p, d):
			return nil
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		keys = append(keys, filepath.ToSlash(rel))
		return nil
	}
	if err := filepath.WalkDir(dir, walk); err != nil {
		errs = append(errs, fmt.Errorf("%s: %w", dir, err))
	}
	slices.Sort(keys)
	return keys, errs
}

// isFile reports whether an entry of a folder is a file, or a link to one: to open a pipe is to wait.
func isFile(name string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(name)
	return err != nil || info.Mode().IsRegular() // a broken link is named when it is read
}

// format is how an input is written.
type format int

const (
	formatUnknown format = iota
	formatText
	formatMarkdown
	formatHTML
	formatJSONLines
)

// formatOf tells the format by the name's ending, .gz aside.
func formatOf(name string) format {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch path.Ext(name) {
	case ".txt", ".text":
		return formatText
	case ".md", ".markdown":
		return formatMarkdown
	case ".html", ".htm":
		return formatHTML
	case ".jsonl", ".ndjson":
		return formatJSONLines
	}
	return formatUnknown
}
