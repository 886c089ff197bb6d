package paint_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/clewgraph/clew/query/diagram/paint"
)

func paintSheet(t *testing.T, s paint.Sheet) (image.Image, []string) {
	t.Helper()
	data, notes, err := paint.PNG(s)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img, notes
}

func at(img image.Image, x, y int) color.NRGBA {
	return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
}

func TestPNG(t *testing.T) {
	square := paint.Mark{Points: []paint.Point{{X: 10, Y: 10}, {X: 30, Y: 10}, {X: 30, Y: 30}, {X: 10, Y: 30}}, Closed: true, Fill: "#E3EEF7", Stroke: "#0B5C99", Width: 2}
	line := paint.Mark{Points: []paint.Point{{X: 40, Y: 20}, {X: 80, Y: 20}}, Stroke: "#B3001B", Width: 3}
	dashed := line
	dashed.Points, dashed.Dash = []paint.Point{{X: 40, Y: 35}, {X: 80, Y: 35}}, paint.Dashed
	text := paint.Text{At: paint.Point{X: 60, Y: 60}, Centred: true, Start: 40, End: 80, Width: 40, Spans: []paint.Span{{Text: "HHHH", Size: 12, Bold: true, Color: "#000000"}}}
	img, notes := paintSheet(t, paint.Sheet{Width: 100, Height: 70, Page: "#FFFFFF", Scale: 2, Parts: []paint.Part{{Marks: []paint.Mark{square, line, dashed}, Texts: []paint.Text{text}}}})
	if len(notes) > 0 || img.Bounds().Dx() != 200 || img.Bounds().Dy() != 140 {
		t.Errorf("%v, %v", notes, img.Bounds())
	}
	for _, c := range []struct {
		what  string
		x, y  int
		color color.NRGBA
	}{
		{"page", 2, 2, color.NRGBA{255, 255, 255, 255}},
		{"inside", 40, 40, color.NRGBA{0xE3, 0xEE, 0xF7, 255}},
		{"edge", 20, 40, color.NRGBA{0x0B, 0x5C, 0x99, 255}},
		{"line", 120, 40, color.NRGBA{0xB3, 0, 0x1B, 255}},
	} {
		if got := at(img, c.x, c.y); got != c.color {
			t.Errorf("%s: %v, want %v", c.what, got, c.color)
		}
	}
	if ink := count(img, image.Rect(80, 95, 160, 125), color.NRGBA{0, 0, 0, 255}); ink < 200 {
		t.Errorf("the text has %d black pixels", ink)
	}
	full, broken := count(img, image.Rect(80, 36, 160, 44), color.NRGBA{0xB3, 0, 0x1B, 255}), count(img, image.Rect(80, 66, 160, 74), color.NRGBA{0xB3, 0, 0x1B, 255})
	if broken == 0 || broken > full*3/4 {
		t.Errorf("the dashed line has %d pixels, the full one %d", broken, full)
	}
}

func count(img image.Image, in image.Rectangle, c color.NRGBA) int {
	n := 0
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			if at(img, x, y) == c {
				n++
			}
		}
	}
	return n
}

func TestLettersThatNoFontHas(t *testing.T) {
	text := paint.Text{At: paint.Point{X: 1, Y: 20}, Spans: []paint.Span{{Text: "\U0010fffd", Size: 12, Color: "#000000"}}, End: 10, Width: 10}
	if _, notes := paintSheet(t, paint.Sheet{Width: 30, Height: 30, Page: "#FFFFFF", Scale: 1, Parts: []paint.Part{{Texts: []paint.Text{text}}}}); len(notes) != 1 || !strings.Contains(notes[0], "no font") {
		t.Errorf("notes %q", notes)
	}
}

func TestPictureThatIsTooLarge(t *testing.T) {
	img, notes := paintSheet(t, paint.Sheet{Width: 20000, Height: 10000, Page: "#FFFFFF", Scale: 2})
	if b := img.Bounds(); len(notes) != 1 || b.Dx()*b.Dy() > 51_000_000 || b.Dx() < 9000 {
		t.Errorf("%v, %q", b, notes)
	}
}

// TestTextKeepsToItsRoom paints text that is wider than its room, as with another font than the one measured.
func TestTextKeepsToItsRoom(t *testing.T) {
	text := paint.Text{At: paint.Point{X: 10, Y: 20}, Start: 10, End: 40, Width: 30, Spans: []paint.Span{{Text: strings.Repeat("W", 20), Size: 12, Color: "#000000"}}}
	img, _ := paintSheet(t, paint.Sheet{Width: 100, Height: 30, Page: "#FFFFFF", Scale: 1, Parts: []paint.Part{{Texts: []paint.Text{text}}}})
	for x := 44; x < 100; x++ {
		for y := range 30 {
			if at(img, x, y) != (color.NRGBA{255, 255, 255, 255}) {
				t.Fatalf("ink at %d,%d", x, y)
			}
		}
	}
}
