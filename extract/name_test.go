package extract

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// TestSettleKinds: a short name of a university that the tags took for a person, unless a person bears it.
func TestSettleKinds(t *testing.T) {
	tests := []struct {
		text string
		want map[string]graph.Kind
	}{
		{"Tsinghua made him dean.", map[string]graph.Kind{"Tsinghua": graph.Institution}},
		{"Ann Cornell spoke. Cornell left.", map[string]graph.Kind{"Ann Cornell": graph.Person, "Cornell": graph.Person}},
	}
	for _, test := range tests {
		sentences, blocks := readBlocks(test.text)
		words := readWords(test.text, sentences, blocks)
		var names []name
		for s := range test.want {
			for i := range words {
				if last := spelledAt(test.text, words, make([]bool, len(words)), i, s); last > 0 {
					names = append(names, name{i, last, graph.Person, 0.9})
				}
			}
		}
		if diff := cmp.Diff(test.want, settleKinds(test.text, words, names)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

// TestKindsSettleAlike: what a kind is changed to does not depend on the order in which the others change.
func TestKindsSettleAlike(t *testing.T) {
	const text = "UC Berkeley named her. Berkeley spoke."
	sentences, blocks := readBlocks(text)
	words := readWords(text, sentences, blocks)
	names := []name{{0, 2, graph.Person, 0.9}, {5, 6, graph.Place, 0.9}}
	want := settleKinds(text, words, slices.Clone(names))
	for range 50 {
		if diff := cmp.Diff(want, settleKinds(text, words, slices.Clone(names))); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestSurnameIsNoPlace: a place's name that is somebody's surname stands for them, unless it follows a word of place.
func TestSurnameIsNoPlace(t *testing.T) {
	for text, want := range map[string]graph.Kind{
		"Ann London left. London spoke.":           graph.Person,
		"Ann London left. London spoke in London.": graph.Place,
	} {
		sentences, blocks := readBlocks(text)
		words := readWords(text, sentences, blocks)
		names := []name{{0, 2, graph.Person, 0.9}}
		for i := 2; i < len(words); i++ {
			if words[i].Of(text) == "London" {
				names = append(names, name{i, i + 1, graph.Place, 0.9})
			}
		}
		if got := settleKinds(text, words, names)["London"]; got != want {
			t.Errorf("%q: London is a %s, want %s", text, got, want)
		}
	}
}

// TestSurnameIsNoBody: what the tags call an institution, not surely, is the person of that surname, unless a body's name
// begins with it.
func TestSurnameIsNoBody(t *testing.T) {
	tests := []struct {
		text string
		sure float64
		want graph.Kind
	}{
		{"Ann Sand left. Sand spoke.", 0.7, graph.Person},
		{"Ann Sand left. Sand spoke.", 0.99, graph.Institution},
		{"Ann Sand left Sand Holdings. Sand spoke.", 0.7, graph.Institution},
	}
	for _, test := range tests {
		sentences, blocks := readBlocks(test.text)
		words := readWords(test.text, sentences, blocks)
		names := []name{{0, 2, graph.Person, 0.9}}
		for i := 2; i < len(words); i++ {
			switch {
			case words[i].Of(test.text) != "Sand":
			case words[i+1].Of(test.text) == "Holdings":
				names = append(names, name{i, i + 2, graph.Institution, 0.9})
			default:
				names = append(names, name{i, i + 1, graph.Institution, test.sure})
			}
		}
		if got := settleKinds(test.text, words, names)["Sand"]; got != test.want {
			t.Errorf("%q, %v sure: Sand is a %s, want %s", test.text, test.sure, got, test.want)
		}
	}
}

func TestGeorgiaIsAState(t *testing.T) {
	for text, want := range map[string]bool{
		"Prosecutors in Georgia charged her in Atlanta.":            true,
		"The U.S. ambassador to Georgia left Tbilisi.":              false,
		"Talks in Georgia ended.":                                   false,
		"Georgia Tech in Georgia has a Georgian dancer from Batumi": false,
	} {
		if got := isAmericanState("Georgia", text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestAddSurname(t *testing.T) {
	for text, want := range map[string]string{
		"Max Born was dismissed.":        "Max Born",
		"They told Max Monday was free.": "Max",
		"They met Max President of all.": "Max",
		"Max left.":                      "Max",
		"Max Wins Prize":                 "Max",
		"They told Max The Sun was out.": "Max",
	} {
		sentences, blocks := readBlocks(text)
		words := readWords(text, sentences, blocks)
		i := slices.IndexFunc(words, func(w nlp.Word) bool { return w.Of(text) == "Max" })
		got := cleanNames(text, words, []name{{i, i + 1, graph.Person, 0.9}})
		if s := surface(text, words, got[0].first, got[0].last); s != want {
			t.Errorf("%q: %q, want %q", text, s, want)
		}
	}
}

// TestCleanNames: the name that the tags gave, and the names that are made of it.
func TestCleanNames(t *testing.T) {
	tests := []struct {
		text, name string
		want       []string
	}{
		{"She works at the Institute for Employment Research in Nuremberg now.", "Institute for Employment Research in Nuremberg", []string{"Institute for Employment Research", "Nuremberg"}},
		{"She works at the American University in Cairo now.", "American University in Cairo", []string{"American University in Cairo"}},
		{"The Embassy in Norway is open.", "Embassy in Norway", []string{"Embassy in Norway"}},
		{"The Society of Men in Black met.", "Society of Men in Black", []string{"Society of Men in Black"}},
		{"He is from Xi'an, China.", "Xi", []string{"Xi'an"}},
		{"Xi's speech was long.", "Xi", []string{"Xi"}},
		{"Most F-1 and J-1 visas", "F-1 and", []string{"F-1"}},
	}
	for _, test := range tests {
		sentences, blocks := readBlocks(test.text)
		words := readWords(test.text, sentences, blocks)
		var names []name
		for i := range words {
			if w := lexicon.Words(test.name); isSpelled(test.text, words, i, w) {
				names = append(names, name{i, i + len(w), graph.Institution, 0.9})
			}
		}
		var got []string
		for _, n := range cleanNames(test.text, words, names) {
			got = append(got, surface(test.text, words, n.first, n.last))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestPlaceBeforePerson(t *testing.T) {
	text := "Leo Szilard came. In London Szilard met Ann York. New York is old."
	sentences, blocks := readBlocks(text)
	words := readWords(text, sentences, blocks)
	var names []name
	for _, n := range []named{{"Leo Szilard", graph.Person}, {"London Szilard", graph.Place}, {"Ann York", graph.Person}, {"New York", graph.Place}} {
		for i := range words {
			if w := lexicon.Words(n.form); isSpelled(text, words, i, w) {
				names = append(names, name{i, i + len(w), n.kind, 0.9})
			}
		}
	}
	var got []string
	for _, n := range cleanNames(text, words, names) {
		got = append(got, string(n.kind)+" "+surface(text, words, n.first, n.last))
	}
	want := []string{"person Leo Szilard", "place London", "person Szilard", "person Ann York", "place New York"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
