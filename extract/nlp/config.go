package nlp

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/clewgraph/clew/graph"
)

// Config is what the training program settled: it stands in the weight file.
type Config struct {
	Tags            []string               `json:"tags"`       // O, B-person, I-person, ...
	Kinds           []string               `json:"kinds"`      // the five of package graph, then date
	Outputs         []string               `json:"outputs"`    // of the pair scorer
	Signatures      map[string][2][]string `json:"signatures"` // kinds of subject and of object, by output
	DistanceBounds  []int                  `json:"distance_bounds"`
	MaxWordDistance int                    `json:"max_word_distance"`        // between the starts of two mentions
	WindowPieces    int                    `json:"window_pieces"`            // in a window, at most
	WindowOverlap   int                    `json:"window_overlap_sentences"` // of one window with the next, at most
	Thresholds      map[string]float32     `json:"thresholds"`               // by output; "*" for the others
	JSON            string                 `json:"-"`                        // all of it, with what this package does not use
}

func parseConfig(text string) (Config, error) {
	c := Config{JSON: text}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("weight file: configuration: %w", err)
	}
	return c, c.check()
}

func (c *Config) check() error {
	kinds := []string{"date"}
	tags := []string{"O"}
	for i, k := range graph.Kinds {
		kinds = slices.Insert(kinds, i, string(k))
		tags = append(tags, "B-"+string(k), "I-"+string(k))
	}
	switch {
	case !slices.Equal(c.Kinds, kinds):
		return fmt.Errorf("weight file: kinds are %v, not %v", c.Kinds, kinds)
	case !slices.Equal(c.Tags, tags):
		return fmt.Errorf("weight file: tags are %v, not %v", c.Tags, tags)
	case len(c.Outputs) == 0 || len(c.Outputs) > 64:
		return fmt.Errorf("weight file: %d relation outputs; 1 to 64 are possible", len(c.Outputs))
	case c.WindowPieces < 2*wordPieces || c.WindowPieces > positions-2:
		return fmt.Errorf("weight file: windows of %d pieces; %d to %d are possible", c.WindowPieces, 2*wordPieces, positions-2)
	case len(c.DistanceBounds) != distanceBuckets-1 || !slices.IsSorted(c.DistanceBounds):
		return fmt.Errorf("weight file: distance bounds %v are not %d rising numbers", c.DistanceBounds, distanceBuckets-1)
	}
	for _, o := range c.Outputs {
		for _, kinds := range c.Signatures[o] {
			for _, k := range kinds {
				if !slices.Contains(c.Kinds, k) {
					return fmt.Errorf("weight file: output %q is for an unknown kind %q", o, k)
				}
			}
		}
	}
	return nil
}

// KindSet is a set of kinds: bit i stands for graph.Kinds[i], the bit after them for dates.
type KindSet uint8

// KindsOf returns the set of some kinds.
func KindsOf(kinds ...graph.Kind) (s KindSet) {
	for _, k := range kinds {
		if i := slices.Index(graph.Kinds, k); i >= 0 {
			s |= 1 << i
		}
	}
	return s
}

// Has reports whether the kind is in the set.
func (s KindSet) Has(k graph.Kind) bool { return s&KindsOf(k) != 0 }

// signature says which kinds of subject an output takes, and for each of them which kinds of object.
func (c *Config) signature(output string) (subjects, objects KindSet) {
	set := func(names []string) (s KindSet) {
		for i, k := range c.Kinds {
			if slices.Contains(names, k) {
				s |= 1 << i
			}
		}
		return s
	}
	return set(c.Signatures[output][0]), set(c.Signatures[output][1])
}

// Class is what a mention looks like: a name of a kind, a date, a pronoun, or a description such as "the university".
type Class uint8

// The classes, as the network numbers them.
const (
	NamedPerson Class = iota
	NamedInstitution
	NamedPolicy
	NamedCountry
	NamedPlace
	Date
	PronounPerson // she, whom, I
	PronounThing  // it, which
	PronounPlural // they, we
	DescribedPerson
	DescribedInstitution
	DescribedPolicy
	DescribedCountry
	DescribedPlace
	classes = iota
)

// NamedAs returns the class of a name of that kind.
func NamedAs(k graph.Kind) Class { return NamedPerson + Class(max(0, slices.Index(graph.Kinds, k))) }

// DescribedAs returns the class of a description of that kind.
func DescribedAs(k graph.Kind) Class {
	return DescribedPerson + Class(max(0, slices.Index(graph.Kinds, k)))
}

// IsName reports whether the class is one of names.
func (c Class) IsName() bool { return c < Date }

// IsReference reports whether a mention of the class stands for a name elsewhere.
func (c Class) IsReference() bool { return c > Date && c < classes }
