"""Names of one article brought together to entities, and mention pairs to statements.

The Go pipeline does this with more care; here it is as much as the reports need, so that a model can be judged
without building anything.
"""

import collections
import re
from dataclasses import dataclass, field

from clewtrain import schema
from clewtrain.scoring import normalise
from clewtrain.text import WORD

_TITLE = re.compile(
    r"^(?:Mr|Mrs|Ms|Dr|Prof|Professor|President|Sir|Dame|Lord|Lady|Sen|Gov|Rep|Judge|Chancellor|Dean|Minister"
    r"|Secretary|Director)\.? "
)
_METONYMS = {
    "Beijing": "China",
    "Washington": "United States",
    "Moscow": "Russia",
    "London": "United Kingdom",
    "Tokyo": "Japan",
    "Seoul": "South Korea",
    "New Delhi": "India",
    "Delhi": "India",
    "Canberra": "Australia",
    "Ottawa": "Canada",
    "Paris": "France",
    "Berlin": "Germany",
    "Taipei": "Taiwan",
    "Tehran": "Iran",
    "Kyiv": "Ukraine",
    "Brussels": "Belgium",
    "Pyongyang": "North Korea",
    "Islamabad": "Pakistan",
    "Ankara": "Turkey",
    "White House": "United States",
    "Kremlin": "Russia",
}
# Words that by themselves do not say which institution or policy is meant.
_GENERIC = frozenset(
    """university school college institute national american chinese department state international center centre
    council court ministry government association group party bank company us u s law act bill visa program
    programme security british european royal new house academy club society foundation committee commission
    office research science sciences technology police public health trade agreement fund plan order policy""".split()
)
_SMALL = frozenset("of the and for in at on & de du la und".split())
_SUFFIXES = frozenset("jr sr ii iii".split())
_PAST_WORDS = frozenset("former formerly ex once previously late retired emeritus resigned".split())
_PAST_BY_WORD = 0.9
_LINK_THRESHOLD = 0.5
_LEAST_SCORE = 0.05
PAST_THRESHOLD = 0.5


@dataclass
class Entity:
    name: str
    kind: str
    words: list = field(default_factory=list)
    aliases: set = field(default_factory=set)
    mentions: list = field(default_factory=list)


@dataclass
class Candidate:
    """A statement with its score, whatever the threshold: entity numbers, relation output, mention pair."""

    score: float
    subject: int
    output: str
    object: int
    past: float
    pair: tuple

    @property
    def predicate(self):
        return schema.predicate_of(self.output, self.past > PAST_THRESHOLD)


