package extract

import (
	"regexp"
	"strings"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/graph"
)

// tense says whether something is over, as far as words tell.
type tense int

const (
	untold    tense = iota
	unsettled       // there is a verb, but it tells neither
	present
	over
)

const taking = `(?i)\b(?:poach(?:es|ed|ing)?|recruit(?:s|ed|ing)?|(?:hir|lur)(?:e|es|ed|ing))\b`

var (
	// Words that tell the tense of what follows them: gone if it is over, here if it is not, and verbs that tell neither but
	// take the place of those before them.
	cue = regexp.MustCompile(`(?i)\b(?:(?P<leave>left|leaves|leaving|quit|quits|departed)` +
		`|(?P<gone>(?:resigned|retired) from|stepped down|(?:dismissed|fired|sacked) (?:by|from)|formerly|former|previously|once|then|late|ex|had (?:been|worked|served|taught)|was (?:an?|the|its|one|also|then)|worked|spent)` +
		`|(?P<here>is|are|works|serves|heads|leads|teaches|runs|directs|chairs|now|currently|still|remains|arriv(?:es|ed) at|(?:has|have) (?:since )?(?:joined|(?:returned|gone|moved|gone back|switched) to|taken up)|will (?:serve|join|become|return|work|lead|head|remain))` +
		`|(?:has|have) \w+|was \w+ed|join(?:s|ed)|appointed|hired|became|named|moved|served|returned|elected|taught|led)(?:[^\w-]|$)`)
	// After both names, in their clause.
	goneAfter = regexp.MustCompile(`(?i)^[^,;.:]{0,30}\b(?:until|(?:has|have) since left|(?:from|between) [^,;.]{0,12}\d{4} (?:to|until|and) )`)
	hereAfter = regexp.MustCompile(`(?i)^[^,;.:]{0,30}\bsince (?:\w+ )?\d{4}`)
	// What is over of what the model tells no tense of: "a former member", "used to live".
	wasMember = regexp.MustCompile(`(?i)\b(?:(former|one-time|ex)[ -](?:[\w-]+ ){0,2})?members?\b`)
	// A part that has gone: "its former subsidiary", "no longer owns", "was a unit of", "spun off".
	wasPart  = regexp.MustCompile(`(?i)\b(?:former(?:ly)? (?:[\w-]+ ){0,3}(?:subsidiar(?:y|ies)|unit|arm|division|part|parent|owners?|owned)|once (?:[\w-]+ )?(?:owned|part|a (?:unit|subsidiary|part|division))|no longer (?:\w+ )?(?:owns?|owned|holds?|part|belongs)|spun (?:off|out)|was (?:once )?an? (?:unit|arm|subsidiary|division) of)\b`)
	isPart   = regexp.MustCompile(`(?i)\b(?:belonged to|part of|(?:unit|arm|section|subsidiary|division) of|owned by)\b`)
	usedTo   = regexp.MustCompile(`(?i)\b(?:(used to|formerly|previously|once) )?liv(?:e|es|ed|ing)\b`)
	conjunct = regexp.MustCompile(`(?i)\b(?:and|but|while)\b`)
	// Between the names, of a post that ends now.
	upToNow = regexp.MustCompile(`(?i)\b(?:until|till) now\b,?[^,;.]*$`)
	// Before somebody who comes from another body, which stands behind "from", or before a list of such people.
	takenAway = regexp.MustCompile(taking + `[^.;]*$`)
	takenFrom = regexp.MustCompile(taking + `[^.;:]* from (?:the )?$`)
	fromThere = regexp.MustCompile(`^,? (?:away )?from (?:the )?$`)
	// The end of something, after both names.
	endYear   = regexp.MustCompile(`(?i)^[^;:]{0,30}\buntil ` + monthName + yearNumber)
	elsewhere = regexp.MustCompile(`(?i)\b(?:for|to)\b|,`) // "left Lund for Oslo" is not over in Oslo
)

// isPast reports whether what a candidate states is over: the word nearest before the later name says so, or words right
// around the two, or else the model, which tells it of posts only.
func (d *Document) isPast(c candidate) bool {
	a, b := d.Mentions[c.mentions[0]], d.Mentions[c.mentions[1]]
	if b.First < a.First {
		a, b = b, a
	}
	if !isTensed(c.output) {
		return d.isOver(c.output, a, b)
	}
	switch d.toldBetween(a, b) {
	case over:
		return true
	case present:
		return false
	case unsettled:
		return c.past > 0.5
	}
	return c.past > 0.5 || d.isFormerly(a)
}

