package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// pictures are the formats that a terminal cannot show.
var pictures = []string{"svg", "png"}

// outFile returns the file of --out, "" for standard output, which may also be named "-" or /dev/stdout.
func outFile(c *cli.Context) string {
	if out := c.String("out"); out != "-" && out != "/dev/stdout" {
		return out
	}
	return ""
}

// format returns the output format asked for, one of the allowed ones, the first where none is named.
func (a *app) format(c *cli.Context, allowed ...string) (string, error) {
	format, source := c.String("output"), "--output"
	out := outFile(c)
	if format == "" && out != "" {
		source, format = "the name of --out", strings.ToLower(strings.TrimPrefix(filepath.Ext(out), "."))
		if format == "txt" {
			format = allowed[0]
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

// writeFile writes a file whole or not at all: under another name first, then renamed. A link is followed, a file that is
// there keeps its permissions, and what is no file, such as a pipe, is written to as it is.
func writeFile(name string, write func(w io.Writer) error) error {
	if strings.HasPrefix(name, "/dev/std") || strings.HasPrefix(name, "/dev/fd/") || strings.HasPrefix(name, "/proc/") {
		return writeTo(name, name, os.O_WRONLY|os.O_APPEND, nil, write) // open already, perhaps on a file that holds more
	}
	name = followed(name)
	info, err := os.Stat(name)
	switch {
	case err != nil:
		info = nil
	case !info.Mode().IsRegular() && !info.IsDir():
		return writeTo(name, name, os.O_WRONLY, nil, write)
	}
	part := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s.%x", filepath.Base(name), rand.Uint64()))
	err = writeTo(part, name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info, write)
	if err == nil {
		if err = os.Rename(part, name); err != nil {
			err = fmt.Errorf("write %s: %w", name, err)
		}
	}
	if err != nil {
		os.Remove(part) // the error that matters is the one that brought us here
	}
	return err
}

// followed returns what a name is a link to, or the name. The target need not be there.
func followed(name string) string {
	if to, err := filepath.EvalSymlinks(name); err == nil {
		return to
	}
	to, err := os.Readlink(name)
	switch {
	case err != nil:
		return name
	case filepath.IsAbs(to):
		return to
	}
	return filepath.Join(filepath.Dir(name), to)
}

// writeTo opens a file, which errors call by its other name, and writes it. A new file is synced, and gets the
// permissions of the one that it replaces, if there is one.
func writeTo(file, name string, flags int, replaces fs.FileInfo, write func(w io.Writer) error) error {
	f, err := os.OpenFile(file, flags, 0o666)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = write(w)
	steps := []func() error{w.Flush, f.Close}
	if flags&os.O_CREATE != 0 {
		steps = []func() error{w.Flush, f.Sync, f.Close}
	}
	if replaces != nil {
		steps = slices.Insert(steps, 0, func() error { return f.Chmod(replaces.Mode().Perm()) })
	}
	for _, step := range steps {
		if failed := step(); err == nil && failed != nil {
			err = fmt.Errorf("write %s: %w", name, failed)
		}
	}
	return err
}
