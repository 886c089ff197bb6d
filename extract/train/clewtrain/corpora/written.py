"""Articles written and annotated for this project, in one file each: people and events are invented.

The text comes first, a paragraph a line; after a line of five equals signs stand the annotations, a line each:

    @person | Liu Jun | Liu | Prof Liu                 an entity: kind, fullest form in the text, other forms
    = Liu Jun | worksFor | Tsinghua | quote | he | it  a statement: the sentence, and what stands in it for its two
                                                       ends (left out: the names themselves)
    =past Liu Jun | leads | Tsinghua | quote           a statement that is over
    ? ...                                              a defensible reading
    !denied ...  !planned ...  !asked ...  !hypothetical ...   what a hasty reader would take for fact

`parse` gives them in the form of the other annotated articles. `python -m clewtrain.corpora.written FILE ...`
says what is wrong with files; with `--to DIR` it writes DIR/articles and DIR/gold for `clew eval DIR/gold`.
"""

import argparse
import glob
import json
import os
import sys

from clewtrain import schema

_MARK = "====="
FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "articles")
_UNASSERTED = ("denied", "planned", "asked", "hypothetical")


class Fault(ValueError):
    """Lines of a written article that cannot be read; says which and why."""


def paths(folder=FOLDER):
    """The written articles, sorted."""
    return sorted(glob.glob(os.path.join(folder, "*.txt")))


def read_file(path):
    """(name, text, annotation) of one file."""
    with open(path, encoding="utf-8", newline="") as f:
        return parse(os.path.basename(path), f.read())


def parse(name, content):
    """(name, text, annotation); raises Fault with all lines that are wrong."""
    text, mark, notes = content.partition("\n" + _MARK + "\n")
    if not mark:
        raise Fault(f"{name}: no line {_MARK} between text and annotations")
    gold = {"article": name, "entities": [], "statements": [], "optional": [], "unasserted": []}
    types, faults = {}, []
    for number, line in enumerate(notes.splitlines(), text.count("\n") + 3):
        if line.strip():
            try:
                _read_line(line.strip(), text, gold, types)
            except Fault as fault:
                faults.append(f"{name}: line {number}: {fault}")
    if faults:
        raise Fault("\n".join(faults))
    return name, text + "\n", gold


def _read_line(line, text, gold, types):
    label, _, rest = line.partition(" ")
    fields = [f.strip() for f in rest.removeprefix("| ").split(" | ")]
    if label.startswith("@"):
        _read_entity(label[1:], fields, text, gold, types)
    elif label in ("=", "=past"):
        gold["statements"].append(_statement(fields, text, types) | ({"past": True} if label == "=past" else {}))
    elif label == "?":
        gold["optional"].append(_statement(fields, text, types))
    elif label[:1] == "!" and label[1:] in _UNASSERTED:
        gold["unasserted"].append(_statement(fields, text, types) | {"why": label[1:]})
    else:
        raise Fault(f"begins with neither @kind, =, =past, ? nor !why: {label}")


def _read_entity(kind, fields, text, gold, types):
    name, forms = fields[0], [f for f in fields if f in text]
    if fields[0] == "":
        raise Fault("an entity without a name")
    if kind not in schema.TYPES:
        raise Fault(f"no kind {kind!r}")
    if name in types:
        raise Fault(f"{name!r} is there already")
    if not forms:
        raise Fault(f"no form of {name!r} stands in the text")
    missing = [f for f in fields[1:] if f not in text]
    if missing:
        raise Fault(f"{missing[0]!r} does not stand in the text")
    types[name] = kind
    gold["entities"].append({"name": name, "type": kind, "aliases": fields[1:]})


def _statement(fields, text, types):
    if not 4 <= len(fields) <= 6:
        raise Fault(f"{len(fields)} fields, not 4 to 6: subject | predicate | object | quote | words | words")
    subject, predicate, obj, quote = fields[:4]
    words = fields[4:] + [""] * (6 - len(fields))
    out = {"s": subject, "p": predicate, "o": obj, "quote": quote}
    for role, entity, given in (("s_as", subject, words[0]), ("o_as", obj, words[1])):
        if entity not in types:
            raise Fault(f"{entity!r} is no entity of this article")
        out[role] = given or entity
    output = schema.output_of(predicate)
    if output not in schema.RELATIONS:
        raise Fault(f"no predicate {predicate!r}")
    if not schema.fits(output, types[subject], types[obj]):
        raise Fault(f"{predicate} cannot connect {types[subject]} and {types[obj]}")
    if quote not in text:
        raise Fault(f"the quote does not stand in the text: {quote!r}")
    for role in ("s_as", "o_as"):
        if out[role] not in quote:
            raise Fault(f"{out[role]!r} does not stand in the quote {quote!r}")
    return out


def write_gold(folder, name, text, annotation):
    """Write an article and its annotation as `clew eval` reads them: triples, each once."""
    stated = _triples(annotation["statements"])
    gold = {
        "article": name,
        "entities": annotation["entities"],
        "statements": stated,
        "optional": [t for t in _triples(annotation["optional"]) if t not in stated],
    }
    for part, file, content in (
        ("articles", name, text),
        ("gold", name.removesuffix(".txt") + ".json", json.dumps(gold, ensure_ascii=False, indent=1) + "\n"),
    ):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
        with open(os.path.join(folder, part, file), "w", encoding="utf-8", newline="") as f:
            f.write(content)


def _triples(statements):
    return [list(t) for t in dict.fromkeys((s["s"], s["p"], s["o"]) for s in statements)]


def _main():
    parser = argparse.ArgumentParser(prog="python -m clewtrain.corpora.written")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--to", metavar="DIR", help="write DIR/articles and DIR/gold for clew eval")
    arguments = parser.parse_args()
    faults = statements = 0
    for path in arguments.files:
        try:
            article = read_file(path)
        except Fault as fault:
            faults += 1
            print(fault)
            continue
        statements += len(article[2]["statements"])
        if arguments.to:
            write_gold(arguments.to, *article)
    print(f"{len(arguments.files)} files, {statements} statements, {faults} faults")
    return faults > 0


if __name__ == "__main__":
    sys.exit(_main())
