"""Tables that a spreadsheet opens without running anything."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.safecsv import harmless, number_text, table


def read_back(content: bytes) -> list[list[str]]:
    """Return the cells as a program reads them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1+1",
        '"=1',
        "-",
        "'=1",
        "\tx",
    ],
)
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(text):
    """A name is a name, whatever it starts with."""
    assert harmless(text) == "'" + text


@pytest.mark.parametrize(
    "text, safe",
    [
        ("Ada;=cmd|calc", "Ada;'=cmd|calc"),
        ('Ada;"=cmd"', 'Ada;\'"=cmd"'),
        ("Ada\t@x", "Ada\t'@x"),
        ("Ada\n-1", "Ada\n'-1"),
    ],
)
def test_a_cell_within_a_text_is_none(text, safe):
    """A spreadsheet that splits at semicolons would start a cell in the middle of the text."""
    assert harmless(text) == safe


@pytest.mark.parametrize(
    "text", ["", "Ada Lovelace", "O'Neil", "Müller-Lüdenscheidt", "3-4", "a=b", "王小明", "1e5"]
)
def test_other_texts_stay_as_they_are(text):
    """Only what a spreadsheet would run is changed."""
    assert harmless(text) == text


@pytest.mark.parametrize(
    "value, text",
    [
        (0.1 + 0.2, "0.3"),
        (100.0, "100"),
        (100, "100"),
        (-2.5, "-2.5"),
        (-0.0, "0"),
        (-1e-9, "0"),
        (1e-7, "0"),
        (1e15, "1000000000000000"),
        (2 / 3, "0.666667"),
        (33.333333333333336, "33.333333"),
    ],
)
def test_numbers_have_no_noise(value, text):
    """What a person would write down, without an exponent."""
    assert number_text(value) == text


def test_halves_are_rounded_as_people_do():
    """0.125 is 0.13 to two places, and 0.335 is 0.34 although its nearest float is below."""
    assert (number_text(0.125, 2), number_text(0.335, 2), number_text(2.675, 2)) == ("0.13", "0.34", "2.68")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_written(value):
    """A spreadsheet would add it up to something."""
    with pytest.raises(ValueError, match="is no number"):
        number_text(value)


def test_numbers_stay_numbers():
    """`-2.5` in a column of numbers can be added up; the text `-2.5` cannot."""
    assert read_back(table(["a", "b"], [[-2.5, "-2.5"], [None, ""]])) == [
        ["a", "b"],
        ["-2.5", "'-2.5"],
        ["", ""],
    ]


def test_the_file_is_by_rfc_4180_with_a_byte_order_mark():
    """CRLF, doubled quotes, quotes only where needed; Excel sees that it is UTF-8."""
    content = table(["name"], [['Ada "A", Lovelace'], ["Zoë"]])

    assert content == '\ufeffname\r\n"Ada ""A"", Lovelace"\r\nZoë\r\n'.encode()


@settings(deadline=None)  # a busy machine is no fault
@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_any_text_comes_back_but_for_apostrophes(texts):
    """Nothing is lost, and no cell that comes back would be a formula."""
    cells = read_back(table(["a"] * len(texts), [texts]))[1]

    assert [cell.replace("'", "") for cell in cells] == [text.replace("'", "") for text in texts]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
