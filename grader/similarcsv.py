"""Write down which submissions look alike, and where. Knows nothing of how they were found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.safecsv import Value, table
from grader.similarity import Pair
from grader.wholefile import replace

COLUMNS = (
    "pair",
    "left",
    "right",
    "score",
    "left_share",
    "right_share",
    "tokens",
    "lines",
    "left_file",
    "left_first_line",
    "left_last_line",
    "right_file",
    "right_first_line",
    "right_last_line",
    "passage_tokens",
)


def write_similar(pairs: Sequence[Pair], path: Path) -> None:
    """
    Put *pairs* at *path*, whole or not at all: a row for each passage, with what is known of its pair.

    Raises:
        OSError: It cannot be written; an older file is as it was.
    """
    replace(
        path, table(COLUMNS, (row for number, pair in enumerate(pairs, 1) for row in _rows(number, pair)))
    )


def _rows(number: int, pair: Pair) -> Iterator[list[Value]]:
    shares = [round(pair.left_share, 3), round(pair.right_share, 3)]
    for passage in pair.passages:
        places = [
            value
            for place in (passage.left, passage.right)
            for value in (place.file, place.first_line, place.last_line)
        ]
        yield [
            *(number, pair.left, pair.right, pair.score),
            *shares,
            *(pair.tokens, pair.lines),
            *places,
            passage.tokens,
        ]
