"""Train one network from one seed, to the end or to where a rule stops it. Knows no test and no credit."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.config import AccuracyRules
from grader.earlystop import Look, Reason, Rule
from grader.records import TrainingProgress
from grader.trainee import Trainee

Array = np.ndarray[Any, Any]
Progress = Callable[[TrainingProgress], None]
DataLayer = Callable[[Array], Any]

_CHUNKS_AN_EPOCH = 10
_CURVE_POINTS = 50
_WEIGHT_RANGE = 0.1


class TrainingRun:
    """
    One run: a network of someone's own classes, trained in parts, which can be stopped and go on.

    Args:
        modules: A submission, or the reference.
        rules: Section `accuracy` of `config.yaml`.
        rows: Which rows of the training images there are to train on.
        data_layer: Gives what hands out the batches of rows in this order, where the modules can reach it.
        run: Its number, from 1, and its seed.
        progress: Told how far the training is.

    Attributes:
        number, seed: Of *run*.
        trainee: The network.
        curve: Its losses, one per iteration.
        done: Iterations so far.
        planned: Iterations of the whole training.
        latest: What a rule found when it looked last; None before.
    """

    def __init__(
        self,
        modules: Any,
        rules: AccuracyRules,
        rows: Array,
        data_layer: DataLayer,
        run: tuple[int, int],
        progress: Progress,
    ) -> None:
        self.number, self.seed = run
        self._runs, self._progress = len(rules.seeds), progress
        rng = np.random.default_rng(self.seed)
        self._rates = [rate / rules.batch_size for rate in rules.datasets[rules.dataset].learning_rates]
        self.trainee = Trainee(modules, initial_weights(rules.architecture, rng), self._rates[0])
        order = batch_order(rows, rules.batch_size, len(self._rates), rng)
        self.trainee.network.data_layer = data_layer(order)
        steps = len(order) // len(self._rates) // rules.batch_size
        self._left = deque((epoch, chunk) for epoch in range(len(self._rates)) for chunk in _chunks(steps))
        self._epoch, self._seen = 0, (-1, [np.empty(0)])
        self.curve: list[float] = []
        self.done, self.planned = 0, steps * len(self._rates)
        self.latest: Look | None = None

    @property
    def stopped(self) -> Reason | None:
        """Why the run has not come to its end; None where it has."""
        return self.latest.reason if self.latest and self._left else None

    def go_on(self, rule: Rule | None) -> None:
        """Train until *rule* finds that it is enough; without one to the end."""
        while self._left:
            self._train(*self._left.popleft())
            if rule is not None and self._look(rule):
                return

    def _train(self, epoch: int, chunk: int) -> None:
        if epoch != self._epoch:
            self._epoch = epoch
            self.trainee.set_rate(self._rates[epoch])
        self.trainee.network.train(chunk)
        self.done += chunk
        self.curve = extended(self.curve, self.trainee.losses(), chunk)
        latest = self.curve[-1] if self.curve else math.nan
        self._progress(TrainingProgress(self.number, self._runs, self.done, self.planned, latest))

    def _look(self, rule: Rule) -> bool:
        """Tell whether *rule* stops it; asked in the second half, and where a loss is no number."""
        broken = bool(self.curve) and not math.isfinite(self.curve[-1])
        if 2 * self.done <= self.planned and not broken:
            return False
        if (weights := self.trainee.sound_weights()) is None:
            return False
        epoch, before = self._seen
        same_rate = epoch == self._epoch == len(self._rates) - 1
        self._seen = self._epoch, weights
        self.latest = rule.look(weights, before if same_rate else None)
        return self.latest.reason is not None


def initial_weights(architecture: Sequence[int], rng: np.random.Generator) -> list[Array]:
    """Return one weight matrix ``(inputs + 1, outputs)`` per layer, drawn from U[-0.1, 0.1]."""
    shapes = [(inputs + 1, outputs) for inputs, outputs in pairwise(architecture)]
    return [rng.uniform(-_WEIGHT_RANGE, _WEIGHT_RANGE, shape) for shape in shapes]


def batch_order(rows: Array, batch_size: int, epochs: int, rng: np.random.Generator) -> Array:
    """Return *rows* for all batches in order, every epoch shuffled anew, short last batches left out."""
    whole = len(rows) - len(rows) % batch_size
    return np.concatenate([rng.permutation(rows)[:whole] for _ in range(epochs)])


def _chunks(steps: int) -> Iterator[int]:
    size = max(1, -(-steps // _CHUNKS_AN_EPOCH))
    return (min(size, steps - start) for start in range(0, steps, size))


def extended(curve: list[float], losses: Array | None, chunk: int) -> list[float]:
    """Return *curve* with the latest losses; a `train` that starts its list anew is as good."""
    if losses is None or len(losses) not in (len(curve) + chunk, chunk):
        return curve
    return [*curve, *map(float, losses[-chunk:])]


def thinned(curve: list[float]) -> list[float]:
    """Return at most `_CURVE_POINTS` means of neighbouring losses."""
    parts = np.array_split(np.array(curve), min(_CURVE_POINTS, max(1, len(curve))))
    return [float(part.mean()) for part in parts if len(part)]
