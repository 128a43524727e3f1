"""Read the markers that tell solutions from what students get. Knows not what becomes of a block."""

from __future__ import annotations

import difflib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from grader.errors import ConfigError


class Kind(Enum):
    """What a block is to students; the value is what its markers say."""

    SOLUTION = "SOLUTION"
    """Theirs to write: something stands in its place."""
    UNPROMPTED = "SOLUTION NO PROMPT"
    """Nothing stands in its place."""
    HIDDEN = "HIDDEN TESTS"
    """The same, of tests."""
    PROMPT = "PROMPT"
    """Given to them as it stands."""


@dataclass(frozen=True)
class Block:
    """The lines *begin* to *end*, markers included, counted from 1; *indent* is the space before them."""

    kind: Kind
    begin: int
    end: int
    indent: str
    quoted: bool = False
    """Whether its text is a string of the reference, which does not run there."""


@dataclass(frozen=True)
class Tail:
    """A marker behind the statement that ends in *line*; with *prompt*, something stands in its place."""

    line: int
    prompt: bool


@dataclass(frozen=True)
class _Marker:
    """A marker as it stands in *line*; *until* is the last line of the string that it opens."""

    text: str
    line: int
    indent: str
    until: int | None = None


_CLOSING = {
    "# BEGIN SOLUTION": "# END SOLUTION",
    "# BEGIN SOLUTION NO PROMPT": "# END SOLUTION",
    "### BEGIN SOLUTION": "### END SOLUTION",
    "# BEGIN HIDDEN TESTS": "# END HIDDEN TESTS",
    "### BEGIN HIDDEN TESTS": "### END HIDDEN TESTS",
    "# BEGIN PROMPT": "# END PROMPT",
}
_KINDS = {opening: Kind(opening.partition("BEGIN ")[2]) for opening in _CLOSING}
_TAILS = {"# SOLUTION": True, "# SOLUTION NO PROMPT": False}
_EXACT = {*_CLOSING, *_CLOSING.values()}
_ALL = sorted({*_EXACT, *_TAILS})

_TAIL = re.compile(r"(?:^|\s)(# SOLUTION(?: NO PROMPT)?)$")
_SUBJECT = r"(?:solutions?|prompts?|hidden[\s_-]*tests?)"
_LIKE_A_MARKER = re.compile(
    rf"#+\s*(?:begin|end)[\s_-]*{_SUBJECT}\b|#+\s*solutions?(?:[\s_-]*no[\s_-]*prompts?)?\W*$", re.IGNORECASE
)
_LOUD = re.compile(r"\b(?:BEGIN|END)[\s_-]+(?:SOLUTION|PROMPT|HIDDEN)|#\s*SOLUTIONS?\b")
_OPENED_STRING = re.compile(r"""("{3}|'{3})\s*# BEGIN PROMPT\s*""")
_CLOSED_STRING = re.compile(r""".*("{3}|'{3})\s*;?\s*""")
_CLOSENESS = 0.87
"""Two swapped letters in `# SOLUTION` are as far apart as that."""


def read(text: str, name: str) -> tuple[list[Block], list[Tail]]:
    r"""
    Return the blocks and the marked statements of *text*, each in the order of their lines.

    Args:
        text: Python source that compiles, its lines ended by ``\n``.
        name: What faults call the file.

    Raises:
        ConfigError: A marker is mistyped, misplaced, nested or without its partner.
    """
    blocks: list[Block] = []
    tails: list[Tail] = []
    opened: _Marker | None = None
    for marker in _markers(text, name):
        where = f"{name}:{marker.line}:"
        if opened and marker.text == _CLOSING[opened.text]:
            blocks.append(_block(opened, marker, name))
            opened = None
        elif opened and marker.text in _CLOSING.values():
            raise ConfigError(
                f"{where} {marker.text} does not close the {opened.text} of line {opened.line}, "
                f"which needs {_CLOSING[opened.text]}"
            )
        elif opened:
            raise ConfigError(f"{where} {marker.text} inside the block that began at line {opened.line}")
        elif marker.text in _CLOSING.values():
            raise ConfigError(f"{where} {marker.text} without {_opening(marker.text)}")
        elif marker.text in _TAILS:
            tails.append(Tail(marker.line, _TAILS[marker.text]))
        else:
            opened = marker
    if opened:
        raise ConfigError(f"{name}:{opened.line}: {opened.text} without {_CLOSING[opened.text]}")
    return blocks, tails


def _opening(closing: str) -> str:
    return next(opening for opening, partner in _CLOSING.items() if partner == closing)


