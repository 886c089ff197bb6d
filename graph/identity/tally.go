package identity

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// Tally counts how the articles name an entity. Adding and taking away in any order leads to the same tally.
type Tally struct {
	Names   map[string]int // the name in each article
	Aliases map[string]int // the other forms
	Codes   map[string]int // "scheme=value"
}

// Add counts what one article calls the entity, n times; -1 takes it away.
func (t *Tally) Add(e graph.LocalEntity, n int) {
	count(&t.Names, e.Name, n)
	for _, a := range e.Aliases {
		count(&t.Aliases, a, n)
	}
	for _, c := range codes(e.IDs) {
		count(&t.Codes, c, n)
	}
}

func count(m *map[string]int, key string, n int) {
	if *m == nil {
		*m = map[string]int{}
	}
	if (*m)[key] += n; (*m)[key] == 0 {
		delete(*m, key)
	}
}

// Empty reports whether no article names the entity.
func (t *Tally) Empty() bool { return len(t.Names) == 0 }

// Name returns the name of the entity of that id: the form that most articles use as its full form, short
// forms such as MIT or Liu last, and of forms used alike the one that the id is made of.
func (t *Tally) Name(id graph.EntityID) string {
	names := slices.Collect(maps.Keys(t.Names))
	short := func(name string) int { return rank(onlyLocal(id.Kind(), name)) }
	other := func(name string) int { return rank(graph.NewEntityID(id.Kind(), name) != id) }
	return slices.MinFunc(names, func(a, b string) int {
		return cmp.Or(short(a)-short(b), t.Names[b]-t.Names[a], other(a)-other(b), len(b)-len(a), cmp.Compare(a, b))
	})
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// Entity returns the entity of that id as the tally has it. The tally must not be empty.
func (t *Tally) Entity(id graph.EntityID) graph.Entity {
	e := graph.Entity{ID: id, Kind: id.Kind(), Name: t.Name(id)}
	forms := map[string]bool{}
	for _, m := range []map[string]int{t.Names, t.Aliases} {
		for form := range m {
			forms[form] = form != e.Name
		}
	}
	for form, alias := range forms {
		if alias && form != "" {
			e.Aliases = append(e.Aliases, form)
		}
	}
	slices.Sort(e.Aliases)
	best := map[string]int{}
	for _, c := range slices.Sorted(maps.Keys(t.Codes)) {
		scheme, value, _ := strings.Cut(c, "=")
		if t.Codes[c] > best[scheme] {
			if e.IDs == nil {
				e.IDs = map[string]string{}
			}
			best[scheme], e.IDs[scheme] = t.Codes[c], value
		}
	}
	return e
}
