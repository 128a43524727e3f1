"""Recognise where alone an array is wrong: in a row, in a column, where an input is negative. Pure NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.multiples import negated, scaled
from grader.pairs import Array, Clues, Pair, Pattern

_BIASES = "the bias row alone is wrong"
_NOT_BIASES = "the bias row alone is right"

KINDS = frozenset(
    {
        _BIASES,
        _NOT_BIASES,
        *(
            f"{which} {line} alone is {how}"
            for line in ("row", "column")
            for which in ("the first", "the last", "one")
            for how in ("wrong", "right")
        ),
        *(
            f"wrong exactly where an input is {sign}"
            for sign in ("0", "negative", "positive", "not positive")
        ),
        "wrong exactly where 0 is due",
        *(f"not finite in whole {line}s" for line in ("row", "column")),
        "right at first, wrong from some entry on",
        "clipped",
        "negative entries became 0",
    }
)
"""What these patterns are called."""

_SIGNS: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("negative", lambda x: x < 0),
    ("positive", lambda x: x > 0),
    ("not positive", lambda x: x <= 0),
)


def one_wrong_line(pair: Pair) -> Pattern | None:
    """Recognise a matrix of which one row or one column alone is wrong."""
    return _first_line(pair, _wrong_line)


def one_right_line(pair: Pair) -> Pattern | None:
    """Recognise a matrix of which one row or one column alone is right."""
    return _first_line(pair, _right_line)


def kink(pair: Pair) -> Pattern | None:
    """Recognise what is wrong exactly where an input has one sign, or is 0."""
    bad = pair.bad
    if found := where_zero(bad, pair.clues):
        return found
    for words, x in pair.clues.inputs:
        if x.shape != bad.shape or bad.size < 6:
            continue
        for sign, where in _SIGNS:
            mask = where(x)
            if min(np.count_nonzero(mask), np.count_nonzero(~mask)) >= 2 and (bad == mask).all():
                kind = f"wrong exactly where an input is {sign}"
                return Pattern(kind, f"wrong exactly where {words} is {sign}")
    zero = pair.expected == 0
    if bad.size >= 6 and min(np.count_nonzero(zero), np.count_nonzero(~zero)) >= 2 and (bad == zero).all():
        return Pattern("wrong exactly where 0 is due", "wrong exactly where 0 is expected")
    return None


def where_zero(bad: Array, clues: Clues) -> Pattern | None:
    """Recognise entries that are *bad* only where an input is 0, of several the one that is 0 least often."""
    found = []
    for words, x in clues.inputs:
        zero = x == 0
        count = np.count_nonzero(zero)
        if x.shape == bad.shape and 0 < count < bad.size and not (bad & ~zero).any():
            found.append((count, words))
    if not found or 2 * np.count_nonzero(bad) < min(found)[0]:
        return None
    return Pattern("wrong exactly where an input is 0", f"wrong only where {min(found)[1]} is 0")


def whole_lines(bad: Array) -> Pattern | None:
    """Recognise some whole rows, or columns, that are *bad*, and no entry beside them."""
    for axis, line in enumerate(("row", "column")):
        if bad.ndim != 2 or bad.shape[1 - axis] < 2:
            continue
        some = bad.any(axis=1 - axis)
        if not some.all() and (some == bad.all(axis=1 - axis)).all():
            numbers = np.flatnonzero(some)
            which = ", ".join(map(str, numbers[:5])) + ", ..." * (numbers.size > 5)
            many = "s" * (numbers.size > 1)
            return Pattern(f"not finite in whole {line}s", f"all of {line}{many} {which}, nowhere else")
    return None


def from_some_entry_on(pair: Pair) -> Pattern | None:
    """Recognise a sequence that is right at first and wrong from some entry on."""
    if pair.expected.ndim != 1 or pair.expected.size < 3:
        return None
    first = int(pair.bad.argmax())
    if first == 0 or not pair.bad[first:].all() or first == pair.bad.size - 1:
        return None
    words = f"right up to entry {first - 1}, wrong from entry {first} on"
    return Pattern("right at first, wrong from some entry on", words)


def clipped(pair: Pair) -> Pattern | None:
    """Recognise entries that were held within bounds: all that lie beyond one came as the bound."""
    bad, actual, expected = pair.bad, pair.actual, pair.expected
    if bad.sum() < 2 or bad.all():
        return None
    low, high = float(actual.min()), float(actual.max())
    below, above = bad & (expected < low), bad & (expected > high)
    if not (bad == (below | above)).all() or not pair.proves(np.where(bad, expected, 0.0)):
        return None
    at_low, at_high = actual[below] == low, actual[above] == high
    if not (at_low.all() and at_high.all()):
        return None
    if not above.any() and low == 0:
        return Pattern("negative entries became 0", "the negative entries became 0")
    bounds = [f"below at {low:.6g}"] * bool(below.any()) + [f"above at {high:.6g}"] * bool(above.any())
    return Pattern("clipped", f"clipped {' and '.join(bounds)}")


def _first_line(pair: Pair, look: Callable[[Pair, int], Pattern | None]) -> Pattern | None:
    """Look for a row, else for a column."""
    return (look(pair, 0) or look(pair, 1)) if pair.expected.ndim == 2 else None


def _wrong_line(pair: Pair, axis: int) -> Pattern | None:
    bad = pair.bad.any(axis=1 - axis)
    if bad.size < 2 or np.count_nonzero(bad) != 1:
        return None
    at = int(bad.argmax())
    enough = np.count_nonzero(pair.bad) >= 2 or _is_bias(pair, axis, at)
    return _told(pair, axis, at, "wrong") if enough else None


def _right_line(pair: Pair, axis: int) -> Pattern | None:
    bad = pair.bad.any(axis=1 - axis)
    at = int(bad.argmin())
    if bad.size < 3 or np.count_nonzero(bad) != bad.size - 1 or not pair.rich:
        return None
    return _told(pair, axis, at, "right") if pair.expected.take(at, axis).any() else None


def _is_bias(pair: Pair, axis: int, at: int) -> bool:
    return pair.clues.biased and axis == 0 and at == pair.expected.shape[0] - 1


def _told(pair: Pair, axis: int, at: int, how: str) -> Pattern:
    """Say which line is the only one that is wrong, or right, and what the wrong ones are instead."""
    count, line = pair.expected.shape[axis], ("row", "column")[axis]
    if _is_bias(pair, axis, at):
        kind = _BIASES if how == "wrong" else _NOT_BIASES
        words = f"only the last row, the biases, is {how}"
    else:
        which = {0: "the first", count - 1: "the last"}.get(at, "one")
        kind = f"{which} {line} alone is {how}"
        words = f"only {line if which == 'one' else f'{which} {line}'}{f' {at}' * (which == 'one')} is {how}"
    wrong = np.arange(count) == at if how == "wrong" else np.arange(count) != at
    inner = _inner(pair, axis, wrong)
    subject = "it is" if how == "wrong" else "the others are"
    return Pattern(kind, f"{words}; {subject} {inner}" if inner else words)


def _inner(pair: Pair, axis: int, wrong: Array) -> str:
    """Return what the *wrong* lines are instead, in a few words, or nothing."""
    actual, expected = (part.compress(wrong, axis) for part in (pair.actual, pair.expected))
    if not actual.any():
        return "all zero"
    part = Pair(actual, expected, pair.rtol, pair.clues)
    if negated(part):
        return "of the wrong sign"
    found = scaled(part)
    return found.words if found else ""