def _block(opened: _Marker, closed: _Marker, name: str) -> Block:
    quoted = opened.until is not None
    place = "behind the string" if quoted else "alone"
    if opened.until != closed.until:
        raise ConfigError(
            f"{name}:{closed.line}: {closed.text} does not stand {place}, "
            f"as its {opened.text} at line {opened.line} does"
        )
    if not quoted and opened.indent != closed.indent:
        raise ConfigError(
            f"{name}:{closed.line}: {closed.text} is indented by {closed.indent!r}, "
            f"its {opened.text} at line {opened.line} by {opened.indent!r}"
        )
    return Block(_KINDS[opened.text], opened.line, closed.line, opened.indent, quoted)


def _markers(text: str, name: str) -> Iterator[_Marker]:
    rows = text.split("\n")
    depth = 0
    string_ends = 0
    for token in _tokens(text, name):
        marker: _Marker | None = None
        before = rows[token.start[0] - 1][: token.start[1]]
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        elif token.type == tokenize.STRING:
            marker = _in_string(token, before, name)
            if marker:
                string_ends = token.end[0]
                _demand_no_marker(rows[token.start[0] : string_ends - 1], marker, name)
        elif token.type == tokenize.COMMENT:
            marker = _in_comment(token, before, name, string_ends)
        if marker and depth:
            raise ConfigError(f"{name}:{marker.line}: {marker.text} stands inside an expression")
        if marker:
            yield marker


def _tokens(text: str, name: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (
        SyntaxError
    ) as error:  # the compiler forgives a little more, such as a backslash on a line of its own
        raise ConfigError(f"{name}:{error.lineno or 1}: cannot be read: {error.msg}") from error
    except tokenize.TokenError as error:
        message, (line, _) = error.args
        raise ConfigError(f"{name}:{line}: cannot be read: {message}") from error


def _demand_no_marker(rows: list[str], opened: _Marker, name: str) -> None:
    """Refuse a marker in a string that becomes code, where nothing would read it."""
    for number, row in enumerate(rows, start=opened.line + 1):
        if _LIKE_A_MARKER.search(row) or _LOUD.search(row):
            raise ConfigError(f"{name}:{number}: a marker inside the block that began at line {opened.line}")


def _in_string(token: tokenize.TokenInfo, before: str, name: str) -> _Marker | None:
    """Return the marker in the first line of a string that is a prompt; None for any other string."""
    first, _, rest = token.string.partition("\n")
    if not rest or not _LIKE_A_MARKER.search(first):
        return None
    line = token.start[0]
    if not _OPENED_STRING.fullmatch(first) or before.strip():
        raise ConfigError(f'{name}:{line}: a prompt begins with a line \'""" # BEGIN PROMPT\', got {first!r}')
    return _Marker("# BEGIN PROMPT", line, before, until=token.end[0])


def _in_comment(token: tokenize.TokenInfo, before: str, name: str, string_ends: int) -> _Marker | None:
    """Return the marker that a comment is or ends with; None where it holds none."""
    text = token.string.rstrip()
    line = token.start[0]
    if text in _EXACT:
        if text == "# END PROMPT" and line == string_ends and _CLOSED_STRING.fullmatch(before):
            return _Marker(text, line, "", until=line)
        if before.strip():
            raise ConfigError(f"{name}:{line}: {text} must stand on a line of its own")
        return _Marker(text, line, before)
    if tail := _TAIL.search(text):
        if not before.strip():
            raise ConfigError(f"{name}:{line}: {tail[1]} must stand behind a statement")
        return _Marker(tail[1], line, "")
    if _LIKE_A_MARKER.search(text) or _LOUD.search(text) or _nearly(text):
        raise ConfigError(f"{name}:{line}: write {_meant(text)!r}, got {text!r}")
    return None


def _meant(text: str) -> str:
    """Return the marker nearest to *text*, with three ``#`` only if it has three."""
    hashes = "###" if "###" in text else "#"
    known = [marker for marker in _ALL if marker.startswith(f"{hashes} ")]
    words = text.upper().rpartition("#")[2].partition(":")[0].strip(" -=.")
    return difflib.get_close_matches(f"{hashes} {words}", known, n=1, cutoff=0.0)[0]


def _nearly(text: str) -> bool:
    """Tell whether *text* is a marker with a slip of the finger; ``# RESOLUTION`` is another word."""
    return any(
        abs(len(text) - len(marker)) <= 1
        and difflib.SequenceMatcher(None, marker, text).ratio() >= _CLOSENESS
        for marker in _ALL
    )
