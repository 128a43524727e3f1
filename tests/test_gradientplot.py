"""A gradient is plotted against the numeric one: right slopes on the diagonal, wrong ones as crosses."""

from __future__ import annotations

import pytest

from grader.gradientplot import gradient_plot
from tests.feedbackreports import GRADIENT, parsed, words


def marks(markup, kind):
    """Return the points of the plot of one kind."""
    return [each for each in parsed(markup).iter() if each.get("class") == kind]


def test_right_and_wrong_slopes_differ_in_shape():
    """Circles are right and crosses wrong, as the check has listed them."""
    markup = gradient_plot({"gradient": GRADIENT, "wrong": 2, "wrong_at": [[1, 0], [2, 0]]})

    assert len(marks(markup, "right")) == 1
    assert len(marks(markup, "wrong")) == 2
    assert "Gradient of weights (3 × 1), numeric against yours: 2 of 3 slopes shown are off" in words(markup)


def test_without_a_full_list_the_distance_tells():
    """More wrong slopes than are listed: each is wrong that is more than a hundredth off."""
    data = GRADIENT | {"yours": [0.5001, -1.25, 2.5]}

    markup = gradient_plot({"gradient": data, "wrong": 100, "wrong_at": [[2, 0]]})

    assert len(marks(markup, "wrong")) == 1


def test_a_right_slope_lies_on_the_diagonal():
    """Both axes have one scale."""
    data = {"name": "x", "shape": [2], "index": [[0], [1]], "numeric": [1.0, -1.0], "yours": [1.0, 1.0]}

    markup = gradient_plot({"gradient": data, "wrong": 1, "wrong_at": [[1]]})

    (start, end) = marks(markup, "diagonal")[0].get("points").split()
    (x0, y0), (x1, y1) = (map(float, point.split(",")) for point in (start, end))
    circle = marks(markup, "right")[0]
    share = (float(circle.get("cx")) - x0) / (x1 - x0)
    assert float(circle.get("cy")) == pytest.approx(y0 + share * (y1 - y0), abs=0.1)


def test_what_is_far_off_or_no_number_is_told():
    """Such slopes do not squeeze the others into a point."""
    data = GRADIENT | {"yours": [1e9, "inf", "nan"]}

    text = words(gradient_plot({"gradient": data, "wrong": 3, "wrong_at": GRADIENT["index"]}))

    assert "2 beyond ±" in text
    assert "1 nan, drawn at 0" in text


def test_zeros_are_counted():
    """A gradient that is nowhere computed is seen at once."""
    data = GRADIENT | {"yours": [0.0, 0.0, 0.0]}

    text = words(gradient_plot({"gradient": data, "wrong": 3, "wrong_at": GRADIENT["index"]}))

    assert "3 of yours are 0" in text


def test_all_zero_is_no_fault_of_the_plot():
    """Slopes that are all zero on both sides have axes, too."""
    data = GRADIENT | {"numeric": [0.0, 0.0, 0.0], "yours": [0.0, 0.0, 0.0]}

    assert len(marks(gradient_plot({"gradient": data}), "right")) == 3


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        GRADIENT | {"numeric": [1.0]},
        GRADIENT | {"numeric": ["nan", 1.0, 1.0]},
        GRADIENT | {"yours": [None, 1.0, 1.0]},
        GRADIENT | {"index": None},
        GRADIENT | {"numeric": [], "yours": [], "index": []},
    ],
)
def test_what_is_no_gradient_has_no_picture(data):
    """Old reports and broken data are left to the message."""
    assert gradient_plot({"gradient": data}) is None
