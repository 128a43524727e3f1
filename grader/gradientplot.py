"""Draw a submission's gradient against the numeric one. Pure: numbers to markup."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.heatmaps import flat, number, shape_of, shape_text
from grader.page import visible_text
from grader.plotframe import Frame, drawing, linear_axis

if TYPE_CHECKING:
    from markupsafe import Markup

_SIZE = (320, 300)
_FAR = 3.0
_AGREES = 1e-2

Point = tuple[float, float]


def gradient_plot(details: Mapping[str, Any]) -> Markup | None:
    """
    Return a plot of each slope, numeric across and the submission's up, or None for no such data.

    What is right lies on the diagonal. Slopes that are not numbers, or far beyond all numeric ones, are
    drawn at the edge and told in the caption. Wrong ones differ in shape, not only in colour.

    Args:
        details: Of a check; `gradient` holds ``{"name", "shape", "index", "numeric", "yours"}``.
    """
    from markupsafe import Markup

    gradient = details.get("gradient")
    points = _points(gradient)
    if not points or not isinstance(gradient, Mapping):
        return None
    wrong = _wrong(details, gradient["index"], points)
    limit = max((abs(x) for x, _ in points), default=0.0)
    yours = max((abs(y) for _, y in points if math.isfinite(y)), default=0.0)
    limit = (min(yours, _FAR * limit) if limit else yours) if yours > limit else limit
    axis = linear_axis(-(limit or 1.0), limit or 1.0, "numeric")
    frame = Frame(axis, linear_axis(axis.low, axis.high, "yours"), *_SIZE)
    diagonal = Markup('<polyline class="diagonal" points="{}"/>').format(
        frame.line([(axis.low, axis.low), (axis.high, axis.high)])
    )
    marks = [_mark(frame, point, bad) for point, bad in sorted(zip(points, wrong, strict=True), key=_last)]
    label = _label(gradient, points, wrong)
    return Markup('<figure class="gradient"><figcaption>{}</figcaption>{}{}</figure>').format(
        label, drawing(frame, label, [diagonal, *marks], number), _key(points, axis.high, any(wrong))
    )


def _last(item: tuple[Point, bool]) -> bool:
    """Return what sorts wrong points to the end, so that none lies below a right one."""
    return item[1]


def _points(gradient: object) -> list[Point]:
    if not isinstance(gradient, Mapping):
        return []
    numeric, yours = flat(gradient.get("numeric")), flat(gradient.get("yours"))
    places = gradient.get("index")
    if not numeric or not yours or not isinstance(places, list):
        return []
    fits = len(numeric) == len(yours) == len(places) and all(map(math.isfinite, numeric))
    return list(zip(numeric, yours, strict=True)) if fits else []


def _wrong(details: Mapping[str, Any], places: Sequence[Any], points: Sequence[Point]) -> list[bool]:
    """Tell which slopes the check found wrong; by their distance where it lists not all of them."""
    listed, count = details.get("wrong_at"), details.get("wrong")
    if isinstance(listed, list) and type(count) is int and count <= len(listed):
        return [place in listed for place in places]
    largest = max(abs(x) for x, _ in points)
    return [not abs(y - x) <= _AGREES * max(abs(x), 0.1 * largest) for x, y in points]


def _mark(frame: Frame, point: Point, wrong: bool) -> Markup:
    from markupsafe import Markup

    x, y = point
    across, up = map(float, frame.at(x, 0.0 if math.isnan(y) else y))
    if not wrong:
        return Markup('<circle class="right" cx="{}" cy="{}" r="3.5"/>').format(across, up)
    return Markup('<path class="wrong" d="M{:.1f} {:.1f}l7 7m0 -7l-7 7"/>').format(across - 3.5, up - 3.5)


def _label(gradient: Mapping[str, Any], points: Sequence[Point], wrong: Sequence[bool]) -> str:
    name = visible_text(str(gradient.get("name") or "the gradient"))[:80]
    shape = shape_of(gradient)
    where = f" ({shape_text(shape)})" if shape else ""
    zeros = sum(bad and y == 0 for (_, y), bad in zip(points, wrong, strict=True))
    told = f"{sum(wrong)} of {len(points)} slopes shown are off the diagonal"
    return f"Gradient of {name}{where}, numeric against yours: {told}" + (
        f"; {zeros} of yours are 0" if zeros else ""
    )


def _key(points: Sequence[Point], limit: float, wrong: bool) -> Markup:
    from markupsafe import Markup

    no_number = sum(math.isnan(y) for _, y in points)
    beyond = sum(abs(y) > limit for _, y in points if not math.isnan(y))
    notes = ["on the line: your slope is the numeric one"]
    notes += ["× wrong, ● right"] if wrong else []
    notes += [f"{beyond} beyond ±{number(limit)}, drawn at the edge"] if beyond else []
    notes += [f"{no_number} nan, drawn at 0"] if no_number else []
    return Markup('<p class="legend">{}</p>').format("; ".join(notes))
