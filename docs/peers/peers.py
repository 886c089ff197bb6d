"""Asks clew and other engines the same questions about graphs, compares the answers and prints a table. See README.md."""

import argparse
import csv
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time

QUESTIONS = ["shortest", "all", "hops", "regular"]
REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def column(folder, name, count):
    with open(os.path.join(folder, name), newline="") as f:
        rows = csv.reader(f)
        next(rows)
        return [tuple(map(int, row[:count])) for row in rows]


def edges(folder):
    """Yields (source, target, predicate)."""
    with open(os.path.join(folder, "edges.csv")) as f:
        next(f)
        for line in f:
            s, t, p, _ = line.split(",", 3)
            yield int(s), int(t), p


class NetworkX:
    def load(self, folder):
        import networkx

        self.nx, self.graph = networkx, networkx.Graph()
        self.graph.add_edges_from((s, t) for s, t, _ in edges(folder))
        return "networkx " + networkx.__version__

    def shortest(self, a, b):
        return len(self.nx.bidirectional_shortest_path(self.graph, a, b)) - 1

    def all(self, a, b):
        return sum(1 for _ in self.nx.all_shortest_paths(self.graph, a, b))

    def hops(self, a, _):
        near = set(self.graph[a])
        return len(near.union(*(self.graph[n] for n in near)) - {a})


class SQLite:
    def load(self, folder):
        import sqlite3

        self.db = sqlite3.connect(":memory:")
        self.db.execute("create table arcs(a int, p text, b int)")
        self.db.executemany("insert into arcs values(?,?,?)", ((s, p, t) for s, t, p in edges(folder)))
        self.db.executemany("insert into arcs values(?,?,?)", ((t, "^" + p, s) for s, t, p in edges(folder)))
        self.db.execute("create index arcs_a on arcs(a, p, b)")
        self.db.execute("analyze")
        return "SQLite " + sqlite3.sqlite_version

    def one(self, text, *values):
        return self.db.execute(text, values).fetchone()[0]

    def shortest(self, a, b):
        # The queue of a recursive query is first in, first out: breadth first.
        return self.one("with recursive reached(n, d) as (select ?, 0 union select b, d+1 from reached join arcs on a = n where d < 8)"
                        " select d from reached where n = ? limit 1", a, b)

    def hops(self, a, _):
        return self.one("select count(*) from (select b from arcs where a = ?1 union select y.b from arcs x join arcs y on y.a = x.b where x.a = ?1)"
                        " where b <> ?1", a)

    def regular(self, a):
        return self.one("select count(distinct z.b) from arcs x join arcs y on y.a = x.b and y.p = '^educatedAt' join arcs z on z.a = y.b"
                        " and z.p = 'worksFor' where x.a = ? and x.p = 'educatedAt'", a)


class Kuzu:
    def load(self, folder):
        import kuzu

        self.folder = tempfile.mkdtemp()
        self.connection = kuzu.Connection(kuzu.Database(os.path.join(self.folder, "db"), buffer_pool_size=4 << 30), num_threads=1)
        files = {}
        for s, t, p in edges(folder):
            if p not in files:
                files[p] = open(os.path.join(self.folder, p + ".csv"), "w")
            files[p].write(f"{s},{t}\n")
        self.connection.execute("CREATE NODE TABLE N(id INT64, type STRING, name STRING, PRIMARY KEY(id))")
        self.connection.execute(f"COPY N FROM '{os.path.abspath(folder)}/nodes.csv' (HEADER=true)")
        for p, f in files.items():
            f.close()
            self.connection.execute(f"CREATE REL TABLE {p}(FROM N TO N)")
            self.connection.execute(f"COPY {p} FROM '{f.name}' (HEADER=false)")
        kinds = ":" + "|".join(files)
        self.queries = {
            "shortest": f"MATCH (a:N)-[e{kinds}* SHORTEST 1..30]-(b:N) WHERE a.id = $a AND b.id = $b RETURN length(e)",
            "hops": f"MATCH (a:N)-[e{kinds}* SHORTEST 1..2]-(b:N) WHERE a.id = $a AND b.id <> $a RETURN count(*)",
            "regular": "MATCH (a:N)-[:educatedAt]->(:N)<-[:educatedAt]-(:N)-[:worksFor]->(x:N) WHERE a.id = $a RETURN count(DISTINCT x.id)",
        }
        self.queries = {name: self.connection.prepare(text) for name, text in self.queries.items()}
        return "Kuzu " + kuzu.__version__

    def one(self, question, **values):
        return self.connection.execute(self.queries[question], values).get_next()[0]

    def shortest(self, a, b):
        return self.one("shortest", a=a, b=b)

    def hops(self, a, _):
        return self.one("hops", a=a)

    def regular(self, a):
        return self.one("regular", a=a)

    def close(self):
        shutil.rmtree(self.folder)


