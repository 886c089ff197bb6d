//go:build unix

package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// cellWidth returns the width of a terminal's column in pixels, where the terminal tells it.
func cellWidth(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
		if err == nil && size.Col > 0 && size.Xpixel >= size.Col {
			return int(size.Xpixel / size.Col)
		}
	}
	return columnWidth
}
