package main

import (
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/clewgraph/clew/query"
	"github.com/clewgraph/clew/query/diagram"
)

func (a *app) pathCommand() *cli.Command {
	return &cli.Command{
		Name:  "path",
		Usage: "tell how two entities are connected, with a quote for every step",
		UsageText: "clew path \"Harvard University\" \"Tsinghua University\"\n   clew path \"Liu Jun\" China --max-hops 3 --out path.svg\n" +
			"   clew path \"Liu Jun\" --to-kind policy\n   clew path \"Liu Jun\" \"Chen Jing\" --via 'workedFor/^workedFor'",
		ArgsUsage: "FROM TO",
		Description: "The best paths come first: those that cost least, where a step costs\n\n" +
			"    --rank surprise  1 + log2(out) + log2(in) + 1/sources + (1 - confidence), the default: out statements of the step's\n" +
			"                     predicate share its subject and in its object, so that a step through what everybody is connected\n" +
			"                     with costs more, and paths that say something come first\n" +
			"    --rank support   1/sources + (1 - confidence)\n" +
			"    --rank length    1\n\n" +
			"--via takes a SPARQL 1.1 property path.",
		Flags: append(pathFlags(), a.pictureFlags()...),
		Action: func(c *cli.Context) error {
			request, err := pathRequest(c)
			if err != nil {
				return err
			}
			return a.ask(c, func(g *query.Graph) (result, error) {
				answer, err := g.Path(c.Context, request)
				if err != nil {
					return result{}, err
				}
				r := answerResult(answer, g.Around(answer))
				switch {
				case len(answer.Paths) > 0:
				case len(request.From) == 1 && len(request.To) == 1 && answer.From.ID == answer.To.ID && answer.Mode == string(query.Acyclic):
					r.err = nothing("%s: no path ends where it began; with --mode simple it may", answer.From.Name)
				default:
					r.err = nothing("%s and %s: no path found", endName(request.From, answer.From, request.FromKind), endName(request.To, answer.To, request.ToKind))
				}
				return r, nil
			})
		},
	}
}

func pathFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "via", Usage: "a property path over predicates that the steps must follow"},
		atLeast(1, &cli.IntFlag{Name: "max-hops", Usage: "the most steps of a path", DefaultText: "6"}),
		atLeast(1, &cli.IntFlag{Name: "shortest", Usage: "how many paths, the best by --rank", DefaultText: "3"}),
		&cli.BoolFlag{Name: "all", Usage: "all paths of the best length instead"},
		&cli.StringFlag{Name: "mode", Value: "acyclic", Usage: "what may repeat: walk, trail, acyclic or simple"},
		&cli.StringFlag{Name: "from-kind", Usage: "kind of FROM; without a name, every entity of the kind"},
		&cli.StringFlag{Name: "to-kind", Usage: "kind of TO; without a name, every entity of the kind"},
		&cli.BoolFlag{Name: "directed", Usage: "cross statements from subject to object only"},
		&cli.StringSliceFlag{Name: "avoid", Usage: "an entity not to pass; may be repeated"},
		&cli.StringSliceFlag{Name: "avoid-kind", Usage: "a kind not to pass; may be repeated"},
		&cli.Float64Flag{Name: "min-confidence", Usage: "leave out statements below this confidence, 0 to 1"},
		atLeast(0, &cli.IntFlag{Name: "min-sources", Usage: "leave out statements with fewer articles"}),
		&cli.StringFlag{Name: "since", Usage: "leave out what is said of earlier times, YYYY, YYYY-MM or YYYY-MM-DD; without a time, the article's date counts"},
		&cli.StringFlag{Name: "until", Usage: "leave out what is said of later times"},
		&cli.StringFlag{Name: "rank", Value: "surprise", Usage: "which paths are better: surprise, support or length"},
	}
}

