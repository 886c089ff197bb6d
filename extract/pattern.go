package extract

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/graph"
)

// pattern is a form of words that states a predicate of two names that follow each other in a sentence.
type pattern struct {
	name      string
	first     []graph.Kind // kinds of the name that comes first
	between   *regexp.Regexp
	second    []graph.Kind
	predicate graph.Predicate
	inverse   bool // the second name is the subject
	demonym   bool // the first name is a demonym: "Chinese"
}

const (
	possessiveMark = `(?:['’]s?)?`
	stateHead      = `(?:president|prime minister|premier|chancellor|president-elect|PM|king|queen|President|Prime Minister|Premier|Chancellor|King|Queen)`
	bodyHead       = `(?:leader|boss|chief|chief executive|CEO|president|chairman|chairwoman|chair|director|head|governor|mayor|dean|chancellor|provost|President|Chancellor|Governor|Mayor|Chairman|Director|Leader|Dean|Provost)`
	staffRole      = `(?:(?:assistant|associate|adjunct|visiting|former|emeritus|senior|chief|star|ex) )*(?:professor|striker|defender|midfielder|goalkeeper|keeper|forward|winger|captain|spokesman|spokeswoman|spokesperson|economist|analyst|researcher|scientist|reporter|correspondent|presenter|host|engineer|lecturer)`
	seat           = `(?:MP|MSP|MEP|MLA|peer|senator|congressman|congresswoman|lawmaker|legislator|councillor|Senator|Congressman|Congresswoman)`
	honorific      = `(?:(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|Sen|Rep|Prof)\.? )?`
)

var (
	person  = []graph.Kind{graph.Person}
	country = []graph.Kind{graph.Country}
	body    = []graph.Kind{graph.Institution}
	where   = []graph.Kind{graph.Place, graph.Country}
)

func between(words string) *regexp.Regexp { return regexp.MustCompile(`^` + words + `$`) }

// patterns are the forms of words that newspapers use without a verb. On the training articles each is right
// nine times of ten or more.
var patterns = sync.OnceValue(func() []pattern {
	return []pattern{
		{"state head", country, between(possessiveMark + ` (?:former |then-|new |late )?(?:[Vv]ice-?)?` + stateHead + ` ` + honorific), person, "leads", true, false},
		{"body head", body, between(possessiveMark + ` (?:former |then-|new |late )?` + bodyHead + ` ` + honorific), person, "leads", true, false},
		{"staff", body, between(possessiveMark + ` ` + staffRole + ` ` + honorific), person, worksFor, true, false},
		{"seat", body, between(` (?:former )?` + seat + ` ` + honorific), person, "memberOf", true, false},
		{"citizen", country, between(` (?:[a-z-]+ ){0,3}[a-z-]+ `), person, "citizenOf", true, true},
		{"national", country, between(` (?:[a-z-]+ ){0,3}[a-z-]+ `), body, "locatedIn", true, true},
		{"based", where, between(`-(?:based|headquartered) (?:[a-z-]+ ){0,4}`), body, "locatedIn", true, false},
		{"place in place", []graph.Kind{graph.Place}, between(`, `), where, "locatedIn", false, false},
	}
})

// readPatterns is the stage that draws what patterns state.
func readPatterns(d *Document) []Statement {
	var out []Statement
	last := -1
	for i, m := range d.Mentions {
		if !m.Class.IsName() {
			continue
		}
		if last >= 0 {
			out = append(out, d.matchPatterns(last, i)...)
		}
		last = i
	}
	return out
}

// longestPattern bounds the bytes between the two names.
const longestPattern = 80

func (d *Document) matchPatterns(i, j int) []Statement {
	a, b := d.Mentions[i], d.Mentions[j]
	if a.Entity == b.Entity || b.Start <= a.End || b.Start-a.End > longestPattern || d.Words[a.First].Sentence != d.Words[b.First].Sentence {
		return nil
	}
	var out []Statement
	words := d.Article.Text[a.End:b.Start]
	for _, p := range patterns() {
		if !slices.Contains(p.first, d.Entities[a.Entity].Kind) || !slices.Contains(p.second, d.Entities[b.Entity].Kind) ||
			p.demonym && !lexicon.IsDemonym(a.Of(d.Article.Text)) || !p.between.MatchString(words) || !d.allows(p, i, j, words) {
			continue
		}
		subject, object, m := a.Entity, b.Entity, [2]int{i, j}
		if p.inverse {
			subject, object, m = object, subject, [2]int{j, i}
		}
		predicate, past := p.predicate, d.isFormer(a, words)
		if past && predicate == worksFor {
			predicate = workedFor
		}
		s := d.ruled(subject, predicate, object, m, p.name, patternConfidence)
		s.Grounds[0].Past = past && (predicate == workedFor || predicate == "leads" || predicate == "memberOf")
		out = append(out, s)
	}
	return out
}

// patternConfidence is that of a statement that a pattern draws.
const patternConfidence = 0.9

// isFormer reports whether a word right before the first name or between the two says that it is over.
func (d *Document) isFormer(a Mention, words string) bool {
	before := ""
	for k := max(0, a.First-2); k < a.First; k++ {
		before += " " + strings.ToLower(d.Words[k].Of(d.Article.Text))
	}
	return formerly.MatchString(before) || formerly.MatchString(words)
}

var formerly = regexp.MustCompile(`(?i)\b(?:former|formerly|ex|late|retired|emeritus)\b`)

// allows holds what a pattern asks beyond its words.
func (d *Document) allows(p pattern, i, j int, words string) bool {
	switch p.name {
	case "citizen":
		noun := lastField(words)
		return slices.Contains(lexicon.NounKinds(noun), graph.Person) && !isOffice(noun) && noun != "professor"
	case "national":
		return slices.Contains(lexicon.NounKinds(lastField(words)), graph.Institution)
	case "place in place":
		return !d.isListed(i, j)
	case "state head":
		return !strings.Contains(strings.ToLower(words), "vice")
	}
	return true
}

func lastField(s string) string {
	f := strings.Fields(s)
	return f[len(f)-1]
}

// isOffice reports whether a noun names an office, whose holder's citizenship goes without saying.
func isOffice(noun string) bool {
	switch noun {
	case "president", "minister", "chancellor", "official", "leader", "secretary", "chief", "spokesman", "spokeswoman", "spokesperson", "governor", "general", "officer", "head", "director":
		return true
	}
	return false
}

// isListed reports whether two places stand in a list: another follows, or one comes before.
func (d *Document) isListed(i, j int) bool {
	text, a, b := d.Article.Text, d.Mentions[i], d.Mentions[j]
	after := text[b.End:min(len(text), b.End+6)]
	if strings.HasPrefix(after, " and ") || strings.HasPrefix(after, ", and ") || strings.HasPrefix(after, " or ") {
		return true
	}
	place := func(k int) bool {
		return k >= 0 && k < len(d.Mentions) && d.Mentions[k].Class.IsName() && d.Mentions[k].Entity >= 0 &&
			slices.Contains(where, d.Entities[d.Mentions[k].Entity].Kind)
	}
	return place(i-1) && text[d.Mentions[i-1].End:a.Start] == ", " || place(j+1) && text[b.End:d.Mentions[j+1].Start] == ", "
}
