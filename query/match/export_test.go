package match

import "context"

// Steps runs a plan and returns how many steps its searches took.
func (p *Plan) Steps(ctx context.Context) (int, error) {
	r := p.newRun(ctx)
	err := r.answer()
	return r.ticks, err
}

// SearchEveryWay makes a plan search every way to each match where it would sweep, and reports whether it would.
func (p *Plan) SearchEveryWay() (swept bool) {
	for _, c := range p.clauses {
		for _, path := range c.paths {
			swept = swept || path.swept
			path.swept = false
		}
	}
	return swept
}
