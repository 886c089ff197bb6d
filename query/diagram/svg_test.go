package diagram_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/query/diagram"
	"github.com/clewgraph/clew/query/diagram/render"
)

func newRenderer(t testing.TB) *diagram.Renderer {
	r := diagram.NewRenderer(render.Options{})
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func svg(t *testing.T, r *diagram.Renderer, p diagram.Picture, o diagram.Options) []byte {
	t.Helper()
	o.Ontology = vocabulary()
	data, _, err := r.SVG(t.Context(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestEverythingCanBeRead looks at pictures as a reader does: texts overlap nothing and lie on the page, entities
// do not overlap, and text stands out from what is under it.
func TestEverythingCanBeRead(t *testing.T) {
	r := newRenderer(t)
	for name, picture := range samples() {
		for _, o := range []diagram.Options{
			{},
			{Theme: diagram.Dark},
			{Theme: diagram.Print},
			{Direction: diagram.TopToBottom},
			{MaxNodes: 12},
			{Title: strings.Repeat("A headline that goes on ", 12), Subtitle: strings.Repeat("and says 的 more ", 30), HideLegend: true},
		} {
			t.Run(name+" "+string(o.Theme)+string(o.Direction), func(t *testing.T) {
				p := readPage(t, svg(t, r, picture, o))
				texts, boxes := p.texts(), p.boxes()
				for i, a := range texts {
					if a.x0 < 0 || a.y0 < 0 || a.x1 > p.width || a.y1 > p.height {
						t.Errorf("%q leaves the page of %v by %v: %+v", a.text, p.width, p.height, a)
					}
					if c := contrast(t, a.color, p.under(a)); c < 7 {
						t.Errorf("%q has a contrast of %.1f: %s on %s", a.text, c, a.color, p.under(a))
					}
					for _, b := range texts[:i] {
						if a.overlaps(b) {
							t.Errorf("%q and %q overlap: %+v %+v", a.text, b.text, a, b)
						}
					}
					for _, b := range boxes {
						inside := a.x0 >= b.x0 && a.x1 <= b.x1 && a.y0 >= b.y0 && a.y1 <= b.y1
						if a.overlaps(b) && !inside {
							t.Errorf("%q runs over the edge of an entity: %+v %+v", a.text, a, b)
						}
					}
				}
			})
		}
	}
}

// TestLinesOfANeighbourhoodKeepClear follows every line and finds it on no entity.
func TestLinesOfANeighbourhoodKeepClear(t *testing.T) {
	r := newRenderer(t)
	for _, name := range []string{"around", "around-few", "alone"} {
		for _, direction := range []diagram.Direction{diagram.LeftToRight, diagram.TopToBottom} {
			p := readPage(t, svg(t, r, samples()[name], diagram.Options{Direction: direction}))
			lines := 0
			for _, e := range p.elements {
				if e.Name.Local != "path" || attr(e, "fill") != "none" || !strings.Contains(attr(e, "d"), "C") {
					continue
				}
				lines++
				for _, at := range alongCurve(t, attr(e, "d")) {
					for _, b := range p.boxes() {
						if b.x0+1 < at[0] && at[0] < b.x1-1 && b.y0+1 < at[1] && at[1] < b.y1-1 {
							t.Fatalf("%s %s: the line %s runs over the entity at %+v", name, direction, attr(e, "d"), b)
						}
					}
				}
			}
			if lines == 0 && name != "alone" {
				t.Errorf("%s %s: no lines", name, direction)
			}
		}
	}
}

func TestSVGIsTheSameEachTime(t *testing.T) {
	r := newRenderer(t)
	for name, p := range samples() {
		if !bytes.Equal(svg(t, r, p, diagram.Options{}), svg(t, r, p, diagram.Options{})) {
			t.Errorf("%s: two pictures of the same", name)
		}
	}
}

// TestEveryLineCites finds a quote and its article in the tooltip of each entity and each statement.
func TestEveryLineCites(t *testing.T) {
	r := newRenderer(t)
	for _, name := range []string{"path", "paths", "around", "changes"} {
		groups, links := 0, 0
		p := readPage(t, svg(t, r, samples()[name], diagram.Options{}))
		for _, e := range p.elements {
			if class := attr(e, "class"); strings.HasSuffix(class, "statement") || strings.Contains(class, "entity") {
				groups++
			}
			if e.Name.Local == "a" && strings.HasPrefix(attr(e, "href"), "https://news.example/paper-") {
				links++
			}
		}
		cited := 0
		for _, tip := range p.titles {
			if strings.Contains(tip, "wrote paper") && strings.Contains(tip, "— Paper no. ") && strings.Contains(tip, "The Example, ") {
				cited++
			}
		}
		stacks := strings.Count(string(svg(t, r, samples()[name], diagram.Options{})), `id="clew-stack-`)
		if groups == 0 || cited+stacks != groups || links < groups-stacks {
			t.Errorf("%s: %d of %d parts cite, %d lead to the article, %d stacks", name, cited, groups, links, stacks)
		}
	}
}

func TestScreenReaderReadsThePath(t *testing.T) {
	p := readPage(t, svg(t, newRenderer(t), samples()["path"], diagram.Options{Lang: "en-GB"}))
	var items []string
	labels, ids := map[string]string{}, map[string]bool{}
	for _, e := range p.elements {
		if attr(e, "role") == "listitem" {
			items = append(items, attr(e, "aria-label"))
		}
		if e.Name.Local == "svg" {
			labels["title"], labels["desc"] = attr(e, "aria-labelledby"), attr(e, "aria-describedby")
			if attr(e, "lang") != "en-GB" || !strings.Contains(attr(e, "role"), "graphics-document") {
				t.Errorf("the root is %v", e.Attr)
			}
		}
		ids[attr(e, "id")] = true
	}
	for what, id := range labels {
		if !ids[id] {
			t.Errorf("the %s %q is not there", what, id)
		}
	}
	want := "Laurent Fabius steered as COP21 chair Paris Agreement (2015), 22 sources"
	if len(items) != 5 || items[0] != "" || items[3] != want {
		t.Errorf("the path reads %q, want a start and four steps, the third %q", items, want)
	}
}

func TestPicturesOnOnePageHaveDifferentIDs(t *testing.T) {
	r := newRenderer(t)
	seen := map[string]string{}
	for _, prefix := range []string{"", "fig-2", "3 <x>\""} {
		for _, e := range readPage(t, svg(t, r, samples()["around"], diagram.Options{IDPrefix: prefix})).elements {
			id := attr(e, "id")
			if id == "" {
				continue
			}
			if other, ok := seen[id]; ok {
				t.Errorf("id %q occurs twice, with prefix %q and %q", id, other, prefix)
			}
			seen[id] = prefix
		}
	}
	for _, id := range []string{"clew-entity-country-france", "fig-2-entity-country-france", "x-entity-country-france"} {
		if _, ok := seen[id]; !ok {
			t.Errorf("no id %q", id)
		}
	}
}

// allowed are the elements and attributes that pictures are made of.
var allowed = map[string]string{
	"svg":   "xmlns id width height viewBox role aria-roledescription aria-labelledby aria-describedby lang font-family text-rendering",
	"title": "id", "desc": "id", "rect": "width height fill", "a": "href target rel",
	"g":    "id class role aria-label",
	"path": "d fill stroke stroke-width stroke-dasharray",
	"text": "x y text-anchor font-size font-weight fill textLength lengthAdjust space", "tspan": "font-size font-weight fill",
}

func checkHarmless(t *testing.T, data []byte) {
	t.Helper()
	for _, e := range readPage(t, data).elements {
		attributes, ok := allowed[e.Name.Local]
		if !ok {
			t.Errorf("element <%s>", e.Name.Local)
		}
		for _, a := range e.Attr {
			if !strings.Contains(" "+attributes+" ", " "+a.Name.Local+" ") {
				t.Errorf("<%s> has an attribute %s=%q", e.Name.Local, a.Name.Local, a.Value)
			}
		}
		if u, err := url.Parse(attr(e, "href")); e.Name.Local == "a" && (err != nil || u.Scheme != "https" && u.Scheme != "http" && !strings.HasPrefix(u.String(), "#")) {
			t.Errorf("a link to %q", attr(e, "href"))
		}
	}
}

func TestHostileTextDoesNothing(t *testing.T) {
	r := newRenderer(t)
	for name, p := range samples() {
		t.Run(name, func(t *testing.T) {
			checkHarmless(t, svg(t, r, p, diagram.Options{Title: "</title><script>", IDPrefix: `"><script>`}))
		})
	}
}

func FuzzNames(f *testing.F) {
	f.Add("Ada", "works for Acme", "https://example.com/?a=1&b=2")
	f.Add("</text><script>", "\\N\\\\\"", "javascript:alert(1)")
	f.Add("\u202e\x00\xff", "]]>", "http://[")
	f.Add(strings.Repeat("W", 3000), "的", "#x\" onclick=\"y")
	r := newRenderer(f)
	f.Fuzz(func(t *testing.T, name, quote, address string) {
		s := says(graph.Ref{ID: graph.EntityID("person/" + name), Name: name, Kind: graph.Person}, "leads", graph.Ref{ID: "country/x", Name: quote, Kind: graph.Kind(name)}, 1, "")
		a := *s.Evidence[0].Article
		a.URL, a.Title, s.Evidence[0].Text, s.Evidence[0].Article = address, name, quote, &a
		data, _, err := r.SVG(t.Context(), diagram.OfStatements([]graph.Statement{s}), diagram.Options{Title: name})
		if err != nil {
			t.Fatal(err)
		}
		checkHarmless(t, data)
		if _, err := diagram.OfStatements([]graph.Statement{s}).Term(diagram.Options{}, 40, false); err != nil {
			t.Fatal(err)
		}
	})
}
