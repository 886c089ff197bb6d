package kernel

import "math"

// magic brings a float32 below 2^22 to where its last bit is worth one, so that adding it rounds to even.
const magic = 12582912

// round returns the nearest integer, even at a tie, for |x| < 2^22.
func round(x float32) int32 {
	return int32(math.Float32bits(x+magic)) - int32(math.Float32bits(magic))
}

const (
	expLow = -64
	log2E  = 1.44269504088896341
)

// exp2 holds the coefficients of the polynomial of 2^f for |f| <= 1/2, highest first and without the last, which is 1:
// fitted so that the greatest relative error, 1e-7, is least.
var exp2 = [5]float32{0.001326472731307149, 0.009671512991189957, 0.05550733581185341, 0.24022242426872253, 0.6931470036506653}

// Exp returns e^x for x up to 80, to within 2e-7*(1+|x|/2) of it; below -64 it returns e^-64, which no sum of ours can
// tell from nothing.
func Exp(x float32) float32 {
	y := float32(max(x, expLow) * log2E)
	shifted := y + magic
	f := y - (shifted - magic)
	p := float32(exp2[0] * f)
	for _, c := range exp2[1:] {
		p = float32((p + c) * f)
	}
	return math.Float32frombits(math.Float32bits(p+1) + math.Float32bits(shifted)<<23)
}

// Sigmoid returns 1/(1+e^-x).
func Sigmoid(x float32) float32 {
	if x >= 0 {
		return 1 / (1 + Exp(-x))
	}
	e := Exp(x)
	return e / (1 + e)
}

// Softmax replaces each x by e^(x-max) and returns their sum. len(x) is a multiple of [Lanes].
func (l Level) Softmax(x []float32) float32 {
	if sum, ok := l.softmax(x); ok {
		return sum
	}
	top := x[0]
	for _, v := range x {
		if v > top {
			top = v
		}
	}
	var sums [Lanes]float32
	for i := 0; i < len(x); i += Lanes {
		for j := range Lanes {
			e := Exp(x[i+j] - top)
			x[i+j] = e
			sums[j] += e
		}
	}
	return fold(&sums)
}

// ScaleRows multiplies the first n values of each row of x, whose rows lie stride apart, with the row's factor. n is
// a multiple of [Lanes].
func (l Level) ScaleRows(n int, x []float32, stride int, factors []float32) {
	if len(factors) == 0 {
		return
	}
	_ = x[(len(factors)-1)*stride+n-1]
	if l.scaleRows(n, x, stride, factors) {
		return
	}
	for i, f := range factors {
		row := x[i*stride:][:n]
		for j := range row {
			row[j] *= f
		}
	}
}

// fold adds the lanes: each half to the other until one is left.
func fold(s *[Lanes]float32) float32 {
	for half := Lanes / 2; half > 0; half /= 2 {
		for i := range half {
			s[i] += s[i+half]
		}
	}
	return s[0]
}

// Sum adds x in lanes. len(x) is a multiple of [Lanes].
func Sum(x []float32) float32 {
	var sums [Lanes]float32
	for i := 0; i < len(x); i += Lanes {
		for j, v := range x[i : i+Lanes] {
			sums[j] += v
		}
	}
	return fold(&sums)
}

// The rational approximation of erf on [-4, 4] that Eigen and XLA use: x*p(x^2)/q(x^2).
var (
	erfAbove = [7]float32{
		-2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
		-7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02,
	}
	erfBelow = [5]float32{
		-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03, -1.42647390514189e-02,
	}
)

const (
	erfLimit  = 4
	rootHalf  = 0.70710678118654752
	leastNorm = 1e-12 // epsilon of the layer normalisation
)

// GELU replaces each x by x times the normal distribution function of x. len(x) is a multiple of [Lanes].
func (l Level) GELU(x []float32) {
	if l.gelu(x) {
		return
	}
	for i, v := range x {
		z := min(max(float32(v*rootHalf), -erfLimit), erfLimit)
		square := float32(z * z)
		above, below := erfAbove[0], erfBelow[0]
		for _, c := range erfAbove[1:] {
			above = float32(above*square) + c
		}
		for _, c := range erfBelow[1:] {
			below = float32(below*square) + c
		}
		half := float32(v * 0.5)
		x[i] = half + float32(half*(float32(z*above)/below))
	}
}

// AddNorm writes the layer normalisation of x+y, times gain plus shift, to out. All have the same length, a
// multiple of [Lanes]; out may be x or y.
func (l Level) AddNorm(x, y, gain, shift, out []float32) {
	n := len(out)
	_, _, _, _ = x[n-1], y[n-1], gain[n-1], shift[n-1]
	if l.addNorm(x, y, gain, shift, out) {
		return
	}
	var sums [Lanes]float32
	for i := range out {
		out[i] = x[i] + y[i]
		sums[i%Lanes] += out[i]
	}
	inverse := 1 / float32(n)
	mean := float32(fold(&sums) * inverse)
	sums = [Lanes]float32{}
	for i, v := range out {
		d := v - mean
		sums[i%Lanes] += float32(d * d)
	}
	variance := float32(fold(&sums)*inverse) + leastNorm
	scale := 1 / float32(math.Sqrt(float64(variance)))
	for i, v := range out {
		out[i] = float32(float32((v-mean)*scale)*gain[i]) + shift[i]
	}
}
