package nlp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
)

// A text is cut into words, described by the lexicon, read, and asked word by word which tag is the likeliest.
func ExampleModel_Read() {
	model, err := nlp.Default()
	if err != nil {
		log.Fatal(err)
	}
	text := nlp.Text{Source: "Angela Merkel studied physics in Leipzig."}
	text.Words = nlp.Words(text.Source, nlp.Sentences(text.Source))
	var spelled []string
	var sentences []int
	for _, w := range text.Words {
		spelled, sentences = append(spelled, w.Of(text.Source)), append(sentences, w.Sentence)
	}
	for _, f := range lexicon.Features(spelled, sentences) {
		text.Features = append(text.Features, nlp.Features(f))
	}
	_, tags, err := model.Read(context.Background(), text)
	if err != nil {
		log.Fatal(err)
	}
	for i, word := range text.Words {
		best := 0
		for tag, p := range tags.Of(i) {
			if p > tags.Of(i)[best] {
				best = tag
			}
		}
		if tag := model.Config().Tags[best]; tag != "O" {
			fmt.Println(word.Of(text.Source), tag)
		}
	}
	// Output:
	// Angela B-person
	// Merkel I-person
	// Leipzig B-place
}
