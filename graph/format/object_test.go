package format_test

import (
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format"
	"github.com/google/go-cmp/cmp"
)

func TestAnswerObject(t *testing.T) {
	article := &graph.Article{ID: "a:1", Name: "b.txt", Date: "2025"}
	liu := graph.Ref{ID: "person/liu-jun", Name: "Liu Jun", Kind: graph.Person}
	harvard := graph.Ref{ID: "institution/harvard", Name: "Harvard <&>", Kind: graph.Institution}
	answer := graph.Answer{From: harvard, To: liu, Selector: "shortest", Mode: "acyclic", Paths: []graph.Path{{Cost: 1.5, Steps: []graph.Step{{
		Inverse: true,
		Statement: graph.Statement{Subject: liu, Predicate: "workedFor", Object: harvard, Evidence: []graph.Evidence{
			{Article: article, Span: graph.Span{Start: 3, End: 6}, Text: "a\xff\"", Confidence: 0.93, Past: true, From: "2010", To: "2016-05"},
		}},
	}}}}}
	for _, c := range []struct {
		name   string
		object any
		want   string
	}{
		{"path", format.AnswerOf(answer), `{"from":{"id":"institution/harvard","name":"Harvard <&>","type":"institution"},"to":{"id":"person/liu-jun","name":"Liu Jun","type":"person"},"selector":"shortest","mode":"acyclic","truncated":false,` +
			`"paths":[{"length":1,"cost":1.5,"steps":[{"subject":{"id":"person/liu-jun","name":"Liu Jun","type":"person"},"predicate":"workedFor","object":{"id":"institution/harvard","name":"Harvard <&>","type":"institution"},"inverse":true,"past":true,"from":"2010","to":"2016-05","sources":1,"confidence":0.93,` +
			`"evidence":[{"article":"b.txt","start":3,"end":6,"text":"a\ufffd\"","confidence":0.93,"past":true,"from":"2010","to":"2016-05"}]}]}]}`},
		{"no path", format.AnswerOf(graph.Answer{From: liu, To: liu, Selector: "all", Mode: "trail"}), `{"from":{"id":"person/liu-jun","name":"Liu Jun","type":"person"},"to":{"id":"person/liu-jun","name":"Liu Jun","type":"person"},"selector":"all","mode":"trail","truncated":false,"paths":[]}`},
		{
			"statement", format.StatementOf(graph.Statement{Subject: liu, Predicate: "leads", Object: harvard, Evidence: []graph.Evidence{{Article: article, Span: graph.Span{End: 1}, Text: "x", Confidence: 1}}}),
			`{"kind":"statement","subject":{"id":"person/liu-jun","name":"Liu Jun","type":"person"},"predicate":"leads","object":{"id":"institution/harvard","name":"Harvard <&>","type":"institution"},"confidence":1,"past":false,"from":"","to":"","evidence":[{"article":"b.txt","start":0,"end":1,"text":"x","confidence":1,"past":false,"from":"","to":""}]}`,
		},
		{
			"entity", format.EntityOf(graph.Entity{ID: "country/china", Name: "China", Kind: graph.Country, IDs: map[string]string{"wikidata": "Q148", "iso3166": "CN"}}, []graph.Mention{{Article: article, Span: graph.Span{Start: 1, End: 6}, Text: "China"}}),
			`{"kind":"entity","id":"country/china","name":"China","type":"country","aliases":[],"ids":{"iso3166":"CN","wikidata":"Q148"},"mentions":[{"article":"b.txt","start":1,"end":6,"text":"China"}]}`,
		},
		{
			"article", format.ArticleOf(graph.Article{ID: "a:1", Name: "b.txt", Date: "2025-09-25", Bytes: 7, Text: "not out"}),
			`{"kind":"article","id":"a:1","name":"b.txt","title":"","date":"2025-09-25","url":"","bytes":7}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b strings.Builder
			if err := format.JSON(&b, c.object); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want+"\n", b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
