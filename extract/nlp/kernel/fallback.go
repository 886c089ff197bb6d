//go:build !amd64

package kernel

// Levels lists the levels that this machine has, slowest first.
func Levels() []Level { return []Level{Plain} }

func (l Level) mulFloat32(int, int, int, []float32, int, []float32, []float32, []float32, int) bool {
	return false
}
func (l Level) mulInt8(int, Rows, *Int8Matrix, []float32, int) bool { return false }
func (l Level) quantise([]float32, []uint8, float32, int32) bool    { return false }
func (l Level) bounds(x []float32) (low, high float32)              { return plainBounds(x) }
func (l Level) softmax([]float32) (float32, bool)                   { return 0, false }
func (l Level) scaleRows(int, []float32, int, []float32) bool       { return false }
func (l Level) gelu([]float32) bool                                 { return false }
func (l Level) addNorm(x, y, gain, shift, out []float32) bool       { return false }
