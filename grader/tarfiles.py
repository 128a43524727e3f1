"""
List and read a tar archive, plain or packed by gzip, in bounded memory and time. Never writes to disk.

Own code, and little: the standard library's reader keeps whatever a header promises in memory, and in
some of the supported versions of Python a forged size keeps it busy for ever.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from typing import BinaryIO

from grader.config import MEGABYTE, SubmissionLimits
from grader.members import BadArchive, Kind, Member

_BLOCK = 512
_CHUNK = 1 << 16
_MOST_ATTRIBUTES = 1 << 16
_HEADERS_PER_MEMBER = 4
_MOST_STREAMS = 10_000
_GZIP_WINDOW = 31
_KINDS: dict[bytes, Kind] = {
    b"0": "file",
    b"\0": "file",
    b"7": "file",
    b"5": "folder",
    b"1": "hard link",
    b"2": "symbolic link",
    b"3": "device",
    b"4": "device",
    b"6": "pipe",
    b"S": "sparse file",
}
_LONG_NAME, _LONG_LINK, _GLOBAL = b"L", b"K", b"g"
_ATTRIBUTES = frozenset({b"x", b"X", _GLOBAL})


class TarReader:
    """
    A tar archive, read from the beginning by each method.

    Raises:
        BadArchive: Whatever is wrong with it; also by the methods.
    """

    def __init__(self, stream: BinaryIO, packed: bool, size: int, limits: SubmissionLimits) -> None:
        self._stream, self._packed, self._size, self._limits = stream, packed, size, limits

    def listing(self) -> list[Member]:
        """Return all members; their sizes are those that were really unpacked."""
        return [member for member, _ in self._walk(frozenset())]

    def contents(self, wanted: Collection[int]) -> dict[int, bytes]:
        """Return the contents of the members with the numbers *wanted*."""
        last = max(wanted, default=-1)
        found = {}
        for number, (_, content) in enumerate(self._walk(frozenset(wanted))):
            if content is not None:
                found[number] = content
            if number >= last:
                break
        return found

    def _walk(self, wanted: Collection[int]) -> Iterator[tuple[Member, bytes | None]]:
        """Yield each member, with its content where its number is *wanted*."""
        self._stream.seek(0)
        data = _Unpacked(self._stream, self._packed, self._size, self._limits)
        number, headers = 0, 0
        attributes: dict[str, str] = {}
        while (header := data.take(_BLOCK)).strip(b"\0"):
            headers += 1
            if headers > _HEADERS_PER_MEMBER * self._limits.max_members:
                raise BadArchive(f"lists too much: submission.max_members is {self._limits.max_members}")
            _require_checksum(header)
            kind, size = header[156:157], self._number(header[124:136])
            if kind in _ATTRIBUTES or kind in (_LONG_NAME, _LONG_LINK):
                attributes |= _attributes(kind, _small(data, size))
                continue
            member = self._member(header, kind, size, attributes)
            attributes = {}
            if member.size and member.kind not in {"file", "sparse file", "special file"}:
                raise BadArchive("is damaged: something other than a file has a content")
            if number in wanted:
                yield member, data.take(member.size)
                data.skip(-member.size % _BLOCK)
            else:
                data.skip(member.size + -member.size % _BLOCK)
                yield member, None
            number += 1

    def _member(self, header: bytes, kind: bytes, size: int, attributes: dict[str, str]) -> Member:
        name = attributes.get("path") or _name(header)
        if "size" in attributes:
            size = self._decimal(attributes["size"])
        found: Kind = _KINDS.get(kind, "special file")
        if any(key.startswith("GNU.sparse.") for key in attributes):
            found = "sparse file"
        if found == "file" and name.endswith("/"):
            found = "folder"
        return Member(name, found, size)

    def _number(self, field: bytes) -> int:
        """Read a size: octal digits, or binary where the first bit is set."""
        if field[0] >= 0x80:
            size = int.from_bytes(field[1:], "big") if field[0] == 0x80 else -1
        else:
            text = field.partition(b"\0")[0].strip()
            size = int(text or b"0", 8) if not text.strip(b"01234567") else -1
        return self._bounded(size)

    def _decimal(self, text: str) -> int:
        return self._bounded(int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else -1)

    def _bounded(self, size: int) -> int:
        if size < 0:
            raise BadArchive("is damaged: a size in it is no number")
        if size > self._limits.max_unpacked_mb * MEGABYTE:
            raise _too_large(self._limits)
        return size


class _Unpacked:
    """The archive's bytes in order, unpacked as they are asked for and counted."""

    def __init__(self, stream: BinaryIO, packed: bool, size: int, limits: SubmissionLimits) -> None:
        self._stream = stream
        self._inflate = zlib.decompressobj(_GZIP_WINDOW) if packed else None
        self._input, self._output = b"", b""
        self._position, self._total, self._streams = 0, 0, 1
        self._packed_bytes, self._limits = size, limits

    def take(self, size: int) -> bytes:
        """Return the next *size* bytes."""
        pieces = []
        while size:
            step = self._advance(size)
            pieces.append(self._output[self._position - step : self._position])
            size -= step
        return b"".join(pieces)

    def skip(self, size: int) -> None:
        """Pass over the next *size* bytes."""
        while size:
            size -= self._advance(size)

    def _advance(self, most: int) -> int:
        """Pass over what is unpacked already, at most *most* bytes; unpack more where that is nothing."""
        step = min(most, len(self._output) - self._position)
        self._position += step
        if not step:
            self._output, self._position = self._unpack(), 0
            self._total += len(self._output)
            require_plausible(self._total, self._packed_bytes, self._limits)
        return step

    def _unpack(self) -> bytes:
        if self._inflate is None:
            return self._read()
        if self._inflate.eof:
            self._input = self._inflate.unused_data
            self._inflate = zlib.decompressobj(_GZIP_WINDOW)
            self._streams += 1
        if self._streams > _MOST_STREAMS:
            raise BadArchive("is not one piece: too many gzip files one after the other")
        try:
            piece = self._inflate.decompress(self._input or self._read(), _CHUNK)
        except zlib.error as error:
            raise BadArchive("is damaged, or not packed by gzip") from error
        self._input = self._inflate.unconsumed_tail
        return piece

    def _read(self) -> bytes:
        data = self._stream.read(_CHUNK)
        if not data:
            raise BadArchive("is damaged: it ends too early")
        return data


