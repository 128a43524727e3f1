"""Read single files of a submission, and refuse what is not a regular file or not text. Runs nothing."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import tokenize
from pathlib import Path
from typing import BinaryIO

from grader.config import KILOBYTE
from grader.errors import UsageError

_TEXT_CODEC = re.compile(  # a declared codec runs in this process: no `idna`, `punycode`, `unicode_escape`
    r"ascii|utf-8(-sig)?|iso8859-\d+|cp\d+|mac-\w+|koi8-\w|gbk?\d*|big5\w*|shift_jis\w*|euc_\w+"
)


def shown(path: str | bytes | os.PathLike[str]) -> str:
    """Return *path* so that it keeps to its line and its direction in a terminal."""
    text = os.fsdecode(path)
    return text if text.isprintable() else ascii(text)


def open_regular(path: Path) -> BinaryIO:
    """
    Open a regular file for reading, never a link or a pipe put in its place meanwhile.

    Raises:
        UsageError: It is something else.
        OSError: It cannot be opened.
    """
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    stream = open(os.open(path, flags), "rb")  # noqa: PTH123, SIM115  a descriptor, which the caller closes
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise UsageError(f"{shown(path)}: must be a regular file")
    return stream


def read_regular(path: Path, max_kb: int) -> bytes:
    """
    Return the content of a regular file, or a byte more than *max_kb* of it.

    Raises:
        UsageError: It is something else.
        OSError: It cannot be read.
    """
    with open_regular(path) as stream:
        return stream.read(max_kb * KILOBYTE + 1)


def require_text(name: str, content: bytes) -> None:
    """
    Refuse what Python could not decode: UTF-8, or what the file's first two lines declare.

    Raises:
        UsageError: The text names the file as *name* and, where there is one, the line.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UsageError(f"{name}: is UTF-16 or UTF-32 text; save it as UTF-8")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise UsageError(f"{name}: holds a NUL byte in line {line}; save it as UTF-8 text")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except SyntaxError as error:
        raise UsageError(f"{name}: is not UTF-8 text: {_ascii(error.msg)}") from error
    codec = codecs.lookup(encoding).name
    if not _TEXT_CODEC.fullmatch(codec):
        raise UsageError(f"{name}: declares the encoding {_ascii(encoding)}; save it as UTF-8")
    try:
        content.decode(codec)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        got = f"byte {content[error.start]:#04x} in line {line}"
        raise UsageError(f"{name}: is not {codec.upper()} text: {got}; save it as UTF-8") from error


def _ascii(text: str) -> str:
    return ascii(text)[1:-1]
