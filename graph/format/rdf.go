package format

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/clewgraph/clew/graph"
	"github.com/clewgraph/clew/graph/format/nquads"
	"github.com/clewgraph/clew/graph/ontology"
)

// The graph as RDF, in any of its syntaxes.
//
//	the ontology, unlabelled
//	    VOCAB  a rdf:Property ; rdfs:label "works for" ; rdfs:subPropertyOf schema:worksFor , wdt:P108
//	an article, unlabelled
//	    ARTICLE  a schema:Article ; meta:key "the key" ; meta:bytes 3120 ; schema:headline, datePublished, url, author, publisher
//	an entity, unlabelled, but each mention labelled with its article
//	    ENTITY  a kind:person ; rdfs:label "Liu Jun" ; skos:altLabel "Liu" ; id:wikidata "Q1" ; owl:sameAs wd:Q1
//	    ENTITY  meta:mention "17-24"  ARTICLE        (in Turtle: ARTICLE schema:mentions ENTITY)
//	a statement: what it is, unlabelled, then in each article that states it, labelled with the article
//	    STATEMENT  a rdf:Statement ; rdf:subject ENTITY ; rdf:predicate VOCAB ; rdf:object ENTITY
//	    ENTITY VOCAB ENTITY  ARTICLE
//	    STATEMENT  prov:wasDerivedFrom EVIDENCE  ARTICLE
//	    EVIDENCE  a oa:SpecificResource ; oa:hasSource ARTICLE ; oa:hasSelector POSITION , QUOTE ;
//	              meta:confidence 0.93 ; meta:past true ; meta:from 2010 ; meta:to 2016-05  ARTICLE
//	    POSITION  a oa:TextPositionSelector ; oa:start 1042 ; oa:end 1055  ARTICLE
//	    QUOTE     a oa:TextQuoteSelector ; oa:exact "the quote"  ARTICLE
//
// Positions count bytes of the article's text in UTF-8, where Web Annotation counts characters: an export
// has no text to count them in. Each article says so (meta:offsets "UTF-8 bytes"); for ASCII both are one.
// IRIs are made of ids, percent-encoded. An evidence's IRI is its article, a hash of the statement, and its span.
const (
	nsRDF    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsRDFS   = "http://www.w3.org/2000/01/rdf-schema#"
	nsOWL    = "http://www.w3.org/2002/07/owl#"
	nsSKOS   = "http://www.w3.org/2004/02/skos/core#"
	nsXSD    = "http://www.w3.org/2001/XMLSchema#"
	nsOA     = "http://www.w3.org/ns/oa#"
	nsPROV   = "http://www.w3.org/ns/prov#"
	nsSchema = "http://schema.org/"
	nsWD     = "http://www.wikidata.org/entity/"
	nsWDT    = "http://www.wikidata.org/prop/direct/"

	nsVocab    = "urn:clew:vocab:"
	nsKind     = "urn:clew:kind:"
	nsID       = "urn:clew:id:"
	nsMeta     = "urn:clew:meta:"
	nsArticle  = "urn:clew:article:"
	nsEvidence = "urn:clew:evidence:"
	nsStmt     = "urn:clew:statement:"
)

// prefixes are what Turtle calls the namespaces.
var prefixes = [][2]string{
	{"rdf", nsRDF},
	{"rdfs", nsRDFS},
	{"owl", nsOWL},
	{"skos", nsSKOS},
	{"xsd", nsXSD},
	{"oa", nsOA},
	{"prov", nsPROV},
	{"schema", nsSchema},
	{"wd", nsWD},
	{"wdt", nsWDT},
	{"vocab", nsVocab},
	{"kind", nsKind},
	{"id", nsID},
	{"meta", nsMeta},
}

// kindClasses are the nearest classes of other vocabularies.
var kindClasses = map[graph.Kind][]string{
	graph.Person:      {nsSchema + "Person", nsWD + "Q5"},
	graph.Institution: {nsSchema + "Organization", nsWD + "Q43229"},
	graph.Policy:      {nsWD + "Q1156854"},
	graph.Country:     {nsSchema + "Country", nsWD + "Q6256"},
	graph.Place:       {nsSchema + "Place", nsWD + "Q2221906"},
}

// iri and literal make terms in the syntax that N-Quads and Turtle share.
func iri(s string) string { return string(nquads.AppendIRI(make([]byte, 0, len(s)+2), s)) }