class Clusters:
    """The entities of a prediction: `entities`, and `entity_of` a name mention."""

    def __init__(self, prediction, gazetteer):
        self.passage, self.gazetteer = prediction.passage, gazetteer
        self.entities, self.entity_of, self.by_key = [], {}, {}
        surfaces = collections.OrderedDict()
        for i, m in enumerate(self.passage.mentions):
            if m.kind == "name":
                form = " ".join(self.passage.surface(m).split())
                surfaces.setdefault((m.types[0], form), []).append(i)
        longest_first = sorted(
            surfaces.items(), key=lambda item: (-len(WORD.findall(item[0][1])), -len(item[0][1]))
        )
        for (kind, form), mentions in longest_first:
            self._place(kind, form, mentions)

    def _place(self, kind, form, mentions):
        finder = {"country": self._country, "person": self._person}.get(kind, self._body)
        number = finder(kind, form, mentions)
        entity = self.entities[number]
        entity.aliases.add(form)
        entity.mentions += mentions
        for i in mentions:
            self.entity_of[i] = number

    def _new(self, kind, key, name, words=()):
        self.entities.append(Entity(name, kind, list(words)))
        self.by_key[kind, key] = len(self.entities) - 1
        return len(self.entities) - 1

    def _of_kind(self, kind):
        return [(k, e) for k, e in enumerate(self.entities) if e.kind == kind]

    def _country(self, kind, form, mentions):
        country = self.gazetteer.country_of(form) or _METONYMS.get(form) or form
        known = self.by_key.get((kind, country))
        return self._new(kind, country, country) if known is None else known

    def _person(self, kind, form, mentions):
        name = _TITLE.sub("", form)
        key = normalise(name)
        if (kind, key) in self.by_key:
            return self.by_key[kind, key]
        words = [w for w in key.split() if w not in _SUFFIXES] or key.split()
        fitting = [k for k, e in self._of_kind(kind) if e.words and _same_person(words, e.words)]
        if not fitting and len(words) == 1:
            fitting = [k for k, e in self._of_kind(kind) if len(e.words) > 1 and words[0] in e.words]
        if fitting:
            return self._nearest_before(fitting, mentions[0])
        return self._new(kind, key, name, words)

    def _nearest_before(self, numbers, mention):
        """Of some entities the one last named before a mention."""
        here = self.passage.mentions[mention].start

        def last(number):
            starts = [self.passage.mentions[i].start for i in self.entities[number].mentions]
            return max([s for s in starts if s < here], default=-1)

        return max(numbers, key=lambda number: (last(number), number)) if len(numbers) > 1 else numbers[0]

    def _body(self, kind, form, mentions):
        """Institutions, policies, places: by acronym, or as a part of one longer name."""
        key = normalise(form)
        if (kind, key) in self.by_key:
            return self.by_key[kind, key]
        words = [w for w in WORD.findall(form) if w.lower() not in _SMALL]
        number = self._acronym(form) if kind == "institution" else None
        if number is None:
            number = self._shorter(kind, form, words)
        return self._new(kind, key, form, words) if number is None else number

    def _acronym(self, form):
        letters = re.sub(r"[^A-Za-z]", "", form)
        if not form.isupper() or len(letters) < 2:
            return None
        for k, e in self._of_kind("institution"):
            initials = "".join(w[0] for w in e.words if w[0].isupper())
            if initials == letters or (len(letters) >= 3 and initials.startswith(letters)):
                return k
        return None

    def _shorter(self, kind, form, words):
        """The one entity whose name begins or ends with these words, if they say enough."""

        def fold(ws):
            return [w.lower().rstrip("s") if kind == "policy" else w.lower() for w in ws]

        mine, fitting = fold(words), []
        for k, e in self._of_kind(kind):
            theirs = fold(e.words)
            if not theirs or not mine:
                continue
            if sorted(theirs) == sorted(mine):
                return k
            at_end = theirs[: len(mine)] == mine or theirs[-len(mine) :] == mine
            if len(mine) < len(theirs) and at_end and not all(w in _GENERIC for w in mine):
                if not self._mere_place(kind, form, mine, theirs):
                    fitting.append(k)
        return fitting[0] if len(fitting) == 1 else None

    def _mere_place(self, kind, form, mine, theirs):
        """Whether a single word is a place of its own rather than short for the longer name."""
        if len(mine) > 1:
            return False
        if self.gazetteer.country_of(form):
            return True
        listed = self.gazetteer.lists((form,)) & 7
        return bool(listed) and kind == "institution" and theirs[-1] not in ("university", "college")


def _same_person(words, known):
    if len(words) == 1:
        return words[0] == known[-1]
    return (
        (words[0] == known[0] and words[-1] == known[-1])
        or known[: len(words)] == words
        or known[-len(words) :] == words
        or sorted(known) == sorted(words)
    )


def candidates(prediction, clusters):
    """The best-scored mention pair of each triple, however low, as candidates in a fixed order."""
    passage, best = prediction.passage, {}
    antecedent = _antecedents(prediction, clusters)
    past_number = schema.OUTPUT_INDEX["past"]
    for pair, p in prediction.pairs.items():
        ends = [
            (clusters.entity_of[i], 1.0) if i in clusters.entity_of else antecedent.get(i) for i in pair
        ]
        if None in ends or ends[0][0] == ends[1][0]:
            continue
        (subject, p_subject), (obj, p_object) = ends
        sure = (p_subject * p_object) ** 0.5
        kinds = clusters.entities[subject].kind, clusters.entities[obj].kind
        for number, output in enumerate(schema.RELATIONS):
            score = float(p[number])
            if score < _LEAST_SCORE or not schema.fits(output, *kinds):
                continue
            score *= sure
            key = (subject, output, obj)
            if key not in best or score > best[key].score:
                past = max(float(p[past_number]), _PAST_BY_WORD if _says_past(passage, pair) else 0.0)
                best[key] = Candidate(score, subject, output, obj, past, pair)
    return [best[key] for key in sorted(best)]


def _antecedents(prediction, clusters):
    """{reference: (entity, probability)} where one entity is likely enough."""
    out = {}
    for i, names in prediction.links.items():
        by_entity = collections.defaultdict(float)
        for j, p in names.items():
            if j in clusters.entity_of:
                by_entity[clusters.entity_of[j]] += p
        if by_entity:
            entity = max(by_entity, key=by_entity.get)
            if by_entity[entity] >= _LINK_THRESHOLD:
                out[i] = (entity, min(1.0, by_entity[entity]))
    return out


def _says_past(passage, pair):
    """Whether a word for "former" stands between the two mentions, or just before or after."""
    first, second = sorted((passage.mentions[i] for i in pair), key=lambda m: m.start)
    words = passage.words[max(0, first.start - 3) : second.end + 2]
    return any(w.lower() in _PAST_WORDS for w in words)
