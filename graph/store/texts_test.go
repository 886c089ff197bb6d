package store

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
)

// TestTextsOnDisk puts articles into a graph, a batch at a time as clew add does, and the same without their texts into
// another, and holds that the texts take at most 1,500 bytes an article more on disk. There are CLEW_TEXTS articles, 600
// unless set, or, where it names a folder, the .txt files there.
func TestTextsOnDisk(t *testing.T) {
	texts := generatedTexts(t, 600)
	if from := os.Getenv("CLEW_TEXTS"); from != "" {
		if n, err := strconv.Atoi(from); err == nil {
			texts = generatedTexts(t, n)
		} else {
			texts = filesUnder(t, from)
		}
	}
	raw := 0
	for _, text := range texts {
		raw += len(text)
	}
	with, without := sizeOnDisk(t, texts, true), sizeOnDisk(t, texts, false)
	disk := with - without
	t.Logf("%d articles, %d bytes of text: %d bytes on disk, %d of them for texts, %d an article", len(texts), raw, with, disk, disk/len(texts))
	if disk > 1500*len(texts)+1<<20 { // a file grows by a megabyte at a time
		t.Errorf("%d articles take %d bytes", len(texts), disk)
	}
}

func sizeOnDisk(t *testing.T, texts []string, with bool) int {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir, Options{})
	for at := 0; at < len(texts); at += 256 {
		var batch []graph.Reading
		for i, text := range texts[at:min(at+256, len(texts))] {
			a := graph.Article{ID: graph.IDOfText(text), Name: fmt.Sprintf("news/%05d.txt", at+i), Bytes: len(text)}
			if with {
				a.Text = text
			}
			batch = append(batch, graph.Reading{Article: a})
		}
		if _, err := s.Add(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Size())
}

func filesUnder(t *testing.T, dir string) (texts []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".txt" {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, path))
		texts = append(texts, string(text))
		return err
	})
	if err != nil || len(texts) == 0 {
		t.Fatalf("%d texts, %v", len(texts), err)
	}
	return texts
}

// generatedTexts makes articles of about 350 words, no two alike. Their sentences are those of examples/articles, in which
// every number and half of the words are replaced, names by new ones and others by words drawn from thousands with the
// frequencies that words of a language have. They are harder to compress than people's prose, which repeats its phrases.
func generatedTexts(t *testing.T, n int) (texts []string) {
	t.Helper()
	var sentences []string
	for _, text := range filesUnder(t, "../../examples/articles") {
		for _, s := range strings.SplitAfter(text, ".") {
			if s = strings.TrimSpace(s); len(s) > 30 {
				sentences = append(sentences, s)
			}
		}
	}
	r := rand.New(rand.NewPCG(14, 15))
	zipf := rand.NewZipf(r, 1.1, 8, 30_000)
	word := regexp.MustCompile(`[A-Z]?[a-z]{3,}|[0-9]+`)
	for range n {
		var b strings.Builder
		for b.Len() < 2200 {
			s := sentences[r.IntN(len(sentences))]
			b.WriteString(word.ReplaceAllStringFunc(s, func(w string) string {
				switch {
				case w[0] <= '9':
					return strconv.Itoa(r.IntN(2100))
				case r.IntN(2) == 0:
					return w
				case w[0] <= 'Z':
					w = inventedWord(uint64(r.IntN(200_000)))
					return strings.ToUpper(w[:1]) + w[1:]
				}
				return inventedWord(zipf.Uint64())
			}) + " ")
			if r.IntN(4) == 0 {
				b.WriteString("\n\n")
			}
		}
		texts = append(texts, b.String())
	}
	return texts
}

// inventedWord spells a number in syllables, small numbers in few.
func inventedWord(n uint64) string {
	const consonants, vowels = "bcdfghklmnprstvwz", "aeiou"
	var b strings.Builder
	for n += 17 * 5; n > 0; n /= 17 * 5 {
		b.WriteByte(consonants[n%17])
		b.WriteByte(vowels[n/17%5])
	}
	return b.String()
}
