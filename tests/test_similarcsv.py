"""Which submissions look alike, as a table."""

from __future__ import annotations

import csv
import io

from grader.passages import Passage, Place
from grader.similarcsv import COLUMNS, write_similar
from grader.similarity import Pair

PAIR = Pair(
    "ada",
    "=bob",
    0.91234,
    0.5,
    120,
    17,
    12.5,
    (
        Passage(Place("a.py", 1, 9), Place("b.py", 11, 19), 80),
        Passage(Place("-c.py", 3, 3), Place("d.py", 4, 4), 40),
    ),
)


def read_back(path) -> list[dict[str, str]]:
    """Return the rows as a program reads them."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_each_passage_is_a_row_with_both_places(tmp_path):
    """And what is known of its pair; names cannot be formulas."""
    write_similar([PAIR], tmp_path / "similar.csv")

    first, second = read_back(tmp_path / "similar.csv")
    assert list(first) == list(COLUMNS)
    assert list(first.values()) == [
        *("1", "ada", "'=bob", "12.5", "0.912", "0.5", "120", "17"),
        *("a.py", "1", "9", "b.py", "11", "19", "80"),
    ]
    assert (second["pair"], second["left_file"], second["passage_tokens"]) == ("1", "'-c.py", "40")


def test_no_pair_is_a_table_without_rows(tmp_path):
    """So that who looks for it finds that nothing was found."""
    write_similar([], tmp_path / "new" / "similar.csv")

    assert read_back(tmp_path / "new" / "similar.csv") == []
