"""Counting hits, false alarms and misses exactly as the project's scorer does."""

import collections
import re
import unicodedata
from dataclasses import dataclass


def normalise(name):
    """Case, accents, punctuation, a leading article and a trailing possessive do not count."""
    name = unicodedata.normalize("NFKD", name)
    name = "".join(c for c in name if not unicodedata.combining(c)).casefold()
    name = re.sub(r"['’]s\b", "", name)
    name = re.sub(r"[^\w]+", " ", name).strip()
    return re.sub(r"^(the|a|an) ", "", name)


@dataclass
class Counts:
    hit: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other):
        return Counts(self.hit + other.hit, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self):
        return self.hit / (self.hit + self.false) if self.hit + self.false else 0.0

    @property
    def recall(self):
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0

    @property
    def f1(self):
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


class Gold:
    """What one article's annotation asks for and what it tolerates."""

    def __init__(self, annotation):
        self.types, self.by_name = {}, collections.defaultdict(list)
        self.optional_entities = set()
        for e in annotation["entities"]:
            key = (e["name"], e["type"])
            self.types[key] = e["type"]
            if e.get("optional"):
                self.optional_entities.add(key)
            for name in [e["name"], *e.get("aliases", [])]:
                self.by_name[normalise(name)].append(key)
        self.required = {_triple(s) for s in annotation["statements"]}
        self.optional = {_triple(s) for s in annotation.get("optional", [])}
        self._add_implied()
        self._add_closure()
        self.optional -= self.required

    def _add_implied(self):
        for s, p, o in self.required | self.optional:
            if p in ("leads", "founded"):
                self.optional |= {(s, "worksFor", o), (s, "workedFor", o)}
            if p == "partnerOf":
                self.optional.add((o, p, s))

    def _add_closure(self):
        part = {(s, o) for s, p, o in self.required | self.optional if p in ("partOf", "locatedIn")}
        while True:
            new = {(a, d) for a, b in part for c, d in part if b == c and a != d} - part
            if not new:
                break
            part |= new
        for s, o in part:
            self.optional |= {(s, "partOf", o), (s, "locatedIn", o)}
        for s, p, o in list(self.required | self.optional):
            if p in ("worksFor", "workedFor"):
                self.optional |= {(s, p, outer) for inner, outer in part if inner == o}

    def find(self, names, kind):
        """The gold entities that any of the names may mean; those of the kind if there are any."""
        hits = [key for name in names for key in self.by_name.get(normalise(name), [])]
        hits = list(dict.fromkeys(hits))
        return [h for h in hits if h[1] == kind] or hits


def _triple(statement):
    if isinstance(statement, dict):
        return statement["s"], statement["p"], statement["o"]
    return tuple(statement[:3])


def count_entities(gold, entities):
    """Counts by type of one article's entities, against its gold: {kind: Counts}."""
    out, found = collections.defaultdict(Counts), collections.Counter()
    for e in entities:
        hits = gold.find([e.name, *sorted(e.aliases)], e.kind)
        if not hits:
            out[e.kind].false += 1
            continue
        hit = hits[0]
        found[hit] += 1
        if hit in gold.optional_entities:
            continue
        if found[hit] > 1:
            out[e.kind].false += 1
        elif hit[1] != e.kind:
            out[e.kind].false += 1
            found[hit] = 0
        else:
            out[e.kind].hit += 1
    for key, kind in gold.types.items():
        if key not in gold.optional_entities and not found[key]:
            out[kind].missed += 1
    return out


HIT, FALSE, TOLERATED = "hit", "false", "tolerated"


@dataclass
class Judged:
    """A candidate statement and what the gold says of it. `key` tells equal hits or equal mistakes apart."""

    score: float
    article: int
    output: str
    predicate: str
    verdict: str
    key: tuple
    ends: tuple


def judge(article, gold, entities, candidates):
    """All candidates of one article, judged."""
    out = []
    for c in candidates:
        ends = [entities[c.subject], entities[c.object]]
        subjects, objects = (gold.find([e.name, *sorted(e.aliases)], e.kind) for e in ends)
        triples = [(s[0], c.predicate, o[0]) for s in subjects for o in objects]
        hit = next((t for t in triples if t in gold.required), None)
        if hit:
            verdict, key = HIT, hit
        elif any(t in gold.optional for t in triples):
            verdict, key = TOLERATED, None
        else:
            verdict = FALSE
            key = triples[0] if triples else (normalise(ends[0].name), c.predicate, normalise(ends[1].name))
        out.append(Judged(c.score, article, c.output, c.predicate, verdict, key, (c.subject, c.object)))
    return out


def kept(judged, thresholds):
    """The candidates above their threshold; employment is dropped where leads or founded stands."""
    above = [j for j in judged if j.score >= thresholds.get(j.output, thresholds["*"])]
    on = {(j.article, j.ends, j.output) for j in above}
    return [
        j
        for j in above
        if j.output != "employed"
        or not {(j.article, j.ends, "leads"), (j.article, j.ends, "founded")} & on
    ]


def count_statements(judged, golds, thresholds):
    """Counts by predicate: {predicate: Counts}."""
    hits, false = set(), set()
    for j in kept(judged, thresholds):
        if j.verdict == HIT:
            hits.add((j.article, j.key))
        elif j.verdict == FALSE:
            false.add((j.article, j.key))
    out = collections.defaultdict(Counts)
    for _, key in hits:
        out[key[1]].hit += 1
    for _, key in false:
        out[key[1]].false += 1
    for number, gold in enumerate(golds):
        for key in gold.required:
            if (number, key) not in hits:
                out[key[1]].missed += 1
    return out


def total(counts):
    """The sum over predicates or types."""
    return sum(counts.values(), Counts())
