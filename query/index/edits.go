package index

import "unicode/utf8"

// Edits counts the insertions, deletions, replacements and swaps of neighbouring letters that make b
// of a (optimal string alignment, Damerau 1964), or returns limit if there are at least that many.
func Edits(a, b string, limit int) int {
	var d distance
	d.set(a)
	return d.to([]byte(b), limit)
}

// distance computes edits from one text to many.
type distance struct {
	a, b []rune
	row  [3][]int

	places *[utf8.RuneSelf]uint64 // by letter: the places where a has it; nil if a is not short ASCII
	top    uint64                 // the last place
}

func (d *distance) set(a string) {
	d.a = []rune(a)
	if len(a) == 0 || len(a) > 64 || len(a) != len(d.a) || !isASCII([]byte(a)) {
		d.places = nil
		return
	}
	d.places, d.top = new([utf8.RuneSelf]uint64), 1<<(len(a)-1)
	for i := range len(a) {
		d.places[a[i]] |= 1 << i
	}
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// parallel returns the edits to a text of ASCII, a letter at a time for all of a at once (Hyyrö, "A Bit-Vector
// Algorithm for Computing Levenshtein and Damerau Edit Distances", 2003).
func (d *distance) parallel(b []byte) int {
	edits := len(d.a)
	var here, before, zero, minus uint64
	plus := ^uint64(0)
	for _, c := range b {
		here = d.places[c]
		swap := (^zero & here) << 1 & before
		zero = ((here & plus) + plus ^ plus) | here | minus | swap
		up, down := minus|^(zero|plus), zero&plus
		if up&d.top != 0 {
			edits++
		}
		if down&d.top != 0 {
			edits--
		}
		up, down = up<<1|1, down<<1
		plus, minus = down|^(zero|up), up&zero
		before = here
	}
	return edits
}

// to returns the edits to b, at most limit.
func (d *distance) to(b []byte, limit int) int {
	if d.places != nil && isASCII(b) {
		if diff := len(d.a) - len(b); max(diff, -diff) >= limit {
			return limit
		}
		return min(d.parallel(b), limit)
	}
	return d.byRow(b, limit)
}

// byRow computes the table of edits row by row, for texts of any letters.
func (d *distance) byRow(b []byte, limit int) int {
	d.b = d.b[:0]
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		d.b = append(d.b, r)
		b = b[size:]
	}
	if diff := len(d.a) - len(d.b); max(diff, -diff) >= limit {
		return limit
	}
	for i := range d.row {
		d.row[i] = append(d.row[i][:0], make([]int, len(d.b)+1)...)
	}
	before, last, here := d.row[0], d.row[1], d.row[2]
	for j := range last {
		last[j] = j
	}
	for i := range d.a {
		here[0] = i + 1
		if least := d.fill(i, before, last, here); least >= limit {
			return limit
		}
		before, last, here = last, here, before
	}
	return min(last[len(d.b)], limit)
}

// fill computes the row of letter i and returns its least number.
func (d *distance) fill(i int, before, last, here []int) int {
	least := here[0]
	for j := range d.b {
		n := last[j]
		if d.a[i] != d.b[j] {
			n++
		}
		n = min(n, last[j+1]+1, here[j]+1)
		if i > 0 && j > 0 && d.a[i] == d.b[j-1] && d.a[i-1] == d.b[j] {
			n = min(n, before[j-1]+1)
		}
		here[j+1] = n
		least = min(least, n)
	}
	return least
}
