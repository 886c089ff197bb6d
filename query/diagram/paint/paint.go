// Package paint turns shapes and texts with their places into a PNG.
package paint

// Point is a place in points from the top left corner.
type Point struct{ X, Y float64 }

// Dash is how a line is broken.
type Dash int

// The dashes.
const (
	Solid Dash = iota
	Dashed
	Dotted
)

// Mark is a shape: a polygon, a polyline, or where Curved a chain of cubic Bézier curves.
type Mark struct {
	Points []Point
	Curved bool
	Closed bool
	Fill   string // "#RRGGBB", "" for none
	Stroke string
	Width  float64 // of the line
	Dash   Dash
}

// Dashes returns the lengths of a dash and of the gap after it, 0 and 0 for a line that is not broken. Those of thick
// lines are longer, or they would be a row of squares.
func (m Mark) Dashes() (on, off float64) {
	switch m.Dash {
	case Dashed:
		return max(5, 2.4*m.Width), max(3, 1.2*m.Width)
	case Dotted:
		return 1.2, 3
	}
	return 0, 0
}

// Span is text in one manner.
type Span struct {
	Text  string
	Size  float64
	Bold  bool
	Color string
}

// Text is a line of text on its baseline.
type Text struct {
	At         Point // its middle where Centred, else its left end
	Centred    bool
	Spans      []Span
	Start, End float64 // the room that the layout gave it
	Width      float64 // the room that it needs
}

// Part is what is drawn of one entity, predicate or line.
type Part struct {
	Marks []Mark
	Texts []Text
}
