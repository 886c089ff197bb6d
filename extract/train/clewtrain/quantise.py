"""Fake quantisation, as the Go engine computes: int8 weights to +-63 a column, int8 activations a row.

While `quantised(model)` is in force every encoder product rounds both sides as the engine will; gradients pass
through unchanged (straight-through), so that the last epoch learns to live with the rounding.
"""

import contextlib

import torch
import torch.nn as nn
import torch.nn.functional as F

WEIGHT_LIMIT = 63
ACTIVATION_LIMIT = 127


def fake_quantise(x, limit):
    """x rounded to 2*limit+1 steps of its row's greatest magnitude; the gradient of the identity."""
    scale = x.detach().abs().amax(-1, keepdim=True).clamp(min=1e-8) / limit
    rounded = (x.detach() / scale).round() * scale
    return x + (rounded - x.detach())


class QuantisedLinear(nn.Linear):
    """A linear layer that can compute as its int8 twin. Rows of `weight` are the engine's columns."""

    quantised = False

    def forward(self, x):
        if not self.quantised:
            return super().forward(x)
        with torch.autocast(x.device.type, enabled=False):
            x = fake_quantise(x.float(), ACTIVATION_LIMIT)
            weight = fake_quantise(self.weight, WEIGHT_LIMIT)
        return F.linear(x, weight, self.bias)


def set_quantised(model, on):
    """Switch all products of the model's encoder."""
    for module in model.modules():
        if isinstance(module, QuantisedLinear):
            module.quantised = on


@contextlib.contextmanager
def quantised(model, on=True):
    """Compute quantised inside the block."""
    set_quantised(model, on)
    try:
        yield model
    finally:
        set_quantised(model, False)
