package weightfile

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sample(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, []Section{
		{"config", []byte(`{"a":1}`)},
		{"floats", []byte{0, 0, 128, 63, 0, 0, 0, 192}},
		{"halves", []byte{0, 60, 0, 196}},
		{"empty", nil},
	}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRoundTrip(t *testing.T) {
	f, err := Open(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Verify(); err != nil {
		t.Error(err)
	}
	if text, err := f.Bytes("config", -1); text != `{"a":1}` || err != nil {
		t.Errorf("config is %q, %v", text, err)
	}
	floats, err := f.Float32("floats", 2)
	if diff := cmp.Diff([]float32{1, -2}, floats); diff != "" || err != nil {
		t.Errorf("floats: %v\n%s", err, diff)
	}
	whole, err := f.Int32("floats", 2)
	if diff := cmp.Diff([]int32{0x3f800000, -0x40000000}, whole); diff != "" || err != nil {
		t.Errorf("int32: %v\n%s", err, diff)
	}
	halves, err := f.Float16("halves", 2)
	if diff := cmp.Diff([]float32{1, -4}, halves); diff != "" || err != nil {
		t.Errorf("halves: %v\n%s", err, diff)
	}
	if text, err := f.Bytes("empty", 0); text != "" || err != nil {
		t.Errorf("empty is %q, %v", text, err)
	}
}

func TestWriteRefuses(t *testing.T) {
	if err := Write(&bytes.Buffer{}, []Section{{Name: strings.Repeat("n", nameBytes+1)}}); err == nil {
		t.Error("a name that is too long is written")
	}
}

func TestBytesRefuses(t *testing.T) {
	f, err := Open(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, size := range map[string]int{"floats": 4, "nothing": -1} {
		if _, err := f.Bytes(name, size); err == nil {
			t.Errorf("section %q of %d bytes is there", name, size)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	whole := sample(t)
	change := func(at int, b byte) string { return whole[:at] + string(b) + whole[at+1:] }
	for name, test := range map[string]struct{ data, want string }{
		"empty":           {"", "does not begin with the mark"},
		"another file":    {"PK\x03\x04" + whole, "does not begin with the mark"},
		"another version": {change(8, 9), "version 9: this program reads version 1"},
		"cut in table":    {whole[:100], "sections do not fit"},
		"cut at the end":  {whole[:len(whole)-70], "ends past the end"},
		"same name twice": {whole[:headerBytes] + whole[headerBytes+entryBytes:headerBytes+2*entryBytes] + whole[headerBytes+entryBytes:], "two sections"},
	} {
		if _, err := Open(test.data); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, test.want)
		}
	}
	f, err := Open(change(len(whole)-64, 'x'))
	if err != nil {
		t.Fatal(err)
	}
	if f.Verify() == nil {
		t.Error("a changed byte is not noticed")
	}
}

// TestHalf: every half-precision number survives the way there and back; others go to the nearest.
func TestHalf(t *testing.T) {
	for i := range 1 << 16 {
		x := Half(uint16(i))
		if got := ToHalf(x); got != uint16(i) && !math.IsNaN(float64(x)) {
			t.Fatalf("%#04x is %g, which is %#04x", i, x, got)
		}
	}
	for x, want := range map[float32]uint16{
		1 + 1.0/2048: 0x3c00, 1 + 3.0/2048: 0x3c02, 1 + 1.1/2048: 0x3c01, 65519: 0x7bff, 65520: 0x7c00,
		1e-8: 0, 3.1e-8: 1, -1e9: 0xfc00, 6.1e-5: 0x0400 - 1,
	} {
		if got := ToHalf(x); got != want {
			t.Errorf("ToHalf(%g) = %#04x, want %#04x", x, got, want)
		}
	}
	if !math.IsNaN(float64(Half(ToHalf(float32(math.NaN()))))) {
		t.Error("NaN does not stay NaN")
	}
}

// FuzzOpen: whatever the bytes, a file opens or fails, and its sections lie in it.
func FuzzOpen(f *testing.F) {
	whole := sample(f)
	f.Add(whole)
	f.Add(whole[:len(whole)-70])
	f.Add(whole[:60])
	f.Fuzz(func(t *testing.T, data string) {
		file, err := Open(data)
		if err != nil {
			return
		}
		total := 0
		for name, s := range file.sections {
			got, err := file.Bytes(name, len(s))
			if err != nil || len(got) > len(data) {
				t.Fatalf("section %q: %v", name, err)
			}
			total += len(s)
			if v, err := file.Float16(name, len(s)/2); err == nil && len(v) != len(s)/2 {
				t.Fatalf("section %q: %d halves of %d bytes", name, len(v), len(s))
			}
		}
		if err := file.Verify(); err == nil && total > len(data) {
			t.Fatalf("sections of %d bytes in a file of %d", total, len(data))
		}
	})
}
