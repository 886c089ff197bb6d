package format

import (
	"context"
	"encoding/xml"
	"io"
	"strconv"

	"github.com/clewgraph/clew/graph"
)

// writeGEXF writes GEXF 1.3 (https://gexf.net/1.3/), valid by its schema. Edges between the same entities are told
// apart by their kind, as Gephi wants it.
func writeGEXF(ctx context.Context, w io.Writer, g Graph, _ Options) error {
	x := &xmlWriter{w: w}
	x.raw(xml.Header + `<gexf xmlns="http://gexf.net/1.3" version="1.3">` + "\n  <meta>\n    <creator>clew</creator>\n  </meta>\n" +
		`  <graph defaultedgetype="directed" idtype="string" mode="static">` + "\n")
	x.gexfAttributes("node", nodeAttributes)
	x.gexfAttributes("edge", edgeAttributes)
	x.raw("    <nodes>\n")
	err := each(ctx, g.Entities, func(e graph.Entity) error {
		x.raw("      <node").attribute("id", string(e.ID)).attribute("label", e.Name).raw(">\n")
		x.gexfValues(nodeAttributes, nodeValues(e))
		x.raw("      </node>\n")
		return x.err
	})
	if err != nil {
		return err
	}
	x.raw("    </nodes>\n    <edges>\n")
	n := 0
	err = each(ctx, g.Statements, func(s graph.Statement) error {
		x.raw("      <edge").attribute("id", "s"+strconv.Itoa(n)).attribute("source", string(s.Subject.ID)).attribute("target", string(s.Object.ID))
		x.attribute("kind", string(s.Predicate)).attribute("label", string(s.Predicate)).attribute("weight", strconv.Itoa(s.Sources())).raw(">\n")
		x.gexfValues(edgeAttributes, edgeValues(s))
		x.raw("      </edge>\n")
		n++
		return x.err
	})
	if err != nil {
		return err
	}
	return x.raw("    </edges>\n  </graph>\n</gexf>\n").err
}

// gexfAttributes declares the attributes that GEXF has none of its own for; their ids are their names.
func (x *xmlWriter) gexfAttributes(class string, list []attribute) {
	x.raw("    <attributes class=\"" + class + "\">\n")
	for _, a := range list {
		if !gexfOwn[a.name] {
			x.raw("      <attribute id=\"" + a.name + "\" title=\"" + a.name + "\" type=\"" + a.kind + "\"/>\n")
		}
	}
	x.raw("    </attributes>\n")
}

// gexfOwn are the attributes that GEXF's own elements have.
var gexfOwn = map[string]bool{"label": true, "weight": true}

func (x *xmlWriter) gexfValues(list []attribute, values []string) {
	x.raw("        <attvalues>\n")
	for i, v := range values {
		if v != "" && !gexfOwn[list[i].name] {
			x.raw("          <attvalue").attribute("for", list[i].name).attribute("value", v).raw("/>\n")
		}
	}
	x.raw("        </attvalues>\n")
}
