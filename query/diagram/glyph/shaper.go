package glyph

import (
	"bytes"
	"image"
	_ "image/jpeg" // what bitmap fonts hold
	_ "image/png"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// Point is a place relative to the beginning of the baseline, y downwards, in the unit of the size asked for.
type Point struct{ X, Y float64 }

// Segment is a step of an outline. It moves to, draws a line to, or a quadratic or cubic curve to the last of
// its points; 1 point and Move, 1, 2 or 3 points.
type Segment struct {
	Move   bool
	Points []Point
}

// Bitmap is a sign that a font has as a picture, such as a coloured emoji, with the rectangle that it fills.
type Bitmap struct {
	Image    image.Image
	Min, Max Point
}

// Shape is what text looks like.
type Shape struct {
	Width   float64
	Outline []Segment // of all signs, to be filled by the non-zero rule
	Bitmaps []Bitmap
}

// Shaper turns text into shapes: letters are joined and placed as their script wants. Fonts of the system are
// looked for when text needs a letter that the embedded font lacks. It is not safe for several goroutines.
type Shaper struct {
	segmenter shaping.Segmenter
	harfbuzz  shaping.HarfbuzzShaper
	system    *fontscan.FontMap
	looked    bool                     // for fonts of the system
	missing   map[language.Script]rune // the first letter that no font has, for each script
	bold      bool
	script    language.Script
}

// NewShaper returns a shaper that has looked for no fonts yet.
func NewShaper() *Shaper { return &Shaper{missing: map[language.Script]rune{}} }

// Missing lists, for each script that no font had letters for, one of these letters, sorted.
func (s *Shaper) Missing() []string {
	var letters []string
	for _, r := range slices.Sorted(maps.Values(s.missing)) {
		letters = append(letters, string(r))
	}
	return letters
}

// Shape shapes a line of text.
func (s *Shaper) Shape(text string, size float64, isBold bool) Shape {
	runes := []rune(text)
	s.bold = isBold
	runs := s.segmenter.Split(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Size: fixed.Int26_6(size * 64), Language: language.DefaultLanguage(),
	}, s)
	// Split reuses its memory, and a run from right to left is only moved as a whole.
	outputs := make([]shaping.Output, 0, len(runs))
	for _, in := range runs {
		outputs = append(outputs, s.harfbuzz.Shape(in))
	}
	var shape Shape
	for _, out := range inVisualOrder(outputs) {
		shape.add(out, runes, size)
	}
	return shape
}

// inVisualOrder reverses neighbouring runs from right to left within a line that runs from left to right.
func inVisualOrder(runs []shaping.Output) []shaping.Output {
	for i := 0; i < len(runs); {
		j := i
		for j < len(runs) && runs[j].Direction.Progression() == di.TowardTopLeft {
			j++
		}
		slices.Reverse(runs[i:j])
		i = max(j, i+1)
	}
	return runs
}

// SetScript is called by the segmenter before ResolveFace.
func (s *Shaper) SetScript(script language.Script) { s.script = script }

// ResolveFace returns a font for a letter: the embedded one if it has it, else one of the system.
func (s *Shaper) ResolveFace(r rune) *font.Face {
	embedded := regular()
	if s.bold {
		embedded = bold()
	}
	if _, ok := embedded.NominalGlyph(r); ok {
		return embedded
	}
	if fonts := s.systemFonts(); fonts != nil {
		fonts.SetScript(s.script)
		if face := fonts.ResolveFace(r); face != nil {
			if _, ok := face.NominalGlyph(r); ok {
				return face
			}
		}
	}
	if script := language.LookupScript(r); s.missing[script] == 0 || r < s.missing[script] {
		s.missing[script] = r
	}
	return embedded
}

// systemFonts looks for the fonts of the system, once.
func (s *Shaper) systemFonts() *fontscan.FontMap {
	if !s.looked {
		s.looked = true
		s.system = findFonts()
	}
	if s.system != nil {
		aspect := font.Aspect{Weight: font.WeightNormal}
		if s.bold {
			aspect.Weight = font.WeightBold
		}
		s.system.SetQuery(fontscan.Query{Families: []string{"Noto Sans", fontscan.SansSerif, fontscan.Emoji}, Aspect: aspect})
	}
	return s.system
}

// findFonts lists the fonts of the system. What it finds is kept in the user's cache folder, or looked for anew
// each time where there is none. It returns nil where there are no fonts.
func findFonts() *fontscan.FontMap {
	folder, err := os.UserCacheDir()
	if err == nil {
		folder = filepath.Join(folder, "clew")
		err = os.MkdirAll(folder, 0o700)
	}
	if err != nil {
		if folder, err = os.MkdirTemp("", "clew-fonts-"); err != nil {
			return nil
		}
		defer os.RemoveAll(folder)
	}
	fonts := fontscan.NewFontMap(log.New(io.Discard, "", 0))
	if fonts.UseSystemFonts(folder) != nil {
		return nil
	}
	return fonts
}

// add appends a run at the end of the shape.
func (s *Shape) add(run shaping.Output, text []rune, size float64) {
	scale := size / float64(run.Face.Upem())
	for _, g := range run.Glyphs {
		at := Point{s.Width + float64(g.XOffset)/64, -float64(g.YOffset) / 64}
		switch data := run.Face.GlyphData(g.GlyphID).(type) {
		case font.GlyphOutline:
			s.outline(data, at, scale)
		case font.GlyphBitmap:
			s.bitmap(data, g, at)
		case font.GlyphSVG:
			s.outline(data.Outline, at, scale)
		default:
			if outline, ok := run.Face.GlyphDataOutline(g.GlyphID); ok {
				s.outline(outline, at, scale)
			}
		}
		if text[g.TextIndex()] == ' ' { // that of an emoji font is far too wide
			s.Width += Width(" ", size, false)
		} else {
			s.Width += float64(g.Advance) / 64
		}
	}
}

func (s *Shape) outline(o font.GlyphOutline, at Point, scale float64) {
	for _, seg := range o.Segments {
		one := Segment{Move: seg.Op == opentype.SegmentOpMoveTo}
		for _, p := range seg.ArgsSlice() {
			one.Points = append(one.Points, Point{at.X + float64(p.X)*scale, at.Y - float64(p.Y)*scale})
		}
		s.Outline = append(s.Outline, one)
	}
}

func (s *Shape) bitmap(b font.GlyphBitmap, g shaping.Glyph, at Point) {
	img, _, err := image.Decode(bytes.NewReader(b.Data))
	if err != nil {
		return
	}
	x, y := at.X+float64(g.XBearing)/64, at.Y-float64(g.YBearing)/64
	s.Bitmaps = append(s.Bitmaps, Bitmap{img, Point{x, y}, Point{x + float64(g.Width)/64, y - float64(g.Height)/64}})
}
