package dormant

import (
	"encoding/binary"
	"errors"
	"strings"
)

// The parts of a WebAssembly module that matter here; see
// https://webassembly.github.io/spec/core/binary/modules.html.
const (
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionMemory   = 5
	sectionExport   = 7
	sectionCode     = 10

	kindFunction = 0
	typeI32      = 0x7f
	typeI64      = 0x7e
	opI32Const   = 0x41
	opI64Const   = 0x42
	opEnd        = 0x0b
)

const header = "\x00asm\x01\x00\x00\x00"

var errModule = errors.New("not a WebAssembly module that can be hollowed out")

// hollowOut returns a module that exports, with their types, the functions that go-graphviz calls while it
// is initialised. None does anything; each returns an address within the one page of memory.
func hollowOut(module []byte) (hollow []byte, err error) {
	defer func() {
		if recover() != nil { // the module is cut short
			hollow, err = nil, errModule
		}
	}()
	if !strings.HasPrefix(string(module[:len(header)]), header) {
		return nil, errModule
	}
	var types []signature
	var functions []int // the type of each function, the imported ones first
	var exports []export
	for r := (&reader{module[len(header):]}); len(r.b) > 0; {
		id := r.byte()
		body := &reader{r.bytes(r.uint())}
		switch id {
		case sectionType:
			types = body.types()
		case sectionImport:
			functions = body.importedFunctions()
		case sectionFunction:
			for range body.uint() {
				functions = append(functions, body.uint())
			}
		case sectionExport:
			exports = body.exports()
		}
	}
	return assemble(types, functions, exports)
}

type signature struct{ params, results []byte }

type export struct {
	name  string
	index int
}

// needed reports whether go-graphviz calls this export while it is initialised: it reads every constant of
// an enumeration and makes four descriptions of graphs.
func needed(name string) bool {
	if constant, ok := strings.CutPrefix(name, "wasm_bridge_get_"); ok {
		return len(constant) > 1 && constant[1] < 'a'
	}
	return name == "malloc" || name == "free" || name == "wasm_bridge_setError" ||
		name == "wasm_bridge_new_GraphDescriptor" || strings.HasPrefix(name, "wasm_bridge_set_GraphDescriptor_")
}

// assemble writes a module with one function for each type that an export has.
func assemble(types []signature, functions []int, exports []export) ([]byte, error) {
	var typeSection, functionSection, exportSection, codeSection []byte
	ofType := map[int]int{}
	for _, e := range exports {
		t := functions[e.index]
		index, ok := ofType[t]
		if !ok {
			index = len(ofType)
			ofType[t] = index
			typeSection = append(typeSection, 0x60)
			typeSection = append(appendBytes(typeSection, types[t].params), appendBytes(nil, types[t].results)...)
			functionSection = appendUint(functionSection, index)
			body, err := returning(types[t].results)
			if err != nil {
				return nil, err
			}
			codeSection = appendBytes(codeSection, body)
		}
		exportSection = appendUint(append(appendBytes(exportSection, []byte(e.name)), kindFunction), index)
	}
	n := len(ofType)
	exportSection = append(appendBytes(exportSection, []byte("memory")), 2, 0)
	out := []byte(header)
	out = appendSection(out, sectionType, n, typeSection)
	out = appendSection(out, sectionFunction, n, functionSection)
	out = appendSection(out, sectionMemory, 1, []byte{0, 1}) // one page, no limit
	out = appendSection(out, sectionExport, len(exports)+1, exportSection)
	return appendSection(out, sectionCode, n, codeSection), nil
}

// returning is the body of a function that returns 8 for each result: a pointer that is not nil.
func returning(results []byte) ([]byte, error) {
	body := []byte{0} // no local variables
	for _, r := range results {
		switch r {
		case typeI32:
			body = append(body, opI32Const, 8)
		case typeI64:
			body = append(body, opI64Const, 8)
		default:
			return nil, errModule
		}
	}
	return append(body, opEnd), nil
}

func appendUint(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }

func appendBytes(b, content []byte) []byte { return append(appendUint(b, len(content)), content...) }

func appendSection(b []byte, id byte, count int, items []byte) []byte {
	return appendBytes(append(b, id), append(appendUint(nil, count), items...))
}

// reader takes a module apart. It panics at the end of its bytes.
type reader struct{ b []byte }

func (r *reader) byte() byte {
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) uint() int {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		panic(errModule)
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *reader) bytes(n int) []byte {
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) types() []signature {
	list := make([]signature, 0, 128)
	for range r.uint() {
		r.byte() // 0x60: a function
		list = append(list, signature{r.bytes(r.uint()), r.bytes(r.uint())})
	}
	return list
}

func (r *reader) importedFunctions() []int {
	var list []int
	for range r.uint() {
		r.bytes(r.uint()) // the module's name
		r.bytes(r.uint())
		if r.byte() != kindFunction {
			panic(errModule)
		}
		list = append(list, r.uint())
	}
	return list
}

func (r *reader) exports() []export {
	var list []export
	for range r.uint() {
		name := r.bytes(r.uint())
		kind, index := r.byte(), r.uint()
		if kind == kindFunction && needed(string(name)) {
			list = append(list, export{string(name), index})
		}
	}
	return list
}
