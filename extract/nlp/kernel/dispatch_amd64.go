package kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// Levels lists the levels that this machine has, slowest first.
func Levels() []Level {
	x, levels := &cpu.X86, []Level{Plain}
	if x.HasAVX2 {
		levels = append(levels, AVX2)
	}
	if x.HasAVX2 && x.HasAVXVNNI {
		levels = append(levels, AVXVNNI)
	}
	if x.HasAVX2 && x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512VNNI {
		levels = append(levels, AVX512VNNI)
	}
	return levels
}

// The functions below return false where the level has no kernel for the work, which is then done in Go. Their
// callers have checked the lengths: assembly does not.

func (l Level) mulFloat32(rows, n, k int, a []float32, lda int, b, bias, c []float32, ldc int) bool {
	mul, tile, columns := mulFloat32AVX2x16, 6, Lanes
	switch l {
	case Plain:
		return false
	case AVX512VNNI:
		mul, tile, columns = mulFloat32AVX512x32, 12, 2*Lanes
	}
	for p := 0; p < n; p += columns {
		if n-p < columns {
			mul = mulFloat32AVX512x16
		}
		mul(&a[0], uintptr(lda*4), &b[p*k], &bias[p], &c[p], uintptr(ldc*4), k, (rows+tile-1)/tile)
	}
	return true
}

func (l Level) mulInt8(rows int, a Rows, b *Int8Matrix, c []float32, ldc int) bool {
	mul, tile, columns := mulInt8AVX2Madd, 4, Lanes
	switch l {
	case Plain:
		return false
	case AVXVNNI:
		mul, tile = mulInt8AVX2VNNI, 6
	case AVX512VNNI:
		mul, tile, columns = mulInt8AVX512VNNI, 12, 2*Lanes
	}
	packed := unsafe.Slice((*int8)(unsafe.Pointer(unsafe.StringData(b.Packed))), len(b.Packed))
	for p := 0; p < b.N; p += columns {
		mul(&a.Q[0], uintptr(b.K), &packed[p*b.K], &c[p], uintptr(ldc*4), &b.Sums[p], &a.Scale[0], &a.Zero[0],
			&b.Scale[p], &b.Bias[p], b.K, (rows+tile-1)/tile)
	}
	return true
}

func (l Level) bounds(x []float32) (low, high float32) {
	switch l {
	case Plain:
		return plainBounds(x)
	case AVX512VNNI:
		return boundsAVX512(&x[0], len(x))
	}
	return boundsAVX2(&x[0], len(x))
}

func (l Level) quantise(x []float32, q []uint8, inverse float32, zero int32) bool {
	switch l {
	case Plain:
		return false
	case AVX512VNNI:
		quantiseAVX512(&x[0], &q[0], len(x), inverse, zero)
	default:
		quantiseAVX2(&x[0], &q[0], len(x), inverse, zero)
	}
	return true
}

func (l Level) softmax(x []float32) (float32, bool) {
	switch l {
	case Plain:
		return 0, false
	case AVX512VNNI:
		return softmaxAVX512(&x[0], len(x)), true
	}
	return softmaxAVX2(&x[0], len(x)), true
}

func (l Level) scaleRows(n int, x []float32, stride int, factors []float32) bool {
	switch l {
	case Plain:
		return false
	case AVX512VNNI:
		scaleRowsAVX512(&x[0], n, uintptr(stride*4), &factors[0], len(factors))
	default:
		scaleRowsAVX2(&x[0], n, uintptr(stride*4), &factors[0], len(factors))
	}
	return true
}

func (l Level) gelu(x []float32) bool {
	switch l {
	case Plain:
		return false
	case AVX512VNNI:
		geluAVX512(&x[0], len(x))
	default:
		geluAVX2(&x[0], len(x))
	}
	return true
}

func (l Level) addNorm(x, y, gain, shift, out []float32) bool {
	n := len(out)
	switch l {
	case Plain:
		return false
	case AVX512VNNI:
		addNormAVX512(&x[0], &y[0], &gain[0], &shift[0], &out[0], n, 1/float32(n), leastNorm)
	default:
		addNormAVX2(&x[0], &y[0], &gain[0], &shift[0], &out[0], n, 1/float32(n), leastNorm)
	}
	return true
}
