"""One stretch of annotated text in the form that training reads, whatever corpus it comes from."""

import bisect
import collections
from dataclasses import dataclass, field

from clewtrain import schema
from clewtrain.text import tokenize


@dataclass
class Mention:
    """Words [start, end) that stand for something.

    kind: "name", "date", "ppers"/"pthing"/"pplur" (pronouns) or "n" (description).
    types: sorted types that it can have. entity: whom it names, where the corpus says so.
    """

    start: int
    end: int
    kind: str
    types: tuple
    entity: object = None

    def mention_class(self):
        """Number of its class, an input of the model."""
        if self.kind == "name":
            return schema.MENTION_CLASSES[self.types[0]]
        if self.kind == "date" or self.kind.startswith("p"):
            return schema.MENTION_CLASSES[self.kind]
        noun = "institution" if "institution" in self.types else self.types[0]
        return schema.MENTION_CLASSES["n" + noun]


@dataclass
class Passage:
    """Words with labels. Pairs are (subject mention, object mention) by number.

    tags: per word the set (bit mask) of tags it may have, None where nothing is known.
    supervised: relation outputs of which the corpus says all there is; positive_only: those of which it says some.
    positive/unknown/denied: outputs that hold, must not be judged, or are stated to be no fact, of a pair.
    links: (pronoun or description, the name mentions it stands for; none if it stands for no name).
    """

    source: str
    name: str
    words: list
    sentence_of: list
    spans: list = None
    text: str = None
    features: list = None
    tags: list = None
    mentions: list = field(default_factory=list)
    supervised: frozenset = frozenset()
    positive_only: frozenset = frozenset()
    positive: dict = field(default_factory=lambda: collections.defaultdict(set))
    unknown: dict = field(default_factory=lambda: collections.defaultdict(set))
    denied: dict = field(default_factory=lambda: collections.defaultdict(set))
    links: list = field(default_factory=list)
    gold: object = None

    @classmethod
    def of_text(cls, source, name, text):
        """A passage with words and nothing else."""
        words, spans, sentence_of = tokenize(text)
        return cls(source=source, name=name, words=words, sentence_of=sentence_of, spans=spans, text=text)

    def word_span(self, start, end):
        """The words that overlap characters [start, end), as a half-open range, or None."""
        if not hasattr(self, "_starts"):
            self._starts = [a for a, _ in self.spans]
        first = max(bisect.bisect_right(self._starts, start) - 1, 0)
        if first < len(self.spans) and self.spans[first][1] <= start:
            first += 1
        last = first
        while last < len(self.spans) and self.spans[last][0] < end:
            last += 1
        return (first, last) if last > first else None

    def surface(self, mention):
        """The text of a mention."""
        return self.text[self.spans[mention.start][0] : self.spans[mention.end - 1][1]]

    def label(self, start, end, kind):
        """Tag words [start, end) as one name."""
        for i in range(start, end):
            position = "B-" if i == start else "I-"
            self.tags[i] = tag_bit(position + kind)


def tag_bit(tag):
    """The bit of a tag in a word's mask."""
    return 1 << schema.TAG_INDEX[tag]


def kind_bits(*kinds):
    """The bits of both tags of some types."""
    return sum(tag_bit(position + kind) for kind in kinds for position in ("B-", "I-"))


OUTSIDE = tag_bit("O")
