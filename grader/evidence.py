"""Hold claimed slopes against estimated ones: right, wrong, at a kink, or drowned in noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.compare import Array
from grader.differences import Probe, Slopes, settle
from grader.lines import Line

_BLOCK = 6
_CANCELLED = 10
"""Several kinks in one place may nearly cancel: the slope can be off by more than what shows of them."""


@dataclass(frozen=True)
class Tolerance:
    """
    How far a claimed slope may be from a settled estimate.

    Attributes:
        relative: To the larger of both slopes.
        scale: To the largest slope of all lines; covers slopes that nearly cancel.
        doubt: The largest uncertainty, relative to the slope, that still is evidence.
    """

    relative: float
    scale: float
    doubt: float

    def allowed(self, claimed: Array, slope: Array, largest: Array) -> Array:
        """Return the allowed distance of each slope."""
        return self.relative * np.maximum(np.abs(claimed), np.abs(slope)) + self.scale * largest

    def steady(self, error: Array, claimed: Array, slope: Array, largest: Array) -> Array:
        """Tell whether slopes of this *error* are evidence at all; infinite errors never are."""
        size = np.maximum(np.maximum(np.abs(claimed), np.abs(slope)), 0.1 * largest)
        return np.asarray(error <= self.doubt * size)


@dataclass(frozen=True)
class Evidence:
    """
    What was found along each line (row) for each cotangent (column).

    Attributes:
        claimed: The slopes that the gradient claims.
        numeric: The slopes of the function.
        wrong: Where both differ by more than noise or a kink explains.
        kinks: Lines at a kink, where no slope is right or wrong; shape ``(lines,)``.
        noisy: Lines that are neither right nor wrong nor at a kink; shape ``(lines,)``.
        moved: Whether the function's value changed anywhere.
        fit: To how much, relative, the numeric slopes are known.
        doubt: How far each numeric slope may be off; None counts as nothing.
    """

    claimed: Array
    numeric: Array
    wrong: Array
    kinks: Array
    noisy: Array
    moved: bool
    fit: float
    doubt: Array | None = None

    @property
    def wrong_lines(self) -> Array:
        """Return which lines are wrong for any cotangent."""
        return np.asarray(self.wrong.any(axis=1))

    @property
    def conclusive(self) -> bool:
        """Tell whether most lines gave evidence, and some of it is of a slope other than zero."""
        right = ~(self.wrong_lines | self.kinks | self.noisy)
        return bool(2 * right.sum() > right.size and self.numeric[right].any())


def examine(probe: Probe, lines: Sequence[Line], claimed: Array, tolerance: Tolerance) -> Evidence:
    """
    Judge the slopes *claimed* along *lines*; shape ``(lines, cotangents)``.

    One pair of steps shows what is plainly right. What is left is estimated again over many steps
    before it is called wrong, in blocks, until a block holds a slope that is wrong for certain; of
    the rest, those are called wrong that differ from a steady slope.
    """
    first = probe.slopes(lines)
    numeric = first.value.copy()
    doubt = first.spread + first.floor
    largest = _signal(first.value, doubt)
    gap = np.abs(claimed - first.value)
    near = (gap <= tolerance.allowed(claimed, first.value, largest) + first.floor) & np.isfinite(first.spread)
    clear = first.floor <= 0.1 * tolerance.doubt * largest
    moved = bool(first.value.any() or first.spread.any())
    wrong = np.zeros(claimed.shape, dtype=bool)
    kinks, noisy = np.zeros(len(lines), dtype=bool), np.zeros(len(lines), dtype=bool)
    doubtful = np.flatnonzero(~(near & clear).all(axis=1)) if moved else np.array([], dtype=int)
    doubtful = doubtful[np.argsort(_suspicion(first, gap)[doubtful], kind="stable")]
    for start in range(0, doubtful.size, _BLOCK):
        block = doubtful[start : start + _BLOCK]
        found = settle(probe, [lines[i] for i in block])
        claim = claimed[block]
        largest = np.maximum(largest, _signal(found.slope, found.doubt))
        allowed = tolerance.allowed(claim, found.slope, largest)
        steady = tolerance.steady(found.doubt, claim, found.slope, largest)
        right = steady & (np.abs(claim - found.slope) <= allowed + 3 * found.doubt)
        kinked = (found.kink.astype(bool) & ~right).any(axis=1)
        bound = found.noise + _CANCELLED * found.kink
        wrong[block] = ~right & (np.abs(claim - found.sure) > allowed + bound)
        numeric[block] = np.where(wrong[block], found.sure, found.slope)
        doubt[block] = found.doubt + np.abs(numeric[block] - found.slope)
        left = ~right.all(axis=1) & ~wrong[block].any(axis=1)
        kinks[block] = left & kinked
        noisy[block] = left & ~kinks[block]
        if wrong.any():
            rest = doubtful[start + _BLOCK :]
            shown = gap > 10 * (first.spread + first.floor)
            bent = gap <= 10 * (first.spread + first.floor) + 2 * first.jump
            wrong[rest] = (shown & ~bent & ~near)[rest]
            kinks[rest] = ~wrong[rest].any(axis=1) & (shown & bent & ~near)[rest].any(axis=1)
            noisy[rest] = ~wrong[rest].any(axis=1) & ~kinks[rest]
            break
    return Evidence(claimed, numeric, wrong, kinks, noisy, moved, min(10 * tolerance.relative, 1e-2), doubt)


def _signal(slope: Array, error: Array) -> Array:
    """Return, for each cotangent, the largest slope that is certain; shape ``(cotangents,)``."""
    return np.asarray(np.maximum(np.abs(slope) - error, 0.0).max(axis=0, initial=0.0))


def _suspicion(first: Slopes, gap: Array) -> Array:
    """Order lines by how little noise or a kink could explain: the surest wrong ones come first."""
    with np.errstate(all="ignore"):
        explained = (first.spread + first.floor + first.jump) / gap
    return np.asarray(np.where(np.isnan(explained), np.inf, explained).min(axis=1))
