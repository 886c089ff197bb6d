package index

import "github.com/clewgraph/clew/graph"

// HeldDuring reports whether some evidence of the statement lies between the dates, of which ""
// is open: the time for which its text says that it held, from From to To, where To, if it is missing, is From of an event, the
// article's date if the statement is past, and else open; or, where the text gives no time, the date of its article.
func (x *Index) HeldDuring(e Edge, since, until graph.Date, event bool) bool {
	from, err := packDate(since)
	to, err2 := packDate(until)
	if err != nil || err2 != nil {
		return false
	}
	for v := range x.evidence(e) {
		if v.during(from, to, event) {
			return true
		}
	}
	return false
}

// during reports whether the evidence's time and that between two days have a day in common.
func (e *evidence) during(since, until day, event bool) bool {
	from, to := e.from, e.to
	switch {
	case from == 0 && to == 0 && e.published == 0:
		return false
	case from == 0 && to == 0:
		from, to = e.published, e.published
	case to == 0 && event:
		to = from
	case to == 0 && e.past:
		to = e.published
	}
	return (since == 0 || to == 0 || to.last() >= since.first()) && (until == 0 || from == 0 || from.first() <= until.last())
}
