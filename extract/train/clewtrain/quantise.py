"""Fake quantisation, as the Go engine computes: int8 weights to +-63 a column, activations in 127 steps a row.

While `quantised(model)` is in force every product of the encoder and of pairs rounds both sides as the engine will; gradients pass
through unchanged (straight-through), so that the last epoch learns to live with the rounding.
"""

import contextlib

import torch
import torch.nn as nn
import torch.nn.functional as F

WEIGHT_LIMIT = 63
ACTIVATION_STEPS = 127


def quantise_weight(x, limit=WEIGHT_LIMIT):
    """x rounded to 2*limit+1 steps of its row's greatest magnitude; the gradient of the identity."""
    scale = x.detach().abs().amax(-1, keepdim=True).clamp(min=1e-8) / limit
    rounded = (x.detach() / scale).round() * scale
    return x + (rounded - x.detach())


def quantise_activation(x, steps=ACTIVATION_STEPS):
    """x rounded to so many steps between the least and the greatest of its row, zero among them; the same gradient."""
    low = x.detach().amin(-1, keepdim=True).clamp(max=0)
    high = x.detach().amax(-1, keepdim=True).clamp(min=0)
    scale = (high - low).clamp(min=1e-30) / steps
    zero = (-low / scale).round()
    rounded = (((x.detach() / scale).round() + zero).clamp(0, steps) - zero) * scale
    return x + (rounded - x.detach())


class QuantisedLinear(nn.Linear):
    """A linear layer that can compute as its int8 twin. Rows of `weight` are the engine's columns."""

    quantised = False

    def forward(self, x):
        if not self.quantised:
            return super().forward(x)
        with torch.autocast(x.device.type, enabled=False):
            x = quantise_activation(x.float())
            weight = quantise_weight(self.weight)
        return F.linear(x, weight, self.bias)


def set_quantised(model, on):
    """Switch all products that the engine computes in int8."""
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
