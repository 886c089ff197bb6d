package notebook

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		cell string
		want []Command
	}{
		"nothing":       {"\n # only a remark\n", nil},
		"quotes":        {`path "Liu Jun" 'the "other" one' a\ b # why`, []Command{{1, []string{"path", "Liu Jun", `the "other" one`, "a b"}}}},
		"empty word":    {`show ""`, []Command{{1, []string{"show", ""}}}},
		"two lines":     {"stats\r\n\nlist entities", []Command{{1, []string{"stats"}}, {3, []string{"list", "entities"}}}},
		"continued":     {"path A B \\\n  --all", []Command{{1, []string{"path", "A", "B", "--all"}}}},
		"query":         {"MATCH (a)\nRETURN a;\nstats", []Command{{1, []string{"query", "MATCH (a)\nRETURN a"}}, {3, []string{"stats"}}}},
		"query to end":  {"optional match (a)\n  RETURN a\n\nstats", []Command{{1, []string{"query", "optional match (a)\n  RETURN a"}}, {4, []string{"stats"}}}},
		"all one query": {"\n%%gql\nMATCH (a)\n\nRETURN a", []Command{{2, []string{"query", "MATCH (a)\n\nRETURN a"}}}},
		"a name":        {"show Matchbox", []Command{{1, []string{"show", "Matchbox"}}}},
		"hash in word":  {"show C#", []Command{{1, []string{"show", "C#"}}}},
		"help of":       {"path?\n\"Liu Jun\"?\n?Liu Jun\n? path\n?", []Command{{1, []string{"help", "path"}}, {2, []string{"help", "Liu Jun"}}, {3, []string{"help", "Liu Jun"}}, {4, []string{"help", "path"}}, {5, []string{"help", ""}}}},
		"no help":       {"show Who?", []Command{{1, []string{"show", "Who?"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse(c.cell)
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("error %v, commands differ (-want +got):\n%s", err, diff)
			}
		})
	}
	if _, err := Parse("stats\npath \"A"); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("an open quote gives %v", err)
	}
}

func TestIncomplete(t *testing.T) {
	for cell, want := range map[string]bool{
		"stats": false, `path "A`: true, "path A \\": true, "MATCH (a)": true, "MATCH (a) RETURN a;": false, "MATCH (a)\n": false, "": false,
	} {
		if got := Incomplete(cell); got != want {
			t.Errorf("Incomplete(%q) = %v", cell, got)
		}
	}
}

const foreign = `{"nbformat": 4, "nbformat_minor": 4, "metadata": {"author": {"b": 1, "a": 2}}, "x-unknown": [1, 2.50],
"cells": [
 {"cell_type": "markdown", "metadata": {"tags": ["z"]}, "source": ["# Title\n", "text <b>"], "attachments": {"p.png": {"image/png": "AAAA"}}},
 {"cell_type": "code", "metadata": {}, "source": "say hello", "execution_count": 7, "outputs": [{"output_type": "stream", "name": "stdout", "text": "old"}]},
 {"cell_type": "code", "id": "keep-me", "metadata": {}, "source": "fail", "execution_count": null, "outputs": []},
 {"cell_type": "code", "metadata": {}, "source": "say later", "execution_count": null, "outputs": []},
 {"cell_type": "raw", "metadata": {}, "source": []}
]}`

func interpreter() Interpreter {
	return Interpreter{Execute: func(_ context.Context, cell string, show func(Output)) error {
		if cell == "fail" {
			return errors.New("it failed")
		}
		show(Output{Stream: "stdout", Text: "one\n"})
		show(Output{Stream: "stdout", Text: "two\n"})
		show(Output{Data: Bundle{"text/plain": cell, "image/svg+xml": "<svg/>"}})
		return nil
	}}
}

