package extract

import (
	"regexp"
	"strings"

	"github.com/clewgraph/clew/graph"
)

var (
	founderWord = regexp.MustCompile(`(?i)\b(?:co-?)?(?:founder|founders|founded)\b`)
	postWord    = regexp.MustCompile(`(?i)\b(?:chief|chair\w*|president|directors?|heads?|headed|lead\w*|led|CEO|boss|secretary|provost|executive|dean|principal|editor|runs?|ran)\b`)
	// Someone whom a chair is named after.
	namesake = regexp.MustCompile(`^\s+(?:(?:Endowed|Distinguished|Presidential) )?(?:Professor|Dean|Chair|Fellow)\b`)
	// Someone who serves a head, or heads a part: the words of "vice president" tell of no president.
	subordinate = regexp.MustCompile(`(?i)\b(?:chief of staff|chief (?:scientist|curator|economist|engineer|correspondent|analyst|negotiator|strategist|geologist)` +
		`|chief (?:operating|financial|technology|technical|scientific|medical|marketing|information|legal|product|people|commercial|data|research|innovation|investment|strategy|communications|compliance) officer|C[FOT]O` +
		`|senior superintendent|press secretary|spokes(?:man|woman|person)|general counsel` +
		`|(?:deputy|vice|associate|assistant)[ -](?:\w+[ -])?(?:president|director|dean|provost|chair\w*|head|minister|governor|mayor|secretary|commissioner|leader|principal|editor|rector|chief)|pro-(?:rector|vice-chancellor)|vice-rector|deputy vice-chancellor` +
		`|(?:legal|technical|scientific|medical|research|finance|financial|communications?|marketing|sales|commercial|policy|regional|country|project|programme|program|clinical|sports?|advocacy) directors?|one of the directors|legal (?:head|chief))\b`)
	// The head of a part: "chairs the ethics section of", "president of the local chapter of".
	headOfPart = regexp.MustCompile(`(?i)\b(?:(?:president|head|chair\w*|director|leader|dean|coordinator) of|directs|directed|leads|led|heads|headed|chairs|chaired|runs|ran|coordinates)(?: (?:the|its|their|his|her|an?))?((?: [a-z][\w-]*){1,4}) (?:of|at|for|within) (?:the )?$`)
	// Parts that head the whole: their chair leads it.
	wholePart = regexp.MustCompile(`\b(?:board|council|trustees|directors|executive|management|governing|governors|country|government|state|city|and|office)\b`)
	// What the name right before it owns is what is headed: "head of the Nordbit's skills division".
	headOf    = regexp.MustCompile(`(?i)\b(?:(?:president|head|chair\w*|director|leader|dean|coordinator) of|directs|directed|leads|led|heads|headed|chairs|chaired|runs|ran|coordinates) (?:the )?$`)
	ownership = regexp.MustCompile(`^(?:['’]s?|s['’]) `)
	// Someone who is to head something, and does not yet.
	futureHead = regexp.MustCompile(`(?i)\b(?:will (?:be|become|head|lead|chair|run|direct|take over)|(?:is|are|was|were) (?:due |set |expected )?to (?:be|become|head|lead|chair|run|direct|take over|succeed)|to become)\b`)
	appointed  = regexp.MustCompile(`(?i)\b(?:appointed|named|chosen|elected|picked|selected)\b`)
	toBegin    = regexp.MustCompile(`(?i)^(?:[^.;,]|, (?:an?|and|he|she|they) ){0,60}\b(?:will (?:take up|assume|take over|take office|(?:start|begin) (?:in|on|next|her|his|their|work))|takes (?:up|over|office) (?:in|on|next))\b`)
	// A party and what its people are.
	party       = regexp.MustCompile(`\b(?:Party|Partei|Parti|Partido|Democrats?|Republicans?|Socialists?|Liberals?|Conservatives?|Greens|Labour|Tory|GOP)\b`)
	partyMember = regexp.MustCompile(`(?i)\b(?:senators?|deputy|deputies|MPs?|MEPs?|TD|lawmakers?|legislators?|councill?ors?|spokes(?:man|woman|person)|member|politician|congress(?:man|woman)|minister|whip|candidate)\b`)
	// A lawmaker is of a party, or of a chamber.
	lawmaker = regexp.MustCompile(`(?i)\b(?:senators?|MPs?|MEPs?|TD|lawmakers?|legislators?|council(?:l)?ors?|congress(?:man|woman)|a deputy of)\b`)
	ofParty  = regexp.MustCompile(`^(?:,? of|,? for|, an? (?:senator|deputy|lawmaker|MP|MEP|councill?or|member) (?:of|for)) (?:the )?$`)
)

// correctedPost tells the head of a body from its founder, from those who serve the head or head a part, and from whom a
// chair is named after; and the people of a party from its staff.
func (d *Document) correctedPost(output string, person, body Mention) string {
	words, personFirst := d.between(person, body), person.First < body.First
	switch {
	case personFirst && namesake.MatchString(words):
		return ""
	case output == employedOutput:
		if d.sitsFor(person, body, words) {
			return "memberOf"
		}
	case subordinate.MatchString(words) && !postWord.MatchString(subordinate.ReplaceAllString(words, "")):
		return employedOutput
	case founderWord.MatchString(words) && !postWord.MatchString(words):
		return "founded"
	case personFirst && d.headsPart(words, body):
		return employedOutput
	}
	return output
}

// sitsFor reports whether somebody is of a party, not on its staff: "Senator Sand of the Greens".
func (d *Document) sitsFor(person, body Mention, words string) bool {
	around := d.around(person, body)
	if party.MatchString(d.Entities[body.Entity].Name) {
		return partyMember.MatchString(around)
	}
	return person.First < body.First && ofParty.MatchString(words) && lawmaker.MatchString(around)
}

// headsPart reports whether the words before a body say that somebody heads a part of it.
func (d *Document) headsPart(words string, body Mention) bool {
	if m := headOfPart.FindStringSubmatch(words); m != nil && !wholePart.MatchString(m[1]) {
		return true
	}
	return headOf.MatchString(words) && ownership.MatchString(d.Article.Text[body.End:])
}

// around returns the text from three words before two mentions of one sentence to the later one.
func (d *Document) around(a, b Mention) string {
	if b.First < a.First {
		a, b = b, a
	}
	if d.Words[a.First].Sentence != d.Words[b.First].Sentence {
		return ""
	}
	first := max(a.First-3, 0)
	for d.Words[first].Sentence != d.Words[a.First].Sentence {
		first++
	}
	return graph.Span{Start: d.Words[first].Start, End: max(a.End, b.Start)}.Of(d.Article.Text)
}

// beginsLater reports whether words after somebody's appointment to a post say that it begins later.
func (d *Document) beginsLater(a, b Mention) bool {
	return appointed.MatchString(d.around(a, b)) && toBegin.MatchString(d.Article.Text[b.End:max(b.End, d.Sentences[d.Words[b.First].Sentence].End)])
}

// isToHead reports whether the words between a person and a body, after the last sign among them, say that the person will
// head it.
func isToHead(words string) bool {
	return futureHead.MatchString(words[strings.LastIndexAny(words, ",;:")+1:])
}
