package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/query"
)

func (a *app) statsCommand() *cli.Command {
	return &cli.Command{
		Name:      "stats",
		Usage:     "count what is in the graph",
		UsageText: "clew stats\n   clew stats -o json",
		Action: func(c *cli.Context) error {
			if err := exactly(c, 0, "none"); err != nil {
				return err
			}
			return a.ask(c, func(g *query.Graph) (result, error) {
				size, err := folderSize(c.String("graph"))
				if err != nil {
					return result{}, err
				}
				s, err := g.Stats(c.Context, 10)
				return statsResult(s, size), err
			})
		},
	}
}

// folderSize returns the bytes that a graph's files take; 0 where there is none.
func folderSize(dir string) (size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	return size, err
}

func statsResult(s query.Stats, size int64) result {
	kinds, predicates, sources := map[string]int{}, map[string]int{}, map[string]int{}
	var rows [][]string
	row := func(what, name string, n int) { rows = append(rows, []string{what, name, strconv.Itoa(n)}) }
	row("all", "articles", s.Articles)
	row("all", "entities", s.Entities)
	row("all", "statements", s.Statements)
	row("all", "evidence", s.Evidence)
	for _, k := range s.Kinds {
		kinds[string(k.Kind)] = k.Entities
		row("entities", string(k.Kind), k.Entities)
	}
	for _, p := range s.Predicates {
		predicates[string(p.Predicate)] = p.Statements
		row("statements", string(p.Predicate), p.Statements)
	}
	for _, n := range s.Sources {
		sources[strconv.Itoa(n.Sources)] = n.Statements
		row("statements by sources", strconv.Itoa(n.Sources), n.Statements)
	}
	for _, h := range s.Hubs {
		row("hub", h.Name, h.Statements)
	}
	hubs := slices.Collect(objects(s.Hubs, func(h query.EntityRow) map[string]any {
		return map[string]any{"id": h.ID, "name": h.Name, "type": h.Kind, "statements": h.Statements}
	}))
	columns := []string{"what", "name", "count"}
	return result{
		object: map[string]any{
			"articles": s.Articles, "entities": s.Entities, "statements": s.Statements, "evidence": s.Evidence,
			"kinds": kinds, "predicates": predicates, "sources": sources, "hubs": append([]any{}, hubs...), "bytes": size,
		},
		columns: columns, rows: rows, html: tableHTML(columns, rows),
		text: func(p *page) {
			p.table(columns, rows, "count")
			p.printf("%s\n", p.dim(fmt.Sprintf("%.1f MB on disk", float64(size)/1e6)))
		},
	}
}
