package nlp

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
)

// texts are the seeds of the fuzz targets: prose, and what prose is not.
var texts = []string{
	"",
	"Dr. Keller left. She moved to the U.S. in 2019!",
	"“It ended.” (That was all.) ‘Yes.’ 3 people stayed",
	"A heading\nMr.\nKeller, J. R. said: no_one e.g. me.\n\n\n* a list",
	"naïve cafe\u0301 Zürich İstanbul ΑΣ 北京大学 مرحبا 👩‍🔬 ½ x²",
	"soft\u00adhyphen zero\u200bwidth \ufeffmark \x00\x1c control",
	"the first line of a text that somebody wrapped by hand at\nsixty columns goes on in the next one, and that one in the\nnext; no sentence ends at these ends of lines. Another one\nbegins here and is wrapped as well, so that there are enough\nlines to tell. And one more, to be sure that the number of\nlines is enough for it, which takes six of them in total in\nthis text.\n",
	"\xff\xfe broken \xe2\x82",
}

func TestSentences(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{texts[0], nil},
		{texts[1], []string{"Dr. Keller left. ", "She moved to the U.S. in 2019!"}},
		{"It closed in the U.S. Nobody knows why.", []string{"It closed in the U.S. ", "Nobody knows why."}},
		{texts[2], []string{"“It ended.” ", "(That was all.) ", "‘Yes.’ ", "3 people stayed"}},
		{texts[3], []string{"A heading", "Mr.", "Keller, J. R. said: no_one e.g. me.", "* a list"}},
		{"Is it? No! It costs $3.50. Fine...\n \n", []string{"Is it? ", "No! ", "It costs $3.50. ", "Fine..."}},
	} {
		var got []string
		for _, s := range Sentences(test.text) {
			got = append(got, s.Of(test.text))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
	if n := len(Sentences(texts[6])); n != 3 {
		t.Errorf("the text wrapped by hand has %d sentences, want 3: %q", n, texts[6])
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		texts[1]:                 {"Dr", ".", "Keller", "left", ".", "She", "moved", "to", "the", "U", ".", "S", ".", "in", "2019", "!"},
		"no_one's e-mail":        {"no", "_", "one", "'", "s", "e", "-", "mail"},
		texts[4]:                 {"naïve", "cafe\u0301", "Zürich", "İstanbul", "ΑΣ", "北京大学", "مرحبا", "👩", "🔬", "½", "x²"},
		texts[5]:                 {"soft\u00adhyphen", "zero", "width", "mark", "control"},
		"\u0301 a mark at first": {"a", "mark", "at", "first"},
	} {
		var got []string
		for _, w := range Words(text, Sentences(text)) {
			got = append(got, w.Of(text))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestPieces(t *testing.T) {
	m := defaultModel(t)
	for word, want := range map[string][]string{
		"Laboratory":           {"laboratory"},
		"Keller":               {"keller"},
		"hydrology":            {"hydro", "##logy"},
		"cafe\u0301s":          {"cafes"},
		"Zürich":               {"zurich"},
		"unaffable":            {"una", "##ffa", "##ble"},
		"👩":                    {"[UNK]"},
		"x\u0301\u00ad\u200d2": {"x", "##2"},
	} {
		var got []string
		for _, p := range m.Pieces(word) {
			got = append(got, m.vocabulary.text[m.vocabulary.offset(p.ID):m.vocabulary.offset(p.ID+1)])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", word, diff)
		}
	}
	long := m.Pieces("Donaudampfschifffahrtsgesellschaftskapitaenswitwe")
	if len(long) != wordPieces {
		t.Errorf("a long word has %d pieces, want %d", len(long), wordPieces)
	}
}

// FuzzWords: sentences and words lie in the text, on rune boundaries where it is UTF-8, in order and apart; each
// word in its sentence, and its pieces in it.
func FuzzWords(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	m := defaultModel(f)
	f.Fuzz(func(t *testing.T, text string) {
		sentences := Sentences(text)
		end := 0
		for _, s := range sentences {
			if s.Start < end || s.End <= s.Start || s.End > len(text) || utf8.ValidString(text) && !s.In(text) {
				t.Fatalf("sentence %v after %d", s, end)
			}
			end = s.End
		}
		end = 0
		for _, w := range Words(text, sentences) {
			in := sentences[w.Sentence]
			if w.Start < max(end, in.Start) || w.End > in.End || w.End <= w.Start || utf8.ValidString(text) && !w.In(text) {
				t.Fatalf("word %v after %d in sentence %v", w, end, in)
			}
			end = w.End
			checkPieces(t, w.Of(text), m.Pieces(w.Of(text)))
		}
	})
}

func checkPieces(t *testing.T, word string, pieces []Piece) {
	t.Helper()
	if len(pieces) == 0 || len(pieces) > wordPieces || pieces[0].Start != 0 {
		t.Fatalf("pieces of %q: %v", word, pieces)
	}
	var last graph.Span
	for _, p := range pieces {
		if p.Start < last.Start || p.End < last.End || utf8.ValidString(word) && !p.In(word) {
			t.Fatalf("piece %v after %v of %q", p, last, word)
		}
		last = p.Span
	}
}
