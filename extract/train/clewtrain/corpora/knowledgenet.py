"""KnowledgeNet: passages with fifteen relations, each passage exhaustive for the properties it names only.

Its facts train outputs of their own (kn1 ...) and, where the policies agree, ours. Its mentions are those of its
facts; other names are added by a tagger trained before (`add_names`), so that there are pairs that are false.
"""

import collections
import json
import os

from clewtrain import schema
from clewtrain.passage import Mention, Passage
from clewtrain.references import PRONOUN_KINDS, PRONOUNS, references
from clewtrain.text import DATE

FOLDS = (1, 2, 3)

# property -> (our output, whether subject and object change sides)
_OURS = {
    "1": ("partOf", False),
    "2": ("founded", True),
    "4": ("leads", True),
    "6": ("locatedIn", False),
    "9": ("educatedAt", False),
    "10": ("citizenOf", False),
    "11": ("livesIn", False),
    "12": ("bornIn", False),
    "45": ("memberOf", False),
}
# The properties that say all there is to say of ours; of the others a lack proves nothing.
_COMPLETE = {"1", "2", "9", "10", "11", "12"}


def read(data_dir, gazetteer, folds=FOLDS):
    """All passages of some folds."""
    out = []
    for fold in folds:
        with open(os.path.join(data_dir, f"knowledgenet/fold{fold}.jsonl"), encoding="utf-8") as f:
            for line in f:
                for passage in json.loads(line)["passages"]:
                    out.append(_Reader(passage, gazetteer).read())
    return [p for p in out if p.words]


class _Reader:
    def __init__(self, source, gazetteer):
        self.source, self.gazetteer = source, gazetteer
        self.passage = Passage.of_text("knowledgenet", source["passageId"], source["passageText"])
        self.at = {}
        self.uri = {}

    def read(self):
        passage = self.passage
        passage.features = self.gazetteer.features(passage.words, passage.sentence_of)
        facts = self._facts()
        self._tags()
        self._dates_and_pronouns()
        self._relations(facts)
        self._links()
        return passage

    def _facts(self):
        out = []
        for fact in self.source["facts"]:
            subject_types, object_types = schema.SIGNATURES["kn" + fact["propertyId"]]
            i = self._mention(fact, "subject", subject_types)
            j = self._mention(fact, "object", object_types)
            if i is not None and j is not None and i != j:
                out.append((i, j, fact["propertyId"]))
        return out

    def _mention(self, fact, side, types):
        """The number of the mention at one end of a fact; its types are those that all its facts allow."""
        offset = self.source["passageStart"]
        span = self.passage.word_span(fact[side + "Start"] - offset, fact[side + "End"] - offset)
        if span is None:
            return None
        mentions = self.passage.mentions
        if span in self.at:
            i = self.at[span]
            both = set(mentions[i].types) & types
            if both:
                mentions[i].types = tuple(sorted(both))
        else:
            i = self.at[span] = len(mentions)
            mentions.append(Mention(*span, *self._kind(fact[side + "Text"], types)))
        if fact[side + "Uri"]:
            self.uri[i] = fact[side + "Uri"]
        return i

    def _kind(self, text, types):
        family = PRONOUNS.get(text.lower())
        if family:
            return "p" + family, PRONOUN_KINDS[family]
        if types == {"date"}:
            return "date", ("date",)
        if types == {"place", "country"}:
            return "name", ("country" if self.gazetteer.country_of(text) else "place",)
        return "name", tuple(sorted(types))

    def _tags(self):
        """Only the names of facts are known; all other words may be anything."""
        passage = self.passage
        passage.tags = [schema.ANY_TAG] * len(passage.words)
        for m in passage.mentions:
            if m.kind == "name" and len(m.types) == 1:
                passage.label(m.start, m.end, m.types[0])

    def _dates_and_pronouns(self):
        passage = self.passage
        taken = {i for m in passage.mentions for i in range(m.start, m.end)}
        for match in DATE.finditer(passage.text):
            span = passage.word_span(*match.span())
            if span and not any(i in taken for i in range(*span)):
                passage.mentions.append(Mention(*span, "date", ("date",)))
                taken.update(range(*span))
        for start, end, kind, types in references(passage.words, passage.sentence_of, taken):
            if kind != "n":
                passage.mentions.append(Mention(start, end, kind, types))

    def _relations(self, facts):
        passage = self.passage
        annotated = {p["propertyId"] for p in self.source["exhaustivelyAnnotatedProperties"]}
        annotated |= {number for _, _, number in facts}
        supervised = {"kn" + number for number in annotated}
        supervised |= {_OURS[number][0] for number in annotated & _COMPLETE}
        if "3" in annotated:
            supervised.add("employed")
        for i, j, number in facts:
            passage.positive[i, j].add("kn" + number)
            if number == "3":
                passage.unknown[i, j].add("employed")
            if number in _OURS:
                output, turned = _OURS[number]
                passage.positive[(j, i) if turned else (i, j)].add(output)
        passage.supervised = frozenset(supervised)
        passage.positive_only = frozenset(output for output, _ in _OURS.values()) - supervised

    def _links(self):
        """Pronouns that share an address with names."""
        passage = self.passage
        by_uri = collections.defaultdict(list)
        for i, uri in self.uri.items():
            by_uri[uri].append(i)
        for i, uri in self.uri.items():
            if passage.mentions[i].kind.startswith("p"):
                names = [k for k in by_uri[uri] if passage.mentions[k].kind == "name"]
                if names:
                    passage.links.append((i, names))


def add_names(passage, names):
    """Add names that a tagger found, (start, end, type), where no mention is; they train no tags.

    Mentions of facts whose type the facts leave open take that of the name at the same words.
    """
    taken = {i for m in passage.mentions if m.kind in ("name", "date") for i in range(m.start, m.end)}
    by_span = {(m.start, m.end): m for m in passage.mentions}
    for start, end, kind in names:
        known = by_span.get((start, end))
        if known is not None and known.kind == "name" and kind in known.types:
            known.types = (kind,)
            continue
        if any(i in taken for i in range(start, end)):
            continue
        passage.mentions.append(Mention(start, end, "name", (kind,)))
        taken.update(range(start, end))
