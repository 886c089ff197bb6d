package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// What the exit code says.
const (
	exitAnswer      = 0
	exitFailure     = 1
	exitUsage       = 2
	exitNothing     = 3 // no such entity, no path, no match
	exitAmbiguous   = 4 // a name that fits several entities
	exitSomeUnread  = 5 // some of the articles could not be read
	exitInterrupted = 130
)

// exitError is an error that decides the exit code and may say what to do.
type exitError struct {
	code int
	err  error
	hint string // what to do, one or more lines; "" where there is nothing to say
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func usageError(format string, args ...any) *exitError {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...)}
}

// report prints an error as one line and what to do as another, and returns the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitAnswer
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "clew: interrupted")
		return exitInterrupted
	}
	code, hint := exitFailure, ""
	var e *exitError
	if errors.As(err, &e) {
		code, hint = e.code, e.hint
	}
	msg, more, _ := strings.Cut(err.Error(), "\n")
	if msg != "" {
		fmt.Fprintf(stderr, "clew: %s\n", clean(msg))
	}
	if hint == "" {
		hint = more
	}
	if hint != "" {
		fmt.Fprintln(stderr, cleanLines(hint))
	}
	return code
}
