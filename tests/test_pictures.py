"""Specify which arrays of a failure are laid out for pages, and how."""

from __future__ import annotations

import json

import numpy as np
import pytest

from grader.pictures import MOST_ENTRIES, MOST_SLOPES, of_comparison, of_gradient


def test_both_arrays_of_a_comparison_are_laid_out():
    """Nested as the arrays are, expected and got under one name and shape."""
    found = of_comparison("backward", [[1, 2, 3], [4, 5, 6]], np.array([[1.0, 2, 3], [4, 5, 7]]))

    assert found == {
        "comparison": {
            "name": "backward",
            "shape": [2, 3],
            "expected": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
            "got": [[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]],
        }
    }


def test_numbers_keep_six_digits_and_what_is_no_number_is_named():
    """JSON has no NaN, and a picture needs no more digits; zero has no sign."""
    got = np.array([1 / 3, np.nan, -np.inf, 1e-300 / 3, -0.0])

    found = of_comparison("", np.zeros(5), got)

    assert found["comparison"]["got"] == [0.333333, "nan", "-inf", 3.33333e-301, 0.0]
    assert "-0.0" not in json.dumps(found, allow_nan=False)


def test_truth_values_are_numbers_in_a_picture():
    """A mask that is wrong is drawn as any other array."""
    found = of_comparison("mask", np.array([True, False]), np.array([False, False]))

    assert (found["comparison"]["expected"], found["comparison"]["got"]) == ([1.0, 0.0], [0.0, 0.0])


@pytest.mark.parametrize(
    "expected, got",
    [
        (np.ones((2, 3)), np.ones((3, 2))),
        (1.0, np.ones(1)),
        (np.ones(1), np.zeros(1)),
        (np.ones(0), np.zeros(0)),
        (np.ones(MOST_ENTRIES + 1), np.zeros(MOST_ENTRIES + 1)),
        (1.0, 2.0),
        (np.ones(2), None),
        (np.ones(2), [1.0, 2.0]),
        (np.ones(2), np.array(["a", "b"])),
        (np.ones(2), np.array([1j, 2])),
        (np.ones(2), np.array([{}, None])),
    ],
    ids=[
        "shape",
        "number",
        "one",
        "none",
        "large",
        "scalars",
        "nothing",
        "list",
        "texts",
        "complex",
        "objects",
    ],
)
def test_what_makes_no_picture_is_left_out(expected, got):
    """Other shapes, numbers, large arrays and what is no array of numbers."""
    assert of_comparison("backward", expected, got) == {}


def test_the_largest_array_has_400_entries():
    """Up to there every entry is laid out."""
    found = of_comparison("", np.ones((20, 20)), np.zeros((20, 20)))

    assert np.shape(found["comparison"]["got"]) == (20, 20)


def test_slopes_are_laid_out_by_entry():
    """Where each lies, what differences say, and what the submission says."""
    slopes = np.array([[1.0, 1.0], [2.0, 4.0]])

    found = of_gradient("weights", (2, 3), [(0, 1), (1, 2)], slopes, np.array([False, True]))

    assert found == {
        "gradient": {
            "name": "weights",
            "shape": [2, 3],
            "index": [[0, 1], [1, 2]],
            "numeric": [1.0, 2.0],
            "yours": [1.0, 4.0],
        }
    }


def test_of_many_slopes_the_wrong_ones_stay():
    """The last entry alone is wrong: it is among those kept, and their order is that of the array."""
    count = MOST_SLOPES + 50
    slopes = np.stack([np.arange(count), np.arange(count)], axis=1).astype(float)
    wrong = np.arange(count) == count - 1

    found = of_gradient("w", (count,), [(i,) for i in range(count)], slopes, wrong)["gradient"]

    assert len(found["index"]) == len(found["yours"]) == MOST_SLOPES
    assert found["index"][-1] == [count - 1]
    assert found["index"] == sorted(found["index"])


@pytest.mark.parametrize("shape, rows", [((), 1), ((3,), 0)])
def test_no_slope_or_a_lone_one_makes_no_picture(shape, rows):
    """There is nothing to compare a single dot with."""
    assert of_gradient("x", shape, [()] * rows, np.ones((rows, 2)), np.ones(rows, bool)) == {}
