"""Dropout whose masks come from a pool of random ones: on a CPU drawing a mask costs more than the product it masks."""

import torch
import torch.nn as nn
import torch.nn.functional as F

_POOL = 1 << 22  # elements


class Dropout(nn.Module):
    """As nn.Dropout. On a CPU each mask is a stretch of the pool, which begins at a random place."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate
        self.pools = {}  # by dtype

    def forward(self, x):
        if not self.training or x.device.type != "cpu":
            return F.dropout(x, self.rate, self.training)
        count = x.numel()
        pool = self._pool(x.dtype, count)
        at = int(torch.randint(len(pool) - count + 1, ()))
        return x * pool[at : at + count].view(x.shape)

    def _pool(self, dtype, count):
        kept = self.pools.get(dtype)
        if kept is None or len(kept) < 2 * count:
            kept = torch.empty(max(_POOL, 4 * count)).bernoulli_(1 - self.rate).div_(1 - self.rate).to(dtype)
            self.pools[dtype] = kept
        return kept
