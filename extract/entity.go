package extract

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/graph"
)

// Entity is what the article's mentions of one name stand for.
type Entity struct {
	Name     string // the fullest form in the article, or a country's or well-known institution's usual name
	Kind     graph.Kind
	Forms    []string // as the article writes them, sorted
	IDs      map[string]string
	Mentions []int // in Document.Mentions, in order; names before they are linked, later references too

	own    []string // other names that the user gave it
	folded []string // the words of its name by which others are compared
	first  int      // word of its first mention
}

// local returns the entity as a reading holds it.
func (e Entity) local(mentions []Mention) graph.LocalEntity {
	out := graph.LocalEntity{Name: e.Name, Kind: e.Kind, IDs: e.IDs}
	if e.IDs["iso3166"] != "" {
		out.ID = graph.NewEntityID(graph.Country, e.Name)
	}
	for _, f := range append(slices.Clone(e.Forms), e.own...) {
		if f != e.Name {
			out.Aliases = append(out.Aliases, f)
		}
	}
	slices.Sort(out.Aliases)
	out.Aliases = slices.Compact(out.Aliases)
	for _, m := range e.Mentions {
		if mentions[m].Class.IsName() {
			out.Mentions = append(out.Mentions, mentions[m].Span)
		}
	}
	return out
}

// spelling is a form that names have in the article.
type spelling struct {
	text     string
	kind     graph.Kind
	words    []string
	size     int // in words, see sizeOf
	gender       // that the titles of a surname tell
	mentions []int
}

// readEntities is the stage that tells which names stand for one entity, and gives each name its entity.
func readEntities(text string, mentions []Mention, own *known) []Entity {
	c := newClusters(text, mentions, own)
	for _, k := range graph.Kinds {
		for _, s := range c.spellings(k) {
			c.add(s)
		}
	}
	return c.finish()
}

// clusters are the entities so far, and where to look them up.
type clusters struct {
	text     string
	mentions []Mention
	own      *known
	entities []Entity
	byKey    map[string]int   // kind and folded name
	byWord   map[string][]int // kind and folded word of the name
	byShort  map[string]int   // kind and the short form that stands in brackets after a name

	byInitials map[string]int // of institutions

	titled map[int]gender // by entity: that of a title before its name, "Mrs Sand"
}

func newClusters(text string, mentions []Mention, own *known) *clusters {
	return &clusters{
		text: text, mentions: mentions, own: own,
		byKey: map[string]int{}, byWord: map[string][]int{}, byShort: map[string]int{}, byInitials: map[string]int{}, titled: map[int]gender{},
	}
}

// spellings returns the forms of a kind, those of most words first, then the longest, then the earliest.
func (c *clusters) spellings(k graph.Kind) []spelling {
	type form struct {
		text string
		gender
	}
	var out []spelling
	at := map[form]int{}
	sizes, last := map[string]int{}, map[string]gender{}
	for i, m := range c.mentions {
		if !m.Class.IsName() || !m.Kinds.Has(k) {
			continue
		}
		f := form{text: m.Of(c.text)}
		size, known := sizes[f.text]
		if !known {
			size = sizeOf(k, f.text)
			sizes[f.text] = size
		}
		if k == graph.Person && size == 1 {
			if g := c.titleOf(m); g != untoldGender {
				last[f.text] = g
			}
			f.gender = last[f.text]
		}
		if _, ok := at[f]; !ok {
			at[f] = len(out)
			out = append(out, spelling{text: f.text, kind: k, words: lexicon.Words(f.text), size: size, gender: f.gender})
		}
		out[at[f]].mentions = append(out[at[f]].mentions, i)
	}
	slices.SortStableFunc(out, func(a, b spelling) int {
		return cmp.Or(b.size-a.size, len(b.text)-len(a.text))
	})
	return out
}

// titleOf returns the gender that the title of a surname alone tells, in the mention or before it: "Mrs. Sand".
func (c *clusters) titleOf(m Mention) gender {
	if first, _, ok := strings.Cut(m.Of(c.text), " "); ok {
		return genderOfTitle(strings.TrimSuffix(first, "."))
	}
	return genderOfTitle(strings.TrimSuffix(c.titleBefore(m), "."))
}

// titleBefore returns the word in a capital right before a mention, "" if there is none.
func (c *clusters) titleBefore(m Mention) string {
	before := strings.Fields(c.text[max(0, m.Start-20):m.Start])
	if len(before) == 0 {
		return ""
	}
	if word := strings.TrimLeft(before[len(before)-1], "“‘\"'("); isCapitalised(word) {
		return word
	}
	return ""
}

// sizeOf counts the words of a name, less the titles of a person's: "Mr. Sand" is shorter than "Per Sand".
func sizeOf(k graph.Kind, name string) int {
	if k == graph.Person {
		name = withoutTitle(name)
	}
	return len(lexicon.Words(name))
}