// toldBetween returns the tense that the words after the later of two mentions tell, or the last of those between them.
func (d *Document) toldBetween(a, b Mention) tense {
	sentence := d.Sentences[d.Words[b.First].Sentence]
	after := d.Article.Text[b.End:max(b.End, sentence.End)]
	switch {
	case goneAfter.MatchString(after):
		if d.endsLater(after) {
			return present
		}
		return over
	case hereAfter.MatchString(after):
		return present
	}
	between := graph.Span{Start: min(b.Start, max(a.End, sentence.Start)), End: b.Start}
	switch words := between.Of(d.Article.Text); {
	case fromThere.MatchString(words) && takenAway.MatchString(d.before(a)), upToNow.MatchString(words), takenFrom.MatchString(d.before(a)) && strings.Contains(words, ":"):
		return over
	}
	return tenseOf(d.withoutFormer(between))
}

// endsLater reports whether words after two names say that what connects them ends after the article was written.
func (d *Document) endsLater(after string) bool {
	m := endYear.FindStringSubmatch(after)
	return m != nil && d.Article.Date.Before(dateOf(m[1], m[2]))
}

// isOver reports whether words around two mentions say that a membership, a part or a residence is over, of which the model tells no
// tense.
func (d *Document) isOver(output string, a, b Mention) bool {
	switch output {
	case "memberOf":
		return d.hasEnded(b) || lastSaysOver(wasMember, d.membership(a, b))
	case "partOf":
		return wasPart.MatchString(d.around(a, b)) || isPart.MatchString(d.between(a, b)) && d.hasEnded(b)
	case "livesIn":
		return d.hasEnded(b) || lastSaysOver(usedTo, d.between(a, b))
	}
	return false
}

// hasEnded reports whether words after the later of two mentions say that what connects them has ended.
func (d *Document) hasEnded(b Mention) bool {
	after := d.Article.Text[b.End:max(b.End, d.Sentences[d.Words[b.First].Sentence].End)]
	gone := goneAfter.FindString(after)
	return gone != "" && !conjunct.MatchString(gone) && !d.endsLater(after)
}

// withoutFormer returns the words of a span, less each "former" that is of another body named there: "now at Lund is
// former Oslo chemist Eva Sand" does not say that she left Lund.
func (d *Document) withoutFormer(s graph.Span) string {
	words := []byte(d.Article.Text[s.Start:s.End])
	for _, m := range d.Mentions {
		if m.Start < s.Start || m.End > s.End || !m.Class.IsName() || !m.Kinds.Has(graph.Institution) {
			continue
		}
		before := strings.TrimRight(string(words[:m.Start-s.Start]), " ")
		if i := len(before) - len("former"); i >= 0 && strings.EqualFold(before[i:], "former") {
			copy(words[i:], "      ")
		}
	}
	return string(words)
}

// tenseOf returns the tense that the last cue of some words tells of what follows them.
func tenseOf(words string) tense {
	all := cue.FindAllStringSubmatchIndex(words, -1)
	if len(all) == 0 {
		return untold
	}
	m := all[len(all)-1]
	switch {
	case m[2] >= 0 && elsewhere.MatchString(words[m[3]:]):
		return present
	case m[2] >= 0, m[4] >= 0:
		return over
	case m[6] >= 0:
		return present
	}
	return unsettled
}

// isFormerly reports whether one of the words right before a mention says that what it is about is over.
func (d *Document) isFormerly(m Mention) bool {
	for i := m.First - 1; i >= max(0, m.First-3) && d.Words[i].Sentence == d.Words[m.First].Sentence; i-- {
		switch w := strings.ToLower(d.Words[i].Of(d.Article.Text)); {
		case w == "," || w == ";" || w == ".":
			return false
		case lexicon.IsPast(w):
			return true
		}
	}
	return false
}

// lastSaysOver reports whether the last match of a pattern in some words has its first group.
func lastSaysOver(p *regexp.Regexp, words string) bool {
	all := p.FindAllStringSubmatchIndex(words, -1)
	return len(all) > 0 && all[len(all)-1][2] >= 0
}

// membership returns the words that tell of a membership: what stands before a person may be of another body.
func (d *Document) membership(a, b Mention) string {
	if a.Entity >= 0 && d.Entities[a.Entity].Kind == graph.Person {
		return d.between(a, b)
	}
	return d.around(a, b)
}
