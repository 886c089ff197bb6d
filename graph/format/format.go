package format

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// Graph is what a writer writes. The iterators are walked once, in the order of the fields, and
// come sorted; a nil one is empty. An error that they yield ends the writing.
type Graph struct {
	Articles   iter.Seq2[graph.Article, error] // with text only where it shall be written too
	Entities   iter.Seq2[graph.Entity, error]
	Mentions   func(context.Context, graph.EntityID) ([]graph.Mention, error) // sorted; nil where they are not wanted
	Statements iter.Seq2[graph.Statement, error]
}

// Options are what readers and writers may be told. The zero value works.
type Options struct {
	Ontology *ontology.Ontology // the embedded one where nil
}

func (o Options) ontology() *ontology.Ontology {
	if o.Ontology == nil {
		return ontology.Default()
	}
	return o.Ontology
}

// Format is one way to write a graph.
type Format struct {
	Name       string   // as --format takes it
	Extensions []string // of files, with the dot
	About      string   // one line for people

	// Folder says that the format is several files in a folder: WriteFolder writes it, not Write.
	Folder bool

	write  func(context.Context, io.Writer, Graph, Options) error
	gather func(context.Context, source, *gathering) error
}

// CanRead reports whether the format can be read too.
func (f Format) CanRead() bool { return f.gather != nil }

// Formats lists every format in the order in which they are shown.
func Formats() []Format {
	return []Format{
		{Name: "nq", Extensions: []string{".nq", ".nquads"}, About: "N-Quads, lossless: Web Annotation and PROV-O", write: writeNQ, gather: gatherNQ},
		{Name: "ttl", Extensions: []string{".ttl"}, About: "Turtle: the same without the articles' labels", write: writeTTL},
		{Name: "jsonl", Extensions: []string{".jsonl", ".ndjson"}, About: "JSON lines, as extract writes them", write: writeJSONL, gather: gatherJSONL},
		{Name: "csv", About: "a folder of entities.csv, statements.csv and articles.csv", Folder: true, gather: gatherCSV},
		{Name: "graphml", Extensions: []string{".graphml"}, About: "GraphML, for networkx, Gephi and yEd", write: writeGraphML},
		{Name: "gexf", Extensions: []string{".gexf"}, About: "GEXF 1.3, for Gephi", write: writeGEXF},
		{Name: "cypher", Extensions: []string{".cypher", ".cql"}, About: "Cypher, for Neo4j", write: writeCypher},
		{Name: "ftm", Extensions: []string{".ftm", ".ftm.json"}, About: "FollowTheMoney, for Aleph", write: writeFTM},
		{Name: "dot", Extensions: []string{".dot", ".gv"}, About: "Graphviz, the whole graph plainly", write: writeDOT},
	}
}

// Find returns the format of that name, without regard to case.
func Find(name string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if strings.EqualFold(f.Name, name) {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("format %q is none of %s", name, strings.Join(names, ", "))
}

// ForFile returns the format that the file's name ends in.
func ForFile(name string) (Format, bool) {
	for _, f := range Formats() {
		if slices.ContainsFunc(f.Extensions, func(ext string) bool { return strings.HasSuffix(strings.ToLower(name), ext) }) {
			return f, true
		}
	}
	return Format{}, false
}

// Write writes the graph. A format that is a folder is written by [Format.WriteFolder].
func (f Format) Write(ctx context.Context, w io.Writer, g Graph, o Options) error {
	if f.Folder {
		return fmt.Errorf("write %s: it is a folder of several files, not a stream", f.Name)
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if err := f.write(ctx, out, g, o); err != nil {
		return fmt.Errorf("write %s: %w", f.Name, err)
	}
	return out.Flush()
}

// each calls f with every value until one of them, the iterator or the context fails.
func each[T any](ctx context.Context, seq iter.Seq2[T, error], f func(T) error) error {
	if seq == nil {
		return nil
	}
	for v, err := range seq {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f(v); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// mentions returns the entity's mentions, or none where they are not wanted.
func (g Graph) mentions(ctx context.Context, id graph.EntityID) ([]graph.Mention, error) {
	if g.Mentions == nil {
		return nil, nil
	}
	return g.Mentions(ctx, id)
}
