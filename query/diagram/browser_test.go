package diagram_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clewgraph/clew/query/diagram"
)

// measure tells of every picture in the page where the browser has drawn each text, and the box of the entity that it
// belongs to; then every id of the page.
const measure = `
const box = e => { const b = e.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height] }
const largest = e => [...e.querySelectorAll("path")].map(box).sort((a, b) => (b[2]-b[0])*(b[3]-b[1]) - (a[2]-a[0])*(a[3]-a[1]))[0]
const pictures = [...document.querySelectorAll("svg")].map(svg => ({
  name: svg.parentNode.dataset.name, width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height,
  texts: [...svg.querySelectorAll("text")].map(t => {
    const g = t.closest("g.entity"), size = parseFloat((t.querySelector("tspan") || t).getAttribute("font-size"))
    const [x0, , x1] = box(t), y = parseFloat(t.getAttribute("y"))
    return {text: t.textContent, x0, y0: y - 0.74*size, x1, y1: y + 0.2*size, shape: g ? largest(g) : null}
  })}))
const out = document.createElement("pre")
out.id = "measured"
out.textContent = JSON.stringify({pictures, ids: [...document.querySelectorAll("#samples [id]")].map(e => e.id)})
document.body.append(out)`

type measured struct {
	IDs      []string
	Pictures []struct {
		Name          string
		Width, Height float64
		Texts         []struct {
			Text           string
			X0, Y0, X1, Y1 float64
			Shape          []float64
		}
	}
}

// TestInABrowser has Chromium draw every sample, in every theme, and the whole gallery, on one page, and looks where
// the texts have come to be: on the page, within their entities, over no other text. No id occurs twice.
func TestInABrowser(t *testing.T) {
	page := measureIn(t, findChromium(t), samplesPage(t)+galleryPage(t))
	if len(page.Pictures) < 3*len(samples()) {
		t.Fatalf("%d pictures were drawn", len(page.Pictures))
	}
	for _, p := range page.Pictures {
		var texts []item
		for _, m := range p.Texts {
			a := item{text: m.Text, x0: m.X0, y0: m.Y0, x1: m.X1, y1: m.Y1}
			if a.x0 < 0 || a.y0 < 0 || a.x1 > p.Width || a.y1 > p.Height {
				t.Errorf("%s: %q leaves the page of %v by %v: %+v", p.Name, a.text, p.Width, p.Height, a)
			}
			if s := m.Shape; s != nil && (a.x0 < s[0] || a.y0 < s[1] || a.x1 > s[2] || a.y1 > s[3]) {
				t.Errorf("%s: %q leaves its entity %v: %+v", p.Name, a.text, s, a)
			}
			for _, b := range texts {
				if a.overlaps(b) {
					t.Errorf("%s: %q and %q overlap: %+v %+v", p.Name, a.text, b.text, a, b)
				}
			}
			texts = append(texts, a)
		}
	}
	slices.Sort(page.IDs)
	for i := range page.IDs[1:] {
		if page.IDs[i] == page.IDs[i+1] {
			t.Errorf("the id %q occurs twice on a page", page.IDs[i])
		}
	}
}

func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium here (on Debian: apt-get install chromium)")
	return ""
}

// samplesPage is every sample in every theme, as they would stand in an article.
func samplesPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<section id="samples">`)
	r, all := newRenderer(t), samples()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for _, theme := range []diagram.Theme{diagram.Light, diagram.Dark, diagram.Print} {
			o := diagram.Options{Theme: theme, IDPrefix: name + "-" + string(theme)}
			fmt.Fprintf(&b, `<figure data-name="%s %s">%s</figure>`, name, theme, svg(t, r, all[name], o))
		}
	}
	return b.String() + "</section>"
}

// galleryPage is the pictures of docs/gallery, which stand each by itself.
func galleryPage(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../../docs/gallery/*.svg")
	if err != nil || len(files) == 0 {
		t.Fatalf("no gallery: %v", err)
	}
	var b strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, `<figure data-name="%s">%s</figure>`, filepath.Base(file), data)
	}
	return b.String()
}

var measuredPattern = regexp.MustCompile(`(?s)<pre id="measured">(.*?)</pre>`)

// measureIn opens a page of pictures in the browser.
func measureIn(t *testing.T, chromium, pictures string) (m measured) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "page.html")
	text := `<!doctype html><meta charset="utf-8"><body>` + pictures + "<script>" + measure + "</script>"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(folder, "profile"), "--dump-dom", "file://"+file)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Skip("Chromium does not answer on this machine")
	}
	found := measuredPattern.FindSubmatch(out)
	if err != nil || found == nil {
		t.Fatalf("Chromium measured nothing: %v", err)
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(string(found[1]))), &m); err != nil {
		t.Fatal(err)
	}
	return m
}
