"""
Train a submission's own classes on MNIST and score what they predict; test labels stay here.

Initial weights and batch order come from a run's seed, so that a run repeats. A run whose verdict is clear is
stopped. Validation images alone stop it: what test images tell can only make a run go on.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader import mnist
from grader.api import batches, lend
from grader.bench import Result
from grader.config import AccuracyRules, DatasetRules
from grader.earlystop import SLACK, Rule
from grader.errors import CheckFailed
from grader.exports import Kept
from grader.mistakes import confusion, mistakes
from grader.questions import Own, Questions, is_own
from grader.trainee import OWN_WORK
from grader.trainingrun import Progress, TrainingRun, thinned

Array = np.ndarray[Any, Any]

PIXEL_MEAN, PIXEL_DEVIATION = 33.3184, 78.5675
"""Of all 60,000 official training images; measuring them again would cost a third of a training run."""


@dataclass(frozen=True)
class Images:
    """
    A data set as the training sees it: raw pixels, and how they are standardised.

    `validation` may be empty: then some of the training images are held out.
    """

    train: Array
    labels: Array
    validation: Array
    validation_labels: Array
    test: Array
    test_labels: Array
    mean: float = PIXEL_MEAN
    deviation: float = PIXEL_DEVIATION

    @property
    def classes(self) -> int:
        """Return the number of classes."""
        return int(self.test_labels.max()) + 1


@dataclass(frozen=True)
class Split:
    """Which training images are trained on, and what stops a training; no rule where nothing does."""

    rows: Array
    rule: Rule | None


@functools.cache
def load_images(dataset: str) -> Images:
    """Return *dataset* for training, read once per process; its arrays cannot be written to."""
    data = mnist.load(dataset)
    train, validation = (
        (data.train_images, data.train_labels),
        (data.validation_images, data.validation_labels),
    )
    arrays = *train, *validation, data.test_images, data.test_labels
    for array in arrays:
        array.setflags(write=False)
    return Images(*arrays)


def split_of(rules: AccuracyRules) -> Split:
    """Return what *rules* say of the data set: which images to train on, and when to stop; computed once."""
    stop, goal = rules.early_stop, rules.datasets[rules.dataset]
    if stop is None:
        return Split(np.arange(len(load_images(rules.dataset).train)), None)
    rows, images, labels = _held_out(rules.dataset, stop.validation_images)
    return Split(rows, Rule(images, labels, round(goal.threshold + stop.margin, 6), goal.floor))


@functools.cache
def _held_out(dataset: str, count: int) -> tuple[Array, Array, Array]:
    """
    Return the rows of *dataset* to train on, and *count* validation images, standardised, with labels.

    Those are the data set's own where it has some, else training images, as many of each class as it has.
    """
    images = load_images(dataset)
    rows = np.arange(len(images.train))
    pixels, labels = images.validation[:count], images.validation_labels[:count]
    if not len(pixels):
        held = mnist.stratified(images.labels, min(count, len(rows) // 2))
        rows = np.delete(rows, held)
        pixels, labels = images.train[held], images.labels[held]
    return rows, ((pixels - images.mean) / images.deviation).astype(np.float32), labels


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
    goal, images = rules.datasets[rules.dataset], load_images(rules.dataset)
    order = rng.permutation(len(images.test))
    questions = Questions(order, images.test_labels[order], _perturbed(images, order, rules.pixel_noise, rng))
    training = _Training(student, rules, images, progress)
    training.until_clear()
    own = training.own_scores(questions)
    if not training.is_clear([questions.accuracy(scores) for scores in own]):
        training.to_the_end()
        own = training.own_scores(questions)
    # Only now does the worker see test images: students read the curves of the losses, and weights that
    # come out of the training cannot hold what the test images told.
    block, seconds = _examined(training, questions, own), training.seconds
    _credit(block, seconds, goal, result)


def _perturbed(images: Images, order: Array, noise: float, rng: np.random.Generator) -> Array:
    """Return the test images in *order*, standardised and with *noise*, by as few new arrays as can be."""
    inputs = images.test[order].astype(float)
    inputs -= images.mean
    inputs /= images.deviation
    drawn = rng.standard_normal(inputs.shape)
    drawn *= noise
    inputs += drawn
    return inputs


class _Training:
    """The runs of one submission, of which none goes on longer than its points can change."""

    def __init__(self, student: Any, rules: AccuracyRules, images: Images, progress: Progress) -> None:
        self._student, self.rules, self._progress = student, rules, progress
        self._images, self._held = images, (lend(images.train), lend(images.labels))
        self.split = split_of(rules)
        self.runs: list[TrainingRun] = []
        self.seconds: list[float] = []

    @property
    def left_out(self) -> list[int]:
        """The seeds of runs that were not begun."""
        return list(self.rules.seeds[len(self.runs) :])

    def until_clear(self) -> None:
        """Train one run after the other, each as long as the validation images leave anything open."""
        while self.left_out:
            self._begin()
            self._go_on(len(self.runs) - 1, self.split.rule)
            seen = [run.latest.validation if run.latest else 1.0 for run in self.runs]
            if self.split.rule is not None and self._nothing_left(self.split.rule, seen, SLACK):
                return

    def is_clear(self, accuracies: Sequence[float]) -> bool:
        """Tell whether more training could not change the points, by what the weights make of the test."""
        rule, reached = self.split.rule, any(run.stopped == "reached" for run in self.runs)
        if rule is None or not (reached or self.left_out):
            return True
        threshold = self.rules.datasets[self.rules.dataset].threshold
        enough = not self.left_out and float(np.mean(accuracies)) >= threshold
        return enough or self._nothing_left(rule, accuracies, 1.0 - OWN_WORK)

    def to_the_end(self) -> None:
        """Do what was left out."""
        for place, run in enumerate(self.runs):
            if run.stopped == "reached":
                self._go_on(place, None)
        while self.left_out:
            self._begin()
            self._go_on(len(self.runs) - 1, None)

    def own_scores(self, questions: Questions) -> list[Own]:
        """Return what each run's own weights make of the test images, or what is wrong with the weights."""
        weights = [run.trainee.weights() for run in self.runs]
        pairs = zip(self.runs, weights, strict=True)
        return [questions.own_scores(run.trainee, matrices) for run, matrices in pairs]

    def _begin(self) -> None:
        run = len(self.runs) + 1, self.left_out[0]
        rows, layer = self.split.rows, self._data_layer
        self.runs.append(TrainingRun(self._student, self.rules, rows, layer, run, self._progress))
        self.seconds.append(0.0)

    def _data_layer(self, order: Array) -> Kept:
        images, (pixels, labels) = self._images, self._held
        size, mean, deviation = self.rules.batch_size, images.mean, images.deviation
        return batches(pixels, labels, order, size, images.classes, mean, deviation)

    def _go_on(self, place: int, rule: Rule | None) -> None:
        started_s = time.monotonic()
        self.runs[place].go_on(rule)
        self.seconds[place] += time.monotonic() - started_s

    def _nothing_left(self, rule: Rule, accuracies: Sequence[float], slack: float) -> bool:
        """Tell whether no point can be earned; what was stopped for being good might become perfect."""
        pairs = zip(self.runs, accuracies, strict=True)
        most = [1.0 if run.stopped == "reached" else accuracy for run, accuracy in pairs]
        return rule.nothing_left(most, len(self.rules.seeds), slack)


