"""The weights that the program embeds, read back for training: `finetune --start ../nlp/weights.bin`.

The format is that of extract/nlp/weightfile, the sections those of extract/nlp/quantise. Matrices come back as their
int8 values say; the word embeddings, which no run changes, are the base encoder's.
"""

import math
import struct

import numpy as np
import torch

from clewtrain import schema
from clewtrain.encoder import HEADS, LAYERS, WIDTH
from clewtrain.gazetteer import FEATURES
from clewtrain.model import HIDDEN, LINK_HIDDEN

_MAGIC, _HEADER, _NAME = b"clewnlp\n", 48, 40
_LANES = 16  # columns in a panel of a packed matrix


def read(path, fresh):
    """The weights of a file, on top of those of a fresh model: the file has no outputs for other corpora."""
    sections = _sections(path)
    weights = {k: v.clone() for k, v in fresh.items() if k != "enc.we.weight"}
    _read_embeddings(sections, weights)
    for i in range(LAYERS):
        _read_layer(sections, f"layer{i}.", f"enc.layers.{i}.", weights)
    _read_heads(sections, weights)
    return weights


def _sections(path):
    with open(path, "rb") as f:
        data = f.read()
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError(f"{path} is no weight file of clew")
    out = {}
    for i in range(struct.unpack_from("<I", data, 12)[0]):
        at = _HEADER + i * (_NAME + 16)
        offset, length = struct.unpack_from("<QQ", data, at + _NAME)
        out[data[at : at + _NAME].rstrip(b"\0").decode()] = data[offset : offset + length]
    return out


def _floats(section):
    return torch.from_numpy(np.frombuffer(section, "<f4").copy())


def _halves(section):
    return torch.from_numpy(np.frombuffer(section, "<f2").astype(np.float32))


def _read_embeddings(sections, weights):
    places = _floats(sections["positions"]).view(-1, WIDTH)
    weights["enc.pe.weight"][: len(places)] = places
    weights["enc.te"].zero_()  # its sum with the places is what the file holds
    weights["enc.feat.weight"] = _floats(sections["features"]).view(-1, WIDTH)[:FEATURES].T.contiguous()
    _read_norm(sections, "norm", "enc.ln", weights)


def _read_norm(sections, source, name, weights):
    weights[name + ".weight"] = _floats(sections[source + ".gain"])
    weights[name + ".bias"] = _floats(sections[source + ".shift"])


def _read_layer(sections, source, name, weights):
    for part, to in (("attention", "qkv"), ("output", "o"), ("up", "f1"), ("down", "f2")):
        weight, bias = _int8(sections, source + part)
        if to == "qkv":  # the engine's queries are divided by the root of a head's width
            weight[:WIDTH] *= math.sqrt(WIDTH // HEADS)
            bias[:WIDTH] *= math.sqrt(WIDTH // HEADS)
        weights[f"{name}{to}.weight"], weights[f"{name}{to}.bias"] = weight, bias
    _read_norm(sections, source + "norm1", name + "n1", weights)
    _read_norm(sections, source + "norm2", name + "n2", weights)


def _int8(sections, name):
    """(out x in weights, bias): panels of 16 columns, within a panel four rows together."""
    scale, bias = _floats(sections[name + ".scale"]), _floats(sections[name + ".bias"])
    packed = np.frombuffer(sections[name + ".weights"], np.int8).reshape(len(bias) // _LANES, -1, _LANES, 4)
    rows = packed.transpose(0, 2, 1, 3).reshape(len(bias), -1)
    return torch.from_numpy(rows.astype(np.float32)) * scale[:, None], bias


def _linear(sections, name):
    """(out x in weights, bias) of float16, the rows of padding with them."""
    bias = _floats(sections[name + ".bias"])
    panels = _halves(sections[name + ".weights"]).view(len(bias) // _LANES, -1, _LANES)
    return panels.transpose(1, 2).reshape(len(bias), -1), bias


def _read_heads(sections, weights):
    for source, parts in {
        "tags": {"tag": len(schema.TAGS)},
        "mention": dict.fromkeys(("ws", "wo", "us", "uo"), HIDDEN),
        "reference": {"ca": LINK_HIDDEN, "cc": LINK_HIDDEN, "cn": 1},
        "name": {"cb": LINK_HIDDEN, "cd": LINK_HIDDEN},
        "between": {"wb": HIDDEN},
        "context": {"wc": HIDDEN},
        "hidden": {"h1": HIDDEN},
        "outputs": {"out": len(schema.OURS)},
    }.items():
        weight, bias = _int8(sections, source) if source + ".scale" in sections else _linear(sections, source)
        at = 0
        for name, rows in parts.items():
            weights[name + ".weight"][:rows], weights[name + ".bias"][:rows] = weight[at : at + rows], bias[at : at + rows]
            at += rows
    for source, name in (("class", "ce"), ("distance", "de"), ("sentence", "se"), ("linkdistance", "ce2")):
        weights[name + ".weight"] = _halves(sections[source]).view_as(weights[name + ".weight"])
    link = _floats(sections["link"])
    weights["cv.weight"], weights["cv.bias"] = link[None, :-1], link[-1:]
