package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"image/png"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/query/diagram"
	"github.com/clewgraph/clew/query/notebook"
)

// settings are what a shell or a notebook sets for the commands that follow.
type settings struct {
	graph  string // "" for the usual one
	theme  string
	limit  int             // rows shown of a long result
	out    string          // file for results, "" for none
	inline notebook.Inline // how the terminal behind a prompt takes pictures
}

// defaultLimit is how many rows of a long result a shell or a notebook shows.
const defaultLimit = 200

// interpreter carries out cells by running commands, one after the other, over graphs and drawing processes
// that stay open.
type interpreter struct {
	app  *app
	rich bool // pictures and HTML are wanted beside text
	set  settings
}

func (a *app) interpreter(c *cli.Context, rich bool) *interpreter {
	a.cache = &graphCache{}
	return &interpreter{a, rich, settings{graph: c.String("graph"), theme: "light", limit: defaultLimit}}
}

// notebook returns the interpreter as package notebook knows it.
func (in *interpreter) notebook() notebook.Interpreter {
	return notebook.Interpreter{Execute: in.execute, Complete: in.complete, Inspect: in.inspect}
}

func (in *interpreter) execute(ctx context.Context, cell string, show func(notebook.Output)) error {
	commands, err := notebook.Parse(cell)
	if err != nil {
		return err
	}
	for _, command := range commands {
		if err := in.command(ctx, command.Args, show); err != nil {
			if len(commands) > 1 {
				return fmt.Errorf("line %d: %w", command.Line, err)
			}
			return err
		}
	}
	return nil
}

// command carries out one command or setting. That nothing was found is news, not an error.
func (in *interpreter) command(ctx context.Context, args []string, show func(notebook.Output)) error {
	if args[0] == "clew" && len(args) > 1 { // as it is written elsewhere
		args = args[1:]
	}
	if setting, ok := settingName(args[0]); ok {
		return in.setting(ctx, setting, args[1:], show)
	}
	child := in.child(show)
	err := child.carryOut(ctx, append([]string{"clew"}, args...))
	var exit *exitError
	if errors.As(err, &exit) {
		message := clean(exit.Error())
		if exit.hint != "" {
			message += "\n" + cleanLines(exit.hint)
		}
		if exit.code == exitNothing {
			show(notebook.Output{Stream: "stderr", Text: message + "\n"})
			return nil
		}
		return errors.New(message)
	}
	return err
}

// child is the app that runs one command of a cell.
func (in *interpreter) child(show func(notebook.Output)) *app {
	child := *in.app
	child.stdin = strings.NewReader("")
	child.stdout = streamWriter{"stdout", show}
	child.stderr = streamWriter{"stderr", show}
	child.set = in.set
	child.inCell = true
	child.display = func(c *cli.Context, r result) (done bool, err error) {
		asked := c.String("output")
		switch {
		case slices.Contains(pictures, asked) && in.rich:
			return true, in.picture(&child, c, asked, *r.picture, show)
		case slices.Contains(pictures, asked) && in.set.inline != notebook.NoInline:
			return true, in.pictureInline(&child, c, *r.picture)
		case slices.Contains(pictures, asked):
			return true, in.pictureFile(&child, c, asked, *r.picture)
		case asked == "" && in.rich:
			return true, in.display(&child, c, r, show)
		}
		return false, nil
	}
	return &child
}

// streamWriter shows what is written as text on a stream.
type streamWriter struct {
	name string
	show func(notebook.Output)
}

func (w streamWriter) Write(p []byte) (int, error) {
	w.show(notebook.Output{Stream: w.name, Text: string(p)})
	return len(p), nil
}

// display shows a result as a picture, where it has one, and as HTML and text.
func (in *interpreter) display(a *app, c *cli.Context, r result, show func(notebook.Output)) error {
	var plain bytes.Buffer
	p := &page{w: &plain, limit: in.set.limit}
	r.text(p)
	if p.err != nil {
		return p.err
	}
	if r.picture != nil {
		if err := in.picture(a, c, "svg", *r.picture, show); err != nil {
			return err
		}
	}
	bundle := notebook.Bundle{"text/plain": strings.TrimRight(plain.String(), "\n")}
	if bundle["text/plain"] == "" && r.err == nil {
		show(notebook.Output{Stream: "stderr", Text: "there is nothing like that\n"})
		return nil
	}
	if r.html != nil {
		var html bytes.Buffer
		if err := r.html(&html, in.set.limit); err != nil {
			return err
		}
		bundle["text/html"] = html.String()
	}
	show(notebook.Output{Data: bundle})
	return nil
}

