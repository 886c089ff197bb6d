package format

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/clewgraph/clew/graph"
)

// source is what a reader reads: a folder, or one stream.
type source struct {
	path string
	r    io.Reader // nil for a folder
}

// Read yields what each article of the file (for csv, the folder) says, in the order of the articles' ids. The whole input is read and
// checked before the first: where the input is wrong, the only thing that is yielded is an error that says the file,
// the line and the reason.
//
// Entities keep the ids that they come with, and each reading has them with all the names and ids of the import. Those
// that no article mentions come in the reading of an article without text, named "import:…" after them. An article
// whose text is not there has an id made of its name, and an empty Text.
func (f Format) Read(ctx context.Context, path string, o Options) iter.Seq2[graph.Reading, error] {
	return func(yield func(graph.Reading, error) bool) {
		if f.Folder {
			f.yield(ctx, source{path: path}, o, yield)
			return
		}
		file, err := os.Open(path)
		if err != nil {
			yield(graph.Reading{}, err)
			return
		}
		defer file.Close() // it was only read
		f.yield(ctx, source{path, file}, o, yield)
	}
}

// ReadFrom is Read of a stream, named so in errors.
func (f Format) ReadFrom(ctx context.Context, name string, r io.Reader, o Options) iter.Seq2[graph.Reading, error] {
	return func(yield func(graph.Reading, error) bool) {
		if f.Folder {
			yield(graph.Reading{}, fmt.Errorf("read %s: %s is a folder of several files, not a stream", name, f.Name))
			return
		}
		f.yield(ctx, source{name, r}, o, yield)
	}
}

func (f Format) yield(ctx context.Context, in source, o Options, yield func(graph.Reading, error) bool) {
	if f.gather == nil {
		yield(graph.Reading{}, fmt.Errorf("format %s is only written; nq, jsonl and csv are read", f.Name))
		return
	}
	g := newGathering(o)
	if err := f.gather(ctx, in, g); err != nil {
		yield(graph.Reading{}, err)
		return
	}
	g.readings(ctx)(yield)
}

// at says where in the input an error is.
func at(file string, line int, err error) error {
	return fmt.Errorf("%s: line %d: %w", file, line, err)
}

// maxLine bounds a line, in bytes: one of JSON, or a record of CSV.
const maxLine = 64 << 20

// lines reads a stream line by line, without a byte order mark and the ends of lines.
type lines struct {
	in     *bufio.Reader
	number int // of the last line, from 1
	long   []byte
}

func newLines(r io.Reader) *lines { return &lines{in: bufio.NewReaderSize(r, 1<<16)} }

// next returns a line with its end, valid until the next call, or io.EOF.
func (l *lines) next() ([]byte, error) {
	l.number++
	line, err := l.in.ReadSlice('\n')
	for l.long = l.long[:0]; errors.Is(err, bufio.ErrBufferFull); {
		l.long = append(l.long, line...)
		if len(l.long) > maxLine {
			return nil, fmt.Errorf("it is longer than %d MiB", maxLine>>20)
		}
		line, err = l.in.ReadSlice('\n')
	}
	if len(l.long) > 0 {
		l.long = append(l.long, line...)
		line = l.long
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
		return nil, err
	}
	if l.number == 1 {
		line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	}
	return line, nil
}
