// Package examples holds the articles that ship inside clew. They were written for it, on public facts.
package examples

import (
	"embed"
	"io/fs"
)

//go:embed articles
var files embed.FS

// Articles returns the folder of the articles, *.txt files.
func Articles() fs.FS {
	dir, err := fs.Sub(files, "articles")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return dir
}
