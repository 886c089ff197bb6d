package extract

import (
	"regexp"
	"strings"

	"github.com/clewgraph/clew/extract/lexicon"
	"github.com/clewgraph/clew/graph"
)

var (
	// Who founds a body may lead it; its founding president does.
	foundingHead   = regexp.MustCompile(`(?i)\bfounding (?:[\w-]+ ){0,2}?(?:president|director|dean|head|chair|chairman|chairwoman|provost|chief|principal|rector|editor)\b`)
	foundingHeadOf = regexp.MustCompile(foundingHead.String() + ` of (?:the )?$`)
	foundingVerb   = regexp.MustCompile(`(?i)\b(?:co-?)?(?:founded|founder|founders|established|set up|created|started|launched)\b`)
	headWord       = regexp.MustCompile(`(?i)\b(?:owner|chair(?:man|woman|person)?|president|director|direct(?:s|ed)|chief executive|CEO|boss|heads?|headed|leads?|led)\b`)
	originWord     = regexp.MustCompile(`(?i)\b(?:co-?)?(?:found\w*|establish\w*|creat\w+|set up|start(?:s|ed|ing)?|launch\w*|built|form(?:ed|ing)|began|pioneer\w*)\b`)
	// Words of work and of study between a person and a body.
	workWord  = regexp.MustCompile(`(?i)\b(?:join(?:s|ed|ing)?|work(?:s|ed|ing)? (?:for|at)|professor (?:at|of)|lecturer at|(?:hired|employed|dismissed|fired) by|appointed|teach(?:es|ing)? at|taught at|(?:leaves|left|leaving)\b.* for)\b`)
	studyWord = regexp.MustCompile(`(?i)\b(?:stud(?:y|ies|ied|ying|ents?)|degrees?|doctorate|doctoral|ph\.? ?d|[bm]\.? ?[as]|m\.?b\.?a|j\.? ?d|m\.? ?d|graduat\w+|alumn\w+|educated|attend\w*|enrol\w*|drop\w*|undergraduate|masters?|bachelors?|train\w*|sophomore|freshman|class)\b`)
	// What is won is no policy that hits its winner, and who speaks for a body in court does not work there.
	prizeName  = regexp.MustCompile(`(?i)\b(?:prizes?|medals?|awards?)\b`)
	advocating = regexp.MustCompile(`(?i)\b(?:represent|defend)(?:s|ed|ing) (?:the )?$`)
	// Who founds a branch does not found the whole, what somebody is sued over is not sued itself, and rivals are no partners.
	partOfBody     = regexp.MustCompile(`(?i)\b(?:branch|chapter|offices?|subsidiary|campus|affiliate) of (?:the )?$`)
	matterSuedOver = regexp.MustCompile(`(?i)\bsu(?:e|es|ed|ing)\b[^;,]*\b(?:over|about|concerning|regarding)\b[^;,]*$`)
	rivalry        = regexp.MustCompile(`(?i)\b(?:compet(?:e|es|ed|ing|itors?|ition)|rivals?|rivalry|versus)\b`)
	alliance       = regexp.MustCompile(`(?i)\b(?:partner\w*|allianc\w+|allied|joint\w*|agree\w*|co-?operat\w+|collaborat\w+|consortium|together|team(?:s|ed|ing)? up|deals?|pacts?|merg\w+|ventures?)\b`)
	// Right after somebody whose colleague is meant, and after a word that is a minister's field and no party.
	another  = regexp.MustCompile(`^['’]s? (?:then |former |own |late )*(?:colleague|assistant|student|deputy|pupil|collaborator|successor|predecessor|friend|co-author) \p{Lu}`)
	ministry = regexp.MustCompile(`^ (?:minister|ministry|secretary|department|commissioner)\b`)
	// After two that both sue, and what a judge does who does not sue.
	suesThen = regexp.MustCompile(`(?i)^[^.;]{0,40}\b(?:(?:have|has|had) sued|sued|are suing|is suing|sues?)\b`)
	sueWord  = regexp.MustCompile(`(?i)\b(?:su(?:e|es|ed|ing)|lawsuits?|suits?|complaints?|plaintiffs?|defendants?|litigation|against|claims?|filed|action|v\.?|vs\.?)\b`)
	relative = regexp.MustCompile(`\b(?:who|whom|whose|which|that)\b`)
	ruling   = regexp.MustCompile(`(?i)\b(?:ruled|rules|ruling|decided|found) (?:against|for|in favou?r of)\b`)
	// Right after a country where somebody lives.
	resident = regexp.MustCompile(`^(?: residents?|-based)\b`)
	// Where somebody was once is not where they live.
	youthWord = regexp.MustCompile(`(?i)\b(?:grew up|grow(?:s|n|ing) up|raised|brought up|childhood|youth)\b`)
	// Right after a president whose government is meant.
	governmentWord = regexp.MustCompile(`^(?:['’]s?)? (?:administration|government|campaign|cabinet)\b`)
	// Right before a country whose citizenship somebody has no more.
	givenUp = regexp.MustCompile(`(?i)\b(?:gave up|giv(?:es|en|ing) up|renounc(?:e|ed|es|ing)|relinquish(?:ed|es|ing)|surrendered|lost|stripped of|no longer an?) (?:(?:his|her|their|its|the) )?$`)
	// What connects a body and a place without saying that the one lies in the other.
	wayWord  = regexp.MustCompile(`(?i)\b(?:moved|came|immigrated|emigrated|brought|returned|travell?(?:ed|ing|s)|relocated|went|flew)\b`)
	awayWord = regexp.MustCompile(`(?i)\b(?:to|from|with|and|against|outside)(?: the)?\s+$`)
)

