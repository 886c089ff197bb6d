// Package notebook is how people explore a graph: ask, look, ask again, and keep the trail.
//
// The language is clew's own commands without the word "clew", a line each, and graph queries that
// begin with MATCH. [Parse] reads a cell of it. The same cells run in three places: in a .ipynb file
// without Jupyter ([Notebook.Run]), in Jupyter (package jupyter) and at a prompt ([Shell]). All three ask an
// [Interpreter], so that the same notebook has the same outputs everywhere.
package notebook

import "context"

// Interpreter carries out cells. The command line fills it in.
type Interpreter struct {
	// Execute runs a cell and shows what comes of it, in order. It stops soon after ctx is done.
	Execute func(ctx context.Context, cell string, show func(Output)) error
	// Complete returns what may stand for cell[start:cursor]; positions are in bytes.
	Complete func(ctx context.Context, cell string, cursor int) (matches []string, start int)
	// Inspect describes what stands at the cursor, an entity or a command; nil where there is nothing to say.
	Inspect func(ctx context.Context, cell string, cursor int) Bundle
	// Close ends what Execute left open.
	Close func() error
}

// Output is what a cell shows: text on a stream, or one thing in several forms.
type Output struct {
	Stream string // "stdout" or "stderr"; "" where Data is meant
	Text   string
	Data   Bundle
	Aside  bool // Data is to be read beside the cells, as help is, and is not kept with them
	Clear  bool // nothing else is shown: what the cell has shown so far goes away
}

// Bundle holds one thing in several forms by media type. Text forms hold a string, JSON forms a value
// that encoding/json can write. "text/plain" is always there.
type Bundle map[string]any
