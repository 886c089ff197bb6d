package render

import (
	"bytes"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMessageComesBack(t *testing.T) {
	var b bytes.Buffer
	want := message{done, 321, []byte("picture")}
	if err := writeMessage(&b, want); err != nil {
		t.Fatal(err)
	}
	got, err := readMessage(&b)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(message{})); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func FuzzReadMessage(f *testing.F) {
	f.Add([]byte("clew\x03\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00ab"))
	f.Add([]byte("clew\x09"))
	f.Add([]byte("clew\x01\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\x0f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := readMessage(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := writeMessage(&b, m); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b.Bytes()[headerSize:], data[headerSize:headerSize+len(m.body)]) {
			t.Error("another body")
		}
	})
}

func FuzzDecodeJob(f *testing.F) {
	f.Add(encodeJob(Job{"digraph {}", Dot, SVG}))
	f.Add([]byte("dot\x00png\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if j, err := decodeJob(data); err == nil && !bytes.Equal(encodeJob(j), data) {
			t.Errorf("%+v is not what was sent", j)
		}
	})
}

func TestServeEndsWithItsInput(t *testing.T) {
	in, parent := io.Pipe()
	ended := make(chan error)
	blocked := make(chan struct{})
	defer close(blocked)
	go func() {
		ended <- serve(in, io.Discard, func(Job) ([]byte, error) { <-blocked; return nil, nil })
	}()
	if err := writeMessage(parent, message{status: asked, body: encodeJob(Job{"", Dot, SVG})}); err != nil {
		t.Fatal(err)
	}
	parent.Close() // the parent is gone while the job is worked on
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestOnlyWorkersDraw(t *testing.T) {
	if _, err := layOut(Job{"digraph {}", Dot, SVG}); err == nil || err.Error() != "this process was not started to draw" {
		t.Errorf("error %v", err)
	}
}
