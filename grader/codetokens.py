"""
Read Python source as a sequence of numbers that stays the same when names, comments and layout change.

Nothing is run, imported or parsed: broken source and hostile source are only text here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pygments.lexer import Lexer  # type: ignore[import-untyped]

MOST_BYTES = 100_000
MOST_COLUMNS = 2_000
_NAME, _DEFINED, _NUMBER, _TEXT = "v", "f", "1", "s"
_NOTHING, _BUILTIN = "#", "b"


@dataclass(frozen=True)
class CodeTokens:
    """
    What a file consists of.

    Args:
        codes: One number for each token, uint64; equal tokens have equal numbers on every machine.
        lines: On which line of the file each token starts, from 1.
        note: What was left out and why; empty if nothing was.
    """

    codes: npt.NDArray[np.uint64]
    lines: npt.NDArray[np.int32]
    note: str = ""


def code_tokens(content: bytes) -> CodeTokens:
    """
    Return the tokens of a Python file: operators, keywords and NumPy's names as they are, other names alike.

    Names of one's own are all the same, numbers too, texts too; comments, docstrings, type of quotes,
    indentation and blank lines are nothing. What follows a dot and is a name of NumPy stays: a copyist
    renames variables, but cannot rename `np.exp`.

    Whatever the lexer would take too long for is left out with a note: files of more than `MOST_BYTES`,
    lines of more than `MOST_COLUMNS` characters.
    """
    if len(content) > MOST_BYTES:
        return _without(f"larger than {MOST_BYTES // 1000} kB: not compared")
    text = content.decode("utf-8-sig", "replace")
    kept = [(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    short = [(number, line) for number, line in kept if len(line) <= MOST_COLUMNS]
    note = f"{len(kept) - len(short)} lines of more than {MOST_COLUMNS} characters were not compared"
    tokens = list(_tokens([line for _, line in short]))
    return CodeTokens(
        np.array([_code(word) for word, _ in tokens], dtype=np.uint64),
        np.array([short[line][0] for _, line in tokens], dtype=np.int32),
        note if len(short) < len(kept) else "",
    )


def _without(note: str) -> CodeTokens:
    return CodeTokens(np.zeros(0, np.uint64), np.zeros(0, np.int32), note)


def _tokens(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the words that count, each with the number of its line among *lines*, from 0."""
    line, before, within = 0, "", False
    for kind, text in _lexer().get_tokens("\n".join(lines)):
        role = _role(kind)
        if role != _NOTHING:
            word = _word(role, text, before)
            if word != _TEXT or not within:  # a text in several pieces counts once
                yield word, line
            before, within = text, word == _TEXT
        line = min(line + text.count("\n"), len(lines) - 1)


def _word(role: str, text: str, before: str) -> str:
    """Return what *text* counts as, after the text *before* it."""
    if role not in {_NAME, _BUILTIN}:
        return role or text
    if before == ".":
        return text if text in _numpy_names() else _NAME
    return text if role == _BUILTIN else _NAME


@lru_cache(maxsize=1_000)
def _role(kind: Any) -> str:
    """Return what all tokens of a *kind* count as; nothing if each counts as itself."""
    from pygments.token import Comment, Name, Number, String, Text  # type: ignore[import-untyped]

    roles = (
        (Text, _NOTHING),
        (Comment, _NOTHING),
        (String.Doc, _NOTHING),
        (String, _TEXT),
        (Number, _NUMBER),
        (Name.Function, _DEFINED),
        (Name.Class, _DEFINED),
        (Name.Builtin.Pseudo, ""),
        (Name.Builtin, _BUILTIN),
        (Name, _NAME),
    )
    return next((role for family, role in roles if kind in family), "")


@lru_cache(maxsize=1)
def _numpy_names() -> frozenset[str]:
    return frozenset(name for name in (*dir(np), *dir(np.ndarray)) if not name.startswith("_"))


@lru_cache(maxsize=1)
def _lexer() -> Lexer:
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]

    return PythonLexer(stripnl=False, ensurenl=False)


@lru_cache(maxsize=10_000)
def _code(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")
