// Package format writes graphs in the forms that other programs read, and reads the three of them
// that bring a graph back: N-Quads, JSON lines and a folder of CSV.
//
// [Formats] is the table of what there is. Every writer goes once over a [Graph], which is three
// iterators and a look-up of mentions, in the order in which they come: equal input, equal bytes.
// Every reader yields one [graph.Reading] an article and checks the whole input before the first,
// so that what a caller stores from it is all or nothing.
//
//	f, _ := format.Find("nq")
//	err := f.Write(ctx, w, g, format.Options{})
//	for reading, err := range f.Read(ctx, "old.nq", format.Options{}) { … }
//
// The package also owns the JSON objects that commands print ([AnswerOf], [StatementOf], …), which
// are those of the JSON lines. They are written by [JSON]: fields in the order of their type, UTF-8
// always, and <, > and & as they are, since a terminal, jq or a notebook is where they are read; who puts
// them into a page escapes the page.
//
// Names, quotes and ids are anything that an article or an import may hold. Each format escapes them in
// its own way, and what it cannot hold at all (control characters in XML) becomes U+FFFD.
package format
