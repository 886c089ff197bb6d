package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/query/diagram"
	"github.com/clewgraph/clew/query/diagram/render"
)

// drawings are the formats of a result that has a picture.
var drawings = []string{"dot", "svg", "png", "term"}

// pictureFlags are those of the commands whose results can be drawn.
func (a *app) pictureFlags() []cli.Flag {
	theme := cmp.Or(a.set.theme, string(diagram.Light))
	return []cli.Flag{
		&cli.StringFlag{Name: "theme", Value: theme, Usage: "light, dark, or print for black and white"},
		&cli.StringFlag{Name: "title", Usage: "the picture's title"},
		&cli.StringFlag{Name: "subtitle", Usage: "the line under the title"},
		&cli.StringFlag{Name: "direction", Value: "lr", Usage: "lr: a path runs from left to right, tb: from top to bottom"},
		&cli.IntFlag{Name: "max-nodes", Usage: "entities drawn before the weaker ones are folded together", DefaultText: fmt.Sprint(diagram.DefaultMaxNodes)},
		&cli.BoolFlag{Name: "legend", Value: true, Usage: "say what shapes and lines mean; --legend=false leaves it out"},
		&cli.IntFlag{Name: "width", Usage: "width of the picture in pixels, or of a term picture in columns"},
		&cli.Float64Flag{Name: "scale", Usage: "pixels of a PNG for each of the picture", DefaultText: "2"},
		&cli.StringFlag{Name: "id-prefix", Usage: "beginning of every id in an SVG, where several stand on one page"},
		&cli.StringFlag{Name: "lang", Usage: "language of the picture's own words; there is en"},
	}
}

// pictureOptions reads the flags.
func pictureOptions(c *cli.Context) (diagram.Options, error) {
	o := diagram.Options{
		Theme: diagram.Theme(strings.ToLower(c.String("theme"))), Title: c.String("title"), Subtitle: c.String("subtitle"),
		Direction: diagram.Direction(strings.ToLower(c.String("direction"))), MaxNodes: c.Int("max-nodes"), HideLegend: !c.Bool("legend"),
		Width: c.Int("width"), Scale: c.Float64("scale"), IDPrefix: c.String("id-prefix"), Lang: c.String("lang"),
	}
	for _, check := range []struct {
		wrong bool
		say   string
	}{
		{o.Theme != diagram.Light && o.Theme != diagram.Dark && o.Theme != diagram.Print, fmt.Sprintf("--theme %q is none of light, dark, print", c.String("theme"))},
		{o.Direction != diagram.LeftToRight && o.Direction != diagram.TopToBottom, fmt.Sprintf("--direction %q is none of lr, tb", c.String("direction"))},
		{o.MaxNodes < 0 || o.MaxNodes > diagram.MostNodes, fmt.Sprintf("--max-nodes %d is not from 1 to %d; ask for a smaller neighbourhood, or export the graph with: clew export --format graphml", o.MaxNodes, diagram.MostNodes)},
		{o.Width < 0 || o.Width > 20000, fmt.Sprintf("--width %d is not from 1 to 20000", o.Width)},
		{o.Scale < 0 || o.Scale > 8, fmt.Sprintf("--scale %v is not from 0 to 8", o.Scale)},
	} {
		if check.wrong {
			return o, usageError("%s", check.say)
		}
	}
	return o, nil
}

// draw writes a picture, and tells people what could not be drawn as it should be.
func (a *app) draw(c *cli.Context, w io.Writer, format string, p diagram.Picture) error {
	o, err := pictureOptions(c)
	if err != nil {
		return err
	}
	if format == string(diagram.Term) {
		if o.Width == 0 {
			o.Width = terminalWidth(a.screenOrStdout())
		}
		p, err := a.page(c)
		if err != nil {
			return err
		}
		o.Color = p.colour
	}
	notes, err := a.rendererFor().Write(c.Context, w, diagram.Format(format), p, o)
	for _, n := range notes {
		a.note(c, "%s", n)
	}
	return err
}

// warmUp starts a drawing process for a command that will draw, while it still looks for the answer.
func (a *app) warmUp(c *cli.Context) {
	wanted := c.String("output") + filepath.Ext(outFile(c))
	if strings.HasSuffix(wanted, "svg") || strings.HasSuffix(wanted, "png") {
		a.rendererFor().Warm()
	}
}

// rendererFor returns the renderer of this run, which is made when first asked for.
func (a *app) rendererFor() *diagram.Renderer {
	if a.renderer == nil {
		a.renderer = diagram.NewRenderer(render.Options{})
	}
	return a.renderer
}

// drawFile draws a picture into a file of the working folder.
func (a *app) drawFile(c *cli.Context, name string, p diagram.Picture) error {
	return writeFile(name, func(w io.Writer) error {
		return a.draw(c, w, strings.TrimPrefix(filepath.Ext(name), "."), p)
	})
}
