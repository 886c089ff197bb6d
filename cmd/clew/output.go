package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// pictures are the formats that a terminal cannot show.
var pictures = []string{"svg", "png"}

// outFile returns the file of --out, "" for standard output, which may also be named "-".
func outFile(c *cli.Context) string {
	if out := c.String("out"); out != "-" {
		return out
	}
	return ""
}

// format returns the output format asked for, one of the allowed ones, the first where none is named.
func (a *app) format(c *cli.Context, allowed ...string) (string, error) {
	format, source := c.String("output"), "--output"
	out := outFile(c)
	if format == "" && out != "" {
		source = "the name of --out"
		if ext := strings.TrimPrefix(filepath.Ext(out), "."); slices.Contains(allowed, ext) {
			format = ext
		}
	}
	if format == "" {
		format = allowed[0]
	}
	if !slices.Contains(allowed, format) {
		return "", usageError("%s: %s %q is none of %s", c.Command.Name, source, format, strings.Join(allowed, ", "))
	}
	if slices.Contains(pictures, format) && out == "" && isTerminal(a.stdout) {
		return "", usageError("%s: a picture is not written to a terminal; name a file with --out x.%s", c.Command.Name, format)
	}
	return format, nil
}

// result has write produce the command's result, on stdout or, whole or not at all, in the file of --out.
func (a *app) result(c *cli.Context, write func(w io.Writer) error) error {
	if out := outFile(c); out != "" {
		return writeFile(out, write)
	}
	w := bufio.NewWriterSize(untilDone{c.Context, a.stdout}, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return nil
}

// untilDone writes no more after its context is done, so that an interrupt ends a long result.
type untilDone struct {
	ctx context.Context
	w   io.Writer
}

func (u untilDone) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}

// writeFile writes a file whole or not at all: under another name first, then renamed.
func writeFile(name string, write func(w io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			f.Close() // the error that matters is the one that brought us here
			os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	for _, step := range []func() error{w.Flush, f.Sync, func() error { return f.Chmod(0o644) }, f.Close} {
		if err := step(); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
