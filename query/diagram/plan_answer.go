package diagram

import (
	"fmt"

	"github.com/clewgraph/clew/graph"
)

// inTitle is how many letters of a name a title holds. The name in full is where the entity is.
const inTitle = 60

// planAnswer puts the best path in front.
func (d *drawing) planAnswer(a graph.Answer, around []graph.Statement) {
	d.title = fmt.Sprintf("How %s is connected to %s", excerpt(a.From.Name, inTitle), excerpt(a.To.Name, inTitle))
	if len(a.Paths) == 0 {
		d.subtitle = "No connection was found."
		d.add(a.From, ordinary)
		d.add(a.To, ordinary)
		d.shown, d.total = len(d.nodes), len(d.nodes)
		return
	}
	onPath := map[graph.Triple]bool{} // drawn so far
	d.planPath(a.Paths[0], spine, onPath)
	for _, p := range a.Paths[1:] {
		if d.fits(p) {
			d.planPath(p, ordinary, onPath)
			d.others = append(d.others, p)
		}
	}
	var rest []graph.Statement
	for _, s := range strongestFirst(around) {
		if !onPath[s.Triple()] {
			rest = append(rest, s)
		}
	}
	before := len(d.nodes)
	shown := d.planContext(rest)
	d.shown, d.total = len(d.nodes), totalOf(a, rest)
	d.subtitle = answerSubtitle(a, 1+len(d.others), len(d.nodes) > before || len(shown) > 0)
	if d.shown < d.total {
		d.note = fmt.Sprintf("%d of %s entities shown, those with the most sources.", d.shown, thousands(d.total))
	}
}

func answerSubtitle(a graph.Answer, drawn int, around bool) string {
	text := fmt.Sprintf("The best path has %s.", count(len(a.Paths[0].Steps), "step", "steps"))
	if len(a.Paths[0].Steps) == 1 {
		text = "They are connected directly."
	}
	if n := len(a.Paths); n > 1 && drawn == n {
		text += fmt.Sprintf(" %s in grey.", count(n-1, "more path", "more paths"))
	} else if n > 1 {
		text += fmt.Sprintf(" %d of %s more paths in grey.", drawn-1, thousands(n-1))
	}
	if around {
		text += " Faint: what else the articles say of those on the way."
	}
	return text
}

func totalOf(a graph.Answer, around []graph.Statement) int {
	all := [][]graph.Statement{around}
	for _, p := range a.Paths {
		var on []graph.Statement
		for _, s := range p.Steps {
			on = append(on, s.Statement)
		}
		all = append(all, on)
	}
	return entities(all...)
}

// fits reports whether the nodes of a path can be added.
func (d *drawing) fits(p graph.Path) bool {
	n := len(d.nodes)
	for _, ref := range p.Nodes() {
		if !d.has(ref) {
			n++
		}
	}
	return n <= d.opts.MaxNodes
}

// planPath draws a path in its direction; a statement that it crosses from object to subject keeps its own.
func (d *drawing) planPath(p graph.Path, r role, drawn map[graph.Triple]bool) {
	inverse := map[graph.Triple]bool{}
	var statements []graph.Statement
	for _, ref := range p.Nodes() {
		d.add(ref, r)
	}
	for _, s := range p.Steps {
		if t := s.Triple(); !drawn[t] {
			drawn[t] = true
			inverse[t] = s.Inverse
			statements = append(statements, s.Statement)
		}
	}
	d.connect(statements, r, func(s graph.Statement) bool { return inverse[s.Triple()] }, nil)
}

// planContext draws, of statements sorted by strength, those that touch what is drawn, as far as there is room.
// A statement between two entities of the spine becomes a row of their plate. It returns what it drew.
func (d *drawing) planContext(statements []graph.Statement) []graph.Statement {
	first := len(d.nodes)
	var drawn []graph.Statement
	for _, s := range statements {
		from, okFrom := d.index[s.Subject.ID]
		to, okTo := d.index[s.Object.ID]
		onFrom, onTo := okFrom && from < first, okTo && to < first
		if !onFrom && !onTo {
			continue
		}
		if !(okFrom && okTo) && len(d.nodes) >= d.opts.MaxNodes {
			continue
		}
		d.add(s.Subject, receding)
		d.add(s.Object, receding)
		drawn = append(drawn, s)
	}
	d.connect(drawn, receding, nil, nil)
	return drawn
}
