"""Our own annotated articles: all twenty predicates, every entity, each statement with its quote.

Masks: the quoted mentions of a triple are positive; other mentions of the same two entities are unknown, not
false; so are optional statements, closures of partOf/locatedIn, and the employment that leads and founded
imply. What the text denies, plans or asks is a hard negative.
"""

import collections
import json
import os
import re

from clewtrain import schema
from clewtrain.passage import OUTSIDE, Mention, Passage
from clewtrain.references import PRONOUNS, references

_LONGEST_DESCRIPTION = 8  # words


def item(train_dir, name):
    """(name, text, annotation) of the article of that file name, with .txt."""
    with open(os.path.join(train_dir, "gold", name[:-4] + ".json"), encoding="utf-8") as f:
        gold = json.load(f)
    with open(os.path.join(train_dir, "articles", name), encoding="utf-8", newline="") as f:
        return name, f.read(), gold


def read(train_dir, name, gazetteer):
    """The article of that file name as a passage."""
    return annotate(*item(train_dir, name), gazetteer)


def annotate(name, text, gold, gazetteer):
    """A passage from an article's text and its annotation."""
    passage = Passage.of_text("articles", name, text)
    passage.gold = gold
    passage.features = gazetteer.features(passage.words, passage.sentence_of)
    _Annotator(passage, gold).run()
    return passage


def dev_names(train_dir):
    """The articles that never train."""
    with open(os.path.join(train_dir, "dev.txt"), encoding="utf-8") as f:
        return f.read().split()


def all_names(train_dir):
    """All annotated articles, sorted."""
    return sorted(f[:-5] + ".txt" for f in os.listdir(os.path.join(train_dir, "gold")) if f.endswith(".json"))


def training_names(train_dir):
    """All annotated articles but those of dev, sorted."""
    dev = set(dev_names(train_dir))
    return [name for name in all_names(train_dir) if name not in dev]


def form_pattern(form):
    """A pattern for a name or phrase as whole words, over line breaks too."""
    body = r"\s+".join(re.escape(word) for word in form.split())
    return re.compile(r"(?<!\w)" + body + r"(?!\w)")


