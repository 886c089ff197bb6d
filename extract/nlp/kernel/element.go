package kernel

import "math"

// magic brings a float32 below 2^22 to where its last bit is worth one, so that adding it rounds to even.
const magic = 12582912

// round returns the nearest integer, even at a tie, for |x| < 2^22.
func round(x float32) int32 {
	return int32(math.Float32bits(x+magic)) - int32(math.Float32bits(magic))
}

// Constants of exp, from Cephes expf.c: ln 2 in two parts and the polynomial of (e^r-1-r)/r^2.
const (
	expLow  = -64
	log2E   = 1.44269504088896341
	ln2High = 0.693359375
	ln2Low  = -2.12194440e-4
	exp0    = 1.9875691500e-4
	exp1    = 1.3981999507e-3
	exp2    = 8.3334519073e-3
	exp3    = 4.1665795894e-2
	exp4    = 1.6666665459e-1
	exp5    = 5.0000001201e-1
)

// Exp returns e^x for x up to 80; below -64 it returns e^-64, which no sum of ours can tell from nothing.
func Exp(x float32) float32 {
	x = max(x, expLow)
	shifted := float32(x*log2E) + magic
	n := shifted - magic
	r := x - float32(n*ln2High)
	r -= float32(n * ln2Low)
	p := float32(exp0)
	p = float32(p*r) + exp1
	p = float32(p*r) + exp2
	p = float32(p*r) + exp3
	p = float32(p*r) + exp4
	p = float32(p*r) + exp5
	p = float32(float32(p*r) * r)
	p = p + r + 1
	return math.Float32frombits(math.Float32bits(p) + math.Float32bits(shifted)<<23)
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
