"""Say in messages which cell of a notebook a line of a file was made from. Pure text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.cellmodules import Origin

_PLACE = re.compile(r"([^\s(),:'\"]+\.py)(?:, line |:)(\d{1,7})\b")


def with_cells(text: str, origins: Mapping[str, Sequence[Origin]]) -> str:
    """
    Return *text* with cells in place of lines: ``layers.py, cell 7, line 3`` for ``layers.py, line 57``.

    Args:
        text: A message for people; what it says of other files stays.
        origins: By file, which of its lines come from which cell.
    """

    def cell(found: re.Match[str]) -> str:
        line = int(found[2])
        for origin in origins.get(found[1], ()):
            if origin.first <= line <= origin.last:
                return f"{found[1]}, {origin.cell}, line {origin.line + line - origin.first}"
        return found[0]

    return _PLACE.sub(cell, text) if origins else text
