"""Recognise right entries in a wrong order or shape, and sums over the wrong axis. Pure NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.pairs import Array, Clues, Pair, Pattern, same

_AXES = ("the rows", "the columns")
_REDUCTIONS: tuple[tuple[str, Callable[..., Array]], ...] = (("summed", np.sum), ("averaged", np.mean))
_LONE_RTOL = 1e-6
_MOVED, _MOVED_ENTRIES = 8, 5_000

_BROADCAST = "a row met a column: every entry was combined with every other"
_ONE_SHAPE = "the right entries in another shape"
_INDEX = "the place of each row's largest entry instead of the row"
_ORDER = "the right entries in another order"
_PER_SAMPLE = "one entry per sample where a number is due"
_RESHAPED = "the order of the transpose: reshape where .T is needed"

KINDS = frozenset(
    {
        "transposed",
        "the shape is transposed",
        _BROADCAST,
        _ONE_SHAPE,
        _INDEX,
        _ORDER,
        _PER_SAMPLE,
        _RESHAPED,
        "repeated along a new axis",
        *(f"{how} over {what}" for how, _ in _REDUCTIONS for what in (*_AXES, "everything")),
        *(f"not {how} over {what}" for how, _ in _REDUCTIONS for what in (*_AXES, "everything")),
        *(f"summed up step by step over {what}" for what in _AXES),
        *(
            f"one {line} too {how}, the {which}"
            for line in ("row", "column")
            for how in ("many", "few")
            for which in ("first", "last")
        ),
        *(f"the {what} are in reverse order" for what in ("rows", "columns", "entries")),
        *(f"the {what} are in another order" for what in ("rows", "columns")),
        *(f"the same {line} everywhere" for line in ("row", "column")),
        "the same number everywhere",
        "moved by some rows or columns",
    }
)
"""What these patterns are called."""


def transposed(pair: Pair) -> Pattern | None:
    """Recognise a matrix that came transposed, or images whose axes are swapped."""
    if pair.expected.ndim not in {2, 3}:
        return None
    swapped = np.swapaxes(pair.expected, -1, -2)
    if pair.explained_by(swapped):
        return Pattern("transposed", "transposed")
    if min(swapped.shape[-2:]) < 2 or pair.actual.size != swapped.size:
        return None
    if pair.explained_by(swapped.reshape(pair.actual.shape)):
        words = "the entries run in the order of the transpose: reshape where .T is needed?"
        return Pattern(_RESHAPED, words)
    return None


def reordered(pair: Pair) -> Pattern | None:
    """Recognise rows, columns or entries in another order."""
    if not _same_ends(pair):
        return None
    names = ("entries",) if pair.expected.ndim == 1 else ("rows", "columns")
    for axis, name in enumerate(names[: pair.expected.ndim]):
        order = _order(pair, axis)
        if order is None or not pair.explained_by(pair.expected.take(order, axis)):
            continue
        if order.tolist() == list(range(order.size))[::-1]:
            return Pattern(f"the {name} are in reverse order", f"the {name} are in reverse order")
        kind = _ORDER if name == "entries" else f"the {name} are in another order"
        if pair.proves(pair.expected, spare=1):
            return Pattern(kind, kind)
    return Pattern(_ORDER, _ORDER) if _same_numbers(pair) else None


def moved(pair: Pair) -> Pattern | None:
    """Recognise what stands some rows or columns beside its place."""
    if pair.expected.ndim not in {2, 3} or not pair.rich or pair.expected.size > _MOVED_ENTRIES:
        return None
    height, width = (min(_MOVED, size // 2) for size in pair.expected.shape[-2:])
    for down, right in sorted(
        np.ndindex(2 * height + 1, 2 * width + 1), key=lambda by: _far(by, height, width)
    ):
        rows, columns = down - height, right - width
        came = pair.actual[..., _part(rows), _part(columns)]
        due = pair.expected[..., _part(-rows), _part(-columns)]
        if (
            (rows or columns)
            and same(came, due, pair.rtol)
            and Pair(came, due, pair.rtol).proves(due, spare=2)
        ):
            steps = ((rows, "row", "down", "up"), (columns, "column", "to the right", "to the left"))
            words = [
                f"{abs(by)} {line}{'s' * (abs(by) > 1)} too far {ahead if by > 0 else back}"
                for by, line, ahead, back in steps
                if by
            ]
            return Pattern("moved by some rows or columns", " and ".join(words))
    return None


def _far(by: tuple[int, ...], height: int, width: int) -> int:
    return abs(by[0] - height) + abs(by[1] - width)


def _part(by: int) -> slice:
    """Return a line without *by* entries at its start, or at its end if *by* is negative."""
    return slice(by, None) if by >= 0 else slice(None, by)


def reduced(pair: Pair) -> Pattern | None:
    """Recognise what was summed or averaged although each row has its own, and the sum put everywhere."""
    expected = pair.expected
    if expected.ndim != 2:
        return None
    for how, reduce in _REDUCTIONS:
        for axis, what in enumerate(_AXES):
            put = np.broadcast_to(reduce(expected, axis=axis, keepdims=True), expected.shape)
            if pair.explained_by(put, spare=1):
                return Pattern(f"{how} over {what}", f"{how} over {what}, where each has its own")
        if pair.fits(np.full(expected.shape, reduce(expected))) and pair.rich:
            return Pattern(f"{how} over everything", f"{how} over everything, the same number everywhere")
    for axis, what in enumerate(_AXES):
        if pair.explained_by(np.cumsum(expected, axis=axis), spare=1):
            kind = f"summed up step by step over {what}"
            return Pattern(kind, kind)
    return None


def repeated(pair: Pair) -> Pattern | None:
    """Recognise one row, one column or one number that stands everywhere, where they should differ."""
    actual = pair.actual
    if actual.size < 3 or not pair.rich or (actual == pair.expected)[pair.expected != 0].any():
        return None
    if same(actual, np.full(actual.shape, actual.flat[0]), pair.rtol):
        kind = "the same number everywhere"
        return Pattern(kind, f"{actual.flat[0]:.6g} everywhere")
    if actual.ndim != 2:
        return None
    for axis, line in enumerate(("row", "column")):
        first = np.broadcast_to(actual.take([0], axis), actual.shape)
        if actual.shape[axis] >= 2 and same(actual, first, pair.rtol):
            return Pattern(f"the same {line} everywhere", f"every {line} is the same")
    return None


def reshaped(pair: Pair) -> Pattern | None:
    """Recognise what an array of the wrong shape is: not summed, summed too far, a row too many."""
    return transposed(pair) or _same_entries(pair) or _sums(pair) or _lines(pair) or _spread(pair)


def by_shape(actual: tuple[int, ...], expected: tuple[int, ...], clues: Clues) -> Pattern | None:
    """Recognise a shape alone, whatever the entries are."""
    if len(actual) == 2 and actual == expected[::-1]:
        return Pattern("the shape is transposed", "transposed")
    batch = clues.constants.get("the batch size", 0.0)
    if expected == () and batch > 1 and actual in {(batch,), (batch, 1)}:
        return Pattern(_PER_SAMPLE, _PER_SAMPLE)
    return None


def _same_entries(pair: Pair) -> Pattern | None:
    """Recognise the right entries with an axis too many or too few."""
    actual, expected = pair.actual, pair.expected
    if actual.size != expected.size or not _other_shape(pair, expected.reshape(actual.shape)):
        return None
    words = _ONE_SHAPE
    if actual.squeeze().shape == expected.squeeze().shape:
        more = actual.ndim > expected.ndim
        words = f"{_ONE_SHAPE}: an axis of length 1 too {'many (keepdims?)' if more else 'few (keepdims?)'}"
        words = words if actual.ndim != expected.ndim else f"{_ONE_SHAPE}: a row for a column"
    return Pattern(_ONE_SHAPE, words)


def _sums(pair: Pair) -> Pattern | None:
    """Recognise an array that was summed too far, or not summed where it should be."""
    for how, reduce in _REDUCTIONS:
        for what, candidate in _reductions(pair.expected, reduce):
            if pair.actual.size == candidate.size and _other_shape(
                pair, candidate.reshape(pair.actual.shape)
            ):
                return Pattern(f"{how} over {what}", f"{how} over {what}, which is one sum too many")
        for what, candidate in _reductions(pair.actual, reduce):
            due = pair.expected
            if candidate.size == due.size and _agree(pair, candidate.reshape(due.shape), due):
                return Pattern(f"not {how} over {what}", _not_reduced(pair, how, what))
    return None


def _not_reduced(pair: Pair, how: str, what: str) -> str:
    """Say what remains to be done to an array that was not summed."""
    shape = pair.actual.shape
    verb = {"summed": "sum", "averaged": "average"}[how]
    if what == "the rows" and pair.clues.constants.get("the batch size") == shape[0]:
        return f"this is one row per sample: {verb} over the batch"
    if what == "everything":
        return f"not {how}: {verb} over all of its entries"
    return f"not {how} over {what}: {verb} over axis {_AXES.index(what)}"


def _lines(pair: Pair) -> Pattern | None:
    """Recognise a row or a column too many or too few, such as that of the biases."""
    actual, expected = pair.actual, pair.expected
    if actual.ndim != 2 or expected.ndim != 2:
        return None
    for axis, line in enumerate(("row", "column")):
        for longer, shorter, how in ((actual, expected, "many"), (expected, actual, "few")):
            numbers = np.arange(longer.shape[axis])
            for which, rest in (("last", numbers[:-1]), ("first", numbers[1:])):
                if _agree(pair, longer.take(rest, axis), shorter) and shorter.size:
                    biases = (
                        ", that of the biases"
                        if which == "last" and (pair.clues.biased or how == "many")
                        else ""
                    )
                    return Pattern(
                        f"one {line} too {how}, the {which}", f"one {line} too {how}: the {which} one{biases}"
                    )
    return None


def _spread(pair: Pair) -> Pattern | None:
    """Recognise what broadcasting made of a vector, and places of largest entries instead of rows."""
    actual, expected = pair.actual, pair.expected
    square = expected.size > 1 and actual.shape == (expected.size, expected.size)
    if square and _agree(pair, actual.diagonal(), expected.ravel()):
        return Pattern(_BROADCAST, _BROADCAST)
    longer = actual.ndim == expected.ndim + 1 and actual.shape[1:] == expected.shape and len(actual) > 1
    if longer and _agree(pair, actual, np.broadcast_to(expected, actual.shape)):
        return Pattern("repeated along a new axis", "repeated along a new axis")
    if expected.ndim == 2 and actual.shape in {(len(expected),), (len(expected), 1)} and len(expected) >= 3:
        places = expected.argmax(axis=1)
        if np.ptp(places) and np.array_equal(actual.ravel(), places):
            return Pattern(_INDEX, "the place of each row's largest entry (argmax) instead of the row")
    return None


def _reductions(values: Array, reduce: Callable[..., Array]) -> Iterator[tuple[str, Array]]:
    """Give *values* summed (or averaged) over each axis that has more than one line, and over all."""
    if values.ndim == 2:
        for axis, what in enumerate(_AXES):
            if values.shape[axis] > 1:
                yield what, reduce(values, axis=axis)
    if values.ndim and values.size > 1:
        yield "everything", np.asarray(reduce(values))


def _same_ends(pair: Pair) -> bool:
    """Tell whether the smallest and the largest entry are the same, without which no order helps."""
    came, due = (np.array([part.min(), part.max()]) for part in (pair.actual, pair.expected))
    return same(came, due, pair.rtol)


def _same_numbers(pair: Pair) -> bool:
    """Tell whether both hold the same numbers in another order, which takes two entries at least."""
    came, due = (np.sort(part, axis=None) for part in (pair.actual, pair.expected))
    return pair.bad.sum() > 1 and pair.proves(pair.expected, spare=2) and same(came, due, pair.rtol)


def _other_shape(pair: Pair, candidate: Array) -> bool:
    """Tell whether *actual*, of another shape than *expected*, is *candidate*."""
    return pair.actual.shape != pair.expected.shape and _agree(pair, pair.actual, candidate)


def _agree(pair: Pair, first: Array, second: Array) -> bool:
    """Tell whether both are equal, and that this is no accident."""
    rtol = pair.rtol if second.size > 1 else min(pair.rtol, _LONE_RTOL)
    return same(first, second, rtol) and Pair(first, second, rtol).proves(second)


def _order(pair: Pair, axis: int) -> Array | None:
    """Return which lines of *expected* the lines of *actual* would be, matched by one random sum of each."""
    lines = pair.expected.shape[axis]
    if lines < 2:
        return None
    first, second = (np.moveaxis(part, axis, 0).reshape(lines, -1) for part in (pair.actual, pair.expected))
    weights = np.sin(1.0 + np.arange(first.shape[1]) ** 2)
    order = np.empty(lines, dtype=int)
    order[np.argsort(first @ weights, kind="stable")] = np.argsort(second @ weights, kind="stable")
    return order
