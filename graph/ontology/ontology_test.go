package ontology_test

import (
	"strings"
	"testing"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/ontology"
)

func TestDefault(t *testing.T) {
	o := ontology.Default()
	if len(o.Predicates) != 20 {
		t.Errorf("the embedded ontology has %d predicates, want 20", len(o.Predicates))
	}
	p, ok := o.Find("WORKSFOR")
	if !ok || !p.Fits(graph.Person, graph.Institution) || p.Fits(graph.Institution, graph.Person) {
		t.Errorf("worksFor = %+v, %v", p, ok)
	}
	if got := p.Reading(true, false) + ", " + p.Reading(false, true); got != "worked for, employs" {
		t.Errorf("worksFor reads %q", got)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"no name":     {`{"predicates":[{"subject":["person"],"object":["place"]}]}`, "predicate 1"},
		"bad kind":    {`{"predicates":[{"name":"x","subject":["robot"],"object":["place"]}]}`, `"robot" is no kind`},
		"no object":   {`{"predicates":[{"name":"x","subject":["person"]}]}`, "at least one kind"},
		"twice":       {`{"predicates":[{"name":"x","subject":["person"],"object":["place"]},{"name":"X","subject":["person"],"object":["place"]}]}`, "twice"},
		"other field": {`{"predicates":[],"verbs":[]}`, "verbs"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ontology.Parse([]byte(c.file))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %s", err, c.want)
			}
		})
	}
}

func TestPredicateLabelsAreFilledIn(t *testing.T) {
	o, err := ontology.Parse([]byte(`{"predicates":[{"name":"invitedTo","subject":["person"],"object":["place"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Predicates[0].Label; got != "invited to" {
		t.Errorf("label %q", got)
	}
}
