"""Writing grades into one column of a table."""

from __future__ import annotations

import pytest

from grader.columnfill import Rules, decimal_sign, differing_maximum, fill_cells, left_over, number_of
from grader.csvcells import read_sheet
from grader.grades import Grade


def filled(content: bytes, *grades: Grade, **rules):
    """Fill the second column of *content*, row after row from the second."""
    sheet = read_sheet(content, "a.csv", lambda texts: len(texts) > 1)
    defaults = {"column": 1, "decimal": ".", "missing_as_zero": False, "refusal": lambda row, points: ""}
    return fill_cells(sheet, dict(enumerate(grades, 1)), Rules(**defaults | rules))


def test_a_score_goes_into_its_cell():
    """Two places, no zeros at the end."""
    assert filled(b"n,g\na,\nb,\n", Grade("a", 7.50, 10), Grade("b", 2 / 3, 10)) == (
        b"n,g\na,7.5\nb,0.67\n",
        2,
        (),
    )


@pytest.mark.parametrize("status", ["internal", "rejected", "missing"])
def test_no_score_is_no_zero(status):
    """The cell stays as it was, also where something is in it, and the reason is told."""
    content, written, notes = filled(b"n,g\na,5\n", Grade("a", None, 10, status=status))

    assert (content, written) == (b"n,g\na,5\n", 0)
    assert notes == (f"a: no score ({status}): the cell stays as it was",)


def test_who_handed_in_nothing_gets_zero_only_on_request():
    """And who was let down by the grader does not even then."""
    grades = Grade("a", None, 10, status="missing"), Grade("b", None, 10, status="internal")

    content, written, notes = filled(b"n,g\na,\nb,\n", *grades, missing_as_zero=True)

    assert (content, written) == (b"n,g\na,0\nb,\n", 1)
    assert notes == ("b: no score (internal): the cell stays as it was",)


def test_what_was_there_is_told_when_it_is_replaced():
    """Nobody's grade changes silently."""
    content, _, notes = filled(b"n,g\na,5\nb,A-\nc,-\n", *(Grade(name, 7, 10) for name in "abc"))

    assert content == b"n,g\na,7\nb,7\nc,7\n"
    assert notes == ("a: 5 was there, now 7", "b: A- was there, now 7")


@pytest.mark.parametrize("text", [b"7.50", b'"7,5"', b"7.504", b" 7.5 "])
def test_the_same_number_keeps_its_bytes(text):
    """Compared to two places, as platforms do."""
    assert filled(b"n,g\na," + text + b"\n", Grade("a", 7.5, 10)) == (b"n,g\na," + text + b"\n", 0, ())


def test_a_decimal_comma_among_commas_is_quoted():
    """Otherwise it would be two cells."""
    assert filled(b"n,g\na,\n", Grade("a", 7.5, 10), decimal=",")[0] == b'n,g\na,"7,5"\n'


def test_a_row_without_the_column_is_told():
    """No cell is added: the row would no longer be as it was."""
    content, written, notes = filled(b"n,g\na\n", Grade("a", 7.5, 10))

    assert (content, written) == (b"n,g\na\n", 0)
    assert notes == ("a: line 2 ends before the column: left alone",)


def test_a_refused_row_is_told():
    """With the platform's reason, judged by the platform's points."""
    content, _, notes = filled(
        b"n,g\na,\n",
        Grade("a", 7.5, 10),
        points=lambda row, points: points * 10,
        refusal=lambda row, points: f"row {row} takes no {points:g}",
    )

    assert (content, notes) == (b"n,g\na,\n", ("a: row 1 takes no 75: left alone",))


def test_the_decimal_sign_is_that_of_most_numbers():
    """Whole numbers and words say nothing."""
    assert decimal_sign(["1,5", "2,25", "3.5", "10", "EX"]) == ","
    assert decimal_sign(["1.5", "10"]) == "."
    assert decimal_sign(["10", "", "x,y"]) == "."


@pytest.mark.parametrize(
    "text, number",
    [("7", 7.0), ("7,5", 7.5), (" -7.5% ", -7.5), ("EX", None), ("", None), ("1e5", None), ("nan", None)],
)
def test_numbers_are_read_as_platforms_write_them(text, number):
    """With a point or a comma, perhaps as a percentage; nothing else is a number."""
    assert number_of(text) == number


def test_another_maximum_is_told():
    """Grades out of 100 in a column out of 10 are somebody's mistake."""
    grades = [Grade("a", 1.0, 100)]

    assert differing_maximum(grades, 10.0, "Points") == ("Points is 10, but the grades are out of 100",)
    assert differing_maximum(grades, 100.0, "Points") == ()
    assert differing_maximum(grades, None, "Points") == ()
    assert differing_maximum([], 10.0, "Points") == ()


def test_those_without_a_row_are_left_over():
    """By identity: two equal grades are two students' grades."""
    one, two = Grade("a", 1.0, 10), Grade("a", 1.0, 10)

    assert left_over([one, two], [one]) == ("a",)
