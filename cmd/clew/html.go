package main

import (
	"html/template"
	"io"
	"strings"

	"github.com/clewgraph/clew/graph"
)

// htmlForms are how notebooks show results beside pictures: quotes unfold, names and texts are escaped.
var htmlForms = template.Must(template.New("").Funcs(template.FuncMap{
	"plural": plural, "held": heldOf, "place": place, "link": webAddress, "clean": clean,
}).Parse(`
{{define "statement"}}<b>{{clean .Subject.Name}}</b> <i>{{.Predicate}}</i> <b>{{clean .Object.Name}}</b>{{held .}}
<details><summary>{{plural .Sources "source"}}</summary>{{range .Evidence}}<blockquote>{{clean .Text}}<br><small>{{if link .Article.URL}}<a href="{{link .Article.URL}}">{{clean (place .)}}</a>{{else}}{{clean (place .)}}{{end}}</small></blockquote>{{end}}</details>{{end}}
{{define "answer"}}{{range .Paths}}<ol>{{range .Steps}}<li>{{template "statement" .Statement}}</li>{{end}}</ol>{{else}}<p>no path found</p>{{end}}{{if .Truncated}}<p>the search was cut short; there may be more paths</p>{{end}}{{end}}
{{define "statements"}}<ul>{{range .}}<li>{{template "statement" .}}</li>{{end}}</ul>{{end}}
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

// asHTML returns what shows a value in one of the forms above.
func asHTML(form string, value any) func(w io.Writer, limit int) error {
	return func(w io.Writer, _ int) error { return htmlForms.ExecuteTemplate(w, form, value) }
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
