//go:build unix

package index

import (
	"fmt"
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps the file for reading. The mapping outlives the file's closing.
func mapFile(f *os.File) (data []byte, unmap func() error, err error) {
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, nil, err
	case info.Size() < pageSize || info.Size() > math.MaxInt || !info.Mode().IsRegular():
		return nil, nil, fmt.Errorf("%w: it is no file of at least %d bytes", ErrDamaged, pageSize)
	}
	data, err = unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, nil, fmt.Errorf("map: %w", err)
	}
	return data, func() error { return unix.Munmap(data) }, nil
}
