"""Specify how points are written for people."""

import pytest

from grader.figures import points


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
