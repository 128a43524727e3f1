"""Set a small array beside the one that was expected, as rows of text. Pure: data of a report to text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MOST_ROWS, _MOST_COLUMNS = 8, 6
_DIGITS = 4


@dataclass(frozen=True)
class Cell:
    """An entry of what came: as text, and whether it differs from what was expected in what is shown."""

    text: str
    differs: bool


@dataclass(frozen=True)
class ArrayTable:
    """Rows of two arrays of one shape; *expected* and *got* have equally many rows and columns."""

    expected: tuple[tuple[str, ...], ...]
    got: tuple[tuple[Cell, ...], ...]


def array_table(details: Mapping[str, Any]) -> ArrayTable | None:
    """
    Return both arrays of `comparison` in a check's *details*, or None where none is there that is small.

    Small are up to 8 rows and 6 columns; a vector is a row. A check may write what it likes into details, so
    that anything of another form is none either.
    """
    comparison = details.get("comparison")
    if not isinstance(comparison, Mapping):
        return None
    expected, got = (_rows(comparison.get(name)) for name in ("expected", "got"))
    if not expected or [*map(len, expected)] != [*map(len, got)]:
        return None
    cells = [
        tuple(Cell(came, came != due) for due, came in zip(one, other, strict=True))
        for one, other in zip(expected, got, strict=True)
    ]
    return ArrayTable(tuple(expected), tuple(cells))


def table_lines(table: ArrayTable) -> list[str]:
    """Return *table* as lines: expected on the left, got on the right, what differs in brackets."""
    left = [list(row) for row in table.expected]
    right = [[f"[{cell.text}]" if cell.differs else f" {cell.text} " for cell in row] for row in table.got]
    one, other = _aligned(left), _aligned(right)
    width = max(len("expected"), *map(len, one))
    head = f"{'expected'.ljust(width)}    got"
    return [head, *(f"{a.ljust(width)}   {b}".rstrip() for a, b in zip(one, other, strict=True))]


def _rows(values: Any) -> list[tuple[str, ...]]:
    """Return *values*, numbers or lists of numbers, as rows of texts; none where it is no small array."""
    if not isinstance(values, list) or not values:
        return []
    rows = values if isinstance(values[0], list) else [values]
    if len(rows) > _MOST_ROWS or not all(isinstance(row, list) for row in rows):
        return []
    texts = [tuple(_text(value) for value in row) for row in rows]
    whole = all(0 < len(row) <= _MOST_COLUMNS and all(row) for row in texts)
    return texts if whole and len({*map(len, texts)}) == 1 else []


def _text(value: Any) -> str:
    """Return a number, or the name of what is none, as text; empty for anything else."""
    if isinstance(value, str):
        return value if value in {"nan", "inf", "-inf"} else ""
    return f"{value:.{_DIGITS}g}" if isinstance(value, int | float) else ""


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(text.rjust(w) for text, w in zip(row, widths, strict=True)) for row in rows]
