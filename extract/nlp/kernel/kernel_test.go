package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The oddest of shapes: rows that fill no tile, a k that no unrolled loop divides, values of every size.
var (
	rowCounts = []int{1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 23, 24, 25, 63}
	depths    = []int{1, 2, 3, 4, 5, 7, 8, 31, 32, 33, 201}
)

func values(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64() * math.Exp(r.NormFloat64()*3))
	}
	return out
}

// differs returns the first place where the bits of two slices differ, or -1.
func differs(a, b []float32) int {
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return i
		}
	}
	return -1
}

// faster calls test for each level of this machine but the plain one, with the same random numbers.
func faster(t *testing.T, test func(t *testing.T, l Level, r *rand.Rand)) {
	for _, l := range Levels()[1:] {
		t.Run(l.String(), func(t *testing.T) { test(t, l, rand.New(rand.NewPCG(1, 2))) })
	}
}

func TestMulFloat32Bits(t *testing.T) {
	faster(t, func(t *testing.T, l Level, r *rand.Rand) {
		for _, rows := range rowCounts {
			for _, k := range depths {
				for _, n := range []int{16, 48} {
					lda, ldc := k+r.IntN(5), n+r.IntN(5)
					a, w, bias := values(r, Pad(rows)*lda), values(r, k*n), values(r, n)
					b := make([]float32, k*n)
					PackFloat32(b, w, k, n)
					want, got := make([]float32, Pad(rows)*ldc), make([]float32, Pad(rows)*ldc)
					Plain.MulFloat32(rows, n, k, a, lda, b, bias, want, ldc)
					l.MulFloat32(rows, n, k, a, lda, b, bias, got, ldc)
					for i := range rows {
						if at := differs(want[i*ldc:i*ldc+n], got[i*ldc:i*ldc+n]); at >= 0 {
							t.Fatalf("%d rows, k %d, n %d: row %d, column %d: plain %g, %v %g", rows, k, n, i, at, want[i*ldc+at], l, got[i*ldc+at])
						}
					}
				}
			}
		}
	})
}

// TestMulFloat32Value compares with a sum in float64, so that not all kernels are wrong alike.
func TestMulFloat32Value(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const rows, k, n = 3, 37, 20
	a, w := make([]float32, Pad(rows)*k), make([]float32, k*n)
	for i := range a {
		a[i] = r.Float32() - 0.5
	}
	for i := range w {
		w[i] = r.Float32() - 0.5
	}
	b, bias, c := make([]float32, k*PadLanes(n)), values(r, PadLanes(n)), make([]float32, Pad(rows)*PadLanes(n))
	PackFloat32(b, w, k, n)
	Plain.MulFloat32(rows, PadLanes(n), k, a, k, b, bias, c, PadLanes(n))
	for i := range rows {
		for j := range n {
			want := float64(bias[j])
			for x := range k {
				want += float64(a[i*k+x]) * float64(w[x*n+j])
			}
			if got := float64(c[i*PadLanes(n)+j]); math.Abs(got-want) > 1e-4*(1+math.Abs(want)) {
				t.Errorf("row %d, column %d: %g, want %g", i, j, got, want)
			}
		}
	}
}

// int8Product makes a product whose bytes reach their bounds.
func int8Product(r *rand.Rand, rows, k, n int) (Rows, *Int8Matrix, []int8) {
	a := Rows{Q: make([]uint8, Pad(rows)*k), Scale: values(r, Pad(rows)), Zero: make([]int32, Pad(rows))}
	for i := range a.Q {
		a.Q[i] = []uint8{0, maxByte, uint8(r.IntN(maxByte + 1))}[r.IntN(3)]
	}
	for i := range a.Zero {
		a.Zero[i] = int32(r.IntN(maxByte + 1))
	}
	w, packed := make([]int8, k*n), make([]byte, k*n)
	b := &Int8Matrix{K: k, N: n, Sums: make([]int32, n), Scale: values(r, n), Bias: values(r, n)}
	for i := range w {
		w[i] = []int8{-MaxInt8, MaxInt8, int8(r.IntN(2*MaxInt8+1) - MaxInt8)}[r.IntN(3)]
		b.Sums[i/k] += int32(w[i])
	}
	PackInt8(packed, w, k, n)
	b.Packed = string(packed)
	return a, b, w
}

