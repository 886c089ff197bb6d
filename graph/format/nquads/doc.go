// Package nquads reads and writes the syntax of N-Quads 1.1 (https://www.w3.org/TR/n-quads/), of which
// N-Triples is a part. It knows terms and quads, and nothing of what clew says with them.
//
// [Reader] streams: a [Quad] holds slices of the current line only, so that a file of any length is
// read in the memory of its longest line. [AppendIRI] and [AppendString] write terms in canonical form,
// with a space between them and " .\n" after the last.
package nquads