// picture shows a picture as SVG or PNG.
func (in *interpreter) picture(a *app, c *cli.Context, format string, p diagram.Picture, show func(notebook.Output)) error {
	bundle := notebook.Bundle{"text/plain": "(a diagram)"}
	if format == "svg" {
		svg, err := in.svg(a, c, p)
		if err != nil {
			return err
		}
		bundle["image/svg+xml"] = svg
	} else {
		var png bytes.Buffer
		if err := a.draw(c, &png, format, p); err != nil {
			return err
		}
		bundle["image/png"] = base64.StdEncoding.EncodeToString(png.Bytes())
	}
	show(notebook.Output{Data: bundle})
	return nil
}

// pictureInline draws a picture between the lines of the terminal: as wide as the text beside it would be, and no wider
// than the terminal.
func (in *interpreter) pictureInline(a *app, c *cli.Context, p diagram.Picture) error {
	var drawn, out bytes.Buffer
	if err := a.draw(c, &drawn, "png", p); err != nil {
		return err
	}
	config, err := png.DecodeConfig(bytes.NewReader(drawn.Bytes()))
	if err != nil {
		return fmt.Errorf("show the picture: %w", err)
	}
	o, err := pictureOptions(c)
	if err != nil {
		return err
	}
	width := float64(config.Width) / o.PixelScale()
	columns := min(int(math.Ceil(width/columnWidth)), terminalWidth(a.screenOrStdout()))
	if err := in.set.inline.Write(&out, drawn.Bytes(), columns, cellWidth(a.screenOrStdout())); err != nil {
		return err
	}
	_, err = a.stdout.Write(out.Bytes())
	return err
}

// pictureFile draws a picture into a new file of the working folder, path-1.svg and so on, and names it.
func (in *interpreter) pictureFile(a *app, c *cli.Context, format string, p diagram.Picture) error {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s-%d.%s", c.Command.Name, n, format)
		if _, err := os.Lstat(name); err == nil {
			continue
		}
		if err := a.drawFile(c, name, p); err != nil {
			return err
		}
		_, err := fmt.Fprintln(a.stdout, "the picture is in", name)
		return err
	}
}

// svg draws a picture whose ids are its own on any page: they are made of what it shows.
func (in *interpreter) svg(a *app, c *cli.Context, picture diagram.Picture) (string, error) {
	o, err := pictureOptions(c)
	if err != nil {
		return "", err
	}
	if o.IDPrefix == "" {
		dot, err := picture.DOT(o)
		if err != nil {
			return "", err
		}
		sum := sha256.Sum256([]byte(dot))
		o.IDPrefix = "clew-" + hex.EncodeToString(sum[:4])
	}
	data, notes, err := a.rendererFor().SVG(c.Context, picture, o)
	for _, n := range notes {
		a.note(c, "%s", n)
	}
	return inlineSVG(string(data)), err
}

// notebookWidth is how wide a picture may be in a notebook, in pixels: some front ends do not make it fit. Where it
// would be hard to read at that width it is wider.
const (
	notebookWidth = 840
	smallestScale = 0.6
)

var svgSize = regexp.MustCompile(`<svg([^>]*) width="(\d+)" height="(\d+)"`)

// inlineSVG returns an SVG document as an element of a page, no wider than its place there.
func inlineSVG(document string) string {
	at := svgSize.FindStringSubmatchIndex(document)
	if at == nil {
		return document[max(strings.Index(document, "<svg"), 0):]
	}
	width, werr := strconv.Atoi(document[at[4]:at[5]])
	height, herr := strconv.Atoi(document[at[6]:at[7]])
	if werr == nil && herr == nil && width > notebookWidth {
		scale := max(float64(notebookWidth)/float64(width), smallestScale)
		width, height = int(scale*float64(width)), int(scale*float64(height))
	}
	return fmt.Sprintf(`<svg%s width="%d" height="%d" style="max-width:100%%;height:auto"%s`, document[at[2]:at[3]], width, height, document[at[1]:])
}

