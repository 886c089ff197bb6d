"""GUM: coreference of pronouns and descriptions with names; its names are mentions, its other words are not tagged."""

import collections
import os
import re

from clewtrain.passage import Mention, Passage
from clewtrain.references import references

_TYPES = {"person": "person", "organization": "institution", "place": "place"}


def read(data_dir, gazetteer):
    """The documents of the train and dev parts."""
    out = []
    for part in ("train", "dev"):
        for name, tokens in _documents(os.path.join(data_dir, f"gum/gum-{part}.conllu")):
            out.append(_passage(name, tokens, gazetteer))
    return out


def _documents(path):
    """(name, tokens) a document; a token is a dict of word, pos, misc, newline."""
    out = []
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                out.append((line.split("=")[1].strip(), []))
            elif not line and out and out[-1][1]:
                out[-1][1][-1]["newline"] = True
            elif line and not line.startswith("#"):
                cells = line.split("\t")
                if cells[0].isdigit():
                    out[-1][1].append(dict(word=cells[1], pos=cells[3], misc=cells[9], newline=False))
    return out


def _text(tokens):
    """The text of the tokens; sets their offsets."""
    text = ""
    for t in tokens:
        t["start"] = len(text)
        text += t["word"]
        t["end"] = len(text)
        if t["newline"]:
            text += "\n"
        elif "SpaceAfter=No" not in t["misc"]:
            text += " "
    return text


def _spans(tokens):
    """Entity annotations as (first token, last token, fields), from the bracket notation of the MISC column."""
    out, open_spans = [], collections.defaultdict(list)
    for k, t in enumerate(tokens):
        found = re.search(r"Entity=([^|]*)", t["misc"])
        if not found:
            continue
        for part in re.findall(r"\([^()]*\)?|[^()]+\)", found.group(1)):
            if part.startswith("("):
                fields = part.strip("()").split("-")
                open_spans[fields[0]].append((k, fields))
                closes = part.endswith(")")
            else:
                fields = part.strip(")").split("-")
                closes = True
            if closes and open_spans[fields[0]]:
                start, opened = open_spans[fields[0]].pop()
                out.append((start, k, opened))
    return sorted(out, key=lambda s: s[1] - s[0])


def _heads(start, end, fields):
    """The tokens that a span's minimal-span field names as its head."""
    minimal = next((f for f in fields if re.fullmatch(r"[\d,]+", f)), None)
    heads = [start + int(n) - 1 for n in minimal.split(",")] if minimal else [start]
    return [h for h in heads if h <= end] or [start]


def _passage(name, tokens, gazetteer):
    passage = Passage.of_text("gum", name, _text(tokens))
    passage.features = gazetteer.features(passage.words, passage.sentence_of)
    taken, by_cluster, cluster_of_head = set(), collections.defaultdict(list), {}
    for start, end, fields in _spans(tokens):
        heads = _heads(start, end, fields)
        for h in heads:
            cluster_of_head.setdefault(h, fields[0])
        kind = _TYPES.get(fields[1] if len(fields) > 1 else "")
        if not kind or tokens[heads[-1]]["pos"] != "PROPN":
            continue
        span = passage.word_span(tokens[min(heads)]["start"], tokens[max(heads)]["end"])
        if span is None or any(i in taken for i in range(*span)):
            continue
        mention = Mention(*span, "name", (kind,), fields[0])
        if kind == "place" and gazetteer.country_of(passage.surface(mention)):
            mention.types = ("country",)
        taken.update(range(*span))
        by_cluster[fields[0]].append(len(passage.mentions))
        passage.mentions.append(mention)
    _link(passage, tokens, taken, by_cluster, cluster_of_head)
    return passage


def _link(passage, tokens, taken, by_cluster, cluster_of_head):
    """Each reference with the names of the cluster whose head it ends in."""
    token_of = {}
    for k, t in enumerate(tokens):
        span = passage.word_span(t["start"], t["end"])
        for i in range(*span) if span else ():
            token_of.setdefault(i, k)
    for start, end, kind, types in references(passage.words, passage.sentence_of, taken):
        passage.mentions.append(Mention(start, end, kind, types))
        last = token_of.get(end - 1)
        if last is None or tokens[last]["word"].lower() == "that":
            continue
        cluster = cluster_of_head.get(last)
        passage.links.append((len(passage.mentions) - 1, list(by_cluster.get(cluster, []))))
