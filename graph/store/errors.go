package store

import (
	"errors"
	"fmt"
)

// ErrNoGraph says that a folder holds no graph.
var ErrNoGraph = errors.New("there is no graph here")

// ErrNoArticle says that no article goes by the name, id or address that was given.
var ErrNoArticle = errors.New("no such article")

// ErrNoEntity says that no entity has the id that was given.
var ErrNoEntity = errors.New("no such entity")

// LockedError says that another process is using the graph.
type LockedError struct {
	Dir    string
	Holder string // who, as far as is known: "clew add, process 123 on host, since 15:04:05"
}

func (e *LockedError) Error() string {
	return fmt.Sprintf("graph %s is in use by %s; wait for it to end and try again", e.Dir, e.Holder)
}

// VersionError says that a graph was written in another version's form.
type VersionError struct {
	Dir  string
	Have string
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("graph %s has the form %q, this clew reads %q; export it with the clew that wrote it and import it here", e.Dir, e.Have, formatVersion)
}

// DamagedError says that the graph's file is not as it was written. Nothing was changed.
type DamagedError struct {
	Dir  string
	What string
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("graph %s is damaged: %s; run clew doctor", e.Dir, e.What)
}

// AmbiguousError says that several articles go by a base name.
type AmbiguousError struct {
	Name string
	Keys []string // of the articles, sorted
}

func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%q fits %d articles: %s, …", e.Name, len(e.Keys), e.Keys[0])
}
