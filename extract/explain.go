package extract

import (
	"github.com/clewgraph/clew/graph"
)

// Explanation says why a statement was drawn from one place.
type Explanation struct {
	Subject   Seen            `json:"subject"`
	Predicate graph.Predicate `json:"predicate"`
	Object    Seen            `json:"object"`
	Polarity  Polarity        `json:"polarity,omitempty"` // why it is left out of the reading
	Rule      string          `json:"rule,omitempty"`     // that drew it, if not the model
	Score     float64         `json:"score"`              // of the model, times how sure the links are
	Threshold float64         `json:"threshold"`          // that the best score of the statement passed
	Past      float64         `json:"past,omitempty"`     // how sure the model is that it is over
	Clause    string          `json:"clause"`
	Start     int             `json:"start"` // of the clause, in bytes of the text
	End       int             `json:"end"`
}

// Seen is a mention and what it stands for.
type Seen struct {
	Text   string     `json:"text"` // as the article writes it
	Start  int        `json:"start"`
	End    int        `json:"end"`
	Entity string     `json:"entity"`
	Kind   graph.Kind `json:"type"`
	Score  float64    `json:"score"` // how sure the name or, of a pronoun or description, the link is
}

// Explain returns why each statement was drawn, those that are planned, denied, asked or supposed too.
func (d Document) Explain() []Explanation {
	var out []Explanation
	for _, s := range d.Statements {
		for _, g := range s.Grounds {
			out = append(out, Explanation{
				Subject: d.seen(g.Mentions[0], s.Subject), Predicate: s.Predicate, Object: d.seen(g.Mentions[1], s.Object),
				Polarity: s.Polarity, Rule: g.Rule, Score: g.Score, Threshold: g.Threshold, Past: g.PastScore,
				Clause: g.Text, Start: g.Start, End: g.End,
			})
		}
	}
	return out
}

func (d Document) seen(mention, entity int) Seen {
	m, e := d.Mentions[mention], d.Entities[entity]
	return Seen{Text: m.Of(d.Article.Text), Start: m.Start, End: m.End, Entity: e.Name, Kind: e.Kind, Score: m.Score}
}
