"""Two arrays that differ, what else is known of them, and what counts as equal. Pure NumPy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

SIZES = (
    "the batch size",
    "the number of samples",
    "the number of features",
    "the number of outputs",
    "the number of entries",
)
RATE = "the learning rate"

_DIGITS = 5.0
_CLOSER = 20.0
_SAMPLE = 4096
_FEW = 16
_ROOM = 1e-3
_TINY = 1e-300


@dataclass(frozen=True)
class Pattern:
    """
    What a wrong array is instead.

    Attributes:
        kind: A fixed phrase without a number or a name of the check's, one of `patterns.KINDS`.
        words: The part of a sentence that a message puts in brackets, with numbers.
    """

    kind: str
    words: str


@dataclass(frozen=True, eq=False)
class Clues:
    """
    What else is known where an array is wrong; nothing of it is certain to matter.

    Attributes:
        constants: Numbers that mean something here, by their words: ``{"the batch size": 4}``.
        inputs: What was handed over, in words and as an array: ``("the array handed to forward", x)``.
        results: What other calls gave, likewise.
        inner: What objects of the check answered during this call: right there, where the shape fits.
        before: What the array may have been before it was updated, newest first.
        earlier: What the same call gave before, newest first.
        instead: What a known mistake would have given, by one of `patterns.KINDS`.
        biased: Whether the last row of the array belongs to the biases.
    """

    constants: Mapping[str, float] = field(default_factory=dict)
    inputs: tuple[tuple[str, Array], ...] = ()
    results: tuple[tuple[str, Array], ...] = ()
    inner: tuple[tuple[str, Array], ...] = ()
    before: tuple[Array, ...] = ()
    earlier: tuple[Array, ...] = ()
    instead: tuple[tuple[str, Array], ...] = ()
    biased: bool = False


NOTHING = Clues()


@dataclass(frozen=True, eq=False)
class Pair:
    """
    Two finite arrays that differ, in values or in shape.

    Attributes:
        actual: What came.
        expected: What was due.
        rtol: What counts as rounding between them.
        clues: What else is known.
        noise: What counts as rounding in an entry of any size.
    """

    actual: Array
    expected: Array
    rtol: float
    clues: Clues = NOTHING
    noise: float = 0.0

    def near(self, candidate: Array) -> Array:
        """Tell for each entry whether *actual* is *candidate* up to rounding."""
        size = np.abs(candidate)
        allowed = self.rtol * (size + _ROOM * size.max(initial=0.0)) + self.noise
        near: Array = np.abs(self.actual - candidate) <= allowed
        return near

    @cached_property
    def bad(self) -> Array:
        """Where *actual*, of the shape of *expected*, is not as expected."""
        return ~self.near(self.expected)

    @cached_property
    def _worst(self) -> int:
        return int(np.abs(self.actual - self.expected).argmax())

    def fits(self, candidate: Array) -> bool:
        """
        Tell whether *actual* is *candidate* up to rounding in every entry, and far from *expected*.

        Without the latter any array explains a difference that is little more than rounding itself.
        """
        if candidate.shape != self.actual.shape or not self.actual.size:
            return False
        if self.actual.shape == self.expected.shape:
            came, other = self.actual.flat[self._worst], candidate.flat[self._worst]
            if abs(came - other) * _CLOSER > abs(came - self.expected.flat[self._worst]):
                return False
        return bool(self.near(candidate).all())

    def explained_by(self, candidate: Array, spare: int = 0) -> bool:
        """Tell whether *actual* fits to *candidate*, which is no array that half of all arrays fit to."""
        return self.fits(candidate) and self.proves(candidate, spare)

    def proves(self, values: Array, spare: int = 0) -> bool:
        """
        Tell whether agreement with *values* is no accident.

        Args:
            values: Zeros, and numbers that repeat, prove nothing.
            spare: How many free numbers the explanation has.
        """
        noise = self.noise / max(float(np.abs(values).max(initial=0.0)), _TINY)
        digits = -math.log10(max(self.rtol, noise, 1e-15))
        return (distinct(values) - spare) * digits >= _DIGITS

    @cached_property
    def rich(self) -> bool:
        """Whether *expected* has two or more different sizes."""
        return distinct(self.expected) > 1


def same(first: Array, second: Array, rtol: float) -> bool:
    """Tell whether both have one shape and are equal up to rounding."""
    if first.shape != second.shape:
        return False
    few, room = max(1, first.size // _FEW), _ROOM * float(np.abs(second).max(initial=0.0))
    parts = ((first.ravel()[::few], second.ravel()[::few]), (first, second))
    return all((np.abs(one - other) <= rtol * (np.abs(other) + room)).all() for one, other in parts)


def distinct(values: Array) -> int:
    """Return how many different sizes other than zero are in *values*, of a sample where there are many."""
    flat = np.abs(values).ravel()
    flat = flat[:: max(1, flat.size // _SAMPLE)]
    largest = flat.max(initial=0.0)
    if not (largest > 0 and math.isfinite(largest)):
        return 0
    return int(np.count_nonzero(np.unique(np.round(flat / largest, 7))))


def simple(value: float) -> bool:
    """Tell whether *value* is a number that comes up everywhere: 0, 1, a half, 3, -2.25."""
    return float(value * 64).is_integer() or float(value * 100).is_integer()
