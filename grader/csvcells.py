"""
Change single cells of a CSV file and no other byte of it. Knows nothing of grades or platforms.

Python's csv module reads cells but does not say where they lie, and what it writes back has lost the
quotes, line ends and byte order mark that were there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError

DELIMITERS = (",", ";", "\t")
MOST_BYTES = 50_000_000
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Cell:
    """
    One cell: its *text*, and the bytes from *start* up to *end* that it fills, its quotes among them.

    *quoted* tells whether it starts with a quote.
    """

    start: int
    end: int
    text: str
    quoted: bool


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """
    A CSV file as bytes, and where its cells lie.

    Args:
        content: All of it, with its byte order mark if it has one.
        delimiter: Between the cells, one of `DELIMITERS`.
        rows: In the order of the file; an empty line is a row without cells.
    """

    content: bytes
    delimiter: str
    rows: tuple[Row, ...]

    def text(self, row: int, column: int | None) -> str:
        """Return what the cell says; nothing where the row is too short or there is no such column."""
        cells = self.rows[row]
        return cells[column].text if column is not None and column < len(cells) else ""

    def line(self, row: int) -> int:
        """Return the number of the line on which *row* starts, from 1."""
        start = self.rows[row][0].start if self.rows[row] else 0
        return len(re.findall(rb"\r\n|\r|\n", self.content[:start])) + 1

    def changed(self, texts: Mapping[tuple[int, int], str]) -> bytes:
        """
        Return the file with other *texts* at (row, column), every other byte as it was.

        A cell that had quotes has them again; one that had none gets them where its text needs them, or
        where every other cell of its row has them.
        """
        parts, position = [], 0
        for (row, column), text in sorted(texts.items()):
            cell = self.rows[row][column]
            parts += [self.content[position : cell.start], self._written(row, column, text)]
            position = cell.end
        return b"".join([*parts, self.content[position:]])

    def _written(self, row: int, column: int, text: str) -> bytes:
        others = [cell for number, cell in enumerate(self.rows[row]) if number != column]
        habit = bool(others) and all(cell.quoted for cell in others)
        needed = any(sign in text for sign in (self.delimiter, '"', "\r", "\n"))
        if self.rows[row][column].quoted or habit or needed:
            text = '"' + text.replace('"', '""') + '"'
        return text.encode()


def read_sheet(content: bytes, name: str, is_header: Callable[[Sequence[str]], bool]) -> Sheet:
    """
    Return the sheet that *content* is, with the first delimiter that makes a header of its first row.

    Args:
        content: UTF-8, with or without a byte order mark.
        name: Of the file, for messages.
        is_header: Whether the texts of the first row are the header that is looked for.

    Raises:
        UsageError: It is not UTF-8, too large, a quote is never closed, or the first row is no header.
    """
    if len(content) > MOST_BYTES:
        raise UsageError(f"{name}: larger than {MOST_BYTES // 1_000_000} MB: this is no such file")
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04")):
        raise UsageError(f"{name}: not a CSV file in UTF-8: take the file as the platform exported it")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        where = content.count(b"\n", 0, error.start) + 1
        text = f"{name}, line {where}: not UTF-8: take the file as the platform exported it"
        raise UsageError(text) from error
    for delimiter in DELIMITERS:
        first = next(_rows(content, delimiter, name, most=1), ())
        if is_header([cell.text for cell in first]):
            return Sheet(content, delimiter, tuple(_rows(content, delimiter, name)))
    shown = next(_rows(content, ",", name, most=1), ())
    raise UsageError(f"{name}: the first line is not the header expected: {shown_titles(shown)}")


def shown_titles(cells: Sequence[Cell]) -> str:
    """Return the texts of *cells* for a message, shortened."""
    texts = [repr(cell.text[:60]) for cell in cells]
    return ", ".join(texts[:12]) + (f" and {len(texts) - 12} more" if len(texts) > 12 else "") or "empty"


def _rows(content: bytes, delimiter: str, name: str, most: int = 0) -> Iterator[Row]:
    """
    Yield the rows of *content*, at most *most* of them if that is not 0.

    Quotes mean what they mean to Python's csv module: only those at the start of a cell enclose, and
    what follows the closing one up to the delimiter belongs to the cell.
    """
    separator = re.escape(delimiter.encode())
    cell_form = re.compile(rb'("[^"]*+(?:""[^"]*+)*+(")?+)?+([^' + separator + rb"\r\n]*+)")
    position = len(_BOM) if content.startswith(_BOM) else 0
    row: list[Cell] = []
    count = 0
    while position < len(content):
        found = cell_form.match(content, position)
        assert found is not None  # it matches the empty string too
        if found[1] is not None and found[2] is None:
            line = len(re.findall(rb"\r\n|\r|\n", content[:position])) + 1
            raise UsageError(f"{name}, line {line}: a quote is opened and never closed")
        end = _line_end(content, found.end())
        blank = not row and found.end() == position and end != found.end()
        if not blank:
            row.append(_cell(found))
        position = end if end != found.end() else found.end() + 1
        if end != found.end() or found.end() == len(content):
            yield tuple(row)
            row, count = [], count + 1
            if count == most:
                return
    if row:  # the file ends with a delimiter: an empty cell follows
        yield (*row, Cell(len(content), len(content), "", False))


def _line_end(content: bytes, position: int) -> int:
    """Return where the line end at *position* ends; *position* itself where there is none."""
    if content.startswith(b"\r\n", position):
        return position + 2
    return position + (content[position : position + 1] in {b"\r", b"\n"})


def _cell(found: re.Match[bytes]) -> Cell:
    inside = (found[1] or b"").decode()
    text = inside[1:-1].replace('""', '"') + found[3].decode()
    return Cell(found.start(), found.end(), text, found[1] is not None)
