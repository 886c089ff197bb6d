package diagram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/diagram/render"
)

// chain is n entities in a row.
func chain(n int) []graph.Statement {
	var list []graph.Statement
	for i := range n - 1 {
		a := graph.Ref{ID: graph.EntityID(fmt.Sprintf("place/%d", i)), Name: fmt.Sprintf("Place %d", i), Kind: graph.Place}
		b := graph.Ref{ID: graph.EntityID(fmt.Sprintf("place/%d", i+1)), Name: fmt.Sprintf("Place %d", i+1), Kind: graph.Place}
		list = append(list, graph.Statement{Subject: a, Predicate: "partOf", Object: b, Evidence: []graph.Evidence{{Article: &graph.Article{ID: "a:1", Name: "x"}, Text: "q"}}})
	}
	return list
}

func TestSlowLayoutFallsBackToAFastOne(t *testing.T) {
	r := NewRenderer(render.Options{})
	defer r.Close()
	r.patience = 1 // nanosecond: no layout is that fast
	if _, notes, err := r.SVG(t.Context(), OfStatements(chain(5)), Options{}); err != nil || len(notes) != 0 {
		t.Error("the clock chose the layout of a small picture:", notes, err)
	}
	svg, notes, err := r.SVG(t.Context(), OfStatements(chain(hurried+5)), Options{MaxNodes: 2 * hurried})
	if err != nil || len(notes) != 1 || notes[0] != fastNote {
		t.Fatal(notes, err)
	}
	for _, want := range []string{"What the articles say", "Place 4", "Based on 1 article"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %q in the picture laid out the fast way", want)
		}
	}
}

func TestLargePictureIsLaidOutTheFastWay(t *testing.T) {
	r := NewRenderer(render.Options{})
	defer r.Close()
	svg, notes, err := r.SVG(t.Context(), OfStatements(chain(mostLayered+1)), Options{MaxNodes: 1000})
	if err != nil || len(notes) != 1 || notes[0] != fastNote || !bytes.Contains(svg, []byte("Place 400")) {
		t.Error(notes, err)
	}
}

func TestDrawingCanBeCalledOff(t *testing.T) {
	r := NewRenderer(render.Options{})
	defer r.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := r.SVG(ctx, OfStatements(chain(3)), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestWrite(t *testing.T) {
	r := NewRenderer(render.Options{})
	defer r.Close()
	for f, want := range map[Format]string{SVG: "<svg ", PNG: "\x89PNG\r\n", DOT: "digraph clew {", Term: "What the articles say"} {
		var b bytes.Buffer
		if _, err := r.Write(t.Context(), &b, f, OfStatements(chain(3)), Options{}); err != nil || !strings.HasPrefix(b.String(), want) {
			t.Errorf("%s: %v, %.40q", f, err, b.String())
		}
	}
	if _, err := r.Write(t.Context(), &bytes.Buffer{}, "pdf", OfStatements(nil), Options{}); err == nil || !strings.Contains(err.Error(), "svg, png, dot and term") {
		t.Errorf("error %v", err)
	}
}

func TestSizes(t *testing.T) {
	r := NewRenderer(render.Options{})
	defer r.Close()
	for _, c := range []struct {
		o     Options
		width int // of the PNG, 0 for its natural width at two pixels a point
	}{{Options{}, 0}, {Options{Width: 700}, 700}, {Options{Width: 700, Scale: 2}, 1400}} {
		svg, _, err := r.SVG(t.Context(), OfStatements(chain(3)), c.o)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf(` width="%d"`, c.o.Width); c.o.Width > 0 && !bytes.Contains(svg, []byte(want)) {
			t.Errorf("%+v: the SVG is not %s", c.o, want)
		}
		data, _, err := r.PNG(t.Context(), OfStatements(chain(3)), c.o)
		if err != nil {
			t.Fatal(err)
		}
		image, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || c.width > 0 && image.Width != c.width {
			t.Errorf("%+v: the PNG is %d wide, want %d; %v", c.o, image.Width, c.width, err)
		}
	}
}

func TestLayoutThatIsNone(t *testing.T) {
	d := OfStatements(nil).draw(Options{Theme: Light})
	for _, data := range []string{"", "{}", `{"bb":"0,0,1"}`, `{"bb":"a,b,c,d"}`, "<html>"} {
		if _, err := d.newScene([]byte(data)); err == nil {
			t.Errorf("%q was taken for a layout", data)
		}
	}
}

func FuzzScene(f *testing.F) {
	f.Add(`{"bb":"0,0,10,10","_ldraw_":[{"op":"F","size":10},{"op":"c","color":"#000000"},{"op":"T","pt":[1,2],"align":"l","width":5,"text":"x"}]}`)
	f.Add(`{"bb":"0,0,10,10","objects":[{"id":"n0","name":"n0","_draw_":[{"op":"S","style":"setlinewidth(2)"},{"op":"B","points":[[0,0],[1,1],[2,2],[3,3]]},{"op":"E","rect":[1]}]}]}`)
	f.Fuzz(func(t *testing.T, data string) {
		d := &drawing{palette: light, opts: Options{IDPrefix: "x"}}
		if s, err := d.newScene([]byte(data)); err == nil {
			d.svg(s)
		}
	})
}
