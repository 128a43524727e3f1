"""
Name what a wrong array is instead of the expected one: one pattern, or none. Pure NumPy.

A pattern is told only where it fits every entry up to rounding and where that is no accident: an expected
array of zeros or of a single number proves little. Knows arrays and clues, neither checks nor students.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader import entries, layouts, multiples, places
from grader.pairs import NOTHING, Array, Clues, Pair, Pattern, same, simple

__all__ = ["KINDS", "NOTHING", "Clues", "Pattern", "find", "find_not_finite", "find_of_shape"]

IN_PLACE = "an argument was changed in place"
"""What `assertions.assert_unchanged` finds; no pattern between two arrays."""

INSTEAD = frozenset(
    {
        "computed with the weights after the update",
        "only the first sample counts",
        "only the last sample counts",
        "the biases are not added",
        "the biases are added twice",
        "the derivative is taken at the output instead of the input",
        "the formula of the output is applied to the input",
        "the output is not squared",
        "only the diagonal of the derivative",
        "the sum over the row is missing",
        "summed over the batch instead of the row",
        "normalised over the batch instead of the row",
        "normalised over the whole batch",
        "not normalised",
    }
)
"""What a known mistake is called, whose result a clue holds."""

KINDS = (
    frozenset(
        {
            "all zero",
            IN_PLACE,
            "not updated",
            "equal to an array that was handed over",
            "equal to the result of another call",
            "the answer of an earlier call",
        }
    )
    | INSTEAD
    | entries.KINDS
    | layouts.KINDS
    | multiples.KINDS
    | places.KINDS
)
"""Every `Pattern.kind`. None holds an entry of an array: students may read it of hidden checks as well."""


def find(
    actual: Array, expected: Array, rtol: float, clues: Clues = NOTHING, atol: float = 0.0
) -> Pattern | None:
    """
    Return what *actual* is instead of *expected*, or None.

    Args:
        actual: Finite; differs from *expected* in shape or in entries.
        expected: Finite.
        rtol: What still counts as rounding.
        clues: What else is known.
        atol: What counts as rounding in an entry of any size.

    Returns:
        The first pattern, in a fixed order, that fits every entry.
    """
    pair = Pair(_as_float(actual), _as_float(expected), max(rtol, 1e-9), clues, atol)
    with np.errstate(all="ignore"):
        parts = (pair.actual, pair.expected)
        if not all(part.size and np.isfinite(part).all() for part in parts):
            return None
        tried = _SAME_SHAPE if pair.actual.shape == pair.expected.shape else _OTHER_SHAPE
        return next((found for pattern in tried if (found := pattern(pair))), None)


def find_of_shape(actual: Array, shape: tuple[int, ...], clues: Clues = NOTHING) -> Pattern | None:
    """Return what *actual* is instead of an array of that *shape*, whatever should be in it, or None."""
    nothing = Pair(_as_float(actual), np.zeros(shape), 1e-9, clues)
    return copied(nothing) or layouts.by_shape(actual.shape, shape, clues)


def find_not_finite(bad: Array, clues: Clues) -> Pattern | None:
    """Return where alone entries are *bad* (NaN or infinite): where an input is 0, in whole rows."""
    return places.where_zero(bad, clues) or places.whole_lines(bad)


def all_zero(pair: Pair) -> Pattern | None:
    """Recognise a result that was never filled in."""
    unfilled = not pair.actual.any() and pair.expected.any() and pair.expected.size > 1
    return Pattern("all zero", "all zero") if unfilled else None


def not_updated(pair: Pair) -> Pattern | None:
    """Recognise what is still as it was before the update."""
    if any(_is(pair, before) for before in pair.clues.before):
        return Pattern("not updated", "not updated: still as it was before")
    return None


def copied(pair: Pair) -> Pattern | None:
    """Recognise an array that was handed over, or that another call gave."""
    for words, array in pair.clues.inputs:
        if _is(pair, array):
            return Pattern("equal to an array that was handed over", f"equal to {words}")
    inner = pair.clues.inner if pair.actual.shape != pair.expected.shape else ()
    for words, array in (*pair.clues.results, *inner):
        if _is(pair, array):
            return Pattern("equal to the result of another call", f"equal to {words}")
    return None


def stale(pair: Pair) -> Pattern | None:
    """Recognise what the same call answered before."""
    if any(_is(pair, earlier) for earlier in pair.clues.earlier):
        return Pattern("the answer of an earlier call", "equal to what an earlier call gave")
    return None


def known_mistake(pair: Pair) -> Pattern | None:
    """Recognise the result of a known mistake."""
    for kind, array in pair.clues.instead:
        if kind in INSTEAD and pair.explained_by(array):
            return Pattern(kind, kind)
    return None


def _is(pair: Pair, array: Array) -> bool:
    """Tell whether *actual* is *array*, which is not made of numbers that come up everywhere."""
    if array.dtype.kind not in "iuf" or not array.size or array.shape != pair.actual.shape:
        return False
    if array.size == 1 and simple(float(array.item())):
        return False
    if array.size > 1 and array.min() == array.max():
        return False
    other = _as_float(array)
    if pair.actual.shape == pair.expected.shape:
        return pair.fits(other) and bool(other.any())
    return same(pair.actual, other, pair.rtol) and pair.proves(other)


def _as_float(values: Array) -> Array:
    return np.asarray(values, dtype=np.float64)


_Try = Callable[[Pair], Pattern | None]

_SAME_SHAPE: tuple[_Try, ...] = (
    all_zero,
    not_updated,
    copied,
    stale,
    known_mistake,
    multiples.negated,
    multiples.scaled,
    multiples.stepped,
    multiples.accumulated,
    layouts.transposed,
    entries.lower_precision,
    places.one_wrong_line,
    places.kink,
    places.from_some_entry_on,
    layouts.reordered,
    layouts.moved,
    layouts.reduced,
    entries.signs,
    places.clipped,
    entries.missing_factor,
    entries.other_side,
    entries.function_of,
    entries.offset,
    entries.own_factors,
    places.one_right_line,
    layouts.repeated,
)

_OTHER_SHAPE: tuple[_Try, ...] = (copied, layouts.reshaped)
