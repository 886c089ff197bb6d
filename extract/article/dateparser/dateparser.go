// Package dateparser stands in for github.com/markusmobius/go-dateparser, which go-trafilatura requires through
// go-htmldate to guess dates in the running text of a page, in two hundred languages.
//
// clew takes a page's date only from where the page declares it. The real package builds its tables of all these
// languages when a program starts: 0.1 s of processor time and 78 MB in every process, whether it reads a page or
// not. This one has the few names that go-htmldate uses and finds no date. The replace line in go.mod puts it in place.
package dateparser

import (
	"errors"
	"time"
)

// ParserType, Configuration and Parser are what go-htmldate sets and this package does not look at.
type ParserType uint8

// The parsers that go-htmldate names.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// PreferredDateSource says how an incomplete date is completed.
type PreferredDateSource uint8

// Past completes a date to one in the past.
const Past PreferredDateSource = 1

// Configuration of a Parser.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Parser finds no date.
type Parser struct{ ParserTypes []ParserType }

// Date is what a Parser would find.
type Date struct{ Time time.Time }

// Parse fails.
func (*Parser) Parse(*Configuration, string, ...string) (Date, error) {
	return Date{}, errors.New("dates in running text are not looked for")
}
