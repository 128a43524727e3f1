"""Specify how points are written for people."""

import pytest

from grader.figures import cut, points


@pytest.mark.parametrize(
    "value, text",
    [
        (None, "-"),
        (0.0, "0"),
        (-0.0, "0"),
        (-0.00001, "0"),
        (100.0, "100"),
        (12.5, "12.5"),
        (1 / 3, "0.3333"),
        (109386.25, "109386.25"),
        (-3.0, "-3"),
        (1e-9, "0"),
    ],
)
def test_points_are_written_without_what_nobody_reads(value, text):
    """No zeros behind, no exponent, no minus before nothing."""
    assert points(value) == text


def test_what_is_added_is_headed_by_a_plus():
    """Nothing is headed by nothing."""
    assert [points(value, sign=True) for value in (2.5, -2.5, 0.0, 0.00001)] == ["+2.5", "-2.5", "0", "0"]


@pytest.mark.parametrize(
    "value, shown", [(99.999, 99.99), (98.666667, 98.66), (29.999999999, 30.0), (-0.129, -0.12), (0.0, 0.0)]
)
def test_what_is_not_reached_is_not_shown(value, shown):
    """Points are cut, not rounded, but for what is noise of the arithmetic."""
    assert cut(value) == shown
