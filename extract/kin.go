package extract

import (
	"regexp"
	"strings"

	"github.com/clewgraph/clew/graph"
)

const kinNoun = `(?:late |elder |older |eldest |younger |youngest |twin |step|half-|foster |grand)*(?:fathers?|mothers?|parents?|sons?|daughters?|children|brothers?|sisters?|siblings?|husband|wife|spouse|widow|widower|uncles?|aunts?|nephews?|nieces?|cousins?|grandson|granddaughter|grandfather|grandmother|in-laws?|twins?)`

var (
	// Before the name of somebody's relative: "her father", "his wife,".
	kin = regexp.MustCompile(`(?i)\b` + kinNoun + `(?:,|,? (?:of|named|called))? $`)
	// After somebody whose relative is meant: "Sand's sister", "his sister"; before the other name: "whose sister works for".
	kinOfName    = regexp.MustCompile(`(?i)^['’]s? ` + kinNoun + `\b`)
	kinOfPronoun = regexp.MustCompile(`(?i)^ ` + kinNoun + `\b`)
	whoseKin     = regexp.MustCompile(`(?i)\bwhose (?:[\w-]+ )?` + kinNoun + `\b[^,;()]*$`)
	// Before somebody who is only named as a parent and the like: "the son of the minister Sand".
	kinOf = regexp.MustCompile(`(?i)\b` + kinNoun + ` of (?:[\w.-]+ ){0,4}$`)
	// Before somebody who did something to what the sentence is about, "Nordbit, led by Sand, is"; and what goes on about that.
	agent     = regexp.MustCompile(`(?i)(?:^|[,(] ?)(?:co-)?(?:founded|led|headed|run|owned|created|chaired|started|established|built|set up|launched|backed|directed|managed|financed|funded)(?: [^,;]{0,40})? by (?:[^,;]{0,40} )?$`)
	finite    = regexp.MustCompile(`^(?:\)|,) (?:is|was|are|were|has|had|have|will|would|can|could|may|says|said|joined|signed|moved|opened|won|became|took|came|went|began|received|raised|plans|wants|offers)\b`)
	kinOfSome = regexp.MustCompile(`(?i) of (?:one|two|three|four|five|six|seven|eight|nine|ten|\d+) (?:[\w.-]+ ){0,3}$`)
	anew      = regexp.MustCompile(`^, [^,;]{1,40}? (?:is|are|was|were|has|have|had|will|joined|became)\b`)
)

// isOfOther reports whether a sentence says what it says of somebody else than the person that it names: a relative, or what
// the person has founded.
func (d *Document) isOfOther(output string, subject, object Mention) bool {
	if d.Entities[subject.Entity].Kind != graph.Person || d.Words[subject.First].Sentence != d.Words[object.First].Sentence {
		return false
	}
	before := d.before(subject)
	if object.First < subject.First {
		return kinOf.MatchString(before) && !kinOfSome.MatchString(before)
	}
	between, after := d.between(subject, object), d.Article.Text[subject.End:]
	switch {
	case subject.Class.IsName() && kinOfName.MatchString(after), subject.Class.IsReference() && kinOfPronoun.MatchString(after):
		return true
	case whoseKin.MatchString(between) && !strings.Contains(between, " who "):
		return true
	}
	at := agent.FindStringIndex(before)
	return at != nil && output != "founded" && output != "leads" && (finite.MatchString(between) || at[0] == 0 && output == "memberOf" && anew.MatchString(between))
}
