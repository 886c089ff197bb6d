package diagram

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Picture says what is to be shown. Make one with [OfAnswer], [OfNeighbourhood], [OfStatements] or [OfChanges].
type Picture struct {
	plan  func(*drawing)
	steps []graph.Step // of the answer, for reading it out; nil where there is none
}

// OfAnswer shows how two entities are connected: the first path in front, the other paths behind it, and
// the statements of context, which touch entities on the paths, receding.
func OfAnswer(a graph.Answer, context []graph.Statement) Picture {
	p := Picture{plan: func(d *drawing) { d.planAnswer(a, context) }}
	if len(a.Paths) > 0 {
		p.steps = a.Paths[0].Steps
	}
	return p
}

// OfNeighbourhood shows what surrounds an entity: what states something of it to the left, what it is said to
// do to the right, grouped by predicate.
func OfNeighbourhood(centre graph.Ref, statements []graph.Statement) Picture {
	return Picture{plan: func(d *drawing) { d.planNeighbourhood(centre, statements) }}
}

// OfStatements shows statements, none more prominent than another but by its sources.
func OfStatements(statements []graph.Statement) Picture {
	return Picture{plan: func(d *drawing) { d.planStatements(statements) }}
}

// OfChanges shows which statements were gained and which were lost from one graph to another.
func OfChanges(gained, lost []graph.Statement) Picture {
	return Picture{plan: func(d *drawing) { d.planChanges(gained, lost) }}
}

// role is how prominently something is drawn.
type role int

const (
	receding role = iota // recedes
	ordinary             // in its kind's colours
	spine                // the answer
	centre               // what the picture is about
)

var roleNames = [...]string{"context", "ordinary", "spine", "centre"}

func (r role) String() string { return roleNames[r] }

// node is an entity in a drawing, or a stack that stands for several.
type node struct {
	ref   graph.Ref
	role  role
	meta  string // small words after the kind
	stack int    // entities that it stands for; 0 for an entity
	said  []graph.Statement
}

// change is what happened to a statement from one graph to another.
type change int

const (
	unchanged change = iota
	gained
	lost
)

// row is a line of a plate: a statement, or the predicate of a group.
type row struct {
	role   role
	words  string
	small  string
	change change
	back   bool // from head to tail
}

// end joins a plate to a node.
type end struct {
	node       int
	statements []graph.Statement // what this line stands for; empty for a group's stem
}

// plate is the words in a line, with the line. Most have one tail and one head; that of a group has one
// entity on one side and many on the other. The layout runs from tails to heads.
type plate struct {
	rows         []row
	tails, heads []end
	role         role
	more         int // rows left out
	group        int // statements in the group, 0 where it is none
}

// drawing is what is drawn of a picture.
type drawing struct {
	opts     Options
	palette  palette
	title    string
	subtitle string
	note     string // advice, where something was left out
	nodes    []node
	index    map[graph.EntityID]int
	pairs    map[pair]int // the plate between two entities, in the order of the layout
	plates   []plate
	shown    int // entities drawn
	total    int // entities there are
	steps    []graph.Step
	others   []graph.Path // of the answer, after the best, as far as they are drawn
	springs  bool         // laid out by springs instead of in layers
	hubs     bool         // grouped around a centre
}

// tooMany is from how many entities a picture comes with advice.
const tooMany = 5000

// draw plans a picture. The options must be complete.
func (p Picture) draw(o Options) *drawing {
	d := &drawing{opts: o, palette: palettes[o.Theme], index: map[graph.EntityID]int{}, pairs: map[pair]int{}, steps: p.steps}
	p.plan(d)
	if d.total > tooMany {
		d.addNote("To see more, narrow by kind, predicate or date.")
	}
	d.springs = d.needsSprings()
	if o.Title != "" {
		d.title = o.Title
	}
	if o.Subtitle != "" {
		d.subtitle = o.Subtitle
	}
	return d
}

// add returns the node of an entity, which it makes if there is none. The role given first stays.
func (d *drawing) add(ref graph.Ref, r role) int {
	if i, ok := d.index[ref.ID]; ok {
		return i
	}
	d.index[ref.ID] = len(d.nodes)
	d.nodes = append(d.nodes, node{ref: ref, role: r})
	return len(d.nodes) - 1
}

func (d *drawing) has(ref graph.Ref) bool {
	_, ok := d.index[ref.ID]
	return ok
}

// addNote adds a sentence to the news about what was left out.
func (d *drawing) addNote(sentence string) { d.note = strings.TrimLeft(d.note+" "+sentence, " ") }

// strongestFirst sorts statements by sources, confidence and triple, without repetition.
func strongestFirst(statements []graph.Statement) []graph.Statement {
	type ranked struct {
		graph.Statement
		sources    int
		confidence float64
	}
	seen := map[graph.Triple]bool{}
	var list []ranked
	for _, s := range statements {
		if len(s.Evidence) > 0 && !seen[s.Triple()] {
			seen[s.Triple()] = true
			list = append(list, ranked{s, s.Sources(), s.Confidence()})
		}
	}
	slices.SortFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.sources, a.sources), cmp.Compare(b.confidence, a.confidence), a.Triple().Compare(b.Triple()))
	})
	sorted := make([]graph.Statement, len(list))
	for i, r := range list {
		sorted[i] = r.Statement
	}
	return sorted
}

// entities counts the entities that statements and paths speak of.
func entities(refs ...[]graph.Statement) int {
	seen := map[graph.EntityID]bool{}
	for _, list := range refs {
		for _, s := range list {
			seen[s.Subject.ID], seen[s.Object.ID] = true, true
		}
	}
	return len(seen)
}

// pair is two entities in the order in which the layout places them.
type pair struct{ tail, head graph.EntityID }

// connect draws statements between entities that are both in the drawing: those between the same two become
// rows of one plate. The order of the layout is that of the statement that comes first, or against it where
// backwards says so.
func (d *drawing) connect(statements []graph.Statement, r role, backwards func(graph.Statement) bool, changeOf func(graph.Statement) change) {
	for _, s := range statements {
		tail, head := s.Subject, s.Object
		if backwards != nil && backwards(s) {
			tail, head = head, tail
		}
		key := pair{tail.ID, head.ID}
		i, ok := d.pairs[key]
		if !ok {
			if i, ok = d.pairs[pair{head.ID, tail.ID}]; ok {
				tail = head
			}
		}
		if !ok {
			i = len(d.plates)
			d.pairs[key] = i
			d.plates = append(d.plates, plate{role: r, tails: []end{{node: d.index[tail.ID]}}, heads: []end{{node: d.index[head.ID]}}})
		}
		d.addRow(&d.plates[i], r, s, s.Subject.ID != tail.ID, changeOf)
	}
}

// maxRows is how many statements between two entities are spelled out.
const maxRows = 4

func (d *drawing) addRow(p *plate, r role, s graph.Statement, back bool, changeOf func(graph.Statement) change) {
	p.tails[0].statements = append(p.tails[0].statements, s)
	p.heads[0].statements = append(p.heads[0].statements, s)
	d.remember(p.tails[0].node, s)
	d.remember(p.heads[0].node, s)
	if len(p.rows) == maxRows {
		p.more++
		return
	}
	w := row{role: r, words: reading(d.opts.Ontology, s), small: whenAndSources(d.opts.Ontology, s), back: back}
	if changeOf != nil {
		w.change = changeOf(s)
	}
	p.rows = append(p.rows, w)
}

// remember notes that a node has a part in a statement.
func (d *drawing) remember(i int, s graph.Statement) { d.nodes[i].said = append(d.nodes[i].said, s) }
