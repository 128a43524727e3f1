"""Arrays become heat maps that numbers, words and shades tell alike."""

from __future__ import annotations

import pytest

from grader.heatmaps import flat, heat_maps, number
from tests.feedbackreports import COMPARISON, parsed, words


def comparison(expected, got, shape, name="y"):
    """Return what a report holds of two arrays."""
    return {"name": name, "shape": shape, "expected": expected, "got": got}


def shades(markup, place):
    """Return the classes of the cells of the map at *place*: 0 expected, 1 got, 2 difference."""
    table = parsed(markup).findall(".//table")[place]
    return [[cell.get("class") for cell in row] for row in table.iter("tr")]


def test_few_numbers_are_written_in_tables():
    """Each cell holds its number; what agrees is a dot in the difference."""
    tables = parsed(heat_maps(COMPARISON)).findall(".//table")

    rows = [[[cell.text for cell in row] for row in table.iter("tr")] for table in tables]
    assert rows[0] == [["1", "−2.5", "0"], ["0.25", "3", "−0.125"]]
    assert rows[1] == [["1", "−2.5", "nan"], ["0.5", "∞", "−0.125"]]
    assert rows[2] == [["·", "·", "nan"], ["0.25", "∞", "·"]]


def test_both_arrays_share_a_scale_around_zero():
    """Blue below zero, orange above, the strongest at the largest expected number and beyond."""
    markup = heat_maps(comparison([[-1.0, 0.0], [0.5, 1.0]], [[-9.0, 0.0], [0.1, 1.0]], [2, 2]))

    assert shades(markup, 0) == [["n5", "z"], ["p3", "p5"]]
    assert shades(markup, 1) == [["n5", "z"], ["p1", "p5"]]


def test_the_difference_has_a_scale_of_its_own():
    """A small difference is seen beside large numbers."""
    markup = heat_maps(comparison([1000.0, 1000.0], [1000.0, 1000.5], [2]))

    assert shades(markup, 2) == [["z", "p5"]]


def test_no_number_has_a_shade_of_its_own():
    """NaN is neither small nor large; infinities are the strongest."""
    markup = heat_maps(comparison([1.0, 1.0, 1.0], ["nan", "inf", "-inf"], [3]))

    assert shades(markup, 1) == [["x", "p5", "n5"]]


def test_an_infinite_difference_is_never_drawn_as_none():
    """Where all else agrees nothing finite sets the scale; infinity has the strongest shade all the same."""
    markup = heat_maps(comparison([1.0, 1.0, 0.0], ["inf", "-inf", 0.0], [3]))

    assert shades(markup, 2) == [["p5", "n5", "z"]]


def test_the_legend_knows_no_scale_where_no_difference_is_finite():
    """Nothing but infinities and no numbers: there is no strongest finite difference."""
    words_of = str(heat_maps(comparison([1.0] * 9, ["-inf", "nan", *[1.0] * 7], [9])))

    assert "strongest at ±1<" in words_of


def test_many_numbers_are_drawn_and_told_in_words():
    """A large map is a picture with a name; the caption tells how many differ, and where most."""
    expected = [[1.0] * 20 for _ in range(20)]
    got = [row[:] for row in expected]
    got[3][4] = 2.5

    markup = heat_maps(comparison(expected, got, [20, 20]))

    root = parsed(markup)
    assert root.find("figure/figcaption").text == (
        "y, 20 × 20: 1 of 400 differ, most at [3, 4]: expected 1, got 2.5"
    )
    pictures = [each for each in root.iter("svg") if each.get("role") == "img"]
    assert [each.get("aria-label") for each in pictures] == [
        "expected, 400 entries as colours",
        "got, 400 entries as colours",
        "difference, 400 entries as colours",
    ]
    squares = {path.get("class"): path.get("d").count("M") for path in pictures[2]}
    assert squares == {"z": 399, "p5": 1}


def test_the_checks_own_count_is_told():
    """What differs by less than the check allows is not said to be wrong."""
    near = comparison([1.0, 2.0, 0.5], [1.0001, 2.0001, 0.0], [3])

    assert "1 of 3 differ" in words(heat_maps(near, 1))
    assert "3 of 3 differ" in words(heat_maps(near))
    assert "3 of 3 differ" in words(heat_maps(near, "<b>"))


def test_a_long_line_is_folded():
    """Fifty numbers in a row become rows of eight, in their order."""
    numbers = [float(place) for place in range(50)]

    markup = heat_maps(comparison(numbers, numbers[::-1], [50]))

    rows = [[cell.text for cell in row] for row in parsed(markup).findall(".//table")[0].iter("tr")]
    assert [len(row) for row in rows] == [8] * 6 + [2]
    assert [text for row in rows for text in row] == [str(place) for place in range(50)]


def test_a_stack_of_images_has_one_table_each():
    """Three images of 2 x 3 pixels are three tables in each map."""
    images = [[[float(10 * i + j) for j in range(3)] for _ in range(2)] for i in range(3)]

    markup = heat_maps(comparison(images, images, [3, 2, 3]))

    captions = [caption.text for caption in parsed(markup).iter("caption")]
    assert captions[:3] == ["expected, part 1 of 3", "expected, part 2 of 3", "expected, part 3 of 3"]
    assert len(captions) == 9


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        {},
        comparison([1.0, 2.0], [1.0], [2]),
        comparison([1.0, 2.0], [1.0, 2.0], [3]),
        comparison([1.0, "<b>"], [1.0, 2.0], [2]),
        comparison([1.0, 2.0], [1.0, None], [2]),
        comparison([1.0, 2.0], [1.0, 2.0], [2, 1.0]),
        comparison([1.0, 2.0], [1.0, 2.0], []),
        comparison([], [], [0]),
    ],
)
def test_what_is_no_comparison_has_no_picture(data):
    """Old reports, and arrays that do not fit their shape, are left to the message."""
    assert heat_maps(data) is None


def test_the_name_is_text():
    """A name is escaped, and its marks of direction are spelt out."""
    markup = heat_maps(comparison([1.0, 2.0], [1.0, 3.0], [2], name="<b>\u202e"))

    assert "<b>\\u202e, 2 entries: 1 of 2 differ" in words(markup)
    assert parsed(markup).find(".//b") is None


@pytest.mark.parametrize(
    "value, text",
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.25, "−1.25"),
        (1250.0, "1250"),
        (0.00012345, "0.000123"),
        (1.5e-9, "1.5e−9"),
        (2.5e12, "2.5e12"),
        (float("nan"), "nan"),
        (float("-inf"), "−∞"),
    ],
)
def test_numbers_are_short(value, text):
    """Three digits, plain where that is short, with a real minus sign."""
    assert number(value) == text


def test_flat_takes_numbers_and_three_texts():
    """Nested lists become one; anything else is nothing."""
    assert flat([[1, True], ["inf", 2.5]]) == [1.0, 1.0, float("inf"), 2.5]
    assert flat([1, "1"]) is None
    assert flat({"a": 1}) is None
