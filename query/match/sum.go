package match

// sum is an aggregate as far as it has got. Nulls do not count.
type sum struct {
	n    int64
	best value // of min and max
	sum  value // of sum and avg
	list []value
	seen numbering // of DISTINCT
}

// add adds a match. It returns how many values more are held.
func (s *sum) add(t total, f *frame) int {
	if t.of == nil {
		s.n++
		return 0
	}
	v := t.of(f)
	if v.null() {
		return 0
	}
	held := 0
	if t.distinct {
		if _, isNew := s.seen.of(v); !isNew {
			return 0
		}
		held++
	}
	s.n++
	switch t.name {
	case "collect", "collect_list":
		s.list = append(s.list, v)
		held += weight(v)
	case "min":
		if s.n == 1 || order(v, s.best) < 0 {
			s.best = v
		}
	case "max":
		if s.n == 1 || order(v, s.best) > 0 {
			s.best = v
		}
	case "sum":
		s.plus(v)
	case "avg":
		s.plus(v.inexact())
	}
	return held
}

// weight counts the values of a value.
func weight(v value) int {
	n := 1
	for _, e := range v.list {
		n += weight(e)
	}
	return n
}

// plus adds a number; what is none does not count.
func (s *sum) plus(v value) {
	switch {
	case !v.number():
		s.n--
	case s.sum.kind == unset:
		s.sum = v
	default:
		s.sum = arithmetic("+", s.sum, v)
	}
}

// result is the aggregate of all matches; over none it is 0, an empty list or null.
func (s *sum) result(t total) value {
	switch t.name {
	case "count":
		return integer(s.n)
	case "collect", "collect_list":
		return listOf(s.list)
	case "sum":
		if s.n == 0 {
			return integer(0)
		}
		return s.sum
	case "avg":
		if s.n == 0 {
			return null
		}
		return arithmetic("/", s.sum, integer(s.n))
	}
	if s.n == 0 {
		return null
	}
	return s.best
}
