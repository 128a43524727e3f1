"""Hostile archives: zip and tar, plain or by gzip, well made and nearly so, as choices from a `Source`."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable

from tests.fuzz.source import LENGTHS, Source, edited

MEMBERS = 6


def archive(source: Source) -> tuple[str, bytes]:
    """Return how an archive's name ends, and the archive, sometimes with a few bytes changed."""
    suffix, make = source.one_of(KINDS)
    return suffix, make(source)


def _name(source: Source) -> bytes:
    match source.below(8):
        case 1:
            return source.take(source.below(24))
        case 2:
            return source.one_of(NAMES) * source.one_of((1, 2, 30, 200))
        case 3 | 4:
            return source.one_of(FOLDERS) + source.one_of(NAMES)
        case _:
            return source.one_of(NAMES)


def _content(source: Source) -> bytes:
    match source.below(6):
        case 1:
            return source.take(source.below(40))
        case 2:
            return bytes(source.one_of((1, 511, 512, 1025, 70_000, 2_000_000)))
        case _:
            return source.one_of(CONTENTS)


def zipped(source: Source) -> bytes:
    """Return a zip archive whose headers are right for the most part."""
    local, central = b"", b""
    members = 1 + source.below(MEMBERS)
    for _ in range(members):
        name, content = _name(source), _content(source)
        method = source.one_of((8, 0, 8, 0, 12, 99))
        raw = zlib.compress(content, wbits=-15) if method == 8 else content
        flags = source.one_of((0, 1 << 11, 1 << 11, 8, 1, 0xFFFF)) if source.below(3) == 1 else 1 << 11
        sizes = [zlib.crc32(content), len(raw), len(content)]
        offset = len(local)
        if source.below(8) == 1:
            sizes[source.below(3)] = int.from_bytes(source.one_of(LENGTHS), "little")
        extra = source.one_of(EXTRAS) if source.below(4) == 1 else b""
        other = _name(source) if source.below(16) == 1 else name
        local += struct.pack("<4s5H3I2H", b"PK\3\4", 20, flags, method, 0, 33, *sizes, len(name), len(extra))
        local += name + extra + raw
        if source.below(16) == 1:
            offset = source.below(len(local))
        mode = source.one_of(MODES) if source.below(4) == 1 else 0o100644
        head = (b"PK\1\2", 20, 20, flags, method, 0, 33, *sizes, len(other), len(extra), 0, 0, 0, mode << 16)
        central += struct.pack("<4s6H3I5H2I", *head, offset) + other + extra
    count = source.below(256) if source.below(8) == 1 else members
    size = source.below(256) if source.below(8) == 1 else len(central)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, len(local), 0)
    return edited(source, local + central + end) if source.below(3) == 1 else local + central + end


def tarred(source: Source) -> bytes:
    """Return a tar archive whose headers are right for the most part, their sums always."""
    blocks = b""
    for _ in range(1 + source.below(MEMBERS)):
        name, content = _name(source), _content(source)
        match source.below(8):
            case 1:
                blocks += _padded(source, source.one_of((b"x", b"g", b"X")), b"pax", _attributes(source))
            case 2:
                blocks += _padded(
                    source, source.one_of((b"L", b"K")), b"././@LongLink", _name(source) + b"\0"
                )
        kind = source.one_of(b"0125346\x007SDMVAz").to_bytes(1, "big") if source.below(4) == 1 else b"0"
        blocks += _padded(source, kind, name, content if kind in b"0\0007S" else b"")
    blocks += bytes(source.one_of((1024, 0, 512, 10_240)))
    if source.below(4) == 1:
        return edited(source, blocks)
    return blocks


