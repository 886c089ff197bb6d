package graph

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Date is a partial ISO 8601 date: "2016", "2016-05", "2016-05-31", or "" where unknown.
// Dates of one precision compare as strings.
type Date string

var datePattern = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`)

// ParseDate checks a partial date. The empty string is a date that is not known.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return "", nil
	}
	if !datePattern.MatchString(s) {
		return "", fmt.Errorf("date %q is not YYYY, YYYY-MM or YYYY-MM-DD", s)
	}
	if _, err := time.Parse(time.DateOnly, Date(s).First()); err != nil {
		return "", fmt.Errorf("date %q is not in the calendar", s)
	}
	return Date(s), nil
}

// First returns the first day that the date may mean, as YYYY-MM-DD; "" stays "".
func (d Date) First() string {
	if d == "" {
		return ""
	}
	return string(d) + "-01-01"[len(d)-4:]
}

// Last returns a string that sorts at or after every day that the date may mean; "" stays "".
func (d Date) Last() string {
	if d == "" {
		return ""
	}
	return string(d) + strings.Repeat("-99", (len("2006-01-02")-len(d))/3)
}

// Before reports whether every day that d may mean lies before every day that e may mean.
func (d Date) Before(e Date) bool { return d != "" && e != "" && d.Last() < e.First() }
