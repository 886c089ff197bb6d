package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/clewgraph/clew/"

// mayImport says which of our packages the packages under a folder may import, longest folder first.
// docs/architecture.md tells why.
var mayImport = []struct {
	folder  string
	allowed []string
}{
	{"graph/ontology", []string{"graph"}},
	{"graph/identity", []string{"graph"}},
	{"graph/format", []string{"graph", "graph/ontology", "graph/format/"}},
	{"graph/", []string{"graph", "graph/ontology", "graph/identity"}},
	{"graph", nil},
	{"extract/", []string{"graph", "graph/ontology", "extract/"}},
	{"extract", []string{"graph", "graph/ontology", "extract/"}},
	{"query/notebook", []string{"graph", "graph/ontology", "query/"}},
	{"query/", []string{"graph", "graph/ontology", "query", "query/"}},
	{"query", []string{"graph", "graph/ontology", "query/"}},
	{"examples", nil},
	{"cmd/", []string{"graph", "graph/", "extract", "extract/", "query", "query/", "examples"}},
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listedPackage {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listedPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listedPackage
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

func matches(folder, path string) bool {
	if strings.HasSuffix(folder, "/") {
		return strings.HasPrefix(path, folder)
	}
	return path == folder
}

func TestWhoImportsWhom(t *testing.T) {
	for _, p := range listPackages(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		i := slices.IndexFunc(mayImport, func(r struct {
			folder  string
			allowed []string
		},
		) bool {
			return matches(r.folder, path)
		})
		if i < 0 {
			t.Errorf("%s: no rule says what it may import", path)
			continue
		}
		for _, imported := range p.Imports {
			ours, ok := strings.CutPrefix(imported, module)
			if ok && !slices.ContainsFunc(mayImport[i].allowed, func(a string) bool { return matches(a, ours) }) {
				t.Errorf("%s imports %s, which the house does not allow", path, ours)
			}
		}
	}
}

// TestOneImporter holds that each library is known to one package only, so that it can be replaced.
// golang.org/x counts as the standard library.
func TestOneImporter(t *testing.T) {
	importers := map[string][]string{}
	for _, p := range listPackages(t) {
		for _, imported := range p.Imports {
			root, _, _ := strings.Cut(imported, "/")
			if !strings.Contains(root, ".") || strings.HasPrefix(imported, module) || root == "golang.org" {
				continue
			}
			parts := strings.SplitN(imported, "/", 4)
			library := strings.Join(parts[:min(3, len(parts))], "/")
			if !slices.Contains(importers[library], p.ImportPath) {
				importers[library] = append(importers[library], p.ImportPath)
			}
		}
	}
	for library, packages := range importers {
		if len(packages) > 1 {
			t.Errorf("%s is imported by %s", library, strings.Join(packages, " and "))
		}
	}
}
