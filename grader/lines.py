"""Straight lines through a point, along which slopes are taken. Knows no function and no gradient."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.compare import Array, Shape

_LARGEST = float(np.finfo(np.float64).max)
_FOUR = np.array([1.0, -1.0, 0.5, -0.5])


@dataclass(frozen=True)
class Line:
    """
    A straight line through a point: along one entry (*index*), or along a dense *direction*.

    *scale* multiplies the steps; a power of two, so that ``x + h - x`` loses nothing of ``h``.
    """

    scale: float
    index: Shape | None = None
    direction: Array | None = None

    def point(self, x: Array, step: float) -> Array:
        """Return the point *step* along this line from *x*, as a new array."""
        if self.direction is not None:
            return x + step * self.direction
        point = x.copy()
        point[self.index] += step
        return point

    def put(self, points: Array, x: Array, step: float) -> None:
        """Set the four *points*, shape ``(4, *x.shape)``, to those at *step*, ``-step`` and half of each."""
        if self.direction is None:
            points[...] = x
            entry: tuple[Any, ...] = (slice(None), *(self.index or ()))
            points[entry] += step * _FOUR
            return
        ahead, behind, near, part = (points[i, ...] for i in range(4))
        np.multiply(self.direction, step, out=part)
        np.add(x, part, out=ahead)
        np.subtract(x, part, out=behind)
        part *= 0.5
        np.add(x, part, out=near)
        np.subtract(x, part, out=part)

    def length(self, x: Array, step: float) -> float:
        """Return how far the points at *step* and ``-step`` really are apart, after rounding."""
        if self.direction is not None:
            return 2 * step
        return float((x[self.index] + step) - (x[self.index] - step))

    def slope(self, gradient: Array) -> float:
        """Return the slope along this line that *gradient* claims; finite, or it would agree with any."""
        if self.direction is not None:  # no BLAS, whose sums depend on the number of threads
            with np.errstate(over="ignore", invalid="ignore"):
                total = float((gradient * self.direction).sum())
            if math.isfinite(total):
                return total
            return -_LARGEST if total < 0 else _LARGEST
        return float(gradient[self.index])


def four_points(x: Array, lines: Sequence[Line], steps: Array) -> list[Array]:
    """
    Return the points at ``h``, ``-h``, ``h/2`` and ``-h/2`` from *x* along each line, ``h`` being its step.

    They lie in one piece of memory, which a system hands out many times faster than as many pieces.
    """
    block = np.empty((4 * len(lines), *x.shape))
    for i, (line, step) in enumerate(zip(lines, steps, strict=True)):
        line.put(block[4 * i : 4 * i + 4], x, step)
    return [block[i, ...] for i in range(len(block))]


def entry_lines(x: Array, flat_indices: Sequence[int]) -> list[Line]:
    """Return the lines along some entries of *x*, each scaled by its entry's size."""
    indices = [tuple(int(i) for i in np.unravel_index(flat, x.shape)) for flat in flat_indices]
    return [Line(power_of_two(max(1.0, abs(float(x[index])))), index) for index in indices]


def random_lines(x: Array, count: int, rng: np.random.Generator) -> list[Line]:
    """
    Return *count* dense lines through *x*, along which every entry moves.

    Signed, so that a gradient's errors do not only add up; between 0.5 and 1.5 in size, so that no
    entry is nearly left out, as a Gaussian would, and equal errors do not cancel, as under plain
    signs. Shortened by the fourth root of the size, so that a sum over one axis of a matrix, such
    as a layer's activation, moves about as far as along a single entry.
    """
    sizes = powers_of_two(np.maximum(1.0, np.abs(x)))
    length = power_of_two(x.size**-0.25)
    return [
        Line(length, direction=sizes * rng.choice([-1.0, 1.0], x.shape) * rng.uniform(0.5, 1.5, x.shape))
        for _ in range(count)
    ]


def power_of_two(value: float) -> float:
    """Return the power of two nearest to *value* on a logarithmic scale."""
    return float(2.0 ** round(np.log2(value)))


def powers_of_two(values: Array) -> Array:
    """Return for each of some positive numbers what `power_of_two` does."""
    part, exponent = np.frexp(values)
    return np.asarray(np.ldexp(1.0, exponent - (part < np.sqrt(0.5))))


def dense_lines(x: Array, count: int, rng: np.random.Generator) -> list[Line]:
    """
    Return *count* lines like those of `random_lines`, for which fewer numbers are drawn.

    One number between -1 and 1 gives both the sign of a part and its size, between 0.5 and 1.5.
    """
    length, drawn = power_of_two(x.size**-0.25), np.empty((count, *x.shape))
    rng.random(out=drawn)
    drawn -= 0.5
    drawn *= 2.0
    drawn += np.copysign(0.5, drawn)
    drawn *= powers_of_two(np.maximum(1.0, np.abs(x)))
    return [Line(length, direction=drawn[i, ...]) for i in range(count)]
