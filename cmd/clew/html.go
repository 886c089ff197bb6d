package main

import (
	"html/template"
	"io"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query"
)

// htmlForms are how notebooks show results beside pictures: quotes unfold, names and texts are escaped. The style
// brings back the mark of what unfolds where a front end hides it.
var htmlForms = template.Must(template.New("").Funcs(template.FuncMap{
	"plural": plural, "held": heldOf, "place": place, "link": webAddress, "clean": clean,
	"inc": func(i int) int { return i + 1 },
}).Parse(`
{{define "quotes"}}{{range .}}<blockquote>{{clean .Text}}<br><small>{{if link .Article.URL}}<a href="{{link .Article.URL}}">{{clean (place .)}}</a>{{else}}{{clean (place .)}}{{end}}</small></blockquote>{{end}}{{end}}
{{define "statement"}}<details><summary style="display:list-item"><b>{{clean .Subject.Name}}</b> <i>{{.Predicate}}</i> <b>{{clean .Object.Name}}</b>{{held .}} <small>[{{plural .Sources "source"}}]</small></summary>{{template "quotes" .Evidence}}</details>{{end}}
{{define "answer"}}{{$all := len .Paths}}{{range $i, $path := .Paths}}<p><small>path {{inc $i}} of {{$all}}, {{plural (len $path.Steps) "hop"}}; a step unfolds to its quotes</small></p><ol>{{range $path.Steps}}<li>{{template "statement" .Statement}}</li>{{end}}</ol>{{else}}<p>no path found</p>{{end}}{{if .Truncated}}<p>the search was cut short; there may be more paths</p>{{end}}{{end}}
{{define "list"}}{{range .Statements}}{{template "statement" .}}
{{end}}{{with .Note}}<p>{{.}}</p>{{end}}{{end}}
{{define "card"}}<p><b>{{clean .Card.Name}}</b> {{.Card.Kind}} <code>{{clean .ID}}</code>{{with .Card.Aliases}}<br>also: {{range $i, $a := .}}{{if $i}}, {{end}}{{clean $a}}{{end}}{{end}}</p>
{{template "list" .}}{{with .Articles}}<details><summary style="display:list-item">{{plural (len $.Card.Articles) "article"}}</summary><ul>{{range .}}<li>{{.Date}} {{if link .URL}}<a href="{{link .URL}}">{{clean .Name}}</a>{{else}}{{clean .Name}}{{end}} {{clean .Title}}</li>{{end}}</ul></details>{{end}}{{end}}
{{define "table"}}<table><thead><tr>{{range .Columns}}<th>{{.}}</th>{{end}}</tr></thead><tbody>{{range .Rows}}<tr>{{range .}}<td>{{clean .}}</td>{{end}}</tr>{{end}}</tbody></table>{{with .Note}}<p>{{.}}</p>{{end}}{{end}}
`))

// heldOf says when a statement held.
func heldOf(s graph.Statement) string { return held(s.Held()) }

// webAddress returns an address that a link may lead to, "" for any other.
func webAddress(url string) string {
	if strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://") {
		return url
	}
	return ""
}

// answerHTML shows paths, each step a line that unfolds to its quotes.
func answerHTML(answer graph.Answer) func(w io.Writer, limit int) error {
	return func(w io.Writer, _ int) error { return htmlForms.ExecuteTemplate(w, "answer", answer) }
}

// someStatements are the first of a list, and what is to be said about the others.
type someStatements struct {
	Statements []graph.Statement
	Note       string
}

func firstStatements(all []graph.Statement, total, limit int) someStatements {
	shown := all
	if limit > 0 {
		shown = all[:min(len(all), limit)]
	}
	return someStatements{shown, cutNote(len(shown), total)}
}

// statementsHTML shows the first of a list of that many statements.
func statementsHTML(statements []graph.Statement, total int) func(w io.Writer, limit int) error {
	return func(w io.Writer, limit int) error {
		return htmlForms.ExecuteTemplate(w, "list", firstStatements(statements, total, limit))
	}
}

// cardHTML shows an entity as on an index card.
func cardHTML(card query.Card, statements []graph.Statement) func(w io.Writer, limit int) error {
	return func(w io.Writer, limit int) error {
		articles := card.Articles
		if limit > 0 {
			articles = articles[:min(len(articles), limit)]
		}
		return htmlForms.ExecuteTemplate(w, "card", struct {
			Card     query.Card
			ID       string
			Articles []graph.Article
			someStatements
		}{card, string(card.ID), articles, firstStatements(statements, len(statements), limit)})
	}
}

// tableHTML shows the first rows of a table.
func tableHTML(columns []string, rows [][]string) func(w io.Writer, limit int) error {
	return func(w io.Writer, limit int) error {
		shown := rows
		if limit > 0 {
			shown = rows[:min(len(rows), limit)]
		}
		return htmlForms.ExecuteTemplate(w, "table", struct {
			Columns []string
			Rows    [][]string
			Note    string
		}{columns, shown, cutNote(len(shown), len(rows))})
	}
}
