package main

import (
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/extract/eval"
	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/identity"
)

func (a *app) evalCommand() *cli.Command {
	return &cli.Command{
		Name:        "eval",
		Usage:       "compare what is extracted with articles that people annotated: precision, recall and F1 by predicate",
		UsageText:   "clew eval gold/ --articles articles/",
		ArgsUsage:   "GOLD_DIR",
		Description: "GOLD_DIR holds a JSON file an article; the articles lie in the folder \"articles\" beside it unless --articles says otherwise.",
		Flags:       append([]cli.Flag{&cli.StringFlag{Name: "articles", Usage: "`DIR` of the articles"}}, readingFlags()...),
		Action: func(c *cli.Context) error {
			if err := exactly(c, 1, "the folder of annotations"); err != nil {
				return err
			}
			return a.eval(c, c.Args().First())
		},
	}
}

func (a *app) eval(c *cli.Context, dir string) error {
	golds, err := eval.ReadGold(dir)
	if err != nil {
		return err
	}
	articles := c.String("articles")
	if articles == "" {
		articles = filepath.Join(dir, "..", "articles")
	}
	var paths []string
	for _, g := range golds {
		paths = append(paths, filepath.Join(articles, g.Article))
	}
	readings, failed, err := a.readAll(c, paths)
	if err != nil {
		return err
	}
	if err := a.show(c, evalResult(eval.Count(golds, evalEntities(readings), evalStatements(readings)))); err != nil {
		return err
	}
	return unreadError(failed, len(readings))
}

func evalEntities(readings []graph.Reading) (list []eval.Entity) {
	entities, _ := identity.Assemble(readings, nil)
	mentions := mentionsOf(readings)
	for _, e := range entities {
		list = append(list, eval.Entity{Entity: e, Mentions: mentions[e.ID]})
	}
	return list
}

// evalStatements returns the statements, their evidence with the texts that it is compared with.
func evalStatements(readings []graph.Reading) []graph.Statement {
	withText := map[graph.ArticleID]*graph.Article{}
	for i := range readings {
		withText[readings[i].Article.ID] = &readings[i].Article
	}
	_, statements := identity.Assemble(readings, nil)
	for _, s := range statements {
		for i := range s.Evidence {
			s.Evidence[i].Article = withText[s.Evidence[i].Article.ID]
		}
	}
	return statements
}

func evalResult(r eval.Report) result {
	tally := func(t eval.Tally) map[string]any {
		return map[string]any{"hit": t.Hit, "false": t.False, "missed": t.Missed, "precision": t.Precision(), "recall": t.Recall(), "f1": t.F1()}
	}
	predicates := map[string]any{}
	for p, t := range r.Predicates {
		predicates[string(p)] = tally(t)
	}
	return result{
		object: map[string]any{"predicates": predicates, "entities": tally(r.Entities), "statements": tally(r.Statements), "spans": r.Spans, "verbatim": r.Verbatim},
		text: func(p *page) {
			if p.err == nil {
				p.err = r.Write(p.w)
			}
		},
	}
}
