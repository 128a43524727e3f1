"""
Draw the scores and the accuracies of a class as SVG. Pure: knows no page.

Places across are shares of the width, so that a plot fills what there is and its letters keep their size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.classstatistics import Distribution
from grader.figures import cut, points

if TYPE_CHECKING:
    from markupsafe import Markup

_HEIGHT, _BASE, _TOP = 200, 170, 46
_STRIP_HEIGHT, _STRIP_BASE, _STRIP_TOP = 150, 118, 24
_SIDE = 2.0
"""Room at the left and the right, in percent, for the numbers at the ends of an axis."""

_COLUMNS = 120
_RADIUS = 3.5

Dot = tuple[float, str]
"""A value of the strip, 0 to 1, and what stands there: escaped here, but controls are not spelt out."""


def histogram(spread: Distribution) -> Markup:
    """Return the distribution of scores: a bar for each tenth of the points, and the median."""
    from markupsafe import Markup

    most = max(spread.bins)
    step = (100 - 2 * _SIDE) / len(spread.bins)
    parts = []
    for number, count in enumerate(spread.bins):
        left, height = _SIDE + number * step, (_BASE - _TOP) * count / most
        parts.append(
            Markup('<rect class="column" x="{}%" y="{}" width="{}%" height="{}"/>').format(
                _short(left + 0.06 * step), _short(_BASE - height), _short(0.88 * step), _short(height)
            )
        )
        if count:
            parts.append(_text(left + step / 2, _BASE - height - 5, str(count), "count"))
    for number in range(len(spread.bins) + 1):
        edge = points(spread.max_score * number / len(spread.bins))
        parts.append(_text(_SIDE + number * step, _BASE + 16, edge, "minor" if number % 2 else ""))
    if spread.max_score > 0:
        middle = _SIDE + (100 - 2 * _SIDE) * min(max(spread.median / spread.max_score, 0.0), 1.0)
        parts.append(_mark(middle, 16, _BASE, f"median {points(cut(spread.median))}"))
    parts.append(_axis(_BASE))
    tenths = ", ".join(
        f"{points(spread.max_score * n / len(spread.bins))} to "
        f"{points(spread.max_score * (n + 1) / len(spread.bins))}: {count}"
        for n, count in enumerate(spread.bins)
    )
    return _drawing(_HEIGHT, f"Students by points. {tenths}.", parts)


def strip(dots: Sequence[Dot], goals: tuple[float, float] | None) -> Markup:
    """
    Return the accuracies of a class as dots on a line, with floor and threshold; equal ones stand on top.

    What lies far below the floor stands at the left end.
    """
    from markupsafe import Markup

    low, ticks = _range(goals)
    stacks: Counter[int] = Counter()
    columns = [round(_COLUMNS * _part(value, low)) for value, _ in dots]
    tallest = max(Counter(columns).values(), default=1)
    step = min(2 * _RADIUS + 0.5, (_STRIP_BASE - _STRIP_TOP - 2 * _RADIUS) / tallest)
    parts = []
    for goal, title in zip(goals or (), ("floor", "threshold"), strict=False):
        parts.append(_mark(_across(goal, low), 12, _STRIP_BASE, f"{title} {goal:g}"))
    for (value, name), column in zip(dots, columns, strict=True):
        up = _STRIP_BASE - _RADIUS - 1 - step * stacks[column]
        stacks[column] += 1
        parts.append(
            Markup('<circle class="dot" cx="{}%" cy="{}" r="{}"><title>{}</title></circle>').format(
                _short(_SIDE + (100 - 2 * _SIDE) * column / _COLUMNS),
                _short(up),
                _RADIUS,
                f"{name}: {value:.4g}",
            )
        )
    parts += [_text(_across(tick, low), _STRIP_BASE + 16, f"{tick:g}") for tick in ticks]
    parts.append(_axis(_STRIP_BASE))
    return _drawing(_STRIP_HEIGHT, f"Accuracy of {len(dots)} submissions, each a dot.", parts)


def edge(goals: tuple[float, float] | None) -> float:
    """Return the accuracy at the left end of a strip, where all lower ones stand as well."""
    return _range(goals)[0]


def _range(goals: tuple[float, float] | None) -> tuple[float, tuple[float, ...]]:
    """Return the lowest accuracy of the axis and its ticks."""
    if goals is None or goals[0] < 0.5:
        return 0.0, tuple(n / 5 for n in range(6))
    low = int(goals[0] * 20 - 1) / 20
    count = round((1 - low) * 20)
    return low, tuple(round(low + n / 20, 2) for n in range(count + 1))


def _part(value: float, low: float) -> float:
    return min(max((value - low) / (1 - low), 0.0), 1.0)


def _across(value: float, low: float) -> float:
    return _SIDE + (100 - 2 * _SIDE) * _part(value, low)


def _drawing(height: int, label: str, parts: Sequence[Markup]) -> Markup:
    from markupsafe import Markup

    return Markup('<svg class="plot" width="100%" height="{}" role="img" aria-label="{}">{}</svg>').format(
        height, label, Markup().join(parts)
    )


def _axis(base: float) -> Markup:
    from markupsafe import Markup

    return Markup('<line class="axis" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(_short(base + 0.5))


def _mark(across: float, top: float, base: float, title: str) -> Markup:
    """Return a dashed line with its title above, which turns away from the nearer side."""
    from markupsafe import Markup

    x = _short(across)
    anchor = "start" if across < 15 else "end" if across > 85 else "middle"
    line = Markup('<line class="mark" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}"/>').format(x, top, base)
    text = Markup('<text class="title" x="{}%" y="{}" text-anchor="{}">{}</text>').format(
        x, top - 4, anchor, title
    )
    return line + text


def _text(across: float, down: float, text: str, kind: str = "") -> Markup:
    from markupsafe import Markup

    return Markup('<text class="{}" x="{}%" y="{}" text-anchor="middle">{}</text>').format(
        kind, _short(across), _short(down), text
    )


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
