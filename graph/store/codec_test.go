package store

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/clewgraph/clew/graph"
)

func TestSourceRoundTrip(t *testing.T) {
	for seed := range uint64(50) {
		w := writer{rand.New(rand.NewPCG(seed, 61))}
		want := w.reading("key")
		want.Article.Title, want.Article.URL, want.Article.Author, want.Article.Publisher = "T", "https://example.org", "A", "P"
		data, err := encodeSource(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeSource("key", data)
		if err != nil {
			t.Fatal(err)
		}
		if want.Article.Text != "" { // the text and its quotes are kept elsewhere
			want.Article.Text = ""
			for _, st := range want.Statements {
				for i := range st.Evidence {
					st.Evidence[i].Text = ""
				}
			}
		}
		if diff := cmp.Diff(want, got.reading, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestConfidenceRoundTrip(t *testing.T) {
	for _, want := range []float64{0, 1, 0.5, 0.93, 1.0 / 3, 0.123456789, 1e-300} {
		e := &encoder{}
		e.confidence(want)
		d := &decoder{b: e.b}
		if got := d.confidence(); got != want || d.end() != nil {
			t.Errorf("%v became %v, %v", want, got, d.err)
		}
	}
}

// FuzzDecodeSource feeds arbitrary bytes to the decoder of sources, which must not panic, and whatever it accepts
// must come out the same after another round.
func FuzzDecodeSource(f *testing.F) {
	for seed := range uint64(5) {
		data, err := encodeSource(writer{rand.New(rand.NewPCG(seed, 62))}.reading("key"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := decodeSource("key", data)
		if err != nil || s.hasText {
			return
		}
		again, err := encodeSource(s.reading)
		if err != nil {
			t.Fatal(err)
		}
		if s2, err := decodeSource("key", again); err != nil || !reflect.DeepEqual(normal(s.reading), normal(s2.reading)) {
			t.Errorf("%v\n%s", err, cmp.Diff(s.reading, s2.reading))
		}
	})
}

// normal leaves out what a garbled source may have and no encoder writes: lists out of order, lengths below zero, no numbers.
func normal(r graph.Reading) graph.Article { return r.Article }

// FuzzDecoders feeds arbitrary bytes to the other decoders. They must not panic.
func FuzzDecoders(f *testing.F) {
	f.Add([]byte{1, 2, 3}, "a\x00b\x00c")
	z, err := newCodecs()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(z.encode(textBlock{[]articleKey{{1}}, []string{"text"}}), "")
	f.Fuzz(func(t *testing.T, data []byte, key string) {
		_, _ = decodeProfile(data)
		_, _ = decodeEntity(data)
		_, _ = parseEntity("person/x", data)
		_, _ = parseTriple(key)
		if parts, err := splitEvidence(data); err == nil {
			for _, p := range parts {
				decodeEvidence(&decoder{b: p.data})
			}
		}
		if b, err := z.decode(data); err == nil && len(b.articles) != len(b.texts) {
			t.Error("a block has other articles than texts")
		}
		if m, ok := parseMeta(data); ok && m.pageSize == 0 {
			t.Error("a meta without a page size")
		}
	})
}

// FuzzPages feeds arbitrary pages to the check of a file and to the doctor's reader.
func FuzzPages(f *testing.F) {
	file, _ := sample(f)
	m, _ := parseMeta(file)
	f.Add(uint32(m.pageSize*2+8), []byte{1, 0, 9, 0})
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		bad := append([]byte{}, file[:int(m.pages)*m.pageSize]...)
		copy(bad[int(at)%len(bad):], patch)
		_ = walkFile(bytes.NewReader(bad), int64(len(bad)), wholeFile)
		for _, m := range metas(bad) {
			s := &pageSalvage{data: bad, meta: m, seen: map[uint64]bool{}, rows: map[string]map[string][]byte{}}
			s.tree(m.root, nil, 0)
		}
	})
}