func TestMulInt8Bits(t *testing.T) {
	faster(t, func(t *testing.T, l Level, r *rand.Rand) {
		for _, rows := range rowCounts {
			for _, shape := range [][2]int{{16, 32}, {48, 64}, {384, 96}, {1536, 32}} {
				k, n := shape[0], shape[1]
				a, b, _ := int8Product(r, rows, k, n)
				want, got := make([]float32, Pad(rows)*n), make([]float32, Pad(rows)*n)
				Plain.MulInt8(rows, a, b, want, n)
				l.MulInt8(rows, a, b, got, n)
				if at := differs(want[:rows*n], got[:rows*n]); at >= 0 {
					t.Fatalf("%d rows, k %d, n %d: row %d, column %d: plain %g, %v %g", rows, k, n, at/n, at%n, want[at], l, got[at])
				}
			}
		}
	})
}

func TestMulInt8Value(t *testing.T) {
	const rows, k, n = 5, 48, 32
	a, b, w := int8Product(rand.New(rand.NewPCG(5, 6)), rows, k, n)
	c := make([]float32, Pad(rows)*n)
	Best().MulInt8(rows, a, b, c, n)
	for i := range rows {
		for j := range n {
			var sum int32
			for x := range k {
				sum += (int32(a.Q[i*k+x]) - a.Zero[i]) * int32(w[j*k+x])
			}
			if want := float32(float32(float32(sum)*a.Scale[i])*b.Scale[j]) + b.Bias[j]; c[i*n+j] != want {
				t.Errorf("row %d, column %d: %g, want %g", i, j, c[i*n+j], want)
			}
		}
	}
}

func TestElementBits(t *testing.T) {
	faster(t, func(t *testing.T, l Level, r *rand.Rand) {
		for _, n := range []int{16, 32, 48, 208, 384, 1536} {
			x, y, gain, shift := values(r, n), values(r, n), values(r, n), values(r, n)
			want, got := slices.Clone(x), slices.Clone(x)
			if a, b := Plain.Softmax(want), l.Softmax(got); a != b || differs(want, got) >= 0 {
				t.Errorf("softmax of %d: %g and %g", n, a, b)
			}
			want, got = slices.Clone(x), slices.Clone(x)
			Plain.GELU(want)
			l.GELU(got)
			if at := differs(want, got); at >= 0 {
				t.Errorf("gelu(%g): plain %g, %v %g", x[at], want[at], l, got[at])
			}
			Plain.AddNorm(x, y, gain, shift, want)
			l.AddNorm(x, y, gain, shift, got)
			if at := differs(want, got); at >= 0 {
				t.Errorf("norm of %d at %d: plain %g, %v %g", n, at, want[at], l, got[at])
			}
		}
	})
}

func TestScaleRows(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	const n, stride, rows = 32, 50, 7
	x, factors := values(r, rows*stride), values(r, rows)
	want := slices.Clone(x)
	for i, f := range factors {
		for j := range n {
			want[i*stride+j] *= f
		}
	}
	for _, l := range Levels() {
		got := slices.Clone(x)
		l.ScaleRows(n, got, stride, factors)
		if at := differs(want, got); at >= 0 {
			t.Errorf("%v: row %d, value %d: %g, want %g", l, at/stride, at%stride, got[at], want[at])
		}
	}
}

func TestPackColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 2))
	const k = 5
	for n := 1; n <= 33; n++ {
		columns, rows := values(r, n*k), make([]float32, n*k)
		for j := range n {
			for i := range k {
				rows[i*n+j] = columns[j*k+i]
			}
		}
		want, got := make([]float32, PadLanes(n)*k), values(r, PadLanes(n)*k)
		PackFloat32(want, rows, k, n)
		PackColumns(got, columns, k, n)
		if at := differs(want, got); at >= 0 {
			t.Errorf("%d columns: %g at %d, want %g", n, got[at], at, want[at])
		}
	}
}

