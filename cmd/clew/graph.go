package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/store"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/index"
)

// graphCache keeps graphs open between the commands of a shell or a notebook. A single command needs none.
type graphCache struct {
	dir, generation string
	graph           *query.Graph
}

// open opens the graph of the command line for questions. What it returns is closed by release.
func (a *app) open(ctx context.Context, dir string) (*query.Graph, error) {
	generation, err := store.Generation(dir)
	if err != nil {
		return nil, graphError(dir, err)
	}
	if a.cache != nil && a.cache.graph != nil {
		if a.cache.dir == dir && a.cache.generation == generation {
			return a.cache.graph, nil
		}
		if err := a.cache.close(); err != nil {
			return nil, err
		}
	}
	g, err := query.Open(ctx, dir, generation, func(ctx context.Context) (index.Source, io.Closer, error) {
		s, err := store.Open(ctx, dir, store.Options{ReadOnly: true, Holder: "clew"})
		return s, s, err
	})
	if err != nil {
		return nil, graphError(dir, err)
	}
	if a.cache != nil {
		*a.cache = graphCache{dir, generation, g}
	}
	return g, nil
}

// release closes a graph that open returned, unless it is kept for the next command.
func (a *app) release(g *query.Graph) error {
	if a.cache != nil && a.cache.graph == g {
		return nil
	}
	return g.Close()
}

func (c *graphCache) close() error {
	g := c.graph
	*c = graphCache{}
	if g == nil {
		return nil
	}
	return g.Close()
}

// ask opens the graph, has f answer from it and shows the answer.
func (a *app) ask(c *cli.Context, f func(*query.Graph) (result, error)) error {
	a.warmUp(c)
	dir := c.String("graph")
	for attempt := 0; ; attempt++ {
		r, err := a.askOnce(c, dir, f)
		if errors.Is(err, index.ErrDamaged) && attempt == 0 {
			if err := query.Discard(dir); err != nil {
				return err
			}
			continue // it is built again from the store
		}
		if err != nil {
			return askError(err)
		}
		return a.show(c, r)
	}
}

func (a *app) askOnce(c *cli.Context, dir string, f func(*query.Graph) (result, error)) (r result, err error) {
	g, err := a.open(c.Context, dir)
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, a.release(g)) }()
	if r, err = f(g); err != nil {
		return result{}, err
	}
	return r, g.Index().Err()
}

// openStore opens the graph of the command line for a change or for its articles' texts.
func (a *app) openStore(c *cli.Context, o store.Options) (*store.Store, error) {
	o.Holder = "clew " + c.Command.Name
	o.Now = a.now
	dir := c.String("graph")
	s, err := store.Open(c.Context, dir, o)
	if err != nil {
		return nil, graphError(dir, err)
	}
	return s, nil
}

// withStore opens the store, has f use it, and closes it.
func (a *app) withStore(c *cli.Context, o store.Options, f func(*store.Store) error) (err error) {
	s, err := a.openStore(c, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return graphError(c.String("graph"), f(s))
}

// graphError adds to an error of the store what to do about it.
func graphError(dir string, err error) error {
	var locked *store.LockedError
	var damaged *store.DamagedError
	var version *store.VersionError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrNoGraph):
		return &exitError{exitFailure, err, fmt.Sprintf("make one with: clew add FOLDER -g %s", dir)}
	case errors.As(err, &locked):
		return &exitError{exitFailure, err, "try again when it has finished"}
	case errors.As(err, &damaged), errors.As(err, &version):
		return &exitError{exitFailure, err, fmt.Sprintf("run: clew doctor -g %s", dir)}
	}
	return err
}

// askError gives an error of a question its exit code and says what may be meant instead.
func askError(err error) error {
	var request *query.RequestError
	var expression *query.ExprError
	var unknown *query.UnknownError
	var ambiguous *query.AmbiguousError
	var article *query.ArticleError
	switch {
	case errors.As(err, &request):
		return &exitError{code: exitUsage, err: err}
	case errors.As(err, &expression):
		return &exitError{exitUsage, err, expression.Caret()}
	case errors.As(err, &unknown):
		return &exitError{exitNothing, err, nearest(unknown.Nearest)}
	case errors.As(err, &article) && len(article.Keys) == 0:
		return &exitError{code: exitNothing, err: err}
	case errors.As(err, &article):
		return &exitError{code: exitAmbiguous, err: err}
	case errors.As(err, &ambiguous):
		return &exitError{exitAmbiguous, err, candidates(ambiguous.Candidates)}
	}
	return err
}

// nearest asks whether one of these was meant.
func nearest(refs []graph.Ref) string {
	if len(refs) == 0 {
		return ""
	}
	var names []string
	for _, r := range refs {
		names = append(names, fmt.Sprintf("%s (%s)", r.Name, r.Kind))
	}
	return "did you mean " + strings.Join(names, ", ") + "?"
}

// candidates lists the entities that a name fits, a line each, with what tells them apart.
func candidates(list []query.Candidate) string {
	lines := []string{"say which by its id:"}
	for _, c := range list {
		line := fmt.Sprintf("  %s  %s, %s, %s", c.ID, c.Kind, plural(c.Statements, "statement"), plural(c.Sources, "source"))
		var near []string
		for _, n := range c.Neighbours {
			near = append(near, n.Name)
		}
		if len(near) > 0 {
			line += ", connected with " + strings.Join(near, ", ")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
