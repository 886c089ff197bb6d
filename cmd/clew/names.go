package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/clewgraph/clew/extract"
	"github.com/clewgraph/clew/graph"
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
	if names, err = readNames(f); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return names, nil
}

func readNames(r io.Reader) ([]extract.Name, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("line 1: a header with name and kind is missing: %w", err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for _, needed := range []string{"name", "kind"} {
		if !slices.Contains(header, needed) {
			return nil, fmt.Errorf("line 1: the header has no column %q", needed)
		}
	}
	var names []extract.Name
	for {
		row, err := in.Read()
		if err == io.EOF {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		name, err := nameOfRow(header, row)
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		names = append(names, name)
	}
}

func nameOfRow(header, row []string) (extract.Name, error) {
	n := extract.Name{IDs: map[string]string{}}
	for i, column := range header {
		cell := strings.TrimSpace(row[i])
		var err error
		switch column {
		case "name":
			n.Name = cell
		case "kind", "type":
			n.Kind, err = graph.ParseKind(cell)
		case "aliases":
			n.Aliases = listOf(cell)
		case "ids":
			err = readIDs(n.IDs, cell)
		default:
			err = fmt.Errorf("column %q is none of name, kind, aliases, ids", column)
		}
		if err != nil {
			return extract.Name{}, err
		}
	}
	if graph.Fold(n.Name) == "" {
		return extract.Name{}, fmt.Errorf("the name %q has no letter", n.Name)
	}
	return n, nil
}

func readIDs(ids map[string]string, cell string) error {
	for _, id := range listOf(cell) {
		catalogue, value, ok := strings.Cut(id, ":")
		if !ok || catalogue == "" || value == "" {
			return fmt.Errorf("the id %q is not CATALOGUE:VALUE, as in wikidata:Q148", id)
		}
		ids[catalogue] = value
	}
	return nil
}

// listOf splits a cell at "|".
func listOf(cell string) []string {
	var list []string
	for _, v := range strings.Split(cell, "|") {
		if v = strings.TrimSpace(v); v != "" {
			list = append(list, v)
		}
	}
	return list
}
