"""What the model labels: entity types, tags, mention classes, and the relation outputs with their domain and range.

Our own outputs come first, so that the auxiliary ones (other corpora's relations) can be cut when shipping.
`employed` stands for worksFor and workedFor; the output `past` splits them.
"""

TYPES = ["person", "institution", "policy", "country", "place"]
KINDS = TYPES + ["date"]
KIND_INDEX = {kind: i for i, kind in enumerate(KINDS)}

TAGS = ["O"] + [f"{position}-{kind}" for kind in TYPES for position in "BI"]
TAG_INDEX = {tag: i for i, tag in enumerate(TAGS)}
ANY_TAG = (1 << len(TAGS)) - 1

# What stands in a text for an entity: names by type, dates, pronouns (ppers "she", pthing "it", pplur "they"),
# descriptions by type ("the university").
MENTION_CLASSES = {
    "person": 0,
    "institution": 1,
    "policy": 2,
    "country": 3,
    "place": 4,
    "date": 5,
    "ppers": 6,
    "pthing": 7,
    "pplur": 8,
    "nperson": 9,
    "ninstitution": 10,
    "npolicy": 11,
    "ncountry": 12,
    "nplace": 13,
}

_OURS = """
employed: person -> institution
leads: person -> institution country place
founded: person institution -> institution
educatedAt: person -> institution
memberOf: person institution country -> institution
advisedBy: person -> person
citizenOf: person -> country
bornIn: person -> place country
livesIn: person -> place country
movedTo: person -> country place
movedFrom: person -> country place
locatedIn: institution place -> place country
partOf: institution place -> institution place
enactedBy: policy -> institution country person
endedBy: policy -> institution country person
targets: policy -> country institution person place
affectedBy: person institution country -> policy
suedBy: institution person -> institution person
partnerOf: institution -> institution
past: person -> institution country place
"""

_KNOWLEDGENET = """
kn1: institution -> institution
kn2: institution -> person institution
kn3: person -> institution
kn4: institution -> person
kn5: institution -> date
kn6: institution -> place country
kn9: person -> institution
kn10: person -> country
kn11: person -> place country
kn12: person -> place country
kn14: person -> date
kn15: person -> date
kn25: person -> person
kn34: person -> person
kn45: person -> institution
"""

_REDOCRED = """
rdP108: person -> institution
rdP463: person institution -> institution
rdP102: person -> institution
rdP69: person -> institution
rdP112: institution -> person institution
rdP488: institution -> person
rdP35: country place institution -> person
rdP6: country place institution -> person
rdP27: person -> country place
rdP551: person -> country place
rdP19: person -> country place
rdP159: institution -> country place
rdP131: institution country place -> country place
rdP17: institution country place person -> country place
rdP276: institution country place -> country place
rdP749: institution -> institution
rdP355: institution -> institution
rdP361: institution country place -> institution country place
rdP527: institution country place -> institution country place
rdP127: institution -> institution person country place
rdP937: person -> country place
rdP54: person -> institution
"""


def _signatures(table):
    """Lines of `output: kinds -> kinds` as {output: (subject kinds, object kinds)}, in their order."""
    out = {}
    for line in table.strip().splitlines():
        name, ends = line.split(": ")
        subject, obj = ends.split(" -> ")
        out[name] = (frozenset(subject.split()), frozenset(obj.split()))
    return out


SIGNATURES = {**_signatures(_OURS), **_signatures(_KNOWLEDGENET), **_signatures(_REDOCRED)}
OUTPUTS = list(SIGNATURES)
OUTPUT_INDEX = {name: i for i, name in enumerate(OUTPUTS)}
OURS = list(_signatures(_OURS))  # with `past`
RELATIONS = OURS[:-1]  # without `past`
REDOCRED_RELATIONS = [name[2:] for name in _signatures(_REDOCRED)]

# Upper bounds of the distance buckets, in words from the one mention's start to the other's; 16 buckets.
DISTANCE_BOUNDS = [-60, -30, -18, -10, -6, -3, -1, 0, 2, 4, 7, 11, 19, 31, 61]
MAX_WORD_DISTANCE = 70
WINDOW_PIECES = 250
WINDOW_OVERLAP_SENTENCES = 0


def output_of(predicate):
    """The relation output that answers for a predicate of the ontology."""
    return "employed" if predicate in ("worksFor", "workedFor") else predicate


def predicate_of(output, past):
    """The predicate that a relation output stands for, given that it is over or not."""
    if output != "employed":
        return output
    return "workedFor" if past else "worksFor"


def fits(output, subject_kind, object_kind):
    """Whether an output may hold between the two kinds."""
    subjects, objects = SIGNATURES[output]
    return subject_kind in subjects and object_kind in objects
