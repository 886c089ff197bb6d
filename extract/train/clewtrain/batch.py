"""Windows as tensors.

Shapes: B windows, L pieces, W words, M mentions and P pairs of all windows together, R outputs. Pairs lie window
after window; `pairs_of` says how many each window has.
"""

import bisect
import dataclasses
from dataclasses import dataclass

import numpy as np
import torch

from clewtrain import schema
from clewtrain.gazetteer import FEATURES
from clewtrain.wordpiece import CLS, SEP

_OUTPUTS = len(schema.OUTPUTS)
_LINK_REACH = 25  # words that a name may stand after its pronoun
_POSITIVE_ONLY_WEIGHT = 0.5
_DENIED_WEIGHT = 2.0
_LENGTH_STEP = 16  # pieces


@dataclass
class Batch:
    ids: torch.Tensor  # B L
    mask: torch.Tensor  # B L, true where a piece is
    features: torch.Tensor  # B L F
    first_piece: torch.Tensor  # B W
    last_piece: torch.Tensor  # B W
    word_mask: torch.Tensor  # B W
    tags: torch.Tensor  # B W, masks of admissible tags
    mention_window: torch.Tensor  # M
    mention_start: torch.Tensor  # M, word
    mention_last: torch.Tensor  # M, word
    mention_class: torch.Tensor  # M
    subject: torch.Tensor  # P, mention
    object: torch.Tensor  # P, mention
    distance: torch.Tensor  # P, bucket
    apart: torch.Tensor  # P, 0-3: other sentence, neighbours in the order of mentions
    fits: torch.Tensor  # P R
    target: torch.Tensor  # P R
    weight: torch.Tensor  # P R
    query_mention: torch.Tensor  # Q, mention of each reference
    query_none: torch.Tensor  # Q, whether it stands for no name
    link_query: torch.Tensor  # C, query of each candidate
    link_reference: torch.Tensor  # C, mention
    link_name: torch.Tensor  # C, mention
    link_distance: torch.Tensor  # C, bucket
    link_true: torch.Tensor  # C
    pairs_of: list  # B
    pair_numbers: list  # P of (window, subject, object), numbers within the window

    @property
    def size(self):
        return len(self.ids)

    def to(self, device):
        """The same batch on a device."""
        moved = {
            f.name: getattr(self, f.name).to(device, non_blocking=True)
            for f in dataclasses.fields(self)
            if isinstance(getattr(self, f.name), torch.Tensor)
        }
        return dataclasses.replace(self, **moved)


def _fit_table():
    """Which outputs fit two sets of kinds, each a bit mask over KINDS: 64 x 64 x R."""
    table = np.zeros((64, 64, _OUTPUTS), dtype=bool)
    masks = np.arange(64)
    for number, (subjects, objects) in enumerate(schema.SIGNATURES.values()):
        s = sum(1 << schema.KIND_INDEX[k] for k in subjects)
        o = sum(1 << schema.KIND_INDEX[k] for k in objects)
        table[:, :, number] = ((masks & s) > 0)[:, None] & ((masks & o) > 0)[None, :]
    return table


_FITS = _fit_table()
_BOUNDS = np.array(schema.DISTANCE_BOUNDS)


def collate(windows, wordpiece, links_of_all=False):
    """The batch of some windows. With links_of_all every reference is a query, as when predicting."""
    words = _words(windows, wordpiece)
    mentions = [w.mentions() for w in windows]
    base = np.cumsum([0] + [len(m) for m in mentions])
    pairs = [_pairs(w, m, b) for w, m, b in zip(windows, mentions, base)]
    links = _links(windows, mentions, base, links_of_all)
    flat = [(b, m, w.start) for b, (w, ms) in enumerate(zip(windows, mentions)) for m in ms]

    def column(name):
        return torch.from_numpy(np.concatenate([p[name] for p in pairs]))

    return Batch(
        **words,
        mention_window=_long(b for b, _, _ in flat),
        mention_start=_long(m.start - start for _, m, start in flat),
        mention_last=_long(m.end - 1 - start for _, m, start in flat),
        mention_class=_long(m.mention_class() for _, m, _ in flat),
        subject=column("subject"),
        object=column("object"),
        distance=column("distance"),
        apart=column("apart"),
        fits=column("fits"),
        target=column("target"),
        weight=column("weight"),
        **links,
        pairs_of=[len(p["subject"]) for p in pairs],
        pair_numbers=[
            (b, int(i - base[b]), int(j - base[b]))
            for b, p in enumerate(pairs)
            for i, j in zip(p["subject"], p["object"])
        ],
    )


