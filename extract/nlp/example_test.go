package nlp_test

import (
	"context"
	"fmt"
	"log"

	"github.com/clewgraph/clew/extract/nlp"
)

// A text is cut into words, read, and asked word by word which tag is the likeliest.
func ExampleModel_Read() {
	model, err := nlp.Default()
	if err != nil {
		log.Fatal(err)
	}
	text := nlp.Text{Source: "Angela Merkel studied physics in Leipzig."}
	text.Words = nlp.Words(text.Source, nlp.Sentences(text.Source))
	text.Features = make([]nlp.Features, len(text.Words)) // nothing known of any word
	reading, err := model.Read(context.Background(), text)
	if err != nil {
		log.Fatal(err)
	}
	for i, word := range text.Words {
		best := 0
		for tag, p := range reading.Tags(i) {
			if p > reading.Tags(i)[best] {
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
