// Package dormant spares processes that draw nothing the price of Graphviz.
//
// go-graphviz compiles Graphviz, a WebAssembly module of 1.5 MB, in its init: most of a second the first
// time and tens of milliseconds from then on, in every process of a program that imports it, and its cache of
// machine code lies in a folder of the shared temporary directory whose name anybody can guess.
//
// This package's init runs before that one: packages are initialised in the order of their import paths as
// soon as what they import is, and this one imports little. A test holds the order. In a process that is
// to draw (see [Environment]) it points the temporary directory at the private folder that the parent chose.
// In every other process it replaces the module's bytes by those of a hollow one, with the same names and no
// code, and makes sure that no cache is read or written. [Wake] then gives the temporary directory back.
package dormant

import (
	"os"
	"runtime"
	_ "unsafe" // for go:linkname
)

// Environment names the variable that holds the cache folder in a process that is to draw, and is unset elsewhere.
const Environment = "CLEW_DIAGRAM_WORKER"

// module is Graphviz as go-graphviz embeds it, in go-graphviz's own variable. Where a later version has none
// of that name this is a variable by itself, and drawing works, only dearer.
//
//go:linkname module github.com/goccy/go-graphviz/internal/wasm.wasmFile
var module []byte

// asleep says that this process has the hollow module.
var asleep bool

// restore undoes what init did to the environment.
var restore = func() {}

func init() {
	if folder := os.Getenv(Environment); folder != "" {
		restore = redirectTemporary(folder)
		return
	}
	hollow, err := hollowOut(module)
	if err != nil {
		return
	}
	module, asleep = hollow, true
	restore = redirectTemporary(os.DevNull + "/none") // where no folder can be made
}

// Wake gives the temporary directory back. Call it from a package that imports go-graphviz, in its init.
func Wake() { restore() }

// Asleep reports whether Graphviz cannot be used in this process.
func Asleep() bool { return asleep }

// redirectTemporary points os.TempDir at a folder and returns what undoes it.
func redirectTemporary(folder string) (undo func()) {
	names := []string{"TMPDIR"}
	if runtime.GOOS == "windows" {
		names = []string{"TMP", "TEMP"}
	}
	var undos []func() error
	for _, name := range names {
		old, was := os.LookupEnv(name)
		if os.Setenv(name, folder) != nil {
			continue
		}
		if was {
			undos = append(undos, func() error { return os.Setenv(name, old) })
		} else {
			undos = append(undos, func() error { return os.Unsetenv(name) })
		}
	}
	return func() {
		for _, u := range undos {
			_ = u() // a name that could be set can be set again
		}
	}
}
