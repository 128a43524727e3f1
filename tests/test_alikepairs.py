"""Specify how the table of pairs that look alike is read back."""

from __future__ import annotations

import pytest

from grader.alikepairs import Place, read_similar
from grader.errors import UsageError
from grader.passages import Passage
from grader.passages import Place as Spot
from grader.similarcsv import write_similar
from grader.similarity import Pair


def pair(left, right, passages):
    """Return a pair with so many passages."""
    places = Passage(Spot("-x.py", 3, 14), Spot("layers.py", 5, 16), 80)
    return Pair(left, right, 0.5, 0.25, 120, 12, 9.5, (places,) * passages)


def test_what_was_written_is_read_back(tmp_path):
    """Pairs in their order, each with all its passages, names of files as the students wrote them."""
    write_similar([pair("ada", "=bob", 2), pair("cem", "it's", 1)], tmp_path / "similar.csv")

    one, two = read_similar(tmp_path / "similar.csv")

    assert (one.number, one.left, one.right, len(one.passages)) == (1, "ada", "=bob", 2)
    assert (one.left_share, one.right_share, one.lines) == (0.5, 0.25, 12)
    assert (two.number, two.right) == (2, "it's")
    assert one.passages[0] == (Place("-x.py", 3, 14), Place("layers.py", 5, 16))


@pytest.mark.parametrize(
    "content",
    [b"pair,left\r\n1,ada\r\n", b"pair,left,right\r\nx,ada,bob\r\n", b"\xff\xfe\x00", b"pair\r\n1\r\n"],
    ids=["columns-missing", "no-number", "not-utf-8", "one-column"],
)
def test_another_table_is_refused(tmp_path, content):
    """In one line that names the file."""
    (tmp_path / "similar.csv").write_bytes(content)

    with pytest.raises(UsageError, match=r"similar\.csv"):
        read_similar(tmp_path / "similar.csv")


def test_an_empty_table_has_no_pairs(tmp_path):
    """Somebody has looked, and nothing stood out."""
    write_similar([], tmp_path / "similar.csv")

    assert read_similar(tmp_path / "similar.csv") == []
