"""
Train a submission's own classes on MNIST and score what they predict; test labels stay here.

Initial weights and batch order come from a run's seed, so that a run repeats.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from grader import mnist
from grader.api import batches, hold
from grader.bench import Result
from grader.config import AccuracyRules, DatasetRules
from grader.errors import CheckFailed
from grader.mistakes import Answers, confusion, mistakes
from grader.records import TrainingProgress
from grader.trainee import Trainee

Array = np.ndarray[Any, Any]
Progress = Callable[[TrainingProgress], None]

PIXEL_MEAN, PIXEL_DEVIATION = 33.3184, 78.5675
"""Of all 60,000 official training images; measuring them again would cost a third of a training run."""

_CHUNKS_AN_EPOCH = 10
_CURVE_POINTS = 50
_WEIGHT_RANGE = 0.1


@dataclass(frozen=True)
class Images:
    """A data set as the training sees it: raw pixels, and how they are standardised."""

    train: Array
    labels: Array
    test: Array
    test_labels: Array
    mean: float = PIXEL_MEAN
    deviation: float = PIXEL_DEVIATION

    @property
    def classes(self) -> int:
        """Return the number of classes."""
        return int(self.test_labels.max()) + 1


@functools.cache
def load_images(dataset: str) -> Images:
    """Return *dataset* for training, read once per process; its arrays cannot be written to."""
    data = mnist.load(dataset)
    arrays = data.train_images, data.train_labels, data.test_images, data.test_labels
    for array in arrays:
        array.setflags(write=False)
    return Images(*arrays)


def initial_weights(architecture: Sequence[int], rng: np.random.Generator) -> list[Array]:
    """Return one weight matrix ``(inputs + 1, outputs)`` per layer, drawn from U[-0.1, 0.1]."""
    shapes = [(inputs + 1, outputs) for inputs, outputs in pairwise(architecture)]
    return [rng.uniform(-_WEIGHT_RANGE, _WEIGHT_RANGE, shape) for shape in shapes]


def batch_order(rows: int, batch_size: int, epochs: int, rng: np.random.Generator) -> Array:
    """Return the rows of all batches in order, every epoch shuffled anew, short last batches left out."""
    whole = rows - rows % batch_size
    return np.concatenate([rng.permutation(rows)[:whole] for _ in range(epochs)])


def accuracy_runs(
    student: Any, rules: AccuracyRules, rng: np.random.Generator, result: Result, progress: Progress
) -> None:
    """
    Train and test once per seed of *rules* and enter accuracies and credit in *result*.

    Args:
        student: The submission.
        rules: Section `accuracy` of `config.yaml`.
        rng: Draws the order and the slight noise of the test images, by the secret.
        result: Gets the fraction of the points and the block `accuracy` of the report.
        progress: Told how far the training is.

    Raises:
        CheckFailed: The mean accuracy is below the threshold; the points fall linearly to the floor.
    """
    goal = rules.datasets[rules.dataset]
    images = load_images(rules.dataset)
    order = rng.permutation(len(images.test))
    test = (images.test[order] - images.mean) / images.deviation
    test += rules.pixel_noise * rng.standard_normal(test.shape)
    held = hold(images.train), hold(images.labels)

    def data_layer(order: Array) -> Any:
        return batches(*held, order, rules.batch_size, images.classes, images.mean, images.deviation)

    trained, runs, seconds = [], [], []
    for number, seed in enumerate(rules.seeds, 1):
        started_s = time.monotonic()
        trained.append((seed, *train(student, rules, images, data_layer, (number, seed), progress)))
        seconds.append(time.monotonic() - started_s)
    weights = [trainee.weights() for _, trainee, _ in trained]
    # Only now does the worker see test images: students read the curves of the losses, and weights that
    # come out of the training cannot hold what the test images told.
    answers, own = [], True
    for (seed, trainee, curve), matrices in zip(trained, weights, strict=True):
        given = Answers(order, images.test_labels[order], trainee.predict(test))
        own = _is_own(trainee, matrices, test, given, goal.floor) and own
        answers.append(given)
        run = {"seed": seed, "accuracy": given.accuracy, "loss": thinned(curve), "iterations": len(curve)}
        runs.append(run)
    shown = {"confusion": confusion(answers), "mistakes": mistakes(answers)} if own else {}
    _credit(runs, seconds, rules, goal, result, shown)


def _is_own(trainee: Trainee, weights: Sequence[Any], inputs: Array, given: Answers, floor: float) -> bool:
    """
    Return whether the layers' *weights* of before give these answers; needed only where they earn points.

    Raises:
        CheckFailed: They do not, and the accuracy is above *floor*.
    """
    try:
        trainee.require_own_work(weights, inputs, given.predicted)
    except CheckFailed:
        if given.accuracy > floor:
            raise
        return False
    return True


def train(
    modules: Any,
    rules: AccuracyRules,
    images: Images,
    data_layer: Callable[[Array], Any],
    run: tuple[int, int],
    progress: Progress,
) -> tuple[Trainee, list[float]]:
    """
    Train a network of *modules* by *rules* and return it with its losses, one per iteration.

    Args:
        modules: A submission, or the reference.
        rules: Section `accuracy` of `config.yaml`.
        images: The data set.
        data_layer: Gives what hands out the batches of rows in this order, where the modules can reach it.
        run: Its number, from 1, and its seed.
        progress: Told how far the training is.
    """
    number, seed = run
    rng = np.random.default_rng(seed)
    rates = [rate / rules.batch_size for rate in rules.datasets[rules.dataset].learning_rates]
    trainee = Trainee(modules, initial_weights(rules.architecture, rng), rates[0])
    order = batch_order(len(images.train), rules.batch_size, len(rates), rng)
    trainee.network.data_layer = data_layer(order)
    steps = len(order) // len(rates) // rules.batch_size
    curve: list[float] = []
    done = 0
    for epoch, rate in enumerate(rates):
        if epoch:
            trainee.set_rate(rate)
        for chunk in _chunks(steps):
            trainee.network.train(chunk)
            done += chunk
            curve = extended(curve, trainee.losses(), chunk)
            latest = curve[-1] if curve else float("nan")
            progress(TrainingProgress(number, len(rules.seeds), done, steps * len(rates), latest))
    return trainee, curve


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


def _credit(
    runs: list[dict[str, Any]],
    seconds: list[float],
    rules: AccuracyRules,
    goal: DatasetRules,
    result: Result,
    shown: Mapping[str, Any],
) -> None:
    accuracies = np.array([run["accuracy"] for run in runs])
    mean = float(accuracies.mean())
    result.details["accuracy"] = {
        "dataset": rules.dataset,
        "threshold": goal.threshold,
        "floor": goal.floor,
        "runs": runs,
        "mean": mean,
        "std": float(accuracies.std()),
        **shown,
    }
    result.details["timing"] = {"accuracy_runs_s": seconds}
    result.fraction = min(1.0, max(0.0, (mean - goal.floor) / (goal.threshold - goal.floor)))
    if mean < goal.threshold:
        each = ", ".join(f"{accuracy:.4f}" for accuracy in accuracies)
        raise CheckFailed(
            f"mean accuracy {mean:.4f} over {len(runs)} runs ({each}); "
            f"all points from {goal.threshold}, none at {goal.floor} and below"
        )
