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
// # What import takes
//
// An entity keeps the id it comes with. One that no article of the import mentions is kept in the reading of an article
// without text, named "import:" and a hash of such ids. An article whose text is not there has an empty Text; where it
// comes without an id, its id is made of its name, in the form of a text's: "a:" and 16 hex digits of the
// SHA-256 of "article without text: NAME".
//
// CSV is a folder of entities.csv, statements.csv (a row an evidence) and, optionally, articles.csv, with a header that
// names the columns in any order. Values of one cell are separated by |, with \| for | and \\ for \ in them; ids are
// CATALOGUE:ID. An empty confidence is 1, an empty past false. A cell that a spreadsheet would run as a formula is
// written with a ' before it, which reading takes off again. CSV holds no mentions; N-Quads hold all but the texts; JSON lines
// all but the words of mentions in articles without text. Offsets count bytes of UTF-8, in N-Quads too, where each article says so.
//
// # Objects
//
// The package also owns the JSON objects that commands print ([AnswerOf], [StatementOf], …), which
// are those of the JSON lines. They are written by [JSON]: fields in the order of their type, UTF-8
// always, and <, > and & as they are, since a terminal, jq or a notebook is where they are read; who puts
// them into a page escapes the page.
//
// Names, quotes and ids are anything that an article or an import may hold. Each format escapes them in
// its own way, and what it cannot hold at all (control characters in XML) becomes U+FFFD.
package format
