"""Which digits are taken for which is a table, with the most frequent mistakes in words."""

from __future__ import annotations

import pytest

from grader.confusion import confusion_table, pairs
from tests.feedbackreports import parsed, words


def test_the_table_has_counts_shares_and_shades():
    """Rows are labels; the diagonal and the mistakes have shades of their own."""
    markup = confusion_table([[8, 2, 0], [0, 10, 0], [0, 0, 0]])

    rows = [list(row) for row in parsed(markup).find(".//tbody")]
    assert [[cell.text for cell in row] for row in rows] == [
        ["0", "8", "2", "·", "80.0%"],
        ["1", "·", "10", "·", "100.0%"],
        ["2", "·", "·", "·", "–"],
    ]
    classes = [[cell.get("class") for cell in row[1:4]] for row in rows]
    assert classes[0] == ["diagonal d4", "m3", "none"]
    assert classes[2] == ["none", "none", "diagonal"]


def test_the_most_frequent_mistakes_are_told():
    """The caption names the three largest counts off the diagonal."""
    counts = [[5, 1, 4], [3, 5, 0], [0, 2, 5]]

    assert pairs(counts) == [(0, 2, 4), (1, 0, 3), (2, 1, 2), (0, 1, 1)]
    assert "takes 0 for 2 (4 times), 1 for 0 (3 times), 2 for 1 (2 times)." in words(confusion_table(counts))


def test_a_network_without_mistakes_is_said_to_have_none():
    """There is nothing to name then."""
    assert "It makes no mistake." in words(confusion_table([[3, 0], [0, 3]]))


@pytest.mark.parametrize("counts", [[], [[0, 0], [0, 0]], [[1, 2]], [[1], [2]]])
def test_what_is_no_matrix_has_no_table(counts):
    """Nothing counted, or no square: no table."""
    assert confusion_table(counts) is None
