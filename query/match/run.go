package match

import (
	"context"
	"time"

	"github.com/clewgraph/clew/query/index"
)

// run is one run of a plan.
type run struct {
	*frame
	plan     *Plan
	ctx      context.Context
	deadline time.Time // zero without one
	ticks    int
	used     []index.Edge // by the paths of a clause with DIFFERENT EDGES
	rows     *rows
	stopped  bool   // the search ends: there are enough rows, or it is cut
	cut      string // why the answer is not whole, "" if it is
	long     bool   // paths beyond maxSteps were not followed
}

// stop ends the search before it is complete.
func (r *run) stop(why string) {
	if !r.stopped && r.cut == "" {
		r.cut = why
	}
	r.stopped = true
}

// shorten notes that a path was too long to follow.
func (r *run) shorten() { r.long = true }

// tick is called at each step. It reports whether the run may go on.
func (r *run) tick() bool {
	if r.stopped || r.err != nil {
		return false
	}
	if r.ticks++; r.ticks%1024 != 0 {
		return true
	}
	switch {
	case r.ctx.Err() != nil:
		r.stop("it was interrupted")
	case !r.deadline.IsZero() && time.Now().After(r.deadline):
		r.stop("it took longer than " + r.plan.options.timeout().String())
	}
	return !r.stopped
}

// use notes a statement that no other path of the clause may cross.
func (r *run) use(p *pathPlan, e index.Edge) {
	if p.different {
		r.used = append(r.used, e)
	}
}

func (r *run) unuse(p *pathPlan) {
	if p.different {
		r.used = r.used[:len(r.used)-1]
	}
}

// clause matches a clause and those after it, and makes a row of each match. It reports
// whether the run may go on.
func (r *run) clause(i int) bool {
	if i == len(r.plan.clauses) {
		return r.rows.add()
	}
	c, found := r.plan.clauses[i], false
	used := r.used
	ok := r.paths(c.paths, func() bool {
		found = true
		inner := r.used
		r.used = nil
		defer func() { r.used = inner }()
		return r.clause(i + 1)
	})
	r.used = used
	if !ok || r.stopped {
		return false
	}
	if found || !c.optional {
		return true
	}
	for _, slot := range c.names {
		r.slots[slot] = null
	}
	ok = r.clause(i + 1)
	for _, slot := range c.names {
		r.slots[slot] = value{}
	}
	return ok
}

func (r *run) paths(paths []*pathPlan, then func() bool) bool {
	if len(paths) == 0 {
		return then()
	}
	return r.path(paths[0], func() bool { return r.paths(paths[1:], then) })
}