// corrected returns the output that the words between the two mentions speak for where they contradict the model, "" for none.
func (d *Document) corrected(output string, subject, object Mention) string {
	if d.isOfOther(output, subject, object) {
		return ""
	}
	switch output {
	case "movedTo", "movedFrom":
		return d.direction(output, object)
	case "founded":
		switch before := d.before(object); {
		case partOfBody.MatchString(before):
			return ""
		case foundingHeadOf.MatchString(before) && !foundingVerb.MatchString(before):
			return "leads"
		}
		return correctedFounding(d.between(subject, object))
	case "educatedAt":
		if words := d.between(subject, object); workWord.MatchString(words) && !studyWord.MatchString(words) {
			return employedOutput
		}
	case "affectedBy":
		if prizeName.MatchString(d.Entities[object.Entity].Name) {
			return ""
		}
	case "leads", employedOutput:
		if output == employedOutput && advocating.MatchString(d.between(subject, object)) {
			return ""
		}
		return d.correctedPost(output, subject, object)
	case "locatedIn":
		if d.isElsewhere(subject, object) {
			return ""
		}
	case "suedBy":
		if d.isGovernmentOf(subject) || d.isGovernmentOf(object) || matterSuedOver.MatchString(d.before(subject)) || d.suesBehind(subject, object) {
			return ""
		}
	case "advisedBy":
		if subject.First < object.First && another.MatchString(d.Article.Text[object.End:]) {
			return ""
		}
	case "memberOf":
		if ministry.MatchString(d.Article.Text[object.End:]) && !isCapitalised(object.Of(d.Article.Text)) {
			return ""
		}
	case "partnerOf":
		if words := d.between(subject, object); rivalry.MatchString(words) && !alliance.MatchString(words) {
			return ""
		}
	case "livesIn":
		if youthWord.MatchString(d.between(subject, object)) {
			return ""
		}
	case "citizenOf":
		if givenUp.MatchString(d.before(object)) {
			return ""
		}
		if resident.MatchString(d.Article.Text[object.End:]) {
			return "livesIn"
		}
	}
	return output
}

// longList bounds the bytes between two that only stand side by side, as "Nordbit and its owner, the shipper Lundbit".
const longList = 45

