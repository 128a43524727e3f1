"""List and read a zip archive in bounded memory and time. Never writes to disk."""

from __future__ import annotations

import itertools
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from grader.config import SubmissionLimits
from grader.members import BadArchive, Kind, Member, quoted
from grader.tarfiles import require_plausible

_CHUNK = 1 << 16
_DIRECTORY_BYTES_PER_MEMBER = 256
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_ENCRYPTED, _UTF8 = 1, 1 << 11
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_KINDS: dict[int, Kind] = {
    0: "file",
    stat.S_IFREG: "file",
    stat.S_IFDIR: "folder",
    stat.S_IFLNK: "symbolic link",
    stat.S_IFIFO: "pipe",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


class ZipReader:
    """
    A zip archive; what is not asked for is not unpacked, and counts by the size that it claims.

    Raises:
        BadArchive: Whatever is wrong with it; also by the methods.
    """

    def __init__(self, stream: BinaryIO, size: int, limits: SubmissionLimits) -> None:
        self._stream, self._limits, self._size = stream, limits, size
        with _telling_damage():
            self._zip = zipfile.ZipFile(_Frugal(stream, limits.max_members))
        self._entries = self._zip.infolist()

    def listing(self) -> list[Member]:
        """Return all members; those that share bytes with another one are refused."""
        for entry in self._entries:
            if entry.flag_bits & _ENCRYPTED:
                raise BadArchive(f"member {quoted(_name(entry))} is encrypted; pack it without a password")
        require_plausible(sum(entry.file_size for entry in self._entries), self._size, self._limits)
        self._require_apart()
        return [_member(entry) for entry in self._entries]

    def contents(self, wanted: Collection[int]) -> dict[int, bytes]:
        """Return the contents of the members with the numbers *wanted*."""
        return {number: self._content(self._entries[number]) for number in wanted}

    def _content(self, entry: zipfile.ZipInfo) -> bytes:
        """Unpack one member, no further than a file may be long: its header is not believed."""
        name = quoted(_name(entry))
        if entry.compress_type not in _METHODS:
            raise BadArchive(f"member {name} is packed by method {entry.compress_type}; use the usual one")
        packed = self._packed(entry)
        content = packed
        if entry.compress_type == zipfile.ZIP_DEFLATED:
            try:
                content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)
            except zlib.error as error:
                raise BadArchive(f"member {name} is damaged") from error
        if (len(content), zlib.crc32(content)) != (entry.file_size, entry.CRC):
            raise BadArchive(f"member {name} is damaged, or not of the size that is told of it")
        return content

    def _packed(self, entry: zipfile.ZipInfo) -> bytes:
        """Return the bytes of a member as they are in the archive, behind its own header."""
        self._stream.seek(entry.header_offset)
        header = self._stream.read(_LOCAL_HEADER.size)
        if len(header) == _LOCAL_HEADER.size:
            signature, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(header)
            if signature == b"PK\3\4" and self._stream.read(name_bytes) == _raw_name(entry):
                self._stream.seek(extra_bytes, os.SEEK_CUR)
                return self._stream.read(entry.compress_size)
        raise BadArchive(f"is damaged: member {quoted(_name(entry))} is not where it should be")

    def _require_apart(self) -> None:
        """Refuse members that overlap: a few bytes, listed a thousand times, unpack to gigabytes."""
        places = [
            (entry.header_offset, entry.header_offset + _LOCAL_HEADER.size + entry.compress_size)
            for entry in self._entries
        ]
        places = sorted([*places, (self._zip.start_dir, self._zip.start_dir)])
        if places[0][0] < 0 or any(later[0] < first[1] for first, later in itertools.pairwise(places)):
            raise BadArchive("is damaged: its members overlap")


class _Frugal:
    """The archive's file, of which no long directory is read at once: it would be held as objects."""

    def __init__(self, stream: BinaryIO, most_members: int) -> None:
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable
        self._read = stream.read
        self._most = max(most_members * _DIRECTORY_BYTES_PER_MEMBER, 2 * _CHUNK)
        self._members = most_members

    def read(self, size: int = -1, /) -> bytes:
        """Return the next *size* bytes, all that are left for -1."""
        data = self._read(self._most + 1 if size < 0 else min(size, self._most + 1))
        if len(data) > self._most:
            raise BadArchive(f"lists too much: submission.max_members is {self._members}")
        return data


@contextmanager
def _telling_damage() -> Iterator[None]:
    """Tell by `BadArchive` what the standard library finds wrong, in whatever way it does."""
    try:
        yield
    except BadArchive:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise BadArchive("is damaged, or not a zip archive") from error
    except (ValueError, LookupError, OverflowError, NotImplementedError, RuntimeError) as error:
        raise BadArchive("is damaged, or not a zip archive") from error


def _member(entry: zipfile.ZipInfo) -> Member:
    name = _name(entry)
    kind = _KINDS.get(stat.S_IFMT(entry.external_attr >> 16), "special file")
    if kind == "file" and name.endswith("/"):
        kind = "folder"
    return Member(name, kind, entry.file_size)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a member's name; as UTF-8 where it can be, since some programs do not say that it is."""
    try:
        return _raw_name(entry).decode("utf-8")
    except UnicodeDecodeError:
        return entry.orig_filename


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437")
