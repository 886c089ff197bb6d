// Package render lays out graphs with Graphviz, in processes of its own.
//
// Graphviz here is go-graphviz: the C program compiled to WebAssembly. It is not safe for two goroutines,
// leaks a little at each picture, does not look at a context, and can take minutes over a graph that looks
// harmless. So it never runs in the process that asks. A [Pool] starts the same program again as a worker,
// which [Worker] serves; a worker that misses its deadline is killed, one that grew is replaced.
//
//	func main() {
//		if code, ok := render.Worker(os.Stdin, os.Stdout); ok {
//			os.Exit(code)
//		}
//		pool := render.NewPool(render.Options{})
//		defer pool.Close()
//		svg, err := pool.Render(ctx, render.Job{DOT: "digraph { a -> b }", Format: render.SVG})
//	}
//
// What a program that does not draw pays for Graphviz is kept small by package dormant.
package render

import (
	"errors"
	"fmt"
)

// Format is what Graphviz writes.
type Format string

// The formats in use. Graphviz' own PNG is not among them: in WebAssembly it draws no lines.
const (
	SVG  Format = "svg"
	JSON Format = "json" // every shape and text with its place, for painting
)

// Engine is a way of laying out.
type Engine string

// The engines in use.
const (
	Dot  Engine = "dot"  // in layers; the one for pictures of ordinary size
	SFDP Engine = "sfdp" // by springs; for a thousand nodes and more
)

// Job is a graph to lay out.
type Job struct {
	DOT    string
	Engine Engine // Dot where empty
	Format Format
}

func (j Job) check() error {
	if j.Engine != Dot && j.Engine != SFDP {
		return fmt.Errorf("layout engine %q is neither dot nor sfdp", j.Engine)
	}
	if j.Format != SVG && j.Format != JSON {
		return fmt.Errorf("format %q is neither svg nor json", j.Format)
	}
	return nil
}

// ErrLayout is wrapped by errors that Graphviz itself reported: the graph will fail again.
var ErrLayout = errors.New("graphviz")
