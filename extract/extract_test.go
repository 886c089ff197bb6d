package extract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

func newExtractor(t testing.TB, o Options) *Extractor {
	t.Helper()
	x, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func extract(t testing.TB, x *Extractor, text string) Document {
	t.Helper()
	a, err := graph.NewArticle("test.txt", text)
	if err != nil {
		t.Fatal(err)
	}
	d, err := x.Extract(context.Background(), a)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Reading().Check(); err != nil {
		t.Fatal(err)
	}
	return d
}

const news = `The chemist who came home

Maria Keller, a professor of chemistry at Stanford University, was born in Austria. She studied at the University of Vienna.
In 2019 Keller joined the University of Zurich in Switzerland. Former Austrian president Karl Huber praised her.
`

func TestExtract(t *testing.T) {
	d := extract(t, newExtractor(t, Options{}), news)
	got := triples(&d, d.Statements)
	for _, want := range []string{
		"Maria Keller educatedAt University of Vienna",
		"Karl Huber leads Austria (past)",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	var people []string
	for _, e := range d.Entities {
		if e.Kind == graph.Person {
			people = append(people, e.Name)
		}
	}
	slices.Sort(people)
	if diff := cmp.Diff([]string{"Karl Huber", "Maria Keller"}, people); diff != "" {
		t.Error(diff)
	}
}

func TestExplainSaysWhy(t *testing.T) {
	d := extract(t, newExtractor(t, Options{}), news)
	for _, e := range d.Explain() {
		if e.Rule == "" && (e.Score < e.Threshold && len(d.Statements) == 0 || e.Score <= 0 || e.Threshold <= 0) {
			t.Errorf("%+v has no score", e)
		}
		if !strings.Contains(news, e.Clause) || !strings.Contains(e.Clause, e.Subject.Text) || !strings.Contains(e.Clause, e.Object.Text) {
			t.Errorf("the clause %q does not hold %q and %q", e.Clause, e.Subject.Text, e.Object.Text)
		}
	}
	if len(d.Explain()) == 0 {
		t.Error("nothing to explain")
	}
}

func TestOwnNames(t *testing.T) {
	x := newExtractor(t, Options{Names: []Name{{Name: "Blue Heron Works", Kind: graph.Institution, Aliases: []string{"blueheron"}, IDs: map[string]string{"ror": "05x"}}}})
	d := extract(t, x, "Maria Keller likes blueheron very much.")
	want := Entity{Name: "Blue Heron Works", Kind: graph.Institution, Forms: []string{"blueheron"}, IDs: map[string]string{"ror": "05x"}}
	for _, e := range d.Entities {
		if e.Name == want.Name && e.Kind == want.Kind && slices.Equal(e.Forms, want.Forms) && e.IDs["ror"] == "05x" {
			return
		}
	}
	t.Errorf("%v is not among %v", want, d.Entities)
}

func TestOwnPredicates(t *testing.T) {
	o, err := ontology.Parse([]byte(`{"predicates": [
		{"name": "studiedAt", "from": "educatedAt", "subject": ["person"], "object": ["institution"]},
		{"name": "admires", "subject": ["person"], "object": ["institution"], "triggers": ["looks up to"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	x := newExtractor(t, Options{Ontology: o, Names: []Name{{Name: "Nordbit", Kind: graph.Institution}, {Name: "Maria Keller", Kind: graph.Person}}})
	d := extract(t, x, "Maria Keller, who was born in Austria, studied at the University of Vienna. Maria Keller looks up to Nordbit.")
	if diff := cmp.Diff([]string{"Maria Keller admires Nordbit", "Maria Keller studiedAt University of Vienna"}, triples(&d, d.Statements)); diff != "" {
		t.Error(diff)
	}
}

func TestMinConfidence(t *testing.T) {
	d := extract(t, newExtractor(t, Options{MinConfidence: 1}), news)
	for _, s := range d.Statements {
		for _, g := range s.Grounds {
			if g.Confidence < 1 {
				t.Errorf("confidence %v was asked to be 1", g.Confidence)
			}
		}
	}
	if _, err := New(Options{MinConfidence: 2}); err == nil {
		t.Error("a confidence of 2 was let through")
	}
}

func TestOtherLanguagesHaveNamesAtMost(t *testing.T) {
	d := extract(t, newExtractor(t, Options{}), strings.Repeat("Maria Keller studierte an der Universität Wien und zog danach nach Zürich. ", 5))
	if d.Language != OtherSpeech || len(d.Statements) > 0 {
		t.Errorf("language %s, statements %q", d.Language, triples(&d, d.Statements))
	}
}

func TestGoroutinesAgree(t *testing.T) {
	x := newExtractor(t, Options{})
	texts := []string{news, strings.ReplaceAll(news, "Keller", "Brandt"), strings.Repeat(news, 3)}
	want := make([]string, len(texts))
	for i, text := range texts {
		want[i] = fmt.Sprintf("%v", extract(t, x, text).Reading())
	}
	var wait sync.WaitGroup
	for i, text := range texts {
		for range 3 {
			wait.Add(1)
			go func() {
				defer wait.Done()
				a, _ := graph.NewArticle("test.txt", text)
				d, err := x.Extract(context.Background(), a)
				if err != nil || fmt.Sprintf("%v", d.Reading()) != want[i] {
					t.Errorf("text %d differs, error %v", i, err)
				}
			}()
		}
	}
	wait.Wait()
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a, err := graph.NewArticle("test.txt", news)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newExtractor(t, Options{}).Extract(ctx, a); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// FuzzExtract holds the invariants of a document: spans in order, inside the text and on rune boundaries, quotes verbatim.
func FuzzExtract(f *testing.F) {
	for _, s := range []string{
		news, "", "×", "U.S.-China", "“", "a\u0301b Эва 陈刚 🙂 Eva Sand", "Eva\u00adSand\u200b works\r\nfor \ufeffNordbit.",
		"(((Institute of (", "The of the and", "مريم عملت في جامعة القاهرة. Maria Keller left Cairo University.", strings.Repeat("Eva ", 300),
	} {
		f.Add(s)
	}
	x := newExtractor(f, Options{})
	f.Fuzz(func(t *testing.T, text string) {
		a, err := graph.NewArticle("fuzz.txt", text)
		if err != nil {
			return
		}
		d, err := x.Extract(context.Background(), a)
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, d)
	})
}

func checkDocument(t *testing.T, d Document) {
	t.Helper()
	text := d.Article.Text
	end := 0
	for _, s := range d.Sentences {
		if s.Start < end || !s.In(text) {
			t.Fatalf("sentence %v after %d of %d bytes", s, end, len(text))
		}
		end = s.End
	}
	end = 0
	for _, w := range d.Words {
		s := d.Sentences[w.Sentence]
		if w.Start < end || !w.In(text) || w.Start < s.Start || w.End > s.End {
			t.Fatalf("word %v in sentence %v after %d", w, s, end)
		}
		end = w.End
	}
	start := 0
	for _, m := range d.Mentions {
		if m.Start < start || !m.In(text) || m.Entity >= len(d.Entities) {
			t.Fatalf("mention %+v after %d", m, start)
		}
		start = m.Start
	}
	if err := d.Reading().Check(); err != nil {
		t.Fatal(err)
	}
}
