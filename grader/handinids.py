"""Make names of hand-ins that are safe as names of files, the same in each run. Pure text: opens nothing."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Sequence

MAX_BYTES = 100
_HOSTILE = frozenset('/\\:*?"<>|')
_MARK = "~"
_DIGITS = 8


def readable(name: str) -> str:
    """Return *name*, as the file system gave it, as text that can be written as UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def safe_id(text: str) -> str:
    """
    Return *text* as the name of a file: at most 100 bytes, nothing in it that moves or hides text.

    What is too long is cut, and ends in the beginning of its SHA-256, so that two that begin alike differ.
    """
    normal = unicodedata.normalize("NFC", readable(text))
    kept = "".join("_" if c in _HOSTILE or (c.isspace() and c != " ") else c for c in normal)
    kept = "".join(c for c in kept if c.isprintable()).strip(" .").lstrip("-. ") or "submission"
    return kept if len(kept.encode()) <= MAX_BYTES else _marked(kept, text)


def distinct_ids(texts: Sequence[str]) -> list[str]:
    """
    Return an id for each of *texts*, no two of which differ in letter case or form of Unicode alone.

    Some file systems hold those for one file. Of several, the one in small letters keeps its plain id, and
    the others end in the beginning of their SHA-256; *texts* that are equal are told apart by their place.
    """
    order = sorted(range(len(texts)), key=lambda at: (texts[at] != _key(texts[at]), texts[at], at))
    ids = [""] * len(texts)
    taken: set[str] = set()
    for at in order:
        candidate, turn = safe_id(texts[at]), 0
        while _key(candidate) in taken:
            candidate = _marked(safe_id(texts[at]), texts[at] + "\0" * turn)
            turn += 1
        taken.add(_key(candidate))
        ids[at] = candidate
    return ids


def _key(text: str) -> str:
    """Return what is equal for names that a file system may hold for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def _marked(name: str, whole: str) -> str:
    digest = hashlib.sha256(os.fsencode(whole)).hexdigest()[:_DIGITS]
    room = MAX_BYTES - len(_MARK) - _DIGITS
    return name.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + _MARK + digest
