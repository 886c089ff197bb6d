package notebook

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

//go:embed page.html
var pageSource string

var pageTemplate = template.Must(template.New("page").Parse(pageSource))

// WritePage writes the notebook as one page of HTML that needs nothing else: drawings stand in it, no script
// is in it and its content security policy allows none. Cells and outputs are other people's: what could do
// anything is left out.
func (n *Notebook) WritePage(w io.Writer, title string) error {
	page := struct {
		Title string
		Cells []pageCell
	}{Title: title}
	for i, c := range n.Cells {
		pc, err := pageCellOf(c)
		if err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		page.Cells = append(page.Cells, pc)
	}
	return pageTemplate.Execute(w, page)
}

type pageCell struct {
	Code    string        // of a code cell
	Count   int           // its number, 0 where it was not run
	Text    template.HTML // of a Markdown cell
	Outputs []pageOutput
}

type pageOutput struct {
	Class string        // "text", "error", "rich"
	Text  string        // one of Text,
	HTML  template.HTML // HTML,
	Image template.URL  // Image
}

func pageCellOf(c *Cell) (pageCell, error) {
	switch c.Type {
	case "markdown":
		var b bytes.Buffer
		md := goldmark.New(goldmark.WithExtensions(extension.Table)) // HTML in Markdown is left out
		if err := md.Convert([]byte(c.Source), &b); err != nil {
			return pageCell{}, err
		}
		clean, err := sanitize(b.String())
		if err != nil { // it is no page, such as one of a thousand quotes in each other
			clean = "<pre>" + template.HTMLEscapeString(c.Source) + "</pre>"
		}
		return pageCell{Text: template.HTML(clean)}, nil
	case "code":
		return codeCell(c)
	}
	return pageCell{}, nil // a raw cell is for other programs
}

func codeCell(c *Cell) (pageCell, error) {
	pc := pageCell{Code: c.Source}
	if c.Count != nil {
		pc.Count = *c.Count
	}
	for _, raw := range c.Outputs {
		out, err := pageOutputOf(raw)
		if err != nil {
			return pageCell{}, err
		}
		pc.Outputs = append(pc.Outputs, out)
	}
	return pc, nil
}

// fileOutput is an output as it stands in a file.
type fileOutput struct {
	Type      string                     `json:"output_type"`
	Text      text                       `json:"text"`
	Data      map[string]json.RawMessage `json:"data"`
	EName     string                     `json:"ename"`
	EValue    string                     `json:"evalue"`
	Traceback []string                   `json:"traceback"`
}

func pageOutputOf(raw json.RawMessage) (pageOutput, error) {
	var o fileOutput
	if err := json.Unmarshal(raw, &o); err != nil {
		return pageOutput{}, fmt.Errorf("an output: %w", err)
	}
	switch o.Type {
	case "stream":
		return pageOutput{Class: "text", Text: string(o.Text)}, nil
	case "error":
		return pageOutput{Class: "error", Text: o.EName + ": " + o.EValue}, nil
	}
	return richOutput(o), nil
}

// richOutput shows the richest form that a page can hold.
func richOutput(o fileOutput) pageOutput {
	for _, mime := range []string{"text/html", "image/svg+xml"} {
		source, ok := o.form(mime)
		if !ok {
			continue
		}
		if clean, err := sanitize(source); err == nil { // else a plainer form will do
			return pageOutput{Class: "rich", HTML: template.HTML(clean)}
		}
	}
	for _, mime := range []string{"image/png", "image/jpeg"} {
		source, _ := o.form(mime)
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(source), ""))
		if err == nil && len(data) > 0 {
			return pageOutput{Class: "rich", Image: template.URL("data:" + mime + ";base64," + base64.StdEncoding.EncodeToString(data))}
		}
	}
	plain, _ := o.form("text/plain")
	return pageOutput{Class: "text", Text: plain}
}

// form returns one form of what an output shows, if it has it as text.
func (o fileOutput) form(mime string) (string, bool) {
	var t text
	raw, ok := o.Data[mime]
	if !ok || json.Unmarshal(raw, &t) != nil {
		return "", false
	}
	return string(t), true
}