class _Annotator:
    """Fills in one article's passage."""

    def __init__(self, passage, gold):
        self.passage, self.gold = passage, gold
        self.types = {e["name"]: e["type"] for e in gold["entities"]}
        self.triples = collections.defaultdict(set)
        self.antecedent = {}  # reference mention -> entity

    def run(self):
        self._names()
        self._references()
        for key in ("statements", "optional", "unasserted"):
            for statement in self.gold.get(key, []):
                self._statement(key, statement)
        self._close()
        self._spread_unknowns()
        self.passage.supervised = frozenset(schema.RELATIONS)

    def _names(self):
        """Mentions by matching the entities' forms, longest first."""
        passage = self.passage
        forms = [
            (form, e["name"], e["type"])
            for e in self.gold["entities"]
            for form in dict.fromkeys([e["name"], *e.get("aliases", [])])
        ]
        forms.sort(key=lambda f: -len(f[0]))
        self.taken = set()
        for form, entity, kind in forms:
            for match in form_pattern(form).finditer(passage.text):
                span = passage.word_span(*match.span())
                if span and not any(i in self.taken for i in range(*span)):
                    self.taken.update(range(*span))
                    passage.mentions.append(Mention(*span, "name", (kind,), entity))
        passage.mentions.sort(key=lambda m: m.start)
        passage.tags = [OUTSIDE] * len(passage.words)
        for m in passage.mentions:
            passage.label(m.start, m.end, m.types[0])

    def _references(self):
        passage = self.passage
        for start, end, kind, types in references(passage.words, passage.sentence_of, self.taken):
            passage.mentions.append(Mention(start, end, kind, types))
        self.at = {(m.start, m.end): i for i, m in enumerate(passage.mentions)}

    def _locate(self, begin, end, phrase, entity):
        """The mentions that the phrase inside characters [begin, end) of the text stands for."""
        passage = self.passage
        spans = [
            passage.word_span(begin + m.start(), begin + m.end())
            for m in form_pattern(phrase).finditer(passage.text[begin:end])
        ]
        if not spans:
            found = passage.text.find(phrase, begin, end)
            spans = [passage.word_span(found, found + len(phrase))] if found >= 0 else []
        spans = [s for s in spans if s]
        if not spans:
            return []
        exact = [self.at[s] for s in spans if s in self.at]
        named = [i for i in exact if passage.mentions[i].entity == entity]
        if named:
            return named
        nameless = [i for i in exact if passage.mentions[i].entity is None]
        if nameless:
            return nameless[:1]
        return self._overlapping(spans, entity) or self._new_reference(spans[0], phrase, entity)

    def _overlapping(self, spans, entity):
        """A mention of the entity, else a description, that shares words with one of the spans."""
        for accept in (lambda m: m.entity == entity, lambda m: m.entity is None and m.kind == "n"):
            for start, end in spans:
                for i, m in enumerate(self.passage.mentions):
                    if accept(m) and m.start < end and start < m.end:
                        return [i]
        return []

    def _new_reference(self, span, phrase, entity):
        """A reference that the rules did not find; none if it is too long to be one."""
        if span[1] - span[0] > _LONGEST_DESCRIPTION:
            return []
        family = PRONOUNS.get(phrase.lower())
        kind = "p" + family if family else "n"
        self.passage.mentions.append(Mention(*span, kind, (self.types[entity],)))
        self.at[span] = len(self.passage.mentions) - 1
        return [self.at[span]]

    def _statement(self, key, statement):
        subject, predicate, obj = statement["s"], statement["p"], statement["o"]
        output = schema.output_of(predicate)
        if key != "unasserted":
            self.triples[subject, obj].add(output)
            if predicate in ("leads", "founded"):
                self.triples[subject, obj].add("employed")
            if predicate == "partnerOf":
                self.triples[obj, subject].add("partnerOf")
        quote = statement.get("quote")
        if not quote or subject not in self.types or obj not in self.types:
            return
        for match in re.finditer(re.escape(quote), self.passage.text):
            pair = self._pair(key, statement, match.span())
            if pair:
                self._judge(key, statement, output, pair)

    def _pair(self, key, statement, quote):
        """The nearest two mentions in the quote that stand for subject and object."""
        ends = []
        for role in ("s", "o"):
            found = self._locate(*quote, statement.get(role + "_as", statement[role]), statement[role])
            if key != "unasserted":
                for i in found[:1]:
                    if self.passage.mentions[i].entity is None:
                        self.antecedent[i] = statement[role]
            ends.append(found)
        mentions = self.passage.mentions
        pairs = [(abs(mentions[i].start - mentions[j].start), i, j) for i in ends[0] for j in ends[1] if i != j]
        return min(pairs)[1:] if pairs else None

    def _judge(self, key, statement, output, pair):
        """Record what a statement says of a pair."""
        passage, (i, j) = self.passage, pair
        predicate = statement["p"]
        if key == "unasserted":
            passage.denied[i, j].add(output)
            return
        if predicate in ("leads", "founded"):
            passage.unknown[i, j].add("employed")
        target = passage.positive if key == "statements" else passage.unknown
        target[i, j].add(output)
        if predicate == "partnerOf":
            target[j, i].add("partnerOf")
        if key == "statements" and predicate in ("worksFor", "workedFor", "leads"):
            passage.positive[i, j].add("tense")
            if predicate == "workedFor" or statement.get("past"):
                passage.positive[i, j].add("past")

    def _close(self):
        """What partOf and locatedIn chains imply may be said, and need not be."""
        part = {pair for pair, outputs in self.triples.items() if outputs & {"partOf", "locatedIn"}}
        while True:
            new = {(a, d) for a, b in part for c, d in part if b == c and a != d} - part
            if not new:
                break
            part |= new
        for pair in part:
            self.triples[pair] |= {"partOf", "locatedIn"}
        for (subject, obj), outputs in list(self.triples.items()):
            if "employed" in outputs:
                for inner, outer in part:
                    if inner == obj:
                        self.triples[subject, outer].add("employed")

    def _spread_unknowns(self):
        """Other mentions of a gold triple's entities are not judged."""
        passage = self.passage
        by_entity = collections.defaultdict(list)
        for i, m in enumerate(passage.mentions):
            if m.entity is not None:
                by_entity[m.entity].append(i)
        for i, entity in self.antecedent.items():
            passage.links.append((i, list(by_entity[entity])))
        for i, entity in self.antecedent.items():
            by_entity[entity].append(i)
        for (subject, obj), outputs in self.triples.items():
            for i in by_entity[subject]:
                for j in by_entity[obj]:
                    if i != j:
                        passage.unknown[i, j] |= outputs
