package dormant

import (
	"errors"
	"strings"
	"testing"
)

// tiny is a module that exports "free", of type () -> i32, and "other".
const tiny = header + "\x01\x05\x01\x60\x00\x01\x7f" + "\x03\x02\x01\x00" + "\x07\x10\x02\x04free\x00\x00\x05other\x00\x00" + "\x0a\x06\x01\x04\x00\x41\x2a\x0b"

func TestHollowOut(t *testing.T) {
	hollow, err := hollowOut([]byte(tiny))
	want := header + "\x01\x05\x01\x60\x00\x01\x7f" + "\x03\x02\x01\x00" + "\x05\x03\x01\x00\x01" +
		"\x07\x11\x02\x04free\x00\x00\x06memory\x02\x00" + "\x0a\x06\x01\x04\x00\x41\x08\x0b"
	if err != nil || string(hollow) != want {
		t.Errorf("%q, %v, want %q", hollow, err, want)
	}
}

func TestNoModule(t *testing.T) {
	for _, s := range []string{"", "MZ\x90\x00\x03\x00\x00\x00", tiny[:len(header)+3], strings.Replace(tiny, "\x01\x7f", "\x01\x70", 1)} {
		if _, err := hollowOut([]byte(s)); !errors.Is(err, errModule) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func FuzzHollowOut(f *testing.F) {
	f.Add([]byte(header))
	f.Add([]byte(tiny))
	f.Fuzz(func(t *testing.T, data []byte) {
		hollow, err := hollowOut(data)
		if err == nil && !strings.HasPrefix(string(hollow), header) {
			t.Error("no module")
		}
	})
}