func literal(s string) string {
	return string(nquads.AppendString(make([]byte, 0, len(s)+2), s))
}

func typed(s, datatype string) string { return `"` + s + `"^^<` + nsXSD + datatype + ">" }

// local makes the IRI of a name in a namespace of ours.
func local(namespace, name string) string { return iri(namespace + escapeLocal(name)) }

// escapeLocal is the percent-encoding of graph's own IRIs, which this borrows from a predicate's.
func escapeLocal(name string) string {
	return strings.TrimPrefix(graph.Predicate(name).IRI(), nsVocab)
}

// quads takes quads of finished terms, as a syntax writes them. The graph is "" where a quad is unlabelled.
type quads interface {
	quad(subject, predicate, object, graph string) error
	labels() bool // whether the syntax has labels; if not, a statement is written once
}

// rdfWriter says in RDF what a graph holds. The first error stays.
type rdfWriter struct {
	out quads
	err error
}

func (w *rdfWriter) add(subject, predicate, object, graph string) {
	if w.err == nil {
		w.err = w.out.quad(subject, "<"+predicate+">", object, graph)
	}
}

// addText adds a literal, unless it is empty.
func (w *rdfWriter) addText(subject, predicate, text, graph string) {
	if text != "" {
		w.add(subject, predicate, literal(text), graph)
	}
}

func (w *rdfWriter) write(ctx context.Context, g Graph, o Options) error {
	w.vocabulary(o.ontology())
	if err := each(ctx, g.Articles, w.article); err != nil {
		return err
	}
	err := each(ctx, g.Entities, func(e graph.Entity) error {
		mentions, err := g.mentions(ctx, e.ID)
		if err != nil {
			return err
		}
		return w.entity(e, mentions)
	})
	if err != nil {
		return err
	}
	return each(ctx, g.Statements, w.statement)
}

func (w *rdfWriter) vocabulary(o *ontology.Ontology) {
	for _, k := range graph.Kinds {
		class := local(nsKind, string(k))
		w.add(class, nsRDF+"type", iri(nsRDFS+"Class"), "")
		for _, c := range kindClasses[k] {
			w.add(class, nsRDFS+"subClassOf", iri(c), "")
		}
	}
	for _, p := range o.Predicates {
		s := iri(p.Name.IRI())
		w.add(s, nsRDF+"type", iri(nsRDF+"Property"), "")
		w.addText(s, nsRDFS+"label", p.Label, "")
		w.equivalent(s, nsSchema+strings.TrimPrefix(p.Schema, "schema:"), p.Schema, p.SchemaInverse)
		w.equivalent(s, nsWDT+p.Wikidata, p.Wikidata, p.WikidataInverse)
	}
}

// equivalent names the nearest property of another vocabulary. That is a super-property rather than an
// equivalent one: worksFor and workedFor would become one by way of P108.
func (w *rdfWriter) equivalent(s, property, name string, inverse bool) {
	switch {
	case name == "":
	case inverse:
		w.add(s, nsOWL+"inverseOf", iri(property), "")
	default:
		w.add(s, nsRDFS+"subPropertyOf", iri(property), "")
	}
}

func (w *rdfWriter) article(a graph.Article) error {
	s := iri(a.ID.IRI())
	w.add(s, nsRDF+"type", iri(nsSchema+"Article"), "")
	w.addText(s, nsMeta+"key", a.Name, "")
	if a.Bytes > 0 {
		w.add(s, nsMeta+"bytes", typed(strconv.Itoa(a.Bytes), "integer"), "")
	}
	w.add(s, nsMeta+"offsets", literal("UTF-8 bytes"), "")
	w.addText(s, nsSchema+"headline", a.Title, "")
	w.addDate(s, nsSchema+"datePublished", a.Date, "")
	w.addText(s, nsSchema+"url", a.URL, "")
	w.addText(s, nsSchema+"author", a.Author, "")
	w.addText(s, nsSchema+"publisher", a.Publisher, "")
	return w.err
}

func (w *rdfWriter) addDate(subject, predicate string, d graph.Date, graph string) {
	if d != "" {
		w.add(subject, predicate, typed(string(d), []string{"gYear", "gYearMonth", "date"}[(len(d)-4)/3]), graph)
	}
}

