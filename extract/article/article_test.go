package article

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/clewgraph/clew/graph"
)

// readAllOf reads paths and returns each article as "key|title|date|text" and each error as "! " and its text.
func readAllOf(o Options, paths ...string) []string {
	var out []string
	for a, err := range Read(context.Background(), paths, o) {
		if err != nil {
			out = append(out, "! "+err.Error())
			continue
		}
		out = append(out, strings.Join([]string{a.Name, a.Title, string(a.Date), a.Text}, "|"))
	}
	return out
}

func write(t *testing.T, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "b/two.txt", []byte("Two"))
	write(t, dir, "a.md", []byte("One"))
	write(t, dir, "b/three.txt.gz", zipped(t, "Three"))
	write(t, dir, ".hidden/x.txt", []byte("no"))
	write(t, dir, "picture.png", []byte("no"))
	write(t, dir, "empty.txt", nil)
	want := []string{"a.md|||One\n", "b/three.txt.gz|||Three", "b/two.txt|||Two", "! empty.txt: the file is empty"}
	if diff := cmp.Diff(want, readAllOf(Options{}, dir)); diff != "" {
		t.Error(diff)
	}
	if got := readAllOf(Options{}, t.TempDir()); len(got) != 1 || !strings.Contains(got[0], "no articles in this folder") {
		t.Errorf("an empty folder gives %q", got)
	}
}

func TestText(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte("Ångström lives."))
	if err != nil {
		t.Fatal(err)
	}
	unmarked, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte("Angstrom lives."))
	if err != nil {
		t.Fatal(err)
	}
	latin, err := charmap.Windows1252.NewEncoder().Bytes([]byte("Ångström “lives” here."))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		about string
		data  []byte
		want  string
	}{
		{"kept as it is", []byte("\ufeffOne\r\ntwo \n"), "x.txt|||\ufeffOne\r\ntwo \n"},
		{"UTF-16", utf16, "x.txt|||Ångström lives."},
		{"UTF-16 without a mark", unmarked, "x.txt|||Angstrom lives."},
		{"Windows-1252", latin, "x.txt|||Ångström “lives” here."},
		{"a NUL", []byte("One\x00two" + strings.Repeat(" three", 50)), "! x.txt: a binary file, not a text: it holds a NUL byte"},
		{"a NUL among three bytes", []byte("a\x00b"), "! x.txt: a binary file, not a text"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00"), "! x.txt: a binary file, not a text"},
		{"UTF-8 with an error", []byte("Ångström Ångström Ångström \xff"), "! x.txt: not valid UTF-8: a wrong byte at 33"},
		{"nothing", []byte(" \n"), "! x.txt: the file is empty"},
		{"broken gzip", []byte("\x1f\x8bnot"), "! x.txt: broken gzip: unexpected EOF"},
		{"a long line", bytes.Repeat([]byte("word "), 1000), "! x.txt: line 1 is 0 MB long; is this an article?"},
		{"too large", bytes.Repeat([]byte("word\n"), 2000), "! x.txt: too large: 0 MB or more; split it into articles"},
	}
	for _, test := range tests {
		path := write(t, t.TempDir(), "x.txt", test.data)
		if diff := cmp.Diff([]string{test.want}, readAllOf(Options{MaxLine: 4000, MaxBytes: 8000}, path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.about, diff)
		}
	}
}

