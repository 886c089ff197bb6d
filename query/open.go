package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/clewgraph/clew/query/index"
)

// IndexFile is the name of the index in a graph's folder.
const IndexFile = "index.bin"

// Graph answers queries from an index. Its methods may be called from several goroutines.
type Graph struct {
	x       *index.Index
	any     [2]*automaton // of all paths, and of those along the statements
	scratch sync.Pool     // of *breadth
	floods  sync.Pool     // of *flood
	fronts  sync.Pool     // of *fronts
}

// Open opens the graph in dir. Its index is used as it is if it carries the generation; if it is
// missing, stale or damaged it is brought up to date from the source that open returns, which is then closed: extended by
// what has changed where the source is an [index.Journal] that knows it, else built anew.
func Open(ctx context.Context, dir, generation string, open func(context.Context) (index.Source, io.Closer, error)) (*Graph, error) {
	path := filepath.Join(dir, IndexFile)
	x, err := index.Open(path, generation)
	if err == nil {
		return New(x), nil
	}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, index.ErrStale) && !errors.Is(err, index.ErrDamaged) {
		return nil, err
	}
	if err := build(ctx, path, generation, open); err != nil {
		return nil, err
	}
	if x, err = index.Open(path, generation); err != nil {
		return nil, err
	}
	return New(x), nil
}

// build makes the index anew from a source, or extends the one that is there where the source knows what has changed.
func build(ctx context.Context, path, generation string, open func(context.Context) (index.Source, io.Closer, error)) error {
	src, closer, err := open(ctx)
	if err != nil {
		return fmt.Errorf("build the index: %w", err)
	}
	extended, err := extend(ctx, path, generation, src)
	if err == nil && !extended {
		err = index.Create(ctx, path, generation, src)
	}
	return errors.Join(err, closer.Close())
}

// extend extends the index at path if it can. An index that is damaged or of another version cannot be extended.
func extend(ctx context.Context, path, generation string, src index.Source) (bool, error) {
	journal, ok := src.(index.Journal)
	if !ok {
		return false, nil
	}
	was, err := index.GenerationOf(path)
	if err != nil {
		return false, nil
	}
	delta, known, err := journal.Since(ctx, was)
	if err != nil || !known {
		return false, err
	}
	if err = index.Extend(ctx, path, generation, delta); errors.Is(err, index.ErrDamaged) {
		return false, nil
	}
	return err == nil, err
}

// New makes a graph of an open index, which the graph's Close closes.
func New(x *index.Index) *Graph {
	return &Graph{x: x, any: [2]*automaton{anything(x, false), anything(x, true)}}
}

// Index returns what the graph answers from.
func (g *Graph) Index() *index.Index { return g.x }

// Close closes the index.
func (g *Graph) Close() error { return g.x.Close() }

// Discard removes the index of the graph in dir, to be called when a query has failed with
// [index.ErrDamaged]: the next Open builds it again.
func Discard(dir string) error {
	err := os.Remove(filepath.Join(dir, IndexFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