// add gives a spelling to the entity that it names, a new one if none of those so far.
func (c *clusters) add(s spelling) {
	name, key := c.canonical(s)
	e, ok := c.byKey[key]
	if !ok || c.differ(s, e) {
		e, ok = c.match(s)
	}
	if !ok {
		e = c.open(s, name, key)
	}
	setDefault(c.byKey, key, e)
	if s.gender != untoldGender {
		c.titled[e] = s.gender
	}
	entity := &c.entities[e]
	entity.Forms = append(entity.Forms, s.text)
	entity.Mentions = append(entity.Mentions, s.mentions...)
	for _, i := range s.mentions {
		c.mentions[i].Entity = e
		if short := c.shortAfter(i); short != "" {
			c.byShort[string(s.kind)+" "+short] = e
		}
	}
}

// open makes a new entity of a spelling.
func (c *clusters) open(s spelling, name, key string) int {
	e := len(c.entities)
	entity := Entity{Name: name, Kind: s.kind, folded: comparableWords(s.kind, name), first: c.mentions[s.mentions[0]].First}
	if country, ok := countryOf(s); ok {
		entity.Name = country.Name
		entity.IDs = map[string]string{"iso3166": country.ISO2}
		if country.Wikidata != "" {
			entity.IDs["wikidata"] = country.Wikidata
		}
	}
	if n, ok := c.own.find(s.kind, s.words); ok {
		entity.Name, entity.IDs, entity.own = n.Name, n.IDs, n.Aliases
	}
	c.entities = append(c.entities, entity)
	if s.kind == graph.Institution {
		c.addInitials(e)
	}
	for _, w := range slices.Compact(slices.Sorted(slices.Values(entity.folded))) {
		c.byWord[string(s.kind)+" "+w] = append(c.byWord[string(s.kind)+" "+w], e)
	}
	return e
}

// canonical returns the name that a spelling gives an entity, and the key of names that are the same.
func (c *clusters) canonical(s spelling) (name, key string) {
	name = s.text
	if n, ok := c.own.find(s.kind, s.words); ok {
		return n.Name, string(s.kind) + " " + graph.Fold(n.Name)
	}
	switch s.kind {
	case graph.Person:
		name = withoutTitle(s.text)
	case graph.Country:
		if country, ok := countryOf(s); ok {
			name = country.Name
		}
	case graph.Institution, graph.Place:
		if s.kind == graph.Place && len(s.text) > 3 && isShouted(s.text) && isKnownPlace(titleCased(s.text)) {
			name = titleCased(s.text)
		}
		if full, ok := lexicon.UsualName(s.text); ok && s.kind == graph.Institution {
			return full, string(s.kind) + " " + graph.Fold(full)
		}
		if full, ok := lexicon.FullName(s.text); ok {
			return name, string(s.kind) + " " + graph.Fold(full)
		}
	}
	return name, string(s.kind) + " " + graph.Fold(name)
}

func countryOf(s spelling) (lexicon.Country, bool) {
	if s.kind != graph.Country {
		return lexicon.Country{}, false
	}
	if c, ok := lexicon.CountryOf(s.text); ok {
		return c, true
	}
	if len(s.text) > 3 && isShouted(s.text) {
		return lexicon.CountryOf(titleCased(s.text))
	}
	return lexicon.Metonym(s.text)
}

// titleCased writes the words of a name in capitals with small letters but for the first.
func titleCased(s string) string {
	w := strings.Fields(strings.ToLower(s))
	for i := range w {
		r, size := utf8.DecodeRuneInString(w[i])
		w[i] = string(unicode.ToUpper(r)) + w[i][size:]
	}
	return strings.Join(w, " ")
}

// finish sorts the forms and mentions, and names persons of one name by the titles that they were told apart by.
func (c *clusters) finish() []Entity {
	named := map[string]int{}
	for _, e := range c.entities {
		named[string(e.Kind)+" "+e.Name]++
	}
	for i := range c.entities {
		if e := &c.entities[i]; named[string(e.Kind)+" "+e.Name] > 1 && c.titled[i] != untoldGender {
			e.Name = c.titledName(e)
		}
		slices.Sort(c.entities[i].Mentions)
		slices.Sort(c.entities[i].Forms)
		c.entities[i].Forms = slices.Compact(c.entities[i].Forms)
	}
	return c.entities
}

// titledName returns the surname of a person with the title that stands before it.
func (c *clusters) titledName(e *Entity) string {
	for _, i := range e.Mentions {
		m := c.mentions[i]
		if c.titleOf(m) == untoldGender {
			continue
		}
		if strings.Contains(m.Of(c.text), " ") {
			return m.Of(c.text)
		}
		return c.titleBefore(m) + " " + m.Of(c.text)
	}
	return e.Name
}
