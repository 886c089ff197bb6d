package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// mulFloat32 writes the product of tiles of n rows with some vectors of columns: one panel, or two where a vector
// covers a panel.
func mulFloat32(v vectors, n, per int) {
	name := fmt.Sprintf("mulFloat32%sx%d", v.name, per*v.lanes)
	TEXT(name, NOSPLIT, "func(a *float32, lda uintptr, b, bias, c *float32, ldc uintptr, k, tiles int)")
	Doc(fmt.Sprintf("%s computes tiles of %d rows of %d columns; lda and ldc are in bytes.", name, n, per*v.lanes))
	sum := func(row, i int) VecPhysical { return v.regs[row*per+i] }
	free := v.regs[n*per:]
	Label("tile")
	b, k, stride := Load(Param("b"), GP64()), Load(Param("k"), GP64()), Load(Param("lda"), GP64())
	second := v.second(b, k, 6)
	at, registers := rows(Load(Param("a"), GP64()), stride, n)
	bias := Load(Param("bias"), GP64())
	for i := range per {
		VMOVUPS(Mem{Base: bias, Disp: i * v.bytes()}, sum(0, i))
		for r := 1; r < n; r++ {
			VMOVAPS(sum(0, i), sum(r, i))
		}
	}
	step := func(u int) {
		if per == 1 {
			floatStepOne(u, n, b, at, sum, free)
		} else {
			floatStep(u, n, b, second, at, sum, free)
		}
	}
	move := func(steps int) {
		ADDQ(I32(steps*panel*4), b)
		for _, r := range registers {
			ADDQ(I32(steps*4), r)
		}
	}
	const unroll = 4
	SUBQ(Imm(unroll), k)
	JLT(LabelRef("rest"))
	Label("four")
	for u := range unroll {
		step(u)
	}
	move(unroll)
	SUBQ(Imm(unroll), k)
	JGE(LabelRef("four"))
	Label("rest")
	ADDQ(Imm(unroll), k)
	JZ(LabelRef("store"))
	Label("one")
	step(0)
	move(1)
	DECQ(k)
	JNZ(LabelRef("one"))
	Label("store")
	c, ldc := Load(Param("c"), GP64()), Load(Param("ldc"), GP64())
	for r := range n {
		for i := range per {
			VMOVUPS(sum(r, i), Mem{Base: c, Disp: i * v.bytes()})
		}
		ADDQ(ldc, c)
	}
	Store(c, Param("c"))
	advanceRows("a", "lda", n)
	nextTile()
}

// second returns the address of the second of two vectors of columns at an offset from b: in the same panel, or in the
// next one, 1<<shift bytes times k on.
func (v vectors) second(b, k Register, shift uint8) func(offset int) Mem {
	if v.lanes < panel {
		return func(offset int) Mem { return Mem{Base: b, Disp: offset + v.bytes()} }
	}
	next := GP64()
	MOVQ(k, next)
	SHLQ(Imm(uint64(shift)), next)
	return func(offset int) Mem { return Mem{Base: b, Index: next, Scale: 1, Disp: offset} }
}

// floatStep adds the products of one k, of two vectors a row.
func floatStep(u, n int, b Register, second func(offset int) Mem, at func(row, offset int) Mem, sum func(row, i int) VecPhysical, free []VecPhysical) {
	b0, b1, x, t := free[0], free[1], free[2], free[3]
	VMOVUPS(Mem{Base: b, Disp: u * panel * 4}, b0)
	VMOVUPS(second(u*panel*4), b1)
	for r := range n {
		VBROADCASTSS(at(r, u*4), x)
		VMULPS(b0, x, t)
		VADDPS(t, sum(r, 0), sum(r, 0))
		VMULPS(b1, x, x)
		VADDPS(x, sum(r, 1), sum(r, 1))
	}
}

// floatStepOne adds the products of one k, of one vector a row.
func floatStepOne(u, n int, b Register, at func(row, offset int) Mem, sum func(row, i int) VecPhysical, free []VecPhysical) {
	VMOVUPS(Mem{Base: b, Disp: u * panel * 4}, free[0])
	for r := range n {
		t := free[1+r%(len(free)-1)]
		VMULPS_BCST(at(r, u*4), free[0], t)
		VADDPS(t, sum(r, 0), sum(r, 0))
	}
}

