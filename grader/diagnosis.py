"""Tell what a wrong gradient is: try one guess after the other. Pure NumPy: asks no student code itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from grader import families, guesses, patterns
from grader.compare import Array, Shape
from grader.factors import scaled
from grader.guesses import Case, Guess, Kind

KINDS = frozenset(str(kind) for kind in Kind) | patterns.KINDS
"""Every phrase that a diagnosis can have; none tells an input or an expected value."""

GUESSERS: tuple[Callable[[Case], Iterator[Guess]], ...] = (
    guesses.zero,
    scaled,
    families.layer,
    families.loss,
    guesses.without_slope,
    guesses.entrywise,
    guesses.matrices,
    guesses.bias,
    guesses.samples,
    guesses.moved,
    guesses.stale,
)
"""In this order, what says most first: of several guesses that fit, the first one is told."""


@dataclass(frozen=True)
class Diagnosis:
    """What a wrong gradient is: a fixed phrase, and a part of a sentence with the numbers."""

    kind: str
    words: str


def diagnose(case: Case) -> Diagnosis | None:
    """
    Return what the claimed gradients are instead, or None if nothing fits in every entry that is known.

    A guess must fit for every error tensor, and be another gradient than the right one.
    """
    if not case.known.any():
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        for guesser in GUESSERS:
            for guess in guesser(case):
                if _fits(case, guess):
                    return Diagnosis(str(guess.kind), guess.words)
    return _pattern(case)


def _pattern(case: Case) -> Diagnosis | None:
    """Return the pattern between two arrays that shows for every error tensor, if all entries are known."""
    if not case.known.all():
        return None
    pairs = zip(case.claims, case.numeric, strict=True)
    found = [patterns.find(claim, numeric, case.fit) for claim, numeric in pairs]
    first = found[0]
    if first is None or any(other is None or other.kind != first.kind for other in found):
        return None
    return Diagnosis(first.kind, first.words)


def _fits(case: Case, guess: Guess) -> bool:
    """Tell whether a guess is about gradients of this shape and explains the claims."""
    if guess.gradients.shape != case.claims.shape or not np.isfinite(guess.gradients).all():
        return False
    return case.explained_by(guess.gradients)


def of_shape(claim: Array, expected: Shape, numeric: Array | None, fit: float) -> Diagnosis | None:
    """
    Return what a gradient of the wrong shape is.

    Args:
        claim: What backward gave.
        expected: The shape that it must have.
        numeric: The right gradient by differences, in that shape; None where it is not known.
        fit: To how much, relative, the numeric slopes are known.
    """
    if numeric is None:
        return None
    for kind, words, claimed, right in _shapes(claim, expected, numeric):
        if claimed.shape == right.shape and right.any():
            largest = np.abs(right).max()
            if (np.abs(claimed - right) <= fit * (np.abs(right) + 0.1 * largest)).all():
                return Diagnosis(str(kind), words)
    return None


def _shapes(claim: Array, expected: Shape, numeric: Array) -> Iterator[tuple[Kind, str, Array, Array]]:
    """Give what a shape may come from: words, and two arrays that are equal if it does."""
    if claim.ndim == numeric.ndim == 2:
        yield Kind.TRANSPOSED, "transposed", claim.T, numeric
        missing = "the last row, that of the biases, is missing"
        yield Kind.BIAS_MISSING, missing, claim, numeric[:-1]
        left = "the last column, that of the biases, is still there: leave out the last row of W"
        yield Kind.BIAS_LEFT, left, claim[:, :-1], numeric
    for axis in range(claim.ndim):
        words = f"right once it is summed over axis {axis}: the sum over the batch is missing"
        yield Kind.BATCH_SUM, words, claim.sum(axis=axis), numeric
        yield Kind.BATCH_SUM, words, claim.sum(axis=axis, keepdims=True), numeric
    for axis in range(numeric.ndim):
        words = f"summed over axis {axis}, where every entry is asked for"
        yield Kind.SUMMED, words, claim, numeric.sum(axis=axis)
        yield Kind.SUMMED, words, claim, numeric.sum(axis=axis, keepdims=True)
    yield Kind.SUMMED, "the sum over all entries", claim, numeric.sum()
    if claim.size == numeric.size:
        yield Kind.FLAT, "the numbers are right; reshape them", claim.reshape(expected), numeric
