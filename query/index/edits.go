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
}

func (d *distance) set(a string) { d.a = []rune(a) }

// to returns the edits to b, at most limit.
func (d *distance) to(b []byte, limit int) int {
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
