package store

// totals counts what the store holds. A scan that finds another number has met a damaged file.
type totals struct {
	sources, articles, profiles, entities, statements, quads, evidence int
}

func (t *totals) fields() []*int {
	return []*int{&t.sources, &t.articles, &t.profiles, &t.entities, &t.statements, &t.quads, &t.evidence}
}

var keyTotals = []byte("totals")

func (v *view) readTotals() (totals, error) {
	var t totals
	data, err := v.counts.get(keyTotals)
	if err != nil || data == nil {
		return t, err
	}
	d := &decoder{b: data}
	for _, n := range t.fields() {
		*n = d.int()
	}
	return t, d.end()
}

func (v *view) writeTotals(t totals) error {
	e := &encoder{}
	for _, n := range t.fields() {
		e.int(*n)
	}
	return v.counts.put(keyTotals, e.b)
}