func (w *rdfWriter) entity(e graph.Entity, mentions []graph.Mention) error {
	s := iri(e.ID.IRI())
	w.add(s, nsRDF+"type", local(nsKind, string(e.Kind)), "")
	w.add(s, nsRDFS+"label", literal(e.Name), "")
	for _, alias := range e.Aliases {
		w.add(s, nsSKOS+"altLabel", literal(alias), "")
	}
	for _, catalogue := range sortedKeys(e.IDs) {
		w.add(s, nsID+escapeLocal(catalogue), literal(e.IDs[catalogue]), "")
	}
	if q := e.IDs["wikidata"]; isWikidata(q) {
		w.add(s, nsOWL+"sameAs", iri(nsWD+q), "")
	}
	w.mentions(s, mentions)
	return w.err
}

// mentions says where an entity is named or, without labels, in which articles.
func (w *rdfWriter) mentions(s string, mentions []graph.Mention) {
	last := ""
	for _, m := range mentions {
		article := iri(m.Article.ID.IRI())
		switch {
		case w.out.labels():
			w.add(s, nsMeta+"mention", literal(strconv.Itoa(m.Start)+"-"+strconv.Itoa(m.End)), article)
		case article != last:
			w.add(article, nsSchema+"mentions", s, "")
		}
		last = article
	}
}

// isWikidata reports whether the id is one of Wikidata's, Q and a number.
func isWikidata(id string) bool {
	_, err := strconv.ParseUint(strings.TrimPrefix(id, "Q"), 10, 63)
	return err == nil && strings.HasPrefix(id, "Q")
}

func (w *rdfWriter) statement(s graph.Statement) error {
	name := tripleHash(s.Triple())
	node, subject, object := iri(nsStmt+name), iri(s.Subject.ID.IRI()), iri(s.Object.ID.IRI())
	w.add(node, nsRDF+"type", iri(nsRDF+"Statement"), "")
	w.add(node, nsRDF+"subject", subject, "")
	w.add(node, nsRDF+"predicate", iri(s.Predicate.IRI()), "")
	w.add(node, nsRDF+"object", object, "")
	evidence := slices.Clone(s.Evidence)
	slices.SortStableFunc(evidence, graph.CompareEvidence)
	for i, e := range evidence {
		label := iri(e.Article.ID.IRI())
		if i == 0 || w.out.labels() && evidence[i-1].Article.ID != e.Article.ID {
			w.add(subject, s.Predicate.IRI(), object, label)
		}
		same := 0
		for i-same > 0 && graph.CompareEvidence(evidence[i-same-1], e) == 0 {
			same++
		}
		w.evidence(node, name, e, same, label)
	}
	return w.err
}

// evidence writes one piece of evidence; same counts those before it with the same span.
func (w *rdfWriter) evidence(node, statement string, e graph.Evidence, same int, label string) {
	name := nsEvidence + strings.TrimPrefix(e.Article.ID.IRI(), nsArticle) + ":" + statement + ":" + strconv.Itoa(e.Start) + "-" + strconv.Itoa(e.End)
	if same > 0 {
		name += "." + strconv.Itoa(same)
	}
	s, position, quote := iri(name), iri(name+":position"), iri(name+":quote")
	w.add(node, nsPROV+"wasDerivedFrom", s, label)
	w.add(s, nsRDF+"type", iri(nsOA+"SpecificResource"), label)
	w.add(s, nsOA+"hasSource", label, label)
	w.add(s, nsOA+"hasSelector", position, label)
	w.add(s, nsOA+"hasSelector", quote, label)
	w.add(s, nsMeta+"confidence", typed(number(e.Confidence), "decimal"), label)
	if e.Past {
		w.add(s, nsMeta+"past", typed("true", "boolean"), label)
	}
	w.addDate(s, nsMeta+"from", e.From, label)
	w.addDate(s, nsMeta+"to", e.To, label)
	w.add(position, nsRDF+"type", iri(nsOA+"TextPositionSelector"), label)
	w.add(position, nsOA+"start", typed(strconv.Itoa(e.Start), "nonNegativeInteger"), label)
	w.add(position, nsOA+"end", typed(strconv.Itoa(e.End), "nonNegativeInteger"), label)
	w.add(quote, nsRDF+"type", iri(nsOA+"TextQuoteSelector"), label)
	w.add(quote, nsOA+"exact", literal(e.Text), label)
}

// tripleHash names a statement: 24 hex digits of the SHA-256 of its parts.
func tripleHash(t graph.Triple) string {
	sum := sha256.Sum256([]byte(string(t.Subject) + "\x00" + string(t.Predicate) + "\x00" + string(t.Object)))
	return hex.EncodeToString(sum[:12])
}
