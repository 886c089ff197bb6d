package diagram_test

import (
	"fmt"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

// vocabulary is the ontology of the samples, which are illustrative.
func vocabulary() *ontology.Ontology {
	o, err := ontology.Parse([]byte(`{"predicates":[
		{"name":"leads","label":"leads","past":"led","subject":["person"],"object":["institution"]},
		{"name":"adopted","label":"adopted","subject":["institution"],"object":["policy"]},
		{"name":"steered","label":"steered as COP21 chair","subject":["person"],"object":["policy"]},
		{"name":"primeMinisterOf","label":"prime minister of","subject":["person"],"object":["country"]},
		{"name":"fatherOf","label":"father of","subject":["person"],"object":["person"]},
		{"name":"bornIn","label":"born in","subject":["person"],"object":["country"]},
		{"name":"negotiated","label":"negotiated","subject":["person"],"object":["policy"]},
		{"name":"signed","label":"signed","subject":["country"],"object":["policy"]},
		{"name":"appointed","label":"appointed","subject":["person"],"object":["person"]},
		{"name":"presided","label":"presided","subject":["person"],"object":["institution"]},
		{"name":"memberOf","label":"member of","subject":["country"],"object":["institution"]},
		{"name":"locatedIn","label":"located in","subject":["institution"],"object":["place"]},
		{"name":"criticised","label":"criticised","subject":["person"],"object":["policy"]}]}`))
	if err != nil {
		panic(err)
	}
	return o
}

func ref(kind graph.Kind, name string) graph.Ref {
	return graph.Ref{ID: graph.NewEntityID(kind, name), Name: name, Kind: kind}
}

// says is a statement that so many articles make, in the years given as "2010..2016", "2015-12" or "".
func says(subject graph.Ref, p graph.Predicate, object graph.Ref, sources int, years string) graph.Statement {
	s := graph.Statement{Subject: subject, Predicate: p, Object: object}
	from, to, ranged := strings.Cut(years, "..")
	if !ranged {
		to = from
	}
	for i := range sources {
		quote := fmt.Sprintf("%s %s %s, wrote paper %d.", subject.Name, p, object.Name, i)
		name := fmt.Sprintf("paper-%02d", i)
		s.Evidence = append(s.Evidence, graph.Evidence{
			Article: &graph.Article{
				ID: graph.IDOfText(name), Name: name, Title: fmt.Sprintf("Paper no. %d", i),
				Date: graph.Date(fmt.Sprintf("20%02d-05-%02d", 10+i%16, 1+i%28)), URL: "https://news.example/" + name, Publisher: "The Example",
			},
			Span: graph.Span{Start: 0, End: len(quote)}, Text: quote, Confidence: 0.9, Past: to != "", From: graph.Date(from), To: graph.Date(to),
		})
	}
	return s
}

var (
	figueres = ref(graph.Person, "Christiana Figueres")
	unfccc   = ref(graph.Institution, "UNFCCC secretariat")
	paris    = ref(graph.Policy, "Paris Agreement")
	fabius   = ref(graph.Person, "Laurent Fabius")
	france   = ref(graph.Country, "France")
)

// pathSample is an answer of one path, whose third step is crossed from object to subject, and its context.
func pathSample() (graph.Answer, []graph.Statement) {
	steps := []graph.Step{
		{Statement: says(figueres, "leads", unfccc, 31, "2010..2016")},
		{Statement: says(unfccc, "adopted", paris, 58, "2015-12-12")},
		{Statement: says(fabius, "steered", paris, 22, "2015"), Inverse: true},
		{Statement: says(fabius, "primeMinisterOf", france, 17, "1984..1986")},
	}
	around := []graph.Statement{
		says(ref(graph.Person, "José Figueres Ferrer"), "fatherOf", figueres, 6, ""),
		says(figueres, "bornIn", ref(graph.Country, "Costa Rica"), 9, ""),
		says(unfccc, "adopted", ref(graph.Policy, "Kyoto Protocol"), 40, "1997"),
		says(ref(graph.Person, "Patricia Espinosa"), "leads", unfccc, 14, "2016..2022"),
		says(ref(graph.Person, "Xie Zhenhua 解振华"), "negotiated", paris, 8, "2015"),
		says(ref(graph.Country, "United States"), "signed", paris, 35, "2016"),
		says(ref(graph.Person, "François Mitterrand"), "appointed", fabius, 7, "1984"),
		says(fabius, "presided", ref(graph.Institution, "Constitutional Council"), 1, "2016..2025"),
		says(france, "memberOf", ref(graph.Institution, "OECD"), 5, "1961"),
		says(unfccc, "locatedIn", ref(graph.Place, "Bonn"), 3, ""),
		says(fabius, "negotiated", paris, 4, ""),
	}
	return graph.Answer{From: figueres, To: france, Selector: "shortest", Mode: "acyclic", Paths: []graph.Path{{Steps: steps, Cost: 1}}}, around
}

// aroundSample is the neighbourhood of a policy: n countries that signed it and some who did otherwise.
func aroundSample(countries int) (graph.Ref, []graph.Statement) {
	var list []graph.Statement
	add := func(s graph.Statement) { list = append(list, s) }
	for i, name := range []string{"Laurent Fabius", "Laurence Tubiana", "Xie Zhenhua 解振华", "Todd Stern", "Tony deBrum"} {
		add(says(ref(graph.Person, name), "negotiated", paris, 22-4*i, "2015"))
	}
	for i := range 9 {
		add(says(ref(graph.Person, fmt.Sprintf("Delegate %c", 'A'+i)), "negotiated", paris, 1+i%3, ""))
	}
	add(says(unfccc, "adopted", paris, 58, "2015"))
	add(says(ref(graph.Person, "James Hansen"), "criticised", paris, 1, "2015"))
	add(says(ref(graph.Person, "Donald Trump"), "criticised", paris, 38, "2017"))
	add(says(paris, "locatedIn", ref(graph.Place, "Le Bourget"), 5, ""))
	add(says(paris, "adopted", ref(graph.Policy, "Green Climate Fund replenishment and its governing instrument"), 2, ""))
	for i, name := range []string{"France", "China 中国", "United States", "India", "Costa Rica"} {
		add(says(ref(graph.Country, name), "signed", paris, 30-i, "2016-04-22"))
	}
	for i := range countries {
		add(says(ref(graph.Country, fmt.Sprintf("Country %03d", i)), "signed", paris, 1+i%4, "2016"))
	}
	add(says(fabius, "primeMinisterOf", france, 17, "1984..1986"))
	add(says(ref(graph.Person, "Laurence Tubiana"), "memberOf", ref(graph.Institution, "European Climate Foundation"), 4, ""))
	return paris, list
}

// manyPathsSample is an answer of several paths of up to four steps.
func manyPathsSample() graph.Answer {
	bank := ref(graph.Institution, "World Bank")
	fund, gef, imf := ref(graph.Institution, "Green Climate Fund"), ref(graph.Institution, "Global Environment Facility"), ref(graph.Institution, "IMF")
	japan, spain, us := ref(graph.Country, "Japan 日本"), ref(graph.Country, "Spain"), ref(graph.Country, "United States")
	kyoto, redd := ref(graph.Policy, "Kyoto Protocol"), ref(graph.Policy, "REDD+")
	stern, kim := ref(graph.Person, "Nicholas Stern"), ref(graph.Person, "Jim Yong Kim 김용")
	oecd, lse := ref(graph.Institution, "OECD"), ref(graph.Institution, "London School of Economics and Political Science")
	go1, ban := ref(graph.Institution, "Global Optimism"), ref(graph.Person, "Ban Ki-moon")
	path := func(refs ...graph.Ref) graph.Path {
		var p graph.Path
		for i := range len(refs) - 1 {
			n := 1 + (len(refs[i].Name)*7+len(refs[i+1].Name)*3)%9
			st := graph.Step{Statement: says(refs[i], "memberOf", refs[i+1], n, "")}
			if n%3 == 0 {
				st = graph.Step{Statement: says(refs[i+1], "appointed", refs[i], n, "2009..2013"), Inverse: true}
			}
			p.Steps = append(p.Steps, st)
		}
		return p
	}
	return graph.Answer{From: figueres, To: bank, Selector: "all", Mode: "acyclic", Paths: []graph.Path{
		path(figueres, unfccc, paris, fund, bank),
		path(figueres, unfccc, kyoto, japan, bank),
		path(figueres, lse, stern, imf, bank),
		path(figueres, go1, ban, kim, bank),
		path(figueres, unfccc, redd, gef, bank),
		path(figueres, lse, oecd, us, bank),
		path(figueres, go1, spain, imf, bank),
		path(figueres, unfccc, paris, us, bank),
		path(figueres, unfccc, ban, kim, bank),
	}}
}

// scriptsSample has names in many scripts.
func scriptsSample() []graph.Statement {
	university := ref(graph.Institution, "清华大学")
	return []graph.Statement{
		says(ref(graph.Person, "解振华"), "leads", university, 3, "2010..2014"),
		says(ref(graph.Person, "محمد بن سلمان آل سعود"), "leads", ref(graph.Institution, "مجلس الشؤون الاقتصادية والتنمية"), 4, "2015"),
		says(ref(graph.Person, "Владимир Вернадский"), "memberOf", ref(graph.Institution, "Академия наук"), 2, ""),
		says(ref(graph.Person, "नरेन्द्र मोदी"), "leads", ref(graph.Country, "भारत"), 6, "2014"),
		says(ref(graph.Person, "김용"), "memberOf", university, 1, ""),
		says(ref(graph.Person, "Ελένη Κουντουρά"), "memberOf", university, 2, ""),
		says(ref(graph.Person, "🌍 Emoji Activist 🚀"), "criticised", ref(graph.Policy, "Политика 政策"), 1, "2020"),
		says(ref(graph.Person, "ชัชชาติ สิทธิพันธุ์"), "leads", ref(graph.Place, "กรุงเทพมหานคร"), 2, "2022"),
		says(ref(graph.Person, "דוד בן־גוריון"), "leads", ref(graph.Country, "ישראל"), 2, "1948..1953"),
	}
}

// hostileSample has names that try to break out of where they are written.
func hostileSample() []graph.Statement {
	evil := []string{
		`<script>alert(1)</script>`, `"]; n1 -> n2; x [label="`, `\N \G \l \"`, "line\nbreak\r\n\tand tab", "\u202egnp.exe\u202c", `=cmd|' /C calc'!A0`,
		"\x00\x01\x1b[31mred\x1b[0m", "&lt;b&gt;&#x3c;", "]]>--><!--", strings.Repeat("Donaudampfschifffahrtsgesellschaft", 20), " ", "\u200b", "n0", "p0", "cluster_root",
		"</svg><svg onload=alert(1)>", "javascript:alert(1)", `${jndi:ldap://x}`, "%s%n%d", "A&B <i>x</i>",
	}
	var list []graph.Statement
	for i, name := range evil {
		subject := graph.Ref{ID: graph.EntityID("person/" + name), Name: name, Kind: graph.Person}
		object := graph.Ref{ID: graph.EntityID("institution/" + evil[(i+7)%len(evil)]), Name: evil[(i+7)%len(evil)], Kind: graph.Institution}
		s := says(subject, "leads", object, 1, "")
		a := *s.Evidence[0].Article
		a.URL, a.Title, a.Publisher = "javascript:alert('"+name+"')", name, name
		s.Evidence[0].Article, s.Evidence[0].Text = &a, name+" quote "+name
		list = append(list, s)
	}
	return list
}
