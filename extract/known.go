package extract

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// Name is an entity that the user knows.
type Name struct {
	Name    string
	Kind    graph.Kind
	Aliases []string
	IDs     map[string]string // in other catalogues: "wikidata", "ror", …
}

// ReadNames reads names from CSV with the columns name, kind, aliases and ids, of which the last two may be missing
// or empty. Several aliases are separated by bars, and so are ids, which are written wikidata:Q148, as in an exported entities.csv.
func ReadNames(r io.Reader) ([]Name, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("names: the file is empty")
	}
	if err != nil {
		return nil, fmt.Errorf("names: %w", err)
	}
	for i := range head {
		head[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(head[i], "\ufeff")))
	}
	if !slices.Contains(head, "name") || !slices.Contains(head, "kind") {
		return nil, errors.New("names: line 1: the columns must be name,kind,aliases,ids")
	}
	var out []Name
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("names: %w", err)
		}
		n, err := parseName(head, row)
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("names: line %d: %w", line, err)
		}
		out = append(out, n)
	}
}

func parseName(head, row []string) (n Name, err error) {
	for i, v := range row {
		if i >= len(head) {
			return n, fmt.Errorf("%d values for %d columns", len(row), len(head))
		}
		v = strings.TrimSpace(v)
		switch head[i] {
		case "name":
			n.Name = v
		case "kind":
			if n.Kind, err = graph.ParseKind(v); err != nil {
				return n, err
			}
		case "aliases":
			n.Aliases = splitBars(v)
		case "ids":
			if n.IDs, err = parseIDs(v); err != nil {
				return n, err
			}
		}
	}
	if n.Name == "" || n.Kind == "" {
		return n, errors.New("a name and a kind are needed")
	}
	return n, n.checkIDs()
}

// checkIDs brings the ids into the form in which they are compared.
func (n *Name) checkIDs() error {
	checked := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(n.IDs)) {
		catalogue, id, err := graph.ParseID(n.Kind, name, n.IDs[name])
		if err != nil {
			return err
		}
		checked[catalogue] = id
	}
	if len(checked) > 0 {
		n.IDs = checked
	}
	return nil
}

func splitBars(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "|") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func parseIDs(s string) (map[string]string, error) {
	var ids map[string]string
	for _, part := range splitBars(s) {
		catalogue, id, ok := strings.Cut(part, ":")
		if !ok || catalogue == "" || id == "" {
			return nil, fmt.Errorf("the id %q is not written CATALOGUE:ID, as in wikidata:Q148", part)
		}
		if ids == nil {
			ids = map[string]string{}
		}
		ids[catalogue] = id
	}
	return ids, nil
}

// known are the user's own entities by the words of their forms.
type known struct {
	names   []Name
	byFirst map[string][]knownForm // by first word, longest first
	byForm  map[string]int         // kind and form to the name's index
}

type knownForm struct {
	words []string
	kind  graph.Kind
}

func newKnown(names []Name) *known {
	k := &known{names: names, byFirst: map[string][]knownForm{}, byForm: map[string]int{}}
	for i, n := range names {
		for _, form := range append([]string{n.Name}, n.Aliases...) {
			w := lexicon.Words(form)
			if len(w) == 0 {
				continue
			}
			k.byFirst[w[0]] = append(k.byFirst[w[0]], knownForm{w, n.Kind})
			k.byForm[string(n.Kind)+" "+strings.Join(w, " ")] = i
		}
	}
	for _, list := range k.byFirst {
		slices.SortStableFunc(list, func(a, b knownForm) int { return cmp.Compare(len(b.words), len(a.words)) })
	}
	return k
}

// find returns the user's name of that kind and form.
func (k *known) find(kind graph.Kind, words []string) (Name, bool) {
	if k == nil {
		return Name{}, false
	}
	i, ok := k.byForm[string(kind)+" "+strings.Join(words, " ")]
	if !ok {
		return Name{}, false
	}
	return k.names[i], true
}

// impose puts the user's names in the place of what the tags found there.
func (k *known) impose(text string, words []nlp.Word, names []name) []name {
	if k == nil || len(k.byFirst) == 0 {
		return names
	}
	var own []name
	for i := 0; i < len(words); i++ {
		for _, f := range k.byFirst[words[i].Of(text)] {
			if isSpelled(text, words, i, f.words) {
				own = append(own, name{i, i + len(f.words), f.kind, 1})
				i += len(f.words) - 1
				break
			}
		}
	}
	names = slices.DeleteFunc(names, func(n name) bool {
		return slices.ContainsFunc(own, func(o name) bool { return n.first < o.last && o.first < n.last })
	})
	names = append(names, own...)
	slices.SortFunc(names, func(a, b name) int { return cmp.Compare(a.first, b.first) })
	return names
}

func isSpelled(text string, words []nlp.Word, i int, form []string) bool {
	if i+len(form) > len(words) || words[i].Sentence != words[i+len(form)-1].Sentence {
		return false
	}
	for j, w := range form {
		if words[i+j].Of(text) != w {
			return false
		}
	}
	return true
}