func TestQuantiseBits(t *testing.T) {
	faster(t, func(t *testing.T, l Level, r *rand.Rand) {
		for _, n := range []int{32, 64, 384, 1536} {
			for range 20 {
				x := values(r, n)
				want, got := make([]uint8, n), make([]uint8, n)
				wantScale, wantZero := Plain.Quantise(x, want)
				scale, zero := l.Quantise(x, got)
				if scale != wantScale || zero != wantZero || !slices.Equal(want, got) {
					t.Errorf("%d values: plain %g and %d, %v %g and %d", n, wantScale, wantZero, l, scale, zero)
				}
			}
		}
	})
}

// TestQuantiseValue: every value comes back to within half a step, and zero exactly.
func TestQuantiseValue(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, sign := range []float32{1, -1, 0} {
		x := values(r, 64)
		for i := range x {
			if x[i]*sign < 0 {
				x[i] = 0
			}
		}
		q := make([]uint8, len(x))
		scale, zero := Best().Quantise(x, q)
		for i, v := range x {
			back := float32(int32(q[i])-zero) * scale
			if math.Abs(float64(back-v)) > float64(scale)*1.01 || v == 0 && back != 0 {
				t.Errorf("%g comes back as %g, a step being %g", v, back, scale)
			}
		}
	}
}

func TestElementValues(t *testing.T) {
	for x := float32(-20); x <= 20; x += 0.37 {
		if got, want := float64(Exp(x)), math.Exp(float64(x)); math.Abs(got-want) > 2e-7*(1+math.Abs(float64(x))/2)*want {
			t.Errorf("exp(%g) = %g, want %g", x, got, want)
		}
		if got, want := float64(Sigmoid(x)), 1/(1+math.Exp(-float64(x))); math.Abs(got-want) > 2e-7 {
			t.Errorf("sigmoid(%g) = %g, want %g", x, got, want)
		}
		v := slices.Repeat([]float32{x}, Lanes)
		Best().GELU(v)
		if want := float64(x) * 0.5 * (1 + math.Erf(float64(x)/math.Sqrt2)); math.Abs(float64(v[3])-want) > 1e-6*(1+math.Abs(want)) {
			t.Errorf("gelu(%g) = %g, want %g", x, v[3], want)
		}
	}
}

func TestParseLevel(t *testing.T) {
	for _, l := range Levels() {
		if got, err := ParseLevel(l.String()); got != l || err != nil {
			t.Errorf("ParseLevel(%q) = %v, %v", l, got, err)
		}
	}
	if l, err := ParseLevel(""); l != Best() || err != nil {
		t.Errorf(`ParseLevel("") = %v, %v`, l, err)
	}
	if _, err := ParseLevel("mmx"); err == nil {
		t.Error("ParseLevel(mmx) works")
	}
}

func BenchmarkMulInt8(b *testing.B) {
	for _, l := range Levels() {
		for _, shape := range [][2]int{{384, 1536}, {1536, 384}} {
			const rows = 200
			k, n := shape[0], shape[1]
			x, w, _ := int8Product(rand.New(rand.NewPCG(1, 1)), rows, k, n)
			c := make([]float32, Pad(rows)*n)
			b.Run(fmt.Sprintf("%v/%dx%d", l, k, n), func(b *testing.B) {
				for b.Loop() {
					l.MulInt8(rows, x, w, c, n)
				}
				b.ReportMetric(float64(rows*k*n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GMAC/s")
			})
		}
	}
}

func BenchmarkElement(b *testing.B) {
	const n = 1536
	r := rand.New(rand.NewPCG(1, 1))
	x, q := make([]float32, n), make([]uint8, n)
	for i := range x {
		x[i] = r.Float32()*4 - 2
	}
	for _, l := range Levels() {
		y := slices.Clone(x)
		for name, run := range map[string]func(){
			"softmax":  func() { copy(y, x); l.Softmax(y) },
			"gelu":     func() { copy(y, x); l.GELU(y) },
			"norm":     func() { l.AddNorm(x, x, x, x, y) },
			"quantise": func() { l.Quantise(x, q) },
		} {
			b.Run(l.String()+"/"+name, func(b *testing.B) {
				for b.Loop() {
					run()
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(b.N)/n, "ns/value")
			})
		}
	}
}
