package notebook

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/png"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/BourgeoisBear/rasterm"
	xdraw "golang.org/x/image/draw"
)

// Inline is how a terminal takes pictures between its lines.
type Inline string

const (
	NoInline Inline = ""      // it takes none
	Kitty    Inline = "kitty" // https://sw.kovidgoyal.net/kitty/graphics-protocol/
	ITerm    Inline = "iterm" // https://iterm2.com/documentation-images.html
	Sixel    Inline = "sixel" // https://www.vt100.net/docs/vt3xx-gp/chapter14.html
)

// TerminalInline returns how the terminal that the environment tells of takes pictures. Where the environment
// does not say, the answer is NoInline: to ask the terminal itself would take the keyboard away from the prompt.
func TerminalInline(env func(string) string) Inline {
	terminal, program := strings.ToLower(env("TERM")), strings.ToLower(env("TERM_PROGRAM"))
	switch {
	case env("TMUX") != "" || env("STY") != "" || strings.HasPrefix(terminal, "screen") || strings.HasPrefix(terminal, "tmux"):
		return NoInline // tmux and screen keep the variables of the terminal around them, but not its pictures
	case program == "iterm.app", program == "wezterm", program == "rio", program == "mintty", terminal == "mintty", strings.EqualFold(env("LC_TERMINAL"), "iterm2"):
		return ITerm
	case env("KITTY_WINDOW_ID") != "", terminal == "xterm-kitty", terminal == "xterm-ghostty", program == "ghostty":
		return Kitty
	case terminal == "foot", terminal == "foot-extra", terminal == "mlterm", terminal == "contour", terminal == "yaft-256color":
		return Sixel
	}
	return NoInline
}

// Write prints a PNG, columns wide, and ends its line. cell is the width of a column in pixels.
func (i Inline) Write(w io.Writer, picture []byte, columns, cell int) error {
	var err error
	switch i {
	case Kitty:
		err = rasterm.KittyCopyPNGInline(w, bytes.NewReader(picture), rasterm.KittyImgOpts{DstCols: uint32(columns)})
	case ITerm:
		o := rasterm.ItermImgOpts{Width: strconv.Itoa(columns), Size: int64(len(picture)), DisplayInline: true}
		err = rasterm.ItermCopyFileInlineWithOptions(w, bytes.NewReader(picture), o)
	case Sixel:
		err = writeSixel(w, picture, columns*cell)
	default:
		return fmt.Errorf("a terminal takes no pictures as %q", string(i))
	}
	if err == nil {
		_, err = io.WriteString(w, "\n")
	}
	return err
}

// writeSixel brings the picture to its size, since sixels are pixels of the screen, and to 256 colours.
func writeSixel(w io.Writer, picture []byte, width int) error {
	from, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return fmt.Errorf("read the picture: %w", err)
	}
	size := from.Bounds().Size()
	to := image.NewRGBA(image.Rect(0, 0, width, max(1, size.Y*width/size.X)))
	draw.Draw(to, to.Bounds(), image.White, image.Point{}, draw.Src) // sixels are not transparent
	xdraw.CatmullRom.Scale(to, to.Bounds(), from, from.Bounds(), xdraw.Over, nil)
	return rasterm.SixelWriteImage(w, paletted(to))
}

// paletted gives every pixel the nearest of 256 colours: the 40 that are in the picture most, since a diagram is made
// of few, and 216 that are near to any other, as on the soft edges of letters.
func paletted(from *image.RGBA) *image.Paletted {
	pixel := func(i int) color.RGBA { return color.RGBA{from.Pix[i], from.Pix[i+1], from.Pix[i+2], 255} }
	count := map[color.RGBA]int{}
	for i := 0; i < len(from.Pix); i += 4 {
		count[pixel(i)]++
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return slices.Compare([]byte{a.R, a.G, a.B}, []byte{b.R, b.G, b.B})
	})
	to := image.NewPaletted(from.Bounds(), slices.Clone(palette.WebSafe))
	for _, c := range colours[:min(256-len(to.Palette), len(colours))] {
		to.Palette = append(to.Palette, c)
	}
	nearest := make(map[color.RGBA]uint8, len(colours))
	for _, c := range colours {
		nearest[c] = uint8(to.Palette.Index(c))
	}
	for i := range to.Pix {
		to.Pix[i] = nearest[pixel(4*i)]
	}
	return to
}