ENGINES = {"networkx": NetworkX, "sqlite": SQLite, "kuzu": Kuzu}
TESTS = {"clew": ("./query", "TestPeer"), "cayley": ("./graph/store", "TestPeer")}


def inputs(folder, question):
    return column(folder, "starts.csv", 1) if question == "regular" else column(folder, "pairs.csv", 2)


def measure(engine, folder, seconds):
    """Runs one engine in this process: {"engine", "load", question: {"ms": [...], "answers": [...]}}."""
    begin = time.process_time()
    out = {"engine": engine.load(folder), "load": time.process_time() - begin}
    for question in QUESTIONS:
        ask = getattr(engine, question, None)
        if ask is None:
            continue
        ms, answers, end = [], [], time.monotonic() + seconds
        for values in inputs(folder, question):
            before = time.process_time()
            answers.append(ask(*values))
            ms.append((time.process_time() - before) * 1000)
            if time.monotonic() > end:
                break
        out[question] = {"ms": ms, "answers": answers}
    getattr(engine, "close", lambda: None)()
    return out


def run(name, folder, seconds, load):
    """Runs one engine in a process of its own, None if it failed or took too long."""
    environment = dict(os.environ, CLEW_PEERS=os.path.abspath(folder), CLEW_PEERS_SECONDS=str(seconds))
    if name in TESTS:
        package, test = TESTS[name]
        command = ["go", "test", package, "-run", "^" + test + "$", "-v", "-count=1", "-timeout", "30m"]
    else:
        command = [sys.executable, __file__, "--engine", name, "--seconds", str(seconds), folder]
    try:
        done = subprocess.run(command, cwd=REPOSITORY if name in TESTS else None, env=environment, capture_output=True, text=True,
                              timeout=load + seconds * (len(QUESTIONS) + 2))
    except subprocess.TimeoutExpired:
        print(f"{name}: not within its time on {folder}", file=sys.stderr)
        return None
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"engine"')]
    if not lines:
        print(f"{name}: failed on {folder}: {done.stderr[-400:]}{done.stdout[-400:]}", file=sys.stderr)
        return None
    return json.loads(lines[-1])


def cell(result, total):
    """Median and 99th percentile."""
    if not result or not result["ms"]:
        return "-"
    ms = sorted(result["ms"])
    number = lambda v: f"{v:.2g}" if v < 10 else f"{v:,.0f}"
    text = f"{number(ms[len(ms) // 2])} / {number(ms[math.ceil(len(ms) * 0.99) - 1])}"
    return text if len(ms) == total else f"{text} ({len(ms)})"


def compare(name, got, want, folder):
    """Reports answers that are not those of the first engine. Returns how many were compared."""
    compared = 0
    for question in QUESTIONS:
        mine, theirs = got.get(question, {}).get("answers", []), want.get(question, {}).get("answers", [])
        for i, (a, b) in enumerate(zip(mine, theirs)):
            compared += 1
            if a != b:
                sys.exit(f"{name}: {folder}: question {question} {i}: the answer is {a}, not {b}")
    return compared


def table(folder, names, seconds, load):
    print(f"\n{os.path.basename(os.path.abspath(folder))}: {sum(1 for _ in edges(folder)):,} edges\n")
    print("| engine | load, CPU s | shortest path | all shortest | two hops | regular path | answers compared |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    want = None
    for name in names:
        got = run(name, folder, seconds, load)
        if got is None:
            print(f"| {name} | - | - | - | - | - | - |", flush=True)
            continue
        want = want or got
        cells = [cell(got.get(q), len(inputs(folder, q))) for q in QUESTIONS]
        print("|", " | ".join([got["engine"], f"{got['load']:.1f}", *cells, f"{compare(name, got, want, folder):,}"]), "|", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--engines", default="clew,cayley,networkx,sqlite,kuzu", help="the first gives the answers to compare with")
    parser.add_argument("--seconds", type=float, default=20, help="the most for one question")
    parser.add_argument("--load", type=float, default=300, help="the most for loading a graph")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    o = parser.parse_args()
    if o.engine:
        print(json.dumps(measure(ENGINES[o.engine](), o.folders[0], o.seconds)))
        return
    for folder in o.folders:
        table(folder, o.engines.split(","), o.seconds, o.load)


if __name__ == "__main__":
    main()
