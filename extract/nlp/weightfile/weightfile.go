// Package weightfile is the format in which the weights of the reading model are stored: named sections in one
// little-endian file that is used where it lies, in the binary or in a mapped file.
//
//	offset 0   "clewnlp\n"
//	8          version, 4 bytes
//	12         number of sections, 4 bytes
//	16         SHA-256 of everything from offset 48
//	48         the sections: each name (40 bytes, zero-padded), offset and length (8 bytes each)
//	...        their bytes, each section beginning at a multiple of 64
//
// What a section holds is agreed between its writer (extract/nlp/quantise) and its reader (extract/nlp).
package weightfile

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unsafe"
)

const (
	magic       = "clewnlp\n"
	version     = 1
	headerBytes = 48
	nameBytes   = 40
	entryBytes  = nameBytes + 16
	alignment   = 64
)

// File is a weight file in memory. Its sections are views.
type File struct {
	data     string
	sections map[string]string
}

// Open reads the table of sections. It does no more than that: Verify checks the contents.
func Open(data string) (*File, error) {
	if len(data) < headerBytes || data[:len(magic)] != magic {
		return nil, errors.New("not a weight file: it does not begin with the mark clewnlp")
	}
	if v := u32(data[8:]); v != version {
		return nil, fmt.Errorf("weight file of version %d: this program reads version %d", v, version)
	}
	count := u32(data[12:])
	if uint64(count)*entryBytes > uint64(len(data)-headerBytes) {
		return nil, fmt.Errorf("weight file cut short: %d sections do not fit in %d bytes", count, len(data))
	}
	f := &File{data: data, sections: make(map[string]string, count)}
	for i := range int(count) {
		entry := data[headerBytes+i*entryBytes:][:entryBytes]
		name := strings.TrimRight(entry[:nameBytes], "\x00")
		offset, length := u64(entry[nameBytes:]), u64(entry[nameBytes+8:])
		if offset > uint64(len(data)) || length > uint64(len(data))-offset {
			return nil, fmt.Errorf("weight file cut short: section %q ends past the end", name)
		}
		if _, twice := f.sections[name]; twice {
			return nil, fmt.Errorf("weight file has two sections %q", name)
		}
		f.sections[name] = data[offset : offset+length]
	}
	return f, nil
}

// Hash returns the checksum that stands in the file, in hexadecimal.
func (f *File) Hash() string { return hex.EncodeToString([]byte(f.data[16:48])) }

// Verify compares the checksum with the contents.
func (f *File) Verify() error {
	sum := sha256.Sum256(unsafe.Slice(unsafe.StringData(f.data), len(f.data))[headerBytes:])
	if hex.EncodeToString(sum[:]) != f.Hash() {
		return errors.New("weight file damaged: its contents do not match its checksum")
	}
	return nil
}

// Bytes returns a section as it lies in the file. It fails where the section is missing, or has another length
// than size; a negative size accepts every length.
func (f *File) Bytes(name string, size int) (string, error) {
	s, ok := f.sections[name]
	if !ok {
		return "", fmt.Errorf("weight file has no section %q", name)
	}
	if size >= 0 && len(s) != size {
		return "", fmt.Errorf("weight file: section %q has %d bytes, not %d", name, len(s), size)
	}
	return s, nil
}

// Float32 decodes a section of n values.
func (f *File) Float32(name string, n int) ([]float32, error) {
	s, err := f.Bytes(name, n*4)
	if err != nil {
		return nil, err
	}
	out := make([]float32, n)
	for i := range out {
		out[i] = math.Float32frombits(u32(s[i*4:]))
	}
	return out, nil
}

// Int32 decodes a section of n values.
func (f *File) Int32(name string, n int) ([]int32, error) {
	s, err := f.Bytes(name, n*4)
	if err != nil {
		return nil, err
	}
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(u32(s[i*4:]))
	}
	return out, nil
}

// Float16 decodes a section of n half-precision values.
func (f *File) Float16(name string, n int) ([]float32, error) {
	s, err := f.Bytes(name, n*2)
	if err != nil {
		return nil, err
	}
	out := make([]float32, n)
	for i := range out {
		out[i] = Half(uint16(s[i*2]) | uint16(s[i*2+1])<<8)
	}
	return out, nil
}

func u32(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func u64(s string) uint64 { return uint64(u32(s)) | uint64(u32(s[4:]))<<32 }

// Section is a part of a file to be written.
type Section struct {
	Name string
	Data []byte
}

// Write writes the sections in their order.
func Write(w io.Writer, sections []Section) error {
	at := align(headerBytes + len(sections)*entryBytes)
	body := make([]byte, at-headerBytes)
	for i, s := range sections {
		if len(s.Name) > nameBytes {
			return fmt.Errorf("section name %q is longer than %d bytes", s.Name, nameBytes)
		}
		entry := body[i*entryBytes:][:entryBytes]
		copy(entry, s.Name)
		binary.LittleEndian.PutUint64(entry[nameBytes:], uint64(at))
		binary.LittleEndian.PutUint64(entry[nameBytes+8:], uint64(len(s.Data)))
		at = align(at + len(s.Data))
	}
	for _, s := range sections {
		body = append(body, s.Data...)
		body = append(body, make([]byte, align(headerBytes+len(body))-headerBytes-len(body))...)
	}
	sum := sha256.Sum256(body)
	header := bytes.NewBufferString(magic)
	header.Write(binary.LittleEndian.AppendUint32(nil, version))
	header.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(sections))))
	header.Write(sum[:])
	if _, err := w.Write(header.Bytes()); err != nil {
		return err
	}
	_, err := w.Write(body)
	return err
}

func align(n int) int { return (n + alignment - 1) / alignment * alignment }
