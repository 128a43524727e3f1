"""Name the constant factor between a wrong gradient and the right one. Pure NumPy."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from grader.guesses import Case, Guess, Kind

_SMALLEST = 1e-100  # a factor beyond this explains nothing, and its inverse may overflow

_Name = tuple[float, Kind, str]

_HINTS: Mapping[Kind, str] = {
    Kind.TIMES_BATCH: ": a sum where the mean is asked?",
    Kind.OVER_BATCH: ": a mean where the sum is asked?",
}


def scaled(case: Case) -> Iterator[Guess]:
    """
    Recognise one factor in all entries, by the name of a size that means something here if there is one.

    Of a single number only a whole factor, or the inverse of one, is a factor at all.
    """
    numeric = np.where(case.known, case.numeric, 0.0)
    where = np.unravel_index(np.abs(numeric).argmax(), numeric.shape)
    if not numeric[where]:
        return
    with np.errstate(over="ignore"):
        ratio = float(case.claims[where] / numeric[where])
    size = abs(ratio)
    if not _SMALLEST < size < 1 / _SMALLEST:
        return
    if abs(size - 1) <= 2 * case.fit:
        if ratio < 0:
            yield Guess(Kind.SIGN, "the sign is flipped", -case.numeric)
        return
    names = _names(case), _composed(case)
    fitting = [[name for name in tier if abs(size / name[0] - 1) <= 2 * case.fit] for tier in names]
    named = fitting[0] or fitting[1]
    if not named and np.count_nonzero(numeric) < 2 and not _is_whole(max(size, 1 / size)):
        return
    factor, kind, words = _joined(named) if named else _unnamed(size)
    if ratio < 0:
        kind, words = Kind.SIGN_AND_FACTOR, f"the sign is flipped, and it is {words}"
    yield Guess(kind, words, math.copysign(factor, ratio) * case.numeric)


def _joined(named: list[_Name]) -> _Name:
    """Return all names of one factor, the kind being that of the first; a hint only where there is one."""
    factor, kind, words = named[0]
    if len(named) == 1:
        return factor, kind, words + _HINTS.get(kind, "")
    return factor, kind, ", or ".join(name[2] for name in named[:2])


def _unnamed(size: float) -> _Name:
    times = f"{max(size, 1 / size):.6g} times too {'large' if size > 1 else 'small'}"
    return size, _too(size), times


def _is_whole(size: float) -> bool:
    return size > 1.5 and abs(size - round(size)) <= 1e-6 * size


def _sizes(case: Case) -> Iterator[tuple[int, str, Kind, Kind]]:
    """Give the sizes that mean something, the batch size first."""
    is_loss = case.value.size == 1
    shape = case.x.shape if is_loss else case.value.shape
    if len(shape) > 1 and shape[0] > 1:
        yield shape[0], "the batch size", Kind.TIMES_BATCH, Kind.OVER_BATCH
    if len(shape) > 1 and shape[-1] > 1:
        yield shape[-1], "the number of outputs", Kind.TIMES_OUTPUTS, Kind.OVER_OUTPUTS
    if is_loss and case.x.size > 1:
        yield case.x.size, "the number of entries", Kind.TIMES_ENTRIES, Kind.OVER_ENTRIES


def _names(case: Case) -> Iterator[_Name]:
    """Give every factor that has a name of its own."""
    for size, what, times, over in _sizes(case):
        yield size, times, f"multiplied by {what}, {size}"
        yield 1 / size, over, f"divided by {what}, {size}"
    yield 2.0, Kind.TWICE, "twice too large"
    yield 0.5, Kind.HALF, "half as large as it should be"


def _composed(case: Case) -> Iterator[_Name]:
    """Give the factors of a size and a 2, which the square in a loss brings."""
    for size, what, _, _ in reversed(list(_sizes(case))) if case.value.size == 1 else []:
        yield size / 2, _too(size / 2), f"multiplied by {what}, {size}, and divided by 2"
        yield 2.0 * size, Kind.LARGE, f"multiplied by {what}, {size}, and by 2"
        yield 2 / size, _too(2 / size), f"divided by {what}, {size}, and multiplied by 2"
        yield 0.5 / size, Kind.SMALL, f"divided by {what}, {size}, and by 2"


def _too(factor: float) -> Kind:
    return Kind.LARGE if factor > 1 else Kind.SMALL
