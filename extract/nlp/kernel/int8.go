package kernel

import "unsafe"

// MaxInt8 bounds the weights of an [Int8Matrix]: 2*63*255 fits the 16 bits in which VPMADDUBSW adds two products.
const MaxInt8 = 63

// Int8Matrix is a k x n matrix of weights, each column with its own scale: weight = Packed * Scale.
// n is a multiple of 32, k of 16.
type Int8Matrix struct {
	K, N   int
	Packed string    // int8 in panels, see PackInt8
	Sums   []int32   // of each column of Packed
	Scale  []float32 // of each column
	Bias   []float32 // added to each row of a product
}

// PackInt8 packs b, n columns of k weights one after the other, into panels: within a panel of 16 columns four
// rows lie together, so element (i, j) is at [j/16][i/4][j%16][i%4].
func PackInt8(dst []byte, b []int8, k, n int) {
	for j := range n {
		for i := range k {
			dst[(j/Lanes*k+i/4*4)*Lanes+j%Lanes*4+i%4] = byte(b[j*k+i])
		}
	}
}

// Rows is the left side of an int8 product: value = (Q - Zero) * Scale, by row.
type Rows struct {
	Q     []uint8
	Scale []float32
	Zero  []int32
}

// MulInt8 computes c = a*b + bias for rows rows of a; c has row stride ldc.
func (l Level) MulInt8(rows int, a Rows, b *Int8Matrix, c []float32, ldc int) {
	if rows == 0 {
		return
	}
	padded := Pad(rows)
	_, _, _, _ = a.Q[padded*b.K-1], a.Scale[padded-1], a.Zero[padded-1], c[(padded-1)*ldc+b.N-1]
	_, _, _, _ = b.Packed[b.N*b.K-1], b.Sums[b.N-1], b.Scale[b.N-1], b.Bias[b.N-1]
	if l.mulInt8(rows, a, b, c, ldc) {
		return
	}
	packed := unsafe.Slice((*int8)(unsafe.Pointer(unsafe.StringData(b.Packed))), len(b.Packed))
	for j := 0; j < b.N; j++ {
		column := packed[j/Lanes*Lanes*b.K+j%Lanes*4 : (j/Lanes+1)*Lanes*b.K]
		for r := range rows {
			sum := dotInt8(a.Q[r*b.K:(r+1)*b.K], column) - a.Zero[r]*b.Sums[j]
			c[r*ldc+j] = float32(float32(float32(sum)*a.Scale[r])*b.Scale[j]) + b.Bias[j]
		}
	}
}

// dotInt8 multiplies a row with a column of a panel.
func dotInt8(row []uint8, column []int8) int32 {
	var s0, s1 int32
	for i := 0; i+4 <= len(row); i += 4 {
		a, w := row[i:i+4:i+4], column[i*Lanes:i*Lanes+4:i*Lanes+4]
		s0 += int32(a[0])*int32(w[0]) + int32(a[1])*int32(w[1])
		s1 += int32(a[2])*int32(w[2]) + int32(a[3])*int32(w[3])
	}
	return s0 + s1
}

// Quantise writes a row of n values as bytes: x = (q - zero) * scale, where the range of the row, with zero in
// it, is cut into 255 steps. n is a multiple of 32.
func (l Level) Quantise(x []float32, q []uint8) (scale float32, zero int32) {
	low, high := l.bounds(x)
	span := max(high-low, 1e-30)
	inverse := 255 / span
	zero = round(float32(-low * inverse))
	_ = q[len(x)-1]
	if !l.quantise(x, q, inverse, zero) {
		for i, v := range x {
			q[i] = uint8(min(max(round(float32(v*inverse))+zero, 0), 255))
		}
	}
	return span / 255, zero
}

// plainBounds returns the least and the greatest value of x, and of zero.
func plainBounds(x []float32) (low, high float32) {
	for _, v := range x {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	return low, high
}
