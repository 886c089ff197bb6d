package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/extract/nlp"
	"github.com/clewgraph/clew/graph"
)

// withoutTitle drops the titles that a person's name begins with.
func withoutTitle(name string) string {
	for {
		first, rest, ok := strings.Cut(name, " ")
		if !ok || !lexicon.IsTitle(strings.TrimSuffix(first, ".")) {
			return name
		}
		name = strings.TrimSpace(rest)
	}
}

// comparable returns the words of a name by which names of its kind are compared.
func comparableWords(k graph.Kind, name string) []string {
	words := strings.Fields(graph.Fold(name))
	var out []string
	for _, w := range words {
		switch {
		case k == graph.Person && (w == "jr" || w == "sr" || w == "ii" || w == "iii"):
		case k != graph.Person && lexicon.IsParticle(w):
		case k == graph.Policy:
			out = append(out, strings.TrimRight(w, "s"))
		default:
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return words
	}
	return out
}

// match finds the one entity that a spelling may be another form of.
func (c *clusters) match(s spelling) (int, bool) {
	if e, ok := c.byShort[string(s.kind)+" "+s.text]; ok {
		return e, true
	}
	switch s.kind {
	case graph.Person:
		return c.matchPerson(s)
	case graph.Institution:
		if e, ok := c.matchAcronym(s); ok {
			return e, true
		}
	case graph.Country:
		return 0, false
	}
	if e, ok := c.matchGeneric(s); ok {
		return e, true
	}
	return c.matchPart(s)
}

// candidates returns the entities of the kind that share the first or the last of the words, each once.
func (c *clusters) candidates(k graph.Kind, words []string) []int {
	if len(words) == 0 {
		return nil
	}
	out := slices.Clone(last(c.byWord[string(k)+" "+words[0]]))
	for _, e := range last(c.byWord[string(k)+" "+words[len(words)-1]]) {
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	slices.Sort(out)
	return out
}

// last bounds what is compared in an article of very many names.
func last(list []int) []int { return list[max(0, len(list)-500):] }

// matchPerson finds whom a shorter or differently ordered name means: by surname first, else by any part. Of
// several, the one mentioned last before it.
func (c *clusters) matchPerson(s spelling) (int, bool) {
	w := comparableWords(graph.Person, withoutTitle(s.text))
	if len(w) == 0 {
		return 0, false
	}
	var strong, weak []int
	for _, e := range c.candidates(graph.Person, w) {
		x := c.entities[e].folded
		switch {
		case len(x) == 0:
		case len(w) == 1 && w[0] == x[len(x)-1], len(w) > 1 && samePerson(w, x):
			strong = append(strong, e)
		case len(w) == 1 && len(x) > 1:
			weak = append(weak, e)
		}
	}
	if len(strong) == 0 {
		strong = weak
	}
	strong = slices.DeleteFunc(strong, func(e int) bool { return c.differ(s, e) })
	if len(strong) == 0 {
		return 0, false
	}
	return c.nearest(c.likely(s, strong), s.mentions[0]), true
}

// differ reports whether a surname's title and that of an entity are of different genders.
func (c *clusters) differ(s spelling, e int) bool {
	told := c.titled[e]
	return s.gender != untoldGender && told != untoldGender && s.gender != told
}

// likely returns the persons of a surname that may well be meant: of the title's gender where a given name tells it, and
// not those whom the article only names as somebody's relatives, unless there are no others.
func (c *clusters) likely(s spelling, persons []int) []int {
	persons = someOf(persons, func(e int) bool {
		g := genderOfName(c.entities[e].Name)
		return s.gender == untoldGender || g.sure < 1 || g.gender == untoldGender || g.gender == s.gender
	})
	return someOf(persons, func(e int) bool { return !c.isRelative(e) })
}

// someOf returns the entities that pass, all if none does.
func someOf(entities []int, pass func(int) bool) []int {
	out := slices.DeleteFunc(slices.Clone(entities), func(e int) bool { return !pass(e) })
	if len(out) == 0 {
		return entities
	}
	return out
}

// isRelative reports whether the first mention of somebody names them as a relative of somebody else.
func (c *clusters) isRelative(e int) bool {
	start := c.mentions[slices.Min(c.entities[e].Mentions)].Start
	return kin.MatchString(c.text[max(0, start-40):start])
}

// samePerson reports whether two names of several words may be one person's: the same first and last word, the one the
// beginning or end of the other, or the same words in another order.
func samePerson(w, x []string) bool {
	switch {
	case w[0] == x[0] && w[len(w)-1] == x[len(x)-1]:
		return true
	case len(w) <= len(x) && (slices.Equal(x[:len(w)], w) || slices.Equal(x[len(x)-len(w):], w)):
		return true
	}
	return slices.Equal(slices.Sorted(slices.Values(w)), slices.Sorted(slices.Values(x)))
}

// nearest returns the entity with the last mention before the given one, the first entity if there is none.
func (c *clusters) nearest(entities []int, mention int) int {
	best, at := entities[0], -1
	for _, e := range entities {
		for _, m := range c.entities[e].Mentions {
			if m < mention && m > at {
				best, at = e, m
			}
		}
	}
	return best
}

// matchAcronym finds the institution whose capitals a spelling in capitals is made of.
func (c *clusters) matchAcronym(s spelling) (int, bool) {
	short := letters(s.text)
	if len(short) < 2 || s.text != strings.ToUpper(s.text) {
		return 0, false
	}
	e, ok := c.byInitials[short]
	return e, ok
}

// addInitials remembers what an institution's short form may be: its initials, or three or more of the first of them.
func (c *clusters) addInitials(e int) {
	initials := initialsOf(c.entities[e].Name)
	for n := 3; n <= len(initials); n++ {
		setDefault(c.byInitials, initials[:n], e)
	}
	setDefault(c.byInitials, initials, e)
}

func setDefault(m map[string]int, key string, value int) {
	if _, ok := m[key]; !ok {
		m[key] = value
	}
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// initialsOf returns the capitals that the words of a name begin with, particles aside.
func initialsOf(name string) string {
	var b strings.Builder
	for _, w := range lexicon.Words(name) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsUpper(r) && !lexicon.IsParticle(strings.ToLower(w)) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// matchGeneric finds the body or policy that a single common word with a capital means: the one with that word that
// is mentioned last before it, as in "the Act".
func (c *clusters) matchGeneric(s spelling) (int, bool) {
	w := comparableWords(s.kind, s.text)
	if len(w) != 1 || s.kind == graph.Place || !lexicon.IsGeneric(strings.ToLower(s.text)) || !isCapitalised(s.text) {
		return 0, false
	}
	found := last(c.byWord[string(s.kind)+" "+w[0]])
	if len(found) == 0 {
		return 0, false
	}
	return c.nearest(found, s.mentions[0]), true
}

// matchPart finds the one entity that has the same words, or that begins or ends with these.
func (c *clusters) matchPart(s spelling) (int, bool) {
	w := comparableWords(s.kind, s.text)
	var found []int
	for _, e := range c.candidates(s.kind, w) {
		x := c.entities[e].folded
		if slices.Equal(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(w))) {
			return e, true
		}
		begins, ends := len(w) < len(x) && slices.Equal(x[:len(w)], w), len(w) < len(x) && slices.Equal(x[len(x)-len(w):], w)
		if (begins && !isUnitOf(s, c.entities[e].Name) || ends) && c.isTelling(s, w, x) {
			found = append(found, e)
		}
	}
	return c.whole(found)
}

// whole returns the entity whose name the names of all begin with, false if there is none: of a university and its press the
// university.
func (c *clusters) whole(entities []int) (int, bool) {
	if len(entities) == 0 {
		return 0, false
	}
	shortest := slices.MinFunc(entities, func(a, b int) int { return len(c.entities[a].folded) - len(c.entities[b].folded) })
	name := c.entities[shortest].folded
	for _, e := range entities {
		if x := c.entities[e].folded; len(x) < len(name) || !slices.Equal(x[:len(name)], name) {
			return 0, false
		}
	}
	return shortest, true
}

// isUnitOf reports whether a longer name is that of something that belongs to what the shorter names: "Lund University" has a
// "Lund University Press", while "Lund University" and "Lund University in Sweden" are one.
func isUnitOf(s spelling, longer string) bool {
	if s.kind != graph.Institution || len(s.words) < 2 || !isBodyNoun(s.words[len(s.words)-1]) && !(isBodyNoun(s.words[0]) && s.words[1] == "of") {
		return false
	}
	_, rest, _ := strings.Cut(longer, s.text+" ")
	next := strings.ToLower(first(lexicon.Words(rest)))
	return next != "" && !lexicon.IsParticle(next) && !isSuffix(next) && isCapitalised(rest) && !isKnownPlace(rest)
}

// isBodyNoun reports whether a word says what kind of body something is: "University".
func isBodyNoun(word string) bool {
	return slices.Contains(lexicon.NounKinds(strings.ToLower(word)), graph.Institution)
}

// isSuffix reports whether a word only says of what form a company is.
func isSuffix(word string) bool {
	switch word {
	case "inc", "ltd", "llc", "plc", "corp", "corporation", "company", "co", "group", "holdings", "limited", "ag", "sa", "gmbh", "system", "ab", "abp", "asa", "se", "nv", "bv", "oy", "oyj", "spa", "sarl", "llp", "lp", "kg":
		return true
	}
	return false
}

func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// isTelling reports whether a part of a name is enough to mean it: not "university", not "China" for an institution.
func (c *clusters) isTelling(s spelling, part, whole []string) bool {
	if !slices.ContainsFunc(part, func(w string) bool { return !lexicon.IsGeneric(w) }) {
		return false
	}
	if len(part) > 1 {
		return true
	}
	if _, ok := lexicon.CountryOf(s.text); ok {
		return false
	}
	listed := lexicon.On(s.text)&(lexicon.Countries|lexicon.Demonyms|lexicon.Cities) != 0
	end := whole[len(whole)-1]
	return s.kind != graph.Institution || !listed || end == "university" || end == "college"
}

// shortAfter returns the other name right after a mention, "" if there is none: "… Studies (MERICS)", ", known as …".
func (c *clusters) shortAfter(mention int) string {
	m := c.mentions[mention]
	if mention+1 >= len(c.mentions) {
		return ""
	}
	next := c.mentions[mention+1]
	if next.Class != m.Class || next.Start < m.End {
		return ""
	}
	short, between := next.Of(c.text), c.text[m.End:next.Start]
	bracketed := between == " (" && strings.HasPrefix(c.text[next.End:], ")")
	switch {
	case knownAs.MatchString(between):
		return short
	case bracketed && (isShortFor(letters(short), m.Of(c.text)) || m.Class == nlp.NamedInstitution && isForeignAcronym(short)):
		return short
	}
	return ""
}

// knownAs matches what connects a name with another of the same.
var knownAs = regexp.MustCompile(`^,? (?:(?:which|who|that) (?:is|are|was) )?(?:(?:better|also|commonly|often|widely|generally|usually|locally) )?known (?:simply )?(?:as|by the acronym|by the initials) (?:the )?$`)

// isForeignAcronym reports whether a name in brackets can be an acronym in a language that the name before it is translated
// from, as in "Chinese Nationalist Party (KMT)".
func isForeignAcronym(short string) bool {
	_, country := lexicon.CountryOf(short)
	return len(letters(short)) == len(short) && len(short) > 2 && len(short) < 9 && isShouted(short) && !country
}

// isShortFor reports whether the letters of a short form, capitals mostly, occur in the name in their order, the
// first at its beginning.
func isShortFor(short, name string) bool {
	if len(short) < 2 || len(short) > 10 || strings.ToUpper(short[:2]) != short[:2] {
		return false
	}
	rest := strings.ToLower(name)
	for i, r := range strings.ToLower(short) {
		at := strings.IndexRune(rest, r)
		if at < 0 || i == 0 && at > 4 {
			return false
		}
		rest = rest[at+utf8.RuneLen(r):]
	}
	return true
}
