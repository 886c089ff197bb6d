package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/clewgraph/clew/extract/nlp"
)

// passage is what the fixture reads: prose of our own, with names of every kind, a pronoun and a description.
const passage = "Maria Keller left the Institute of Hydrology in Vienna for Lisbon last spring. Austria had cut the " +
	"Clear Water Programme, which paid for her post. The institute, founded by Paul Brandt, would not comment. " +
	"She now leads the National Water Laboratory in Portugal."

// marked are the mentions of the passage: what is written, its kind, and whether it is a name.
var marked = []struct {
	text, kind string
	class      nlp.Class
}{
	{"Maria Keller", "person", nlp.NamedPerson},
	{"Institute of Hydrology", "institution", nlp.NamedInstitution},
	{"Vienna", "place", nlp.NamedPlace},
	{"Lisbon", "place", nlp.NamedPlace},
	{"Austria", "country", nlp.NamedCountry},
	{"Clear Water Programme", "policy", nlp.NamedPolicy},
	{"her", "person", nlp.PronounPerson},
	{"The institute", "institution", nlp.DescribedInstitution},
	{"Paul Brandt", "person", nlp.NamedPerson},
	{"She", "person", nlp.PronounPerson},
	{"National Water Laboratory", "institution", nlp.NamedInstitution},
	{"Portugal", "country", nlp.NamedCountry},
}

// fixture is what the float model makes of the passage; package nlp compares itself with it.
type fixture struct {
	Weights string // SHA-256 of the weight file that it belongs to
	Text    string
	Tags    [][]float64 // probabilities, by word and tag
	Marked  []fixtureMention
	Pairs   []fixturePair
	Links   []fixtureLink
}

type fixtureMention struct {
	Start, End, Class int
	Kind              string
}

type fixturePair struct {
	Subject, Object int
	Probability     map[string]float64 // by output
}

type fixtureLink struct {
	Mention int
	None    float64
	Names   map[int]float64 // by mention
}

// writeFixture runs the float model over the passage and writes what it finds.
func writeFixture(path, folder string, converted *nlp.Model) error {
	m, err := readFloatModel(folder)
	if err != nil {
		return err
	}
	w, err := passageWindow(converted)
	if err != nil {
		return err
	}
	s := m.encode(w)
	f := fixture{Weights: converted.Hash(), Text: passage}
	for _, logits := range m.tagLogits(s) {
		f.Tags = append(f.Tags, rounded(softmax(logits)))
	}
	for i, x := range w.Mentions {
		f.Marked = append(f.Marked, fixtureMention{x.Start, x.End, x.Class, x.Kinds[0]})
		for j := range w.Mentions {
			if p := m.pairProbabilities(w, s, i, j, converted.Config().Outputs); len(p) > 0 {
				f.Pairs = append(f.Pairs, fixturePair{i, j, p})
			}
		}
		if nlp.Class(x.Class).IsReference() {
			f.Links = append(f.Links, m.linkProbabilities(w, s, i))
		}
	}
	data, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o644)
}

// readFloatModel reads the checkpoint in a folder.
func readFloatModel(folder string) (*floatModel, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.safetensors"))
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("%s has %d files *.safetensors, not one", folder, len(files))
	}
	c, err := readCheckpoint(files[0])
	if err != nil {
		return nil, err
	}
	config, err := os.ReadFile(filepath.Join(folder, "config.json"))
	if err != nil {
		return nil, err
	}
	m := &floatModel{c: c}
	return m, json.Unmarshal(config, &m.config)
}

// passageWindow cuts the passage into pieces and finds its mentions.
func passageWindow(m *nlp.Model) (window, error) {
	w := window{IDs: []int{101}}
	words := nlp.Words(passage, nlp.Sentences(passage))
	for _, word := range words {
		w.First = append(w.First, len(w.IDs))
		for _, p := range m.Pieces(word.Of(passage)) {
			w.IDs = append(w.IDs, p.ID)
		}
		w.Last = append(w.Last, len(w.IDs)-1)
		w.Words = append(w.Words, windowWord{word.Of(passage), word.Sentence, nil})
	}
	w.IDs = append(w.IDs, 102)
	at := 0
	for _, x := range marked {
		start := slices.IndexFunc(words[at:], func(word nlp.Word) bool {
			return len(passage)-word.Start >= len(x.text) && passage[word.Start:][:len(x.text)] == x.text
		}) + at
		if start < at {
			return w, fmt.Errorf("the passage has no %q", x.text)
		}
		end := start
		for end < len(words) && words[end].Start < words[start].Start+len(x.text) {
			end++
		}
		w.Mentions = append(w.Mentions, windowMention{start, end, int(x.class), []string{x.kind}})
		at = end
	}
	return w, nil
}

// pairProbabilities returns the probabilities of the outputs that the kinds of a pair allow.
func (m *floatModel) pairProbabilities(w window, s states, subject, object int, outputs []string) map[string]float64 {
	a, b := w.Mentions[subject], w.Mentions[object]
	if subject == object || w.Words[a.Start].Sentence-w.Words[b.Start].Sentence > 1 || w.Words[b.Start].Sentence-w.Words[a.Start].Sentence > 1 {
		return nil
	}
	found := map[string]float64{}
	logits := m.pairLogits(w, s, subject, object)
	for i, o := range m.config.Outputs {
		signature := m.config.Signatures[o]
		if slices.Contains(outputs, o) && slices.Contains(signature[0], a.Kinds[0]) && slices.Contains(signature[1], b.Kinds[0]) {
			found[o] = rounded([]float64{1 / (1 + math.Exp(-logits[i]))})[0]
		}
	}
	return found
}

// linkProbabilities shares a reference among the names of its kind.
func (m *floatModel) linkProbabilities(w window, s states, reference int) fixtureLink {
	l := fixtureLink{Mention: reference, Names: map[int]float64{}}
	var names []int
	scores := []float64{0}
	for i, x := range w.Mentions {
		if nlp.Class(x.Class).IsName() && x.Kinds[0] == w.Mentions[reference].Kinds[0] && w.Mentions[reference].Start-x.Start >= -25 {
			score, none := m.linkLogit(w, s, reference, i)
			names, scores = append(names, i), append(scores, score)
			scores[0] = none
		}
	}
	p := rounded(softmax(scores))
	l.None = p[0]
	for i, name := range names {
		l.Names[name] = p[i+1]
	}
	return l
}

// rounded keeps five digits after the point, so that a fixture can be read.
func rounded(x []float64) []float64 {
	for i := range x {
		x[i] = math.Round(x[i]*1e5) / 1e5
	}
	return x
}
