package kernel

// MaxInt8 bounds the weights of an [Int8Matrix], and maxByte the values of [Rows]: 4*63*127 fits 16 bits, so four
// products are added there, two by VPMADDUBSW, before they are widened.
const (
	MaxInt8 = 63
	maxByte = 127
)

// Int8Matrix is a k x n matrix of weights, each column with its own scale: weight = Packed * Scale.
// n is a multiple of 32, k of 16.
type Int8Matrix struct {
	K, N   int
	Packed string    // int8 in panels, see PackInt8
	Sums   []int32   // of each column of Packed
	Scale  []float32 // of each column
	Bias   []float32 // added to each row of a product
}

// Columns returns n columns from the given one on; both are multiples of 32.
func (b *Int8Matrix) Columns(from, n int) Int8Matrix {
	to := from + n
	return Int8Matrix{b.K, n, b.Packed[from*b.K : to*b.K], b.Sums[from:to], b.Scale[from:to], b.Bias[from:to]}
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
	pair := make([]int64, b.K)
	for j := 0; j < b.N; j += 2 {
		b.unpack(j, pair)
		for r := range rows {
			s0, s1 := dotPair(a.Q[r*b.K:(r+1)*b.K], pair)
			c[r*ldc+j] = a.value(r, s0, b, j)
			c[r*ldc+j+1] = a.value(r, s1, b, j+1)
		}
	}
}

// value turns the sum of the products of row r and column j into what it is worth.
func (a *Rows) value(r int, sum int32, b *Int8Matrix, j int) float32 {
	sum -= a.Zero[r] * b.Sums[j]
	return float32(float32(float32(sum)*a.Scale[r])*b.Scale[j]) + b.Bias[j]
}

// unpack writes columns j and j+1, j even, as one number a row: the second in the upper half of 64 bits, so that
// one multiplication does for both.
func (b *Int8Matrix) unpack(j int, pair []int64) {
	at := j/Lanes*Lanes*b.K + j%Lanes*4
	for i := 0; i < b.K; i += 4 {
		eight := b.Packed[at+i*Lanes:][:8]
		for x := range 4 {
			pair[i+x] = int64(int8(eight[x])) + int64(int8(eight[x+4]))<<32
		}
	}
}

// dotPair multiplies a row with a pair of columns.
func dotPair(row []uint8, pair []int64) (first, second int32) {
	pair = pair[:len(row)]
	var even, odd int64
	for i := 0; i+4 <= len(row); i += 4 {
		even += int64(row[i])*pair[i] + int64(row[i+2])*pair[i+2]
		odd += int64(row[i+1])*pair[i+1] + int64(row[i+3])*pair[i+3]
	}
	sum := even + odd
	first = int32(sum)
	return first, int32((sum - int64(first)) >> 32)
}

// Quantise writes a row of n values as bytes: x = (q - zero) * scale, where the range of the row, with zero in
// it, is cut into 127 steps. n is a multiple of 32.
func (l Level) Quantise(x []float32, q []uint8) (scale float32, zero int32) {
	low, high := l.bounds(x)
	span := max(high-low, 1e-30)
	inverse := maxByte / span
	zero = round(float32(-low * inverse))
	_ = q[len(x)-1]
	if !l.quantise(x, q, inverse, zero) {
		for i, v := range x {
			q[i] = uint8(min(max(round(float32(v*inverse))+zero, 0), maxByte))
		}
	}
	return span / maxByte, zero
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
