package format

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"github.com/clewgraph/clew/graph"
)

// writeGraphML writes GraphML 1.0 (http://graphml.graphdrawing.org/specification.html) as networkx, Gephi and yEd
// read it: a directed graph whose edges have ids, since two entities may be connected by several statements.
func writeGraphML(ctx context.Context, w io.Writer, g Graph, _ Options) error {
	x := &xmlWriter{w: w}
	x.raw(xml.Header + `<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">` + "\n")
	x.keys("node", nodeAttributes)
	x.keys("edge", edgeAttributes)
	x.raw("  <graph id=\"clew\" edgedefault=\"directed\">\n")
	err := each(ctx, g.Entities, func(e graph.Entity) error {
		x.raw(`    <node`).attribute("id", string(e.ID)).raw(">\n").data("node", nodeValues(e))
		x.raw("    </node>\n")
		return x.err
	})
	if err != nil {
		return err
	}
	n := 0
	err = each(ctx, g.Statements, func(s graph.Statement) error {
		x.raw(`    <edge`).attribute("id", "s"+strconv.Itoa(n)).attribute("source", string(s.Subject.ID)).attribute("target", string(s.Object.ID))
		x.raw(">\n").data("edge", edgeValues(s))
		x.raw("    </edge>\n")
		n++
		return x.err
	})
	if err != nil {
		return err
	}
	return x.raw("  </graph>\n</graphml>\n").err
}

// xmlWriter writes XML piece by piece. The first error stays.
type xmlWriter struct {
	w   io.Writer
	err error
}

func (x *xmlWriter) raw(s string) *xmlWriter {
	if x.err == nil {
		_, x.err = io.WriteString(x.w, s)
	}
	return x
}

// text writes a text so that it is read as it is, line breaks and all, in elements and attributes. Characters that XML
// cannot hold become U+FFFD.
func (x *xmlWriter) text(s string) *xmlWriter {
	if x.err == nil {
		x.err = xml.EscapeText(x.w, []byte(s))
	}
	return x
}

func (x *xmlWriter) attribute(name, value string) *xmlWriter {
	return x.raw(" " + name + `="`).text(value).raw(`"`)
}

// keys declares attributes, whose ids are node0, node1, …
func (x *xmlWriter) keys(of string, list []attribute) {
	for i, a := range list {
		x.raw(fmt.Sprintf("  <key id=\"%s%d\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", of, i, of, a.name, a.kind))
	}
}

// data writes the attributes that are not empty.
func (x *xmlWriter) data(of string, values []string) {
	for i, v := range values {
		if v != "" {
			x.raw(`      <data key="` + of + strconv.Itoa(i) + `">`).text(v).raw("</data>\n")
		}
	}
}
