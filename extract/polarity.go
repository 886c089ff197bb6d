package extract

import (
	"regexp"
	"strings"
)

// Polarity says whether the article asserts a statement.
type Polarity string

// The polarities.
const (
	Asserted     Polarity = ""
	Denied       Polarity = "denied"
	Planned      Polarity = "planned"
	Asked        Polarity = "asked"
	Hypothetical Polarity = "hypothetical"
)

var (
	// Between the two names.
	denial = regexp.MustCompile(`(?i)\b(?:never|(?:did|does|do|has|have|had|is|was|were|are) not|(?:did|does|do|has|have|had|is|was|were|are)n['’]t|denie[sd]|denying|declined (?:to|an|the)|turned down|refused to (?:join|work|move|become|return)|rejected an? (?:offer|job|post)|without ever|no plans? to)\b`)
	plan   = regexp.MustCompile(`(?i)\b(?:plans? to|planned to|planning to|hopes? to|hoped to|hoping to|wants? to|wanted to|intends? to|considered|considering|is in talks|in talks (?:to|with|over)|offered (?:a|the|him|her|them)|was offered|were offered|an offer (?:from|of)|bid to|candidate for|running for|ran for|nominated (?:to|for|as)|shortlisted|interested in|linked with|dream(?:s|ed|t|ing)? of|longed to|tipped to|favourite to|could (?:join|become|move|return|be)|may (?:join|become|move|return|be)|might (?:join|become|move|return|be)|applied (?:to|for)|bound for|could soon|(?:an?|the) (?:ideal|perfect) choice)\b`)
	// Between somebody and a chamber: who runs for it does not sit there yet.
	contest = regexp.MustCompile(`(?i)\b(?:running (?:in|for)|run for|candidates?|hopefuls?|races?|primar(?:y|ies)|by-elections?)\b`)
	// Right before the first name and right after it.
	nominating = regexp.MustCompile(`(?i)\bnominat(?:e|es|ed|ing|ion of)\s+(?:\w+\.? )?$`)
	nominated  = regexp.MustCompile(`^\s+(?:for|to be|as)\s`)
	supposed   = regexp.MustCompile(`(?i)\b(?:would have|could have|should have)\b`)
	// At the beginning of the sentence.
	suppose  = regexp.MustCompile(`(?i)^\W*(?:if|unless|whether|suppose|had)\b`)
	question = regexp.MustCompile(`(?i)^\W*(?:did|does|do|has|have|had|is|was|were|are|will|would|could|should|can|may|might)\b`)
)

// isEvent reports whether an output tells of something that is done, and so can be planned, denied or asked about. What
// someone or something is, as in "the Ukrainian lawmaker", is said in passing and holds whatever else a sentence says.
func isEvent(output string) bool {
	switch output {
	case employedOutput, "memberOf", "educatedAt", "founded", "movedTo", "movedFrom", "livesIn", "endedBy", "enactedBy", "affectedBy", "suedBy":
		return true
	}
	return false
}

// polarity reads off the words around a candidate's mentions whether their sentence asserts what connects them.
func (d *Document) polarity(c candidate) Polarity {
	a, b := d.Mentions[c.mentions[0]], d.Mentions[c.mentions[1]]
	if b.First < a.First {
		a, b = b, a
	}
	if c.output == "leads" && (c.mentions[0] < c.mentions[1] && isToHead(d.between(a, b)) || d.beginsLater(a, b)) {
		return Planned
	}
	if c.output == "memberOf" && contest.MatchString(d.between(a, b)) {
		return Planned
	}
	if !isEvent(c.output) || b.First <= a.Last || d.Words[a.First].Sentence != d.Words[b.First].Sentence {
		return Asserted
	}
	text, s := d.Article.Text, d.Sentences[d.Words[a.First].Sentence]
	before, between, after := text[s.Start:a.Start], text[a.End:b.Start], strings.TrimRight(text[b.End:s.End], whiteSpace+"\"”’')")
	switch {
	case strings.HasSuffix(after, "?") && question.MatchString(before):
		return Asked
	case nominating.MatchString(before) && nominated.MatchString(between):
		return Planned
	case strings.ContainsAny(between, ",;:—–"):
		return Asserted
	case denial.MatchString(between):
		return Denied
	case plan.MatchString(between):
		return Planned
	case suppose.MatchString(before) && !strings.ContainsAny(before, ",;:"), supposed.MatchString(between):
		return Hypothetical
	}
	return Asserted
}