def require_plausible(unpacked: int, packed: int, limits: SubmissionLimits) -> None:
    """
    Refuse an archive of *packed* bytes that unpacks to *unpacked* bytes so far, if that is too much.

    Raises:
        BadArchive: The text names the limit.
    """
    if unpacked > limits.max_unpacked_mb * MEGABYTE:
        raise _too_large(limits)
    if unpacked > max(MEGABYTE, limits.max_ratio * packed):
        raise BadArchive(
            f"unpacks to more than {limits.max_ratio} times its size, which is submission.max_ratio"
        )


def _too_large(limits: SubmissionLimits) -> BadArchive:
    most = limits.max_unpacked_mb
    return BadArchive(f"unpacks to more than {most} MB, which is submission.max_unpacked_mb")


def _require_checksum(header: bytes) -> None:
    """Refuse what is no header: the sum of its bytes, its own field taken for spaces, is written in it."""
    text = header[148:156].replace(b"\0", b" ").strip()
    told = int(text, 8) if text and not text.strip(b"01234567") else -1
    if told != sum(header) - sum(header[148:156]) + 8 * ord(" "):
        raise BadArchive("is damaged, or not a tar archive")


def _small(data: _Unpacked, size: int) -> bytes:
    if size > _MOST_ATTRIBUTES:
        raise BadArchive(f"has a member whose name or attributes take more than {_MOST_ATTRIBUTES} bytes")
    content = data.take(size)
    data.skip(-size % _BLOCK)
    return content


def _attributes(kind: bytes, content: bytes) -> dict[str, str]:
    """Return what a header says of the member after it; of all members it may say nothing that counts."""
    if kind == _LONG_LINK:
        return {}
    if kind == _LONG_NAME:
        return {"path": _text(content.removesuffix(b"\0"))}
    records = dict(_records(content))
    if kind != _GLOBAL:
        return records
    if "path" in records or "size" in records or any(key.startswith("GNU.sparse.") for key in records):
        raise BadArchive("is damaged: one name or size for all members")
    return {}


def _records(content: bytes) -> Iterator[tuple[str, str]]:
    r"""Read records such as ``b"16 path=a/b.py\n"``, each of the length that it begins with."""
    while content:
        digits, space, _ = content[:8].partition(b" ")
        length = int(digits) if space and digits.isdigit() else 0
        record, content = content[:length], content[length:]
        key, equals, value = record[len(digits) + 1 : -1].partition(b"=")
        if len(record) != length or not record.endswith(b"\n") or not equals:
            raise BadArchive("is damaged: the attributes of a member cannot be read")
        yield _text(key), _text(value)


def _name(header: bytes) -> str:
    name, prefix = header[:100].partition(b"\0")[0], header[345:500].partition(b"\0")[0]
    if header[257:263] == b"ustar\0" and prefix:
        name = prefix + b"/" + name
    return _text(name)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
