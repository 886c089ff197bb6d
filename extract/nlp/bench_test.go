package nlp

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/clewgraph/clew/extract/nlp/kernel"
	"github.com/clewgraph/clew/graph"
)

// benchmarkText is about 2,000 words of plain prose.
func benchmarkText() Text {
	const passage = "Maria Keller left the Institute of Hydrology in Vienna last spring and moved to Lisbon, where she " +
		"now leads a group of twelve at the National Laboratory for Water. The ministry had cut the programme that " +
		"paid for her post; the university said it would not comment. \"We were told in March,\" Keller said. "
	source := strings.Repeat(passage, 32)
	t := Text{Source: source, Words: Words(source, Sentences(source))}
	t.Features = make([]Features, len(t.Words))
	return t
}

func BenchmarkRead(b *testing.B) {
	text := benchmarkText()
	for _, l := range kernel.Levels() {
		m, err := Load(weights, Options{Kernel: l.String()})
		if err != nil {
			b.Fatal(err)
		}
		for _, overlap := range []int{0, 1, 3} {
			m.config.WindowOverlap = overlap
			b.Run(fmt.Sprintf("%v/overlap%d", l, overlap), func(b *testing.B) {
				began := cpuTime()
				for b.Loop() {
					if _, _, err := m.Read(context.Background(), text); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(text.Words)*b.N)/(cpuTime()-began).Seconds(), "words/cpu-s")
			})
		}
	}
}

// everySixth makes a mention of every sixth word, which is dense for news.
func everySixth(words int) (out []Mention) {
	kinds := []Mention{
		{Class: NamedPerson, Kinds: KindsOf(graph.Person)},
		{Class: NamedInstitution, Kinds: KindsOf(graph.Institution)},
		{Class: PronounPerson, Kinds: KindsOf(graph.Person)},
		{Class: NamedPlace, Kinds: KindsOf(graph.Place)},
	}
	for i := 0; i < words; i += 6 {
		m := kinds[i/6%len(kinds)]
		m.Start, m.End = i, i+1
		out = append(out, m)
	}
	return out
}

func BenchmarkScore(b *testing.B) {
	text := benchmarkText()
	mentions := everySixth(len(text.Words))
	for _, l := range kernel.Levels()[1:] {
		m, err := Load(weights, Options{Kernel: l.String()})
		if err != nil {
			b.Fatal(err)
		}
		r, _, err := m.Read(context.Background(), text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(l.String(), func(b *testing.B) {
			began := cpuTime()
			for b.Loop() {
				if _, err := r.Score(context.Background(), mentions, 0.05); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(text.Words)*b.N)/(cpuTime()-began).Seconds(), "words/cpu-s")
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(weights, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWords(b *testing.B) {
	m, err := Default()
	if err != nil {
		b.Fatal(err)
	}
	text := benchmarkText()
	s := splitter{v: &m.vocabulary}
	b.Run("sentences", func(b *testing.B) {
		for b.Loop() {
			Sentences(text.Source)
		}
	})
	b.Run("words", func(b *testing.B) {
		sentences := Sentences(text.Source)
		for b.Loop() {
			Words(text.Source, sentences)
		}
	})
	b.Run("pieces", func(b *testing.B) {
		for b.Loop() {
			s.splitAll(text)
		}
		b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N*len(text.Words)), "ns/word")
	})
}
