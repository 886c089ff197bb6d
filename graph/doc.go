// Package graph is the model that every other package speaks: articles, what was
// read in them, the entities and statements this amounts to, and paths through them.
//
// The data goes one way:
//
//	Article -> Reading -> Entity, Statement -> Path
//
// A [Reading] is what one article says, by itself. Entities and statements are what
// a set of readings says together; they are a function of that set and of decisions
// made by hand, never of the order in which articles were read.
//
// The package imports the standard library and golang.org/x/text, nothing of clew.
package graph
