package article

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var (
	errBinary = errors.New("a binary file, not a text")
	errNUL    = errors.New("a binary file, not a text: it holds a NUL byte")
)

// decode returns the bytes as valid UTF-8 without NULs: as they are where they are that already, else
// by their byte order mark, by the named character set (may be ""), as UTF-16, or as Windows-1252.
func decode(data []byte, named string) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return decodeUTF16(data, unicode.BigEndian)
	case utf8.Valid(data) && bytes.IndexByte(data, 0) < 0:
		return string(data), checkControls(data)
	case bytes.IndexByte(data, 0) >= 0:
		if order, ok := guessUTF16(data); ok {
			return decodeUTF16(data, order)
		}
		if isBinary(data) {
			return "", errBinary
		}
		return "", errNUL
	}
	if named != "" {
		if text, ok := decodeNamed(data, named); ok {
			return text, checkControls([]byte(text))
		}
	}
	return decode1252(data)
}

func decodeNamed(data []byte, named string) (string, bool) {
	enc, name := charset.Lookup(named)
	if enc == nil || name == "utf-8" {
		return "", false
	}
	out, err := enc.NewDecoder().Bytes(data)
	return string(out), err == nil && utf8.Valid(out)
}

func decodeUTF16(data []byte, order unicode.Endianness) (string, error) {
	if len(data)%2 != 0 {
		return "", errors.New("UTF-16 with half a character at its end")
	}
	out, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
	if err != nil {
		return "", fmt.Errorf("UTF-16: %w", err)
	}
	if bytes.IndexByte(out, 0) >= 0 {
		return "", errNUL
	}
	if bytes.Count(out, []byte("\uFFFD")) > len(out)/1000 {
		return "", errBinary
	}
	return string(out), checkControls(out)
}

// guessUTF16 tells UTF-16 without a mark by its zeros: in Latin text almost every other byte is one.
func guessUTF16(data []byte) (unicode.Endianness, bool) {
	var zeros [2]int
	head := data[:min(len(data), 4096)&^1]
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	half := len(head) / 2
	if len(data)%2 != 0 {
		return unicode.BigEndian, false
	}
	switch {
	case half > 0 && zeros[1] > half*7/10 && zeros[0] == 0:
		return unicode.LittleEndian, true
	case half > 0 && zeros[0] > half*7/10 && zeros[1] == 0:
		return unicode.BigEndian, true
	}
	return unicode.BigEndian, false
}

// decode1252 decodes Windows-1252, of which Latin-1's letters are a part, unless the text
// looks like UTF-8 with an error or like no text.
func decode1252(data []byte) (string, error) {
	if good, bad, at := countUTF8(data); good > 4*bad {
		return "", fmt.Errorf("not valid UTF-8: a wrong byte at %d", at)
	}
	high := 0
	for _, b := range data {
		switch {
		case b == 0x81, b == 0x8d, b == 0x8f, b == 0x90, b == 0x9d: // not assigned
			return "", errBinary
		case b >= utf8.RuneSelf:
			high++
		}
	}
	if high > len(data)/3 || checkControls(data) != nil {
		return "", errBinary
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	return string(out), err
}

// countUTF8 counts the valid characters of several bytes, the wrong bytes, and where the first of these is.
func countUTF8(data []byte) (good, bad, first int) {
	first = -1
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
			if first < 0 {
				first = i
			}
		case n > 1:
			good++
		}
		i += n
	}
	return good, bad, first
}

// checkControls refuses a text with many control characters: a valid encoding of something else.
func checkControls(data []byte) error {
	if isBinary(data) {
		return errBinary
	}
	return nil
}

func isBinary(data []byte) bool {
	for _, magic := range []string{"%PDF-", "\x89PNG", "GIF8", "\xff\xd8\xff", "PK\x03\x04", "\x7fELF", "BM\x00", "RIFF", "SQLite format 3"} {
		if strings.HasPrefix(string(data[:min(len(data), 16)]), magic) {
			return true
		}
	}
	controls := 0
	for _, b := range data {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' {
			controls++
		}
	}
	return controls > len(data)/100
}

// declaredCharset returns the character set that a page's own head declares, or "".
func declaredCharset(page []byte) string {
	_, name, _ := charset.DetermineEncoding(page[:min(len(page), 1024)], "")
	if name == "windows-1252" { // its default too
		return ""
	}
	return name
}
