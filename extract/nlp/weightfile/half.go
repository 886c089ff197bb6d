package weightfile

import "math"

// Half returns the value of a half-precision number (IEEE 754 binary16).
func Half(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 31: // infinities and NaN
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	case 0: // below 2^-14, an exact multiple of 2^-24
		v := float32(fraction) / (1 << 24)
		return math.Float32frombits(sign | math.Float32bits(v))
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | fraction<<13)
}

// ToHalf returns the nearest half-precision number, even at a tie. Values past 65504 become infinite.
func ToHalf(x float32) uint16 {
	bits := math.Float32bits(x)
	sign, a := uint16(bits>>31)<<15, bits&^(1<<31)
	switch {
	case a > 0xff<<23:
		return sign | 0x7e00
	case a >= 0x477ff000: // 65520
		return sign | 0x7c00
	case a < 0x38800000: // below 2^-14
		return sign | uint16(math.RoundToEven(float64(math.Float32frombits(a))*(1<<24)))
	}
	a -= 112 << 23
	return sign | uint16((a+0xfff+a>>13&1)>>13)
}
