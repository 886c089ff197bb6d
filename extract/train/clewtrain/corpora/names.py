"""Name corpora (CrossNER, WikiGold, Universal NER over EWT), brought to one label policy.

What a corpus calls MISC, event or award may be a policy or institution of ours; words that it leaves outside may
still be policies. Sentences are glued to passages of about ninety words, as news comes.
"""

import glob
import os

from clewtrain.passage import OUTSIDE, Passage, kind_bits

_WORDS_A_PASSAGE = 90

_PERSON = {"person", "politician", "scientist", "researcher", "writer", "musicalartist", "per"}
_INSTITUTION = {"organisation", "university", "politicalparty", "band", "magazine", "org", "corporation", "group"}
_PLACE = {"country", "location", "loc"}
_OTHER = {"misc", "event", "award", "election", "conference"}


def read(data_dir, gazetteer):
    """All passages of the three corpora; they have tags and nothing else."""
    out = []
    for path in sorted(glob.glob(os.path.join(data_dir, "crossner/*.txt"))):
        out += _glue(_sentences(path, "\t", 0, 1), "crossner", os.path.basename(path), gazetteer)
    path = os.path.join(data_dir, "wikigold/wikigold.conll.txt")
    out += _glue(_sentences(path, " ", 0, 1), "wikigold", "wikigold", gazetteer)
    for part in ("dev", "test"):
        path = os.path.join(data_dir, f"uner_ewt/en_ewt-ud-{part}.iob2")
        out += _glue(_sentences(path, "\t", 1, 2), "uner", part, gazetteer)
    return out


def _sentences(path, separator, word_column, tag_column):
    """Lists of (word, tag), one a sentence."""
    out, rows = [], []
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("#") and separator == "\t":
                continue
            if line.strip():
                cells = line.split(separator)
                rows.append((cells[word_column], cells[tag_column]))
            elif rows:
                out.append(rows)
                rows = []
    if rows:
        out.append(rows)
    return out


def _glue(sentences, source, name, gazetteer):
    """Passages of several sentences each."""
    out = []
    for rows in sentences:
        words, tags = _tagged(rows, source, gazetteer)
        last = out[-1] if out else None
        if last is not None and len(last.words) + len(words) <= _WORDS_A_PASSAGE:
            number = last.sentence_of[-1] + 1
            last.words += words
            last.tags += tags
            last.sentence_of += [number] * len(words)
        elif words:
            out.append(Passage(source, name, words, [0] * len(words), tags=tags))
    for passage in out:
        passage.features = gazetteer.features(passage.words, passage.sentence_of)
    return out


def _tagged(rows, source, gazetteer):
    """Our words and tag masks of one sentence of theirs."""
    text, spans = "", []
    for word, _ in rows:
        spans.append((len(text), len(text) + len(word)))
        text += word + " "
    passage = Passage.of_text(source, "", text)
    policy_too = OUTSIDE | kind_bits("policy")
    passage.tags = [policy_too] * len(passage.words)
    i = 0
    while i < len(rows):
        if rows[i][1] == "O":
            i += 1
            continue
        label = rows[i][1][2:]
        j = i + 1
        while j < len(rows) and rows[j][1] == "I-" + label:
            j += 1
        name = text[spans[i][0] : spans[j - 1][1]]
        span = passage.word_span(spans[i][0], spans[j - 1][1])
        if span is not None:
            _label(passage, span, _kinds(label.lower(), name, gazetteer))
        i = j
    return passage.words, passage.tags


def _kinds(label, name, gazetteer):
    """Our type for a label as a string, or a list of types that it may be, besides none."""
    if label in _PERSON:
        return "person"
    if label in _INSTITUTION:
        return "institution"
    if label in _PLACE:
        return "country" if gazetteer.country_of(name) else "place"
    if label in ("misc", "nationality") and gazetteer.country_of(name):
        return "country"
    if label == "academicjournal":
        return ["institution"]
    if label in _OTHER:
        return ["policy", "institution"]
    return []


def _label(passage, span, kinds):
    if isinstance(kinds, str):
        passage.label(*span, kinds)
        return
    for i in range(*span):
        passage.tags[i] = OUTSIDE | kind_bits(*kinds)
