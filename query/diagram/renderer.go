package diagram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/clewgraph/clew/query/diagram/paint"
	"github.com/clewgraph/clew/query/diagram/render"
)

// Format is what a picture is written as.
type Format string

// The formats.
const (
	SVG  Format = "svg"
	PNG  Format = "png"
	DOT  Format = "dot"
	Term Format = "term"
)

// Worker serves as a drawing process if this process was started as one; see package render. Call it first
// thing in main: if ok, exit with the code.
func Worker(stdin io.Reader, stdout io.Writer) (code int, ok bool) {
	return render.Worker(stdin, stdout)
}

// Renderer draws pictures. It is safe for many goroutines. Close it to end its drawing processes.
type Renderer struct {
	pool     *render.Pool
	patience time.Duration // for a careful layout, before a faster one is made instead
}

// NewRenderer returns a renderer that has started no process yet.
func NewRenderer(o render.Options) *Renderer { return &Renderer{render.NewPool(o), 3 * time.Second} }

// Warm starts a drawing process in the background, while the caller still looks for the answer.
func (r *Renderer) Warm() { r.pool.Warm() }

// Close ends the drawing processes.
func (r *Renderer) Close() error { return r.pool.Close() }

// Write draws the picture. The notes are news for people: what could not be drawn as it should be.
func (r *Renderer) Write(ctx context.Context, w io.Writer, f Format, p Picture, o Options) (notes []string, err error) {
	var data []byte
	switch f {
	case SVG:
		data, notes, err = r.SVG(ctx, p, o)
	case PNG:
		data, notes, err = r.PNG(ctx, p, o)
	case DOT:
		var text string
		text, err = p.DOT(o)
		data = []byte(text)
	case Term:
		var text string
		text, err = p.Term(o, o.Width, o.Color)
		data = []byte(text)
	default:
		return nil, fmt.Errorf("a picture cannot be written as %q: svg, png, dot and term can", f)
	}
	if err != nil {
		return nil, err
	}
	_, err = w.Write(data)
	return notes, err
}

// DOT returns the picture in Graphviz' language.
func (p Picture) DOT(o Options) (string, error) {
	o, err := o.complete()
	if err != nil {
		return "", err
	}
	return p.draw(o).dot(), nil
}

// SVG returns the picture as an SVG document.
func (r *Renderer) SVG(ctx context.Context, p Picture, o Options) (data []byte, notes []string, err error) {
	d, s, notes, err := r.layOut(ctx, p, o)
	if err != nil {
		return nil, nil, err
	}
	return d.svg(s), notes, nil
}

// PNG returns the picture as a PNG image.
func (r *Renderer) PNG(ctx context.Context, p Picture, o Options) (data []byte, notes []string, err error) {
	d, s, notes, err := r.layOut(ctx, p, o)
	if err != nil {
		return nil, nil, err
	}
	image, more, err := paint.PNG(d.sheet(s))
	return image, append(notes, more...), err
}

const fastNote = "the picture is large and was laid out the fast way: fewer entities (--max-nodes) are easier to read"

// hurried is how many entities a drawing must have for the clock to choose its layout. Smaller ones are laid out in a
// blink, and on a machine that is too busy for that the same answer shall give the same picture all the same.
const hurried = 2 * DefaultMaxNodes

// inTime has the drawing laid out while patience lasts.
func (r *Renderer) inTime(ctx context.Context, d *drawing) ([]byte, error) {
	if !d.springs && len(d.nodes) > hurried {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.patience)
		defer cancel()
	}
	return r.pool.Render(ctx, d.job())
}

func (d *drawing) job() render.Job {
	if d.springs {
		return render.Job{DOT: d.dot(), Format: render.JSON, Engine: render.SFDP}
	}
	return render.Job{DOT: d.dot(), Format: render.JSON}
}

// layOut plans the picture and has it laid out.
func (r *Renderer) layOut(ctx context.Context, p Picture, o Options) (*drawing, *scene, []string, error) {
	o, err := o.complete()
	if err != nil {
		return nil, nil, nil, err
	}
	d := p.draw(o)
	var notes []string
	if d.note != "" {
		notes = append(notes, d.note)
	}
	if d.springs {
		notes = append(notes, fastNote)
	}
	data, err := r.inTime(ctx, d)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil && !d.springs {
		notes = append(notes, fastNote)
		d.springs = true
		data, err = r.pool.Render(ctx, d.job())
	}
	if err != nil {
		return nil, nil, nil, err
	}
	s, err := d.newScene(data)
	return d, s, notes, err
}

// sheet collects what is painted, in the order in which it is.
func (d *drawing) sheet(s *scene) paint.Sheet {
	scale := d.opts.Scale
	if d.opts.Width > 0 {
		scale *= float64(d.opts.Width) / s.width
	}
	sheet := paint.Sheet{Width: s.width, Height: s.height, Page: s.page, Scale: scale}
	add := func(id string) { sheet.Parts = append(sheet.Parts, s.parts[id]) }
	add("title")
	for _, front := range []bool{false, true} {
		for i, p := range d.plates {
			if (p.role == spine) != front {
				continue
			}
			for k := range p.tails {
				add(fmt.Sprintf("p%d.t%d", i, k))
			}
			for k := range p.heads {
				add(fmt.Sprintf("p%d.h%d", i, k))
			}
			add(fmt.Sprintf("p%d", i))
		}
		for i, n := range d.nodes {
			if (n.role == spine) == front {
				add(fmt.Sprintf("n%d", i))
			}
		}
	}
	add("legend")
	return sheet
}
