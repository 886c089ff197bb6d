package main

import (
	"fmt"
	"io"
	"strings"

	prettytext "github.com/jedib0t/go-pretty/v6/text"

	"github.com/clewgraph/clew/graph"
)

// page prints results for people. It remembers the first error of writing.
type page struct {
	style
	w     io.Writer
	width int // columns to wrap quotes at, 0 for none
	limit int // rows shown of a table, 0 for all
	err   error
}

func (p *page) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// answer prints how two entities are connected, with a citation under every hop.
func (p *page) answer(a graph.Answer) {
	for i, path := range a.Paths {
		if i > 0 {
			p.printf("\n")
		}
		p.printf("%s\n", p.dim(fmt.Sprintf("path %d of %d: %s, %s %s, cost %.2f", i+1, len(a.Paths), plural(len(path.Steps), "hop"), a.Selector, a.Mode, path.Cost)))
		for _, step := range path.Steps {
			p.statement(step.Statement)
			p.citation(step.Best())
		}
	}
	if a.Truncated {
		p.printf("\n%s\n", p.dim("the search was cut short; there may be more paths"))
	}
}

// statement prints a statement on one line, in its own direction.
func (p *page) statement(s graph.Statement) {
	past, from, to := s.Held()
	p.line(fmt.Sprintf("%s %s %s  [%s]%s", p.bold(s.Subject.Name), p.red("-"+string(s.Predicate)+"->"), p.bold(s.Object.Name),
		plural(s.Sources(), "source"), p.dim(held(past, from, to))))
}

// line prints a line that is clean, and breaks it between words where it is too wide for the terminal.
func (p *page) line(text string) {
	const indent = "      "
	if p.width == 0 || prettytext.StringWidthWithoutEscSequences(text) <= p.width {
		p.printf("%s\n", text)
		return
	}
	start := text[:len(text)-len(strings.TrimLeft(text, " "))]
	p.printf("%s%s\n", start, strings.Join(p.wrap(text, p.width-len(indent)), "\n"+indent))
}

// held says when a statement held, with a space before it, or nothing.
func held(past bool, from, to graph.Date) string {
	var words []string
	if past {
		words = append(words, "past")
	}
	if from != "" || to != "" {
		words = append(words, string(from)+"–"+string(to))
	}
	if words == nil {
		return ""
	}
	return "  " + strings.Join(words, ", ")
}

// citation prints a quote and, under it, where it stands.
func (p *page) citation(e graph.Evidence) {
	const indent = "    "
	for _, line := range p.wrap("“"+clean(e.Text)+"”", p.width-len(indent)) {
		p.printf("%s%s\n", indent, line)
	}
	p.printf("%s%s\n", indent, p.dim(place(e)))
}

// place says where evidence stands: article, bytes, date.
func place(e graph.Evidence) string {
	s := fmt.Sprintf("%s:%d-%d", e.Article.Name, e.Start, e.End)
	if e.Article.Date != "" {
		s += ", " + string(e.Article.Date)
	}
	return s
}

// wrap breaks text at spaces so that no line is wider than width columns, where words allow.
func (p *page) wrap(text string, width int) []string {
	if width < 20 {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(text) {
		w := prettytext.StringWidthWithoutEscSequences(word)
		if line != "" && used+1+w > width {
			lines = append(lines, line)
			line, used = "", 0
		}
		if line != "" {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+w
	}
	return append(lines, line)
}

// plural counts things in words: "1 source", "2 sources", "3 entities".
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	if stem, ok := strings.CutSuffix(thing, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
