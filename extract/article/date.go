package article

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/clewgraph/clew/graph"
)

const weekday = `(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?`

const monthNames = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`

// The forms of a whole day whose parts cannot be mistaken for each other, alone on a line but for what goes around a date there.
var (
	beforeDate = `^(?:(?:first )?(?:published|posted|updated|last updated|date)(?: on)?:? )?(?:` + weekday + `,? )?`
	afterDate  = `(?:,? (?:at )?\d{1,2}[:.]\d\d.{0,20})?$`
	isoLine    = regexp.MustCompile(`(?i)` + beforeDate + `(\d{4})-(\d\d)-(\d\d)(?:[t ]\d\d:\d\d.{0,20})?$`)
	dayFirst   = regexp.MustCompile(`(?i)` + beforeDate + `(\d{1,2})(?:st|nd|rd|th)? ` + monthNames + `\.?,? (\d{4})` + afterDate)
	monthFirst = regexp.MustCompile(`(?i)` + beforeDate + monthNames + `\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})` + afterDate)
)

// The forms of a line that names something short before its date, and of a release that begins with where and when it was sent.
var (
	named    = regexp.MustCompile(`^(?:(?:\p{Lu}[\p{L}’'.-]*|of|and|the|for|&) ){0,5}\p{Lu}[\p{L}’'.-]*, ((?i:` + weekday + `,? )?[^,]+(?:, \d{4})?)$`)
	released = regexp.MustCompile(`^\p{Lu}[\p{Lu} .'’-]+(?:, [\p{L}. ]{2,20}){0,2}, ([\p{L}.]{3,10} \d{1,2},? \d{4}|\d{1,2} [\p{L}.]{3,10} \d{4})(?: [(/][^)\n]{1,40}[)/])?:? ?(?:--|—|–|-) `)
)

// dayOf returns the day that a front line states: alone, after the name of a paper or of a desk, or where a release begins.
func dayOf(line string) graph.Date {
	if d := parseLineDate(line); d != "" {
		return d
	}
	if m := released.FindStringSubmatch(line); m != nil {
		return parseLineDate(m[1])
	}
	if m := named.FindStringSubmatch(line); m != nil {
		return parseLineDate(m[1])
	}
	return ""
}

// parseLineDate returns the day that a line states and nothing else, or "".
func parseLineDate(line string) graph.Date {
	if len(line) > 80 {
		return ""
	}
	if m := isoLine.FindStringSubmatch(line); m != nil {
		return calendarDate(m[1], m[2], m[3])
	}
	if m := dayFirst.FindStringSubmatch(line); m != nil {
		return calendarDate(m[3], monthNumber(m[2]), m[1])
	}
	if m := monthFirst.FindStringSubmatch(line); m != nil {
		return calendarDate(m[3], monthNumber(m[1]), m[2])
	}
	return ""
}

func monthNumber(name string) string {
	i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name)[:3])
	return fmt.Sprintf("%02d", i/3+1)
}

// calendarDate returns the date where it is in the calendar, else "".
func calendarDate(year, month, day string) graph.Date {
	d, err := graph.ParseDate(fmt.Sprintf("%s-%s-%02s", year, month, day))
	if err != nil {
		return ""
	}
	return d
}

// parseDate reads the date of a metadata field: ISO 8601 with or without a time, or one of the forms of a line.
func parseDate(s string) graph.Date {
	s = strings.TrimSpace(s)
	if d, err := graph.ParseDate(s); err == nil {
		return d
	}
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		if d, err := graph.ParseDate(s[:10]); err == nil {
			return d
		}
	}
	return parseLineDate(s)
}