def _long(values):
    return torch.tensor(list(values), dtype=torch.long)


def padded(pieces):
    """The length that a window of so many pieces is padded to: few lengths, so that products have few shapes."""
    return -(-pieces // _LENGTH_STEP) * _LENGTH_STEP


def _words(windows, wordpiece):
    """Pieces, features and tags of the windows' words."""
    count = len(windows)
    longest = padded(max(w.pieces for w in windows))
    widest = max(w.stop - w.start for w in windows)
    ids = np.zeros((count, longest), dtype=np.int64)
    features = np.zeros((count, longest, FEATURES), dtype=np.float32)
    first = np.zeros((count, widest), dtype=np.int64)
    last = np.zeros((count, widest), dtype=np.int64)
    tags = np.full((count, widest), schema.ANY_TAG, dtype=np.int64)
    for b, window in enumerate(windows):
        ids[b, 0] = CLS
        at = 1
        for k, word in enumerate(window.words):
            pieces = wordpiece(word)
            ids[b, at : at + len(pieces)] = pieces
            set_features = window.passage.features[window.start + k]
            for p in range(at, at + len(pieces)):
                features[b, p, list(set_features)] = 1
            first[b, k], last[b, k] = at, at + len(pieces) - 1
            at += len(pieces)
        ids[b, at] = SEP
        if window.passage.tags is not None:
            tags[b, : window.stop - window.start] = window.passage.tags[window.start : window.stop]
    lengths = np.array([w.pieces for w in windows])
    word_counts = np.array([w.stop - w.start for w in windows])
    return dict(
        ids=torch.from_numpy(ids),
        mask=torch.from_numpy(np.arange(longest)[None, :] < lengths[:, None]),
        features=torch.from_numpy(features),
        first_piece=torch.from_numpy(first),
        last_piece=torch.from_numpy(last),
        word_mask=torch.from_numpy(np.arange(widest)[None, :] < word_counts[:, None]),
        tags=torch.from_numpy(tags),
    )


def _pairs(window, mentions, base):
    """The ordered mention pairs of a window that any output fits, with targets and weights."""
    passage = window.passage
    if not passage.supervised or not mentions:
        return _pair_columns(window, np.zeros((0, 2), dtype=np.int64), mentions, base)
    start = np.array([m.start for m in mentions])
    end = np.array([m.end for m in mentions])
    sentence = np.array([passage.sentence_of[m.start] for m in mentions])
    is_date = np.array([m.kind == "date" for m in mentions])
    kinds = np.array([sum(1 << schema.KIND_INDEX[t] for t in m.types) for m in mentions])
    near = (
        (np.abs(start[None, :] - start[:, None]) <= schema.MAX_WORD_DISTANCE)
        & (np.abs(sentence[None, :] - sentence[:, None]) <= 1)
        & ~((start[:, None] < end[None, :]) & (start[None, :] < end[:, None]))
        & ~is_date[:, None]
    )
    subject, obj = np.nonzero(near)
    some = _FITS[kinds[subject], kinds[obj]].any(1) if len(subject) else np.zeros(0, dtype=bool)
    return _pair_columns(window, np.stack([subject[some], obj[some]], 1), mentions, base)


def _pair_columns(window, pairs, mentions, base):
    passage = window.passage
    subject, obj = pairs[:, 0], pairs[:, 1]
    start = np.array([m.start for m in mentions], dtype=np.int64)
    sentence = np.array([passage.sentence_of[m.start] for m in mentions], dtype=np.int64)
    kinds = np.array([sum(1 << schema.KIND_INDEX[t] for t in m.types) for m in mentions], dtype=np.int64)
    rank = np.searchsorted(np.sort(start), start)
    other_sentence = np.minimum(np.abs(sentence[obj] - sentence[subject]), 1)
    neighbours = np.abs(rank[obj] - rank[subject]) <= 1
    fits = _FITS[kinds[subject], kinds[obj]].reshape(-1, _OUTPUTS)
    target, weight = _targets(window, pairs, fits)
    return dict(
        subject=subject + base,
        object=obj + base,
        distance=np.searchsorted(_BOUNDS, start[obj] - start[subject]),
        apart=other_sentence * 2 + neighbours,
        fits=fits,
        target=target,
        weight=weight,
    )


def _targets(window, pairs, fits):
    """(targets, weights), both P x R: what holds of each pair, and how much it is to be trusted."""
    passage = window.passage
    target = np.zeros((len(pairs), _OUTPUTS), dtype=np.float32)
    weight = np.zeros((len(pairs), _OUTPUTS), dtype=np.float32)
    weight[:, [schema.OUTPUT_INDEX[r] for r in sorted(passage.supervised)]] = 1
    weight *= fits
    original = list(window.numbers)
    for k, (i, j) in enumerate(pairs.tolist()):
        pair = (original[i], original[j])
        for output in passage.unknown.get(pair, ()):
            weight[k, schema.OUTPUT_INDEX[output]] = 0
        for output in passage.denied.get(pair, ()):
            weight[k, schema.OUTPUT_INDEX[output]] = _DENIED_WEIGHT
        for output in passage.positive.get(pair, ()):
            if output == "tense":
                weight[k, schema.OUTPUT_INDEX["past"]] = 1
                continue
            number = schema.OUTPUT_INDEX[output]
            target[k, number] = 1
            weight[k, number] = _POSITIVE_ONLY_WEIGHT if output in passage.positive_only else 1
    return target, weight


def _queries(window, mentions, links_of_all):
    """(reference, names it stands for, whether any name is known for it), numbers within the window."""
    if links_of_all:
        return [(i, [], False) for i, m in enumerate(mentions) if m.kind not in ("name", "date")]
    numbers = window.numbers
    return [
        (numbers[i], [numbers[j] for j in names if j in numbers], bool(names))
        for i, names in window.passage.links
        if i in numbers
    ]


def _links(windows, mentions, base, links_of_all):
    """Which names each reference may choose among, and which it should."""
    queries, none, rows = [], [], []
    for window, ms, offset in zip(windows, mentions, base):
        for i, names, named in _queries(window, ms, links_of_all):
            candidates = [
                j
                for j, m in enumerate(ms)
                if m.kind == "name"
                and j != i
                and set(m.types) & set(ms[i].types)
                and ms[i].start - m.start >= -_LINK_REACH
            ]
            true = [j for j in names if j in candidates]
            if named and not true:
                continue
            for j in candidates:
                bucket = bisect.bisect_left(schema.DISTANCE_BOUNDS, ms[i].start - ms[j].start)
                rows.append((len(queries), offset + i, offset + j, bucket, j in true))
            queries.append(offset + i)
            none.append(not true)
    columns = list(zip(*rows)) if rows else [()] * 5
    return dict(
        query_mention=_long(queries),
        query_none=torch.tensor(none, dtype=torch.bool),
        link_query=_long(columns[0]),
        link_reference=_long(columns[1]),
        link_name=_long(columns[2]),
        link_distance=_long(columns[3]),
        link_true=torch.tensor(columns[4], dtype=torch.bool),
    )
