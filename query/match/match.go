package match

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/gql"
	"github.com/clewgraph/clew/query/index"
)

// Value is a cell of an answer: nil, bool, int64, float64, string, graph.Ref (an entity),
// graph.Statement, graph.Path or []Value.
type Value = any

// Options bound a query and give it what its text does not hold. The zero value works.
type Options struct {
	Timeout    time.Duration     // DefaultTimeout if 0, none if negative
	MaxRows    int               // DefaultMaxRows if 0; no bound if negative
	Params     map[string]any    // of $name: nil, bool, int, int64, float64, string or a list of these
	Predicates []graph.Predicate // that may be named beside those of the index, as an ontology has them
}

// What bounds a query that says nothing else.
const (
	DefaultTimeout = 30 * time.Second
	DefaultMaxRows = 100_000
)

func (o Options) timeout() time.Duration {
	if o.Timeout == 0 {
		return DefaultTimeout
	}
	return o.Timeout
}

// maxRows is the number of rows, groups or sorted rows that are held at once.
func (o Options) maxRows() int {
	switch {
	case o.MaxRows == 0:
		return DefaultMaxRows
	case o.MaxRows < 0:
		return int(^uint(0) >> 1)
	}
	return o.MaxRows
}

// Result is the answer to a query.
type Result struct {
	Columns   []string
	Rows      [][]Value
	Truncated bool   // there are more rows, or there may be
	Reason    string // why it is truncated
	Mode      string // the path modes in which the patterns were matched, as in "walk" or "all shortest trail"
}

// ErrCut says that an aggregate, ORDER BY or DISTINCT cannot be answered, because its rows were cut.
var ErrCut = errors.New("the rows were cut")

// Plan is a query made ready for an index. It runs once at a time.
type Plan struct {
	planner
	options Options
	output  *output
}

// params returns the values of the parameters and their types.
func (o Options) params() (map[string]value, map[string]gql.Type, error) {
	values, types := map[string]value{}, map[string]gql.Type{}
	for name, v := range o.Params {
		if values[name] = fromGo(v); values[name].kind == unset {
			return nil, nil, fmt.Errorf("parameter $%s: %T is no value of the query language", name, v)
		}
		types[name] = typeOf[values[name].kind]
	}
	return values, types, nil
}

var typeOf = map[kind]gql.Type{isBool: gql.Bool, isInt: gql.Number, isFloat: gql.Number, isString: gql.String, isList: gql.List}

// Prepare parses, checks and plans a query. A mistake in its text is a *gql.Error.
func Prepare(x *index.Index, query string, o Options) (*Plan, error) {
	q, err := gql.Parse(query)
	if err != nil {
		return nil, err
	}
	params, types, err := o.params()
	if err != nil {
		return nil, err
	}
	predicates := slices.Concat(x.Predicates(), o.Predicates)
	slices.Sort(predicates)
	if err := gql.Check(q, gql.Vocabulary{Predicates: slices.Compact(predicates), Params: types}); err != nil {
		return nil, err
	}
	p := &Plan{options: o, planner: planner{compiler: compiler{query: q, x: x, params: params, askers: map[int][]*pathPlan{}}}}
	if err := p.plan(); err != nil {
		return nil, err
	}
	if p.output, err = p.compileReturn(q.Return, p.rows); err != nil {
		return nil, err
	}
	if p.output.ignoresRepeats() {
		p.sweep(p.output)
	}
	return p, nil
}

// Explain describes how the query is answered, one step after the other.
func (p *Plan) Explain() string { return p.explain() + p.output.explain() }

// Mode states the path modes of the patterns, each once, in the order of the query.
func (p *Plan) Mode() string {
	var modes []string
	for _, c := range p.clauses {
		for _, path := range c.paths {
			if m := modeOf(path); !slices.Contains(modes, m) {
				modes = append(modes, m)
			}
		}
	}
	return strings.Join(modes, ", ")
}

// Run answers the query. It stops with the context's error when the context ends, with a *gql.Error
// when a number is out of range, and with [ErrCut] when a bound of the options makes an aggregate, ORDER BY or DISTINCT untrue.
func (p *Plan) Run(ctx context.Context) (*Result, error) {
	r := p.newRun(ctx)
	if err := r.answer(); err != nil {
		return nil, err
	}
	return &Result{Columns: p.output.columns, Rows: r.rows.export(), Truncated: r.cut != "", Reason: r.cut, Mode: p.Mode()}, nil
}

// Columns names the columns of the rows.
func (p *Plan) Columns() []string { return slices.Clone(p.output.columns) }

// Rows answers the query row by row. Rows that need no others, without aggregates, ORDER BY and DISTINCT, come as they are found,
// and the search ends when no more are asked for. The last error, if there is one, is the context's, [ErrCut] where a bound
// of the options has cut the answer, or damage of the index; the rows before it hold nevertheless.
func (p *Plan) Rows(ctx context.Context) iter.Seq2[[]Value, error] {
	return func(yield func([]Value, error) bool) {
		r, enough := p.newRun(ctx), false
		give := func(cells []value) bool {
			enough = enough || !yield(exportRow(p.x, cells), nil)
			return !enough
		}
		if !p.output.needsAll() {
			r.rows.give = give
		}
		err := r.answer()
		for _, row := range r.rows.kept {
			if err != nil || enough || ctx.Err() != nil || !give(row.cells) {
				break
			}
		}
		if err = cmp.Or(err, ctx.Err()); err == nil && r.cut != "" {
			err = fmt.Errorf("%w: %s", ErrCut, r.cut)
		}
		if err != nil && !enough {
			yield(nil, err)
		}
	}
}

// newRun makes the plan ready to run.
func (p *Plan) newRun(ctx context.Context) *run {
	r := &run{frame: &frame{x: p.x, slots: make([]value, p.slots)}, plan: p, ctx: ctx}
	if t := p.options.timeout(); t > 0 {
		r.deadline = time.Now().Add(t)
	}
	r.rows = newRows(r, p.output)
	return r
}

// answer gathers the rows.
func (r *run) answer() error {
	o := r.plan.output
	if o.limit != 0 {
		r.clause(0)
	}
	r.rows.finish()
	if err := cmp.Or(r.err, errors.Join(r.ctx.Err(), r.x.Err())); err != nil {
		return err
	}
	if r.cut == "" && r.long {
		r.cut = fmt.Sprintf("paths of more than %d statements were not followed", maxSteps)
	}
	if r.cut != "" && o.needsAll() {
		return fmt.Errorf("%w: %s, so that %s would not be true; ask for less, or raise the limit", ErrCut, r.cut, o.whatNeedsAll())
	}
	return nil
}
