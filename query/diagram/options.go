package diagram

import (
	"fmt"

	"github.com/clewgraph/clew/graph/ontology"
)

// Direction is the way in which a path runs.
type Direction string

// The directions.
const (
	LeftToRight Direction = "lr"
	TopToBottom Direction = "tb"
)

// DefaultMaxNodes is how many entities are drawn before the weaker ones are folded into stacks.
const DefaultMaxNodes = 50

// MostNodes is the largest MaxNodes. Beyond it no layout tells a reader anything.
const MostNodes = 2000

// Options says how a picture is drawn. The zero value is the light theme, left to right.
type Options struct {
	Theme      Theme
	Title      string // instead of the one that says what the picture shows
	Subtitle   string
	Direction  Direction
	MaxNodes   int     // 0 is DefaultMaxNodes
	HideLegend bool    // leave out what shapes and lines mean
	Width      int     // of the picture in pixels, or columns of a terminal; 0 is its natural size, or 80
	Scale      float64 // of a PNG: pixels to the point, or to the pixel of Width; 0 is 2, or 1 with a Width
	Color      bool    // of a terminal
	IDPrefix   string  // of every id in an SVG, so that several may stand in one page; "" is "clew"
	Lang       string  // of the words of the picture, as in xml:lang; only "en" has words so far
	Ontology   *ontology.Ontology
}

// PixelScale returns how many pixels a PNG has to each of the picture's own.
func (o Options) PixelScale() float64 {
	switch {
	case o.Scale != 0:
		return o.Scale
	case o.Width > 0:
		return 1
	}
	return 2
}

// complete checks the options and fills in what is left out.
func (o Options) complete() (Options, error) {
	if _, ok := palettes[o.Theme]; !ok {
		return o, fmt.Errorf("theme %q is none of light, dark, print", o.Theme)
	}
	switch o.Direction {
	case "":
		o.Direction = LeftToRight
	case LeftToRight, TopToBottom:
	default:
		return o, fmt.Errorf("direction %q is neither lr nor tb", o.Direction)
	}
	if o.MaxNodes == 0 {
		o.MaxNodes = DefaultMaxNodes
	}
	if o.MaxNodes < 2 || o.MaxNodes > MostNodes {
		return o, fmt.Errorf("a picture of %d entities cannot be drawn: --max-nodes takes 2 to %d, and leaving it out folds what is weaker into stacks", o.MaxNodes, MostNodes)
	}
	if o.Width < 0 || o.Width > 20000 {
		return o, fmt.Errorf("width %d is not in 1..20000", o.Width)
	}
	if o.Scale = o.PixelScale(); o.Scale < 0.1 || o.Scale > 10 {
		return o, fmt.Errorf("scale %v is not in 0.1..10", o.Scale)
	}
	if o.IDPrefix = identifier(o.IDPrefix); o.IDPrefix == "" {
		o.IDPrefix = "clew"
	}
	if o.Lang == "" {
		o.Lang = "en"
	}
	if o.Ontology == nil {
		o.Ontology = ontology.Default()
	}
	return o, nil
}
