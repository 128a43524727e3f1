"""
Frames on a stream: a length, a one-byte tag, a body. Knows not what a body means.

A reader keeps what arrived and never allocates what a header merely promises.
"""

from __future__ import annotations

import struct
from typing import Protocol

from grader import wire

READ_BYTES = 1 << 16
"""Small enough that memory for it is at hand, and not asked of the system at each read."""
_HEADER = struct.Struct(">IB")
_TAGS = tuple(bytes([tag]) for tag in range(256))


def frame(tag: bytes, body: bytes) -> bytes:
    """Return *body* behind its header: its length in four bytes and the one-byte *tag*."""
    return _HEADER.pack(len(body), tag[0]) + body


def parts(tag: bytes, body: bytes) -> list[memoryview]:
    """Return the frame of *body* in the order to be sent; a large body is not copied."""
    head = _HEADER.pack(len(body), tag[0])
    if len(body) < READ_BYTES:
        return [memoryview(head + body)]
    return [memoryview(head), memoryview(body)]


class Stream(Protocol):
    """What frames travel on: a socket, or what reads and writes like one."""

    def recv(self, size: int, /) -> bytes:
        """Read at most *size* bytes; none at the end."""
        ...

    def sendall(self, data: memoryview, /) -> None:
        """Write all of *data*."""
        ...


class FrameReader:
    """
    Turns what arrives on a stream into frames, holding at most one frame and one read.

    The reader never allocates what a header merely promises: it keeps what came.
    """

    def __init__(self, limit_bytes: int = wire.MAX_FRAME_BYTES) -> None:
        self._buffer = bytearray()
        self._limit_bytes = limit_bytes

    def feed(self, data: bytes) -> None:
        """Take *data* as read from the stream."""
        self._buffer += data

    @property
    def waiting(self) -> int:
        """How many bytes have come that were not yet returned."""
        return len(self._buffer)

    def next(self) -> tuple[bytes, bytearray] | None:
        """
        Return the next whole frame as its tag and body, or None when more must arrive first.

        Raises:
            WireError: The header promises more than the limit.
        """
        buffer = self._buffer
        if len(buffer) < _HEADER.size:
            return None
        size, tag = _HEADER.unpack_from(buffer)
        if size > self._limit_bytes:
            raise wire.WireError(f"a frame of {size} bytes is over the limit of {self._limit_bytes}")
        end = _HEADER.size + size
        if len(buffer) < end:
            return None
        if len(buffer) == end:  # as good as always: a large one need not be copied
            self._buffer = bytearray()
            del buffer[: _HEADER.size]
            return _TAGS[tag], buffer
        body = buffer[_HEADER.size : end]
        del buffer[:end]
        return _TAGS[tag], body


def send(stream: Stream, tag: bytes, body: bytes) -> None:
    """Write one frame to a blocking *stream*."""
    for part in parts(tag, body):
        stream.sendall(part)


def receive(stream: Stream, reader: FrameReader) -> tuple[bytes, bytearray]:
    """
    Read one frame from a blocking *stream*.

    Raises:
        Closed: The stream ended.
        WireError: The header promises more than the limit.
    """
    while (found := reader.next()) is None:
        data = stream.recv(READ_BYTES)
        if not data:
            raise wire.Closed("the other end closed the stream")
        reader.feed(data)
    return found
