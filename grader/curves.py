"""Draw the losses of a submission's trainings over those of right solutions. Pure: numbers to markup."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.heatmaps import number
from grader.plotframe import Axis, Frame, drawing, linear_axis, logarithmic_axis

if TYPE_CHECKING:
    from markupsafe import Markup

    from grader.lossband import LossBand
    from grader.schema import RunPart

STYLES = 4
"""Lines look different in so many ways; with more runs they repeat."""

_SIZE = (640, 300)
_FAR = 100.0


def loss_curves(runs: Sequence[RunPart], band: LossBand | None) -> Markup | None:
    """
    Return a plot of the loss of each run over the training, or None where no loss is a number.

    A gap means that the loss was no number there. Losses far above all of the reference's are cut at the
    upper edge.

    Args:
        runs: Of the report; their losses are means over equal stretches.
        band: Of the reference's runs on the same data; nothing is drawn for it without one.
    """
    from markupsafe import Markup

    known = [loss for run in runs for loss in run.loss if loss is not None and math.isfinite(loss)]
    if not known:
        return None
    edges = [*band.low, *band.high] if band else []
    most = max(1, *(run.planned or run.iterations for run in runs))
    iterations = linear_axis(0, most, "iterations")
    frame = Frame(
        Axis(0, most, tuple(t for t in iterations.ticks if t <= most), "iterations"),
        _losses(known, edges),
        *_SIZE,
    )
    parts = [*_band(frame, band, most), *(_curve(frame, run, place) for place, run in enumerate(runs))]
    label = _label(runs, band is not None)
    return Markup('<figure class="curves"><figcaption>{}</figcaption>{}{}</figure>').format(
        label, drawing(frame, label, parts, number), _key(runs, band is not None)
    )


def _losses(known: Sequence[float], edges: Sequence[float]) -> Axis:
    """Return the axis of losses: equal steps are equal factors unless a loss is 0 or below."""
    low, high = min([*known, *edges]), max([*known, *edges])
    high = min(high, _FAR * max(edges)) if edges and max(edges) > 0 else high
    if low > 0 and high > low:
        return logarithmic_axis(max(low, high * 1e-6), high, "loss")
    return linear_axis(low, high, "loss")


def _middles(count: int, iterations: float) -> list[float]:
    """Return the iteration in the middle of each of *count* equal stretches."""
    return [iterations * (place + 0.5) / count for place in range(count)]


def _band(frame: Frame, band: LossBand | None, iterations: float) -> list[Markup]:
    from markupsafe import Markup

    if band is None or not band.low:
        return []
    x = _middles(len(band.low), iterations)
    outline = [*zip(x, band.high, strict=True), *reversed(list(zip(x, band.low, strict=True)))]
    return [
        Markup('<polygon class="band" points="{}"/>').format(frame.line(outline)),
        Markup('<polyline class="mean" points="{}"/>').format(frame.line(zip(x, band.mean, strict=True))),
    ]


def _curve(frame: Frame, run: RunPart, place: int) -> Markup:
    """Return the curve of one run, in pieces where a loss in between is no number."""
    from markupsafe import Markup

    pieces: list[list[tuple[float, float]]] = [[]]
    for x, loss in zip(_middles(len(run.loss), run.iterations), run.loss, strict=True):
        if loss is None or not math.isfinite(loss):
            pieces.append([])
        else:
            pieces[-1].append((x, loss))
    return Markup().join(
        Markup('<polyline class="run r{}" points="{}"/>').format(place % STYLES, frame.line(_widened(piece)))
        for piece in pieces
        if piece
    )


def _widened(piece: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return *piece* with its only point twice, so that a round end is drawn there."""
    return piece * 2 if len(piece) == 1 else piece


def _label(runs: Sequence[RunPart], with_band: bool) -> str:
    each = [f"seed {run.seed} from {_loss(run.loss[0])} to {_loss(run.loss[-1])}" for run in runs if run.loss]
    beside = ", beside the range of right solutions" if with_band else ""
    return f"Loss over the training{beside}: {'; '.join(each)}"


def _loss(value: float | None) -> str:
    return "no number" if value is None else number(value)


def _key(runs: Sequence[RunPart], with_band: bool) -> Markup:
    from markupsafe import Markup

    keys = [
        Markup(
            '<span><svg aria-hidden="true" width="28" height="8" viewBox="0 0 28 8">'
            '<path class="run r{}" d="M1 4H27"/></svg> seed {}</span>'
        ).format(place % STYLES, run.seed)
        for place, run in enumerate(runs)
    ]
    if with_band:
        keys.append(
            Markup(
                '<span><svg aria-hidden="true" width="28" height="12" viewBox="0 0 28 12">'
                '<rect class="band" width="28" height="12"/><path class="mean" d="M0 6H28"/></svg>'
                " right solutions: range and mean</span>"
            )
        )
    return Markup('<p class="legend">{}</p>').format(Markup().join(keys))
