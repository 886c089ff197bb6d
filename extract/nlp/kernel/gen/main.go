// Command gen writes the kernels for amd64, with avo:
//
//	go run . -out ../kernel_amd64.s -stubs ../kernel_amd64.go -pkg kernel
//
// It is a module of its own, so that who uses clew does not need avo. No kernel fuses a multiplication with an
// addition, and sums run in 16 lanes that are then folded in halves: so each gives the bits of the plain Go code.
package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// vectors is a width of vector registers.
type vectors struct {
	name  string
	regs  []VecPhysical
	lanes int // float32 in one of them
}

var (
	xs   = []VecPhysical{X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15}
	avx2 = vectors{"AVX2", []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15}, 8}
	wide = vectors{"AVX512", []VecPhysical{
		Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15,
		Z16, Z17, Z18, Z19, Z20, Z21, Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31,
	}, 16}
)

// panel is the number of columns in a panel, and of lanes in a reduction.
const panel = 16

func (v vectors) bytes() int { return v.lanes * 4 }

// perPanel is the number of vectors that cover a panel.
func (v vectors) perPanel() int { return panel / v.lanes }

func main() {
	ConstraintExpr("amd64")
	mulFloat32(avx2, 6, 2)
	mulFloat32(wide, 12, 2)
	mulFloat32(wide, 12, 1)
	mulInt8(avx2, byMadd, 4)
	mulInt8(avx2, byVNNI, 6)
	mulInt8(wide, byVNNI, 12)
	for _, v := range []vectors{avx2, wide} {
		softmax(v)
		gelu(v)
		addNorm(v)
		scaleRows(v)
		bounds(v)
		quantise(v)
	}
	Generate()
}

var (
	constants = map[uint32]Mem{}
	held      = map[uint32]VecPhysical{}
)

// hold keeps values in the last registers from here to the end of the function, where there are registers to spare:
// a vector of 512 bits in memory may lie over two lines of the cache.
func (v vectors) hold(values []float32) {
	clear(held)
	if v.lanes < panel {
		return
	}
	for i, value := range values {
		r := v.regs[len(v.regs)-1-i]
		VBROADCASTSS(lanes(value), r)
		held[math.Float32bits(value)] = r
	}
}

// constant returns a vector that has the value in every lane: a register that holds it, or memory.
func (v vectors) constant(value float32) Op {
	if r, ok := held[math.Float32bits(value)]; ok && v.lanes == panel {
		return r
	}
	return lanes(value)
}

// lanes returns 16 values in memory.
func lanes(value float32) Mem {
	bits := math.Float32bits(value)
	if m, ok := constants[bits]; ok {
		return m
	}
	m := GLOBL(fmt.Sprintf("lanes%08x", bits), RODATA|NOPTR)
	for i := range panel {
		DATA(i*4, U32(bits))
	}
	constants[bits] = m
	return m
}

// rows returns the address of a byte of each of n rows. Every third row has a register of its own; the two after
// it are reached with the stride as index.
func rows(base, stride Register, n int) (at func(row, offset int) Mem, registers []Register) {
	for r := 0; r < n; r += 3 {
		reg := GP64()
		if r == 0 {
			MOVQ(base, reg)
		} else {
			LEAQ(Mem{Base: registers[len(registers)-1], Index: stride, Scale: 2}, reg)
			ADDQ(stride, reg)
		}
		registers = append(registers, reg)
	}
	return func(row, offset int) Mem {
		m := Mem{Base: registers[row/3], Disp: offset}
		if row%3 > 0 {
			m.Index, m.Scale = stride, uint8(row%3)
		}
		return m
	}, registers
}

// advance moves a pointer among the parameters.
func advance(parameter string, by Op) {
	p := Load(Param(parameter), GP64())
	ADDQ(by, p)
	Store(p, Param(parameter))
}

// advanceRows moves a pointer among the parameters by n strides.
func advanceRows(parameter, stride string, n int) {
	s := Load(Param(stride), GP64())
	IMUL3Q(Imm(uint64(n)), s, s)
	advance(parameter, s)
}
