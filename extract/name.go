package extract

import (
	"cmp"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// Mention is a place that stands for an entity: a name, a pronoun or a description such as "the university".
type Mention struct {
	graph.Span
	First, Last int // its words are Document.Words[First:Last]
	Class       nlp.Class
	Kinds       nlp.KindSet // that the entity may be of: one for a name
	Entity      int         // in Document.Entities, or -1
	Score       float64     // how sure the name or the link is, 0 to 1
	Dateline    bool        // stands where the article says where it was written, and so is connected with nothing
}

// tags is what naming asks of a model's reading.
type tags interface{ Of(word int) []float32 }

// name is a run of words that the tags call a name.
type name struct {
	first, last int
	kind        graph.Kind
	score       float64
}

// readNames is the stage that makes names of the tags' probabilities: the likeliest tags sentence by sentence, then
// one kind for each spelling in the whole article, then the same spellings where the tags missed them.
func readNames(text string, words []nlp.Word, t tags) []name {
	var names []name
	for first := 0; first < len(words); {
		last := first + 1
		for last < len(words) && words[last].Sentence == words[first].Sentence {
			last++
		}
		names = append(names, sentenceNames(t, first, last)...)
		first = last
	}
	names = cleanNames(text, words, names)
	kinds := settleKinds(text, words, names)
	names = append(names, repeated(text, words, names, kinds)...)
	slices.SortFunc(names, func(a, b name) int { return cmp.Compare(a.first, b.first) })
	return names
}

// sentenceNames finds the likeliest names among the words first to last.
func sentenceNames(t tags, first, last int) []name {
	path := likeliest(t, first, last)
	var out []name
	for i := 0; i < len(path); {
		if path[i]%2 == 0 { // outside; a name begins with an odd tag
			i++
			continue
		}
		end := i + 1
		for end < len(path) && path[end] == path[i]+1 {
			end++
		}
		score := 0.0
		for k := i; k < end; k++ {
			score += float64(slices.Max(t.Of(first + k)))
		}
		out = append(out, name{first + i, first + end, graph.Kinds[path[i]/2], score / float64(end-i)})
		i = end
	}
	return out
}

// likeliest returns the tags of the words first to last with the highest probability together, by Viterbi's
// algorithm; the inside of a name follows only its beginning or inside. Tag 0 is outside, 2k+1 begins the kind k,
// 2k+2 is inside it.
func likeliest(t tags, first, last int) []int {
	n := len(t.Of(first))
	best := make([]float64, n)
	next := make([]float64, n)
	back := make([][]uint8, last-first)
	for i := range back {
		back[i] = make([]uint8, n)
		p := t.Of(first + i)
		top := argmax(best)
		for tag := range n {
			from := top
			switch inside := tag > 0 && tag%2 == 0; {
			case inside && i == 0:
				next[tag] = math.Inf(-1)
				continue
			case inside:
				from = tag
				if best[tag-1] >= best[tag] {
					from = tag - 1
				}
			}
			back[i][tag] = uint8(from)
			next[tag] = best[from] + math.Log(float64(p[tag])+1e-8)
		}
		best, next = next, best
	}
	path := make([]int, last-first)
	tag := argmax(best)
	for i := len(path) - 1; i >= 0; i-- {
		path[i] = tag
		tag = int(back[i][tag])
	}
	return path
}

func argmax(v []float64) int {
	at := 0
	for i := range v {
		if v[i] > v[at] {
			at = i
		}
	}
	return at
}

func surface(text string, words []nlp.Word, first, last int) string {
	return text[words[first].Start:words[last-1].End]
}

// settleKinds gives all names of one spelling the kind that they have most often, weighed by how sure each is.
func settleKinds(text string, words []nlp.Word, names []name) map[string]graph.Kind {
	votes, counts := map[string]map[graph.Kind]float64{}, map[string]int{}
	for _, n := range names {
		s := surface(text, words, n.first, n.last)
		counts[s]++
		if votes[s] == nil {
			votes[s] = map[graph.Kind]float64{}
		}
		votes[s][n.kind] += n.score
	}
	settled := map[string]graph.Kind{}
	for s, v := range votes {
		settled[s] = knownKind(s, slices.MaxFunc(graph.Kinds, func(a, b graph.Kind) int { return cmp.Compare(v[a], v[b]) }))
	}
	preceded, before := afterPreposition(text, words, names), maps.Clone(settled)
	for s, k := range before {
		_, known := lexicon.UsualName(s)
		switch surname := isSurname(s, before); {
		case known && k == graph.Person && !surname:
			settled[s] = graph.Institution // "Tsinghua named him dean"
		case (k == graph.Place || k == graph.Country || k == graph.Institution && !beginsBody(s, before) && !certain(votes[s], counts[s])) && surname && !known && !preceded[s]:
			settled[s] = graph.Person // "Paris Washington left. Washington said"
		}
	}
	for s, k := range settled {
		if k == graph.Country && isAmericanState(s, text) {
			settled[s] = graph.Place
		}
	}
	for i, n := range names {
		names[i].kind = settled[surface(text, words, n.first, n.last)]
	}
	return settled
}

// The words near which Georgia is the American state, and those near which it is the country.
var (
	american  = regexp.MustCompile(`\b(?:Atlanta|Savannah|Augusta|Macon|Athens, Georgia|Georgia Tech|University of Georgia|Georgia State|U\.S\.|United States|Alabama|Florida|Tennessee|Carolina|Republican|Democrat)`)
	caucasian = regexp.MustCompile(`\b(?:Georgians?|Tbilisi|Batumi|Kutaisi|Caucasus|Abkhazia|Ossetia|Saakashvili|Armenia|Azerbaijan|Moldova|Ukraine|Russian?)\b`)
)

// isAmericanState reports whether a spelling is that of a country and of a state, and the article speaks of the state.
func isAmericanState(spelling, text string) bool {
	return spelling == "Georgia" && american.MatchString(text) && !caucasian.MatchString(text)
}

// afterPreposition returns the spellings that follow a preposition of place or belonging somewhere.
func afterPreposition(text string, words []nlp.Word, names []name) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		if n.first == 0 {
			continue
		}
		switch strings.ToLower(words[n.first-1].Of(text)) {
		case "in", "to", "from", "at", "for", "of", "near", "outside", "around", "across", "the":
			out[surface(text, words, n.first, n.last)] = true
		}
	}
	return out
}

