package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/clewgraph/clew/extract"
)

// ownNames reads the user's names from a CSV file with a header: name, kind, and optionally aliases
// and ids, several of them separated by "|". An id is "wikidata:Q148". No file, no names.
func ownNames(file string) (names []extract.Name, err error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read the names: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if names, err = extract.ReadNames(f); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return names, nil
}
