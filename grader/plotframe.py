"""Lay out the axes of a small plot and draw them as SVG. Pure: knows nothing of what is plotted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

LEFT, RIGHT, TOP, BOTTOM = 52, 12, 10, 36
"""Room for the axes' numbers and titles, in units of the drawing."""

_MOST_TICKS = 7


@dataclass(frozen=True)
class Axis:
    """
    One axis.

    Args:
        low: The number at its start.
        high: That at its end, larger than *low*.
        ticks: Where a number stands.
        title: What is measured.
        logarithmic: Whether equal steps are equal factors; *low* is positive then.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    title: str
    logarithmic: bool = False

    def part(self, value: float) -> float:
        """Return where *value* lies, 0 at the start and 1 at the end; what is beyond lies at an end."""
        low, high = self.low, self.high
        if self.logarithmic:
            value, low, high = math.log(max(value, low)), math.log(low), math.log(high)
        return max(0.0, min((value - low) / (high - low), 1.0))


@dataclass(frozen=True)
class Frame:
    """A plot of *width* and *height* units with its axes."""

    x: Axis
    y: Axis
    width: int
    height: int

    def at(self, x: float, y: float) -> tuple[str, str]:
        """Return the place of a point in the drawing."""
        across = LEFT + self.x.part(x) * (self.width - LEFT - RIGHT)
        up = self.height - BOTTOM - self.y.part(y) * (self.height - TOP - BOTTOM)
        return f"{across:.1f}", f"{up:.1f}"

    def line(self, points: Iterable[tuple[float, float]]) -> str:
        """Return the points of a line as an SVG attribute holds them."""
        return " ".join(",".join(self.at(x, y)) for x, y in points)


def linear_axis(low: float, high: float, title: str) -> Axis:
    """Return an axis from *low* to *high*, widened to whole ticks; a point becomes an interval."""
    if not high > low:
        low, high = low - (abs(low) or 1.0), high + (abs(high) or 1.0)
    step = _step((high - low) / 4)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Axis(first * step, last * step, tuple(step * place for place in range(first, last + 1)), title)


def logarithmic_axis(low: float, high: float, title: str) -> Axis:
    """Return an axis for positive numbers, with ticks at 1, 2 and 5 times powers of ten as they fit."""
    for leads in ((1, 2, 5), (1, 3), (1,)):
        ticks = _grid(low, high, leads)
        if len(ticks) <= _MOST_TICKS:
            return Axis(ticks[0], ticks[-1], ticks, title, logarithmic=True)
    tens = _grid(low, high, (1,))
    shown = tens[:: math.ceil(len(tens) / _MOST_TICKS)]
    return Axis(tens[0], tens[-1], shown, title, logarithmic=True)


def _grid(low: float, high: float, leads: Sequence[int]) -> tuple[float, ...]:
    """Return *leads* times powers of ten, from the last one up to *low* to the first one from *high* on."""
    tens = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
    grid = [lead * 10.0**ten for ten in tens for lead in leads]
    start = max(value for value in grid if value <= low * (1 + 1e-9))
    end = min(value for value in grid if value > start and value >= high * (1 - 1e-9))
    return tuple(value for value in grid if start <= value <= end)


def drawing(frame: Frame, label: str, parts: Sequence[Markup], text: Callable[[float], str]) -> Markup:
    """
    Return the plot: its grid and axes, then *parts* on top.

    Args:
        frame: Where things are.
        label: What the picture shows, in words, for those who cannot see it.
        parts: SVG elements.
        text: Writes the number of a tick.
    """
    from markupsafe import Markup

    size = (frame.width, frame.height)
    return Markup(
        '<svg class="plot" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}{}</svg>'
    ).format(label, *size, *size, _axes(frame, text), Markup().join(parts))


def _axes(frame: Frame, text: Callable[[float], str]) -> Markup:
    from markupsafe import Markup

    end, floor = frame.width - RIGHT, frame.height - BOTTOM
    rows = [
        Markup('<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>').format(
            LEFT, y, end, LEFT - 8, f"{float(y) + 4:.1f}", text(tick)
        )
        for tick in frame.y.ticks
        for _, y in [frame.at(frame.x.low, tick)]
    ]
    columns = [
        Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(x, floor + 15, text(tick))
        for tick in frame.x.ticks
        for x, _ in [frame.at(tick, frame.y.low)]
    ]
    titles = Markup(
        '<text x="{}" y="{}" text-anchor="end" class="axis">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle" class="axis" transform="rotate(-90 11 {})">{}</text>'
    ).format(end, frame.height - 4, frame.x.title, 11, floor / 2, floor / 2, frame.y.title)
    return Markup().join([*rows, *columns, titles])


def _step(rough: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least *rough*."""
    ten = 10.0 ** math.floor(math.log10(rough))
    return next(lead * ten for lead in (1, 2, 5, 10) if lead * ten >= rough * (1 - 1e-9))
