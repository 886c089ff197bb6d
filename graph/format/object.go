package format

import (
	"encoding/json"
	"io"

	"github.com/clewgraph/clew/graph"
)

// JSON writes one object and a newline. The output is valid UTF-8 whatever the strings hold: bytes that
// are not become U+FFFD.
func JSON(w io.Writer, object any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(object)
}

// RefObject is an entity as statements and paths name it: {"id","name","type"}.
type RefObject struct {
	ID   graph.EntityID `json:"id"`
	Name string         `json:"name"`
	Type graph.Kind     `json:"type"`
}

// RefOf returns the object of an entity's short form.
func RefOf(r graph.Ref) RefObject { return RefObject{r.ID, r.Name, r.Kind} }

// ArticleObject describes an article, without its text.
type ArticleObject struct {
	Kind      string          `json:"kind"` // "article"
	ID        graph.ArticleID `json:"id"`
	Name      string          `json:"name"`
	Title     string          `json:"title"`
	Date      graph.Date      `json:"date"`
	URL       string          `json:"url"`
	Author    string          `json:"author,omitempty"`
	Publisher string          `json:"publisher,omitempty"`
	Bytes     int             `json:"bytes"`
}

// ArticleOf returns the object of an article.
func ArticleOf(a graph.Article) ArticleObject {
	return ArticleObject{"article", a.ID, a.Name, a.Title, a.Date, a.URL, a.Author, a.Publisher, a.Bytes}
}

// SpanObject is a place in an article: bytes Start to End of the text of the article with that key.
type SpanObject struct {
	Article string `json:"article"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Text    string `json:"text,omitempty"` // empty only where the article's text is not known
}

// EntityObject describes an entity and where it is mentioned.
type EntityObject struct {
	Kind     string            `json:"kind"` // "entity"
	ID       graph.EntityID    `json:"id"`
	Name     string            `json:"name"`
	Type     graph.Kind        `json:"type"`
	Aliases  []string          `json:"aliases"`
	IDs      map[string]string `json:"ids"`
	Mentions []SpanObject      `json:"mentions"`
}

// EntityOf returns the object of an entity and its mentions.
func EntityOf(e graph.Entity, mentions []graph.Mention) EntityObject {
	o := EntityObject{"entity", e.ID, e.Name, e.Kind, e.Aliases, e.IDs, make([]SpanObject, len(mentions))}
	if o.Aliases == nil {
		o.Aliases = []string{}
	}
	if o.IDs == nil {
		o.IDs = map[string]string{}
	}
	for i, m := range mentions {
		o.Mentions[i] = SpanObject{m.Article.Name, m.Start, m.End, m.Text}
	}
	return o
}

// EvidenceObject is a quote, and what it says of when the statement held.
type EvidenceObject struct {
	SpanObject
	Confidence float64    `json:"confidence"`
	Past       bool       `json:"past"`
	From       graph.Date `json:"from"`
	To         graph.Date `json:"to"`
}

func evidenceOf(evidence []graph.Evidence) []EvidenceObject {
	list := make([]EvidenceObject, len(evidence))
	for i, e := range evidence {
		list[i] = EvidenceObject{SpanObject{e.Article.Name, e.Start, e.End, e.Text}, e.Confidence, e.Past, e.From, e.To}
	}
	return list
}

// StatementObject is a statement with its evidence. Past, From and To are those of its newest article.
type StatementObject struct {
	Kind       string           `json:"kind"` // "statement"
	Subject    RefObject        `json:"subject"`
	Predicate  graph.Predicate  `json:"predicate"`
	Object     RefObject        `json:"object"`
	Confidence float64          `json:"confidence"`
	Past       bool             `json:"past"`
	From       graph.Date       `json:"from"`
	To         graph.Date       `json:"to"`
	Evidence   []EvidenceObject `json:"evidence"`
}

// StatementOf returns the object of a statement.
func StatementOf(s graph.Statement) StatementObject {
	past, from, to := s.Held()
	return StatementObject{"statement", RefOf(s.Subject), s.Predicate, RefOf(s.Object), s.Confidence(), past, from, to, evidenceOf(s.Evidence)}
}

// StepObject is a statement as a path crosses it.
type StepObject struct {
	Subject    RefObject        `json:"subject"`
	Predicate  graph.Predicate  `json:"predicate"`
	Object     RefObject        `json:"object"`
	Inverse    bool             `json:"inverse"` // the walk goes from object to subject
	Past       bool             `json:"past"`
	From       graph.Date       `json:"from"`
	To         graph.Date       `json:"to"`
	Sources    int              `json:"sources"`
	Confidence float64          `json:"confidence"`
	Evidence   []EvidenceObject `json:"evidence"`
}

func stepOf(s graph.Step) StepObject {
	past, from, to := s.Held()
	return StepObject{RefOf(s.Subject), s.Predicate, RefOf(s.Object), s.Inverse, past, from, to, s.Sources(), s.Confidence(), evidenceOf(s.Evidence)}
}

// PathObject is a path; its length is its number of steps.
type PathObject struct {
	Length int          `json:"length"`
	Cost   float64      `json:"cost"`
	Steps  []StepObject `json:"steps"`
}

// PathOf returns the object of a path.
func PathOf(p graph.Path) PathObject {
	o := PathObject{len(p.Steps), p.Cost, make([]StepObject, len(p.Steps))}
	for i, s := range p.Steps {
		o.Steps[i] = stepOf(s)
	}
	return o
}

// AnswerObject says how two entities are connected.
type AnswerObject struct {
	From      RefObject    `json:"from"`
	To        RefObject    `json:"to"`
	Selector  string       `json:"selector"`
	Mode      string       `json:"mode"`
	Truncated bool         `json:"truncated"`
	Paths     []PathObject `json:"paths"`
}

// AnswerOf returns the object of an answer. No path is an empty list.
func AnswerOf(a graph.Answer) AnswerObject {
	o := AnswerObject{RefOf(a.From), RefOf(a.To), a.Selector, a.Mode, a.Truncated, make([]PathObject, len(a.Paths))}
	for i, p := range a.Paths {
		o.Paths[i] = PathOf(p)
	}
	return o
}
