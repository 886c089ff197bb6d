"""Re-DocRED: Wikipedia introductions with names, their clusters and 96 Wikidata relations, 22 of them used.

A relation is positive only between mentions in one of its evidence sentences; elsewhere it is unknown.
"""

import bisect
import collections
import json
import os

from clewtrain import schema
from clewtrain.passage import OUTSIDE, Mention, Passage, kind_bits
from clewtrain.references import references

# Wikidata property -> (our output, whether subject and object change sides)
_OURS = {
    "P69": ("educatedAt", False),
    "P112": ("founded", True),
    "P27": ("citizenOf", False),
    "P19": ("bornIn", False),
    "P551": ("livesIn", False),
    "P159": ("locatedIn", False),
    "P131": ("locatedIn", False),
    "P749": ("partOf", False),
    "P355": ("partOf", True),
    "P463": ("memberOf", False),
    "P102": ("memberOf", False),
    "P108": ("employed", False),
    "P488": ("leads", True),
    "P35": ("leads", True),
    "P6": ("leads", True),
}
_COMPLETE = {"educatedAt", "founded", "citizenOf", "bornIn", "memberOf", "leads"}
_POSITIVE_ONLY = {"livesIn", "locatedIn", "partOf", "employed"}
_TYPES = {"PER": "person", "ORG": "institution", "LOC": "place"}


def read(data_dir, gazetteer):
    """All documents as passages."""
    with open(os.path.join(data_dir, "redocred/dev_revised.json"), encoding="utf-8") as f:
        return [_Reader(document, gazetteer).read() for document in json.load(f)]


class _Reader:
    def __init__(self, document, gazetteer):
        self.document, self.gazetteer = document, gazetteer
        text, self.word_offsets = _join(document["sents"])
        self.passage = Passage.of_text("redocred", document["title"], text)

    def read(self):
        passage = self.passage
        passage.features = self.gazetteer.features(passage.words, passage.sentence_of)
        passage.tags = [OUTSIDE] * len(passage.words)
        self._mentions()
        self._relations()
        passage.supervised = frozenset({"rd" + r for r in schema.REDOCRED_RELATIONS} | _COMPLETE)
        passage.positive_only = frozenset(_POSITIVE_ONLY)
        return passage

    def _mentions(self):
        passage = self.passage
        self.by_cluster = collections.defaultdict(list)
        seen, taken = set(), set()
        for number, cluster in enumerate(self.document["vertexSet"]):
            for m in cluster:
                offsets = self.word_offsets[m["sent_id"]]
                span = passage.word_span(offsets[m["pos"][0]][0], offsets[m["pos"][1] - 1][1])
                if span is None or span in seen or any(i in taken for i in range(*span)):
                    continue
                seen.add(span)
                self._mention(number, m["type"], span, taken)
        for start, end, kind, types in references(passage.words, passage.sentence_of, taken):
            passage.mentions.append(Mention(start, end, kind, types))

    def _mention(self, cluster, label, span, taken):
        passage = self.passage
        kind = _TYPES.get(label)
        mention = Mention(*span, "name", (kind,), cluster)
        if label == "TIME":
            mention = Mention(*span, "date", ("date",))
        elif kind in ("place", None) and self.gazetteer.country_of(passage.surface(mention)):
            mention.types = ("country",)
        elif kind is None:
            if label == "MISC":
                for i in range(*span):
                    passage.tags[i] = OUTSIDE | kind_bits("policy", "institution")
            return
        if mention.kind == "name":
            passage.label(*span, mention.types[0])
            taken.update(range(*span))
        self.by_cluster[cluster].append(len(passage.mentions))
        passage.mentions.append(mention)

    def _relations(self):
        starts = [offsets[0][0] for offsets in self.word_offsets]
        passage = self.passage
        sentence = [
            bisect.bisect_right(starts, passage.spans[m.start][0]) - 1 for m in passage.mentions
        ]
        for label in self.document["labels"]:
            if label["r"] not in schema.REDOCRED_RELATIONS:
                continue
            evidence = set(label["evidence"])
            for i in self.by_cluster[label["h"]]:
                for j in self.by_cluster[label["t"]]:
                    if i != j:
                        stated = sentence[i] == sentence[j] and sentence[i] in evidence
                        self._judge(label["r"], i, j, stated)

    def _judge(self, relation, i, j, stated):
        passage = self.passage
        target = passage.positive if stated else passage.unknown
        target[i, j].add("rd" + relation)
        if relation not in _OURS:
            return
        output, turned = _OURS[relation]
        pair = (j, i) if turned else (i, j)
        subject, obj = (passage.mentions[k] for k in pair)
        if not schema.fits(output, subject.types[0], obj.types[0]):
            passage.unknown[pair].add(output)
            return
        target[pair].add(output)


def _join(sentences):
    """The text of tokenised sentences, one a line, and the span of each word."""
    text, offsets = "", []
    for sentence in sentences:
        spans = []
        for word in sentence:
            spans.append((len(text), len(text) + len(word)))
            text += word + " "
        offsets.append(spans)
        text = text[:-1] + "\n"
    return text, offsets
