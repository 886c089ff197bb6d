package format

import (
	"context"
	"io"
)

// nq writes quads a line each.
type nq struct {
	w      io.Writer
	buffer []byte
}

func writeNQ(ctx context.Context, w io.Writer, g Graph, o Options) error {
	out := &rdfWriter{out: &nq{w: w}}
	return out.write(ctx, g, o)
}

func (n *nq) labels() bool { return true }

func (n *nq) quad(subject, predicate, object, graph string) error {
	b := append(append(n.buffer[:0], subject...), ' ')
	b = append(append(b, predicate...), ' ')
	b = append(append(b, object...), ' ')
	if graph != "" {
		b = append(append(b, graph...), ' ')
	}
	n.buffer = append(b, ".\n"...)
	_, err := n.w.Write(n.buffer)
	return err
}
