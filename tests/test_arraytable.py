"""Specify when and how a small array is set beside the one that was expected."""

from __future__ import annotations

import pytest

from grader.arraytable import array_table, table_lines


def details(expected, got):
    """Return a check's details with a comparison."""
    return {"comparison": {"name": "y", "shape": [], "expected": expected, "got": got}}


def test_what_differs_stands_in_brackets():
    """Both arrays in columns, so that also without colours the wrong entries are seen."""
    table = array_table(details([[0.5, 0.25], [10.0, -1.0]], [[0.5, "nan"], [10.0, 1.0]]))

    assert table is not None
    assert table_lines(table) == [
        "expected     got",
        "0.5  0.25    0.5   [nan]",
        " 10    -1     10     [1]",
    ]


def test_a_vector_is_a_row():
    """One line of numbers each."""
    table = array_table(details([1.0, 2.0], [1.0, 2.5]))

    assert table is not None
    assert table.expected == (("1", "2"),)
    assert [cell.differs for cell in table.got[0]] == [False, True]


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"comparison": None},
        {"comparison": {}},
        details([[1.0] * 7], [[1.0] * 7]),
        details([[1.0]] * 9, [[1.0]] * 9),
        details([[[1.0]]], [[[1.0]]]),
        details([1.0, 2.0], [1.0]),
        details([[1.0], [1.0, 2.0]], [[1.0], [1.0, 2.0]]),
        details([[1.0], 2.0], [[1.0], 2.0]),
        details([], []),
        details([[]], [[]]),
        details(["<script>"], ["<script>"]),
        details([None], [None]),
        details("12", "12"),
    ],
    ids=lambda found: str(found)[:40],
)
def test_what_is_large_or_of_another_form_is_no_table(found):
    """A check writes what it likes into its details; only numbers become a table."""
    assert array_table(found) is None
