"""Name the constant factor between a wrong gradient and the right one. Pure NumPy."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from grader.guesses import Case, Guess, Kind

_SMALLEST = 1e-100  # a factor beyond this explains nothing, and its inverse may overflow

_Name = tuple[float, Kind, str]


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
    named = [name for name in _names(case) if abs(size / name[0] - 1) <= 2 * case.fit]
    if not named and np.count_nonzero(numeric) < 2 and not _is_whole(max(size, 1 / size)):
        return
    factor, kind, words = _joined(named) if named else _unnamed(size)
    if ratio < 0:
        kind, words = Kind.SIGN_AND_FACTOR, f"the sign is flipped, and it is {words}"
    yield Guess(kind, words, math.copysign(factor, ratio) * case.numeric)


def _joined(named: list[_Name]) -> _Name:
    """Return all names of one factor, the kind being that of the first."""
    factor, kind, _ = named[0]
    words = list(dict.fromkeys(name[2] for name in named))
    return factor, kind, ", or ".join(words[:2])


def _unnamed(size: float) -> _Name:
    times = f"{max(size, 1 / size):.6g} times too {'large' if size > 1 else 'small'}"
    return size, Kind.LARGE if size > 1 else Kind.SMALL, times


def _is_whole(size: float) -> bool:
    return size > 1.5 and abs(size - round(size)) <= 1e-6 * size


def _names(case: Case) -> Iterator[_Name]:
    """Give every factor that has a name, the batch size first; a loss may have a 2 in it as well."""
    is_loss = case.value.size == 1
    shape = case.x.shape if is_loss else case.value.shape
    sizes: list[tuple[int, str, Kind, Kind]] = []
    if len(shape) > 1:
        sizes = [
            (shape[0], "the batch size", Kind.TIMES_BATCH, Kind.OVER_BATCH),
            (shape[-1], "the number of outputs", Kind.TIMES_OUTPUTS, Kind.OVER_OUTPUTS),
        ]
    if is_loss:
        sizes.append((case.x.size, "the number of entries", Kind.TIMES_ENTRIES, Kind.OVER_ENTRIES))
    sizes = [size for size in sizes if size[0] > 1]
    for size, what, times, over in sizes:
        of_batch = kind_is_batch(times)
        yield size, times, f"multiplied by {what}, {size}{': a sum where the mean is asked?' * of_batch}"
        yield 1 / size, over, f"divided by {what}, {size}{': a mean where the sum is asked?' * of_batch}"
    yield 2.0, Kind.TWICE, "twice too large"
    yield 0.5, Kind.HALF, "half as large as it should be"
    for size, what, times, over in sizes if is_loss else []:
        yield 2.0 * size, times, f"multiplied by {what}, {size}, and by 2"
        yield size / 2, times, f"multiplied by {what}, {size}, and divided by 2"
        yield 2 / size, over, f"divided by {what}, {size}, and multiplied by 2"
        yield 0.5 / size, over, f"divided by {what}, {size}, and by 2"


def kind_is_batch(kind: Kind) -> bool:
    """Tell whether a factor is that of the batch size."""
    return kind in (Kind.TIMES_BATCH, Kind.OVER_BATCH)
