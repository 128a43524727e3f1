"""The axes of a plot: whole ticks, and every point inside."""

from __future__ import annotations

import pytest

from grader.heatmaps import number
from grader.plotframe import Frame, drawing, linear_axis, logarithmic_axis
from tests.feedbackreports import parsed


@pytest.mark.parametrize(
    "low, high, ticks",
    [
        (0, 1250, (0, 500, 1000, 1500)),
        (-1, 1, (-1, -0.5, 0, 0.5, 1)),
        (0.0, 0.07, (0, 0.02, 0.04, 0.06, 0.08)),
        (2, 2, (0, 1, 2, 3, 4)),
    ],
)
def test_linear_ticks_are_round(low, high, ticks):
    """Steps of 1, 2 or 5, and the interval lies between the ends; a point becomes an interval."""
    axis = linear_axis(low, high, "x")

    assert axis.ticks == pytest.approx(ticks)
    assert axis.low <= low <= high <= axis.high


@pytest.mark.parametrize(
    "low, high, ticks",
    [
        (3, 80, (2, 5, 10, 20, 50, 100)),
        (0.5, 700, (0.1, 1, 10, 100, 1000)),
        (1e-9, 1e9, (1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9)),
    ],
)
def test_logarithmic_ticks_are_few(low, high, ticks):
    """At most seven ticks, and the interval lies between the ends."""
    axis = logarithmic_axis(low, high, "loss")

    assert 2 <= len(axis.ticks) <= 7
    assert axis.low <= low <= high <= axis.high
    assert axis.ticks == pytest.approx(ticks)


def test_a_point_beyond_lies_at_the_edge():
    """Nothing is drawn outside of the frame, nor is 0 on a logarithmic axis an error."""
    frame = Frame(linear_axis(0, 1, "x"), logarithmic_axis(1, 100, "y"), 200, 100)

    assert frame.at(5, 1e9) == frame.at(1, 100)
    assert frame.at(-5, 0) == frame.at(0, 1)


def test_the_drawing_is_named_and_has_its_titles():
    """Whoever cannot see it hears its label; the axes say what they measure."""
    frame = Frame(linear_axis(0, 1, "iterations"), linear_axis(0, 1, "a < b"), 200, 100)

    root = parsed(drawing(frame, 'the "label"', [], number)).find("svg")

    assert root.get("role") == "img"
    assert root.get("aria-label") == 'the "label"'
    assert {"iterations", "a < b", "0", "1"} <= {text.text for text in root.iter("text")}
