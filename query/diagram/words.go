package diagram

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// clean makes outside text fit to be shown: one line, without control characters and without the characters
// that turn the direction of what follows. Text that shows nothing becomes "(no name)".
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar || r == '\ufeff' || r >= 0xfff0 && r <= 0xffff:
			return -1
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f' || r == '\u061c':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if !strings.ContainsFunc(s, visible) {
		return "(no name)"
	}
	return s
}

func visible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf)
}

// excerpt shortens cleaned text to so many runes.
func excerpt(s string, runes int) string {
	r := []rune(clean(s))
	if len(r) <= runes {
		return string(r)
	}
	return strings.TrimRight(string(r[:runes-1]), " ") + "…"
}

// count puts a number before a word, "1 source", "31 sources".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%s %s", thousands(n), many)
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func sourcesWord(n int) string { return count(n, "source", "sources") }

// kindWords are a kind's singular and plural.
var kindWords = map[graph.Kind][2]string{
	graph.Person:      {"person", "people"},
	graph.Institution: {"institution", "institutions"},
	graph.Policy:      {"policy", "policies"},
	graph.Country:     {"country", "countries"},
	graph.Place:       {"place", "places"},
}

func kindWord(k graph.Kind) string {
	if w, ok := kindWords[k]; ok {
		return w[0]
	}
	return "thing"
}

// moreOf words a stack of n entities that are all of the kind, or of several where kind is "".
func moreOf(n int, kind graph.Kind) string {
	w, ok := kindWords[kind]
	if !ok {
		w = [2]string{"other", "others"}
	}
	return "+" + count(n, "more "+w[0], "more "+w[1])
}

// day writes a date as newspapers do: "12 Dec 2015", "May 2016", "2016".
func day(d graph.Date) string {
	for _, form := range []struct{ layout, print string }{{time.DateOnly, "2 Jan 2006"}, {"2006-01", "Jan 2006"}} {
		if t, err := time.Parse(form.layout, string(d)); err == nil {
			return t.Format(form.print)
		}
	}
	return string(d)
}

// held words when a statement held: "2010–2016", "since 2013", "until May 2016", "" where unknown. What happens
// once, as one sees by a predicate without a past form ("born in"), is not said to go on.
func held(o *ontology.Ontology, s graph.Statement) string {
	past, from, to := s.Held()
	switch {
	case from == "" && to == "":
		return ""
	case from == to:
		return day(from)
	case from == "":
		return "until " + day(to)
	case to != "":
		return day(from) + "–" + day(to)
	case past:
		return "from " + day(from)
	}
	if p, ok := o.Find(string(s.Predicate)); ok && p.Past != "" {
		return "since " + day(from)
	}
	return day(from)
}

// whenAndSources is the small line under a predicate: "2010–2016 · 31 sources".
func whenAndSources(o *ontology.Ontology, s graph.Statement) string {
	if when := held(o, s); when != "" {
		return when + " · " + sourcesWord(s.Sources())
	}
	return sourcesWord(s.Sources())
}

// reading returns the words between subject and object.
func reading(o *ontology.Ontology, s graph.Statement) string {
	past, _, _ := s.Held()
	if p, ok := o.Find(string(s.Predicate)); ok {
		return clean(p.Reading(past, false))
	}
	return clean(string(s.Predicate))
}

// sentence says a statement in words: "Christiana Figueres led UNFCCC secretariat (2010–2016), 31 sources".
func sentence(o *ontology.Ontology, s graph.Statement) string {
	text := fmt.Sprintf("%s %s %s", clean(s.Subject.Name), reading(o, s), clean(s.Object.Name))
	if when := held(o, s); when != "" {
		text += " (" + when + ")"
	}
	return text + ", " + sourcesWord(s.Sources())
}

// citation is a quote and where it stands.
func citation(e graph.Evidence) string { return quoted(e) + " — " + articleWords(e.Article) }

func quoted(e graph.Evidence) string { return "“" + excerpt(e.Text, 280) + "”" }

func articleWords(a *graph.Article) string {
	name := a.Title
	if name == "" {
		name = a.Name
	}
	parts := []string{excerpt(name, 120)}
	if a.Publisher != "" {
		parts = append(parts, excerpt(a.Publisher, 60))
	}
	if a.Date != "" {
		parts = append(parts, day(a.Date))
	}
	return strings.Join(parts, ", ")
}