def _examined(training: _Training, questions: Questions, own: Sequence[Own]) -> dict[str, Any]:
    """
    Ask each run for its answers to the test images and return the block `accuracy` of the report.

    Raises:
        CheckFailed: Answers above the floor are not those of the layers' *own* scores.
    """
    rules, rule = training.rules, training.split.rule
    goal = rules.datasets[rules.dataset]
    stopped = any(run.stopped for run in training.runs)
    answers, runs, all_own = [], [], True
    for run, scores in zip(training.runs, own, strict=True):
        given = questions.answers(run.trainee, scores)
        own_work = is_own(scores, given, goal.floor)
        # A run was stopped on the word of its weights: answers that differ by a rounding must not cost it.
        accuracy = max(given.accuracy, questions.accuracy(scores)) if stopped and own_work else given.accuracy
        all_own = own_work and all_own
        answers.append(given)
        runs.append(_told(run, accuracy))
    accuracies = [run["accuracy"] for run in runs]
    shown = {"confusion": confusion(answers), "mistakes": mistakes(answers)} if all_own else {}
    return {
        "dataset": rules.dataset,
        "threshold": goal.threshold,
        "floor": goal.floor,
        "early_stop": rule and {"validation_images": len(rule.labels), "level": rule.level},
        "runs": runs,
        "left_out": training.left_out,
        "mean": float(np.mean(accuracies)),
        "std": float(np.std(accuracies)),
        **shown,
    }


def _told(run: TrainingRun, accuracy: float) -> dict[str, Any]:
    return {
        "seed": run.seed,
        "accuracy": accuracy,
        "loss": thinned(run.curve),
        "iterations": len(run.curve),
        "planned": run.planned,
        "stopped": run.stopped,
        "validation": run.latest and run.latest.validation,
    }


def _credit(block: Mapping[str, Any], seconds: Sequence[float], goal: DatasetRules, result: Result) -> None:
    mean, runs = block["mean"], block["runs"]
    result.details["accuracy"] = block
    result.details["timing"] = {"accuracy_runs_s": seconds}
    result.fraction = min(1.0, max(0.0, (mean - goal.floor) / (goal.threshold - goal.floor)))
    if mean < goal.threshold:
        each = ", ".join(f"{run['accuracy']:.4f}" for run in runs)
        words = f"mean accuracy {mean:.4f} over {len(runs)} {'run' if len(runs) == 1 else 'runs'} ({each})"
        rule = f"all points from {goal.threshold}, none at {goal.floor} and below"
        more = "; further runs, which could not have earned points any more, were left out"
        raise CheckFailed(f"{words}; {rule}{more if block['left_out'] else ''}")
