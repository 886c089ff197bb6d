package diagram_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"testing"

	"github.com/clewgraph/clew/query/diagram"
	"github.com/clewgraph/clew/query/diagram/render"
)

func TestSVGIsWellFormedAndTheSameEachTime(t *testing.T) {
	r := diagram.NewRenderer(render.Options{})
	defer r.Close()
	a, around := pathSample()
	var first []byte
	for range 2 {
		svg, notes, err := r.SVG(t.Context(), diagram.OfAnswer(a, around), diagram.Options{Ontology: vocabulary()})
		if err != nil || len(notes) > 0 {
			t.Fatal(notes, err)
		}
		if first == nil {
			first = svg
		}
		if !bytes.Equal(first, svg) {
			t.Error("the same answer gave two pictures")
		}
	}
	for d := xml.NewDecoder(bytes.NewReader(first)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
