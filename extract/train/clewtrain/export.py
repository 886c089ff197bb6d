"""The folder that ships: model.safetensors (float16), config.json, vocab.txt, as the Go quantiser reads it."""

import json
import os
import shutil

import torch
from safetensors.torch import load_file, save_file

from clewtrain import schema


_FROZEN = "enc.we.weight"


def save_run(path, running_average, last):
    """Keep what a run made: both sets of weights in float16, without the embeddings that no run changes."""
    kept = {
        part: {k: v.half().cpu() for k, v in weights.items() if k != _FROZEN}
        for part, weights in (("average", running_average), ("last", last))
    }
    torch.save(kept, path + ".part")
    os.replace(path + ".part", path)


def load(model, weights):
    """Put weights into a model that has the base encoder's embeddings."""
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or set(missing) - {_FROZEN}:
        raise ValueError(f"weights do not fit: {missing} missing, {unexpected} unknown")


def average(weights):
    """The mean of several runs' weights."""
    return {k: sum(w[k].double() for w in weights).div(len(weights)).float() for k in weights[0]}


def scale_outputs(weights, a, b):
    """The weights with our relation logits turned to a * logit + b; `past` and the auxiliary outputs stay."""
    out = dict(weights)
    count = len(schema.RELATIONS)
    out["out.weight"] = weights["out.weight"].clone()
    out["out.bias"] = weights["out.bias"].clone()
    out["out.weight"][:count] *= a
    out["out.bias"][:count] = out["out.bias"][:count] * a + b
    return out


def cut_auxiliary(weights):
    """The weights without other corpora's outputs."""
    count = len(schema.OURS)
    return {**weights, "out.weight": weights["out.weight"][:count], "out.bias": weights["out.bias"][:count]}


def config(thresholds, auxiliary, notes):
    """What the Go side must know beside the tensors."""
    outputs = schema.OUTPUTS if auxiliary else schema.OURS
    return {
        "tags": schema.TAGS,
        "mention_classes": schema.MENTION_CLASSES,
        "kinds": schema.KINDS,
        "outputs": outputs,
        "signatures": {o: [sorted(side) for side in schema.SIGNATURES[o]] for o in outputs},
        "distance_bounds": schema.DISTANCE_BOUNDS,
        "max_word_distance": schema.MAX_WORD_DISTANCE,
        "window_pieces": schema.WINDOW_PIECES,
        "window_overlap_sentences": schema.WINDOW_OVERLAP_SENTENCES,
        "thresholds": thresholds,
        **notes,
    }


def write(folder, weights, thresholds, base, auxiliary=False, notes=None):
    """Write the folder; tensors in float16."""
    os.makedirs(folder, exist_ok=True)
    tensors = weights if auxiliary else cut_auxiliary(weights)
    halves = {k: v.to(torch.float16).contiguous() for k, v in tensors.items()}
    save_file(halves, os.path.join(folder, "model.safetensors"), metadata={"format": "pt"})
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as f:
        json.dump(config(thresholds, auxiliary, notes or {}), f, indent=1)
        f.write("\n")
    shutil.copy(os.path.join(base, "vocab.txt"), os.path.join(folder, "vocab.txt"))


def read(path, part="average"):
    """Weights from a .safetensors file, or from a .pt of a finished run: its running average or its last."""
    if path.endswith(".safetensors"):
        weights = load_file(path)
    else:
        weights = torch.load(path, map_location="cpu", weights_only=True)[part]
    return {k: v.float() for k, v in weights.items()}
