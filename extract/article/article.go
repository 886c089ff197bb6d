// Package article reads what people call an article, a file, a page or a line of JSON,
// into the [graph.Article] that everything else works on.
//
// Inputs are plain text, Markdown, HTML and JSON lines, each also gzipped; they come
// from files, folders, standard input and web addresses:
//
//	for a, err := range article.Read(ctx, []string{"news/", "https://example.org/a"}, article.Options{}) {
//		if err != nil {
//			log.Print(err) // says which input and why; the others still come
//			continue
//		}
//		fmt.Println(a.Name, a.Title, a.Bytes)
//	}
//
// A plain text keeps its bytes where it is UTF-8, so that offsets into the article are
// offsets into the file; of the other formats the article is the text that a reader sees.
// What is read is other people's: sizes, lines, redirects and waiting are bounded, scripts
// never run, and whatever is no text is refused with the reason.
package article

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/clewgraph/clew/graph"
)

// Options say how to read. The zero value works, but has no standard input.
type Options struct {
	Stdin        io.Reader     // what "-" means
	Fields       Fields        // of JSON lines
	MaxBytes     int64         // an article of this many bytes is refused; 0 means 8 MB, 1.4 million words
	MaxLine      int           // a line of this many bytes is refused; 0 means 10 MB
	Timeout      time.Duration // of one address; 0 means 30 s
	MaxRedirects int           // 0 means 5
	AllowLocal   bool          // fetch from this machine and the local network too
}

// Fields names the members of a JSON object that hold an article's parts. An empty name
// means the usual ones: "text", "title", "date", "url", "author", "publisher".
type Fields struct{ Text, Title, Date, URL, Author, Publisher string }

func (o Options) complete() Options {
	if o.MaxBytes == 0 {
		o.MaxBytes = 8_000_000
	}
	if o.MaxLine == 0 {
		o.MaxLine = 10_000_000
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.MaxRedirects == 0 {
		o.MaxRedirects = 5
	}
	o.Fields = o.Fields.complete()
	return o
}

// ErrNoText says that a page holds no article.
var ErrNoText = errors.New("no article text found")

// Read yields the articles of the paths in order, those of a folder sorted by key. A path is a file,
// a folder, "-" for standard input, or an http or https address. What cannot be read yields
// an error that names it, and the reading goes on; it ends early when ctx is done.
func Read(ctx context.Context, paths []string, o Options) iter.Seq2[graph.Article, error] {
	o = o.complete()
	return func(yield func(graph.Article, error) bool) {
		for _, p := range paths {
			for a, err := range readPath(ctx, p, o) {
				if ctx.Err() != nil {
					yield(graph.Article{}, ctx.Err())
					return
				}
				if !yield(a, err) {
					return
				}
			}
		}
	}
}

func readPath(ctx context.Context, path string, o Options) iter.Seq2[graph.Article, error] {
	switch {
	case path == "-" && o.Stdin == nil:
		return failed(errors.New("-: there is no standard input"))
	case path == "-":
		return readStream(source{key: "stdin"}, o.Stdin, o)
	case isAddress(path):
		return fetch(ctx, path, o)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return failed(fmt.Errorf("%s: %w", path, reason(err)))
	case info.IsDir():
		return readFolder(ctx, path, o)
	}
	return readFile(path, filepath.Base(path), o)
}

// reason drops the operation and path that the os package puts before an error.
func reason(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

func failed(err error) iter.Seq2[graph.Article, error] {
	return func(yield func(graph.Article, error) bool) { yield(graph.Article{}, err) }
}

func isAddress(path string) bool {
	return hasPrefixFold(path, "http://") || hasPrefixFold(path, "https://")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
