//go:build amd64 || arm64

package index

import "unsafe"

// prefetch asks the processor for the line of memory at an address and does not wait for it.
//
//go:noescape
func prefetch(at unsafe.Pointer)