def _padded(source: Source, kind: bytes, name: bytes, content: bytes) -> bytes:
    size = b"%011o\0" % len(content)
    if source.below(12) == 1:
        size = source.one_of(SIZES)
    block = bytearray(512)
    block[0 : min(len(name), 100)] = name[:100]
    block[100:124] = b"0000644\0" + bytes(16)
    block[124:136] = size
    block[136:148] = b"00000000000\0"
    block[156:157] = kind
    block[157 : 157 + 8] = b"layers.p"
    block[257:265] = source.one_of((b"ustar\x0000", b"ustar  \0", bytes(8)))
    if source.below(8) == 1:
        block[345:355] = source.take(10).ljust(10, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + content + bytes(-len(content) % 512)


def _attributes(source: Source) -> bytes:
    records = b""
    for _ in range(1 + source.below(3)):
        key = source.one_of(
            (b"path", b"size", b"linkpath", b"GNU.sparse.major", b"hdrcharset", b"mtime", b"")
        )
        value = source.one_of((_name(source), b"12", b"-1", b"99999999999999999999", b"\xff", b"1\n", b""))
        body = b" " + key + b"=" + value + b"\n"
        length = len(body) + 2 if source.below(6) else source.below(256)
        records += b"%d" % length + body
    return records


def packed(source: Source) -> bytes:
    """Return a tar archive packed by gzip, sometimes several streams, or damaged ones."""
    plain = tarred(source)
    match source.below(8):
        case 1:
            cut = source.below(len(plain) + 1)
            return gzip.compress(plain[:cut], 1, mtime=0) + gzip.compress(plain[cut:], 1, mtime=0)
        case 2:
            return edited(source, gzip.compress(plain, 1, mtime=0))
        case 3:
            return gzip.compress(plain, 1, mtime=0) + source.take(20)
        case 4:
            return gzip.compress(b"", 1, mtime=0) * source.below(256)
        case _:
            return gzip.compress(plain, 1, mtime=0)


KINDS: tuple[tuple[str, Callable[[Source], bytes]], ...] = (
    (".zip", zipped),
    (".tar", tarred),
    (".tar.gz", packed),
    (".zip", lambda source: source.rest()),
    (".tar", lambda source: source.rest()),
    (".tgz", lambda source: gzip.compress(source.rest(), 1, mtime=0)),
    (".tgz", lambda source: source.rest()),
)
NAMES = (
    b"layers.py", b"loss.py", b"helper.py", b"Layers.py", b"notes.txt", b"../layers.py", b"/layers.py",
    b"C:\\layers.py", b"a\\layers.py", b"./layers.py", b"", b".", b"..", b"layers.py/", b"a/../layers.py",
    b"\xff\xfe.py", b"\xc3\xbc.py", b"u\xcc\x88.py", b"a\nb.py", b"a\0b.py", b"\xe2\x80\xae.py",
    b"pyvenv.cfg", b"._layers.py", b"lay//ers.py", b"con.py", b"optimizer.py", b"-x.py", b"~/x.py",
    b"\x1b[2Jx.py", b"x" * 300 + b".py",
)  # fmt: skip
FOLDERS = (b"work/", b"exercises/", b"__MACOSX/", b"checks/", b"venv/", b".git/", b"a/b/c/", b"a/" * 30, b"")
CONTENTS = (
    b"x = 1\n", b"", b"\xef\xbb\xbfx = 1\n", b"# coding: latin-1\n\xff\n", b"# coding: idna\n", b"\0",
    b"\xff\xfex",
    b"# -*- coding: utf-8 -*-\n\xff", b"import torch\n", b"\n# coding: undefined\n", b"x = 1\r\n",
    b"# coding: rot13\n", b"# coding: cp1252\n\x81", b"home = /usr\n",
)  # fmt: skip
EXTRAS = (
    b"\1\0\x18\0" + bytes(24),
    b"\1\0\x10\0" + b"\xff" * 16,
    b"\x75\x70\x0e\0\1" + bytes(4) + b"../layers",
    b"\1\0\xff\xff",
    b"\1",
)
MODES = (0o120777, 0o040755, 0o010644, 0o020644, 0o060644, 0, 0o140644, 0o170000, 0o100644)
SIZES = (
    b"77777777777\0", b"-0000000001\0", b"\x80" + bytes(10) + b"\1", b"\x80" + b"\xff" * 11, b"\xff" * 12,
    b"8" * 12,
    b"\0" * 12, b" " * 12, b"00000004000\0", b"0x000000010\0", b"+0000000010\0", b"1_0        \0",
)  # fmt: skip
