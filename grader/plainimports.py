"""
Tell by a look at the text that a source imports nothing but what is known; in doubt it is not told.

Most sources import a few libraries, each on a line of its own: for these nobody needs to start a parser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

_BOM = b"\xef\xbb\xbf"
_WORD = re.compile(r"(?<!\w)(?:import|__import__|import_module)(?!\w)")
_PART = re.compile("import")
"""In each of these words; to look for it alone is many times as fast."""

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_DOTTED = rf"{_NAME}(?:\.{_NAME})*"
_AS = rf"{_DOTTED}(?:[ \t]+as[ \t]+{_NAME})?"
_IMPORT = re.compile(rf"[ \t]*(import)[ \t]+({_AS}(?:[ \t]*,[ \t]*{_AS})*)[ \t]*(?:#.*)?$", re.MULTILINE)
_FROM = re.compile(rf"[ \t]*from[ \t]+(?:\.+(?:{_DOTTED})?|({_DOTTED}))[ \t]+(import)(?!\w)")


def imports_only(source: bytes, known: Collection[str]) -> bool:
    """
    Tell whether *source* certainly imports no module whose top name is not in *known*.

    False for whatever is not plain to see: a word in a text or a comment that an import could hide in, a
    statement on several lines, an import by a call, an encoding of the source's own.
    """
    try:
        text = source.removeprefix(_BOM).decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return False
    if "\r" in text or any("coding" in line for line in text.split("\n", 2)[:2]):
        return False
    if not text.isascii() and not _are_plain(unicodedata.normalize("NFKC", text), known):
        return False  # Python reads names in that form
    return _are_plain(text, known)


def _are_plain(text: str, known: Collection[str]) -> bool:
    """Tell whether each word in *text* that can import does so plainly, and something that is known."""
    return all(_is_plain(text, start, known) for start in _words(text))


def _words(text: str) -> Iterator[int]:
    """Give where each word in *text* begins that can import."""
    for part in _PART.finditer(text):
        for start in (part.start() - len("__"), part.start()):
            if start >= 0 and _WORD.match(text, start):
                yield start


def _is_plain(text: str, position: int, known: Collection[str]) -> bool:
    start = text.rfind("\n", 0, position) + 1
    if text.endswith("\\\n", 0, start):
        return False
    if (found := _IMPORT.match(text, start)) and found.start(1) == position:
        return all(each.split(None, 1)[0].partition(".")[0] in known for each in found[2].split(","))
    if (found := _FROM.match(text, start)) and found.start(2) == position:
        return found[1] is None or found[1].partition(".")[0] in known
    return False
