"""Gather from a check's journal what may explain a wrong value. Knows nothing of what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

import numpy as np

from grader import alternatives
from grader.exports import Kept
from grader.journal import Exchange, Journal
from grader.pairs import NOTHING, RATE, Array, Clues

_READ = 2000
"""Exchanges at the end of a journal that are read: a chain of operations may have a hundred thousand."""

_MOST = 12
_TWO = 2
_ENTRIES = 1_000_000


def about(actual: object, journal: Journal) -> Clues:
    """
    Return what else is known of *actual*, a value that came from student code.

    The exchange that gave it is found by identity, else by its numbers, in the newest one first. Objects
    have no names in a journal: what another object of the same class was given may be among the clues, which
    explain nothing unless they fit.

    Args:
        actual: A value of the submission's.
        journal: What was asked of it.
    """
    recent = journal.exchanges[-_READ:]
    if not recent:
        return NOTHING
    story = _told(actual, recent)
    with np.errstate(all="ignore"):
        return Clues(
            constants=story.constants(),
            inputs=tuple(islice(story.inputs(), _MOST)),
            results=tuple(islice(story.results(inward=False), _MOST)),
            inner=tuple(islice(story.results(inward=True), _MOST)),
            before=tuple(islice(story.before(), 4)),
            earlier=tuple(islice(story.earlier(), 4)),
            instead=tuple(story.instead()),
            biased=story.method in {"weights", "gradient_weights", "calculate_update"},
        )


def _told(actual: object, recent: Sequence[Exchange]) -> _Story:
    """Return the story that ends with the exchange that gave *actual*."""
    shape, at = _shape(actual), _place(actual, recent)
    if at is None:
        return _Story(recent, None, "", shape)
    last, past, owner = recent[at], recent[:at], recent[at].call.rpartition(".")[0]
    if last.inward:
        # It was handed to an object of the check, by the call that is answered next.
        around = next((each for each in recent[at:] if not each.inward), last)
        owner, second = around.call.rpartition(".")[0], any(value is actual for value in last.given[1:])
        name = "gradient_weights" if second else "weights"
        called = f"{owner}.{name}" if last.call.endswith(".calculate_update") else last.call
        return _Story([*past, around], Exchange(called, (), actual), owner, shape)
    if held := [value for value in last.given if isinstance(value, Kept)]:
        users = [
            each for each in past if any(value is held[0] for value in each.given) and each.call != last.call
        ]
        if users and last.call == held[0].kind:
            owner = users[-1].call.rpartition(".")[0]
    return _Story(past, last, owner, shape)


class _Story:
    """
    The exchanges up to the one that gave a value.

    Args:
        past: Those before it, from first to last.
        last: That which gave the value; None where that is not known.
        owner: The class whose method gave the value: ``layers.ReLU``.
        shape: Of the value.
    """

    def __init__(
        self, past: Sequence[Exchange], last: Exchange | None, owner: str, shape: tuple[int, ...]
    ) -> None:
        self.past, self.last, self.owner, self.shape = past, last, owner, shape
        self.call = last.call if last else ""
        self.method = self.call.rpartition(".")[2]

    def inputs(self) -> Iterator[tuple[str, Array]]:
        """Give what this call was handed, then what the latest calls of the same class were."""
        for exchange in self._latest():
            name = _name(exchange)
            arrays = list(_arrays(exchange.given))
            for number, array in enumerate(arrays, start=1):
                words = f"the array that was handed to {name}"
                if exchange.came is None and len(exchange.given) == 1 and not exchange.inward:
                    words = f"what was set as {name}"
                elif len(arrays) > 1:
                    words = f"argument {number} of {name}"
                yield words, array

    def results(self, *, inward: bool) -> Iterator[tuple[str, Array]]:
        """Give what the latest other calls answered, or those *inward* ones that it made."""
        for exchange in self._latest():
            if exchange is not self.last and exchange.inward is inward:
                for array in _arrays([exchange.came]):
                    yield f"what {_name(exchange)} returned", array

    def before(self) -> Iterator[Array]:
        """Give what may have stood here before an update, newest first."""
        if self.last and self.method == "calculate_update":
            yield from map(np.asarray, _numbers(self.last.given[:1]))
            yield from islice(_arrays(self.last.given), 1)
            return
        for exchange in reversed(self.past):
            was_set = exchange.call == self.call and exchange.came is None
            if was_set or exchange.call.endswith(".calculate_update"):
                yield from (array for array in islice(_arrays(exchange.given), 1) if self._fits(array))

    def earlier(self) -> Iterator[Array]:
        """Give what the same call answered before, newest first."""
        for exchange in reversed(self.past):
            if exchange.call == self.call and not self._repeated(exchange):
                yield from (array for array in _arrays([exchange.came]) if self._fits(array))

    def constants(self) -> Mapping[str, float]:
        """Return the sizes of what was handed over, and the plain numbers, by their words."""
        found: dict[str, float] = {}
        for exchange in self._latest():
            outputs = exchange.call.endswith(".backward") or exchange.call.startswith("loss.")
            across = "the number of outputs" if outputs else "the number of features"
            if exchange.came is None or exchange.call.endswith(".calculate_update"):
                continue  # weights have no batch
            for array in _arrays(exchange.given):
                if array.ndim == 2:
                    lines = "the number of samples" if exchange.call.startswith("data.") else "the batch size"
                    found.setdefault(lines, float(len(array)))
                    found.setdefault(across, float(array.shape[1]))
                    found.setdefault("the number of entries", float(array.size))
        for exchange in self.past:
            for number in _numbers(exchange.given):
                if exchange.call.startswith("optimizer.") and exchange.call.count(".") == 1:
                    found[RATE] = number
                elif abs(number) not in {0.0, 1.0, *found.values()} and len(found) < _MOST:
                    found[f"{number:.6g}, which was handed over"] = number
        return found

    def instead(self) -> Iterator[tuple[str, Array]]:
        """Give what known mistakes would have made of the same numbers."""
        forwards = [(_first(each.given), _first([each.came]), each) for each in self._all("forward")]
        errors = [(_first(each.given), each) for each in self._all("backward")]
        weights = [_first(each.given) for each in self._all("weights")]
        for x, _, each in forwards:
            if each is self.last and x is not None:
                for one in weights or [None]:
                    yield from alternatives.of_forward(x, one)
        for (error, each), (x, y) in product(errors, [(x, y) for x, y, _ in forwards] or [(None, None)]):
            if each is self.last and error is not None:
                yield from alternatives.of_backward(x, y, error, self._updated())
            if self.method == "gradient_weights" and error is not None and x is not None:
                yield from alternatives.of_gradient(x, error)

    def _latest(self) -> Iterator[Exchange]:
        """Give this call, of each method of its class the latest two calls, and the latest inward ones."""
        if self.last:
            yield self.last
        seen = Counter([self.call] if self.last and self.last.given else [])
        for exchange in reversed(self.past):
            owner = exchange.call.rpartition(".")[0]
            ours = not self.last or owner == self.owner != exchange.call
            # What an optimizer of the check was asked with is the very gradient that is in question.
            inner = exchange.inward and not exchange.call.endswith(".calculate_update")
            if exchange.given and (inner or (ours and not exchange.inward and seen[exchange.call] < _TWO)):
                seen[exchange.call] += 1
                yield exchange

    def _all(self, method: str) -> list[Exchange]:
        return [each for each in self._latest() if each.call == f"{self.owner}.{method}" and each.given]

    def _repeated(self, exchange: Exchange) -> bool:
        """Tell whether *exchange* asked for the same as the last one did: then both answers are right."""
        given = self.last.given if self.last else ()
        return bool(given) and all(map(_equal, given, exchange.given))

    def _updated(self) -> Array | None:
        """Return what an optimizer of the check answered during this call."""
        before = self.past[-1] if self.past else None
        inside = before is not None and before.inward and before.call.endswith(".calculate_update")
        return _first([before.came]) if before is not None and inside else None

    def _fits(self, array: Array) -> bool:
        return array.shape == self.shape


def _place(actual: object, recent: Sequence[Exchange]) -> int | None:
    """Return which exchange gave *actual*: that very object, else the same numbers."""
    places = range(len(recent) - 1, -1, -1)
    for at in places:
        if any(value is actual for value in _values(_gave(recent[at]))):
            return at
    wanted = _number_array(actual)
    if wanted is None or not wanted.any():
        return None
    for at in places:
        for value in _values(_gave(recent[at])):
            array = _number_array(value)
            if (
                array is not None
                and array.size == wanted.size
                and np.array_equal(array.ravel(), wanted.ravel())
            ):
                return at
    return None


def _gave(exchange: Exchange) -> Sequence[object]:
    """Return what student code gave: an answer, or what it handed to an object of the check."""
    return exchange.given if exchange.inward else [exchange.came]


def _values(values: Sequence[object]) -> Iterator[object]:
    """Give *values* and what is in the lists and tuples among them."""
    for value in values:
        yield value
        if isinstance(value, list | tuple) and len(value) <= _MOST:
            yield from value


def _arrays(values: Sequence[object]) -> Iterator[Array]:
    """Give the arrays of numbers in *values*, also held ones."""
    for value in _values(values):
        held = value.args[0] if isinstance(value, Kept) and value.kind == "hold" else value
        if isinstance(held, np.ndarray) and held.dtype.kind in "iuf" and 0 < held.size <= _ENTRIES:
            yield held.astype(np.float64, copy=False)


def _first(values: Sequence[object]) -> Array | None:
    return next(_arrays(values), None)


def _equal(first: object, second: object) -> bool:
    one, other = _first([first]), _first([second])
    return first is second or (one is not None and other is not None and np.array_equal(one, other))


def _name(exchange: Exchange) -> str:
    return f"{'the inner ' * exchange.inward}{exchange.call.rpartition('.')[2]}"


def _numbers(values: Sequence[object]) -> Iterator[float]:
    """Give the plain numbers in *values*."""
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e100:
            yield float(value)


def _number_array(value: object) -> Array | None:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number | np.ndarray):
        return None
    array = np.asarray(value)
    return array if array.dtype.kind in "iuf" and array.size else None


def _shape(value: object) -> tuple[int, ...]:
    array = _number_array(value)
    return () if array is None else array.shape
