"""Estimate slopes of a black-box function by differences, each with its uncertainty. Knows no gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.compare import Array
from grader.lines import Line, four_points

Evaluate = Callable[[Sequence[Array]], Sequence[object]]

POINTS_BYTES = 32 * 2**20
"""The most that points built for one call of `evaluate`, or their values, may take."""


class Unsteady(Exception):
    """The function returned different kinds of value at neighbouring points; the text says how."""


@dataclass(frozen=True)
class Precision:
    """
    How finely a function computes, and what follows for steps and tolerances.

    Attributes:
        eps: The machine epsilon of its values.
        step: Relative to ``max(1, |x|)``: ``eps^(1/3)`` balances the truncation of a central
            difference (``step^2``) with its rounding (``eps / step``).
        rtol: The least tolerance, relative to a slope, that the rounding allows.
        scale: The same, relative to the largest slope.
        levels: Multiples of *step* at which a doubtful slope is estimated again, falling: large
            ones for noisy and linear functions, small ones for strongly curved ones and kinks.
    """

    name: str
    eps: float
    step: float
    rtol: float
    scale: float
    levels: tuple[float, ...]


FLOAT64 = Precision("float64", 2.0**-52, 2.0**-17, 0.0, 0.0, tuple(8.0**k for k in range(3, -5, -1)))
FLOAT32 = Precision("float32", 2.0**-23, 2.0**-6, 1e-3, 1e-4, tuple(4.0**k for k in range(1, -6, -1)))


@dataclass(frozen=True)
class Slopes:
    """
    Slopes along lines (rows), one for each cotangent (columns), estimated from one pair of steps.

    Attributes:
        value: Richardson's extrapolation of the central differences at ``h`` and ``h/2``.
        spread: How far those two differ; where it is large, something other than a slope was seen.
        floor: What the rounding of the function's values can account for.
        jump: How far the slopes to both sides at ``h/2`` are apart, summed over the function's values
            without regard to sign: it falls with ``h`` for a smooth function and stays for a kink.
    """

    value: Array
    spread: Array
    floor: Array
    jump: Array


@dataclass(frozen=True)
class Probe:
    """
    A function around one point, seen through cotangents.

    Attributes:
        evaluate: Gives the values at a list of points.
        x: The point, float64.
        value: The function's value there, float64.
        cotangents: Shape ``(cotangents, value.size)``.
        precision: How finely the function computes.
    """

    evaluate: Evaluate
    x: Array
    value: Array
    cotangents: Array
    precision: Precision

    def slopes(self, lines: Sequence[Line], factor: float = 1.0) -> Slopes:
        """
        Estimate the slopes along *lines* from steps of *factor* times the normal one and its half.

        Four evaluations for each line, all handed over at once, up to `POINTS_BYTES`. Points at
        which the function is not finite give an infinite spread.

        Raises:
            Unsteady: The function's values have no common shape.
        """
        steps = np.array([self.precision.step * line.scale * factor for line in lines])
        lengths = np.array(
            [[line.length(self.x, h) for h in (s, s / 2)] for line, s in zip(lines, steps, strict=True)]
        )
        with np.errstate(all="ignore"):
            change = self._changes(lines, steps)
            wide, narrow = change[0] / lengths[:, :1], change[1] / lengths[:, 1:]
            jump = change[2] / (lengths[:, 1:] / 2)
            spread = np.abs(wide - narrow)
            value = narrow + (narrow - wide) / 3
        good = np.isfinite(spread) & np.isfinite(value) & np.isfinite(jump)
        floor = self._rounding() / steps[:, None]
        return Slopes(
            np.where(good, value, 0.0),
            np.where(good, spread, np.inf),
            np.broadcast_to(floor, spread.shape),
            np.where(good, jump, np.inf),
        )

    def _changes(self, lines: Sequence[Line], steps: Array) -> tuple[Array, Array, Array]:
        """
        Contract the differences within each four points ``(x + h, x - h, x + h/2, x - h/2)``.

        Returns:
            First differences at ``h`` and at ``h/2`` under the cotangents, second differences at
            ``h/2``, in absolute values, under the absolute cotangents; each ``(lines, cotangents)``.
        """
        weights, sizes = self.cotangents.T, np.abs(self.cotangents.T)
        at_once = max(1, POINTS_BYTES // (4 * max(self.x.nbytes, self.value.nbytes, 1)))
        parts = []
        for start in range(0, len(lines), at_once):
            block = slice(start, start + at_once)
            moved = self._moved(four_points(self.x, lines[block], steps[block]))
            wide, narrow, bend = (
                moved[:, 0] - moved[:, 1],
                moved[:, 2] - moved[:, 3],
                moved[:, 2] + moved[:, 3],
            )
            parts.append((wide @ weights, narrow @ weights, np.abs(bend) @ sizes))
        wide, narrow, bend = (np.concatenate(part) for part in zip(*parts, strict=True))
        return wide, narrow, bend

    def _moved(self, points: Sequence[Array]) -> Array:
        """Return how the value differs from that at *x*; shape ``(points / 4, 4, value.size)``."""
        values = self.evaluate(points)
        if len(values) != len(points):
            raise ValueError(f"evaluate returned {len(values)} values for {len(points)} points")
        moved = np.stack([self._flat(value) for value in values]) - self.value.ravel()
        return moved.reshape(len(points) // 4, 4, self.value.size)

    def _flat(self, value: object) -> Array:
        """Return one value of the function as a flat float64 array."""
        array = np.asarray(value)
        if array.shape != self.value.shape or array.dtype.kind not in "iuf":
            came = f"shape {array.shape}, dtype {array.dtype}"
            raise Unsteady(f"{came} at one point, shape {self.value.shape} at the point next to it")
        return array.astype(np.float64).ravel()

    def _rounding(self) -> Array:
        """
        Return the uncertainty of a contracted value; shape ``(cotangents,)``.

        Eight epsilons of each entry, as independent errors. Entries that did not change count as
        well: their change may have been rounded away.
        """
        with np.errstate(over="ignore"):
            sizes = np.sqrt(np.square(self.cotangents) @ np.square(self.value.ravel()))
        return np.asarray(8 * self.precision.eps * sizes)


@dataclass(frozen=True)
class Settled:
    """
    Slopes after a ladder of steps; all arrays have shape ``(lines, cotangents)``.

    Attributes:
        slope: The least uncertain estimate.
        doubt: Its uncertainty; infinite where no step shows a slope.
        sure: The estimate of which the least can be explained away.
        noise: How far from *sure* the slope can be by noise.
        kink: How far from *sure* the slope can be by a kink next to the point; 0 where none shows.
    """

    slope: Array
    doubt: Array
    sure: Array
    noise: Array
    kink: Array


def settle(probe: Probe, lines: Sequence[Line]) -> Settled:
    """
    Estimate doubtful slopes again over a ladder of steps.

    Each step's estimate is as uncertain as its two differences, or as its nearer neighbour on the
    ladder, differ: two steps agree by luck, four hardly. At a kink all steps may agree on the mean
    of two slopes, each of which is right; so the slopes of both sides count as well.
    """
    ladder = [probe.slopes(lines, factor) for factor in probe.precision.levels]
    value = np.stack([level.value for level in ladder])
    spread = np.stack([level.spread for level in ladder])
    jump = _kink(np.stack([level.jump for level in ladder]), probe.precision.levels)
    apart = np.abs(np.diff(value, axis=0))
    none = np.full_like(apart[:1], np.inf)
    nearer = np.minimum(np.concatenate([none, apart]), np.concatenate([apart, none]))
    doubt = np.maximum(spread + np.stack([level.floor for level in ladder]), nearer)
    doubt[_rounded_away(value, spread)] = np.inf
    noise = 10 * doubt
    best, surest = doubt.argmin(axis=0)[None], (noise + jump).argmin(axis=0)[None]
    slope, least = (np.take_along_axis(part, best, axis=0)[0] for part in (value, doubt))
    sure, noise, jump = (np.take_along_axis(part, surest, axis=0)[0] for part in (value, noise, jump))
    return Settled(
        slope, least, sure, noise + jump, np.where(_seen(jump, noise, probe.value.size), jump, 0.0)
    )


def _kink(jump: Array, levels: tuple[float, ...]) -> Array:
    """Return what a kink may add to a slope: the part of *jump* that does not fall with the step."""
    ratio = np.array(levels[1:]) / np.array(levels[:-1])
    falling = np.where(np.isfinite(jump[:-1]), jump[:-1], 0.0) * ratio[:, None, None]
    return 2.5 * np.concatenate([jump[:1], np.abs(jump[1:] - falling)])


def _seen(kink: Array, noise: Array, values: int) -> Array:
    """
    Tell where a kink stands out of the noise, however small it is against the slope.

    The noise in a sum of sizes, as *kink* is one, grows with the number of values, not its root.
    """
    return np.asarray(kink > noise * np.sqrt(values))


def _rounded_away(value: Array, spread: Array) -> Array:
    """Mark levels on which the function stood still though it moved on larger ones: too fine to tell."""
    still = (value == 0) & (spread == 0)
    moved_before = np.logical_or.accumulate(~still, axis=0)
    return np.asarray(still & moved_before)
