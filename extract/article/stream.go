package article

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// source says where a text comes from.
type source struct {
	key     string
	url     string // of a fetched page
	format  format
	charset string // that the server named
}

// readFile reads the articles of one file; key names it.
func readFile(path, key string, o Options) iter.Seq2[graph.Article, error] {
	return func(yield func(graph.Article, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(graph.Article{}, fmt.Errorf("%s: %w", key, reason(err)))
			return
		}
		defer f.Close() // only read from
		if err := checkFile(f, key, o); err != nil {
			yield(graph.Article{}, fmt.Errorf("%s: %w", key, err))
			return
		}
		readStream(source{key: key, format: formatOf(key)}, f, o)(yield)
	}
}

// checkFile refuses what is no file, and by its size alone a file that is one article and too large for it.
func checkFile(f *os.File, key string, o Options) error {
	info, err := f.Stat()
	switch {
	case err != nil:
		return reason(err)
	case !info.Mode().IsRegular() && info.Mode()&os.ModeNamedPipe == 0:
		return errors.New("not a regular file")
	case info.Size() >= o.MaxBytes && formatOf(key) != formatJSONLines && formatOf(key) != formatUnknown && !strings.HasSuffix(strings.ToLower(key), ".gz"):
		return errTooLarge(o.MaxBytes)
	}
	return nil
}

func errTooLarge(limit int64) error {
	return fmt.Errorf("too large: %d MB or more; split it into articles", limit/1_000_000)
}

// readStream reads the articles of one stream: unpacks it, tells its format where the name does not, and decodes it.
func readStream(s source, r io.Reader, o Options) iter.Seq2[graph.Article, error] {
	return func(yield func(graph.Article, error) bool) {
		in, err := unpack(r)
		if err != nil {
			yield(graph.Article{}, fmt.Errorf("%s: %w", s.key, err))
			return
		}
		if s.format == formatUnknown {
			s.format = sniff(in)
		}
		if s.format == formatJSONLines {
			readJSONLines(s, in, o)(yield)
			return
		}
		a, err := readWhole(s, in, o)
		if err != nil {
			err = fmt.Errorf("%s: %w", s.key, err)
		}
		yield(a, err)
	}
}

// unpack looks through gzip.
func unpack(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if magic, _ := in.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return in, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("broken gzip: %w", err)
	}
	return bufio.NewReaderSize(z, 64<<10), nil
}

// sniff tells the format of a stream without a name by how it begins.
func sniff(in *bufio.Reader) format {
	head, _ := in.Peek(512)
	head = bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))))
	switch {
	case bytes.HasPrefix(head, []byte("<!doctype html")), bytes.HasPrefix(head, []byte("<html")):
		return formatHTML
	case bytes.HasPrefix(head, []byte(`{"`)):
		return formatJSONLines
	}
	return formatText
}

// readWhole reads a stream that is one article.
func readWhole(s source, in io.Reader, o Options) (graph.Article, error) {
	data, err := readAll(in, o.MaxBytes)
	if err != nil {
		return graph.Article{}, err
	}
	charset := s.charset
	if s.format == formatHTML && charset == "" {
		charset = declaredCharset(data)
	}
	text, err := decode(data, charset)
	if err != nil {
		return graph.Article{}, err
	}
	if err := checkLines(text, o.MaxLine); err != nil {
		return graph.Article{}, err
	}
	switch s.format {
	case formatHTML:
		return readHTML(s, text)
	case formatMarkdown:
		return readMarkdown(s, text)
	}
	return readText(s, text)
}

var errGzip = errors.New("broken gzip")

func readAll(in io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, limit))
	switch {
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fmt.Errorf("%w: %w", errGzip, err)
	case err != nil:
		return nil, reason(err)
	case int64(len(data)) >= limit:
		return nil, errTooLarge(limit)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, errors.New("the file is empty")
	}
	return data, nil
}

// checkLines refuses a text with a line that no article has.
func checkLines(text string, limit int) error {
	line := 1
	for len(text) > 0 {
		end := indexNewline(text)
		if end >= limit {
			return fmt.Errorf("line %d is %d MB long; is this an article?", line, end/1_000_000)
		}
		text, line = text[min(end+1, len(text)):], line+1
	}
	return nil
}

func indexNewline(text string) int {
	if i := strings.IndexByte(text, 10); i >= 0 {
		return i
	}
	return len(text)
}