// pathRequest reads the command line of clew path.
func pathRequest(c *cli.Context) (query.Request, error) {
	r := query.Request{
		Via: c.String("via"), MaxHops: c.Int("max-hops"), Shortest: c.Int("shortest"), All: c.Bool("all"),
		Mode: query.Mode(c.String("mode")), Directed: c.Bool("directed"), Avoid: c.StringSlice("avoid"),
		MinConfidence: c.Float64("min-confidence"), MinSources: c.Int("min-sources"), Since: graph.Date(c.String("since")),
		Until: graph.Date(c.String("until")), Rank: query.Rank(c.String("rank")),
	}
	var err error
	if r.FromKind, err = kindFlag(c, "from-kind"); err != nil {
		return r, err
	}
	if r.ToKind, err = kindFlag(c, "to-kind"); err != nil {
		return r, err
	}
	if r.AvoidKinds, err = kindsFlag(c, "avoid-kind"); err != nil {
		return r, err
	}
	return r, setEnds(c, &r)
}

// setEnds reads FROM and TO, either of which a kind can stand for.
func setEnds(c *cli.Context, r *query.Request) error {
	names := c.Args().Slice()
	switch {
	case len(names) == 2:
		r.From, r.To = names[:1], names[1:]
	case len(names) == 1 && r.ToKind != "":
		r.From = names
	case len(names) == 1 && r.FromKind != "":
		r.To = names
	case len(names) == 0 && r.FromKind != "" && r.ToKind != "":
	default:
		return exactly(c, 2, "FROM and TO, or a kind instead of one")
	}
	return nil
}

// endName says what was asked for as one end of a path: an entity, or any of a kind.
func endName(names []string, found graph.Ref, kind graph.Kind) string {
	if len(names) == 0 {
		return "any " + string(kind)
	}
	return found.Name
}

// kindFlag reads a flag that names a kind.
func kindFlag(c *cli.Context, name string) (graph.Kind, error) {
	s := c.String(name)
	if s == "" {
		return "", nil
	}
	kind, err := graph.ParseKind(s)
	if err != nil {
		return "", usageError("--%s: %w", name, err)
	}
	return kind, nil
}

// answerResult shows paths; context is what else touches them, for the picture.
func answerResult(answer graph.Answer, context []graph.Statement) result {
	picture := diagram.OfAnswer(answer, context)
	r := result{
		object:  format.AnswerOf(answer),
		objects: objects(answer.Paths, format.PathOf),
		columns: []string{"path", "step", "subject", "predicate", "object", "inverse", "sources", "confidence", "article", "start", "end", "text"},
		rows:    answerRows(answer),
		picture: &picture,
		html:    answerHTML(answer),
		text:    func(p *page) { p.answer(answer) },
	}
	if len(answer.Paths) == 0 {
		r.picture = nil
	}
	if answer.Truncated {
		r.cut = "the search was cut short; there may be more paths"
	}
	return r
}

// answerRows has a row for each piece of evidence of each step.
func answerRows(answer graph.Answer) (rows [][]string) {
	for i, path := range answer.Paths {
		for j, step := range path.Steps {
			for _, e := range step.Evidence {
				rows = append(rows, slices.Concat([]string{strconv.Itoa(i + 1), strconv.Itoa(j + 1)}, tripleCells(step.Statement),
					[]string{strconv.FormatBool(step.Inverse)}, supportCells(step.Statement), evidenceCells(e)))
			}
		}
	}
	return rows
}

func tripleCells(s graph.Statement) []string {
	return []string{string(s.Subject.ID), string(s.Predicate), string(s.Object.ID)}
}

func supportCells(s graph.Statement) []string {
	return []string{strconv.Itoa(s.Sources()), strconv.FormatFloat(s.Confidence(), 'f', -1, 64)}
}

func evidenceCells(e graph.Evidence) []string {
	return []string{e.Article.Name, strconv.Itoa(e.Start), strconv.Itoa(e.End), e.Text}
}
