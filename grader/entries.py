"""Recognise what was done to each entry, or to each row: signs lost, offset, squared, rounded. Pure NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.pairs import Array, Pair, Pattern, distinct, same, simple

_LINES = ("row", "column")

_FUNCTIONS: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("1 minus what is expected", lambda e: 1 - e),
    ("the inverse of what is expected", lambda e: 1 / e),
    ("the square of what is expected", np.square),
    ("the square root of what is expected", np.sqrt),
    ("the logarithm of what is expected", np.log),
    ("the exponential of what is expected", np.exp),
)

KINDS = frozenset(
    {
        "the signs are lost",
        *(f"the sign of some {what} is flipped" for what in ("rows", "columns", "entries")),
        "an array that was handed over is not multiplied in",
        "multiplied once too often by an array that was handed over",
        "the positive entries of an array that was handed over",
        "what is left of an array that was handed over",
        "off by a constant",
        *(f"each {line} is off by a number of its own" for line in _LINES),
        *(f"each {line} is scaled by a factor of its own" for line in _LINES),
        *(f"each {line} is scaled and moved by numbers of its own" for line in _LINES),
        *(kind for kind, _ in _FUNCTIONS),
        "computed in lower precision",
        "cut off to whole numbers",
        "rounded",
        "right in the first digits only",
    }
)
"""What these patterns are called."""


def signs(pair: Pair) -> Pattern | None:
    """Recognise lost signs, and signs that are wrong in some places only."""
    if not pair.rich or not same(np.abs(pair.actual), np.abs(pair.expected), pair.rtol):
        return None
    if not (pair.actual < 0).any() or not (pair.actual > 0).any():
        negative = (pair.expected < 0).any() and (pair.expected > 0).any()
        if negative and pair.proves(pair.expected, spare=1):
            return Pattern("the signs are lost", "the signs are lost (absolute values)")
    bad = pair.bad | (pair.expected == 0)
    if pair.expected.ndim == 2:
        for axis, line in enumerate(_LINES):
            wrong = bad.all(axis=1 - axis) & pair.bad.any(axis=1 - axis)
            if (pair.bad.any(axis=1 - axis) == wrong).all() and pair.expected.shape[1 - axis] > 1:
                which = ", ".join(map(str, np.flatnonzero(wrong)[:5]))
                more = ", ..." if wrong.sum() > 5 else ""
                words = f"the sign of {line}{'s' if wrong.sum() > 1 else ''} {which}{more} is flipped"
                return Pattern(f"the sign of some {line}s is flipped", words)
    kind = "the sign of some entries is flipped"
    return Pattern(kind, kind)


def missing_factor(pair: Pair) -> Pattern | None:
    """Recognise an array that should be multiplied in and is not, or is twice."""
    for words, array in (*pair.clues.inputs, *pair.clues.results):
        if array.shape != pair.actual.shape or distinct(array) < 2:
            continue
        if same(pair.actual * array, pair.expected, pair.rtol) and pair.proves(pair.expected):
            kind = "an array that was handed over is not multiplied in"
            return Pattern(kind, f"not multiplied by {words}")
        if pair.explained_by(pair.expected * array):
            kind = "multiplied once too often by an array that was handed over"
            return Pattern(kind, f"multiplied once too often by {words}")
    return None


def other_side(pair: Pair) -> Pattern | None:
    """Recognise a mask taken from the wrong array, or of the wrong side."""
    for words, array in pair.clues.inputs:
        if array.shape != pair.actual.shape or array.size < 2:
            continue
        if pair.explained_by(np.maximum(array, 0)):
            kind = "the positive entries of an array that was handed over"
            return Pattern(kind, f"the positive entries of {words}, and 0 elsewhere")
        if pair.explained_by(array - pair.expected) and _mask(pair):
            kind = "what is left of an array that was handed over"
            return Pattern(
                kind, f"what should be let through of {words} is held back, and the other way round"
            )
    return None


def offset(pair: Pair) -> Pattern | None:
    """Recognise one number that was added everywhere, or to each row or column one of its own."""
    gap = pair.actual - pair.expected
    if gap.size >= 3 and pair.rich and pair.explained_by(pair.expected + gap.flat[0], spare=1):
        return Pattern("off by a constant", f"off by {gap.flat[0]:+.6g} everywhere")
    if pair.expected.ndim != 2:
        return None
    for axis, line in enumerate(_LINES):
        width = gap.shape[1 - axis]
        candidate = pair.expected + gap.take([0], 1 - axis)
        if width >= 2 and pair.explained_by(candidate, spare=gap.shape[axis]) and pair.rich:
            return Pattern(f"each {line} is off by a number of its own", _off(line))
    return None


def own_factors(pair: Pair) -> Pattern | None:
    """Recognise rows or columns that are scaled, or scaled and moved, each by numbers of its own."""
    if pair.expected.ndim != 2:
        return None
    for axis, line in enumerate(_LINES):
        along, lines = 1 - axis, pair.expected.shape[axis]
        if pair.expected.shape[along] < 2 or lines < 2:
            continue
        factors = _slopes(pair.actual, pair.expected, along)
        if pair.explained_by(factors * pair.expected, spare=lines) and (factors >= 0).all():
            return Pattern(
                f"each {line} is scaled by a factor of its own", f"each {line} has a factor of its own"
            )
        came, due = (part - part.mean(axis=along, keepdims=True) for part in (pair.actual, pair.expected))
        moved = _slopes(came, due, along) * due + pair.actual.mean(axis=along, keepdims=True)
        if pair.explained_by(moved, spare=2 * lines):
            kind = f"each {line} is scaled and moved by numbers of its own"
            return Pattern(kind, kind)
    return None


def _slopes(actual: Array, expected: Array, along: int) -> Array:
    """Return the factor of each line that fits best, by least squares; 0 for a line of zeros."""
    size = np.sum(expected * expected, axis=along, keepdims=True)
    product = np.sum(actual * expected, axis=along, keepdims=True)
    slopes: Array = product / np.where(size > 0, size, 1)
    return slopes


def lower_precision(pair: Pair) -> Pattern | None:
    """Recognise numbers that are right but for their last digits."""
    actual, expected = pair.actual, pair.expected
    gap, size = np.abs(actual - expected), np.abs(expected)
    if gap.max() >= 1 and gap.max() > 1e-3 * size.max():
        return None
    for name, dtype, eps in (("float16", np.float16, 1e-3), ("float32", np.float32, 1e-6)):
        stored = bool((actual == actual.astype(dtype)).all() and (gap <= eps * size.max()).all())
        if stored and distinct(actual) >= 2 and not (expected == expected.astype(dtype)).all():
            return Pattern("computed in lower precision", f"right to the precision of {name} only")
    limit = 1e-4 if pair.rich else 1e-6
    if (gap <= limit * (size + 1e-3 * size.max())).all() and 2 * pair.bad.sum() > gap.size:
        kind = "right in the first digits only"
        close = Pattern(kind, "right in the first digits only: lower precision, or an epsilon?")
    else:
        close = None
    if not pair.rich:
        return close
    if (actual == np.trunc(expected)).all() and actual.any():
        return Pattern("cut off to whole numbers", "cut off to whole numbers: an integer array?")
    for digits in range(8):
        if (actual == np.round(expected, digits)).all() and distinct(actual) >= 2:
            return Pattern(
                "rounded", f"rounded to {digits} decimals" if digits else "rounded to whole numbers"
            )
    return close


def function_of(pair: Pair) -> Pattern | None:
    """Recognise the square, the inverse and the like of what is expected."""
    lone = not pair.rich
    if lone and (pair.expected.size > 1 or simple(float(pair.expected.flat[0]))):
        return None
    if not lone and distinct(np.where(pair.bad, pair.expected, 0.0)) < 2:
        return None  # 1 and 4 for 1 and 2 are squares by accident
    exact = Pair(pair.actual, pair.expected, min(pair.rtol, 1e-8), pair.clues) if lone else pair
    for kind, function in _FUNCTIONS:
        candidate = function(pair.expected)
        if np.isfinite(candidate).all() and exact.explained_by(candidate):
            return Pattern(kind, kind)
    return None


def _mask(pair: Pair) -> bool:
    """Tell whether each array is 0 where the other is not, and neither is 0 everywhere."""
    return not (pair.actual * pair.expected).any() and bool(pair.actual.any() and pair.expected.any())


def _off(line: str) -> str:
    other = "column" if line == "row" else "row"
    return f"each {line} is off by a number of its own, the same in every {other}"