// nextTile ends the loop over the tiles and the function.
func nextTile() {
	tiles := Load(Param("tiles"), GP64())
	DECQ(tiles)
	Store(tiles, Param("tiles"))
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// method is how four products of bytes are added to 32 bits.
type method string

const (
	byMadd method = "Madd" // VPMADDUBSW twice, added in 16 bits, VPMADDWD, VPADDD
	byVNNI method = "VNNI" // VPDPBUSD
)

// mulInt8 writes the product of tiles of n rows with two vectors of columns: one panel, or two where a vector
// covers a panel.
func mulInt8(v vectors, by method, n int) {
	name := "mulInt8" + v.name + string(by)
	TEXT(name, NOSPLIT, "func(a *uint8, lda uintptr, b *int8, c *float32, ldc uintptr, sums *int32, rowScale *float32, rowZero *int32, scale, bias *float32, k, tiles int)")
	Doc(fmt.Sprintf("%s computes tiles of %d rows of %d columns; lda is in bytes and ldc, too.", name, n, 2*v.lanes))
	sum := func(row, i int) VecPhysical { return v.regs[row*2+i] }
	free := v.regs[n*2:]
	Label("tile")
	b, k, stride := Load(Param("b"), GP64()), Load(Param("k"), GP64()), Load(Param("lda"), GP64())
	second := v.second(b, k, 4)
	at, registers := rows(Load(Param("a"), GP64()), stride, n)
	for r := range n {
		v.clear(sum(r, 0))
		v.clear(sum(r, 1))
	}
	const unroll = 4
	Label("sixteen")
	for u := 0; u < unroll; u += by.steps() {
		for i := range by.steps() {
			VMOVUPS(Mem{Base: b, Disp: (u + i) * panel * 4}, free[2*i])
			VMOVUPS(second((u+i)*panel*4), free[2*i+1])
		}
		for r := range n {
			if by == byMadd {
				maddStep(at(r, u*4), at(r, u*4+4), free, sum(r, 0), sum(r, 1))
			} else {
				vnniStep(v, at(r, u*4), free, sum(r, 0), sum(r, 1))
			}
		}
	}
	ADDQ(I32(unroll*panel*4), b)
	for _, r := range registers {
		ADDQ(I32(unroll*4), r)
	}
	SUBQ(Imm(unroll*4), k)
	JG(LabelRef("sixteen"))
	scaleTile(v, n, sum, free)
	advanceRows("a", "lda", n)
	nextTile()
}

// clear sets a register to zero.
func (v vectors) clear(r VecPhysical) {
	if v.lanes == panel {
		VPXORD(r, r, r)
	} else {
		VPXOR(r, r, r)
	}
}

// steps is how many times four k the method takes together.
func (m method) steps() int {
	if m == byMadd {
		return 2
	}
	return 1
}

// vnniStep adds the products of four k, of two vectors a row. free begins with the two vectors of b.
func vnniStep(v vectors, a Mem, free []VecPhysical, sum0, sum1 VecPhysical) {
	b0, b1, x := free[0], free[1], free[2]
	VPBROADCASTD(a, x)
	if v.lanes == panel {
		VPDPBUSD(b0, x, sum0)
		VPDPBUSD(b1, x, sum1)
		return
	}
	vexVPDPBUSD(b0, x, sum0)
	vexVPDPBUSD(b1, x, sum1)
}

// maddStep adds the products of eight k, of two vectors a row. free begins with the four vectors of b. Four products fit
// 16 bits (kernel.MaxInt8), so that one VPMADDWD does for eight k.
func maddStep(a0, a1 Mem, free []VecPhysical, sum0, sum1 VecPhysical) {
	x, y, t, z, ones := free[4], free[5], free[6], free[7], lanes(math.Float32frombits(1<<16|1))
	VPBROADCASTD(a0, x)
	VPBROADCASTD(a1, y)
	VPMADDUBSW(free[0], x, t)
	VPMADDUBSW(free[1], x, x)
	VPMADDUBSW(free[2], y, z)
	VPMADDUBSW(free[3], y, y)
	VPADDW(z, t, t)
	VPADDW(y, x, x)
	VPMADDWD(ones, t, t)
	VPMADDWD(ones, x, x)
	VPADDD(t, sum0, sum0)
	VPADDD(x, sum1, sum1)
}

// vexVPDPBUSD writes VPDPBUSD on 256 bits in the VEX encoding of AVX-VNNI, as bytes: the assembler knows only the
// encoding of AVX-512.
func vexVPDPBUSD(b, a, sum VecPhysical) {
	rm, vvvv, reg := uint8(b.PhysicalIndex()), uint8(a.PhysicalIndex()), uint8(sum.PhysicalIndex())
	bytes := []uint8{
		0xc4,
		(^reg>>3&1)<<7 | 1<<6 | (^rm>>3&1)<<5 | 2, // R, X, B inverted; map 0F38
		(^vvvv&15)<<3 | 1<<2 | 1,                  // W0, vvvv inverted, 256 bits, prefix 66
		0x50,
		0xc0 | reg&7<<3 | rm&7,
	}
	Comment(fmt.Sprintf("VPDPBUSD Y%d, Y%d, Y%d in VEX encoding", rm, vvvv, reg))
	for _, x := range bytes {
		Instruction(&ir.Instruction{Opcode: "BYTE", Operands: []Op{U8(x)}})
	}
}

// scaleTile stores (sum - zero*sums) * rowScale * scale + bias.
func scaleTile(v vectors, n int, sum func(row, i int) VecPhysical, free []VecPhysical) {
	sums, scale, bias := Load(Param("sums"), GP64()), Load(Param("scale"), GP64()), Load(Param("bias"), GP64())
	zero, rowScale := Load(Param("rowZero"), GP64()), Load(Param("rowScale"), GP64())
	c, ldc := Load(Param("c"), GP64()), Load(Param("ldc"), GP64())
	t, x := free[0], free[1]
	for r := range n {
		for i := range 2 {
			s := sum(r, i)
			column := func(base Register) Mem { return Mem{Base: base, Disp: i * v.bytes()} }
			VPBROADCASTD(Mem{Base: zero, Disp: r * 4}, t)
			VPMULLD(column(sums), t, t)
			VPSUBD(t, s, s)
			VCVTDQ2PS(s, s)
			VBROADCASTSS(Mem{Base: rowScale, Disp: r * 4}, x)
			VMULPS(x, s, s)
			VMULPS(column(scale), s, s)
			VADDPS(column(bias), s, s)
			VMOVUPS(s, Mem{Base: c, Disp: i * v.bytes()})
		}
		ADDQ(ldc, c)
	}
	Store(c, Param("c"))
	ADDQ(I32(n*4), zero)
	Store(zero, Param("rowZero"))
	ADDQ(I32(n*4), rowScale)
	Store(rowScale, Param("rowScale"))
}
