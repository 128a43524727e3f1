"""Read back which submissions were found to look alike. Knows nothing of how they were found."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

_HARMLESS = re.compile(r"""^([\s"']*)'(?=[\s"']*[=+\-@＝＋－＠])""")


@dataclass(frozen=True)
class Place:
    """Lines of a file of a submission."""

    file: str
    first_line: int
    last_line: int


@dataclass(frozen=True)
class AlikePair:
    """
    Two submissions that look alike.

    Args:
        number: Of the pair, in the order of the file: the most unusual first.
        left, right: Ids of the submissions.
        left_share, right_share: How much of what is one's own the other one has too, 0 to 1.
        lines: How much that is.
        passages: The places on both sides.
    """

    number: int
    left: str
    right: str
    left_share: float
    right_share: float
    lines: int
    passages: tuple[tuple[Place, Place], ...]


def read_similar(path: Path) -> list[AlikePair]:
    """
    Return the pairs that `similarcsv.write_similar` has put at *path*.

    Raises:
        UsageError: It cannot be read, or is another table; the text names the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error
    rows: dict[int, list[Mapping[str, str]]] = {}
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            rows.setdefault(int(row["pair"]), []).append(row)
        return [_pair(number, group) for number, group in rows.items()]
    except (KeyError, ValueError, TypeError, csv.Error) as error:
        raise UsageError(f"{path}:{reader.line_num}: is not a row of grader similar: {error}") from error


def _pair(number: int, rows: list[Mapping[str, str]]) -> AlikePair:
    first = rows[0]
    return AlikePair(
        number,
        _text(first["left"]),
        _text(first["right"]),
        float(first["left_share"]),
        float(first["right_share"]),
        int(first["lines"]),
        tuple((_place(row, "left"), _place(row, "right")) for row in rows),
    )


def _place(row: Mapping[str, str], side: str) -> Place:
    return Place(_text(row[f"{side}_file"]), int(row[f"{side}_first_line"]), int(row[f"{side}_last_line"]))


def _text(cell: str) -> str:
    """Return *cell* without the apostrophe that keeps a spreadsheet from running it."""
    return _HARMLESS.sub(r"\1", cell)
