"""Write tables as CSV that a spreadsheet opens without running anything. Knows nothing of what they say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

_BOM = "\ufeff"
_FORMULA = re.compile(r"""(^|[;\t\r\n])([\s"']*)(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])""")
_PLACES = 6

Value = str | int | float | None


def number_text(value: float, places: int = _PLACES) -> str:
    """
    Return *value* with at most so many decimal *places* and no zeros at its end: ``0.1 + 0.2`` is ``0.3``.

    Halves are rounded away from zero, as people do who check by hand.

    Raises:
        ValueError: *value* is not finite.
    """
    number = Decimal(repr(float(value)))
    if not number.is_finite():
        raise ValueError(f"{value!r} is no number to write down")
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def harmless(text: str) -> str:
    """
    Return *text* so that no spreadsheet takes it for a formula: an apostrophe before what would start one.

    Where a semicolon or a tab is in it, what follows could start a cell of its own for a spreadsheet that
    splits there, and is treated the same.
    """
    return _FORMULA.sub(lambda found: f"{found[1] or ''}'{found[2] or ''}", text)


def table(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """
    Return a CSV file by RFC 4180: commas, CRLF, quotes where they are needed, UTF-8.

    Texts are made `harmless`; numbers stay numbers, ``-2.5`` too; None is an empty cell. The file starts
    with a byte order mark: without one Excel shows names outside ASCII as gibberish and saves them so,
    which nobody notices in time, whereas a program that expects none fails at the first title at once.
    Python reads it with ``encoding="utf-8-sig"``.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([harmless(title) for title in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (_BOM + stream.getvalue()).encode("utf-8", "replace")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else number_text(value)
