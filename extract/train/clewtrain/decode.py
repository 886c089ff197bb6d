"""From texts to scored mentions, pairs and links: what the Go engine does, for training and reports."""

import collections
from dataclasses import dataclass

import numpy as np
import torch

from clewtrain import schema
from clewtrain.batch import collate
from clewtrain.passage import Mention, Passage
from clewtrain.references import DETERMINERS, references
from clewtrain.text import DATE, WORD
from clewtrain.windows import cut

_WINDOWS_A_BATCH = 8
_IMPOSSIBLE = -1e4
_PROPAGATED = 0.5  # score of a name found only because the same words are a name elsewhere


def _transitions():
    """Log weights of tag b after tag a, and of tag b first: an I must follow its own B or I."""
    count = len(schema.TAGS)
    after, first = np.zeros((count, count), dtype=np.float32), np.zeros(count, dtype=np.float32)
    for b, tag in enumerate(schema.TAGS):
        if tag.startswith("I-"):
            first[b] = _IMPOSSIBLE
            for a, before in enumerate(schema.TAGS):
                if before[2:] != tag[2:]:
                    after[a, b] = _IMPOSSIBLE
    return after, first


_AFTER, _FIRST = _transitions()


def viterbi(log_p):
    """The best allowed tag sequence of one sentence; log_p is words x tags."""
    score, back = log_p[0] + _FIRST, []
    for row in log_p[1:]:
        step = score[:, None] + _AFTER
        back.append(step.argmax(0))
        score = step.max(0) + row
    tags = [int(score.argmax())]
    for pointers in reversed(back):
        tags.append(int(pointers[tags[-1]]))
    return tags[::-1]


def tag_probabilities(model, passages, wordpiece, device, overlap=schema.WINDOW_OVERLAP_SENTENCES):
    """For each passage the tag probabilities of its words, averaged over the windows they lie in."""
    sums = [np.zeros((len(p.words), len(schema.TAGS)), dtype=np.float32) for p in passages]
    counts = [np.zeros((len(p.words), 1), dtype=np.float32) for p in passages]
    todo = [(k, w) for k, p in enumerate(passages) for w in cut(p, wordpiece, overlap=overlap)]
    todo.sort(key=lambda kw: kw[1].pieces)
    with torch.no_grad():
        for at in range(0, len(todo), _WINDOWS_A_BATCH):
            some = todo[at : at + _WINDOWS_A_BATCH]
            batch = collate([w for _, w in some], wordpiece).to(device)
            _, words, _ = model.encode(batch)
            p = model.tag(words).softmax(-1).cpu().numpy()
            for row, (k, w) in zip(p, some):
                sums[k][w.start : w.stop] += row[: w.stop - w.start]
                counts[k][w.start : w.stop] += 1
    return [s / np.maximum(c, 1) for s, c in zip(sums, counts)]


def name_spans(p, sentence_of):
    """(start, end, type, score) of the names in tag probabilities p, words x tags."""
    out, start = [], 0
    log_p = np.log(p + 1e-8)
    while start < len(sentence_of):
        stop = start
        while stop < len(sentence_of) and sentence_of[stop] == sentence_of[start]:
            stop += 1
        tags = [schema.TAGS[t] for t in viterbi(log_p[start:stop])] + ["O"]
        k = 0
        while k < len(tags) - 1:
            if not tags[k].startswith("B-"):
                k += 1
                continue
            end = k + 1
            while tags[end] == "I-" + tags[k][2:]:
                end += 1
            score = float(p[start + k : start + end].max(-1).mean())
            out.append((start + k, start + end, tags[k][2:], score))
            k = end
        start = stop
    return out


@dataclass
class Prediction:
    """What the model says of one text.

    pairs: {(subject mention, object mention): probabilities of all outputs}, averaged over windows.
    links: {reference: {name mention: probability}}.
    """

    passage: Passage
    pairs: dict
    links: dict


def predict(model, text, name, gazetteer, wordpiece, device, dates=False):
    """Read one text as the Go engine reads it. The model must be in eval mode and on the device."""
    passage = Passage.of_text("text", name, text)
    if not passage.words:
        return Prediction(passage, {}, {})
    passage.features = gazetteer.features(passage.words, passage.sentence_of)
    p = tag_probabilities(model, [passage], wordpiece, device)[0]
    spans = agree(passage, name_spans(p, passage.sentence_of))
    passage.mentions = [Mention(start, end, "name", (kind,)) for start, end, kind, _ in spans]
    taken = {i for m in passage.mentions for i in range(m.start, m.end)}
    if dates:
        _add_dates(passage, taken)
    for start, end, kind, types in references(passage.words, passage.sentence_of, taken):
        passage.mentions.append(Mention(start, end, kind, types))
    passage.supervised = frozenset(schema.OUTPUTS)
    pairs, links = _score(model, passage, wordpiece, device)
    return Prediction(passage, pairs, links)