func TestFrontLines(t *testing.T) {
	tests := []struct{ text, title, date, author string }{
		{"The chemist who came home\n\nBy Eva Sand\nPublished 3 May 2024\n\nShe came.", "The chemist who came home", "2024-05-03", "Eva Sand"},
		{"Sep 29, 2025\n\nWhy they left\n\nThey left.", "Why they left", "2025-09-29", ""},
		{"They left in 2019. It rained.\n\nThen the sun came out.", "", "", ""},
		{"A text that is wrapped by hand\nin the middle of its sentences.", "", "", ""},
		{"Two days in May\n2024-05-03\n2024-05-04\nText.", "Two days in May", "", ""},
		{"When is it\n03/04/2024\nText.", "When is it", "", ""},
		{"A day that is none\n2024-02-31\nText.", "A day that is none", "", ""},
		{"Why they left\nThe Lund Herald, May 14, 2025\nThey left.", "Why they left", "2025-05-14", ""},
		{"Why they left\nBy Eva Sand | June 26, 2025 | Science\nThey left.", "Why they left", "2025-06-26", "Eva Sand"},
		{"Why they left\nLund Weekly | 8 Sept 2025\nThey left.", "Why they left", "2025-09-08", ""},
		{"Why they left\nUpdated 29 January 2026\nThey left.", "Why they left", "2026-01-29", ""},
		{"Why they left\n3 May 2024\nUpdated 29 January 2026\nThey left.", "Why they left", "2024-05-03", ""},
		{"Nordbit names Eva Sand\nLUND, Skåne, April 2, 2026 -- Nordbit has named Eva Sand.", "Nordbit names Eva Sand", "2026-04-02", ""},
		{"Remembering the killing at Lund Square, June 4, 1989\nThey left.", "Remembering the killing at Lund Square, June 4, 1989", "", ""},
		{"Why they left\n3 May 2024\nLund Square, 12 April 2019\nThey left.", "Why they left", "2024-05-03", ""},
		{"Why they left\nThey left on Friday, 3 May 2024, and came back.", "Why they left", "", ""},
	}
	for _, test := range tests {
		front := frontLines(test.text)
		got := []string{titleOf(front), string(dateOf(parts(front))), authorOf(parts(front))}
		if diff := cmp.Diff([]string{test.title, test.date, test.author}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestMarkdown(t *testing.T) {
	raw := "---\ntitle: \"Home again\"\ndate: 2024-05-03T10:00:00Z\nauthor: Eva Sand\nurl: https://example.org/a\n---\n" +
		"# A chemist\n\nShe **left** [Lund\nUniversity](https://example.org) in\n`2019`.[^1]\n\n![a picture](x.png)\n\n- one *item*\n- two_words\n\n> quoted\n\n```\ncode\n```\n\nSet\n---\n<b>End</b> &amp; \\*out\\*\n"
	a, err := readMarkdown(source{key: "x.md"}, raw)
	if err != nil {
		t.Fatal(err)
	}
	want := graph.Article{
		Name: "x.md", Title: "Home again", Date: "2024-05-03", Author: "Eva Sand", URL: "https://example.org/a",
		Text: "A chemist\n\nShe left Lund University in 2019.\n\n• one item\n\n• two_words\n\nquoted\n\nSet\n\nEnd & *out*\n",
	}
	want.ID, want.Bytes = graph.IDOfText(want.Text), len(want.Text)
	if diff := cmp.Diff(want, a); diff != "" {
		t.Error(diff)
	}
}

const page = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>Home again | The Sound</title>
<meta name="author" content="Eva Sand"><meta property="og:site_name" content="The Sound">
<meta property="article:published_time" content="2024-05-03T08:00:00Z"></head><body><nav><a href="/">Front page</a></nav>
<article><h1>Home again</h1><p>Maria Keller, a chemist, left Lund University in March after ten years in the city of Lund.</p>
<script>document.write("evil")</script><h2>Why she left</h2>
<p>The university said that the fund which had paid for her laboratory would end later this year, to nobody's surprise.</p>
<ul><li>The laboratory closes in the autumn of this year</li></ul></article><footer>We use cookies</footer></body></html>`

func TestHTML(t *testing.T) {
	a, err := readHTML(source{key: "x.html"}, page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Home again", "2024-05-03", "Eva Sand", "The Sound"}, []string{a.Title, string(a.Date), a.Author, a.Publisher}); diff != "" {
		t.Error(diff)
	}
	lines := strings.Split(strings.TrimSpace(a.Text), "\n\n")
	if len(lines) < 4 || lines[0] != "Home again" || lines[2] != "Why she left" {
		t.Errorf("lines %q", lines)
	}
	for _, not := range []string{"evil", "cookies", "Front page", "<"} {
		if strings.Contains(a.Text, not) {
			t.Errorf("the text holds %q: %s", not, a.Text)
		}
	}
	for _, empty := range []string{"<html><body></body></html>", "<script>x</script>", "<p>", ""} {
		if a, err := readHTML(source{key: "x"}, empty); err == nil {
			t.Errorf("%q gives %q", empty, a.Text)
		}
	}
}

// TestLongPage: a page too long for a tree is read as a short one is.
func TestLongPage(t *testing.T) {
	paged := func(paragraphs int) string {
		return `<html><head><title>Home again</title><meta property="og:site_name" content="The Sound"><meta name="author" content="Eva Sand">` +
			`<meta property="article:published_time" content="2024-05-03"><style>p{evil}</style></head><body><nav><ul><li>Front page</ul></nav><main><h1>Home again</h1>` +
			strings.Repeat("<p>She left the <b>institute</b> in Vienna &amp; moved to Lisbon, where she now leads a group of twelve.</p>\n<script>evil()</script>", paragraphs) +
			`</main><footer>We use cookies</footer></body></html>`
	}
	read := func(page string) graph.Article {
		t.Helper()
		a, err := readHTML(source{key: "x.html"}, page)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	const short, long = 8, 14_000
	if isLong(paged(short)) || !isLong(paged(long)) {
		t.Fatal("the pages are of the wrong size")
	}
	want, got := read(paged(short)), read(paged(long))
	if n := strings.Count(got.Text, "group of twelve"); n != long {
		t.Errorf("%d paragraphs of %d", n, long)
	}
	got.Text, got.ID, got.Bytes = got.Text[:len(want.Text)], want.ID, want.Bytes
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestShortPage: blocks stay apart, and nothing is there twice.
func TestShortPage(t *testing.T) {
	a, err := readHTML(source{key: "x.html"}, `<html><body><nav>Front page</nav><h1>Fischer joins Siemens</h1><p>Anna Fischer works for Siemens.</p><p>She was born in Vienna.</p></body></html>`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("Fischer joins Siemens\n\nAnna Fischer works for Siemens.\n\nShe was born in Vienna.\n", a.Text); diff != "" {
		t.Error(diff)
	}
}

// TestNothingIsLost: a little text is read wherever its elements say that it stands, and scripts never.
func TestNothingIsLost(t *testing.T) {
	const text = "Alice Smith joined Stanford University in 2016 and left it for Oslo in the spring."
	for _, page := range []string{
		"<body><form><p>" + text + "</p></form>",
		"<nav><button>Menu</nav><main><p>" + text + "</main>",
		"<article><p>Related.</p></article><p>" + text + "</p>",
		`<p>` + text + `</p><script src="x" />var a="Bob led MIT";</script>`,
	} {
		a, err := readHTML(source{key: "x.html"}, page)
		if err != nil || !strings.Contains(a.Text, text) || strings.Contains(a.Text, "Bob") {
			t.Errorf("%s: %q, %v", page, a.Text, err)
		}
	}
}

// TestLongPagesOfFewBytes: end tags, comments and formatting that is not closed make elements, too.
func TestLongPagesOfFewBytes(t *testing.T) {
	for name, page := range map[string]string{
		"end tags": strings.Repeat("</p>", 50_000), "comments": strings.Repeat("<!--->", 50_000),
		"formatting": strings.Repeat("<b>", 200) + strings.Repeat("<p>x</p>", 400),
	} {
		if !isLong(page) {
			t.Errorf("%s: not long", name)
		}
	}
	if isLong(strings.Repeat(`<p>A paragraph with an anchor<a name="x"> that is not closed.</p>`, 3000)) {
		t.Error("a page of 3,000 anchors is long")
	}
	if isLong(strings.Repeat("<p>A paragraph with <b>two</b> <i>words</i> marked.</p>", 3000)) {
		t.Error("a page of 3,000 paragraphs is long")
	}
}

func TestJSONLines(t *testing.T) {
	path := write(t, t.TempDir(), "x.jsonl", []byte(`{"text": "One.", "title": "T", "date": "2024-05-03"}

{"text": "Two.", "url": "https://example.org/2"}
not json
{"title": "no text"}
{"text": 7}
`+`{"text": "`+strings.Repeat("x", 5000)+`"}
{"text": "Last."}`))
	want := []string{
		"x.jsonl#1|T|2024-05-03|One.",
		"https://example.org/2|||Two.",
		"! x.jsonl: line 4: not a JSON object: invalid character 'o' in literal null (expecting 'u')",
		`! x.jsonl: line 5: no text in the field "text"`,
		`! x.jsonl: line 6: no text in the field "text"`,
		"! x.jsonl: line 7: 0 MB or longer",
		"x.jsonl#8|||Last.",
	}
	if diff := cmp.Diff(want, readAllOf(Options{MaxLine: 4000}, path)); diff != "" {
		t.Error(diff)
	}
	path = write(t, t.TempDir(), "y.ndjson", []byte(`{"body": "One.", "head": "T"}`))
	if diff := cmp.Diff([]string{"y.ndjson#1|T||One."}, readAllOf(Options{Fields: Fields{Text: "body", Title: "head"}}, path)); diff != "" {
		t.Error(diff)
	}
}

func TestStdin(t *testing.T) {
	for in, want := range map[string]string{
		"Just words.":        "stdin|||Just words.",
		`{"text": "Words."}`: "stdin#1|||Words.",
		"":                   "! stdin: the file is empty",
	} {
		if diff := cmp.Diff([]string{want}, readAllOf(Options{Stdin: strings.NewReader(in)}, "-")); diff != "" {
			t.Error(diff)
		}
	}
	if got := readAllOf(Options{}, "-", "nosuch.txt"); len(got) != 2 || got[1] != "! nosuch.txt: no such file or directory" && !strings.HasPrefix(got[1], "! nosuch.txt: ") {
		t.Errorf("%q", got)
	}
}

func TestAddress(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})
	mux.HandleFunc("/latin", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=iso-8859-2")
		_, _ = w.Write([]byte("\xa3\xf3d\xbc"))
	})
	mux.HandleFunc("/picture", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "image/png") })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/page", http.StatusFound) })
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	for path, want := range map[string]string{
		"/latin":   "|||Łódź",
		"/picture": "! the content type image/png is no article",
		"/round":   "! more than 5 redirects",
		"/file":    "! a redirect to file:, which is neither http nor https",
		"/none":    "! the server answered 404 Not Found",
	} {
		want = strings.Replace("U"+want, "U! ", "! U: ", 1)
		want = strings.Replace(want, "U", server.URL+path, 1)
		if diff := cmp.Diff([]string{want}, readAllOf(Options{AllowLocal: true}, server.URL+path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	for a, err := range Read(context.Background(), []string{server.URL + "/away"}, Options{AllowLocal: true}) {
		if err != nil || a.Name != server.URL+"/away" || a.URL != server.URL+"/page" || a.Title != "Home again" {
			t.Errorf("%+v, error %v", a, err)
		}
	}
	for _, local := range []string{server.URL + "/page", "http://localhost/", "http://[::1]/", "http://169.254.169.254/x", "http://10.0.0.1/"} {
		if got := readAllOf(Options{}, local); len(got) != 1 || !strings.Contains(got[0], "this machine or the local network") {
			t.Errorf("%s gives %q", local, got)
		}
	}
}

// FuzzRead holds what every reader promises: an article whose text is valid UTF-8 without NULs, or an error, never both.
func FuzzRead(f *testing.F) {
	for kind, seeds := range [][]string{
		{"Plain.\n2024-05-03\n", "\xff\xfeA\x00", "\xe5ngstr\xf6m", "\x1f\x8b"},
		{"---\ntitle: x\n---\n# A\n```\n", "*a **b** _c_*", "[x](", "<a", "- "},
		{page, "<html><body><p>", "<table><tr><td>"},
		{`{"text": "x"}`, "{\"text\":\"\\u0000\"}", "[]", `{"text":"\ud800"}`},
	} {
		for _, s := range seeds {
			f.Add(uint8(kind), []byte(s))
		}
	}
	names := []string{"x.txt", "x.md", "x.html", "x.jsonl"}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		name := names[int(kind)%len(names)]
		if name == "x.html" {
			if p := streamedText(string(data)); !utf8.ValidString(strings.Join(append(p.lines, p.title), "")) {
				t.Fatalf("the lines %q are no text", p.lines)
			}
		}
		s := source{key: name, format: formatOf(name)}
		for a, err := range readStream(s, bytes.NewReader(data), Options{}.complete()) {
			switch {
			case err != nil && a.Text != "":
				t.Fatalf("an article and the error %v", err)
			case err == nil && (!utf8.ValidString(a.Text) || strings.TrimSpace(a.Text) == "" || strings.Contains(a.Text, "\x00")):
				t.Fatalf("the text %q is none", a.Text)
			case err != nil && !strings.HasPrefix(err.Error(), name):
				t.Fatalf("the error %q does not name the file", err)
			}
		}
	})
}

func TestSizeAloneRefusesOneArticle(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]string{
		"x.txt": "too large: 0 MB or more; split it into articles", "x.html": "too large: 0 MB or more; split it into articles",
		"x.jsonl": "", "x.txt.gz": "", // many articles, and one of unknown size
	} {
		f, err := os.Open(write(t, dir, name, make([]byte, 2000)))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := checkFile(f, name, Options{MaxBytes: 1000}); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
