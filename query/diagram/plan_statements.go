package diagram

import (
	"fmt"

	"github.com/clewgraph/clew/graph"
)

// planStatements draws the statements with the most sources, as far as there is room.
func (d *drawing) planStatements(statements []graph.Statement) {
	sorted := strongestFirst(statements)
	d.title = "What the articles say"
	chosen := d.choose(sorted)
	d.connect(chosen, ordinary, nil, nil)
	d.subtitle = fmt.Sprintf("%s between %s.", count(len(sorted), "statement", "statements"), count(d.total, "entity", "entities"))
	if d.shown < d.total {
		d.subtitle = fmt.Sprintf("%d of %s entities shown, those with the most sources.", d.shown, thousands(d.total))
	}
}

// choose makes nodes for sorted statements while there is room, and returns those whose two ends are drawn.
func (d *drawing) choose(sorted []graph.Statement) []graph.Statement {
	d.total = entities(sorted)
	var chosen []graph.Statement
	for _, s := range sorted {
		room := d.opts.MaxNodes - len(d.nodes)
		if !d.has(s.Subject) {
			room--
		}
		if !d.has(s.Object) {
			room--
		}
		if room < 0 {
			continue
		}
		d.add(s.Subject, ordinary)
		d.add(s.Object, ordinary)
		chosen = append(chosen, s)
	}
	d.shown = len(d.nodes)
	return chosen
}

// planChanges draws what was gained and what was lost.
func (d *drawing) planChanges(gains, losses []graph.Statement) {
	gains, losses = strongestFirst(gains), strongestFirst(losses)
	isLost := map[graph.Triple]bool{}
	for _, s := range losses {
		isLost[s.Triple()] = true
	}
	d.title = "What changed"
	d.subtitle = changesWords(len(gains), len(losses))
	chosen := d.choose(append(gains[:len(gains):len(gains)], losses...))
	d.connect(chosen, ordinary, nil, func(s graph.Statement) change {
		if isLost[s.Triple()] {
			return lost
		}
		return gained
	})
	if d.shown < d.total {
		d.note = fmt.Sprintf("%d of %s entities shown, those with the most sources.", d.shown, thousands(d.total))
	}
}

// changesWords counts what was gained and lost: "3 statements gained, 9 lost.", "9 statements lost, none gained."
func changesWords(gains, losses int) string {
	switch {
	case gains == 0 && losses == 0:
		return "Nothing."
	case gains == 0:
		return count(losses, "statement", "statements") + " lost, none gained."
	case losses == 0:
		return count(gains, "statement", "statements") + " gained, none lost."
	}
	return fmt.Sprintf("%s gained, %s lost.", count(gains, "statement", "statements"), thousands(losses))
}