def _add_dates(passage, taken):
    for match in DATE.finditer(passage.text):
        span = passage.word_span(*match.span())
        if span and not any(i in taken for i in range(*span)):
            passage.mentions.append(Mention(*span, "date", ("date",)))
            taken.update(range(*span))


def agree(passage, spans):
    """One type for all names of the same words, and the same words found as names elsewhere in the text."""

    def surface(start, end):
        return passage.text[passage.spans[start][0] : passage.spans[end - 1][1]]

    votes = collections.defaultdict(lambda: collections.defaultdict(float))
    for start, end, kind, score in spans:
        votes[surface(start, end)][kind] += score
    best = {form: max(kinds, key=kinds.get) for form, kinds in votes.items()}
    out = [(start, end, best[surface(start, end)], score) for start, end, _, score in spans]
    taken = {i for start, end, _, _ in out for i in range(start, end)}
    first_word = collections.defaultdict(list)
    for i, word in enumerate(passage.words):
        first_word[word].append(i)
    for form in sorted(best, key=lambda f: -len(f)):
        words = WORD.findall(form)
        if not form[0].isupper() or (len(words) == 1 and len(form) < 3):
            continue
        for i in first_word[words[0]]:
            end = i + len(words)
            if passage.words[i:end] != words or any(k in taken for k in range(i, end)):
                continue
            if surface(i, end) != form or passage.sentence_of[i] != passage.sentence_of[end - 1]:
                continue
            if len(words) == 1 and _in_longer_name(passage, i, taken):
                continue
            out.append((i, end, best[form], _PROPAGATED))
            taken.update(range(i, end))
    return sorted(out)


def _in_longer_name(passage, i, taken):
    """Whether word i stands beside a capitalised word that is no name: then it is part of another name."""
    words, sentence_of = passage.words, passage.sentence_of
    if i > 0 and words[i - 1][0].isupper() and sentence_of[i - 1] == sentence_of[i]:
        if i - 1 not in taken and words[i - 1].lower() not in DETERMINERS:
            return True
    return i + 1 < len(words) and words[i + 1][0].isupper()


@torch.no_grad()
def _score(model, passage, wordpiece, device):
    """(pairs, links) of a passage with mentions, averaged over its windows."""
    pair_sums, pair_counts = {}, collections.Counter()
    link_sums = collections.defaultdict(lambda: collections.defaultdict(float))
    link_counts = collections.Counter()
    windows = cut(passage, wordpiece, overlap=schema.WINDOW_OVERLAP_SENTENCES)
    for at in range(0, len(windows), _WINDOWS_A_BATCH):
        some = windows[at : at + _WINDOWS_A_BATCH]
        original = [list(w.numbers) for w in some]
        batch = collate(some, wordpiece, links_of_all=True).to(device)
        if not len(batch.mention_window):
            continue
        x, words, attention = model.encode(batch)
        mentions = model.mentions(batch, words)
        if batch.pair_numbers:
            logits = model.pairs(batch, x, words, attention, mentions)
            p = (logits.sigmoid() * batch.fits).cpu().numpy()
            for row, (b, i, j) in zip(p, batch.pair_numbers):
                pair = (original[b][i], original[b][j])
                pair_sums[pair] = pair_sums.get(pair, 0) + row
                pair_counts[pair] += 1
        if len(batch.query_mention):
            _add_links(model, batch, mentions, original, link_sums, link_counts)
    pairs = {pair: total / pair_counts[pair] for pair, total in pair_sums.items()}
    links = {
        i: {j: total / link_counts[i] for j, total in names.items()} for i, names in link_sums.items()
    }
    return pairs, links


def _add_links(model, batch, mentions, original, sums, counts):
    """Add one batch's probabilities of names to the sums of each reference."""
    scores, none = model.links(batch, mentions)
    e = scores.exp()
    total = none[batch.query_mention].exp().index_add(0, batch.link_query, e)
    p = (e / total[batch.link_query]).cpu().tolist()
    window = batch.mention_window.cpu().tolist()
    base = [window.index(b) if b in window else 0 for b in range(batch.size)]

    def number(mention):
        return original[window[mention]][mention - base[window[mention]]]

    for mention in batch.query_mention.cpu().tolist():
        counts[number(mention)] += 1
    for value, i, j in zip(p, batch.link_reference.cpu().tolist(), batch.link_name.cpu().tolist()):
        sums[number(i)][number(j)] += value
