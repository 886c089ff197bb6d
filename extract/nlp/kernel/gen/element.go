package main

import (
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// fold combines the lanes of a panel's vectors into the first lane of the first: each half with the other.
func (v vectors) fold(op func(ops ...Op), r []VecPhysical, t VecPhysical) {
	if v.lanes == panel {
		VEXTRACTF64X4(Imm(1), r[0], half(t))
		op(half(t), half(r[0]), half(r[0]))
	} else {
		op(r[1], r[0], r[0])
	}
	x, y := xs[r[0].PhysicalIndex()], xs[t.PhysicalIndex()]
	VEXTRACTF128(Imm(1), half(r[0]), y)
	op(y, x, x)
	VPSHUFD(Imm(0x4e), x, y)
	op(y, x, x)
	VPSHUFD(Imm(0xb1), x, y)
	op(y, x, x)
}

// half returns the 256-bit register that is the lower half of r, or r.
func half(r VecPhysical) VecPhysical { return avx2.regs[r.PhysicalIndex()] }

func add(ops ...Op)  { VADDPS(ops[0], ops[1], ops[2]) }
func most(ops ...Op) { VMAXPS(ops[0], ops[1], ops[2]) }

// each writes a loop over a panel's vectors of n values: body gets the number of the vector and its offset.
func (v vectors) each(label string, n Register, pointers []Register, body func(i, offset int)) {
	Label(label)
	for i := range v.perPanel() {
		body(i, i*v.bytes())
	}
	for _, p := range pointers {
		ADDQ(Imm(panel*4), p)
	}
	SUBQ(Imm(panel), n)
	JG(LabelRef(label))
}

// again returns a copy of a register.
func again(r Register) Register {
	c := GP64()
	MOVQ(r, c)
	return c
}

// softmax writes kernel.Softmax.
func softmax(v vectors) {
	TEXT("softmax"+v.name, NOSPLIT, "func(x *float32, n int) float32")
	Doc("softmax" + v.name + " replaces x[:n] by e^(x-max) and returns the sum.")
	x, n := Load(Param("x"), GP64()), Load(Param("n"), GP64())
	top, sums := v.regs[0:2], v.regs[2:4]
	for i := range v.perPanel() {
		VMOVUPS(Mem{Base: x, Disp: i * v.bytes()}, top[i])
		v.clear(sums[i])
	}
	p := again(x)
	v.each("max", again(n), []Register{p}, func(i, offset int) { VMAXPS(Mem{Base: p, Disp: offset}, top[i], top[i]) })
	v.fold(most, top, v.regs[4])
	VBROADCASTSS(xs[0], top[0])
	v.hold(append([]float32{-64, 1.44269504088896341, 12582912, 1}, exp2...))
	v.each("exp", n, []Register{x}, func(i, offset int) {
		r := v.regs[4+i*3:][:3]
		VMOVUPS(Mem{Base: x, Disp: offset}, r[0])
		VSUBPS(top[0], r[0], r[0])
		v.exp(r)
		VADDPS(r[1], sums[i], sums[i])
		VMOVUPS(r[1], Mem{Base: x, Disp: offset})
	})
	v.fold(add, sums, v.regs[0])
	VZEROUPPER()
	Store(xs[2], ReturnIndex(0))
	RET()
}

// exp writes r[1] = e^r[0], as kernel.Exp does.
func (v vectors) exp(r []VecPhysical) {
	x, p, shifted := r[0], r[1], r[2]
	VMAXPS(v.constant(-64), x, x)
	VMULPS(v.constant(1.44269504088896341), x, x)
	VADDPS(v.constant(12582912), x, shifted)
	VSUBPS(v.constant(12582912), shifted, p)
	VSUBPS(p, x, x)
	VMULPS(v.constant(exp2[0]), x, p)
	for _, c := range exp2[1:] {
		VADDPS(v.constant(c), p, p)
		VMULPS(x, p, p)
	}
	VADDPS(v.constant(1), p, p)
	VPSLLD(Imm(23), shifted, shifted)
	VPADDD(shifted, p, p)
}

// exp2 is the polynomial of kernel.Exp.
var exp2 = []float32{0.001326472731307149, 0.009671512991189957, 0.05550733581185341, 0.24022242426872253, 0.6931470036506653}

// gelu writes kernel.GELU.
func gelu(v vectors) {
	TEXT("gelu"+v.name, NOSPLIT, "func(x *float32, n int)")
	Doc("gelu" + v.name + " replaces x[:n] by its GELU.")
	x, n := Load(Param("x"), GP64()), Load(Param("n"), GP64())
	const erfAbove, erfBelow = -2.72614225801306e-10, -1.45660718464996e-05
	above := []float32{2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05, -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02}
	below := []float32{-2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03, -1.42647390514189e-02}
	v.hold(slices.Concat([]float32{0.70710678118654752, -4, 4, erfAbove, erfBelow, 0.5}, above, below))
	v.each("loop", n, []Register{x}, func(i, offset int) {
		r := v.regs[i*8:][:8]
		value, z, square, p, q := r[0], r[1], r[2], r[3], r[4]
		VMOVUPS(Mem{Base: x, Disp: offset}, value)
		VMULPS(v.constant(0.70710678118654752), value, z)
		VMAXPS(v.constant(-4), z, z)
		VMINPS(v.constant(4), z, z)
		VMULPS(z, z, square)
		VMOVUPS(v.constant(erfAbove), p)
		for _, c := range above {
			VMULPS(square, p, p)
			VADDPS(v.constant(c), p, p)
		}
		VMOVUPS(v.constant(erfBelow), q)
		for _, c := range below {
			VMULPS(square, q, q)
			VADDPS(v.constant(c), q, q)
		}
		VMULPS(z, p, p)
		VDIVPS(q, p, p)
		VMULPS(v.constant(0.5), value, value)
		VMULPS(value, p, p)
		VADDPS(p, value, value)
		VMOVUPS(value, Mem{Base: x, Disp: offset})
	})
	VZEROUPPER()
	RET()
}

// addNorm writes kernel.AddNorm.
func addNorm(v vectors) {
	TEXT("addNorm"+v.name, NOSPLIT, "func(x, y, gain, shift, out *float32, n int, inverse, epsilon float32)")
	Doc("addNorm" + v.name + " writes the layer normalisation of x+y to out; inverse is 1/n.")
	n, out := Load(Param("n"), GP64()), Load(Param("out"), GP64())
	sums := v.regs[0:2]
	for i := range v.perPanel() {
		v.clear(sums[i])
	}
	x, y, o := Load(Param("x"), GP64()), Load(Param("y"), GP64()), again(out)
	v.each("add", again(n), []Register{x, y, o}, func(i, offset int) {
		t := v.regs[4+i]
		VMOVUPS(Mem{Base: x, Disp: offset}, t)
		VADDPS(Mem{Base: y, Disp: offset}, t, t)
		VADDPS(t, sums[i], sums[i])
		VMOVUPS(t, Mem{Base: o, Disp: offset})
	})
	v.fold(add, sums, v.regs[4])
	Load(Param("inverse"), X6)
	VMULSS(X6, X0, X0)
	mean := v.regs[7]
	VBROADCASTSS(X0, mean)
	for i := range v.perPanel() {
		v.clear(sums[i])
	}
	o = again(out)
	v.each("square", again(n), []Register{o}, func(i, offset int) {
		t := v.regs[4+i]
		VMOVUPS(Mem{Base: o, Disp: offset}, t)
		VSUBPS(mean, t, t)
		VMULPS(t, t, t)
		VADDPS(t, sums[i], sums[i])
	})
	v.fold(add, sums, v.regs[4])
	VMULSS(X6, X0, X0)
	Load(Param("epsilon"), X6)
	VADDSS(X6, X0, X0)
	VSQRTSS(X0, X0, X0)
	VMOVSS(avx2.constant(1), X6)
	VDIVSS(X0, X6, X6)
	scale := v.regs[8]
	VBROADCASTSS(X6, scale)
	gain, shift := Load(Param("gain"), GP64()), Load(Param("shift"), GP64())
	v.each("out", n, []Register{out, gain, shift}, func(i, offset int) {
		t := v.regs[4+i]
		VMOVUPS(Mem{Base: out, Disp: offset}, t)
		VSUBPS(mean, t, t)
		VMULPS(scale, t, t)
		VMULPS(Mem{Base: gain, Disp: offset}, t, t)
		VADDPS(Mem{Base: shift, Disp: offset}, t, t)
		VMOVUPS(t, Mem{Base: out, Disp: offset})
	})
	VZEROUPPER()
	RET()
}

// scaleRows writes kernel.ScaleRows.
func scaleRows(v vectors) {
	TEXT("scaleRows"+v.name, NOSPLIT, "func(x *float32, n int, stride uintptr, factors *float32, rows int)")
	Doc("scaleRows" + v.name + " multiplies n values of each row with the row's factor; stride is in bytes.")
	x, n, stride := Load(Param("x"), GP64()), Load(Param("n"), GP64()), Load(Param("stride"), GP64())
	factors, rows := Load(Param("factors"), GP64()), Load(Param("rows"), GP64())
	factor := v.regs[0]
	Label("row")
	VBROADCASTSS(Mem{Base: factors}, factor)
	p := again(x)
	v.each("values", again(n), []Register{p}, func(i, offset int) {
		t, at := v.regs[1+i], Mem{Base: p, Disp: offset}
		VMULPS(at, factor, t)
		VMOVUPS(t, at)
	})
	ADDQ(stride, x)
	ADDQ(Imm(4), factors)
	DECQ(rows)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// bounds writes the least and greatest value of x and zero.
func bounds(v vectors) {
	TEXT("bounds"+v.name, NOSPLIT, "func(x *float32, n int) (low, high float32)")
	Doc("bounds" + v.name + " returns the least and the greatest value of x[:n], and of zero. n is a multiple of 32.")
	x, n := Load(Param("x"), GP64()), Load(Param("n"), GP64())
	per := 2 * v.perPanel()
	low, high := v.regs[:per], v.regs[per:2*per]
	for i := range per {
		v.clear(low[i])
		v.clear(high[i])
	}
	Label("loop")
	for i := range per {
		t := v.regs[2*per+i]
		VMOVUPS(Mem{Base: x, Disp: i * v.bytes()}, t)
		VMINPS(t, low[i], low[i])
		VMAXPS(t, high[i], high[i])
	}
	ADDQ(I32(2*panel*4), x)
	SUBQ(Imm(2*panel), n)
	JG(LabelRef("loop"))
	for i := range per / 2 {
		VMINPS(low[i+per/2], low[i], low[i])
		VMAXPS(high[i+per/2], high[i], high[i])
	}
	t := v.regs[2*per]
	v.fold(func(ops ...Op) { VMINPS(ops[0], ops[1], ops[2]) }, low, t)
	v.fold(most, high, t)
	VZEROUPPER()
	Store(xs[low[0].PhysicalIndex()], ReturnIndex(0))
	Store(xs[high[0].PhysicalIndex()], ReturnIndex(1))
	RET()
}

// quantise writes the bytes of kernel.Quantise.
func quantise(v vectors) {
	TEXT("quantise"+v.name, NOSPLIT, "func(x *float32, q *uint8, n int, inverse float32, zero int32)")
	Doc("quantise" + v.name + " writes x[:n]*inverse+zero, rounded to even and cut to 0 to 127, to q. n is a multiple of 32.")
	x, q, n := Load(Param("x"), GP64()), Load(Param("q"), GP64()), Load(Param("n"), GP64())
	inverse, zero := v.regs[4], v.regs[5]
	Load(Param("inverse"), X4)
	VBROADCASTSS(X4, inverse)
	z := Load(Param("zero"), GP32())
	VMOVD(z, X5)
	VPBROADCASTD(X5, zero)
	store := v.storeBytes(Mem{Base: q})
	Label("loop")
	for i, r := range v.regs[:32/v.lanes] {
		VMULPS(Mem{Base: x, Disp: i * v.bytes()}, inverse, r)
		VCVTPS2DQ(r, r)
		VPADDD(zero, r, r)
	}
	store()
	ADDQ(I32(128), x)
	ADDQ(Imm(32), q)
	SUBQ(Imm(32), n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// storeBytes returns what writes the 32 numbers of the first registers, cut to 0 to 127, to memory.
func (v vectors) storeBytes(to Mem) func() {
	least := v.regs[6]
	v.clear(least)
	if v.lanes == panel {
		v.hold([]float32{math.Float32frombits(127)})
		return func() {
			for i, r := range v.regs[:2] {
				VPMAXSD(least, r, r)
				VPMINSD(v.constant(math.Float32frombits(127)), r, r)
				VPMOVDB(r, to.Offset(i*panel))
			}
		}
	}
	places, order := GLOBL("places", RODATA|NOPTR), v.regs[7] // packing works within 128 bits: this puts the bytes in order
	for i, place := range []uint32{0, 4, 1, 5, 2, 6, 3, 7} {
		DATA(i*4, U32(place))
	}
	VMOVDQU(places, order)
	return func() {
		VPACKSSDW(Y1, Y0, Y0)
		VPACKSSDW(Y3, Y2, Y2)
		VPACKSSWB(Y2, Y0, Y0)
		VPMAXSB(least, Y0, Y0)
		VPERMD(Y0, order, Y0)
		VMOVDQU(Y0, to)
	}
}
