"""The joint model: one encoder, heads for names, for relations between mentions, and for what references stand for.

Attribute names are those of the tensors in the weight file (the Go engine reads them):
tag: names; ce: class of a mention; ws wo us uo wc wb de se h1 out: pairs; ca cb cc cd ce2 cv cn: links.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

from clewtrain import schema
from clewtrain.dropout import Dropout
from clewtrain.encoder import WIDTH, Encoder
from clewtrain.quantise import QuantisedLinear
from clewtrain.gazetteer import FEATURES

HIDDEN, LINK_HIDDEN, CLASS_WIDTH, BUCKETS = 256, 128, 64, 16
_MENTION_WIDTH = 2 * WIDTH + CLASS_WIDTH
_DROPOUT = 0.15
_LARGEST_LINK = 50.0

# What the parts of the loss weigh: tags, relations, links.
LOSS_WEIGHTS = (0.3, 1.0, 1.0)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = Encoder(FEATURES)
        self.dropout = Dropout(_DROPOUT)
        self.tag = nn.Linear(WIDTH, len(schema.TAGS))
        self.ce = nn.Embedding(len(schema.MENTION_CLASSES), CLASS_WIDTH)
        for name in ("ws", "wo", "us", "uo"):
            setattr(self, name, QuantisedLinear(_MENTION_WIDTH, HIDDEN))
        self.wc = QuantisedLinear(WIDTH, HIDDEN)
        self.wb = QuantisedLinear(WIDTH, HIDDEN)
        self.de = nn.Embedding(BUCKETS, HIDDEN)
        self.se = nn.Embedding(4, HIDDEN)
        self.h1 = QuantisedLinear(2 * HIDDEN, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(schema.OUTPUTS))
        nn.init.constant_(self.out.bias, -4)
        for name in ("ca", "cb", "cc", "cd"):
            setattr(self, name, nn.Linear(_MENTION_WIDTH, LINK_HIDDEN))
        self.ce2 = nn.Embedding(BUCKETS, LINK_HIDDEN)
        self.cv = nn.Linear(2 * LINK_HIDDEN, 1)
        self.cn = nn.Linear(_MENTION_WIDTH, 1)
        bits = [[mask >> tag & 1 for tag in range(len(schema.TAGS))] for mask in range(schema.ANY_TAG + 1)]
        self.register_buffer("admissible", torch.tensor(bits, dtype=torch.bool), persistent=False)

    def encode(self, batch, half=True):
        """(piece states B L D, word states B W D, attention B H L L), in float32."""
        with torch.autocast(batch.ids.device.type, torch.bfloat16, enabled=half and _multiplies_bfloat16(batch.ids.device)):
            x, attention = self.enc(batch.ids, batch.mask, batch.features)
        x, attention = x.float(), attention.float()
        windows = torch.arange(batch.size, device=x.device)[:, None]
        words = (x[windows, batch.first_piece] + x[windows, batch.last_piece]) / 2
        return x, words, attention

    def mentions(self, batch, words):
        """M vectors: the first word, the last word, the class."""
        first = words[batch.mention_window, batch.mention_start]
        last = words[batch.mention_window, batch.mention_last]
        return torch.cat([self.dropout(first), self.dropout(last), self.ce(batch.mention_class)], -1)

    def pairs(self, batch, x, words, attention, mentions):
        """P R logits."""
        i, j = batch.subject, batch.object
        z = (
            self.ws(mentions)[i]
            + self.wo(mentions)[j]
            + self.wb(_between(batch, words))
            + self.de(batch.distance)
            + self.se(batch.apart)
            + self.wc(_context(batch, x, attention))
        )
        both = torch.cat([F.gelu(z), self.us(mentions)[i] * self.uo(mentions)[j]], -1)
        return self.out(F.gelu(self.h1(self.dropout(both))))

    def links(self, batch, mentions):
        """(logit of each candidate, logit of "no name" of each mention)."""
        i, j = batch.link_reference, batch.link_name
        added = F.gelu(self.ca(mentions)[i] + self.cb(mentions)[j] + self.ce2(batch.link_distance))
        both = torch.cat([added, self.cc(mentions)[i] * self.cd(mentions)[j]], -1)
        limit = _LARGEST_LINK
        return self.cv(both)[:, 0].clamp(-limit, limit), self.cn(mentions)[:, 0].clamp(-limit, limit)

    def loss(self, batch, smoothing=0.0):
        """(loss a window, its parts)."""
        x, words, attention = self.encode(batch)
        mentions = self.mentions(batch, words)
        parts = (
            self._tag_loss(batch, words),
            self._pair_loss(batch, x, words, attention, mentions, smoothing),
            self._link_loss(batch, mentions),
        )
        return sum(w * p for w, p in zip(LOSS_WEIGHTS, parts)) / batch.size, parts

    def _tag_loss(self, batch, words):
        """Minus the log of the probability of all admissible tags of a word, summed over words."""
        log_p = F.log_softmax(self.tag(self.dropout(words)), -1)
        loss = -log_p.masked_fill(~self.admissible[batch.tags], -1e4).logsumexp(-1)
        return (loss * batch.word_mask).sum()

    def _pair_loss(self, batch, x, words, attention, mentions, smoothing):
        """Masked binary cross-entropy; smoothing lowers the targets of what holds."""
        if not len(batch.subject):
            return words.new_zeros(())
        logits = self.pairs(batch, x, words, attention, mentions)
        target = batch.target * (1 - smoothing)
        return (F.binary_cross_entropy_with_logits(logits, target, reduction="none") * batch.weight).sum()

    def _link_loss(self, batch, mentions):
        """Minus the log of the probability of all right names (or of none), summed over references."""
        if not len(batch.query_mention):
            return mentions.new_zeros(())
        scores, none = self.links(batch, mentions)
        e, n = scores.exp(), none[batch.query_mention].exp()
        total = n.index_add(0, batch.link_query, e)
        right = (n * batch.query_none).index_add(0, batch.link_query, e * batch.link_true)
        return (torch.log(total) - torch.log(right + 1e-9)).sum()


def _multiplies_bfloat16(device):
    """Whether bfloat16 is fast there: on a processor without instructions for it, a product takes thirty times longer."""
    return device.type != "cpu" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def _between(batch, words):
    """The mean of the words between the two mentions of each pair, zero where they touch: P D."""
    i, j = batch.subject, batch.object
    window = batch.mention_window[i]
    low = torch.minimum(batch.mention_last[i], batch.mention_last[j]) + 1
    high = torch.maximum(torch.maximum(batch.mention_start[i], batch.mention_start[j]), low)
    sums = F.pad(words.cumsum(1), (0, 0, 1, 0))
    return (sums[window, high] - sums[window, low]) / (high - low).clamp(min=1)[:, None]


def _context(batch, x, attention):
    """Localized context pooling (ATLOP): pieces weighted by the product of both mentions' attention. P D.

    The products of all mentions of a window with each other are one matrix product a piece, of which the pairs are
    taken: a tenth of the memory of taking each pair's rows first.
    """
    window = batch.mention_window
    start = batch.first_piece[window, batch.mention_start]
    end = batch.last_piece[window, batch.mention_last]
    rows = (attention[window, :, start] + attention[window, :, end]) / 2  # M H L
    out, at, first = [], 0, 0
    mentions_of = torch.bincount(window, minlength=batch.size).tolist()
    for k, (mentions, count) in enumerate(zip(mentions_of, batch.pairs_of)):
        if count:
            pairs = slice(at, at + count)
            r = rows[first : first + mentions].permute(2, 0, 1).contiguous()  # L m H
            products = (r @ r.transpose(1, 2)).permute(1, 2, 0)  # m m L
            q = products[batch.subject[pairs] - first, batch.object[pairs] - first]
            out.append((q / (q.sum(1, keepdim=True) + 1e-6)) @ x[k])
        at += count
        first += mentions
    return torch.cat(out)
