package extract

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// named is a spelling and its kind, as a test tells a document of them.
type named struct {
	form string
	kind graph.Kind
}

// read makes the document of a text in which each form is a name wherever it stands, without a model.
func read(t *testing.T, text string, forms ...named) *Document {
	t.Helper()
	d := &Document{Article: graph.Article{Name: "test.txt", Text: text}, Language: English}
	d.Sentences, d.Blocks = readBlocks(text)
	d.Words = readWords(text, d.Sentences, d.Blocks)
	slices.SortStableFunc(forms, func(a, b named) int { return cmp.Compare(len(b.form), len(a.form)) })
	taken := make([]bool, len(d.Words))
	for _, f := range forms {
		w := lexicon.Words(f.form)
		found := false
		for i := range d.Words {
			if taken[i] || !isSpelled(text, d.Words, i, w) {
				continue
			}
			last := i + len(w)
			d.Mentions = append(d.Mentions, Mention{
				Span: graph.Span{Start: d.Words[i].Start, End: d.Words[last-1].End}, First: i, Last: last,
				Class: nlp.NamedAs(f.kind), Kinds: nlp.KindsOf(f.kind), Entity: -1, Score: 1,
			})
			for k := i; k < last; k++ {
				taken[k] = true
			}
			found = true
		}
		if !found {
			t.Fatalf("%q does not occur in the text", f.form)
		}
	}
	slices.SortFunc(d.Mentions, func(a, b Mention) int { return cmp.Compare(a.First, b.First) })
	d.Entities = readEntities(text, d.Mentions, nil)
	return d
}

// triples writes statements as "subject predicate object", with what is not asserted in brackets.
func triples(d *Document, list []Statement) []string {
	var out []string
	for _, s := range list {
		row := d.Entities[s.Subject].Name + " " + string(s.Predicate) + " " + d.Entities[s.Object].Name
		if s.Polarity != Asserted {
			row += " (" + string(s.Polarity) + ")"
		}
		if s.Grounds[0].Past {
			row += " (past)"
		}
		out = append(out, row)
	}
	slices.Sort(out)
	return out
}

// entities writes each entity's kind, name and forms.
func entities(d *Document) []string {
	var out []string
	for _, e := range d.Entities {
		out = append(out, string(e.Kind)+" "+e.Name+": "+strings.Join(e.Forms, ", "))
	}
	return out
}
