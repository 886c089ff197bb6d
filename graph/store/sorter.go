package store

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// sorter puts rows in the order of their keys, in memory that does not grow with their number: rows beyond a limit
// are written to a file as a sorted run, and the runs are merged when the rows are read. Rows of one key keep
// the order in which they came.
type sorter struct {
	dir   string // where the file is made
	limit int    // bytes that are kept in memory

	data []byte
	rows []sorterRow // in data
	file *os.File    // of runs, one after another; nil while there is none
	runs []sorterRun
	size int64 // of the file
}

type sorterRow struct{ at, key, value int }

type sorterRun struct{ at, size int64 }

// sorterFiles are the names of sorters' files. One that is there when a change begins was left by a process that was
// killed.
const sorterFiles = "load-*.tmp"

func (s *sorter) add(k, v []byte) error {
	if len(s.data) > 0 && len(s.data)+len(k)+len(v)+len(s.rows)*24 > s.limit {
		if err := s.spill(); err != nil {
			return fmt.Errorf("sort: %w", err)
		}
	}
	s.rows = append(s.rows, sorterRow{len(s.data), len(k), len(v)})
	s.data = append(append(s.data, k...), v...)
	return nil
}

func (s *sorter) key(r sorterRow) []byte { return s.data[r.at : r.at+r.key] }

func (s *sorter) value(r sorterRow) []byte { return s.data[r.at+r.key:][:r.value] }

func (s *sorter) sort() {
	slices.SortFunc(s.rows, func(a, b sorterRow) int { return cmp.Or(bytes.Compare(s.key(a), s.key(b)), cmp.Compare(a.at, b.at)) })
}

// spill writes the rows in memory to the file.
func (s *sorter) spill() (err error) {
	if s.file == nil {
		if s.file, err = os.CreateTemp(s.dir, sorterFiles); err != nil {
			return err
		}
	}
	s.sort()
	counted := &countingWriter{w: s.file}
	w := bufio.NewWriterSize(counted, 1<<18)
	var head []byte
	for _, r := range s.rows {
		head = binary.AppendUvarint(binary.AppendUvarint(head[:0], uint64(r.key)), uint64(r.value))
		for _, part := range [][]byte{head, s.data[r.at:][:r.key+r.value]} {
			if _, err := w.Write(part); err != nil {
				return err
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	s.runs = append(s.runs, sorterRun{s.size, counted.n})
	s.size += counted.n
	s.data, s.rows = s.data[:0], s.rows[:0]
	return nil
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// close frees the memory and removes the file.
func (s *sorter) close() error {
	s.data, s.rows, s.runs = nil, nil, nil
	if s.file == nil {
		return nil
	}
	err := errors.Join(s.file.Close(), os.Remove(s.file.Name()))
	s.file = nil
	return err
}

// removeSorterFiles removes what processes that were killed have left.
func removeSorterFiles(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, sorterFiles))
	if err != nil {
		return nil // the folder's name is no pattern; what was left stays and does no harm
	}
	for _, name := range left {
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("remove what an interrupted load has left: %w", err)
		}
	}
	return nil
}

// each calls do with the rows in order. They are valid until it returns. The rows can be read several times, but none
// may be added afterwards.
func (s *sorter) each(do func(k, v []byte) error) error {
	s.sort()
	m := merger{}
	for _, r := range s.runs {
		m = append(m, &runReader{order: len(m), in: bufio.NewReaderSize(io.NewSectionReader(s.file, r.at, r.size), 1<<16)})
	}
	m = append(m, &runReader{order: len(m), memory: s, left: s.rows})
	for i := 0; i < len(m); i++ {
		more, err := m[i].next()
		if err != nil {
			return err
		}
		if !more {
			m = slices.Delete(m, i, i+1)
			i--
		}
	}
	heap.Init(&m)
	for len(m) > 0 {
		if err := do(m[0].k, m[0].v); err != nil {
			return err
		}
		more, err := m[0].next()
		switch {
		case err != nil:
			return err
		case more:
			heap.Fix(&m, 0)
		default:
			heap.Pop(&m)
		}
	}
	return nil
}

// sortedRow is a row as a group has it.
type sortedRow struct{ k, v []byte }

// groups calls do with the rows whose keys have a part in common, which part returns. They are valid until do returns.
func (s *sorter) groups(part func(k []byte) []byte, do func(part []byte, rows []sortedRow) error) error {
	var buffer []byte
	var rows []sortedRow
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		err := do(part(rows[0].k), rows)
		buffer, rows = buffer[:0], rows[:0]
		return err
	}
	err := s.each(func(k, v []byte) error {
		if len(rows) > 0 && !bytes.Equal(part(k), part(rows[0].k)) {
			if err := flush(); err != nil {
				return err
			}
		}
		at := len(buffer)
		buffer = append(append(buffer, k...), v...)
		middle := at + len(k)
		rows = append(rows, sortedRow{buffer[at:middle:middle], buffer[middle:len(buffer):len(buffer)]})
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// runReader reads one run, of the file or that in memory.
type runReader struct {
	order  int
	in     *bufio.Reader
	memory *sorter
	left   []sorterRow
	buffer []byte
	k, v   []byte
}

func (r *runReader) next() (more bool, err error) {
	if r.memory != nil {
		if len(r.left) == 0 {
			return false, nil
		}
		r.k, r.v = r.memory.key(r.left[0]), r.memory.value(r.left[0])
		r.left = r.left[1:]
		return true, nil
	}
	key, err := binary.ReadUvarint(r.in)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	value, err2 := binary.ReadUvarint(r.in)
	if err := errors.Join(err, err2); err != nil {
		return false, fmt.Errorf("read sorted rows: %w", err)
	}
	r.buffer = slices.Grow(r.buffer[:0], int(key+value))[:key+value]
	if _, err := io.ReadFull(r.in, r.buffer); err != nil {
		return false, fmt.Errorf("read sorted rows: %w", err)
	}
	r.k, r.v = r.buffer[:key], r.buffer[key:]
	return true, nil
}

// merger is a heap of runs, that with the smallest row first.
type merger []*runReader

func (m merger) Len() int { return len(m) }

func (m merger) Less(i, j int) bool {
	return cmp.Or(bytes.Compare(m[i].k, m[j].k), cmp.Compare(m[i].order, m[j].order)) < 0
}

func (m merger) Swap(i, j int) { m[i], m[j] = m[j], m[i] }

func (m *merger) Push(x any) { *m = append(*m, x.(*runReader)) }

func (m *merger) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}
