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

// says is a statement that so many articles make, in the years given as "2010-2016", "2015" or "".
func says(subject graph.Ref, p graph.Predicate, object graph.Ref, sources int, years string) graph.Statement {
	s := graph.Statement{Subject: subject, Predicate: p, Object: object}
	from, to, ranged := strings.Cut(years, "-")
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
		{Statement: says(figueres, "leads", unfccc, 31, "2010-2016")},
		{Statement: says(unfccc, "adopted", paris, 58, "2015-12-12")},
		{Statement: says(fabius, "steered", paris, 22, "2015"), Inverse: true},
		{Statement: says(fabius, "primeMinisterOf", france, 17, "1984-1986")},
	}
	steps[1].Evidence = says(unfccc, "adopted", paris, 58, "2015").Evidence
	around := []graph.Statement{
		says(ref(graph.Person, "José Figueres Ferrer"), "fatherOf", figueres, 6, ""),
		says(figueres, "bornIn", ref(graph.Country, "Costa Rica"), 9, ""),
		says(unfccc, "adopted", ref(graph.Policy, "Kyoto Protocol"), 40, "1997"),
		says(ref(graph.Person, "Patricia Espinosa"), "leads", unfccc, 14, "2016-2022"),
		says(ref(graph.Person, "Xie Zhenhua 解振华"), "negotiated", paris, 8, "2015"),
		says(ref(graph.Country, "United States"), "signed", paris, 35, "2016"),
		says(ref(graph.Person, "François Mitterrand"), "appointed", fabius, 7, "1984"),
		says(fabius, "presided", ref(graph.Institution, "Constitutional Council"), 1, "2016-2025"),
		says(france, "memberOf", ref(graph.Institution, "OECD"), 5, "1961"),
		says(unfccc, "locatedIn", ref(graph.Place, "Bonn"), 3, ""),
		says(fabius, "negotiated", paris, 4, ""),
	}
	return graph.Answer{From: figueres, To: france, Selector: "shortest", Mode: "acyclic", Paths: []graph.Path{{Steps: steps, Cost: 1}}}, around
}
