package store

import (
	"encoding/binary"
	"errors"
	"math"
)

// encoder appends values in the store's compact form: unsigned varints, and strings after their length.
type encoder struct{ b []byte }

func (e *encoder) uint(n uint64)    { e.b = binary.AppendUvarint(e.b, n) }
func (e *encoder) int(n int)        { e.uint(uint64(n)) }
func (e *encoder) str(s string)     { e.int(len(s)); e.b = append(e.b, s...) }
func (e *encoder) raw(b []byte)     { e.b = append(e.b, b...) }
func (e *encoder) strs(l []string)  { encodeList(e, l) }
func (e *encoder) ids(l []entityID) { encodeList(e, l) }

func encodeList[S ~string](e *encoder, l []S) {
	e.int(len(l))
	for _, s := range l {
		e.str(string(s))
	}
}

// confidenceScale is the precision at which a confidence fits a small varint; any other is written in full.
const confidenceScale = 10000

func (e *encoder) confidence(c float64) {
	if n := math.Round(c * confidenceScale); n >= 0 && n/confidenceScale == c {
		e.uint(uint64(n) + 1)
		return
	}
	e.uint(0)
	e.b = binary.BigEndian.AppendUint64(e.b, math.Float64bits(c))
}

// errCut says that bytes are no record of the store.
var errCut = errors.New("the record is cut short or garbled")

// decoder reads what encoder wrote. After the first error it yields zero values and keeps the error.
type decoder struct {
	b   []byte
	err error
}

func (d *decoder) fail() {
	d.b = nil
	if d.err == nil {
		d.err = errCut
	}
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[size:]
	return n
}

// int reads a number of bytes or the like; what exceeds 2^31-1 is garbled.
func (d *decoder) int() int {
	n := d.uint()
	if n > math.MaxInt32 {
		d.fail()
		return 0
	}
	return int(n)
}

// len reads the number of items that follow, of at least one byte each.
func (d *decoder) len() int {
	n := d.int()
	if n > len(d.b) {
		d.fail()
		return 0
	}
	return n
}

func (d *decoder) raw(n int) []byte {
	if n > len(d.b) {
		d.fail()
		return nil
	}
	b := d.b[:n:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) str() string     { return string(d.raw(d.len())) }
func (d *decoder) strs() []string  { return decodeList[string](d) }
func (d *decoder) ids() []entityID { return decodeList[entityID](d) }

func decodeList[S ~string](d *decoder) []S {
	n := d.len()
	if n == 0 {
		return nil
	}
	l := make([]S, n)
	for i := range l {
		l[i] = S(d.str())
	}
	return l
}

func (d *decoder) confidence() float64 {
	if n := d.uint(); n > 0 {
		return float64(n-1) / confidenceScale
	}
	b := d.raw(8)
	if b == nil {
		return 0
	}
	return math.Float64frombits(binary.BigEndian.Uint64(b))
}

// end returns the first error, or that bytes are left over.
func (d *decoder) end() error {
	if d.err == nil && len(d.b) > 0 {
		d.fail()
	}
	return d.err
}
