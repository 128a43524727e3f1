"""Read the markers that tell solutions from what students get. Knows not what becomes of a block."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from grader.errors import ConfigError

BEGIN = "# BEGIN SOLUTION"
END = "# END SOLUTION"

_LOOKS_LIKE_A_MARKER = re.compile(r"#+\s*(begin|end)[\s_-]*solutions?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """The lines *begin* to *end* of a solution, both markers included, counted from 1."""

    begin: int
    end: int
    indent: int


@dataclass(frozen=True)
class _Marker:
    """A line with a marker and nothing else."""

    opens: bool
    line: int
    indent: int


def blocks_of(source: str, name: str) -> list[Block]:
    """
    Return the solution blocks of *source*, in order.

    Args:
        source: Python text that can be cut into tokens.
        name: What faults call the file.

    Raises:
        ConfigError: A marker is mistyped, misplaced, nested or without its partner.
    """
    blocks = []
    opened: _Marker | None = None
    for marker in _markers(source, name):
        if marker.opens:
            if opened:
                raise ConfigError(
                    f"{name}:{marker.line}: {BEGIN} inside the block that began at line {opened.line}"
                )
            opened = marker
            continue
        if opened is None:
            raise ConfigError(f"{name}:{marker.line}: {END} without {BEGIN}")
        if marker.indent != opened.indent:
            raise ConfigError(
                f"{name}:{marker.line}: {END} is indented by {marker.indent}, its {BEGIN} by {opened.indent}"
            )
        blocks.append(Block(opened.line, marker.line, opened.indent))
        opened = None
    if opened:
        raise ConfigError(f"{name}:{opened.line}: {BEGIN} without {END}")
    return blocks


def _markers(source: str, name: str) -> Iterator[_Marker]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or not _LOOKS_LIKE_A_MARKER.match(token.string):
            continue
        line, indent = token.start
        if token.string.rstrip() not in {BEGIN, END}:
            raise ConfigError(f"{name}:{line}: write {BEGIN!r} or {END!r}, got {token.string!r}")
        if token.line[:indent].strip():
            raise ConfigError(f"{name}:{line}: {token.string} must stand on a line of its own")
        yield _Marker(token.string.rstrip() == BEGIN, line, indent)
