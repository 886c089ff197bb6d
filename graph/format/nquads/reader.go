package nquads

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// MaxLine is the longest line that a Reader takes, in bytes.
const MaxLine = 64 << 20

// Reader reads quads one by one.
type Reader struct {
	in      *bufio.Reader
	line    int    // number of the line that rest is part of, from 1
	long    []byte // a line that is longer than the buffer of in
	rest    []byte // what is left of the line
	scratch []byte // text of terms with escapes
	started bool
}

// NewReader returns a reader of N-Quads or N-Triples in UTF-8, with or without a byte order mark.
func NewReader(r io.Reader) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 1<<16)}
}

// Line returns the number of the line that the last quad or error is on.
func (r *Reader) Line() int { return r.line }

// Read returns the next quad, which is valid until the next call, or io.EOF. Any other error is a
// place that is no N-Quads, as in `line 3: column 14: an IRI may not hold a space`.
func (r *Reader) Read() (Quad, error) {
	for {
		if err := r.skipBlank(); err != nil {
			return Quad{}, err
		}
		if len(r.rest) > 0 {
			return r.quad()
		}
		if err := r.nextLine(); err != nil {
			return Quad{}, err
		}
	}
}

// skipBlank skips what stands between quads of one line: white space, a comment, a lone CR, which ends a line too.
func (r *Reader) skipBlank() error {
	for len(r.rest) > 0 {
		switch r.rest[0] {
		case ' ', '\t', '\r', '\n':
			r.rest = r.rest[1:]
		case '#':
			end := bytes.IndexAny(r.rest, "\r\n")
			if end < 0 {
				end = len(r.rest)
			}
			if !utf8.Valid(r.rest[:end]) {
				return fmt.Errorf("line %d: the comment is not valid UTF-8", r.line)
			}
			r.rest = r.rest[end:]
		default:
			return nil
		}
	}
	return nil
}

func (r *Reader) nextLine() error {
	r.line++
	line, err := r.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = r.longLine(line)
	}
	if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
		return err
	}
	if !r.started {
		r.started = true
		line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	}
	r.rest = line
	return nil
}

// longLine reads on from a part that filled the buffer.
func (r *Reader) longLine(part []byte) ([]byte, error) {
	r.long = append(r.long[:0], part...)
	for {
		part, err := r.in.ReadSlice('\n')
		r.long = append(r.long, part...)
		if len(r.long) > MaxLine {
			return nil, fmt.Errorf("line %d: it is longer than %d MiB", r.line, MaxLine>>20)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return r.long, err
		}
	}
}

// quad parses a statement and the rest of its line.
func (r *Reader) quad() (q Quad, err error) {
	s := scanner{in: r.rest, scratch: r.scratch[:0]}
	q.Subject = s.term(false)
	q.Predicate = s.term(false)
	q.Object = s.term(true)
	if s.space(); s.err == nil && s.peek() != '.' {
		q.Graph = s.term(false)
	}
	s.end(q)
	r.rest, r.scratch = s.in[s.at:], s.scratch
	if s.err != nil {
		return Quad{}, fmt.Errorf("line %d: column %d: %w", r.line, s.at+1, s.err)
	}
	return q, nil
}
