//go:build !unix

package main

import "io"

// cellWidth returns the width of a terminal's column in pixels; here no terminal tells it.
func cellWidth(io.Writer) int { return columnWidth }
