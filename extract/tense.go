package extract

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
)

const monthName = `(?:(Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?: \d{1,2}(?:st|nd|rd|th)?)?,? )?`

const yearNumber = `((?:1[5-9]|20)\d\d)`

var (
	period  = regexp.MustCompile(`(?:\b(?:[Ff]rom|[Bb]etween|[Ii]n) |[(,] ?)` + monthName + yearNumber + `(?: ?[–—-] ?| (?:to|until|till|and|through) )` + monthName + yearNumber + `\b`)
	opening = regexp.MustCompile(`^["“]?(?:Since|Until|Till|From|Between|Starting in|Beginning in) `)
	since   = regexp.MustCompile(`\b(?:[Ss]ince|[Ss]tarting in|[Bb]eginning in|from) ` + monthName + yearNumber + `\b`)
	until   = regexp.MustCompile(`\b(?:[Uu]ntil|[Tt]ill|up to) ` + monthName + yearNumber + `\b`)
	begun   = regexp.MustCompile(`\b(joined|joining|appointed|hired|became|founded|co-founded|established|elected|started|moved|returned|born|enacted|signed|launched|introduced|passed)\b[^,;.]{0,60}?\b[Ii]n ` + monthName + yearNumber + `\b`)
	ended   = regexp.MustCompile(`\b(left|leaving|resigned|retired|quit|departed|stepped down|ended|repealed|graduated)\b[^,;.]{0,60}?\b[Ii]n ` + monthName + yearNumber + `\b`)
)

// datedBy says which statements the year beside a verb dates. Of others it tells nothing: who was born in a year and
// grew up somewhere has not lived there since that year.
var datedBy = map[string][]string{
	"born":   {"bornIn"},
	"joined": employment, "joining": employment, "appointed": employment, "hired": employment, "became": employment,
	"elected": employment, "started": employment, "left": leaving, "leaving": leaving, "resigned": employment, "retired": employment,
	"quit": employment, "departed": leaving, "stepped down": employment, "graduated": {"educatedAt"},
	"founded": {"founded"}, "co-founded": {"founded"}, "established": {"founded"},
	"moved": {"movedTo", "movedFrom"}, "returned": {"movedTo", "movedFrom"},
	"enacted": {"enactedBy"}, "signed": {"enactedBy"}, "launched": {"enactedBy"}, "introduced": {"enactedBy"}, "passed": {"enactedBy"},
	"ended": {"endedBy"}, "repealed": {"endedBy"},
}

var (
	employment = []string{employedOutput, "leads", "memberOf"}
	leaving    = []string{employedOutput, "leads", "memberOf", "movedFrom"}
)

// lasts reports whether what an output states goes on for a time, so that it can be dated by a beginning and an end: nobody is
// born from one year to another.
func lasts(output string) bool {
	switch output {
	case employedOutput, "leads", "memberOf", "educatedAt", "livesIn", "citizenOf", "partnerOf":
		return true
	}
	return false
}

// held returns when a statement of that output of the model held, where the sentence says so of one time only.
func held(sentence, output string) (from, to graph.Date) {
	if m := onlyMatch(period, sentence); m != nil && lasts(output) {
		from, to = dateOf(m[1], m[2]), dateOf(m[3], m[4])
		if to.Before(from) {
			return "", ""
		}
		return from, to
	}
	if m := onlyMatch(since, sentence); m != nil && lasts(output) {
		from = dateOf(m[1], m[2])
	} else if m := onlyMatch(begun, sentence); m != nil && slices.Contains(datedBy[m[1]], output) {
		from = dateOf(m[2], m[3])
	}
	if m := onlyMatch(until, sentence); m != nil && lasts(output) {
		to = dateOf(m[1], m[2])
	} else if m := onlyMatch(ended, sentence); m != nil && slices.Contains(datedBy[m[1]], output) && !strings.Contains(m[0], " for ") && !goesOn(sentence, m[0]) { // "left Lund for Oslo in 2010"
		to = dateOf(m[2], m[3])
	}
	if to.Before(from) {
		return "", ""
	}
	return from, to
}

// next matches the verb of a post that follows another.
var next = regexp.MustCompile(`\b(?:and|then|to) (?:then |later )?(?:joined|join|moved|became|become|went|returned|took)\b`)

// goesOn reports whether what follows an end in a sentence tells of the next post: "left in 2013 and joined Nordbit".
func goesOn(sentence, end string) bool {
	_, after, _ := strings.Cut(sentence, end)
	return next.MatchString(after)
}

// onlyMatch returns the submatches of a pattern that matches just once.
func onlyMatch(p *regexp.Regexp, s string) []string {
	m := p.FindAllStringSubmatch(s, 2)
	if len(m) != 1 {
		return nil
	}
	return m[0]
}

// dateOf returns the date of a year and of a month's name, which may be "".
func dateOf(month, year string) graph.Date {
	if _, err := strconv.Atoi(year); err != nil {
		return ""
	}
	if month == "" {
		return graph.Date(year)
	}
	i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(month)[:3])
	return graph.Date(fmt.Sprintf("%s-%02d", year, i/3+1))
}
