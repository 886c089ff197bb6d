//go:build !unix

package index

import (
	"io"
	"os"
)

// mapFile reads the file: where a mapped file could not be replaced (Windows) or mapped at all.
func mapFile(f *os.File) (data []byte, unmap func() error, err error) {
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	data = make([]byte, info.Size())
	_, err = io.ReadFull(f, data)
	return data, func() error { return nil }, err
}
