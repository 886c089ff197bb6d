package notebook

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"
	"testing"
)

func TestTerminalInline(t *testing.T) {
	for name, c := range map[string]struct {
		env  string
		want Inline
	}{
		"nothing known":           {"TERM=xterm-256color", NoInline},
		"no terminal":             {"TERM=dumb", NoInline},
		"kitty":                   {"TERM=xterm-kitty", Kitty},
		"kitty, another TERM":     {"TERM=xterm-256color KITTY_WINDOW_ID=3", Kitty},
		"ghostty":                 {"TERM=xterm-ghostty TERM_PROGRAM=ghostty", Kitty},
		"iTerm2":                  {"TERM=xterm-256color TERM_PROGRAM=iTerm.app", ITerm},
		"iTerm2 through ssh":      {"TERM=xterm-256color LC_TERMINAL=iTerm2", ITerm},
		"WezTerm":                 {"TERM=xterm-256color TERM_PROGRAM=WezTerm", ITerm},
		"foot":                    {"TERM=foot", Sixel},
		"tmux in kitty":           {"TERM=tmux-256color KITTY_WINDOW_ID=3 TMUX=/tmp/tmux-0/default", NoInline},
		"screen in iTerm2":        {"TERM=screen.xterm-256color LC_TERMINAL=iTerm2 STY=1.a", NoInline},
		"WezTerm opened in iTerm": {"TERM_PROGRAM=WezTerm LC_TERMINAL=iTerm2 KITTY_WINDOW_ID=", ITerm},
	} {
		env := map[string]string{}
		for _, v := range strings.Fields(c.env) {
			key, value, _ := strings.Cut(v, "=")
			env[key] = value
		}
		if got := TerminalInline(func(key string) string { return env[key] }); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// drawing is a picture of 40x20 with more colours than sixels have.
func drawing(t *testing.T) (image.Image, []byte) {
	m := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			m.Set(x, y, color.RGBA{255, 255, 255, 255})
			if x < 20 {
				m.Set(x, y, color.RGBA{uint8(x * 12), uint8(y * 12), 90, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return m, b.Bytes()
}

// printed is what a terminal gets.
func printed(t *testing.T, i Inline, columns, cell int) (m image.Image, picture []byte, out string) {
	m, picture = drawing(t)
	var b strings.Builder
	if err := i.Write(&b, picture, columns, cell); err != nil {
		t.Fatal(err)
	}
	out, ok := strings.CutSuffix(b.String(), "\n")
	if !ok {
		t.Error("the line does not end behind the picture")
	}
	return m, picture, out
}

func TestKittyGetsThePicture(t *testing.T) {
	_, picture, out := printed(t, Kitty, 5, 8)
	var data strings.Builder
	for i, chunk := range strings.Split(strings.TrimSuffix(out, "\x1b\\"), "\x1b\\") {
		control, payload, _ := strings.Cut(chunk, ";")
		switch {
		case i == 0 && control != "\x1b_Ga=T,f=100,t=d,m=1,c=5":
			t.Errorf("it begins with %q", control)
		case i > 0 && control != "\x1b_Gm=1" && control != "\x1b_Gm=0", len(payload) > 4096:
			t.Errorf("chunk %d: %q with %d bytes", i, control, len(payload))
		}
		data.WriteString(payload)
	}
	if got, err := base64.StdEncoding.DecodeString(data.String()); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("the picture did not arrive: %d bytes of %d, %v", len(got), len(picture), err)
	}
}

func TestITermGetsThePicture(t *testing.T) {
	_, picture, out := printed(t, ITerm, 5, 8)
	head := fmt.Sprintf("\x1b]1337;File=width=5;size=%d;inline=1:", len(picture))
	data, ok := strings.CutPrefix(strings.TrimSuffix(out, "\a"), head)
	if !ok {
		t.Fatalf("it begins with %.60q, want %q", out, head)
	}
	if got, err := base64.StdEncoding.DecodeString(data); err != nil || !bytes.Equal(got, picture) {
		t.Errorf("the picture did not arrive: %d bytes of %d, %v", len(got), len(picture), err)
	}
}

func TestSixelsAreThePicture(t *testing.T) {
	want, _, out := printed(t, Sixel, 5, 8) // 40 pixels, as many as it has
	got := readSixels(t, out)
	if got.Bounds() != want.Bounds() {
		t.Fatalf("it is %v, want %v", got.Bounds(), want.Bounds())
	}
	for y := range 20 {
		for x := range 40 {
			if d := distance(got.At(x, y), want.At(x, y)); d > 29 { // half of 51, and colours are told in hundredths
				t.Fatalf("pixel %d,%d is %v, want %v", x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
	if _, _, out = printed(t, Sixel, 10, 8); readSixels(t, out).Bounds() != image.Rect(0, 0, 80, 40) {
		t.Errorf("ten columns of eight pixels are %v", readSixels(t, out).Bounds())
	}
}

func distance(a, b color.Color) (most int) {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	for _, d := range []int{int(ar) - int(br), int(ag) - int(bg), int(ab) - int(bb)} {
		most = max(most, max(d, -d)>>8)
	}
	return most
}

// readSixels draws sixels as a terminal does.
func readSixels(t *testing.T, s string) *image.RGBA {
	number := func() (n int) {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		n, err := strconv.Atoi(s[:digits])
		if err != nil {
			t.Fatalf("no number at %.20q", s)
		}
		s = s[digits:]
		return n
	}
	numbers := func() (list []int) {
		for list = []int{number()}; strings.HasPrefix(s, ";"); {
			s = s[1:]
			list = append(list, number())
		}
		return list
	}
	s = strings.TrimSuffix(strings.TrimPrefix(s, "\x1bP0;1q\""), "\x1b\\")
	raster := numbers()
	m := image.NewRGBA(image.Rect(0, 0, raster[2], raster[3]))
	palette := map[int]color.RGBA{}
	colour, x, y, repeat := 0, 0, 0, 1
	for s != "" {
		c := s[0]
		s = s[1:]
		switch {
		case c == '#':
			list := numbers()
			if colour = list[0]; len(list) == 5 {
				palette[colour] = color.RGBA{uint8(list[2] * 255 / 100), uint8(list[3] * 255 / 100), uint8(list[4] * 255 / 100), 255}
			}
		case c == '!':
			repeat = number()
		case c == '$':
			x = 0
		case c == '-':
			x, y = 0, y+6
		case c >= '?' && c <= '~':
			for ; repeat > 0; repeat-- {
				for bit := range 6 {
					if (c-'?')>>bit&1 == 1 {
						m.Set(x, y+bit, palette[colour])
					}
				}
				x++
			}
			repeat = 1
		default:
			t.Fatalf("%q is no sixel", c)
		}
	}
	return m
}

func TestInlineRefuses(t *testing.T) {
	_, picture := drawing(t)
	if err := NoInline.Write(&bytes.Buffer{}, picture, 5, 8); err == nil {
		t.Error("a terminal that takes no pictures got one")
	}
	if err := Sixel.Write(&bytes.Buffer{}, []byte("no picture"), 5, 8); err == nil {
		t.Error("what is no picture became sixels")
	}
}
