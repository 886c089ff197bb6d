package extract

import (
	"strings"
	"testing"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// TestGender: the last pronoun of each text is as likely to stand for the one as for the other, as far as the model can tell.
func TestGender(t *testing.T) {
	const none = ""
	tests := []struct {
		text, one, other, want string
	}{
		{"Maria Sand met Peter Reed. He left.", "Maria Sand", "Peter Reed", "Peter Reed"},
		{"Maria Sand met Peter Reed. She left.", "Maria Sand", "Peter Reed", "Maria Sand"},
		{"Mrs Sand met Sir Robin Reed. Her house is old.", "Sand", "Robin Reed", "Sand"},
		{"The spokeswoman Robin Sand met Kim Reed. He left.", "Robin Sand", "Kim Reed", "Kim Reed"},
		{"Olivera Sand met Kim Reed. He left.", "Olivera Sand", "Kim Reed", "Kim Reed"}, // by the last letter of a name that no list has
		{"Andrea Sand met Kim Reed. He left.", "Andrea Sand", "Kim Reed", none},         // a name of women and of men
		{"Peter Sand met Paul Reed. She left.", "Peter Sand", "Paul Reed", none},
		{"Maria Sand met Peter Reed. It was late.", "Maria Sand", "Peter Reed", none},
		{"King met Peter Reed. She left.", "King", "Peter Reed", "King"},
		{"His Maria Sand met Kim Reed. He left.", "Maria Sand", "Kim Reed", "Kim Reed"},
	}
	for _, test := range tests {
		d := read(t, test.text, named{test.one, graph.Person}, named{test.other, graph.Person})
		last := len(d.Mentions)
		for i, w := range d.Words {
			if i > 2 && lexicon.PronounOf(strings.ToLower(w.Of(test.text))) != "" {
				d.Mentions = append(d.Mentions[:last], Mention{Span: w.Span, First: i, Last: i + 1, Class: nlp.PronounPerson, Entity: -1})
			}
		}
		d.linkReferences([]nlp.Link{{Mention: last, Candidates: []nlp.Candidate{{Name: 0, Probability: 0.45}, {Name: 1, Probability: 0.45}}, None: 0.1}})
		got := none
		if e := d.Mentions[last].Entity; e >= 0 {
			got = d.Entities[e].Name
		}
		if got != test.want {
			t.Errorf("%q: %s stands for %q, want %q", test.text, d.Mentions[last].Of(test.text), got, test.want)
		}
	}
}

// TestLearnGenders: of a name that tells nothing, many pronouns do.
func TestLearnGenders(t *testing.T) {
	d := read(t, "Kim Sand came. She sat. She spoke. He left.", named{"Kim Sand", graph.Person})
	var links []nlp.Link
	for i, w := range d.Words {
		if genderOfWord(w.Of(d.Article.Text)) != untoldGender {
			links = append(links, nlp.Link{Mention: len(d.Mentions), Candidates: []nlp.Candidate{{Name: 0, Probability: 0.9}}, None: 0.1})
			d.Mentions = append(d.Mentions, Mention{Span: w.Span, First: i, Last: i + 1, Class: nlp.PronounPerson, Entity: -1})
		}
	}
	links[2].Candidates[0].Probability = 0.4
	d.linkReferences(links)
	for k, want := range []int{0, 0, -1} {
		if got := d.Mentions[links[k].Mention].Entity; got != want {
			t.Errorf("pronoun %d stands for entity %d, want %d", k, got, want)
		}
	}
}

// TestTurnBack: the model links "himself" with Sand.
func TestTurnBack(t *testing.T) {
	d := read(t, "Peter Sand rose. Paul Reed was a chemist himself.", named{"Peter Sand", graph.Person}, named{"Paul Reed", graph.Person})
	for i, w := range d.Words {
		if w.Of(d.Article.Text) == "himself" {
			d.Mentions = append(d.Mentions, Mention{Span: w.Span, First: i, Last: i + 1, Class: nlp.PronounPerson, Entity: 0, Score: 0.6})
		}
	}
	d.turnBack()
	if got := d.Entities[d.Mentions[2].Entity].Name; got != "Paul Reed" {
		t.Errorf("himself is %s", got)
	}
}

// TestStayWithNoun: the model links "the academy" with the first.
func TestStayWithNoun(t *testing.T) {
	for text, want := range map[string]string{
		"The Lund Academy rose.\nThe Oslo Academy fell. She leads the academy.":                      "Oslo Academy",
		"The Lund Academy rose.\nThe Oslo Academy and the Lund Academy fell. She leads the academy.": "Lund Academy",
		"The Lund Academy rose.\nThe Oslo Institute fell. She leads the academy.":                    "Lund Academy",
	} {
		names := []named{{"Lund Academy", graph.Institution}, {"Oslo Academy", graph.Institution}}
		if !strings.Contains(text, names[1].form) {
			names = names[:1]
		}
		d := read(t, text, names...)
		last := len(d.Words) - 2
		d.Mentions = append(d.Mentions, Mention{
			Span: graph.Span{Start: d.Words[last-1].Start, End: d.Words[last].End}, First: last - 1, Last: last + 1, Class: nlp.DescribedInstitution, Entity: 0, Score: 0.6,
		})
		d.stayWithNoun()
		if got := d.Entities[d.Mentions[len(d.Mentions)-1].Entity].Name; got != want {
			t.Errorf("%q: the academy is %s, want %s", text, got, want)
		}
	}
}

// TestStayInParagraph: the model links the last "He" of each text with Sand.
func TestStayInParagraph(t *testing.T) {
	for text, want := range map[string]string{
		"Peter Sand rose.\nPaul Reed was dismissed. He left.":               "Paul Reed",
		"Peter Sand rose.\nIn May Paul Reed was dismissed. He left.":        "Peter Sand",
		"Peter Sand rose.\nPaula Reed was dismissed. He left.":              "Peter Sand",
		"Peter Sand rose.\nPaul Reed was dismissed. Then he left.":          "Peter Sand",
		"Peter Sand rose.\nPaul Reed was dismissed. Born in Oslo, he left.": "Paul Reed",
		"Peter Sand rose.\nPaul Reed met Peter Sand. He left.":              "Peter Sand",
		"Peter Sand rose.\nPaul Reed was dismissed. It was late. He left.":  "Peter Sand",
		"Peter Sand rose.\nPaul Reed was dismissed by Peter Sand. He left.": "Peter Sand",
		"Peter Sand rose. Paul Reed was dismissed. He left.":                "Peter Sand",
	} {
		reed := "Paul Reed"
		if strings.Contains(text, "Paula") {
			reed = "Paula Reed"
		}
		d := read(t, text, named{"Peter Sand", graph.Person}, named{reed, graph.Person})
		for i, w := range d.Words {
			if strings.EqualFold(w.Of(text), "he") {
				d.Mentions = append(d.Mentions, Mention{Span: w.Span, First: i, Last: i + 1, Class: nlp.PronounPerson, Entity: 0, Score: 0.6})
			}
		}
		d.stayInParagraph()
		if got := d.Entities[d.Mentions[len(d.Mentions)-1].Entity].Name; got != want {
			t.Errorf("%q: he is %s, want %s", text, got, want)
		}
	}
}
