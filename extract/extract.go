// Package extract reads an article and says what it states: which people, institutions,
// policies, countries and places it names, and how it says that they are connected.
//
// An article goes through stages, each of which leaves a plain value in the [Document]:
//
//	Article -> Sentences, Blocks -> Words -> Mentions -> Entities -> Statements
//
// Every stage keeps positions in the article's text instead of copies of it, so that every
// mention and every quote can be found again. The same article gives the same document
// on every machine and with any number of goroutines.
package extract

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// Options say how to extract. The zero value works.
type Options struct {
	Model         *nlp.Model         // nil means the embedded one
	Names         []Name             // the user's own entities, found wherever the article writes them
	Ontology      *ontology.Ontology // the predicates to find; nil means the embedded ones
	MinConfidence float64            // statements below it are left out; 0 keeps all that pass their predicate's threshold
}

// Extractor extracts statements. Many goroutines may use one.
type Extractor struct {
	options    Options
	model      *nlp.Model
	config     nlp.Config
	known      *known
	vocabulary vocabulary
}

// New makes an extractor.
func New(o Options) (*Extractor, error) {
	if o.Ontology == nil {
		o.Ontology = embedded
	}
	if o.MinConfidence < 0 || o.MinConfidence > 1 {
		return nil, errors.New("the least confidence must lie between 0 and 1")
	}
	if o.Model == nil {
		m, err := nlp.Default()
		if err != nil {
			return nil, err
		}
		o.Model = m
	}
	return &Extractor{options: o, model: o.Model, config: o.Model.Config(), known: newKnown(o.Names), vocabulary: newVocabulary(o.Ontology)}, nil
}

// scoreFloor is the least probability that a pair is looked at for.
const scoreFloor = 0.05

// Extract reads the article. It fails where ctx is done, and then soon.
func (x *Extractor) Extract(ctx context.Context, a graph.Article) (Document, error) {
	d := Document{Article: a}
	d.Sentences, d.Blocks = readBlocks(a.Text)
	d.Words = readWords(a.Text, d.Sentences, d.Blocks)
	if len(d.Words) == 0 {
		return d, ctx.Err()
	}
	read, tags, err := x.model.Read(ctx, nlp.Text{Source: a.Text, Words: d.Words, Features: features(a.Text, d.Words)})
	if err != nil {
		return Document{}, fmt.Errorf("extract from %s: %w", a.Name, err)
	}
	d.Language = languageOf(a.Text, d.Words)
	d.Mentions = readMentions(a.Text, d.Sentences, d.Words, tags, x.known)
	d.Entities = readEntities(a.Text, d.Mentions, x.known)
	if d.Language != English {
		return d, nil
	}
	scores, err := read.Score(ctx, scored(d.Mentions), scoreFloor)
	if err != nil {
		return Document{}, fmt.Errorf("extract from %s: %w", a.Name, err)
	}
	d.linkReferences(scores.Links)
	d.turnBack()
	d.stayWithNoun()
	d.stayInParagraph()
	d.keepReferences()
	d.Statements = x.readStatements(&d, d.candidates(scores.Pairs, x.config.Outputs, scoreFloor))
	d.Statements = slices.Concat(d.Statements, readPatterns(&d), readNested(&d))
	x.vocabulary.rename(&d)
	d.Statements = mergeStatements(append(d.Statements, x.triggered(&d)...), x.options.MinConfidence)
	return d, nil
}

// features returns what the lexicon knows of each word.
func features(text string, words []nlp.Word) []nlp.Features {
	spelled, sentence := make([]string, len(words)), make([]int, len(words))
	for i, w := range words {
		spelled[i], sentence[i] = w.Of(text), w.Sentence
	}
	out := make([]nlp.Features, len(words))
	for i, f := range lexicon.Features(spelled, sentence) {
		out[i] = nlp.Features(f)
	}
	return out
}

// readMentions is the stage that finds names and what may stand for them, in the order of the text.
func readMentions(text string, sentences []graph.Span, words []nlp.Word, t tags, own *known) []Mention {
	var out []Mention
	taken := make([]bool, len(words))
	for _, n := range own.impose(text, words, readNames(text, words, t)) {
		span := graph.Span{Start: words[n.first].Start, End: words[n.last-1].End}
		dated := inDateline(text, sentences[words[n.first].Sentence])
		if dated {
			n.kind = datelineKind(span.Of(text), n.kind)
		}
		out = append(out, Mention{
			Span: span, First: n.first, Last: n.last, Class: nlp.NamedAs(n.kind), Kinds: nlp.KindsOf(n.kind), Entity: -1, Score: n.score, Dateline: dated,
		})
		for i := n.first; i < n.last; i++ {
			taken[i] = true
		}
	}
	out = append(out, readReferences(text, words, taken)...)
	slices.SortStableFunc(out, func(a, b Mention) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last)) })
	return out
}

// scored returns the mentions as the model takes them.
func scored(mentions []Mention) []nlp.Mention {
	out := make([]nlp.Mention, len(mentions))
	for i, m := range mentions {
		out[i] = nlp.Mention{Start: m.First, End: m.Last, Class: m.Class, Kinds: m.Kinds}
	}
	return out
}

// threshold returns the least score of an output's statements.
func (x *Extractor) threshold(output string) float64 {
	t, ok := x.config.Thresholds[output]
	if !ok {
		t = x.config.Thresholds["*"]
	}
	return float64(t)
}

// confidence returns how many of ten statements with such a score hold, divided by ten, to the thousandth. The weights
// carry their calibration (Platt 1999) in their last layer.
func confidence(score float64) float64 {
	return math.Round(score*1000) / 1000 // beyond which processors may differ
}