// suesBehind reports whether the verb of suing comes after both, so that neither is sued by the other, or a judge rules between them.
func (d *Document) suesBehind(subject, object Mention) bool {
	between := d.between(subject, object)
	if between == "" || len(between) > longList || relative.MatchString(between) {
		return false
	}
	later := max(subject.End, object.End)
	after := d.Article.Text[later:max(later, d.Sentences[d.Words[subject.First].Sentence].End)]
	return ruling.MatchString(between) || suesThen.MatchString(after) && !sueWord.MatchString(between)
}

// before returns what stands before a mention in its sentence, at most the last longBefore bytes of it: a sentence without a stop may
// be as long as an article.
func (d *Document) before(m Mention) string {
	return d.Article.Text[max(d.Sentences[d.Words[m.First].Sentence].Start, m.Start-longBefore):m.Start]
}

const longBefore = 300

// isGovernmentOf reports whether a person's name only says whose government is meant: "the Sand administration".
func (d *Document) isGovernmentOf(m Mention) bool {
	return d.Entities[m.Entity].Kind == graph.Person && governmentWord.MatchString(d.Article.Text[m.End:])
}

// correctedFounding tells founders from those who only lead, by the words between a person and a body.
func correctedFounding(words string) string {
	switch {
	case foundingHead.MatchString(words) && !foundingVerb.MatchString(words):
		return "leads"
	case headWord.MatchString(words) && !originWord.MatchString(words):
		return ""
	}
	return "founded"
}

// between returns the text between two mentions of one sentence, "" if they stand in two.
func (d *Document) between(a, b Mention) string {
	if b.First < a.First {
		a, b = b, a
	}
	if b.Start < a.End || d.Words[a.First].Sentence != d.Words[b.First].Sentence {
		return ""
	}
	return d.Article.Text[a.End:b.Start]
}

// direction corrects movedTo and movedFrom by the word before the place: "from" is not where to.
func (d *Document) direction(output string, place Mention) string {
	if place.First == 0 {
		return output
	}
	switch strings.ToLower(d.Words[place.First-1].Of(d.Article.Text)) {
	case "from", "left", "leaving", "fled":
		return "movedFrom"
	case "to", "into":
		return "movedTo"
	}
	return output
}

// isElsewhere reports whether one thing is not located in the other for all that the model says: the lists or its own
// name place it in another country, or the words between the two tell of a way or only line them up.
func (d *Document) isElsewhere(subject, object Mention) bool {
	text, words := d.Article.Text, d.between(subject, object)
	name := d.Entities[subject.Entity].Name
	if strings.HasPrefix(name, "Operation ") || wayWord.MatchString(words) {
		return true
	}
	if subject.First < object.First {
		if awayWord.MatchString(words) && !strings.Contains(words, " in ") {
			return true
		}
	} else if strings.TrimSpace(words) == "" && isAbbreviated(object.Of(text)) { // "U.S. Navy": a name cut short
		return true
	}
	country := d.Entities[object.Entity].IDs["iso3166"]
	home := homeOf(name)
	return country != "" && home != "" && home != country
}

// isAbbreviated reports whether a name is written in capitals and stops only: "U.S."
func isAbbreviated(name string) bool { return len(name) < 6 && isShouted(name) }

// homeOf returns the code of the country that the lists give for a university or a capital, or that a name says itself,
// as in "Embassy in Norway"; "" where neither does.
func homeOf(name string) string {
	words := lexicon.Words(name)
	if n, lists, country := lexicon.Longest(words); n == len(words) && lists&lexicon.Universities != 0 && country != "" {
		return country
	}
	if c, ok := lexicon.Metonym(name); ok {
		return c.ISO2
	}
	if i := strings.LastIndex(name, " in "); i >= 0 {
		if c, ok := lexicon.CountryOf(name[i+len(" in "):]); ok {
			return c.ISO2
		}
	}
	return ""
}