func TestRunKeepsWhatItDoesNotKnow(t *testing.T) {
	n, err := Decode([]byte(foreign))
	if err != nil {
		t.Fatal(err)
	}
	var failure *CellError
	if err := n.Run(t.Context(), interpreter(), false); !errors.As(err, &failure) || failure.Cell != 3 {
		t.Fatalf("run: %v, want an error of cell 3", err)
	}
	got, err := n.Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := `{
 "nbformat": 4,
 "nbformat_minor": 5,
 "metadata": {
  "author": {
   "b": 1,
   "a": 2
  }
 },
 "x-unknown": [
  1,
  2.50
 ],
 "cells": [
  {
   "attachments": {
    "p.png": {
     "image/png": "AAAA"
    }
   },
   "cell_type": "markdown",
   "id": "cell-1",
   "metadata": {
    "tags": [
     "z"
    ]
   },
   "source": [
    "# Title\n",
    "text <b>"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "cell-2",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "one\n",
      "two\n"
     ]
    },
    {
     "data": {
      "image/svg+xml": [
       "<svg/>"
      ],
      "text/plain": [
       "say hello"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    }
   ],
   "source": [
    "say hello"
   ]
  },
  {
   "cell_type": "code",
   "id": "keep-me",
   "metadata": {},
   "source": [
    "fail"
   ],
   "execution_count": 2,
   "outputs": [
    {
     "ename": "Error",
     "evalue": "it failed",
     "output_type": "error",
     "traceback": [
      "it failed"
     ]
    }
   ]
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "cell-3",
   "metadata": {},
   "outputs": [],
   "source": [
    "say later"
   ]
  },
  {
   "cell_type": "raw",
   "id": "cell-4",
   "metadata": {},
   "source": []
  }
 ]
}
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("notebook differs (-want +got):\n%s", diff)
	}
	again, err := Decode(got)
	if err != nil {
		t.Fatal(err)
	}
	if cell := SameOutputs(n, again); cell != 0 {
		t.Errorf("the outputs of cell %d differ after reading them again", cell)
	}
	twice, err := again.Encode()
	if diff := cmp.Diff(string(got), string(twice)); diff != "" || err != nil {
		t.Errorf("error %v; writing it again differs:\n%s", err, diff)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, file := range []string{"", "[]", "{}", `{"nbformat":3,"cells":[]}`, `{"nbformat":4,"cells":{}}`, `{"nbformat":4,"cells":[{"source":""}]}`} {
		if _, err := Decode([]byte(file)); err == nil {
			t.Errorf("%q was read as a notebook", file)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(foreign))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Decode(data)
		if err != nil {
			return
		}
		out, err := n.Encode()
		if err != nil {
			t.Fatalf("a notebook that was read cannot be written: %v", err)
		}
		if _, err := Decode(out); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
	})
}

func TestPageIsSafe(t *testing.T) {
	hostile := `<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">j</a><a href="https://example.org/">ok</a>` +
		`<svg onload=alert(1)><script>alert(1)</script><foreignObject><p>f</p></foreignObject><text fill="url(http://evil)">t</text><title>quote</title></svg><style>*{}</style><details><summary>s</summary>q</details>`
	out, err := marshal(object(nil).with("output_type", "display_data").with("data", map[string]any{"text/html": hostile}))
	if err != nil {
		t.Fatal(err)
	}
	n := New(Markdown("# Hi\n\n"+hostile), Code(`show "<script>"`))
	n.Cells[1].Outputs = append(n.Cells[1].Outputs, out)
	var page bytes.Buffer
	if err := n.WritePage(&page, "<script>title"); err != nil {
		t.Fatal(err)
	}
	body := page.String()[strings.Index(page.String(), "<body>"):]
	for _, bad := range []string{"<script", "onerror", "onload", "javascript:", "foreignObject", "url(http", "<style"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page holds %q:\n%s", bad, body)
		}
	}
	for _, good := range []string{"<h1>Hi</h1>", `<a href="https://example.org/">ok</a>`, "<title>quote</title>", "<details><summary>s</summary>q</details>", "&lt;script&gt;"} {
		if !strings.Contains(body, good) {
			t.Errorf("the page lacks %q:\n%s", good, body)
		}
	}
}

func TestPageShowsAPlainerFormOfWhatIsNestedTooDeep(t *testing.T) {
	out, err := marshal(object(nil).with("output_type", "display_data").
		with("data", map[string]any{"text/html": strings.Repeat("<div>", 3000), "text/plain": "the plain form"}))
	if err != nil {
		t.Fatal(err)
	}
	n := New(Markdown(strings.Repeat(">", 3000)+"the quote"), Code("show"))
	n.Cells[1].Outputs = append(n.Cells[1].Outputs, out)
	var page bytes.Buffer
	if err := n.WritePage(&page, "deep"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"the quote", "the plain form"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestShellInAPipe(t *testing.T) {
	var out, errs bytes.Buffer
	s := Shell{In: interpreter(), Stdout: &out, Stderr: &errs, Report: func(err error) { errs.WriteString(err.Error()) }, Quit: func(l string) bool { return l == ".quit" }}
	err := s.Run(t.Context(), strings.NewReader("say \\\nthis\nfail\n.quit\nsay never"), false)
	if err == nil || out.String() != "one\ntwo\nsay \\\nthis\n" || errs.String() != "it failed" {
		t.Errorf("error %v, stdout %q, stderr %q", err, out.String(), errs.String())
	}
}

// forgetful shows something, clears it, shows something else and has more to read beside it.
func forgetful() Interpreter {
	return Interpreter{Execute: func(_ context.Context, _ string, show func(Output)) error {
		show(Output{Stream: "stdout", Text: "noise\n"})
		show(Output{Data: Bundle{"text/plain": "more noise"}})
		show(Output{Clear: true})
		show(Output{Data: Bundle{"text/plain": "the result"}})
		show(Output{Data: Bundle{"text/plain": "a page of help"}, Aside: true})
		return nil
	}}
}

func TestNotebookKeepsNeitherWhatIsClearedNorHelp(t *testing.T) {
	n := New(Code("forget"))
	if err := n.Run(t.Context(), forgetful(), false); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range n.Cells[0].Outputs {
		got = append(got, string(o))
	}
	want := []string{`{"data":{"text/plain":["the result"]},"metadata":{},"output_type":"display_data"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outputs differ (-want +got):\n%s", diff)
	}
}

func TestShellClearsATerminalOnly(t *testing.T) {
	for screen, want := range map[bool]string{
		true:  "noise\nmore noise\n" + clearScreen + "the result\na page of help\n",
		false: "noise\nmore noise\nthe result\na page of help\n",
	} {
		var out strings.Builder
		s := Shell{In: forgetful(), Stdout: &out, Screen: screen, Quit: func(string) bool { return false }}
		if err := s.Run(t.Context(), strings.NewReader("forget"), false); err != nil || out.String() != want {
			t.Errorf("screen %v: %q, %v, want %q", screen, out.String(), err, want)
		}
	}
}

func TestAMistakeOfClewIsAnErrorOfTheCell(t *testing.T) {
	in := Interpreter{Execute: func(context.Context, string, func(Output)) error { panic("index out of range") }}
	err := in.Cell(context.Background(), "stats", func(Output, bool) {})
	if err == nil || !strings.Contains(err.Error(), "index out of range") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the error is %q, want one sentence with the cause", err)
	}
}
