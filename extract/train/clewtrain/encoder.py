"""The encoder: BERT as in MiniLM (six layers, 384 wide), with an addition of word features before the first norm.

Attribute names are those of the tensors in the weight file.
"""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file

from clewtrain.dropout import Dropout
from clewtrain.quantise import QuantisedLinear

VOCABULARY, POSITIONS, WIDTH, HEADS, INNER, LAYERS = 30522, 512, 384, 12, 1536, 6
_DROPOUT = 0.1
_MASKED = -1e4


class Layer(nn.Module):
    """One transformer layer, norms after the additions."""

    def __init__(self):
        super().__init__()
        self.qkv = QuantisedLinear(WIDTH, 3 * WIDTH)
        self.o = QuantisedLinear(WIDTH, WIDTH)
        self.n1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.f1 = QuantisedLinear(WIDTH, INNER)
        self.f2 = QuantisedLinear(INNER, WIDTH)
        self.n2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(_DROPOUT)

    def forward(self, x, mask, want_attention):
        """(B L D states, B H L L attention or None). mask is added to the attention logits."""
        batch, length, width = x.shape
        qkv = self.qkv(x).view(batch, length, 3, HEADS, width // HEADS)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        attention = None
        logits = (query / math.sqrt(width // HEADS)) @ key.transpose(-1, -2) + mask.to(query.dtype)
        if want_attention:
            attention = logits.float().softmax(-1)
            y = self.dropout(attention).to(value.dtype) @ value
        else:
            y = logits.softmax(-1, dtype=query.dtype) @ value
        y = y.transpose(1, 2).reshape(batch, length, width)
        x = self.n1(x + self.dropout(self.o(y)))
        x = self.n2(x + self.dropout(self.f2(F.gelu(self.f1(x)))))
        return x, attention


class Encoder(nn.Module):
    """Pieces and features to states; word embeddings are frozen."""

    def __init__(self, features):
        super().__init__()
        self.we = nn.Embedding(VOCABULARY, WIDTH)
        self.we.weight.requires_grad = False
        self.pe = nn.Embedding(POSITIONS, WIDTH)
        self.te = nn.Parameter(torch.zeros(WIDTH))
        self.ln = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(_DROPOUT)
        self.feat = nn.Linear(features, WIDTH, bias=False)
        nn.init.zeros_(self.feat.weight)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])

    def forward(self, ids, mask, features):
        """(states B L D, attention of the last layer B H L L)."""
        x = self.we(ids) + self.pe.weight[: ids.shape[1]] + self.te + self.feat(features)
        x = self.dropout(self.ln(x))
        added = (~mask)[:, None, None, :].float() * _MASKED
        attention = None
        for i, layer in enumerate(self.layers):
            x, attention = layer(x, added, i == len(self.layers) - 1)
        return x, attention

    def load_base(self, path):
        """Take the weights of a Hugging Face BERT in safetensors."""
        weights = {k.removeprefix("bert."): v.float() for k, v in load_file(path).items()}
        self.we.weight.data.copy_(weights["embeddings.word_embeddings.weight"])
        self.pe.weight.data.copy_(weights["embeddings.position_embeddings.weight"])
        self.te.data.copy_(weights["embeddings.token_type_embeddings.weight"][0])
        _copy(self.ln, weights, "embeddings.LayerNorm")
        for i, layer in enumerate(self.layers):
            prefix = f"encoder.layer.{i}."
            for part in ("weight", "bias"):
                names = [f"{prefix}attention.self.{n}.{part}" for n in ("query", "key", "value")]
                getattr(layer.qkv, part).data.copy_(torch.cat([weights[n] for n in names]))
            _copy(layer.o, weights, prefix + "attention.output.dense")
            _copy(layer.n1, weights, prefix + "attention.output.LayerNorm")
            _copy(layer.f1, weights, prefix + "intermediate.dense")
            _copy(layer.f2, weights, prefix + "output.dense")
            _copy(layer.n2, weights, prefix + "output.LayerNorm")


def _copy(module, weights, name):
    module.weight.data.copy_(weights[name + ".weight"])
    module.bias.data.copy_(weights[name + ".bias"])