// settingName returns the name of a setting: %graph in notebooks, .graph at a prompt.
func settingName(word string) (string, bool) {
	if len(word) > 1 && (word[0] == '%' || word[0] == '.') {
		return word[1:], true
	}
	return "help", word == "help"
}

// settingNames are what setting knows.
var settingNames = []string{"help", "graph", "theme", "limit", "out", "inline", "add", "clear"}

// settingValues are what some settings may be.
var settingValues = map[string][]string{
	"theme": {"light", "dark", "print"}, "inline": {"auto", "off", string(notebook.Kitty), string(notebook.ITerm), string(notebook.Sixel)},
}

func (in *interpreter) setting(ctx context.Context, name string, args []string, show func(notebook.Output)) error {
	value := strings.Join(args, " ")
	say := func(format string, args ...any) {
		show(notebook.Output{Stream: "stdout", Text: clean(fmt.Sprintf(format, args...)) + "\n"})
	}
	switch name {
	case "help":
		return in.help(ctx, value, show)
	case "clear":
		show(notebook.Output{Clear: true})
		return nil
	case "inline":
		return in.setInline(value, say)
	case "add":
		return in.command(ctx, append([]string{"add"}, args...), show)
	case "graph":
		if value != "" {
			in.set.graph = value
		}
		say("graph %s", in.set.graph)
	case "theme":
		if value != "" {
			if value != "light" && value != "dark" && value != "print" {
				return fmt.Errorf("theme %q is none of light, dark, print", value)
			}
			in.set.theme = value
		}
		say("theme %s", in.set.theme)
	case "limit":
		return in.setLimit(value, say)
	case "out":
		in.set.out = value
		if value == "" {
			value = "the screen"
		}
		say("results go to %s", value)
	default:
		return fmt.Errorf("there is no setting %q; there are %s", name, strings.Join(settingNames, ", "))
	}
	return nil
}

func (in *interpreter) setLimit(value string, say func(string, ...any)) error {
	if value != "" {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			return fmt.Errorf("limit %q is no number of rows", value)
		}
		in.set.limit = n
	}
	say("limit %d rows", in.set.limit)
	return nil
}

// setInline chooses how the terminal takes pictures: as the environment tells, which is the default, not at all, or by name.
func (in *interpreter) setInline(value string, say func(string, ...any)) error {
	switch named := notebook.Inline(value); {
	case in.rich:
		return errors.New("inline is a setting of the prompt; a notebook shows its pictures always")
	case value == "auto":
		in.set.inline = in.app.screenInline()
	case value == "off":
		in.set.inline = notebook.NoInline
	case named == notebook.Kitty, named == notebook.ITerm, named == notebook.Sixel:
		in.set.inline = named
	case value != "":
		return fmt.Errorf("inline %q is none of auto, off, kitty, iterm, sixel", value)
	}
	say("inline %s", cmp.Or(string(in.set.inline), "off: pictures go to files"))
	return nil
}

// help tells of the language, or of the command or entity with that name.
func (in *interpreter) help(ctx context.Context, name string, show func(notebook.Output)) error {
	switch {
	case name == "":
		show(notebook.Output{Stream: "stdout", Text: cellHelp})
		return nil
	case !in.rich:
		return in.command(ctx, in.helpCommand(name), show)
	}
	card, err := in.card(ctx, name, show)
	if card != nil {
		show(notebook.Output{Data: card, Aside: true})
	}
	return err
}

const cellHelp = `A line is a command of clew without the word "clew":
  path "Liu Jun" China --max-hops 3
  near "Liu Jun"
  show "Liu Jun"
  why "Liu Jun" worksFor Tsinghua
  list entities --kind person
  stats
  path "Liu Jun" China -o png   draws a picture
A line that begins with MATCH begins a query, which ends
with ; or an empty line. "Liu Jun"? and path? tell of an
entity and of a command.

Settings, with % or, at a prompt, with a dot:
  %graph DIR                the graph that is asked
  %theme light|dark|print   of pictures
  %limit ROWS               shown of a long result
  %add PATH                 reads articles
  %clear                    clears what was shown
  %%gql                     makes the cell one query
At a prompt only:
  .out FILE                 results go to FILE; .out alone:
                            to the screen again
  .inline auto|off|kitty|iterm|sixel
                            pictures in the terminal where
                            it can, else in files
  .quit
`