// certain reports whether the tags called nearly every name of a spelling an institution, and were sure.
func certain(votes map[graph.Kind]float64, names int) bool {
	return votes[graph.Institution] > 0.95*float64(names)
}

// beginsBody reports whether the name of an institution begins with a spelling and goes on: "Sand" in "Sand Holdings".
func beginsBody(spelling string, kinds map[string]graph.Kind) bool {
	for s, k := range kinds {
		if k == graph.Institution && strings.HasPrefix(s, spelling+" ") {
			return true
		}
	}
	return false
}

// isSurname reports whether a spelling is one word that ends the name of a person.
func isSurname(spelling string, kinds map[string]graph.Kind) bool {
	if strings.Contains(spelling, " ") {
		return false
	}
	for s, k := range kinds {
		if k == graph.Person && strings.HasSuffix(s, " "+spelling) {
			return true
		}
	}
	return false
}

// repeatedScore is how sure a name is that only its spelling tells.
const repeatedScore = 0.5

// repeated finds the spellings of known names at places that are no part of a name yet.
func repeated(text string, words []nlp.Word, names []name, kinds map[string]graph.Kind) []name {
	taken := make([]bool, len(words))
	for _, n := range names {
		for i := n.first; i < n.last; i++ {
			taken[i] = true
		}
	}
	byFirst := map[string][]string{} // spellings by their first word, longest first
	for s := range kinds {
		w := lexicon.Words(s)
		if r, _ := utf8.DecodeRuneInString(s); unicode.IsUpper(r) && (len(w) > 1 || len(s) > 2) {
			byFirst[w[0]] = append(byFirst[w[0]], s)
		}
	}
	for _, list := range byFirst {
		slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	}
	var out []name
	for i := 0; i < len(words); i++ {
		for _, s := range byFirst[words[i].Of(text)] {
			if last := spelledAt(text, words, taken, i, s); last > 0 {
				out = append(out, name{i, last, kinds[s], repeatedScore})
				i = last - 1
				break
			}
		}
	}
	return out
}

// spelledAt returns where the spelling that begins at a word ends, or 0 if it is not there, is part of a name already
// or, being one word, seems to be part of a longer one.
func spelledAt(text string, words []nlp.Word, taken []bool, i int, spelling string) int {
	if !strings.HasPrefix(text[words[i].Start:], spelling) {
		return 0
	}
	end, last := words[i].Start+len(spelling), i
	for last < len(words) && words[last].End <= end && !taken[last] && words[last].Sentence == words[i].Sentence {
		last++
	}
	if last == i || words[last-1].End != end {
		return 0
	}
	if last == i+1 && (joinsBefore(text, words, taken, i) || joinsAfter(text, words, i)) {
		return 0
	}
	return last
}

func joinsBefore(text string, words []nlp.Word, taken []bool, i int) bool {
	return i > 0 && words[i-1].Sentence == words[i].Sentence && !taken[i-1] && isCapitalised(words[i-1].Of(text)) &&
		!lexicon.IsDeterminer(strings.ToLower(words[i-1].Of(text)))
}

func joinsAfter(text string, words []nlp.Word, i int) bool {
	return i+1 < len(words) && isCapitalised(words[i+1].Of(text))
}

func isCapitalised(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}
