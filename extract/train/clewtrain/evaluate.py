"""How good a model is on annotated articles: by type, by predicate, by threshold, and how far its scores can be trusted."""

from collections import defaultdict
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from clewtrain import schema
from clewtrain.decode import predict
from clewtrain.entities import Clusters, candidates
from clewtrain.scoring import (
    FALSE,
    HIT,
    TOLERATED,
    Counts,
    Gold,
    count_entities,
    count_statements,
    judge,
    kept,
    total,
)

FLAT_THRESHOLDS = [t / 100 for t in range(5, 99)]
_FEWEST_FOR_OWN_THRESHOLD = 12


@dataclass
class Evaluation:
    """All candidates of some articles, judged, and the counts of entities by type."""

    judged: list
    golds: list
    entities: dict

    def statements(self, thresholds):
        """Counts by predicate at a flat threshold or at {output: threshold, "*": else}."""
        if not isinstance(thresholds, dict):
            thresholds = {"*": thresholds}
        return count_statements(self.judged, self.golds, thresholds)

    def best_flat(self, least_precision=0.0):
        """(threshold, Counts) of the best F1 among flat thresholds that reach a precision; None if none does."""
        best = None
        for t in FLAT_THRESHOLDS:
            counts = total(self.statements(t))
            if counts.hit and counts.precision >= least_precision:
                if best is None or counts.f1 > best[1].f1:
                    best = (t, counts)
        return best


def evaluate(model, items, gazetteer, wordpiece, device, half=True):
    """Read articles, (name, text, annotation), and judge what is found against their annotations."""
    model.eval()
    judged, golds, entities = [], [], defaultdict(Counts)
    for number, (name, text, annotation) in enumerate(items):
        gold = Gold(annotation)
        golds.append(gold)
        prediction = predict(model, text, name, gazetteer, wordpiece, device)
        clusters = Clusters(prediction, gazetteer)
        for kind, counts in count_entities(gold, clusters.entities).items():
            entities[kind] += counts
        judged += judge(number, gold, clusters.entities, candidates(prediction, clusters))
    return Evaluation(judged, golds, dict(entities))


def own_thresholds(evaluation, flat):
    """Thresholds by output where there are examples enough, each half way to the flat one (they overfit easily)."""
    needed = defaultdict(int)
    for gold in evaluation.golds:
        for _, predicate, _ in gold.required:
            needed[schema.output_of(predicate)] += 1
    thresholds = {"*": flat}
    for output in schema.RELATIONS:
        if needed[output] < _FEWEST_FOR_OWN_THRESHOLD:
            continue

        def f1(t, output=output):
            return total(evaluation.statements({**thresholds, output: t})).f1

        best = max([t / 100 for t in range(20, 91, 5)], key=f1)
        thresholds[output] = round((best + flat) / 2, 3)
    return thresholds


def reliability(evaluation, edges=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)):
    """Rows (from, to, mean score, share that hold, how many) over candidates that are either right or wrong."""
    low, rows = 0.05, []
    certain = [j for j in kept(evaluation.judged, {"*": low}) if j.verdict != TOLERATED]
    for high in edges:
        inside = [j for j in certain if low <= j.score < high or j.score == high == 1.0]
        if inside:
            mean = sum(j.score for j in inside) / len(inside)
            hold = sum(j.verdict == HIT for j in inside) / len(inside)
            rows.append((low, high, mean, hold, len(inside)))
        low = high
    return rows


def expected_calibration_error(rows):
    """The mean distance of score and share over the rows of a reliability table."""
    count = sum(n for *_, n in rows)
    return sum(abs(mean - hold) * n for _, _, mean, hold, n in rows) / count if count else 0.0


def fit_temperature(evaluation):
    """(a, b) so that sigmoid(a * logit + b) is the share of right candidates (Platt's scaling)."""
    points = [
        (min(max(j.score, 1e-3), 1 - 1e-3), float(j.verdict == HIT))
        for j in kept(evaluation.judged, {"*": 0.05})
        if j.verdict in (HIT, FALSE)
    ]
    logits = torch.logit(torch.tensor([s for s, _ in points]))
    right = torch.tensor([y for _, y in points])
    scale = torch.tensor([1.0, 0.0], requires_grad=True)
    optimizer = torch.optim.LBFGS([scale], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(scale[0] * logits + scale[1], right)
        loss.backward()
        return loss

    optimizer.step(closure)
    return scale[0].item(), scale[1].item()


def report(evaluation, thresholds, title):
    """The evaluation as Markdown."""
    entities, statements = total(evaluation.entities), evaluation.statements(thresholds)
    whole = total(statements)
    lines = [f"## {title}", "", f"{len(evaluation.golds)} articles, thresholds {thresholds}", ""]
    lines += [f"Entities: {_figures(entities)}", "", f"Statements: {_figures(whole)}", ""]
    for least in (0.0, 0.8, 0.85):
        best = evaluation.best_flat(least)
        if best:
            lines.append(f"- best flat threshold with precision >= {least}: {best[0]}: {_figures(best[1])}")
    lines += ["", *_table("type", evaluation.entities, schema.TYPES)]
    lines += ["", *_table("predicate", statements, sorted(statements))]
    rows = reliability(evaluation)
    lines += ["", "| score | mean | right | candidates |", "| --- | --- | --- | --- |"]
    lines += [f"| {a:.2f}-{b:.2f} | {m:.2f} | {h:.2f} | {n} |" for a, b, m, h, n in rows]
    lines += ["", f"Expected calibration error {expected_calibration_error(rows):.3f}", ""]
    return "\n".join(lines)


def _figures(c):
    return f"P {c.precision:.3f} R {c.recall:.3f} F1 {c.f1:.3f} ({c.hit} hit, {c.false} false, {c.missed} missed)"


def _table(what, counts, order):
    lines = [f"| {what} | hit | false | missed | P | R | F1 |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for name in order:
        c = counts.get(name, Counts())
        lines.append(
            f"| {name} | {c.hit} | {c.false} | {c.missed} | {c.precision:.2f} | {c.recall:.2f} | {c.f1:.2f} |"
        )
    return lines
