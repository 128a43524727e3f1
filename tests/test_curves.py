"""Losses are curves over the training, each told by its seed, over the band of right solutions."""

from __future__ import annotations

import pytest

from grader.curves import loss_curves
from grader.schema import RunPart
from tests.feedbackreports import BAND, parsed, words


def run(*loss, seed=1):
    """Return one run of a hundred iterations."""
    return RunPart(seed=seed, accuracy=0.9, loss=list(loss), iterations=100)


def lines(markup, kind):
    """Return the lines of the plot whose class begins with *kind*."""
    return [each for each in parsed(markup).iter("polyline") if each.get("class").startswith(kind)]


def test_each_run_has_a_line_and_a_key():
    """Runs differ in class, which is colour and dashes, and their seeds are named."""
    markup = loss_curves([run(70.0, 9.0), run(71.0, 8.0, seed=7)], None)

    assert [line.get("class") for line in lines(markup, "run")] == ["run r0", "run r1"]
    assert "seed 1 from 70 to 9; seed 7 from 71 to 8" in words(markup)
    assert "right solutions" not in words(markup)


def test_the_band_lies_behind():
    """The reference's range is drawn first, with its mean."""
    markup = loss_curves([run(70.0, 9.0)], BAND)

    order = [each.get("class") for each in parsed(markup).iter() if each.tag in {"polygon", "polyline"}]
    assert order == ["band", "mean", "run r0"]
    assert "right solutions: range and mean" in words(markup)


def test_a_loss_that_is_no_number_leaves_a_gap():
    """The line is in two pieces; a lone point in between is a piece as well."""
    markup = loss_curves([run(70.0, 60.0, None, 40.0, None, 9.0, 8.0)], None)

    assert [len(line.get("points").split()) for line in lines(markup, "run")] == [2, 2, 2]


def test_equal_steps_are_equal_factors():
    """From 100 to 10 is as far as from 10 to 1."""
    markup = loss_curves([run(100.0, 10.0, 1.0)], None)

    heights = [float(point.split(",")[1]) for point in lines(markup, "run")[0].get("points").split()]
    assert heights[1] - heights[0] == pytest.approx(heights[2] - heights[1], abs=0.2)
    assert heights[0] < heights[2]


@pytest.mark.parametrize("losses", [(0.0, 0.0), (-1.0, 5.0), (1e308, 1.0), (5e-324, 1.0), (3.0, 3.0), (2.0,)])
def test_odd_losses_are_drawn(losses):
    """Zeros, negative losses, huge and equal ones stay inside the picture."""
    markup = loss_curves([run(*losses)], BAND)

    points = [p for line in lines(markup, "run") for p in line.get("points").split()]
    assert all(0 <= float(y) <= 300 for _, y in (point.split(",") for point in points))


def test_without_any_number_there_is_no_picture():
    """A training that gave nan from the first step on is told in words."""
    assert loss_curves([run(None, None)], BAND) is None
    assert loss_curves([], BAND) is None


def test_a_training_of_no_iteration_costs_no_page():
    """What a report of another hand says of iterations divides nothing by zero."""
    run_of_none = run(5.0).model_copy(update={"iterations": 0})

    assert lines(loss_curves([run_of_none], BAND), "run")


def test_a_run_that_was_stopped_covers_its_part_of_the_band():
    """The axis goes to the end of a whole training, which is what the band was measured over."""
    whole = run(70.0, 9.0).model_copy(update={"planned": 100})
    half = run(70.0, 9.0).model_copy(update={"planned": 100, "iterations": 50, "stopped": "reached"})

    def across(runs):
        markup = loss_curves(runs, BAND)
        return [
            [float(point.split(",")[0]) for point in each.get("points").split()]
            for each in (*lines(markup, "mean"), *lines(markup, "run"))
        ]

    band, curve = across([whole])
    same_band, shorter = across([half])
    assert same_band == band
    assert shorter[-1] < (curve[0] + curve[-1]) / 2 + 1
