"""The training loop: AdamW, warm-up and linear decay, a running average of the weights, checkpoints to resume from."""

import dataclasses
import os
import random
import time
from dataclasses import dataclass

import torch

from clewtrain.batch import collate, padded
from clewtrain.quantise import set_quantised

_WARM_UP, _FLOOR = 0.06, 0.02
_SORTED_AT_ONCE = 400  # windows that are sorted by length together


@dataclass
class Settings:
    """How one run trains. `pieces` is the size of a batch, `quantised_epochs` the last epochs with rounding."""

    epochs: int
    seed: int
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    pieces: int = 1600
    smoothing: float = 0.0
    average_decay: float = 0.998
    quantised_epochs: int = 0
    checkpoint_seconds: float = 120.0
    workers: int = 0


def pick_device():
    """cuda if there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def batches(windows, pieces, rng):
    """Shuffled lists of windows of like length, of up to `pieces` pieces each, padding counted."""
    windows = list(windows)
    rng.shuffle(windows)
    out = []
    for k in range(0, len(windows), _SORTED_AT_ONCE):
        current = []
        for window in sorted(windows[k : k + _SORTED_AT_ONCE], key=lambda w: w.pieces):
            if current and padded(window.pieces) * (len(current) + 1) > pieces:
                out.append(current)
                current = []
            current.append(window)
        out.append(current)
    rng.shuffle(out)
    return out


class Run:
    """One training run, resumable at any batch.

    windows_of(epoch, rng) gives the windows of an epoch; it must depend on its arguments alone.
    """

    def __init__(self, model, settings, windows_of, wordpiece, path, log=print):
        self.model, self.settings, self.windows_of = model, settings, windows_of
        self.wordpiece, self.path, self.log = wordpiece, path, log
        self.device = pick_device()
        model.to(self.device)
        self.optimizer = self._optimizer()
        self.average = {k: v.detach().clone().float() for k, v in model.state_dict().items()}
        self.epoch = self.done = self.step = self.total = 0
        self.seconds = 0.0

    def _optimizer(self):
        encoder, heads = [], []
        for name, parameter in self.model.named_parameters():
            if parameter.requires_grad:
                (encoder if name.startswith("enc.") and "feat" not in name else heads).append(parameter)
        groups = [
            {"params": encoder, "lr": self.settings.encoder_rate, "peak": self.settings.encoder_rate},
            {"params": heads, "lr": self.settings.head_rate, "peak": self.settings.head_rate},
        ]
        return torch.optim.AdamW(groups, weight_decay=self.settings.weight_decay, fused=True)

    def train(self):
        """Train to the end, from the last checkpoint if there is one; returns the averaged weights."""
        self._resume()
        while self.epoch < self.settings.epochs:
            self._train_epoch()
        self.save()
        return self.average

    def _train_epoch(self):
        rng = random.Random(f"{self.settings.seed}/{self.epoch}")
        todo = batches(self.windows_of(self.epoch, rng), self.settings.pieces, rng)
        if not self.total:
            self.total = len(todo) * self.settings.epochs
        torch.manual_seed(self.settings.seed * 100003 + self.epoch * 1009 + self.done)
        set_quantised(self.model, self.epoch >= self.settings.epochs - self.settings.quantised_epochs)
        self.model.train()
        sums, windows, started, saved = [0.0] * 3, 0, time.time(), time.time()
        for batch in self._loader(todo[self.done :]):
            parts = self._step(batch.to(self.device))
            sums = [a + b for a, b in zip(sums, parts)]
            windows += batch.size
            self.done += 1
            if self.done % 100 == 0:
                self._report(todo, sums, windows, started)
            if time.time() - saved > self.settings.checkpoint_seconds:
                self.save()
                saved = time.time()
        self._report(todo, sums, windows, started)
        self.seconds += time.time() - started
        self.epoch, self.done = self.epoch + 1, 0
        self.save()

    def _loader(self, todo):
        return torch.utils.data.DataLoader(
            todo,
            batch_size=None,
            shuffle=False,
            num_workers=self.settings.workers,
            collate_fn=lambda windows: collate(windows, self.wordpiece),
        )

    def _step(self, batch):
        progress = self.step / max(1, self.total)
        factor = min((progress + 1e-3) / _WARM_UP, max(_FLOOR, (1 - progress) / (1 - _WARM_UP)))
        for group in self.optimizer.param_groups:
            group["lr"] = group["peak"] * min(1.0, factor)
        loss, parts = self.model.loss(batch, self.settings.smoothing)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimizer.step()
        self.step += 1
        self._update_average()
        return [p.detach() for p in parts]

    @torch.no_grad()
    def _update_average(self):
        """An exponential average, short at first so that it forgets the start."""
        if self.step % 5:
            return
        decay = min(self.settings.average_decay**5, self.step / (self.step + 25))
        for name, value in self.model.state_dict().items():
            if name != "enc.we.weight":
                self.average[name].lerp_(value.float(), 1 - decay)

    def _report(self, todo, sums, windows, started):
        tag, pair, link = (float(s) / max(1, windows) for s in sums)
        self.log(
            f"epoch {self.epoch + 1}/{self.settings.epochs} batch {self.done}/{len(todo)} "
            f"tags {tag:.2f} relations {pair:.3f} links {link:.3f} {time.time() - started:.0f}s"
        )

    def save(self):
        """Write a checkpoint, whole or not at all."""
        state = dict(
            settings=dataclasses.asdict(self.settings),
            model=self.model.state_dict(),
            average=self.average,
            optimizer=self.optimizer.state_dict(),
            epoch=self.epoch,
            done=self.done,
            step=self.step,
            total=self.total,
            seconds=self.seconds,
        )
        torch.save(state, self.path + ".part")
        os.replace(self.path + ".part", self.path)

    def _resume(self):
        if not os.path.exists(self.path):
            return
        state = torch.load(self.path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average = {k: v.to(self.device) for k, v in state["average"].items()}
        for name in ("epoch", "done", "step", "total", "seconds"):
            setattr(self, name, state[name])
        self.log(f"resumed {self.path} at epoch {self.epoch + 1}, batch {self.done}")
