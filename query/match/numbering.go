package match

// numbering gives different rows of values the numbers 0, 1, … in the order in which they come.
type numbering struct {
	entities *table         // of rows that are one entity
	others   map[string]int // of the others, by key
	key      []byte         // of the last that was looked for
}

// of returns the number of a row, and whether it is a new one.
func (m *numbering) of(row ...value) (number int, isNew bool) {
	number = m.len()
	if len(row) == 1 && row[0].kind == isNode {
		if m.entities == nil {
			m.entities = newTable()
		}
		if at := spot(row[0].n); !m.entities.add(at, number) {
			return m.entities.get(at), false
		}
		return number, true
	}
	m.key = m.key[:0]
	for _, v := range row {
		m.key = appendKey(m.key, v)
	}
	if n, known := m.others[string(m.key)]; known {
		return n, false
	}
	if m.others == nil {
		m.others = map[string]int{}
	}
	m.others[string(m.key)] = number
	return number, true
}

// len is the number of different rows so far.
func (m *numbering) len() int {
	if m.entities == nil {
		return len(m.others)
	}
	return len(m.others) + m.entities.len()
}