// complete returns what may stand for the word at the cursor.
func (in *interpreter) complete(ctx context.Context, cell string, cursor int) ([]string, int) {
	line := cell[strings.LastIndexByte(cell[:cursor], '\n')+1 : cursor]
	start := wordStart(line)
	words, err := notebook.Words(line[:start])
	if err != nil {
		return nil, cursor
	}
	last := strings.TrimLeft(line[start:], `"'`)
	if first := append(words, last)[0]; strings.HasPrefix(first, ".") || strings.HasPrefix(first, "%") {
		return completeSetting(words, last), cursor - len(line) + start
	}
	child := in.child(func(notebook.Output) {})
	var found []string
	command := child.cli()
	command.Action = func(c *cli.Context) error {
		found = child.complete(c, append(words, last))
		return nil
	}
	if err := command.RunContext(ctx, []string{"clew"}); err != nil {
		return nil, cursor
	}
	for i, w := range found {
		if strings.ContainsAny(w, " '\"#\\") {
			found[i] = strconv.Quote(w)
		}
	}
	return found, cursor - len(line) + start
}

// completeSetting returns what may stand for the last word of a line that sets something.
func completeSetting(words []string, last string) []string {
	if len(words) > 0 {
		return beginning(last, settingValues[words[0][1:]])
	}
	var found []string
	for _, name := range beginning(last[1:], settingNames) {
		found = append(found, last[:1]+name)
	}
	return found
}

// wordStart returns where the last word of a line begins, its quote included.
func wordStart(line string) int {
	start, quote := 0, byte(0)
	for i := range len(line) {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote, start = c, i
		case c == ' ' || c == '\t':
			start = i + 1
		}
	}
	return start
}

// inspect describes the entity or the command at the cursor.
func (in *interpreter) inspect(ctx context.Context, cell string, cursor int) notebook.Bundle {
	begin := strings.LastIndexByte(cell[:cursor], '\n') + 1
	end := len(cell)
	if i := strings.IndexByte(cell[cursor:], '\n'); i >= 0 {
		end = cursor + i
	}
	word := wordAt(cell[begin:end], cursor-begin)
	if word == "" {
		return nil
	}
	card, err := in.card(ctx, word, func(notebook.Output) {})
	if err != nil {
		return nil
	}
	return card
}

// card describes the command or the entity with that name. What else there is to say is shown.
func (in *interpreter) card(ctx context.Context, name string, show func(notebook.Output)) (card notebook.Bundle, err error) {
	command := in.helpCommand(name)
	if command[0] == name {
		var text strings.Builder
		err := in.command(ctx, command, func(o notebook.Output) { text.WriteString(o.Text) })
		return notebook.Bundle{"text/plain": strings.TrimSpace(text.String())}, err
	}
	rich := *in
	rich.rich = true
	err = rich.command(ctx, command, func(o notebook.Output) {
		switch _, isPicture := o.Data["image/svg+xml"]; {
		case o.Data == nil:
			show(o)
		case !isPicture:
			card = o.Data
		}
	})
	return card, err
}

// helpCommand is the command that tells of a command or else of an entity.
func (in *interpreter) helpCommand(name string) []string {
	if command := findCommand(in.app.commands(), name); command != nil && !command.Hidden {
		return []string{name, "--help"}
	}
	return []string{"show", name}
}

// wordAt returns the word, without quotes, that the cursor is in or behind.
func wordAt(line string, cursor int) string {
	for end := cursor; end <= len(line); end++ {
		if words, err := notebook.Words(line[:end]); err == nil && (end == len(line) || strings.ContainsRune(" \t", rune(line[end]))) {
			if len(words) == 0 {
				return ""
			}
			return words[len(words)-1]
		}
	}
	return ""
}
