package nlp

import (
	"context"
	"strings"
	"testing"

	"github.com/clewgraph/clew/extract/nlp/kernel"
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
		for name, overlap := range map[string]int{"alone": 0, "overlapping": m.config.WindowOverlap} {
			m.config.WindowOverlap = overlap
			b.Run(l.String()+"/"+name, func(b *testing.B) {
				for b.Loop() {
					if _, err := m.Read(context.Background(), text); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(text.Words)*b.N)/b.Elapsed().Seconds(), "words/s")
			})
		}
	}
}
