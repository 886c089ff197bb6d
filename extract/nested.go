package extract

import (
	"slices"
	"strings"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/graph"
)

// readNested is the stage that reads names which begin with another entity's name: "UCSC Academic Senate" is a part of
// UCSC. The rest is another form of the longer name.
func readNested(d *Document) []Statement {
	outer := map[string]int{} // form to entity
	for e, entity := range d.Entities {
		if entity.Kind != graph.Institution {
			continue
		}
		for _, f := range entity.Forms {
			if w := lexicon.Words(f); len(w) <= 3 && len(f) > 1 && isCapitalised(f) {
				outer[f] = e
			}
		}
	}
	var out []Statement
	for i, m := range d.Mentions {
		if !m.Class.IsName() || d.Entities[m.Entity].Kind != graph.Institution {
			continue
		}
		e, rest := d.outerName(m, outer)
		if rest == "" || e == m.Entity {
			continue
		}
		inner := &d.Entities[m.Entity]
		if !slices.Contains(inner.Forms, rest) {
			inner.Forms = append(inner.Forms, rest)
			slices.Sort(inner.Forms)
		}
		out = append(out, d.ruled(m.Entity, "partOf", e, [2]int{i, i}, "name in a name", nestedConfidence))
	}
	return out
}

// nestedConfidence is that of a statement that a name within a name makes.
const nestedConfidence = 0.8

// outerName returns the entity whose form a name begins with and the rest of the name, which must be two words or more
// with a common noun of institutions at its end.
func (d *Document) outerName(m Mention, outer map[string]int) (entity int, rest string) {
	for k := min(m.First+3, m.Last-2); k > m.First; k-- {
		end := d.Words[k-1].End
		begin := k
		if w := d.Words[k].Of(d.Article.Text); (w == "'" || w == "’") && k+2 < m.Last { // "Harvard's Medical School"
			begin += 2
		}
		rest := d.Article.Text[d.Words[begin].Start:m.End]
		e, ok := outer[d.Article.Text[m.Start:end]]
		if ok && isCapitalised(rest) && m.Last-begin >= 2 && isUnit(d.Words[m.Last-1].Of(d.Article.Text)) {
			return e, rest
		}
	}
	return 0, ""
}

// isUnit reports whether a word ends names of parts of larger bodies.
func isUnit(word string) bool {
	lower := strings.ToLower(word)
	switch lower {
	case "bank", "trust", "company", "corporation", "group", "holdings", "airlines", "airways", "party", "union", "university", "club", "fund", "newspaper":
		return false // "Unity Trust Bank" is Unity itself
	case "division", "extension", "senate", "services", "courts", "observatory", "arboretum", "section", "program", "programme":
		return true
	}
	return slices.Contains(lexicon.NounKinds(lower), graph.Institution)
}
