package extract

// Polarity says whether the article asserts a statement.
type Polarity string

// The polarities.
const (
	Asserted     Polarity = ""
	Denied       Polarity = "denied"
	Planned      Polarity = "planned"
	Asked        Polarity = "asked"
	Hypothetical Polarity = "hypothetical"
)

func (d *Document) polarity(m [2]int) Polarity { return Asserted }
