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
	scratch sync.Pool // of *breadth
	floods  sync.Pool // of *flood
	fronts  sync.Pool // of *fronts
}

// Open opens the graph in dir. Its index is used as it is if it carries the generation; if it is
// missing, stale or damaged it is built from the source that open returns, which is then closed.
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

func build(ctx context.Context, path, generation string, open func(context.Context) (index.Source, io.Closer, error)) error {
	src, closer, err := open(ctx)
	if err != nil {
		return fmt.Errorf("build the index: %w", err)
	}
	return errors.Join(index.Create(ctx, path, generation, src), closer.Close())
}

// New makes a graph of an open index, which the graph's Close closes.
func New(x *index.Index) *Graph { return &Graph{x: x} }

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
