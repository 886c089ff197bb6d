"""KnowledgeNet's text evaluation: facts between spans, a hit where both ends overlap those of a gold fact.

Only properties that a passage is annotated for count, as in the corpus's own evaluator (method span_overlap).
"""

import collections
import json
import os

from clewtrain import schema
from clewtrain.decode import predict
from clewtrain.scoring import Counts

_PROPERTIES = [o for o in schema.OUTPUTS if o.startswith("kn")]


def evaluate_fold(model, data_dir, fold, gazetteer, wordpiece, threshold=0.5):
    """Counts by property on one fold that the model has not seen."""
    model.eval()
    device = next(model.parameters()).device
    counts = collections.defaultdict(Counts)
    with open(os.path.join(data_dir, f"knowledgenet/fold{fold}.jsonl"), encoding="utf-8") as f:
        passages = [p for line in f for p in json.loads(line)["passages"]]
    for passage in passages:
        text = passage["passageText"]
        prediction = predict(model, text, passage["passageId"], gazetteer, wordpiece, device, dates=True)
        for name, found in _compare(passage, _facts(prediction, threshold)).items():
            counts[name] += found
    return dict(counts)


def _facts(prediction, threshold):
    """(property, subject span, object span) with spans in characters of the passage."""
    spans, mentions = prediction.passage.spans, prediction.passage.mentions

    def span(mention):
        return spans[mention.start][0], spans[mention.end - 1][1]

    return [
        (name[2:], span(mentions[i]), span(mentions[j]))
        for (i, j), p in prediction.pairs.items()
        for name in _PROPERTIES
        if p[schema.OUTPUT_INDEX[name]] >= threshold
    ]


def _compare(passage, predicted):
    """Counts by property name of one passage."""
    offset = passage["passageStart"]
    names = {p["propertyId"]: p["propertyName"] for p in passage["exhaustivelyAnnotatedProperties"]}
    gold = []
    for f in passage["facts"]:
        names.setdefault(f["propertyId"], f["humanReadable"].split("> <")[1])
        subject = (f["subjectStart"] - offset, f["subjectEnd"] - offset)
        gold.append((f["propertyId"], subject, (f["objectStart"] - offset, f["objectEnd"] - offset)))
    out, open_gold = collections.defaultdict(Counts), list(gold)
    for fact in predicted:
        if fact[0] not in names:
            continue
        match = next((g for g in open_gold if _same(fact, g)), None)
        if match:
            open_gold.remove(match)
            out[names[fact[0]]].hit += 1
        elif not any(_same(fact, g) for g in gold):
            out[names[fact[0]]].false += 1
    for number, _, _ in open_gold:
        out[names[number]].missed += 1
    return out


def _same(a, b):
    return a[0] == b[0] and all(x[0] < y[1] and y[0] < x[1] for x, y in zip(a[1:], b[1:]))
